import mongoose, { type Model } from 'mongoose';
import { StoreDamaged } from './failures.ts';

/**
 * What was read, held against its schema: another program, or a hand, may have written to the same database.
 * @throws {StoreDamaged} naming the fields that are not as they must be.
 */
export async function checked<Document>(model: Model<Document>, found: Document): Promise<Document> {
	try {
		await model.hydrate(found).validate();
		return found;
	} catch (error) {
		if (!(error instanceof mongoose.Error.ValidationError)) throw error;
		throw new StoreDamaged(model.collection.name, Object.keys(error.errors));
	}
}

/** The same for each of a list, in its order. */
export function allChecked<Document>(model: Model<Document>, found: readonly Document[]): Promise<readonly Document[]> {
	return Promise.all(found.map((one) => checked(model, one)));
}
