import express from 'express';
import { proxies } from '../../src/settings/proxies.ts';

const isTaken = (text: string) => proxies.safeParse(text).success;

describe('the proxies that are trusted', () => {
	it.each(['loopback', '10.0.0.1', '10.0.0.0/8, loopback', 'fd00::/8,::1', 'uniquelocal,linklocal'])(
		'may be %s, and Express takes it as it is',
		(text) => {
			expect(isTaken(text)).toBe(true);
			expect(() => express().set('trust proxy', text)).not.toThrow();
		},
	);

	it.each([
		'true',
		'1',
		'everybody',
		'10.0.0.0/33',
		'10.0.0.0/0',
		'10.0.0.1/8/8',
		'10.0.0',
		'loopback,,',
		'::1/129',
		'',
	])('are never %j: whoever is not trusted must not name the address of a caller', (text) => {
		expect(isTaken(text)).toBe(false);
	});
});
