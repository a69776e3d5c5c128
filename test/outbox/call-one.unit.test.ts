import fc from 'fast-check';
import type { Sent } from '../../src/channels/sending.ts';
import { type CallStep, callOne, callSteps } from '../../src/outbox/call-one.ts';
import { AMA, KOFI, MORNING } from './support/desk.ts';
import { type Exchange, MINUTE_MS, withExchange } from './support/exchange.ts';

const HOUR_MS = 60 * MINUTE_MS;
const refusedLater: Sent = { outcome: 'refused', reason: 'http-429', retry: 'later' };
const refused: Sent = { outcome: 'refused', reason: 'invalid-phone-number', retry: 'never' };
const unknown: Sent = { outcome: 'unknown', reason: 'timeout' };

/** Asks, calls, and lets the person take it up. */
async function callAndTakeUp(exchange: Exchange, to: string): Promise<void> {
	const row = await exchange.ask(to);
	await exchange.call();
	await exchange.tell(row.id, 'answered');
}

describe('a call that was asked for', () => {
	it(
		'is made once, with our id and all that the provider needs',
		withExchange(async (exchange) => {
			const row = await exchange.ask(AMA);
			await exchange.call();
			await exchange.call();
			const at = 'https://line.example/voice';
			expect(exchange.made).toEqual([{ id: row.id, to: AMA, from: '+233300000000', answersTo: at, reportsTo: at }]);
			expect(await exchange.standing(row)).toMatchObject({ state: 'accepted', ref: `test:${row.id}`, attempts: 1 });
			expect(exchange.endings).toEqual(['accepted']);
		}),
	);
	it(
		'goes through every step in order, since the kill tests rely on their names',
		withExchange(async (exchange) => {
			const seen: CallStep[] = [];
			exchange.onStep = (step) => void seen.push(step);
			await exchange.ask(AMA);
			await exchange.call();
			expect(seen).toEqual(callSteps);
		}),
	);
	it.each(callSteps.map((step) => [step, callSteps.indexOf(step) < callSteps.indexOf('attempted')] as const))(
		'is made at most once though the process dies at %s, and is queued or in doubt afterwards',
		(step, isBefore) =>
			withExchange(async (exchange) => {
				const row = await exchange.ask(AMA);
				const [claim] = await exchange.claim();
				if (claim === undefined) throw new Error('nothing was claimed');
				exchange.onStep = (at) => {
					if (at === step) throw new Error('killed');
				};
				await expect(callOne(claim, exchange.route, exchange.parts)).rejects.toThrow('killed');
				exchange.onStep = () => {};
				exchange.clock.move(2 * MINUTE_MS);
				await exchange.store.outbox.doubt(exchange.clock.now() - MINUTE_MS);
				for (let minute = 0; minute < 40; minute++) {
					await exchange.call();
					exchange.clock.move(MINUTE_MS);
				}
				const { state } = await exchange.standing(row);
				if (step === 'concluded') expect(state).toBe('accepted');
				else expect(state).toBe(isBefore ? 'accepted' : 'in-doubt');
				expect(exchange.made.length).toBe(step === 'attempted' || step === 'before-provider' ? 0 : 1);
			})(),
	);
	it(
		'is tried again while the provider certainly did not take it, and given up when it is of no use',
		withExchange(async (exchange) => {
			exchange.next.push(...Array.from({ length: 50 }, () => refusedLater));
			const row = await exchange.ask(AMA);
			for (let second = 0; second < 31 * 60; second += 5) {
				await exchange.call();
				exchange.clock.move(5_000);
			}
			expect(exchange.made).toHaveLength(5);
			expect(await exchange.standing(row)).toMatchObject({ state: 'failed', reason: 'http-429' });
		}),
	);
	it(
		'fails at once where it can never be made, and whoever asks again is called again',
		withExchange(async (exchange) => {
			exchange.next.push(refused);
			const row = await exchange.ask(AMA);
			await exchange.call();
			expect(await exchange.standing(row)).toMatchObject({ state: 'failed', reason: 'invalid-phone-number' });
			await exchange.ask(AMA);
			await exchange.call();
			expect(exchange.made).toHaveLength(2);
		}),
	);
	it(
		'is never made where nobody can be called, nor when it is too old, nor when no key opens it',
		withExchange(async (exchange) => {
			const rows = [
				await exchange.ask(''),
				await exchange.ask(AMA, { expiresAt: MORNING }),
				await exchange.ask(AMA, { sealed: new Uint8Array(20) }),
			];
			await exchange.call();
			const ends = await Promise.all(rows.map(async (row) => (await exchange.standing(row)).reason));
			expect(ends).toEqual(['no-number', 'too-old', 'unreadable']);
			expect(exchange.made).toEqual([]);
			expect(exchange.alarms).toEqual(['unreadable gh-voice']);
		}),
	);
	it(
		'waits its turn where a route may begin no more calls now',
		withExchange(
			async (exchange) => {
				await exchange.ask(AMA);
				const second = await exchange.ask(KOFI);
				await exchange.call();
				expect(exchange.made).toHaveLength(1);
				exchange.clock.move(1_000);
				await exchange.call();
				expect(exchange.made).toHaveLength(2);
				expect((await exchange.standing(second)).state).toBe('accepted');
			},
			{ perSecond: 1 },
		),
	);
	it(
		'is one call though it is asked for five times, and a new one once somebody took it up',
		withExchange(async (exchange) => {
			const first = await exchange.ask(AMA);
			for (let time = 0; time < 4; time++) await exchange.ask(AMA);
			await exchange.call();
			expect(exchange.made).toHaveLength(1);
			expect(exchange.endings.filter((ending) => ending === 'suppressed call-waits')).toHaveLength(4);
			await exchange.tell(exchange.made[0]?.id ?? first.id, 'answered');
			await exchange.ask(AMA);
			await exchange.call();
			expect(exchange.made).toHaveLength(2);
		}),
	);
	it(
		'rings nobody a fourth time at once, nor a seventh within the day, and another person all the same',
		withExchange(async (exchange) => {
			for (let time = 0; time < 4; time++) await callAndTakeUp(exchange, AMA);
			expect(exchange.made).toHaveLength(3);
			expect(exchange.endings.at(-1)).toBe('suppressed person-cap');
			await callAndTakeUp(exchange, KOFI);
			expect(exchange.made).toHaveLength(4);
		}),
	);
});

