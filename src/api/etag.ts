import { ApiError } from './problem.ts';

/** The strong ETag of a revision (RFC 9110, 8.8.3). */
export function etagOf(revision: number): string {
	return `"${revision}"`;
}

/**
 * The ETags of an `If-Match`. `*` is none of them: it would overwrite whatever is there, which this header is to prevent.
 * @throws {ApiError} `revision-missing` when there is none.
 */
export function readIfMatch(header: string | undefined): readonly string[] {
	const tags = (header ?? '').split(',').map((tag) => tag.trim());
	if (tags.every((tag) => tag === '' || tag === '*'))
		throw new ApiError('revision-missing', 'Read it first, and send the ETag of what you read as If-Match.');
	return tags;
}

/** @throws {ApiError} `revision-stale` when what is there is not what the caller read. Weak tags never match (RFC 9110, 13.1.1). */
export function refuseStale(revision: number, ifMatch: readonly string[]): void {
	if (!ifMatch.includes(etagOf(revision)))
		throw new ApiError('revision-stale', 'Read it again, and decide again: it was changed meanwhile.');
}
