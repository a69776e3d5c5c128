import type { z } from 'zod';
import { ServiceError } from '../shared/errors.ts';

/** A versioned document as the store keeps it. */
export interface Row {
	readonly kind: string;
	readonly id: string;
	readonly revision: number;
	readonly state: string;
	readonly day: string;
	readonly body: Uint8Array;
}

/** What is needed of the vault. */
export interface SealingVault {
	readonly index: (purpose: 'pin', value: string) => string;
	readonly sealFor: (service: 'outbox', place: SealedAt, plain: string) => Uint8Array;
	readonly openFor: (service: 'outbox', place: SealedAt, sealed: Uint8Array) => string;
}

interface SealedAt {
	readonly collection: string;
	readonly field: string;
	readonly id: string;
}

/** Where the body of a record is sealed. */
export const sealedAt = (kind: string, id: string): SealedAt => ({ collection: 'records', field: kind, id });

/** @throws {ServiceError} `prompt-record-unreadable` when it is not what was written. */
export function parseRecord<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> {
	try {
		const read = schema.safeParse(JSON.parse(text));
		if (read.success) return read.data;
	} catch {
		// The parser's own message would quote the text.
	}
	throw new ServiceError(
		'prompt-record-unreadable',
		'a stored speaker or take is not of a known shape',
		'Something that was kept of the recordings by phone cannot be read.',
	);
}
