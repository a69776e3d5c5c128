import type { Version } from '../../programmes/catalogue/lifecycle.ts';
import type { Deliveries } from './deliveries.ts';
import type { WebhookEvent } from './events.ts';
import type { Webhooks } from './subscriptions.ts';

/** Keeps an event for every webhook that wants it; one that is published twice is told once. */
export type Publish = (event: WebhookEvent) => Promise<void>;

export function createPublish(webhooks: Pick<Webhooks, 'active'>, deliveries: Pick<Deliveries, 'add'>): Publish {
	return async (event) => {
		const told = (await webhooks.active()).filter(({ events }) => events.includes(event.type));
		for (const { id } of told) await deliveries.add(id, event);
	};
}

/** Tells webhooks that an entry of the catalogue was published, withdrawn or is over: each once, however often it is said. */
export function tellOfProgrammes(publish: Publish): (version: Version, at: number) => Promise<void> {
	return async ({ entry, version, state }, at) => {
		if (state === 'draft') return;
		const id = `programme.${state}.${entry.id}.${version}`;
		await publish({ id, type: `programme.${state}`, data: { programme: entry.id, version }, at });
	};
}
