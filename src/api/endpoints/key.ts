import { z } from 'zod';
import { type Endpoint, endpoint } from '../endpoint.ts';
import { scopeSchema } from '../scopes.ts';

const keySchema = z
	.object({
		id: z.string(),
		name: z.string(),
		scopes: z.array(scopeSchema),
		expiresAt: z.iso.datetime(),
	})
	.meta({ id: 'Key', description: 'The key of this request; what opens the door is not in it.' });

/** What a caller may know of its own key: above all what it may do, and until when. */
export function keyEndpoints(): readonly Endpoint[] {
	return [
		endpoint({
			id: 'getOwnKey',
			method: 'get',
			path: '/keys/self',
			scope: 'any',
			summary: 'The key of this request',
			status: 200,
			answer: keySchema,
			handle: async (_asked, { caller: { id, name, scopes, expiresAt } }) => ({
				body: { id, name, scopes: [...scopes], expiresAt: new Date(expiresAt).toISOString() },
			}),
		}),
	];
}
