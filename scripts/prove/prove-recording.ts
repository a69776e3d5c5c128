import { type Flows, flowsOn } from '../../src/conversation/index.ts';
import { type Proven, prove, type ToProve } from './prove.ts';

/**
 * Walks what is said to those who record by phone, on every route for calls as if it were a line for that: a programme may open one
 * at any time.
 */
export function proveRecording(flows: Flows, { words, ...others }: ToProve, routeIds: readonly string[], at: number) {
	const staff = { ...words, route: (id: string) => ({ ...words.route(id), for: 'recording' as const }) };
	return routeIds
		.filter((id) => words.route(id).channel === 'voice')
		.flatMap((id) => prove(flowsOn(flows, staff.route(id)), { ...others, words: staff }, [id], at))
		.map((proven): Proven => ({ ...proven, route: `${proven.route} recording` }));
}
