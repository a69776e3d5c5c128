import { z } from 'zod';
import { ENTRY_KINDS, type Entry, entrySchema } from '../../programmes/catalogue/entry.ts';
import { ENTRY_STATES, type Version } from '../../programmes/catalogue/lifecycle.ts';
import type { ProgrammeDesk } from '../../programmes/desk.ts';
import type { Clock } from '../../shared/clock.ts';
import { ServiceError } from '../../shared/errors.ts';
import type { Vault } from '../../vault/vault.ts';
import { createCursors, pageFrom, pageOf, pageQuery } from '../cursors.ts';
import { type Endpoint, endpoint } from '../endpoint.ts';
import { refuseStale } from '../etag.ts';
import { ApiError, type ProblemCode } from '../problem.ts';

const facts = {
	programme: z.string().meta({ description: 'Id of the entry, the same in all its versions.' }),
	version: z.int(),
	state: z.enum(ENTRY_STATES),
	kind: z.enum(ENTRY_KINDS),
	country: z.enum(['CI', 'GH']),
	author: z.string(),
	publisher: z.string().optional(),
};

export const summarySchema = z
	.object(facts)
	.meta({ id: 'ProgrammeSummary', description: 'One version of an entry of the catalogue, without its texts' });

export const versionSchema = z
	.object({ ...facts, entry: z.record(z.string(), z.unknown()).meta({ description: 'As it was put there.' }) })
	.meta({ id: 'ProgrammeVersion', description: 'One version of an entry of the catalogue' });

const bodySchema = entrySchema.meta({
	id: 'ProgrammeEntry',
	description: 'Facts and wording of one thing that is open to people; see docs/programme-officers.md.',
});

export const programmeParams = z.strictObject({ programme: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/) });
export const versionParams = programmeParams.extend({ version: z.string().regex(/^[1-9]\d{0,5}$/) });

const listQuery = pageQuery.extend({
	state: z.enum(ENTRY_STATES).optional(),
	country: z.enum(['CI', 'GH']).optional(),
	kind: z.enum(ENTRY_KINDS).optional(),
});

export interface ProgrammeEndpointParts {
	readonly desk: ProgrammeDesk;
	readonly vault: Vault;
	readonly clock: Clock;
}

/** The catalogue: what is there, and drafts. Whoever writes one is its author, by the name of their key. */
export function programmeEndpoints(parts: ProgrammeEndpointParts): readonly Endpoint[] {
	return [listOf(parts), creationOf(parts), readingOf(parts), changeOf(parts), versionOf(parts)];
}

/** A version as it leaves, with the revision of which is its ETag: another with each version, and with each state of it. */
export function shownVersion(version: Version) {
	const body = { ...summaryOf(version), entry: { ...version.entry } };
	return { body, revision: revisionOf(version) };
}

export function summaryOf({ entry, version, state, author, publisher }: Version) {
	const { id, kind, country } = entry;
	const by = publisher === undefined ? {} : { publisher };
	return { programme: id, version, state, kind, country, author, ...by };
}

function revisionOf({ version, state }: Version): number {
	return version * ENTRY_STATES.length + ENTRY_STATES.indexOf(state);
}

/** @throws {ApiError} `not-found`. */
export async function foundVersion({ store }: ProgrammeDesk, ref: string): Promise<Version> {
	const version = await store.get(ref);
	if (version === undefined) throw new ApiError('not-found', 'There is no such entry, or no such version of it.');
	return version;
}

/** Turns what the catalogue refuses into problems. @param changed what it is when somebody else was first. */
export async function orProblem<T>(work: Promise<T>, changed: ProblemCode = 'conflict'): Promise<T> {
	try {
		return await work;
	} catch (error) {
		if (!(error instanceof ServiceError)) throw error;
		if (error.code === 'no-entry') throw new ApiError('not-found', 'There is no such entry, or no such version of it.');
		if (error.code === 'entry-changed') throw new ApiError(changed, 'Somebody else changed it meanwhile. Look again.');
		if (error.code === 'entry-unfit') throw new ApiError('conflict', error.forStaff);
		if (error.code === 'record-too-large') throw new ApiError('body-too-large', error.forStaff);
		throw error;
	}
}

