import mongoose, { MongooseError, type Error as MongooseErrors } from 'mongoose';
import { ServiceError } from '../../shared/errors.ts';
import { StoreUnavailable } from '../unavailable.ts';

const { MongoError, MongoBulkWriteError, MongoServerError } = mongoose.mongo;

/** A unique index refused a document. */
const DUPLICATE_KEY = 11_000;

/** Nothing but unique indexes refused what was written. */
export function isDuplicate(error: unknown): boolean {
	if (error instanceof MongoBulkWriteError) {
		const { writeErrors } = error;
		const errors = Array.isArray(writeErrors) ? writeErrors : [writeErrors];
		return (
			errors.length > 0 && errors.every(({ code }) => code === DUPLICATE_KEY) && !error.result.getWriteConcernError()
		);
	}
	return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/** What is there does not have the shape that every version of ours gave it, or what we would write does not. Names fields, never values. */
export class StoreDamaged extends ServiceError {
	override readonly name = 'StoreDamaged';

	constructor(collection: string, fields: readonly string[]) {
		super(
			'store-damaged',
			`a document of ${collection} has another shape at ${fields.join(', ')}`,
			`A record in the collection ${collection} is damaged. Restore it from a backup, or ask those who write the service.`,
		);
	}
}

/**
 * An error of the driver as the line knows it: whatever the server or the way to it did is a store that is away, and what was
 * asked of it may have happened. No text of the driver's goes on: it may name a host, a user or a value.
 */
export function asOurs(error: unknown): unknown {
	if (error instanceof ServiceError) return error;
	if (error instanceof mongoose.Error.ValidationError) {
		return new StoreDamaged('a commit', Object.keys((error as MongooseErrors.ValidationError).errors));
	}
	if (error instanceof mongoose.Error.CastError) return new StoreDamaged(String(error.kind), [error.path]);
	if (error instanceof mongoose.Error.StrictModeError) return new StoreDamaged('a commit', [error.path]);
	// The driver lets a socket's own error through where it waits for it to drain.
	if (error instanceof MongoError || error instanceof MongooseError || isOfSystem(error)) {
		return new StoreUnavailable(`MongoDB failed: ${failureName(error)}`, { cause: error });
	}
	return error;
}

/** An error of a socket or a name server: EPIPE, ECONNRESET, ENOTFOUND … */
const isOfSystem = (error: unknown): boolean =>
	error instanceof Error && /^E[A-Z]+$/.test(String((error as { readonly code?: unknown }).code));

/** What went wrong, in a word that holds nothing of a document, host or user. */
export function failureName(error: unknown): string {
	if (!(error instanceof Error)) return 'unknown';
	const code = (error as { readonly code?: unknown }).code;
	return typeof code === 'number' || typeof code === 'string' ? `${error.name} ${code}` : error.name;
}

/** A timer that is later than this was held up with the whole process, in milliseconds. */
const HELD_UP_MS = 100;

/**
 * Gives up after so many milliseconds: what was asked for may still happen. A process that was paused hears first what came while
 * it slept, and what it asked for has its time again: a database is not away because we were, and turns that went to the spool for
 * it would be decided from what this instance remembers while others went on.
 */
export function within<Result>(milliseconds: number, asked: Promise<Result>): Promise<Result> {
	return new Promise((resolve, reject) => {
		let timer: NodeJS.Timeout;
		const wait = () => {
			const due = performance.now() + milliseconds;
			timer = setTimeout(() => {
				if (performance.now() - due > HELD_UP_MS) wait();
				else reject(new StoreUnavailable('MongoDB is too slow'));
			}, milliseconds);
		};
		wait();
		asked.then(resolve, (error: unknown) => reject(asOurs(error))).finally(() => clearTimeout(timer));
	});
}
