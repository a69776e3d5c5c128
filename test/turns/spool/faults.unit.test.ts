import { scanFrames } from '../../../src/turns/spool/frame.ts';
import { SpoolFull, SpoolUnavailable } from '../../../src/turns/spool/spool.ts';
import { commitOf } from './commits.ts';
import { FaultFs } from './fault-fs.ts';
import { appendAll, startOn, TurnStore, turns } from './rig.ts';

/** Appends, drains in part, appends more: every kind of call that the spool makes. */
async function workOn(fs: FaultFs, store: TurnStore): Promise<readonly string[]> {
	const { spool } = await startOn(fs);
	const acknowledged = [...(await appendAll(spool, turns('a', 5, 700)))];
	acknowledged.push(...(await appendAll(spool, turns('b', 5))));
	store.left = 3;
	await spool.drain(store.apply);
	acknowledged.push(...(await appendAll(spool, turns('c', 5))));
	store.left = Infinity;
	await spool.drain(store.apply);
	acknowledged.push(...(await appendAll(spool, turns('d', 5))));
	await spool.close();
	return acknowledged;
}

describe.each(['EIO', 'ENOSPC', 'EMFILE'])('when the n-th call fails with %s', (code) => {
	it('acknowledges nothing that is not durable, and leaves nothing that the next process cannot read', async () => {
		let failAt = 0;
		let calls = Infinity;
		while (failAt <= calls) {
			failAt += 1;
			const fs = new FaultFs({ failAt, code });
			const store = new TurnStore();
			const acknowledged = await workOn(fs, store).catch((error: unknown) => {
				// Only the very first look at the directory may keep the spool from starting.
				expect(error).toBeInstanceOf(SpoolUnavailable);
				return [];
			});
			calls = fs.calls;
			// The worst image that the disk may hold: nothing but what was synced.
			const next = await startOn(fs.afterPowerLoss(() => 0));
			expect(await next.spool.drain(store.apply)).toMatchObject({ left: 0 });
			expect(acknowledged.filter((turn) => !store.taken.includes(turn))).toEqual([]);
		}
		expect(calls).toBeGreaterThan(35);
	});

	it('goes on without a restart, and leaks no open file', async () => {
		for (let failAt = 3; failAt < 60; failAt += 1) {
			const fs = new FaultFs({ failAt, code });
			const { spool } = await startOn(fs);
			await appendAll(spool, turns('a', 3));
			await spool.drain(new TurnStore().apply);
			await appendAll(spool, turns('b', 3));
			while (fs.calls < failAt) await spool.writable();
			const store = new TurnStore();
			expect(await appendAll(spool, turns('c', 3))).toHaveLength(3);
			await spool.drain(store.apply);
			expect(await spool.drain(store.apply)).toMatchObject({ left: 0 });
			expect(store.taken).toEqual(expect.arrayContaining(['c-0', 'c-1', 'c-2']));
			await spool.close();
			expect(fs.openFiles()).toBe(0);
		}
	});
});

describe('a full disk', () => {
	it('rejects with SpoolFull, cuts away what was half written, and takes turns again when there is space', async () => {
		const fs = new FaultFs({ capacity: 2000 });
		const { spool, troubles } = await startOn(fs);
		await spool.append(commitOf('kept'));
		const used = fs.used();
		await expect(spool.append(commitOf('too-big', { size: 3000 }))).rejects.toBeInstanceOf(SpoolFull);
		expect(fs.used()).toBe(used);
		expect(await spool.writable()).toBe(false);
		expect(troubles).toEqual([expect.objectContaining({ kind: 'full', code: 'ENOSPC' })]);
		fs.faults.capacity = 20_000;
		expect(await spool.writable()).toBe(true);
		await spool.append(commitOf('big', { size: 3000 }));
		const store = new TurnStore();
		expect(await spool.drain(store.apply)).toEqual({ applied: 2, left: 0 });
		expect(store.taken).toEqual(['kept', 'big']);
		expect([...fs.image().keys()]).toEqual([]);
	});

	it('can still be emptied: a drain needs no space', async () => {
		const fs = new FaultFs({ capacity: 2000 });
		const { spool } = await startOn(fs);
		const acknowledged = await appendAll(spool, turns('a', 3));
		await appendAll(spool, turns('b', 3, 3000));
		fs.faults.capacity = fs.used();
		const store = new TurnStore();
		expect(await spool.drain(store.apply)).toEqual({ applied: 3, left: 0 });
		expect(store.taken).toEqual(acknowledged);
	});
});

