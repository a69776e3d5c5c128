import { systemChance } from '../../src/shared/chance.ts';
import type { LoadPlan, LoadResult } from './load-plan.ts';
import { lineOf, program, type Server, startNode, stop } from './server.ts';

/** A load on a server, without what follows from the server. */
export type Load = Partial<Pick<LoadPlan, 'connections' | 'turnsPerSecond' | 'callers' | 'answers' | 'medium'>> &
	Pick<LoadPlan, 'seconds' | 'warmUpSeconds'>;

/** Sessions that a gateway would hold open at once on a busy day. */
const CONNECTIONS = 32;

/**
 * Runs the load generator in its own process, on the other core.
 * @throws when any answer was not 200 or no CON or END, or a turn was not committed: a figure of a server that fails means nothing
 */
export async function putLoad(server: Server, load: Load): Promise<LoadResult> {
	const plan: LoadPlan = {
		port: server.port,
		path: server.path,
		serviceCode: server.serviceCode,
		country: 'GH',
		connections: CONNECTIONS,
		// A new caller's way: language, the notice with its menu, what it is about. None of them ends the session.
		answers: ['1', '1', '1'],
		callers: { first: 0, count: 10_000_000, stride: 1 },
		run: Buffer.from(systemChance.bytes(10)).toString('hex'),
		...load,
	};
	const generator = startNode('load', [program('./load.js'), JSON.stringify(plan)]);
	try {
		const result = await lineOf(generator, (line) => JSON.parse(line) as LoadResult, lasts(plan));
		refuseFaults(result, server);
		await server.verify();
		return result;
	} finally {
		await stop(generator);
	}
}

/** Milliseconds after which a load generator must have said what it saw. */
function lasts({ warmUpSeconds, seconds }: LoadPlan): number {
	return (warmUpSeconds + seconds) * 1000 + 30_000;
}

function refuseFaults({ faults, turns }: LoadResult, server: Server): void {
	if (Object.keys(faults).length > 0)
		throw new Error(
			`Not every answer was valid: ${JSON.stringify(faults)} of ${turns}. The server says: ${server.complaints()}`,
		);
	if (turns === 0) throw new Error('No turn was answered.');
}
