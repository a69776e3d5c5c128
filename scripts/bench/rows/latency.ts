import { putLoad } from '../put-load.ts';
import { inRounds, type Row, row, type Say, type Size } from '../row.ts';
import { withFolder } from '../server.ts';
import { startService } from '../servers.ts';

const TURNS_PER_SECOND = 500;

/** Open loop: turns that fall due by the clock, as callers do; a turn that had to wait has waited. */
export async function latency(size: Size, say: Say): Promise<Row[]> {
	const results = await inRounds(size, (round) =>
		withFolder(async (folder) => {
			const service = await startService(folder);
			try {
				const load = { warmUpSeconds: size.warmUpSeconds, seconds: size.seconds * 2, turnsPerSecond: TURNS_PER_SECOND };
				const result = await putLoad(service, load);
				say(
					`round ${round}/${size.rounds}: p99 ${(result.p99 / 1000).toFixed(1)} ms at ${Math.round(result.turnsPerSecond)} turns/s`,
				);
				return result;
			} finally {
				await service.stop();
			}
		}),
	);
	const inMs = (micros: readonly number[]): number[] => micros.map((value) => value / 1000);
	return [
		row(`p99 at ${TURNS_PER_SECOND} turns/s`, 'ms', inMs(results.map(({ p99 }) => p99)), { target: { atMost: 20 } }),
		row(`median at ${TURNS_PER_SECOND} turns/s`, 'ms', inMs(results.map(({ median }) => median))),
	];
}
