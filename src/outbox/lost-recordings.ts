import type { FetchParts } from './fetch-parts.ts';
import { isGivenUp, waitAfter } from './recording-waits.ts';

const PAGE = 100;

/**
 * Recordings whose fetching began and did not end, since the process died: they are queued again, as fetching twice does no harm,
 * later each time, so that one that kills the process does not keep it from living.
 * @param abandonedMs after so many milliseconds nobody can be fetching it any more.
 * @throws {StoreUnavailable}
 */
export async function queueLost(
	{ store: { outbox }, clock, alarm, ended }: Omit<FetchParts, 'step'>,
	abandonedMs: number,
): Promise<void> {
	const now = clock.now();
	await outbox.doubt(now - abandonedMs);
	for (let after = ''; ; ) {
		const page = await outbox.inState('in-doubt', { after, most: PAGE });
		for (const { row, attempts } of page) {
			if (row.kind !== 'recording') continue;
			const ending = isGivenUp(row, now)
				? ({ state: 'failed', reason: 'nobody-waits', at: now } as const)
				: ({ state: 'queued', due: now + waitAfter(attempts), reason: 'nobody-waits' } as const);
			if (!(await outbox.resolve(row.id, ending)) || ending.state === 'queued') continue;
			ended(row.route, ending.state, ending.reason);
			alarm('recording-lost', row.route);
		}
		const last = page.at(-1);
		if (last === undefined) return;
		after = last.row.id;
	}
}
