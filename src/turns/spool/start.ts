import { codeOf } from '../../shared/errors.ts';
import { decodeRecord } from './codec.ts';
import { placeOf, type SpoolDoors } from './doors.ts';
import { Drainer } from './drainer.ts';
import { Ledger } from './ledger.ts';
import type { SegmentFound } from './segment.ts';
import { type Spool, SpoolUnavailable } from './spool.ts';
import { Writer } from './writer.ts';

/**
 * A spool over its files, with all that a former process left there. `release` lets go of the directory.
 * @throws {SpoolUnavailable} when the directory cannot be read.
 */
export async function startSpool(doors: SpoolDoors, release: () => void): Promise<Spool> {
	const survey = await doors.link.call('survey').catch((error: unknown) => {
		throw new SpoolUnavailable(`The spool directory cannot be read: ${codeOf(error)}`, { cause: error });
	});
	const ledger = new Ledger(survey.setAside);
	for (const found of survey.segments) enter(doors, ledger, found);
	const lastSegment = Math.max(0, ...survey.segments.map(({ name }) => Number.parseInt(name, 10) || 0));
	const writer = new Writer(doors, ledger, lastSegment);
	const drainer = new Drainer(doors, ledger, writer);
	let closed = false;
	return {
		append: async (commit) => {
			if (closed) throw new SpoolUnavailable('The spool is closed');
			await writer.append(commit);
		},
		drain: (apply) => drainer.drain(apply),
		depth: () => ledger.depth(),
		writable: () => within(doors.timeoutMs, doors.link.call('probe')),
		close: async () => {
			closed = true;
			await within(doors.timeoutMs, writer.flushed());
			await within(doors.timeoutMs, doors.link.close());
			release();
		},
	};
}

function enter(doors: SpoolDoors, ledger: Ledger, found: SegmentFound): void {
	const { name, records, bytes, first, torn, unreadable } = found;
	if (torn > 0) doors.onTrouble({ kind: 'torn-tail', segment: name, count: torn });
	if (unreadable !== undefined) doors.onTrouble({ kind: 'unreadable', segment: name, code: unreadable });
	if (first === undefined) return;
	ledger.added(name, { records, bytes, at: timeOf(doors, name, first) });
}

function timeOf(doors: SpoolDoors, segment: string, first: NonNullable<SegmentFound['first']>): number | undefined {
	try {
		return decodeRecord(doors.vault.openFor('spool', placeOf(segment, first.sequence), first.sealed)).at;
	} catch {
		// The drain meets it again, and sets it aside.
		return undefined;
	}
}

/** Whether the work succeeded in time. It goes on all the same. */
function within(milliseconds: number, work: Promise<void>): Promise<boolean> {
	return new Promise((resolve) => {
		const late = setTimeout(() => resolve(false), milliseconds);
		work
			.then(
				() => resolve(true),
				() => resolve(false),
			)
			.finally(() => clearTimeout(late));
	});
}
