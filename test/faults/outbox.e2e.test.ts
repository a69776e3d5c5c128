import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { steps } from '../../src/outbox/send-one.ts';
import { systemChance } from '../../src/shared/chance.ts';
import type { OutboxState } from '../../src/store/coordination.ts';
import type { MessageClass } from '../../src/store/message.ts';
import type { Store } from '../../src/store/store.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import { openKeyRing } from '../../src/vault/key-ring.ts';
import { sealedRow, usualMessage } from '../outbox/support/desk.ts';
import { makeMongo } from '../store/make-mongo.ts';
import { makeSqlite } from '../store/make-sqlite.ts';
import { type AfricastalkingGateway, startAfricastalkingGateway } from '../support/gateways/africastalking.ts';
import { describeOnMongo } from '../support/mongo/on-mongo.ts';
import { ensureBuilt } from './support/built.ts';
import { full, seed, tellAtMost, tellCaught, withFolder } from './support/run.ts';

/** Fault test T2: whoever sends is killed with SIGKILL at every step of sending, and started again on the same outbox. */

const KILLS_A_STEP = full ? 50 : 1;
const KILLS_A_STEP_BROKEN = 1;
const MOST_AT_ONCE = 4;
/** Three times as many as a kill can leave in doubt, so that most of all messages have to be accepted whatever step it dies at. */
const TIMES_COMMITTED = 3;
/** Committed before each kill. A reply goes before all others, so that it would die in their place: one round of two has any, and quick runs have none. */
const classesOf = (round: number): readonly MessageClass[] =>
	Array.from({ length: TIMES_COMMITTED }, (): readonly MessageClass[] =>
		round % 2 === 1 ? ['reply', 'reply', 'survey', 'broadcast'] : ['broadcast', 'survey', 'broadcast', 'survey'],
	).flat();
const EXPIRES_MS = 86_400_000;
const TEST_MS = full ? 1_800_000 : 300_000;
const FAULTS = { late: 0, 'reset-after': 0.03, 'error-after': 0.03, 'reset-before': 0.02, 'error-before': 0.02 };

interface Place {
	readonly store: Store;
	readonly database: string;
	readonly settle: () => Promise<void>;
}

interface Queued {
	readonly id: string;
	readonly class: MessageClass;
	readonly text: string;
}

interface Found {
	readonly kills: number;
	readonly rows: number;
	/** Copies of broadcasts and surveys beyond the first. */
	readonly copies: number;
	/** Copies of replies beyond the second. */
	readonly replyCopies: number;
	/** Messages that are told to be with the provider and are not, that still wait, or are nowhere. */
	readonly lost: number;
	/** Messages that the gateway has, or may have, while neither their acceptance nor a doubt is on record. */
	readonly unlisted: number;
	readonly inDoubt: number;
	readonly states: Readonly<Partial<Record<OutboxState, number>>>;
}

const children = new Set<ChildProcess>();
afterAll(() => {
	for (const child of children) child.kill('SIGKILL');
});

/** A sender that has loaded everything and waits to be told. */
async function prepare(place: Place, keys: string, { url }: AfricastalkingGateway, flags: readonly string[]) {
	const child = fork('dist/scripts/faults/outbox.js', [place.database, keys, url, ...flags]);
	children.add(child);
	child.once('exit', () => children.delete(child));
	await once(child, 'message');
	return child;
}

async function runToItsEnd(child: ChildProcess): Promise<NodeJS.Signals | null> {
	const gone = once(child, 'exit');
	child.send('go');
	const [, signal] = (await gone) as [number | null, NodeJS.Signals | null];
	return signal;
}

/** Kills at every step, so many times; then lets one more run to its end. */
async function killAtEveryStep(
	place: Place,
	folder: string,
	kills: number,
	...flags: readonly string[]
): Promise<Found> {
	const keys = join(folder, 'keys');
	const vault = createVault(openKeyRing(keys, systemChance), systemChance);
	const gateway = await startAfricastalkingGateway({ seed, faults: FAULTS });
	const queued: Queued[] = [];
	const killed = Array.from({ length: kills * steps.length }, (_, index) => index);
	const expiresAt = systemNow() + EXPIRES_MS;
	const startAt = (index: number) =>
		prepare(place, keys, gateway, [
			...(index < killed.length
				? ['die', steps[index % steps.length] ?? '', `${1 + (Math.floor(index / steps.length) % 3)}`]
				: []),
			...flags,
		]);
	try {
		let next = startAt(0);
		for (const index of killed) {
			const outbox = classesOf(Math.floor(index / steps.length)).map((kind, number) => {
				const message = { ...usualMessage, class: kind, text: `${kind} ${index}.${number}`, expiresAt };
				const to = `+2332${String(queued.length + number).padStart(8, '0')}`;
				const row = sealedRow(message.text, { ...message, to }, vault);
				return { row, message };
			});
			await place.store.commit({ outbox: outbox.map(({ row }) => row) });
			await place.settle();
			queued.push(...outbox.map(({ row, message }) => ({ id: row.id, class: message.class, text: message.text })));
			const child = await next;
			next = startAt(index + 1);
			expect(await runToItsEnd(child)).toBe('SIGKILL');
		}
		expect(await runToItsEnd(await next)).toBeNull();
		return await audit(place.store, queued, gateway, killed.length);
	} finally {
		await gateway.stop();
	}
}

