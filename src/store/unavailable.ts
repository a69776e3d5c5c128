import { ServiceError } from '../shared/errors.ts';

/** The store cannot be reached, is full, locked or too slow. What was asked may or may not have happened. */
export class StoreUnavailable extends ServiceError {
	override readonly name = 'StoreUnavailable';

	constructor(message: string, options?: ErrorOptions) {
		super(
			'store-unavailable',
			message,
			'The database does not answer. Turns are kept in the spool until it does.',
			options,
		);
	}
}
