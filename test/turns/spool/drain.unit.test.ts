import { setImmediate as nextTick } from 'node:timers/promises';
import type { Commit } from '../../../src/store/store.ts';
import type { Applied } from '../../../src/turns/spool/spool.ts';
import { commitOf, turnOf } from './commits.ts';
import { FaultFs } from './fault-fs.ts';
import { appendAll, startOn, TurnStore, turns } from './rig.ts';

describe('a drain', () => {
	it('hands everything on and leaves no file', async () => {
		const fs = new FaultFs();
		const { spool } = await startOn(fs);
		await appendAll(spool, turns('a', 5));
		expect(spool.depth()).toMatchObject({ records: 5, oldestAt: expect.any(Number), setAside: 0 });
		expect(await spool.drain(new TurnStore().apply)).toEqual({ applied: 5, left: 0 });
		expect(spool.depth()).toEqual({ records: 0, bytes: 0, setAside: 0 });
		expect([...fs.image().keys()]).toEqual([]);
	});

	it('stops when the store wants a pause, and goes on there the next time', async () => {
		const { spool } = await startOn(new FaultFs());
		const commits = Array.from({ length: 6 }, (_none, index) => commitOf(`t-${index}`));
		await appendAll(spool, commits);
		const store = new TurnStore();
		store.left = 4;
		const handed: string[] = [];
		const apply = (commit: Commit) => {
			handed.push(turnOf(commit));
			return store.apply(commit);
		};
		expect(await spool.drain(apply)).toEqual({ applied: 4, left: 2 });
		store.left = Infinity;
		expect(await spool.drain(apply)).toEqual({ applied: 2, left: 0 });
		expect(handed).toEqual(['t-0', 't-1', 't-2', 't-3', 't-4', 't-4', 't-5']);
	});

	it('can be killed in the middle: the next process hands on the rest, and what was taken may come once more', async () => {
		const fs = new FaultFs();
		const { spool } = await startOn(fs);
		const acknowledged = await appendAll(spool, turns('a', 6));
		const store = new TurnStore();
		store.left = 3;
		await spool.drain(store.apply);
		store.left = Infinity;
		const next = await startOn(fs.afterKill());
		expect(next.spool.depth().records).toBe(6);
		expect(await next.spool.drain(store.apply)).toMatchObject({ left: 0 });
		expect(store.taken).toEqual(acknowledged);
	});

	it('takes in what is appended meanwhile, in a segment of its own', async () => {
		const fs = new FaultFs();
		const { spool } = await startOn(fs);
		await spool.append(commitOf('first'));
		const store = new TurnStore();
		const drained = spool.drain(async (commit) => {
			if (turnOf(commit) === 'first') {
				await spool.append(commitOf('second'));
				expect(fs.image().size).toBe(2);
			}
			return store.apply(commit);
		});
		expect(await drained).toEqual({ applied: 2, left: 0 });
		expect(store.taken).toEqual(['first', 'second']);
	});

	it('hands the records of one person on one after another, and others side by side', async () => {
		const { spool } = await startOn(new FaultFs());
		await appendAll(
			spool,
			['ama', 'kofi', 'ama', 'ama', 'yao'].map((person, index) => commitOf(`${person}-${index}`, { person })),
		);
		const now: string[] = [];
		const rounds: string[][] = [];
		await spool.drain(async (commit): Promise<Applied> => {
			now.push(turnOf(commit));
			await nextTick();
			if (now.length > 0) rounds.push(now.splice(0));
			return 'applied';
		});
		expect(rounds).toEqual([['ama-0', 'kofi-1'], ['ama-2'], ['ama-3', 'yao-4']]);
	});

	it('is one for all who ask for it at once', async () => {
		const { spool } = await startOn(new FaultFs());
		await spool.append(commitOf('a'));
		const store = new TurnStore();
		const [one, other] = await Promise.all([spool.drain(store.apply), spool.drain(store.apply)]);
		expect(one).toBe(other);
	});

	it('sets a record aside that the store can never take, so that others are not kept from it', async () => {
		const fs = new FaultFs();
		const { spool, troubles } = await startOn(fs);
		await appendAll(
			spool,
			['poison', 'good'].map((turn) => commitOf(turn)),
		);
		const store = new TurnStore();
		const apply = async (commit: Commit) => {
			if (turnOf(commit) === 'poison') throw new TypeError('a fault of ours');
			return store.apply(commit);
		};
		for (const _try of [1, 2, 3, 4]) expect(await spool.drain(apply)).toEqual({ applied: 0, left: 2 });
		expect(await spool.drain(apply)).toEqual({ applied: 1, left: 0 });
		expect(troubles).toEqual([expect.objectContaining({ kind: 'refused', code: 'TypeError' })]);
		const [[name, piece] = ['', Buffer.alloc(0)]] = fs.image();
		expect(name).toMatch(/\.spool\.damaged$/);
		expect(piece.length).toBeGreaterThan(0);
		expect(spool.depth().setAside).toBe(1);
	});

	it('gives up a segment that stays unreadable, keeps its file, and goes on with the next', async () => {
		const fs = new FaultFs();
		const before = await startOn(fs);
		await before.spool.append(commitOf('lost'));
		const { spool, troubles } = await startOn(fs);
		await spool.append(commitOf('good'));
		const [bad = ''] = fs.image().keys();
		const read = fs.read.bind(fs);
		fs.read = (path) => {
			if (path.endsWith(bad)) throw Object.assign(new Error('bad sector'), { code: 'EIO' });
			return read(path);
		};
		const store = new TurnStore();
		for (const _try of [1, 2, 3, 4]) expect(await spool.drain(store.apply)).toEqual({ applied: 0, left: 2 });
		expect(await spool.drain(store.apply)).toEqual({ applied: 1, left: 0 });
		expect(store.taken).toEqual(['good']);
		expect(troubles).toContainEqual({ kind: 'unreadable', segment: bad, code: 'EIO' });
		expect([...fs.image().keys()]).toEqual([`${bad}.damaged`]);
	});

	it('does not wait for a segment that somebody removed', async () => {
		const fs = new FaultFs();
		const { spool, troubles } = await startOn(fs);
		await spool.append(commitOf('gone'));
		const [name = ''] = fs.image().keys();
		fs.remove(name);
		expect(await spool.drain(new TurnStore().apply)).toEqual({ applied: 0, left: 0 });
		expect(troubles).toEqual([{ kind: 'unreadable', segment: name, code: 'ENOENT' }]);
	});
});
