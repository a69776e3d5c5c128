import type { Router } from 'express';
import type { DeskParts, ProgrammeDesk } from '../programmes/desk.ts';
import type { Chance } from '../shared/chance.ts';
import { type Clock, dayOf } from '../shared/clock.ts';
import type { RecordStore } from '../store/records.ts';
import type { Vault } from '../vault/vault.ts';
import { createAudit } from './audit.ts';
import { auditEndpoints } from './endpoints/audit.ts';
import { deliveryEndpoints } from './endpoints/deliveries.ts';
import { keyEndpoints } from './endpoints/key.ts';
import { programmeEndpoints } from './endpoints/programmes.ts';
import { programmeReportEndpoints } from './endpoints/programmes-reports.ts';
import { programmeStepEndpoints } from './endpoints/programmes-steps.ts';
import { webhookEndpoints } from './endpoints/webhooks.ts';
import { createIdempotency } from './idempotency.ts';
import { createApiKeys } from './keys.ts';
import { type ApiObserver, mountApi } from './mount.ts';
import { isPublicAddress, systemResolve } from './webhooks/addresses.ts';
import { createDeliveries } from './webhooks/deliveries.ts';
import { createHealth, type HealthParts } from './webhooks/health.ts';
import { createSender, type Sender } from './webhooks/post.ts';
import { createPublish, type Publish, tellOfProgrammes } from './webhooks/publish.ts';
import { createWebhooks } from './webhooks/subscriptions.ts';
import { createWorker, type Worker } from './webhooks/worker.ts';

/** Milliseconds that a webhook has to take an event. */
const WEBHOOK_DEADLINE_MS = 10_000;
/** Days for which the tombstone of a webhook stays. */
const TOMBSTONE_DAYS = 30;
const DAY_MS = 86_400_000;

export interface ApiOptions {
	readonly records: RecordStore;
	readonly vault: Vault;
	readonly clock: Clock;
	readonly chance: Chance;
	readonly observer: ApiObserver & Pick<HealthParts, 'alarm'>;
	/** See `mountApi`. */
	readonly perMinute: number;
	/** The catalogue, given what is to be told of each step. */
	readonly programmes: (told: DeskParts['told']) => ProgrammeDesk;
	/** Where webhooks are sent from; the public internet when absent. */
	readonly send?: Sender;
}

export interface Api {
	readonly router: Router;
	readonly publish: Publish;
	/** Sends what webhooks are still to be told: its run is a job of every few seconds. */
	readonly deliveries: Worker;
	/** Removes what is old: a job of every hour. */
	readonly removeOld: () => Promise<void>;
}

/** The API with all its endpoints, and the work behind it. */
export function createApi(options: ApiOptions): Api {
	const { records, vault, clock, chance, observer, perMinute } = options;
	const audit = createAudit(options);
	const idempotency = createIdempotency(options);
	const webhooks = createWebhooks(options);
	const deliveries = createDeliveries(records, clock);
	const publish = createPublish(webhooks, deliveries);
	const health = createHealth({ records, webhooks, audit, clock, publish, alarm: observer.alarm });
	const send =
		options.send ??
		createSender({ resolve: systemResolve, isAllowed: isPublicAddress, deadlineMs: WEBHOOK_DEADLINE_MS });
	const desk = options.programmes(tellOfProgrammes(publish));
	const endpoints = [
		...keyEndpoints(),
		...auditEndpoints({ audit, vault }),
		...webhookEndpoints({ webhooks, vault }),
		...deliveryEndpoints({ webhooks, deliveries, vault, clock }),
		...programmeEndpoints({ desk, vault, clock }),
		...programmeStepEndpoints({ desk, clock }),
		...programmeReportEndpoints({ desk, clock }),
	];
	return {
		router: mountApi({ endpoints, keys: createApiKeys(options), audit, idempotency, observer, perMinute }),
		publish,
		deliveries: createWorker({ webhooks, deliveries, health, send, clock, chance }),
		removeOld: async () => {
			await idempotency.removeOld();
			await deliveries.removeOld();
			await records.remove({ kind: 'webhook', state: 'deleted', before: dayOf(clock.now() - TOMBSTONE_DAYS * DAY_MS) });
		},
	};
}
