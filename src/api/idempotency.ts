import { z } from 'zod';
import type { Chance } from '../shared/chance.ts';
import { type Clock, dayOf } from '../shared/clock.ts';
import type { RecordRow, RecordStore } from '../store/records.ts';
import type { Vault } from '../vault/vault.ts';
import { type JsonForm, sealedForm } from './json-form.ts';
import { ApiError } from './problem.ts';

const KIND = 'api-request';
/** Milliseconds after which a request that is under way counts as cut off: far longer than any takes. */
const ABANDONED_MS = 60_000;
const DAY_MS = 86_400_000;
/** Of visible ASCII: a UUID fits, a counter does not. */
const KEY_SHAPE = /^[!-~]{8,200}$/;

const resultSchema = z.strictObject({
	status: z.int(),
	headers: z.record(z.string(), z.string()),
	body: z.string(),
});

/** An answer, as it is kept and given again. */
export type Result = z.output<typeof resultSchema>;

const keptSchema = z.strictObject({
	/** Keyed digest of what the key was used for. */
	request: z.string(),
	/** Until when nobody else may take it up, in milliseconds since the epoch; 0 once its result is there. */
	until: z.int(),
	/** Of the try that holds it. */
	holder: z.string(),
	result: resultSchema.optional(),
});

type Kept = z.output<typeof keptSchema>;

export interface Request {
	/** Id of the caller's key: keys of two callers never meet. */
	readonly caller: string;
	/** The `Idempotency-Key` header. */
	readonly key: string | undefined;
	/** All of the request that makes it what it is, as text: method, path, body and condition. */
	readonly request: string;
}

/** What comes of a request: `again` when it was answered before and nothing was done now. */
export interface Answered {
	readonly result: Result;
	readonly again: boolean;
}

export interface Idempotency {
	/**
	 * Does a request once. A repeat gets the stored result, for 24 hours at least.
	 *
	 * `act` runs again, with the same operation id, when an earlier try was cut off before its result was kept, whether or not its
	 * effect was: only what carries the id along (see `Context`) is then not done twice. What `act` throws is not kept.
	 * @throws {ApiError} `idempotency-key-reused`, `request-under-way`, `request-malformed`.
	 */
	readonly once: (request: Request, act: (operation: string) => Promise<Result>) => Promise<Answered>;
	/** Removes results that are older than a day. */
	readonly removeOld: () => Promise<number>;
}

export interface IdempotencyParts {
	readonly records: RecordStore;
	readonly vault: Vault;
	readonly clock: Clock;
	readonly chance: Chance;
}

/** Idempotency keys, kept sealed with the results: a result may hold a secret that is shown once. */
export function createIdempotency(parts: IdempotencyParts): Idempotency {
	const { records, vault, clock, chance } = parts;
	const form = sealedForm(KIND, keptSchema, vault);
	return {
		once: async ({ caller, key, request }, act) => {
			if (key === undefined) return { result: await act(chance.id()), again: false };
			if (!KEY_SHAPE.test(key))
				throw new ApiError('request-malformed', 'An Idempotency-Key has 8 to 200 visible ASCII characters.');
			const id = vault.index('turn', `request to the API\n${caller}\n${key}`);
			const asked = vault.index('turn', `what was asked of the API\n${request}`);
			const claimed = await claim({ id, request: asked }, { ...parts, form });
			if ('result' in claimed) return { result: claimed.result, again: true };
			return { result: await finish(claimed, () => act(id), { ...parts, form }), again: false };
		},
		removeOld: () => records.remove({ kind: KIND, before: dayOf(clock.now() - DAY_MS) }),
	};
}

type Work = IdempotencyParts & { readonly form: JsonForm<Kept> };

interface Claim {
	readonly id: string;
	readonly revision: number;
	readonly kept: Kept;
}

async function claim(
	{ id, request }: { readonly id: string; readonly request: string },
	work: Work,
): Promise<Claim | { readonly result: Result }> {
	const { records, clock, chance, form } = work;
	const row = await records.get(KIND, id);
	const found = row === undefined ? undefined : form.read(row);
	if (found !== undefined && found.request !== request)
		throw new ApiError('idempotency-key-reused', 'Use a new Idempotency-Key for a new request.');
	if (found?.result !== undefined) return { result: found.result };
	if (found !== undefined && found.until > clock.now()) throw underWay();
	const kept = { request, until: clock.now() + ABANDONED_MS, holder: chance.id() };
	const claimed = { id, revision: (row?.revision ?? 0) + 1, kept };
	if ((await records.put(rowOf(claimed, work))) === 'conflict') throw underWay();
	return claimed;
}

/** A result that cannot be kept is given all the same: it is the truth, and whoever asks again finds the operation's id. */
async function finish(claimed: Claim, act: () => Promise<Result>, work: Work): Promise<Result> {
	const end = (kept: Partial<Kept>) => {
		const ended = { id: claimed.id, revision: claimed.revision + 1, kept: { ...claimed.kept, ...kept, until: 0 } };
		return work.records.put(rowOf(ended, work)).catch(() => 'conflict' as const);
	};
	try {
		const result = await act();
		await end({ result });
		return result;
	} catch (error) {
		// Free for the next try at once; where this is not written either, it is after `ABANDONED_MS`.
		await end({});
		throw error;
	}
}

function rowOf({ id, revision, kept }: Claim, { form, clock }: Work): RecordRow {
	const state = kept.result === undefined ? 'open' : 'done';
	return { kind: KIND, id, revision, state, day: dayOf(clock.now()), body: form.write(id, kept) };
}

function underWay(): ApiError {
	return new ApiError('request-under-way', 'Wait a moment, then send the same request again.');
}
