import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeMongo } from '../store/make-mongo.ts';
import { outboxRow, turnRow } from '../store/rows.ts';
import { describeOnMongo } from '../support/mongo/on-mongo.ts';
import { ensureBuilt } from './support/built.ts';
import { full, tell, tellAtMost, tellCaught, withFolder } from './support/run.ts';

/** Two processes that send from one outbox on MongoDB. */

const MESSAGES = full ? 300 : 60;
const LEASE_MS = 600;
const PER_SECOND = 20;
const TEST_MS = full ? 300_000 : 60_000;
const server = process.env['MONGODB_TEST_SERVER'] ?? 'the server that MONGODB_TEST_URL names';

interface Sent {
	readonly id: string;
	readonly at: number;
	readonly by: string;
}

function sentIn(file: string): readonly Sent[] {
	if (!existsSync(file)) return [];
	const lines = readFileSync(file, 'utf8').trim().split('\n');
	return lines.map((line) => {
		const [id = '', at = '', by = ''] = line.split(' ');
		return { id, at: Number(at), by };
	});
}

const twice = (sent: readonly Sent[]): number => sent.length - new Set(sent.map(({ id }) => id)).size;

/** Fills an outbox, lets the processes of `course` send it, and gives what they sent. */
function sending(course: (start: Start) => Promise<void>): Promise<readonly Sent[]> {
	return withFolder(async (folder) => {
		const { store, url, settle, dispose } = await makeMongo();
		const running: ReturnType<typeof fork>[] = [];
		try {
			await store.commit({
				turn: turnRow('one'),
				outbox: Array.from({ length: MESSAGES }, (_, index) => outboxRow(`${index}`)),
			});
			await settle();
			const file = join(folder, 'sent');
			await course((perSecond, ...flags) => {
				const child = fork('dist/scripts/faults/send.js', [url, file, `${LEASE_MS}`, `${perSecond}`, ...flags]);
				running.push(child);
				return child;
			});
			return sentIn(file);
		} finally {
			for (const child of running) child.kill('SIGKILL');
			await dispose();
		}
	});
}

type Start = (perSecond: number, ...flags: readonly string[]) => ReturnType<typeof fork>;

/** One holds a claim and sleeps past it, the other sends everything, the first wakes. */
async function sleepPastTheClaim(start: Start, ...flags: readonly string[]): Promise<void> {
	const sleeper = start(1_000, 'waits', ...flags);
	await once(sleeper, 'message');
	sleeper.kill('SIGSTOP');
	await pause(LEASE_MS + 100);
	const [code] = await once(start(1_000), 'exit');
	expect(code).toBe(0);
	sleeper.kill('SIGCONT');
	sleeper.send('go');
	await once(sleeper, 'exit');
}

ensureBuilt();

describeOnMongo('two processes that send from one outbox', () => {
	it(
		'send nothing twice when one is paused past its claim, for the attempt is refused to it',
		async () => {
			const sent = await sending((start) => sleepPastTheClaim(start));
			tellAtMost(`two senders, one paused past its claim: sent twice [${server}]`, twice(sent), 0, MESSAGES);
			expect(twice(sent)).toBe(0);
			expect(sent).toHaveLength(MESSAGES);
		},
		TEST_MS,
	);
	it(
		'are caught when they send whatever the store says, so that this test proves something',
		async () => {
			const sent = await sending((start) => sleepPastTheClaim(start, 'unfenced'));
			tellCaught('two senders, sent twice by the unfenced variant', twice(sent), MESSAGES);
			expect(twice(sent)).toBeGreaterThan(0);
		},
		TEST_MS,
	);
	it(
		'hold the rate of the route together',
		async () => {
			const sent = await sending(async (start) => {
				const both = [start(PER_SECOND), start(PER_SECOND)];
				await Promise.all(both.map((child) => once(child, 'exit')));
			});
			const times = sent.map(({ at }) => at).toSorted((one, other) => one - other);
			const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000;
			const rate = Math.round(((sent.length - 1) / seconds) * 10) / 10;
			// A grant is written down a little later than it is given: one message of room.
			const most = PER_SECOND + 1 / seconds;
			tell({
				name: `two senders: messages a second [${server}]`,
				n: sent.length,
				figure: rate,
				bound: `≤ ${PER_SECOND}`,
				pass: rate <= most,
			});
			expect(twice(sent)).toBe(0);
			expect(sent).toHaveLength(MESSAGES);
			expect(new Set(sent.map(({ by }) => by)).size).toBe(2);
			expect(rate).toBeLessThanOrEqual(most);
		},
		TEST_MS,
	);
});
