import { readFileSync } from 'node:fs';
import { openMongoStore } from '../../../src/store/mongo/open.ts';
import type { Store } from '../../../src/store/store.ts';
import { describeOnMongo, freshDatabase, mongoTestUrl } from '../../support/mongo/on-mongo.ts';
import { startProxy } from '../../support/mongo/proxy.ts';
import { dropDatabase } from '../make-mongo.ts';
import {
	bytesOf,
	conversationRow,
	idOf,
	personRow,
	quarantineRow,
	recordingRow,
	recordRow,
	turnRow,
	wholeCommit,
} from '../rows.ts';

const LATER = '2100-01-01';
const PAGE = { after: '', most: 10 };
const NOW = 1_795_000_000_000;

type Functions = { readonly [name: string]: Functions | ((...asked: never[]) => unknown) };

/** Every function of a store, by its path. */
function functionsOf(part: Functions, path = ''): readonly string[] {
	return Object.entries(part).flatMap(([name, one]) =>
		typeof one === 'function' ? [`${path}${name}`] : functionsOf(one, `${path}${name}.`),
	);
}

/** The same store; tells which functions were called. */
function told<Part extends object>(part: Part, tell: (path: string) => void, path = ''): Part {
	return Object.fromEntries(
		Object.entries(part).map(([name, one]) => [
			name,
			typeof one !== 'function'
				? told(one as object, tell, `${path}${name}.`)
				: (...asked: readonly unknown[]) => {
						tell(`${path}${name}`);
						return (one as (...asked: readonly unknown[]) => unknown)(...asked);
					},
		]),
	) as Part;
}

/** Everything that a store can be asked, once. */
async function askAll(store: Store, settled: () => Promise<void>): Promise<void> {
	const whole = wholeCommit('ama');
	await store.commit(whole);
	await store.commit({ turn: turnRow('of staff'), quarantine: [quarantineRow('alone')] });
	await store.commit({ quarantine: [quarantineRow('odd')] });
	await store.commit({ turn: turnRow('again', { person: idOf('ama') }), conversation: conversationRow('ama', 2) });
	await settled();
	const [found] = whole.cases;
	await store.load(idOf('ama'), whole.conversation.id);
	await store.turn(whole.turn.id);
	await store.persons.get(idOf('ama'));
	await store.persons.count();
	await store.cases.byCode(found?.codeIndex ?? '');
	await store.cases.byId(found?.id ?? '');
	await store.cases.list({ after: 0, most: 10 });
	await store.cases.events(found?.id ?? '');
	await store.cases.count();
	await store.tries.get(idOf('tried by ama'));
	const [claim] = await store.outbox.claim({ kinds: ['call-back'], route: '', now: NOW, forMs: 1_000, most: 2 });
	const [id, fence] = [claim?.row.id ?? '', claim?.fence ?? 0];
	await store.outbox.attempt(id, fence, NOW);
	await store.outbox.inState('attempting', PAGE);
	await store.outbox.reported('test:one', { state: 'sent', reason: '', at: NOW });
	await store.outbox.conclude(id, fence, { state: 'accepted', ref: 'test:one', at: NOW });
	await store.outbox.reportedOn(id, 'test:one', { state: 'delivered', reason: '', at: NOW });
	await store.outbox.doubt(NOW);
	await store.outbox.resolve(id, { state: 'queued', due: 0, reason: '' });
	await store.outbox.standing(id);
	await store.optOuts.get(id);
	await store.recordings.put(recordingRow('one', 'ama'));
	await store.recordings.get(recordingRow('one', 'ama').id);
	await store.recordings.of(found?.id ?? '');
	for (const revision of [1, 2, 2]) await store.records.put(recordRow('one', { revision }));
	await store.records.get('programme', 'one');
	for (const order of ['up', 'down'] as const)
		await store.records.list({ kind: 'programme', state: 'draft', after: 'x', order, most: 10 });
	await store.records.remove({ kind: 'programme', before: LATER });
	for (const rows of [store.outbox, store.quarantine]) {
		await rows.list(PAGE);
		await rows.count();
	}
	await store.counts();
	const lease = await store.leases.take({ name: 'job', holder: 'one', now: NOW, forMs: 1_000 });
	if (lease !== undefined) await store.leases.release(lease);
	await store.rates.take({ name: 'route', now: NOW, perSecond: 1, burst: 1, wanted: 1 });
	await store.marks.keep('mark', 'value');
	const [key] = await store.housekeeping.keys({ most: 1 });
	if (key !== undefined) await store.housekeeping.rewrap({ ...key, wrappedKey: bytesOf('new') }, key.wrappedKey);
	await store.commit({ person: personRow('kofi') });
	await store.housekeeping.erase({ collection: 'cases', id: found?.id ?? '' });
	await store.housekeeping.erase({ collection: 'persons', id: idOf('kofi') });
	await store.housekeeping.purge({
		conversations: LATER,
		replies: LATER,
		persons: LATER,
		quarantine: LATER,
		tries: LATER,
		rates: LATER,
		earlyReports: LATER,
		outboxBodies: LATER,
		outbox: LATER,
	});
	await store.ping();
}

/** Commands that the page for operators lists. */
const listed = (): ReadonlySet<string> =>
	new Set(
		[...readFileSync('docs/operations/mongodb.md', 'utf8').matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = '']) =>
			[...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
		),
	);

describeOnMongo('the commands that the store on MongoDB uses', () => {
	it('are those that docs/operations/mongodb.md lists, so that its user is given no more, and other servers can be judged by it', async () => {
		const url = freshDatabase(mongoTestUrl() ?? '');
		const proxy = await startProxy(url);
		const used = new Set<string>();
		proxy.decide(({ name }) => {
			used.add(name);
			return 'pass';
		});
		try {
			const store = await openMongoStore({ url: proxy.url, timeoutMs: 10_000 });
			const called = new Set<string>();
			const { settled, sweep, close, ...port } = store;
			await askAll(
				told({ ...port, close }, (path) => called.add(path)),
				settled,
			);
			await sweep();
			expect([...functionsOf(port as unknown as Functions)].filter((path) => !called.has(path))).toEqual([]);
			await close();
			expect(used.size).toBeGreaterThan(5);
			expect([...used].filter((name) => !listed().has(name))).toEqual([]);
		} finally {
			await proxy.stop();
			await dropDatabase(url);
		}
	});
});
