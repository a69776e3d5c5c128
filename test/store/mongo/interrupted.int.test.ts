import mongoose from 'mongoose';
import { systemChance } from '../../../src/shared/chance.ts';
import { type MongoStore, openMongoStore } from '../../../src/store/mongo/open.ts';
import type { Commit, CommitResult, Store } from '../../../src/store/store.ts';
import { describeOnMongo, freshDatabase, mongoTestUrl } from '../../support/mongo/on-mongo.ts';
import { type Fate, startProxy } from '../../support/mongo/proxy.ts';
import { dropDatabase } from '../make-mongo.ts';
import {
	begunRow,
	bytesOf,
	caseRow,
	conversationRow,
	eventRow,
	idOf,
	outboxRow,
	quarantineRow,
	turnRow,
	wholeCommit,
} from '../rows.ts';

/** Of a store that dies: as short as may be, since whatever it asks is asked again. */
const TIMEOUT_MS = 100;
const PATIENCE_MS = 10_000;
const NEVER_MS = 3_600_000;

/** A report, and what the same person adds to it: every kind of record, and an order that matters. */
const commitsOf = (name: string): readonly Commit[] => [
	wholeCommit(name),
	{
		turn: turnRow(`${name} later`, { person: idOf(name) }),
		conversation: conversationRow(name, 2),
		caseEvents: [eventRow(`${name} withdrawn`, name)],
		caseChanges: [{ caseId: idOf(`case ${name}`), unless: ['withdrawn'], changes: { status: 'withdrawn' } }],
		tries: { id: idOf(`tried by ${name}`), revision: 2, at: [1_795_000_000_000, 1_795_000_000_001] },
	},
	{
		turn: turnRow(`${name} of staff`, { person: idOf('staff') }),
		caseEvents: [eventRow(`${name} closed`, name)],
		caseChanges: [{ caseId: idOf(`case ${name}`), unless: ['received'], changes: { dangerNow: true } }],
	},
	{ quarantine: [quarantineRow(`${name} odd`)] },
];

/** As a line does it whose database was away: again, until it is there. */
async function commitAtLast(store: Store, commit: Commit): Promise<CommitResult> {
	for (let round = 0; round < 5; round++) {
		try {
			return await store.commit(commit);
		} catch (error) {
			if ((error as { code?: string }).code !== 'store-unavailable') throw error;
		}
	}
	throw new Error('still unavailable');
}

async function expectAllOnce(store: MongoStore, name: string): Promise<void> {
	const [first, second] = [wholeCommit(name), conversationRow(name, 2)];
	expect(await store.load(idOf(name), second.id)).toEqual({ person: first.person, conversation: second });
	expect(await store.turn(first.turn.id)).toEqual(first.turn);
	expect(await store.cases.byCode(idOf(`code ${name}`))).toMatchObject({
		...caseRow(name),
		status: 'withdrawn',
		dangerNow: true,
	});
	const events = [`${name} opened`, `${name} amended`, `${name} withdrawn`, `${name} closed`];
	expect(await store.cases.events(idOf(`case ${name}`))).toEqual(events.map((event) => eventRow(event, name)));
	expect(await store.records.get('request', begunRow(name).id)).toEqual(begunRow(name));
	expect((await store.tries.get(idOf(`tried by ${name}`)))?.revision).toBe(2);
}

/** What no sweep may leave behind: entries, and reservations of cases that nobody sees. */
async function leftIn(url: string): Promise<number> {
	const connection = await mongoose.createConnection(url).asPromise();
	const counts = [
		connection.collection('persons').countDocuments({ 'pending.0': { $exists: true } }),
		connection.collection('turns').countDocuments({ pending: { $exists: true } }),
		connection.collection('parcels').countDocuments({}),
		connection.collection('cases').countDocuments({ position: { $exists: false } }),
	];
	const left = (await Promise.all(counts)).reduce((sum, one) => sum + one, 0);
	await connection.close();
	return left;
}