const systemNow = () => new Date(performance.timeOrigin + performance.now()).getTime();

async function audit(store: Store, queued: readonly Queued[], gateway: AfricastalkingGateway, kills: number) {
	const states: Partial<Record<OutboxState, number>> = {};
	const found = { copies: 0, replyCopies: 0, lost: 0, unlisted: 0 };
	for (const one of queued) {
		const standing = await store.outbox.standing(one.id);
		const copies = gateway.sent.filter(({ text }) => text === one.text).length;
		const state = standing?.state ?? 'suppressed';
		states[state] = (states[state] ?? 0) + 1;
		if (one.class === 'reply') found.replyCopies += Math.max(0, copies - 2);
		else found.copies += Math.max(0, copies - 1);
		if (state === 'accepted' ? copies === 0 : state !== 'in-doubt') found.lost += 1;
		if (copies > 0 && state !== 'accepted' && state !== 'in-doubt') found.unlisted += 1;
	}
	const inDoubt = states['in-doubt'] ?? 0;
	found.unlisted += inDoubt - (await store.outbox.inState('in-doubt', { after: '', most: queued.length })).length;
	return { ...found, kills, rows: queued.length, states, inDoubt };
}

function tellFound(where: string, { kills, rows, copies, replyCopies, lost, unlisted, inDoubt }: Found): void {
	tellAtMost(`T2 broadcast copies sent twice, killed at every step [${where}]`, copies, 0, kills);
	tellAtMost(`T2 replies sent more than once more [${where}]`, replyCopies, 0, kills);
	tellAtMost(`T2 messages lost silently [${where}]`, lost, 0, rows);
	tellAtMost(`T2 unknown outcomes that are not listed [${where}]`, unlisted, 0, rows);
	tellAtMost(`T2 messages in doubt [${where}]`, inDoubt, kills * MOST_AT_ONCE + rows / 5, rows);
}

type WithPlace = <Result>(work: (place: Place, folder: string) => Promise<Result>) => Promise<Result>;

const onSqlite: WithPlace = (work) =>
	withFolder(async (folder) => {
		const made = await makeSqlite({ timeoutMs: 10_000 });
		try {
			return await work({ store: made.store, database: made.file, settle: made.settle }, folder);
		} finally {
			await made.dispose();
		}
	});

const onMongo: WithPlace = (work) =>
	withFolder(async (folder) => {
		const made = await makeMongo();
		try {
			return await work({ store: made.store, database: made.url, settle: made.settle }, folder);
		} finally {
			await made.dispose();
		}
	});

function killTests(where: string, withPlace: WithPlace): void {
	it(
		'has sent no broadcast twice and lost nothing silently, and lists every outcome that nobody knows',
		async () => {
			const found = await withPlace((place, folder) => killAtEveryStep(place, folder, KILLS_A_STEP));
			tellFound(where, found);
			expect(found).toMatchObject({ copies: 0, replyCopies: 0, lost: 0, unlisted: 0 });
			expect(found.states.accepted).toBeGreaterThan(found.rows / 2);
			expect(found.inDoubt).toBeGreaterThan(0);
		},
		TEST_MS,
	);
}

/** Broken on purpose: whoever sends so must be found out. */
function caughtTests(where: string, withPlace: WithPlace): void {
	it(
		'is caught when it sends again what is in doubt, so that this test proves something',
		async () => {
			const work = (place: Place, folder: string) => killAtEveryStep(place, folder, KILLS_A_STEP_BROKEN, 'resends');
			const { copies, rows } = await withPlace(work);
			tellCaught(`T2 copies sent twice by the variant that resends [${where}]`, copies, rows);
			expect(copies).toBeGreaterThan(0);
		},
		TEST_MS,
	);
	it(
		'is caught when it concludes before it sends, so that this test proves something',
		async () => {
			const work = (place: Place, folder: string) =>
				killAtEveryStep(place, folder, KILLS_A_STEP_BROKEN, 'concludes-first');
			const { lost, rows } = await withPlace(work);
			tellCaught(`T2 messages lost by the variant that concludes first [${where}]`, lost, rows);
			expect(lost).toBeGreaterThan(0);
		},
		TEST_MS,
	);
}

ensureBuilt();

describe('a sender that is killed', () => {
	killTests('sqlite', onSqlite);
	caughtTests('sqlite', onSqlite);
});
describeOnMongo('a sender on MongoDB that is killed', () => {
	killTests('mongodb', onMongo);
	// Each takes as long again, and what finds them out is the same on both stores.
	if (full) caughtTests('mongodb', onMongo);
});
