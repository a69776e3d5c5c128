import { setTimeout as pause } from 'node:timers/promises';
import { startFetching } from '../../src/service/recordings.ts';
import { createLog } from '../../src/shared/log.ts';
import { createMetrics } from '../../src/web/metrics.ts';
import { type Booth, inBooth, wavOf } from '../outbox/support/recorded.ts';
import { idOf } from '../store/rows.ts';
import { seededChance } from '../support/doors.ts';

/** Fetching as a service starts it; what it logs. */
function start(booth: Booth) {
	const lines: string[] = [];
	const { store, vault, clock, route } = booth;
	const log = createLog({ level: 'debug', write: (line) => void lines.push(line), clock });
	const metrics = createMetrics();
	const fetching = startFetching(new Map([[route.id, route.calls]]), {
		settings: { sendDeadline: 2_000, storeTimeout: 1_500 },
		kept: { store, vault },
		doors: { log, clock, chance: seededChance('fetching') },
		metrics,
	});
	return { fetching, lines, metrics };
}

async function until(done: () => Promise<boolean>): Promise<void> {
	while (!(await done())) await pause(5);
}

describe('fetching in a service', () => {
	it(
		'fetches what was there when it began, and what is committed later as soon as it is told',
		inBooth(async (booth) => {
			await booth.record(wavOf(100));
			const { fetching, lines } = start(booth);
			await until(async () => booth.gateway.recordings.size === 0);
			const { row } = await booth.record(wavOf(200));
			fetching.poke(booth.route.id);
			fetching.poke('no such route');
			await until(async () => (await booth.standing(row)).state === 'accepted');
			await fetching.stop();
			expect(lines).toEqual([]);
		}),
	);
	it(
		'tells people by metric and log what they must look at, and nothing of where it lies',
		inBooth(async (booth) => {
			const { row } = await booth.commit(
				{ recordingId: idOf('old'), url: `${booth.gateway.url}/elsewhere`, seconds: 3 },
				{ day: '2026-11-20' },
			);
			const { fetching, lines, metrics } = start(booth);
			await until(async () => (await booth.standing(row)).state === 'failed');
			await fetching.stop();
			expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
				expect.objectContaining({ event: 'recording-trouble', route: 'gh-voice', reason: 'recording-lost' }),
			]);
			expect(lines.join()).not.toContain('elsewhere');
			const shown = (await metrics.page()).body;
			expect(shown).toMatch(/recording-lost/);
			expect(shown).not.toContain('elsewhere');
		}),
	);
	it(
		'takes nothing new once it was stopped',
		inBooth(async (booth) => {
			const { fetching } = start(booth);
			await fetching.stop();
			const { row } = await booth.record(wavOf(100));
			fetching.poke(booth.route.id);
			await pause(30);
			expect((await booth.standing(row)).state).toBe('queued');
		}),
	);
});
