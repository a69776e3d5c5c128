import type { Link } from '../../../src/turns/spool/link.ts';
import { SpoolUnavailable } from '../../../src/turns/spool/spool.ts';
import { startSpool } from '../../../src/turns/spool/start.ts';
import { commitOf } from './commits.ts';
import { fakeVault } from './fake-vault.ts';
import { FaultFs } from './fault-fs.ts';
import { startOn } from './rig.ts';

/** A disk that never answers once the spool has started. */
function stalledDisk(): Link {
	const never = new Promise<never>(() => undefined);
	const call = (op: string) => (op === 'survey' ? Promise.resolve({ segments: [], setAside: 0 }) : never);
	return { call: call as Link['call'], close: () => never };
}

const startStalled = (timeoutMs: number) =>
	startSpool(
		{
			link: stalledDisk(),
			vault: fakeVault(),
			clock: { now: () => 0 },
			chance: { id: () => 'r' },
			timeoutMs,
			onTrouble: () => undefined,
		},
		() => undefined,
	);

describe('an append', () => {
	it('shares its sync with all that wait', async () => {
		const fs = new FaultFs();
		const { spool } = await startOn(fs);
		await spool.append(commitOf('first'));
		const calls = fs.calls;
		await Promise.all(Array.from({ length: 50 }, (_none, index) => spool.append(commitOf(`t-${index}`))));
		expect(fs.calls - calls).toBe(2);
	});

	it('is rejected in time when the disk stalls', async () => {
		const spool = await startStalled(20);
		await expect(spool.append(commitOf('a'))).rejects.toBeInstanceOf(SpoolUnavailable);
		expect(await spool.writable()).toBe(false);
		await spool.close();
	});

	it('is rejected at once when too much waits already, so that a stalled disk does not fill the memory', async () => {
		const spool = await startStalled(200);
		const size = 500_000;
		const waiting = Array.from({ length: 13 }, () => spool.append(commitOf('a', { size })));
		const reasons = (await Promise.allSettled(waiting)).map((result) => String('reason' in result && result.reason));
		expect(reasons.filter((reason) => reason.includes('too slow'))).toHaveLength(12);
		expect(reasons.at(-1)).toContain('Too much waits');
		await spool.close();
	});

	it('is rejected when it is bigger than any turn may be', async () => {
		const { spool } = await startOn(new FaultFs());
		await expect(spool.append(commitOf('a', { size: 1_000_000 }))).rejects.toThrow('too big');
	});

	it('is rejected after close', async () => {
		const { spool } = await startOn(new FaultFs());
		await spool.close();
		await expect(spool.append(commitOf('a'))).rejects.toThrow('closed');
	});

	it('is written before close lets go', async () => {
		const fs = new FaultFs();
		const { spool } = await startOn(fs);
		const appended = spool.append(commitOf('a'));
		await spool.close();
		await appended;
		expect((await startOn(fs.afterPowerLoss(() => 0))).spool.depth().records).toBe(1);
	});
});
