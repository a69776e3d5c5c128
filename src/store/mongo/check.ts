import type { Model } from 'mongoose';
import { StoreDamaged } from './failures.ts';

/**
 * What was read, held against its schema: another program, or a hand, may have written to the same database.
 * @throws {StoreDamaged} naming the fields that are not as they must be.
 */
export function checked<Document>(model: Model<Document>, found: Document): Document {
	const faults = model.hydrate(found).validateSync();
	if (faults !== null && faults !== undefined)
		throw new StoreDamaged(model.collection.name, Object.keys(faults.errors));
	return found;
}
