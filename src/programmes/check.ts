import { z } from 'zod';
import { ServiceError } from '../shared/errors.ts';

/**
 * Reads a data file's value by its schema.
 * @throws {ServiceError} `reference-invalid`, naming `what` and the path of every fault in it, never its values.
 */
export function check<Schema extends z.ZodType>(schema: Schema, raw: unknown, what: string): z.output<Schema> {
	const read = schema.safeParse(raw);
	if (read.success) return read.data;
	const faults = read.error.issues.map((issue) => `${z.core.toDotPath(issue.path) || '(whole)'}: ${issue.message}`);
	throw new ServiceError(
		'reference-invalid',
		`${what}: ${faults.join('; ')}`,
		`${what} has faults: ${faults.join('; ')}`,
	);
}

/** Adds a fault for every item whose key an earlier item has. */
export function refuseTwice<Item>(
	items: readonly Item[],
	keyOf: (item: Item) => string,
	fault: (index: number, key: string) => void,
): void {
	const seen = new Set<string>();
	for (const [index, item] of items.entries()) {
		const key = keyOf(item);
		if (seen.has(key)) fault(index, key);
		seen.add(key);
	}
}
