import { ApiError } from './problem.ts';

/** Most bytes of a body. */
export const bodyBytesMost = 1_000_000;
/** Most levels of objects and lists in a body. */
const depthMost = 20;

/** Names by which JavaScript reaches an object's prototype: harmless here, and never meant well. */
const PROTOTYPE_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The JSON of a body; `undefined` for none.
 * @param mediaType of the request's `Content-Type`.
 * @throws {ApiError} `media-type-unsupported`; `request-malformed` for what is no JSON, is nested too deep, or has names of prototypes.
 */
export function readBody(bytes: Uint8Array | undefined, mediaType: string | undefined): unknown {
	if (bytes === undefined || bytes.length === 0) return undefined;
	if (!/^application\/json(?:\s*;\s*charset="?utf-8"?)?\s*$/i.test(mediaType ?? ''))
		throw new ApiError('media-type-unsupported', 'Send application/json.');
	const value = parse(bytes);
	refuseHostile(value);
	return value;
}

function parse(bytes: Uint8Array): unknown {
	try {
		return JSON.parse(utf8.decode(bytes));
	} catch {
		// What JSON.parse says quotes the body.
		throw new ApiError('request-malformed', 'The body is not JSON in UTF-8.');
	}
}

/** Level by level, without recursion: a deep body must not reach the end of our stack either. */
function refuseHostile(value: unknown): void {
	let level: unknown[] = [value];
	for (let depth = 0; level.length > 0; depth += 1) {
		if (depth > depthMost)
			throw new ApiError('request-malformed', `The body is nested deeper than ${depthMost} levels.`);
		level = level.flatMap(childrenOf);
	}
}

function childrenOf(value: unknown): unknown[] {
	if (typeof value !== 'object' || value === null) return [];
	if (Object.keys(value).some((name) => PROTOTYPE_NAMES.has(name)))
		throw new ApiError('request-malformed', 'The body has a name that is refused.');
	return Object.values(value).filter((child) => typeof child === 'object' && child !== null);
}