/**
 * Commits through a proxy until command `last`, which meets its fate and after which nothing passes: the process is dead.
 * @returns how many commands there were.
 */
async function dieAt(url: string, last: number, fate: Fate, commits: readonly Commit[]): Promise<number> {
	const dies = Number.isFinite(last);
	const proxy = await startProxy(url);
	const timeoutMs = dies ? TIMEOUT_MS : PATIENCE_MS;
	const store = await openMongoStore({ url: proxy.url, timeoutMs, sweepMs: NEVER_MS });
	let commands = 0;
	const dead = new Promise<void>((resolve) => {
		proxy.decide(() => {
			commands += 1;
			if (commands >= last) resolve();
			return commands < last ? 'pass' : commands === last ? fate : 'refuse';
		});
	});
	const working = async () => {
		for (const commit of commits) await store.commit(commit);
		await store.settled();
	};
	await Promise.race([dead, working().catch((error: unknown) => (dies ? undefined : Promise.reject(error)))]);
	await store.close();
	await proxy.stop();
	return commands;
}

const full = process.env['KASAKUMA_FULL'] === '1';
/** Every command in full runs; else every so many, from another one each time. */
const STRIDE = full ? 1 : 5;

describeOnMongo('a process that dies between any two commands of a commit or of moving it on', () => {
	it.each<Fate>(['refuse', 'lose'])(
		'leaves what another completes: nothing lost, nothing doubled, order kept (last command: %s)',
		async (fate) => {
			const url = freshDatabase(mongoTestUrl() ?? '');
			const survivor = await openMongoStore({ url, timeoutMs: PATIENCE_MS, sweepMs: NEVER_MS });
			try {
				const commands = await dieAt(url, Number.POSITIVE_INFINITY, 'pass', commitsOf('undisturbed'));
				expect(commands).toBeGreaterThan(20);
				let deaths = 0;
				for (let last = 1 + ((systemChance.bytes(1)[0] ?? 0) % STRIDE); last <= commands; last += STRIDE) {
					const name = `${fate} ${last}`;
					await dieAt(url, last, fate, commitsOf(name));
					await survivor.sweep();
					await survivor.sweep();
					for (const commit of commitsOf(name)) {
						expect(['committed', 'repeat']).toContain((await commitAtLast(survivor, commit)).outcome);
					}
					await survivor.settled();
					await expectAllOnce(survivor, name);
					deaths += 1;
				}
				expect(await leftIn(url)).toBe(0);
				const { cases, outbox, quarantine, turns } = await survivor.counts();
				const times = deaths + 1;
				expect({ cases, outbox, quarantine, turns }).toEqual({
					cases: times,
					outbox: times,
					quarantine: times * 2,
					turns: times * 3,
				});
			} finally {
				await survivor.close();
				await dropDatabase(url);
			}
		},
		180_000,
	);
	it('is completed by nobody’s hand while its process is only slow', async () => {
		const url = freshDatabase(mongoTestUrl() ?? '');
		const store = await openMongoStore({ url, timeoutMs: PATIENCE_MS, sweepMs: NEVER_MS });
		const another = await openMongoStore({ url, timeoutMs: PATIENCE_MS, sweepMs: NEVER_MS });
		try {
			await Promise.all([
				...commitsOf('ama')
					.slice(0, 1)
					.map((commit) => store.commit(commit)),
				another.sweep(),
				another.sweep(),
			]);
			await store.commit({ turn: turnRow('b'), outbox: [outboxRow('b', { sealed: bytesOf('b') })] });
			await Promise.all([store.settled(), another.sweep()]);
			await another.sweep();
			expect(await another.counts()).toMatchObject({ cases: 1, outbox: 2, turns: 2 });
			expect(await leftIn(url)).toBe(0);
		} finally {
			await store.close();
			await another.close();
			await dropDatabase(url);
		}
	});
});
