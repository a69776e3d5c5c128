import { Webhook as Signer } from 'standardwebhooks';
import type { Chance } from '../../shared/chance.ts';
import type { Clock } from '../../shared/clock.ts';
import { type Deliveries, type Delivery, webhookOf } from './deliveries.ts';
import type { Health } from './health.ts';
import type { PostOutcome, Sender } from './post.ts';
import { nextAttempt } from './schedule.ts';
import type { Webhook, Webhooks } from './subscriptions.ts';

/** Deliveries that one run looks at; those of one webhook among them; webhooks that are called side by side. */
const MOST = 1_000;
const MOST_OF_ONE = 100;
const SIDE_BY_SIDE = 8;
const PAGE = 200;
/** Milliseconds for which a claim holds: far longer than an attempt takes. Of an instance that dies the next one tries again then. */
const CLAIM_MS = 60_000;
/** Milliseconds for which one run stays with one webhook: what a slow one does not take by then waits for the next run. */
const TURN_MS = 15_000;

export interface WorkerParts {
	readonly webhooks: Webhooks;
	readonly deliveries: Deliveries;
	readonly health: Health;
	readonly send: Sender;
	readonly clock: Clock;
	readonly chance: Chance;
}

export interface Worker {
	/** One run; a run that is asked for while one goes on is that one. */
	readonly run: () => Promise<void>;
	/** Begins no more attempts, and waits for those under way. */
	readonly stop: () => Promise<void>;
}

/**
 * Sends what is due, each at least once: an attempt is recorded before it is made, and whoever was told nothing of it makes it again.
 * Webhooks are called side by side, and one that fails is left alone until the next run, so that it holds up nobody.
 */
export function createWorker(parts: WorkerParts): Worker {
	let running: Promise<void> | undefined;
	let stopped = false;
	return {
		run: async () => {
			if (stopped) return;
			running ??= run(parts, () => stopped).finally(() => {
				running = undefined;
			});
			await running;
		},
		stop: async () => {
			stopped = true;
			// Whoever asked for the run hears of its failure.
			await running?.catch(() => {});
		},
	};
}

async function run(parts: WorkerParts, isStopped: () => boolean): Promise<void> {
	const queues = [...(await dueByWebhook(parts))];
	const failures: unknown[] = [];
	const next = async (): Promise<void> => {
		for (let queue = queues.shift(); queue !== undefined; queue = queues.shift()) {
			const until = parts.clock.now() + TURN_MS;
			const isOver = () => isStopped() || parts.clock.now() >= until;
			await serve(queue, parts, isOver).catch((error: unknown) => failures.push(error));
		}
	};
	await Promise.all(Array.from({ length: SIDE_BY_SIDE }, next));
	// All others were served by now.
	if (failures.length > 0) throw failures[0];
}

async function dueByWebhook({ deliveries, clock }: WorkerParts): Promise<ReadonlyMap<string, Delivery[]>> {
	const found = new Map<string, Delivery[]>();
	let after = '';
	for (let count = 0; count < MOST; ) {
		const page = await deliveries.waiting({ after, most: PAGE });
		for (const delivery of page.filter(({ due }) => due <= clock.now())) {
			const queue = found.get(webhookOf(delivery)) ?? [];
			found.set(webhookOf(delivery), queue);
			if (queue.length === MOST_OF_ONE) continue;
			queue.push(delivery);
			count += 1;
		}
		const last = page.at(-1);
		if (last === undefined) break;
		after = last.id;
	}
	return found;
}

async function serve(
	[id, queue]: readonly [string, readonly Delivery[]],
	parts: WorkerParts,
	isOver: () => boolean,
): Promise<void> {
	const webhook = await parts.webhooks.get(id);
	if (webhook?.state === 'paused') return;
	for (const delivery of queue) {
		if (isOver()) return;
		if (webhook?.state !== 'active') await giveUp(delivery, webhook === undefined ? 'deleted' : 'disabled', parts);
		else if (!(await attempt(delivery, webhook, parts))) return;
	}
}

async function giveUp(delivery: Delivery, why: 'deleted' | 'disabled', { deliveries }: WorkerParts): Promise<void> {
	await deliveries.put({ ...delivery, state: 'failed', reason: `webhook-${why}` });
}

/** `false` when the webhook should be left alone for now. */
async function attempt(delivery: Delivery, webhook: Webhook, parts: WorkerParts): Promise<boolean> {
	const { deliveries, health, send, clock, chance } = parts;
	const attempts = delivery.attempts + 1;
	const claimed = { ...delivery, attempts, due: clock.now() + CLAIM_MS, holder: chance.id() };
	if (!(await deliveries.put(claimed))) return true;
	const outcome = await send({
		url: webhook.url,
		headers: headersOf(delivery, webhook, clock),
		body: delivery.payload,
	});
	// Where somebody replays it meanwhile, theirs stands.
	await deliveries.put({ ...ended(claimed, outcome, parts), revision: claimed.revision + 1 });
	await health.heard(webhook, outcome);
	return outcome.taken;
}

function ended(claimed: Delivery, outcome: PostOutcome, { clock, chance }: WorkerParts): Delivery {
	if (outcome.taken) return { ...claimed, state: 'delivered', due: 0, holder: '', reason: '' };
	const { reason } = outcome;
	const due = outcome.gone ? undefined : nextAttempt(claimed.attempts, clock.now(), chance);
	if (due === undefined) return { ...claimed, state: 'failed', due: 0, holder: '', reason };
	return { ...claimed, due, holder: '', reason };
}

function headersOf({ event, payload }: Delivery, { secret }: Webhook, clock: Clock): Readonly<Record<string, string>> {
	const at = new Date(clock.now());
	return {
		'Content-Type': 'application/json',
		'User-Agent': 'Kasakuma',
		'webhook-id': event,
		'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
		'webhook-signature': new Signer(secret).sign(event, at, payload),
	};
}
