import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { inRounds, type Row, row, type Say, type Size } from '../row.ts';
import { withFolder } from '../server.ts';
import { type Service, startService } from '../servers.ts';

const ASK_EVERY_MS = 5;
const READY_WITHIN_MS = 30_000;
/** After this time without a turn the memory is called "at rest". */
const REST_MS = 5000;

/** From starting the process to its readiness, with nothing there yet and with everything there; and memory at rest. */
export async function start(size: Size, say: Say): Promise<Row[]> {
	const results = await inRounds(size, (round) =>
		withFolder(async (folder) => {
			const first = await measure(folder, async () => undefined);
			const again = await measure(folder, async ({ child }) => {
				await pause(REST_MS);
				return residentMegabytes(child.pid);
			});
			say(
				`round ${round}/${size.rounds}: ready after ${first.seconds.toFixed(2)} s, again ${again.seconds.toFixed(2)} s`,
			);
			return { first: first.seconds, again: again.seconds, megabytes: again.value };
		}),
	);
	const megabytes = results.flatMap((result) => result.megabytes ?? []);
	return [
		row(
			'first start to ready',
			's',
			results.map(({ first }) => first),
			{ target: { atMost: 1.5 } },
		),
		row(
			'later start to ready',
			's',
			results.map(({ again }) => again),
			{ target: { atMost: 1.5 } },
		),
		...(megabytes.length > 0 ? [row('memory at rest', 'MB', megabytes, { target: { atMost: 150 } })] : []),
	];
}

async function measure<T>(
	folder: string,
	then: (service: Service) => Promise<T>,
): Promise<{ readonly seconds: number; readonly value: T }> {
	const since = performance.now();
	const service = await startService(folder);
	try {
		await untilReady(service, since);
		const seconds = (performance.now() - since) / 1000;
		return { seconds, value: await then(service) };
	} finally {
		await service.stop();
	}
}

async function untilReady({ adminPort, complaints }: Service, since: number): Promise<void> {
	while (performance.now() - since < READY_WITHIN_MS) {
		const answer = await fetch(`http://127.0.0.1:${adminPort}/readyz`).catch(() => undefined);
		await answer?.arrayBuffer();
		if (answer?.status === 200) return;
		await pause(ASK_EVERY_MS);
	}
	throw new Error(`The service was not ready within ${READY_WITHIN_MS / 1000} s: ${complaints()}`);
}

/** Resident memory as Linux counts it; `undefined` elsewhere. */
function residentMegabytes(pid: number | undefined): number | undefined {
	try {
		const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
		return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
	} catch {
		return undefined;
	}
}
