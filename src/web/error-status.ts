import { codeOf, ServiceError } from '../shared/errors.ts';

/** HTTP status of the errors that a caller can do something about; all others are ours: 500. */
const statuses = new Map([
	['bad-request', 400],
	['not-allowed', 403],
	['not-found', 404],
	['conflict', 409],
	['store-unavailable', 503],
]);

export interface Failure {
	readonly status: number;
	/** Stable, for the log and the page. */
	readonly code: string;
}

/** Chooses the HTTP status of anything that was thrown. Express's own parsers throw errors with a status of 4xx. */
export function failureOf(error: unknown): Failure {
	if (error instanceof ServiceError) return { status: statuses.get(error.code) ?? 500, code: error.code };
	const { status } = Object(error) as { status?: unknown };
	if (typeof status === 'number' && status >= 400 && status < 500) return { status, code: 'bad-request' };
	return { status: 500, code: codeOf(error) };
}