function listOf({ desk, vault }: ProgrammeEndpointParts): Endpoint {
	return endpoint({
		id: 'listProgrammes',
		method: 'get',
		path: '/programmes',
		scope: 'programmes:read',
		summary: 'Every version of every entry of the catalogue',
		status: 200,
		query: listQuery,
		answer: pageOf(summarySchema),
		handle: async ({ query: { state, country, kind, ...page } }) => {
			const cursors = createCursors(vault, `programmes ${state ?? ''} ${country ?? ''} ${kind ?? ''}`);
			const rows = async ({ after, most }: { readonly after: string; readonly most: number }) => {
				const found: Version[] = [];
				for await (const version of desk.store.list(state, placeOf(after))) {
					const { entry } = version;
					if ((country ?? entry.country) === entry.country && (kind ?? entry.kind) === entry.kind) found.push(version);
					if (found.length === most) break;
				}
				return found;
			};
			const keyOf = ({ entry, version }: Version) => `${entry.id} ${version}`;
			return { body: await pageFrom(page, { cursors, rows, keyOf, show: summaryOf }) };
		},
	});
}

function placeOf(after: string) {
	const [id = '', version] = after.split(' ');
	return version === undefined ? undefined : { id, version: Number(version) };
}

function creationOf({ desk, clock }: ProgrammeEndpointParts): Endpoint {
	return endpoint({
		id: 'createProgramme',
		method: 'post',
		path: '/programmes',
		scope: 'programmes:write',
		summary: 'Begin an entry, as a draft',
		status: 201,
		body: bodySchema,
		answer: versionSchema,
		handle: async ({ body }, { caller }) => {
			refuseUnknownAreas(body, desk);
			const was = await desk.store.get(body.id);
			const isDone = was?.version === 1 && was.author === caller.name && (await isSame(body, desk));
			if (was !== undefined && !isDone)
				throw new ApiError('conflict', 'There is an entry of this id already. Change it with PUT.');
			await orProblem(desk.store.save(body, { by: caller.name, at: clock.now() }, was?.version ?? 0));
			return { ...shownVersion(await foundVersion(desk, `${body.id}@1`)), location: `/programmes/${body.id}` };
		},
	});
}

function readingOf({ desk }: ProgrammeEndpointParts): Endpoint {
	return endpoint({
		id: 'getProgramme',
		method: 'get',
		path: '/programmes/{programme}',
		scope: 'programmes:read',
		summary: 'The newest version of an entry, whatever its state',
		status: 200,
		params: programmeParams,
		answer: versionSchema,
		handle: async ({ params }) => shownVersion(await foundVersion(desk, params.programme)),
	});
}

function versionOf({ desk }: ProgrammeEndpointParts): Endpoint {
	return endpoint({
		id: 'getProgrammeVersion',
		method: 'get',
		path: '/programmes/{programme}/versions/{version}',
		scope: 'programmes:read',
		summary: 'One version of an entry',
		status: 200,
		params: versionParams,
		answer: versionSchema,
		handle: async ({ params }) => shownVersion(await foundVersion(desk, `${params.programme}@${params.version}`)),
	});
}

function changeOf({ desk, clock }: ProgrammeEndpointParts): Endpoint {
	return endpoint({
		id: 'changeProgramme',
		method: 'put',
		path: '/programmes/{programme}',
		scope: 'programmes:write',
		summary: 'Keep a new version as a draft; what is published stays as it is',
		status: 200,
		edits: true,
		params: programmeParams,
		body: bodySchema,
		answer: versionSchema,
		handle: async ({ params, body }, { caller, ifMatch }) => {
			if (body.id !== params.programme)
				throw new ApiError('request-invalid', 'The id of an entry never changes.', [
					{ pointer: '/body/id', code: 'custom' },
				]);
			refuseUnknownAreas(body, desk);
			const was = await foundVersion(desk, params.programme);
			// An earlier try, which was cut off, did the work; or there is nothing to do.
			if (await isSame(body, desk)) return shownVersion(was);
			refuseStale(revisionOf(was), ifMatch);
			const doing = { by: caller.name, at: clock.now() };
			const { ref } = await orProblem(desk.store.save(body, doing, was.version), 'revision-stale');
			return shownVersion(await foundVersion(desk, ref));
		},
	});
}

async function isSame(entry: Entry, { store }: ProgrammeDesk): Promise<boolean> {
	return (await store.compare(entry)).outcome === 'unchanged';
}

/** Fields that one answer complains of at most. */
const MOST_FIELDS = 20;

function refuseUnknownAreas({ areas }: Entry, { isArea }: ProgrammeDesk): void {
	const unknown = areas.flatMap((area, index) =>
		isArea(area) ? [] : [{ pointer: `/body/areas/${index}`, code: 'unknown_area' }],
	);
	if (unknown.length > 0)
		throw new ApiError('request-invalid', 'An area is in reference/places.', unknown.slice(0, MOST_FIELDS));
}
