import { z } from 'zod';
import { type Clock, dayOf } from '../../shared/clock.ts';
import type { RecordStore } from '../../store/records.ts';
import type { Audit } from '../audit.ts';
import { openForm } from '../json-form.ts';
import { ApiError } from '../problem.ts';
import type { WebhookEvent } from './events.ts';
import type { PostOutcome } from './post.ts';
import { disabledAfterMs } from './schedule.ts';
import type { Webhook, Webhooks } from './subscriptions.ts';

/** Beside the webhook and not in it: what its owner reads and edits must not change because a network does. */
const KIND = 'webhook-health';

/** Milliseconds since the epoch from which on everything failed; 0 while all is well. */
const form = openForm(z.strictObject({ failingSince: z.int() }));

export interface HealthParts {
	readonly records: RecordStore;
	readonly webhooks: Webhooks;
	readonly audit: Audit;
	readonly clock: Clock;
	readonly publish: (event: WebhookEvent) => Promise<void>;
	/** A webhook was disabled: whoever waits for its events must be told by other ways. */
	readonly alarm: (webhook: string, reason: 'failing' | 'gone') => void;
}

export interface Health {
	/** Takes note of an attempt; disables what failed for five days, and what says that it is gone. */
	readonly heard: (webhook: Webhook, outcome: PostOutcome) => Promise<void>;
}

export function createHealth(parts: HealthParts): Health {
	const { records, clock } = parts;
	return {
		heard: async (webhook, outcome) => {
			const row = await records.get(KIND, webhook.id);
			const since = row === undefined ? 0 : form.read(row).failingSince;
			const failingSince = outcome.taken ? 0 : since || clock.now();
			const gone = !outcome.taken && outcome.gone;
			const disabled = gone || (failingSince > 0 && clock.now() - failingSince >= disabledAfterMs);
			const kept = disabled ? 0 : failingSince;
			if (kept !== since) {
				const body = form.write(webhook.id, { failingSince: kept });
				const revision = (row?.revision ?? 0) + 1;
				// Who else heard of an attempt at the same time knows as much as we do.
				await records.put({ kind: KIND, id: webhook.id, revision, state: '', day: dayOf(clock.now()), body });
			}
			if (disabled) await disable(webhook, gone ? 'gone' : 'failing', parts);
		},
	};
}

async function disable(webhook: Webhook, reason: 'failing' | 'gone', parts: HealthParts): Promise<void> {
	const { webhooks, audit, clock, publish, alarm } = parts;
	const operation = `disable.${webhook.id}.${webhook.revision}`;
	const entry = {
		actor: 'service',
		action: 'disableWebhook',
		target: `/webhooks/${webhook.id}`,
		operation,
		change: audit.digest(reason),
	};
	await audit.intend(entry);
	try {
		await webhooks.change(webhook, operation, { url: webhook.url, events: webhook.events, state: 'disabled' });
	} catch (error) {
		await audit.conclude(entry, 'refused');
		// Its owner changed it meanwhile: what is there now has not failed yet.
		if (error instanceof ApiError && error.code === 'revision-stale') return;
		throw error;
	}
	await audit.conclude(entry, 'done');
	alarm(webhook.id, reason);
	const data = { webhook: webhook.id, reason };
	await publish({ id: operation, type: 'webhook.disabled', data, at: clock.now() });
}