describe('a sync that fails once', () => {
	it('ends its segment: the next sync of that file would succeed without the data', async () => {
		const counting = new FaultFs();
		const first = await startOn(counting);
		await first.spool.append(commitOf('a'));
		// Directory, opening, two syncs with their opening and closing, write: the last call was the sync of the data.
		const fs = new FaultFs({ failAt: counting.calls, code: 'EIO' });
		const { spool, troubles } = await startOn(fs);
		await spool.append(commitOf('a'));
		await spool.append(commitOf('b'));
		expect(troubles).toEqual([expect.objectContaining({ kind: 'failed', code: 'EIO' })]);
		const store = new TurnStore();
		const next = await startOn(fs.afterPowerLoss(() => 0));
		await next.spool.drain(store.apply);
		expect(store.taken).toEqual(['a', 'b']);
	});
});

describe('damage in the middle of a segment', () => {
	it('is set aside and reported, and costs no other record', async () => {
		const fs = new FaultFs();
		const before = await startOn(fs);
		for (const commit of turns('a', 3)) await before.spool.append(commit);
		const [[name, content] = ['', Buffer.alloc(0)]] = fs.image();
		const [, second] = scanFrames(content).frames;
		fs.overwrite(name, second?.start ?? 0, Buffer.from('rust'));

		const { spool, troubles } = await startOn(fs.afterPowerLoss(() => 1));
		const store = new TurnStore();
		expect(spool.depth()).toMatchObject({ records: 2, setAside: 0 });
		expect(await spool.drain(store.apply)).toEqual({ applied: 2, left: 0 });
		expect(store.taken).toEqual(['a-0', 'a-2']);
		expect(troubles).toEqual([{ kind: 'damaged', segment: name, count: 1 }]);
		expect(spool.depth()).toEqual({ records: 0, bytes: 0, setAside: 1 });
	});

	it('stays on disk with its whole frame, durably, for somebody to look at', async () => {
		const fs = new FaultFs();
		const { spool } = await startOn(fs);
		for (const commit of turns('a', 3)) await spool.append(commit);
		const [[name, content] = ['', Buffer.alloc(0)]] = fs.image();
		const [first, second] = scanFrames(content).frames;
		fs.overwrite(name, second?.start ?? 0, Buffer.from('rust'));
		const piece = Buffer.from(fs.image().get(name)?.subarray(first?.end, second?.end) ?? []);
		await spool.drain(new TurnStore().apply);
		expect([...fs.afterPowerLoss(() => 0).image()]).toEqual([[`${name}.damaged`, piece]]);
	});
});

describe('frames that were moved by somebody', () => {
	it('do not open in another segment: they are set aside', async () => {
		const fs = new FaultFs();
		const { spool, troubles } = await startOn(fs);
		await spool.append(commitOf('a'));
		const [name = ''] = fs.image().keys();
		fs.rename(name, '000000000007-moved.spool');
		const store = new TurnStore();
		expect(await spool.drain(store.apply)).toEqual({ applied: 0, left: 0 });
		expect(store.taken).toEqual([]);
		expect(troubles).toContainEqual(expect.objectContaining({ kind: 'refused', segment: '000000000007-moved.spool' }));
		fs.rename('000000000007-moved.spool.damaged', name);
		expect(await spool.drain(store.apply)).toEqual({ applied: 1, left: 0 });
		expect(store.taken).toEqual(['a']);
	});
});
