import type { Commit } from '../../../src/store/store.ts';
import { inlineLink } from '../../../src/turns/spool/link.ts';
import { SegmentFiles } from '../../../src/turns/spool/segment.ts';
import type { Applied, Spool, SpoolTrouble } from '../../../src/turns/spool/spool.ts';
import { startSpool } from '../../../src/turns/spool/start.ts';
import { commitOf, turnOf } from './commits.ts';
import { fakeVault } from './fake-vault.ts';
import type { FaultFs } from './fault-fs.ts';

export const DIRECTORY = '/spool';
const vault = fakeVault();
let ids = 0;

function nextId(): string {
	ids += 1;
	return `r${ids}`;
}

export interface Rig {
	readonly spool: Spool;
	readonly troubles: SpoolTrouble[];
}

/** A spool on a disk with faults. */
export async function startOn(fs: FaultFs): Promise<Rig> {
	const troubles: SpoolTrouble[] = [];
	const doors = {
		link: inlineLink(new SegmentFiles(fs, DIRECTORY)),
		vault,
		clock: { now: () => 1000 + fs.calls },
		chance: { id: nextId },
		timeoutMs: 1000,
		onTrouble: (trouble: SpoolTrouble) => troubles.push(trouble),
	};
	return { spool: await startSpool(doors, () => undefined), troubles };
}

/** A store that only remembers which turns it took, in which order, each once. */
export class TurnStore {
	readonly taken: string[] = [];
	/** Commits that it takes before it goes away. */
	left = Infinity;

	readonly apply = async (commit: Commit): Promise<Applied> => {
		if (this.left <= 0) return 'retry-later';
		this.left -= 1;
		const turn = turnOf(commit);
		if (!this.taken.includes(turn)) this.taken.push(turn);
		return 'applied';
	};
}

/** Appends turns side by side; gives those that were acknowledged. */
export async function appendAll(spool: Spool, commits: readonly Commit[]): Promise<readonly string[]> {
	const results = await Promise.allSettled(commits.map((commit) => spool.append(commit)));
	return commits.filter((_commit, index) => results[index]?.status === 'fulfilled').map(turnOf);
}

export function turns(prefix: string, count: number, size = 40): readonly Commit[] {
	return Array.from({ length: count }, (_none, index) =>
		commitOf(`${prefix}-${index}`, { person: `person-${index % 3}`, size }),
	);
}
