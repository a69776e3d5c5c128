import fc from 'fast-check';
import { ServiceError } from '../../src/shared/errors.ts';
import { createLog, errorFields, type LogFields, type LogLevel } from '../../src/shared/log.ts';

const clock = { now: () => Date.UTC(2026, 10, 25, 7, 1, 2) };

function logged(level: LogLevel = 'info') {
	const lines: string[] = [];
	const log = createLog({ level, clock, write: (line) => lines.push(line) });
	return { log, lines };
}

describe('the log', () => {
	it('writes one line of JSON with the event, the time of our clock and the listed fields', () => {
		const { log, lines } = logged();
		log.warn('turn-late', { route: 'ci-ussd', milliseconds: 4_001, outcome: 'deadline' });
		expect(lines).toHaveLength(1);
		expect(JSON.parse(lines[0] ?? '')).toEqual({
			level: 'warn',
			time: '2026-11-25T07:01:02.000Z',
			event: 'turn-late',
			route: 'ci-ussd',
			milliseconds: 4_001,
			outcome: 'deadline',
		});
	});

	it('drops and counts a field that nobody listed, because it may be what a person said', () => {
		const { log, lines } = logged();
		const unlisted = { route: 'ci-ussd', text: 'mon enfant', msisdn: '+2250701020304', __proto__: null, toString: 'x' };
		log.info('turn', unlisted as LogFields);
		expect(JSON.parse(lines[0] ?? '')).toEqual(expect.objectContaining({ route: 'ci-ussd' }));
		expect(lines[0]).not.toMatch(/enfant|225|toString/);
		expect(log.dropped()).toBe(3);
	});

	it.each([
		['words with blanks', { reason: 'mon enfant est parti' }],
		['a word that is too long', { reason: 'x'.repeat(65) }],
		['letters beyond ASCII', { reason: 'blessé' }],
		['a line break that would forge a line', { reason: 'x\n{}' }],
		['a number for a word', { reason: 7 }],
		['an object for a word', { reason: { name: 'Awa' } }],
		['a word for a number', { count: 'Awa' }],
		['a phone number for a number', { count: 2250701020304 }],
		['no number at all', { count: Number.NaN }],
	])('drops %s', (_what, about) => {
		const { log, lines } = logged();
		log.info('turn', about as unknown as LogFields);
		expect(JSON.parse(lines[0] ?? '')).toEqual({ level: 'info', time: expect.any(String), event: 'turn' });
		expect(log.dropped()).toBe(1);
	});

	it('lets no phone number through in any field or event, however it is written', () => {
		const digits = fc.stringMatching(/^[0-9]{8,15}$/);
		const written = fc
			.tuple(digits, fc.constantFrom('', '-', '.', '/', ':', '_'), fc.nat(3))
			.map(([number, between, every]) =>
				Array.from(number, (digit, at) => (every > 0 && at > 0 && at % every === 0 ? between + digit : digit)).join(''),
			);
		fc.assert(
			fc.property(written, fc.constantFrom('', 'id-', '+', 'tel:'), (number, before) => {
				const { log, lines } = logged();
				const about = { route: `${before}${number}`, code: number, count: Number(number.replace(/\D/g, '')) };
				log.error(`${before}${number}`, about);
				const said = Object.entries(JSON.parse(lines[0] ?? '') as object).filter(([name]) => name !== 'time');
				expect(JSON.stringify(said).replace(/\D/g, '').length).toBeLessThan(8);
			}),
		);
	});

	it('keeps quiet below its level', () => {
		const { log, lines } = logged('warn');
		log.info('turn');
		log.debug('turn');
		log.error('store-gone');
		expect(lines).toHaveLength(1);
		logged('silent').log.error('store-gone');
		expect(lines).toHaveLength(1);
	});
});

describe('an error in the log', () => {
	it('is its code and place, never its message, even when the message looks like a stack', () => {
		const secret = 'Awa\n    at telephone (0701020304.js:1:2)';
		const error = new ServiceError('store-unavailable', secret, 'sentence');
		expect(errorFields(error)).toEqual({
			code: 'store-unavailable',
			where: expect.stringMatching(/^log\.unit\.test\.ts:\d+:\d+$/),
		});
		const type = new TypeError(secret);
		expect(errorFields(type)).toEqual({
			code: 'TypeError',
			where: expect.stringMatching(/^log\.unit\.test\.ts:\d+:\d+$/),
		});
	});

	it('has no place when it is no error, or its stack is gone', () => {
		expect(errorFields('thrown text')).toEqual({ code: 'unknown', where: undefined });
		const changed = Object.assign(new Error('changed'), { stack: 'Error: Awa\n    at telephone (0701020304.js:1:2)' });
		expect(errorFields(changed)).toEqual({ code: 'Error', where: undefined });
		expect(errorFields(Object.assign(new Error('x'), { stack: undefined }))).toEqual({
			code: 'Error',
			where: undefined,
		});
	});
});