describe('whatever is asked and whatever becomes of it', () => {
	const event = fc.record({
		who: fc.constantFrom(AMA, KOFI, ''),
		waits: fc.constantFrom(0, 1, 6, 45),
		sent: fc.constantFrom<Sent | undefined>(undefined, undefined, refused, refusedLater, unknown),
		became: fc.constantFrom('answered', 'unreached', 'failed', 'completed', undefined),
	});

	it('nobody is called without a number, oftener than the caps allow, twice for one row, or too late', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(event, { maxLength: 40 }), (events) =>
				withExchange(async (exchange) => {
					const calls: { readonly to: string; readonly at: number }[] = [];
					const taken = new Map<string, number>();
					for (const { who, waits, sent, became } of events) {
						await exchange.ask(who);
						if (sent !== undefined) exchange.next.push(sent);
						const before = exchange.made.length;
						await exchange.call();
						for (const { id, to } of exchange.made.slice(before)) {
							const { state, attempts } = (await exchange.store.outbox.standing(id)) ?? {};
							if (attempts === 1) calls.push({ to, at: exchange.clock.now() });
							if (state === 'accepted') taken.set(id, (taken.get(id) ?? 0) + 1);
							if (became !== undefined) await exchange.tell(id, became);
						}
						exchange.clock.move(waits * MINUTE_MS);
					}
					expect([...taken.values()].every((times) => times === 1)).toBe(true);
					for (const { to, at } of calls) {
						expect(to).not.toBe('');
						const within = (ms: number) => calls.filter((one) => one.to === to && one.at > at - ms && one.at <= at);
						// What fills again meanwhile may go as well.
						expect(within(HOUR_MS).length).toBeLessThanOrEqual(3 + 3);
						expect(within(24 * HOUR_MS).length).toBeLessThanOrEqual(6 + 6);
					}
				})(),
			),
			{ numRuns: 60 },
		);
	}, 60_000);
});
