import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOf } from '../../src/shared/errors.ts';
import { createLog } from '../../src/shared/log.ts';
import { stillClock } from '../support/doors.ts';
import { aWebhook, fresh, withApi } from './support.ts';

/** A database and what SQLite keeps beside it. */
function bytesBeside(file: string): Buffer {
	const folder = dirname(file);
	return Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
}

describe('what opens a door', () => {
	it('is told once, and lies in no database, no answer, no error and no log after that', async () => {
		await withApi(async ({ ask, key, file, refused }) => {
			const { key: bearer } = await key();
			const secret = bearer.slice(26);
			const keyed = { 'Idempotency-Key': 'canary-idempotency-key' };
			const made = await ask('post', '/webhooks', {
				key: bearer,
				body: { ...aWebhook, url: 'https://hooks.example.org/canary-token' },
				headers: keyed,
			});
			const answers = [
				await ask('get', '/webhooks', { key: bearer }),
				await ask('get', `/webhooks/${made.body.id}`, { key: bearer }),
				await ask('get', '/audit', { key: bearer }),
				await ask('get', `/${bearer}`, { key: bearer }),
				await ask('post', '/webhooks', { key: bearer, body: { url: bearer }, headers: fresh() }),
				await ask('get', '/keys/self', { key: `${bearer}x` }),
				await ask('put', `/webhooks/${bearer}`, { key: bearer, body: {}, headers: { 'If-Match': bearer } }),
			];
			const lines: string[] = [];
			const log = createLog({ level: 'debug', write: (line) => lines.push(line), clock: stillClock() });
			for (const { status, error } of refused)
				log.error('api-refused', { status, code: codeOf(error), reason: bearer });
			const told = [...answers.map(({ text, headers }) => text + JSON.stringify(headers)), ...lines].join('\n');
			expect(refused.length).toBeGreaterThan(3);
			for (const canary of [secret, made.body.secret, made.body.secret.slice(6)]) expect(told).not.toContain(canary);
			const kept = bytesBeside(file);
			expect(kept.includes('createWebhook')).toBe(true);
			for (const canary of [secret, made.body.secret.slice(6), 'canary-token', 'canary-idempotency-key'])
				expect([canary, kept.includes(canary)]).toEqual([canary, false]);
		});
	});
});
