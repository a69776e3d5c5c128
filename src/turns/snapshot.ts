import { z } from 'zod';

const value = z.union([
	z.string(),
	z.number(),
	z.boolean(),
	z.strictObject({
		code: z.string().optional(),
		typed: z.string().optional(),
		recording: z.string().optional(),
		seconds: z.number().optional(),
	}),
]);

/**
 * A conversation as it lies in the store, once opened. Checked on read, so that a record that an older or newer service
 * wrote, or that was damaged, is found at once and begun anew.
 */
export const snapshotSchema = z.object({
	conversation: z.object({
		flow: z.string(),
		version: z.int(),
		state: z.string(),
		answers: z.record(z.string(), value),
		revision: z.int(),
		page: z.int(),
		mistakes: z.int(),
		silences: z.int().optional(),
		notice: z.string().optional(),
		past: z.array(z.object({ flow: z.string(), state: z.string() })),
		overlay: z.enum(['hotlines', 'resume', 'called', 'stuck']).optional(),
		under: z.enum(['resume', 'called']).optional(),
		at: z.number(),
		ended: z.boolean(),
	}),
	session: z
		.object({
			id: z.string(),
			heard: z.string(),
			way: z.enum(['unknown', 'accumulates', 'last-only']),
			count: z.int(),
			at: z.number(),
			over: z.boolean().exactOptional(),
			texts: z
				.array(z.object({ said: z.string(), at: z.number(), listed: z.boolean().exactOptional() }))
				.exactOptional(),
		})
		.optional(),
	openCase: z.object({ caseId: z.string(), key: z.string() }).optional(),
	said: z.object({ recordingId: z.string(), url: z.string(), seconds: z.number() }).optional(),
});
