import type { z } from 'zod';
import { ServiceError } from '../shared/errors.ts';
import type { RecordRow } from '../store/records.ts';
import type { Vault } from '../vault/vault.ts';

/** How a value lies in the body of a record: checked when it is written and when it is read. */
export interface JsonForm<Value> {
	readonly write: (id: string, value: Value) => Uint8Array;
	/** @throws {ServiceError} `record-damaged` when it is not what was written; `VaultError` when it cannot be opened. */
	readonly read: (row: Pick<RecordRow, 'kind' | 'id' | 'body'>) => Value;
}

/** JSON that anybody may read who reads the database: nothing personal, nothing secret. */
export function openForm<Value>(schema: z.ZodType<Value>): JsonForm<Value> {
	return {
		write: (_id, value) => Buffer.from(JSON.stringify(schema.parse(value))),
		read: ({ kind, body }) => parsed(schema, kind, Buffer.from(body).toString('utf8')),
	};
}

/** JSON sealed under the service key for what goes out, bound to its record. */
export function sealedForm<Value>(kind: string, schema: z.ZodType<Value>, vault: Vault): JsonForm<Value> {
	const placeOf = (id: string) => ({ collection: kind, field: 'body', id });
	return {
		write: (id, value) => vault.sealFor('outbox', placeOf(id), JSON.stringify(schema.parse(value))),
		read: ({ id, body }) => parsed(schema, kind, vault.openFor('outbox', placeOf(id), body)),
	};
}

function parsed<Value>(schema: z.ZodType<Value>, kind: string, text: string): Value {
	try {
		return schema.parse(JSON.parse(text));
	} catch {
		// What zod and JSON.parse say may quote the record.
		throw new ServiceError('record-damaged', `a record of kind ${kind} is not in its form`, 'A record is damaged.');
	}
}
