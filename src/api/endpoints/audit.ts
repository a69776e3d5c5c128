import { z } from 'zod';
import type { Vault } from '../../vault/vault.ts';
import { type Audit, auditLinkSchema } from '../audit.ts';
import { createCursors, pageFrom, pageOf, pageQuery } from '../cursors.ts';
import { type Endpoint, endpoint } from '../endpoint.ts';

const linkSchema = auditLinkSchema
	.omit({ at: true, nonce: true, seal: true })
	.extend({ at: z.iso.datetime() })
	.meta({ id: 'AuditLink', description: 'One link of the audit log: an intent, or how one ended.' });

/** The audit log, oldest first. */
export function auditEndpoints({
	audit,
	vault,
}: {
	readonly audit: Audit;
	readonly vault: Vault;
}): readonly Endpoint[] {
	const cursors = createCursors(vault, 'audit');
	return [
		endpoint({
			id: 'listAudit',
			method: 'get',
			path: '/audit',
			scope: 'audit:read',
			summary: 'The audit log, oldest first',
			status: 200,
			query: pageQuery,
			answer: pageOf(linkSchema),
			handle: async ({ query }) => ({
				body: await pageFrom(query, {
					cursors,
					rows: ({ after, most }) => audit.list({ after: Number(after), most }),
					keyOf: ({ number }) => String(number),
					show: ({ at, nonce: _nonce, seal: _seal, ...link }) => ({ ...link, at: new Date(at).toISOString() }),
				}),
			}),
		}),
	];
}
