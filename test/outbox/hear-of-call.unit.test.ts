import { openCall } from '../../src/outbox/asked-call.ts';
import { AMA } from './support/desk.ts';
import { type Exchange, MINUTE_MS, withExchange } from './support/exchange.ts';

const unknown = { outcome: 'unknown', reason: 'timeout' } as const;

async function called(exchange: Exchange) {
	const row = await exchange.ask(AMA);
	await exchange.call();
	return row;
}

/** Everything that is called from now on, minute by minute. */
async function passMinutes(exchange: Exchange, minutes: number): Promise<void> {
	for (let minute = 0; minute < minutes; minute++) {
		exchange.clock.move(MINUTE_MS);
		await exchange.call();
	}
}

describe('what is told of a call of ours', () => {
	it(
		'that was taken up ends it, and nothing told later changes that or calls again',
		withExchange(async (exchange) => {
			const row = await called(exchange);
			expect(await exchange.tell(row.id, 'answered')).toBe('moved');
			for (const became of ['answered', 'completed', 'unreached'] as const)
				expect(await exchange.tell(row.id, became)).toBe('stale');
			expect((await exchange.standing(row)).state).toBe('delivered');
			await passMinutes(exchange, 20);
			expect(exchange.made).toHaveLength(1);
		}),
	);
	it(
		'that nobody took makes one more call after five minutes, and no third one',
		withExchange(async (exchange) => {
			const row = await called(exchange);
			expect(await exchange.tell(row.id, 'unreached')).toBe('moved');
			expect(await exchange.standing(row)).toMatchObject({ state: 'failed', reason: 'unreached' });
			await passMinutes(exchange, 4);
			expect(exchange.made).toHaveLength(1);
			await passMinutes(exchange, 2);
			expect(exchange.made).toHaveLength(2);
			const again = exchange.made[1]?.id ?? '';
			expect(again).not.toBe(row.id);
			const { row: second } = await exchange.standing({ id: again });
			expect(openCall(second, exchange.vault)).toMatchObject({ to: AMA, first: row.id });
			await exchange.tell(again, 'unreached');
			await passMinutes(exchange, 20);
			expect(exchange.made).toHaveLength(2);
		}),
	);
	it(
		'twice makes no more of it, also where the first time was cut off between its two writes',
		withExchange(async (exchange) => {
			const row = await called(exchange);
			const { outbox } = exchange.store;
			const { reportedOn } = outbox;
			Object.assign(outbox, { reportedOn: () => Promise.reject(new Error('killed')) });
			await expect(exchange.tell(row.id, 'unreached')).rejects.toThrow('killed');
			Object.assign(outbox, { reportedOn });
			expect(await exchange.tell(row.id, 'unreached')).toBe('moved');
			expect(await exchange.tell(row.id, 'unreached')).toBe('stale');
			await passMinutes(exchange, 20);
			expect(exchange.made).toHaveLength(2);
		}),
	);
	it(
		'adds nothing where the person asks again while the second call is waited for',
		withExchange(async (exchange) => {
			const row = await called(exchange);
			await exchange.tell(row.id, 'unreached');
			await exchange.ask(AMA);
			await passMinutes(exchange, 8);
			expect(exchange.made).toHaveLength(2);
			expect(exchange.endings).toEqual(['accepted', 'suppressed call-waits', 'accepted']);
		}),
	);
	it(
		'makes no second call that would come too late to be of use',
		withExchange(async (exchange) => {
			const row = await exchange.ask(AMA, { expiresAt: exchange.clock.now() + 5 * MINUTE_MS });
			await exchange.call();
			await exchange.tell(row.id, 'unreached');
			await passMinutes(exchange, 20);
			expect(exchange.made).toHaveLength(1);
		}),
	);
	it(
		'ends a doubt about it, either way, and until then nobody is called again',
		withExchange(async (exchange) => {
			exchange.next.push(unknown);
			const row = await called(exchange);
			expect((await exchange.standing(row)).state).toBe('in-doubt');
			await passMinutes(exchange, 3);
			expect(exchange.made).toHaveLength(1);
			expect(await exchange.tell(row.id, 'answered')).toBe('moved');
			expect(await exchange.standing(row)).toMatchObject({ state: 'delivered', ref: `test:${row.id}` });
			exchange.next.push(unknown);
			const other = await called(exchange);
			await exchange.tell(other.id, 'failed');
			expect(await exchange.standing(other)).toMatchObject({ state: 'failed', reason: 'failed' });
		}),
	);
	it(
		'is nothing where it is none of ours, or no call',
		withExchange(async (exchange) => {
			expect(await exchange.tell('nobody', 'answered')).toBe('unknown');
			const row = await called(exchange);
			await exchange.store.commit({ outbox: [{ ...row, id: 'text', kind: 'message' }] });
			expect(await exchange.tell('text', 'answered')).toBe('unknown');
		}),
	);
});
