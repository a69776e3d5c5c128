import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import type { Vault } from '../../vault/vault.ts';
import { createCursors, pageFrom, pageOf, pageQuery } from '../cursors.ts';
import { type Endpoint, endpoint } from '../endpoint.ts';
import { ApiError } from '../problem.ts';
import { type Deliveries, type Delivery, deliveryStates } from '../webhooks/deliveries.ts';
import { eventTypeSchema } from '../webhooks/events.ts';
import type { Webhooks } from '../webhooks/subscriptions.ts';
import { foundWebhook, webhookParams } from './webhooks.ts';

const deliverySchema = z
	.object({
		event: z.string().meta({ description: 'The `webhook-id` of each attempt.' }),
		type: eventTypeSchema,
		state: z.enum(deliveryStates).meta({ description: '`failed`: given up, until it is replayed.' }),
		attempts: z.int(),
		reason: z.string().meta({ description: 'Why the last attempt failed; empty for none.' }),
	})
	.meta({ id: 'Delivery', description: 'One event on its way to one webhook' });

const deliveryParams = webhookParams.extend({ event: z.string().regex(/^[\w.-]{1,100}$/) });

export interface DeliveryEndpointParts {
	readonly webhooks: Webhooks;
	readonly deliveries: Deliveries;
	readonly vault: Vault;
	readonly clock: Clock;
}

/** What webhooks were told, and telling it again. */
export function deliveryEndpoints(parts: DeliveryEndpointParts): readonly Endpoint[] {
	return [pingOf(parts), listOf(parts), replayOf(parts)];
}

function pingOf({ webhooks, deliveries, clock }: DeliveryEndpointParts): Endpoint {
	return endpoint({
		id: 'pingWebhook',
		method: 'post',
		path: '/webhooks/{webhook}/ping',
		scope: 'webhooks:write',
		summary: 'Send an event that means nothing, to try it',
		status: 202,
		params: webhookParams,
		answer: z.object({ event: z.string() }),
		handle: async ({ params }, { operation }) => {
			const { id } = await foundWebhook(webhooks, params.webhook);
			const event = { id: operation, type: 'webhook.ping' as const, data: { webhook: id }, at: clock.now() };
			return { body: { event: await deliveries.add(id, event) } };
		},
	});
}

function listOf({ webhooks, deliveries, vault }: DeliveryEndpointParts): Endpoint {
	return endpoint({
		id: 'listDeliveries',
		method: 'get',
		path: '/webhooks/{webhook}/deliveries',
		scope: 'webhooks:read',
		summary: 'What a webhook was told in the last 30 days, in no order of time',
		status: 200,
		params: webhookParams,
		query: pageQuery,
		answer: pageOf(deliverySchema),
		handle: async ({ params, query }) => {
			const { id } = await foundWebhook(webhooks, params.webhook);
			const cursors = createCursors(vault, `deliveries ${id}`);
			const rows = (page: { readonly after: string; readonly most: number }) => deliveries.of(id, page);
			return { body: await pageFrom(query, { cursors, rows, keyOf: ({ event }) => event, show: shown }) };
		},
	});
}

function replayOf({ webhooks, deliveries }: DeliveryEndpointParts): Endpoint {
	return endpoint({
		id: 'replayDelivery',
		method: 'post',
		path: '/webhooks/{webhook}/deliveries/{event}/replay',
		scope: 'webhooks:write',
		summary: 'Send an event again, with the same id',
		status: 202,
		params: deliveryParams,
		answer: deliverySchema,
		handle: async ({ params }, { operation }) => {
			const { id } = await foundWebhook(webhooks, params.webhook);
			const was = await deliveries.get(id, params.event);
			if (was === undefined) throw new ApiError('not-found', 'There is no such delivery, or it is older than 30 days.');
			if (was.operation === operation) return { body: shown(was) };
			const again = { ...was, state: 'waiting' as const, attempts: 0, due: 0, holder: '', reason: '', operation };
			if (!(await deliveries.put(again)))
				throw new ApiError('conflict', 'It is being sent at this moment. Look again.');
			return { body: shown(again) };
		},
	});
}

function shown({ event, type, state, attempts, reason }: Delivery) {
	return { event, type, state, attempts, reason };
}
