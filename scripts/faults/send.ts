import { appendFileSync } from 'node:fs';
import { systemChance } from '../../src/shared/chance.ts';
import { systemClock } from '../../src/shared/clock.ts';
import type { OutboxClaim } from '../../src/store/coordination.ts';
import { openMongoStore } from '../../src/store/mongo/open.ts';
import type { Store } from '../../src/store/store.ts';

/**
 * Sends what lies in the outbox of a store on MongoDB, as an instance with a provider does, for the fault tests alone: sending
 * is a line with the message's id, the time in milliseconds and the sender in a file.
 *
 *   node dist/scripts/faults/send.js URL FILE LEASE_MS PER_SECOND [waits] [unfenced]
 *
 * `waits`: tells the parent of its first claim, and goes on when it is told to. `unfenced`: broken on purpose, it sends whatever
 * the store answers to the attempt. Ends when nothing is left.
 */

const MOST = 3;
const POLL_MS = 20;

const [url = '', file = '', leaseMs = '', perSecond = '', ...flags] = process.argv.slice(2);
const name = systemChance.id();
const tick = () => new Promise((resolve) => setTimeout(resolve, POLL_MS));

/** Told once: the parent decides how long this process is away between its claim and its attempt. */
async function waitForOrder(): Promise<void> {
	const told = new Promise((resolve) => process.once('message', resolve));
	process.send?.('claimed');
	await told;
}

async function send({ outbox }: Store, { row, fence }: OutboxClaim): Promise<void> {
	const mayGo = await outbox.attempt(row.id, fence, systemClock.now());
	if (!mayGo && !flags.includes('unfenced')) return;
	appendFileSync(file, `${row.id} ${systemClock.now()} ${name}\n`);
	await outbox.conclude(row.id, fence, { state: 'accepted', ref: `test:${row.id}`, at: systemClock.now() });
}

async function granted({ rates }: Store, wanted: number): Promise<number> {
	const ask = { name: 'gh-sms', now: systemClock.now(), perSecond: Number(perSecond), burst: 1, wanted };
	return rates.take(ask);
}

async function sendAll(store: Store): Promise<void> {
	let waits = flags.includes('waits');
	for (let idle = 0; idle * POLL_MS < Number(leaseMs) * 2; ) {
		const ask = {
			kinds: ['call-back'] as const,
			route: '',
			now: systemClock.now(),
			forMs: Number(leaseMs),
			most: MOST,
		};
		const claims = await store.outbox.claim(ask);
		idle = claims.length === 0 ? idle + 1 : 0;
		if (waits && claims.length > 0) {
			waits = false;
			await waitForOrder();
		}
		for (const claim of claims) {
			while ((await granted(store, 1)) === 0) await tick();
			await send(store, claim);
		}
		if (claims.length === 0) await tick();
	}
}

const store = await openMongoStore({ url, timeoutMs: 10_000 });
try {
	await sendAll(store);
} finally {
	await store.close();
	if (process.connected) process.disconnect();
}
