import type { OutboxStanding } from '../store/coordination.ts';
import { StoreUnavailable } from '../store/unavailable.ts';
import { openMessage } from './open-message.ts';
import { permissionFor } from './permission.ts';
import type { SendingRoute, SendParts } from './send-parts.ts';
import { type Reported, takeReport } from './take-report.ts';

/** How often this runs, in milliseconds. */
export const LOOK_EVERY_MS = 3_600_000;
/** Ages at which a message that nothing was told of is looked up, in hours: reports are late by minutes, and by a day when a phone is off. */
const HOURS: readonly number[] = [1, 4, 16];
const HOUR_MS = 3_600_000;
const CLOCKS_DIFFER_MS = 5_000;
const PAGE = 100;
/** Most that one run asks a provider for; what is left has other hours. */
const ASKED_MOST = 500;

export interface LookingParts extends SendParts {
	/** Told what became of each report that was found. For metrics. */
	readonly reported: (routeId: string, what: Reported) => void;
}

/**
 * Asks providers for the reports that never came: of messages that they took, and of which nothing final was told an hour later. A
 * provider without a list of what it sent is not asked.
 * @throws the first error that a single message met, after all the others were looked after; {StoreUnavailable} at once.
 */
export async function lookAfterReports(routes: readonly SendingRoute[], parts: LookingParts): Promise<void> {
	const listed = new Map(routes.filter(({ sender }) => sender.sentTo !== undefined).map((route) => [route.id, route]));
	const troubles: unknown[] = [];
	const asked = new Set<string>();
	for await (const standing of silent(listed, parts)) {
		const route = listed.get(standing.row.route);
		// One that was found to be sent comes by once more.
		if (route === undefined || asked.size === ASKED_MOST || asked.has(standing.row.id)) continue;
		asked.add(standing.row.id);
		await ask(standing, route, parts).catch((error: unknown) => {
			if (error instanceof StoreUnavailable) throw error;
			troubles.push(error);
		});
	}
	if (troubles.length > 0) throw troubles[0];
}

/** Messages at one of those ages, of routes whose provider can be asked. */
async function* silent(
	listed: ReadonlyMap<string, SendingRoute>,
	{ store, clock }: LookingParts,
): AsyncIterable<OutboxStanding> {
	if (listed.size === 0) return;
	const now = clock.now();
	for (const state of ['accepted', 'sent'] as const) {
		for (let after = ''; ; ) {
			const page = await store.outbox.inState(state, { after, most: PAGE });
			yield* page.filter(({ row, acceptedAt }) => listed.has(row.route) && isDue(now - acceptedAt));
			const last = page.at(-1);
			if (last === undefined) break;
			after = last.row.id;
		}
	}
}

/** Once at each age, since it runs once an hour. */
const isDue = (age: number): boolean =>
	HOURS.some((hours) => age >= hours * HOUR_MS && age < hours * HOUR_MS + LOOK_EVERY_MS);

async function ask(
	{ row, ref, attemptingAt }: OutboxStanding,
	route: SendingRoute,
	parts: LookingParts,
): Promise<void> {
	const message = openMessage(row, parts.vault);
	if (message === undefined) return;
	const permission = await permissionFor(row, message, parts);
	const to = 'to' in permission ? permission.to : message.to;
	if (to === '') return;
	const since = attemptingAt - CLOCKS_DIFFER_MS;
	const all = (await route.sender.sentTo?.(to, since, AbortSignal.timeout(parts.deadlineMs))) ?? [];
	const found = all.find((one) => `${route.provider}:${one.ref}` === ref);
	if (found !== undefined) parts.reported(route.id, await takeReport(route.provider, found.report, parts));
}
