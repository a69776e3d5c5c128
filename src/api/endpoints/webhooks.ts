import { z } from 'zod';
import type { Vault } from '../../vault/vault.ts';
import { createCursors, pageFrom, pageOf, pageQuery } from '../cursors.ts';
import { type Context, type Endpoint, endpoint } from '../endpoint.ts';
import { refuseStale } from '../etag.ts';
import { ApiError } from '../problem.ts';
import { eventTypeSchema } from '../webhooks/events.ts';
import { type Webhook, type Webhooks, webhookStates, webhookUrlSchema } from '../webhooks/subscriptions.ts';

const events = z.array(eventTypeSchema).min(1).max(50).meta({ description: 'What it is told of.' });
const state = z.enum(webhookStates).meta({ description: '`disabled`: by the service, after five days of failures.' });

const webhookSchema = z
	.object({ id: z.string(), url: z.string(), events: z.array(eventTypeSchema), state })
	.meta({ id: 'Webhook', description: 'An address that is told of events' });

const madeSchema = webhookSchema
	.extend({
		secret: z
			.string()
			.meta({ description: 'Shown here and never again: events are signed with it (Standard Webhooks).' }),
	})
	.meta({ id: 'WebhookMade' });

export const webhookParams = z.strictObject({ webhook: z.string().regex(/^[\w-]{22}$/) });

export interface WebhookEndpointParts {
	readonly webhooks: Webhooks;
	readonly vault: Vault;
}

/** Who is told of events. */
export function webhookEndpoints({ webhooks, vault }: WebhookEndpointParts): readonly Endpoint[] {
	return [listOf(webhooks, vault), creationOf(webhooks), readingOf(webhooks), changeOf(webhooks), removalOf(webhooks)];
}

/** @throws {ApiError} `not-found`. */
export async function foundWebhook(webhooks: Webhooks, id: string): Promise<Webhook> {
	const webhook = await webhooks.get(id);
	if (webhook === undefined) throw new ApiError('not-found', 'There is no such webhook.');
	return webhook;
}

function creationOf(webhooks: Webhooks): Endpoint {
	return endpoint({
		id: 'createWebhook',
		method: 'post',
		path: '/webhooks',
		scope: 'webhooks:write',
		summary: 'Have an address told of events',
		status: 201,
		body: z.strictObject({ url: webhookUrlSchema, events }),
		answer: madeSchema,
		handle: async ({ body }, { operation }) => {
			const made = await webhooks.create(operation, body);
			return { ...shown(made), body: { ...shown(made).body, secret: made.secret }, location: `/webhooks/${made.id}` };
		},
	});
}

function listOf(webhooks: Webhooks, vault: Vault): Endpoint {
	const cursors = createCursors(vault, 'webhooks');
	return endpoint({
		id: 'listWebhooks',
		method: 'get',
		path: '/webhooks',
		scope: 'webhooks:read',
		summary: 'All webhooks',
		status: 200,
		query: pageQuery,
		answer: pageOf(webhookSchema),
		handle: async ({ query }) => ({
			body: await pageFrom(query, {
				cursors,
				rows: webhooks.list,
				keyOf: ({ id }) => id,
				show: (webhook) => shown(webhook).body,
			}),
		}),
	});
}

function readingOf(webhooks: Webhooks): Endpoint {
	return endpoint({
		id: 'getWebhook',
		method: 'get',
		path: '/webhooks/{webhook}',
		scope: 'webhooks:read',
		summary: 'One webhook',
		status: 200,
		params: webhookParams,
		answer: webhookSchema,
		handle: async ({ params }) => shown(await foundWebhook(webhooks, params.webhook)),
	});
}

function changeOf(webhooks: Webhooks): Endpoint {
	return endpoint({
		id: 'changeWebhook',
		method: 'put',
		path: '/webhooks/{webhook}',
		scope: 'webhooks:write',
		summary: 'Change, pause or resume a webhook',
		status: 200,
		edits: true,
		params: webhookParams,
		body: z.strictObject({ url: webhookUrlSchema, events, state: z.enum(['active', 'paused']) }),
		answer: webhookSchema,
		handle: async ({ params, body }, context) => {
			const was = await foundWebhook(webhooks, params.webhook);
			if (isDone(was, context)) return shown(was);
			refuseStale(was.revision, context.ifMatch);
			return shown(await webhooks.change(was, context.operation, body));
		},
	});
}

function removalOf(webhooks: Webhooks): Endpoint {
	return endpoint({
		id: 'deleteWebhook',
		method: 'delete',
		path: '/webhooks/{webhook}',
		scope: 'webhooks:write',
		summary: 'Tell it nothing any more, and forget its address',
		status: 204,
		edits: true,
		params: webhookParams,
		handle: async ({ params }, { operation, ifMatch }) => {
			const was = await foundWebhook(webhooks, params.webhook);
			refuseStale(was.revision, ifMatch);
			await webhooks.remove(was, operation);
			return { body: undefined };
		},
	});
}

/** An earlier try of this request, which was cut off, did the work. */
function isDone(webhook: Webhook, { operation }: Context): boolean {
	return webhook.operation === operation;
}

function shown({ id, url, events: wanted, state: stands, revision }: Webhook) {
	const body = { id, url, events: [...wanted], state: stands === 'deleted' ? ('disabled' as const) : stands };
	return { body, revision };
}
