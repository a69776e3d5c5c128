import { dayOf } from '../../shared/clock.ts';
import { ServiceError } from '../../shared/errors.ts';
import { tellEdition } from './edition.ts';
import { type Entry, parseEntry } from './entry.ts';
import { isOver, type PublishAsk, publishingFaults, refOf, type Version } from './lifecycle.ts';
import { type CatalogueRecords, idOf, lastOf, RECORD_KIND, type Stored, toRow, toStored } from './version-record.ts';

const A_PAGE = 200;

/** Who does something, and when (milliseconds since the epoch). */
export interface Doing {
	readonly by: string;
	readonly at: number;
}

/** What became of an entry that was handed in. */
export interface Saved {
	readonly ref: string;
	readonly outcome: 'new' | 'changed' | 'unchanged';
}

/** The catalogue as it lasts: every version of every entry, each in a record of its own. */
export interface CatalogueStore {
	/** What `save` would do, without doing it. */
	readonly compare: (entry: Entry) => Promise<Saved>;
	/**
	 * Keeps an entry as a draft: a version more, unless the newest says the very same. Running it again changes nothing.
	 * @param basedOn the version that an editor began with; 0 for none. Absent: whatever is there.
	 * @throws {ServiceError} `entry-changed` when somebody else kept a version since; theirs stays.
	 */
	readonly save: (entry: Entry, doing: Doing, basedOn?: number) => Promise<Saved>;
	/**
	 * Of several who publish at once one does.
	 * @throws {ServiceError} `no-entry`; `entry-unfit`, with why; `entry-changed` when its state changed meanwhile.
	 */
	readonly publish: (ref: string, ask: Omit<PublishAsk, 'day'> & Doing) => Promise<Version>;
	/** Takes a published version back, at once. @throws {ServiceError} `no-entry`, `entry-unfit`, `entry-changed`. */
	readonly withdraw: (ref: string, doing: Doing) => Promise<Version>;
	/** Marks what is published and over; returns what it marked. What another did meanwhile is left to the next time. */
	readonly expire: (at: number) => Promise<readonly Version[]>;
	/** `id@version`, or an id for its newest version. */
	readonly get: (ref: string) => Promise<Version | undefined>;
	/** By id and version; begins behind a version where one is given. @throws {ServiceError} `reference-invalid` for a record that is none of ours. */
	readonly list: (
		state?: Version['state'],
		behind?: { readonly id: string; readonly version: number },
	) => AsyncIterable<Version>;
}

export function createCatalogueStore(records: CatalogueRecords): CatalogueStore {
	const compare = async (entry: Entry) => compared(entry, await newestOf(records, entry.id));
	return {
		compare,
		save: (entry, doing, basedOn) => save(records, { entry, doing, basedOn }),
		publish: async (ref, ask) => {
			const stored = await mustGet(records, ref);
			const faults = publishingFaults(stored.version, { ...ask, day: dayOf(ask.at) });
			if (faults.length > 0) throw unfit(ref, faults);
			return change(records, stored, { ...stored.version, state: 'published', publisher: ask.by }, ask.at);
		},
		withdraw: async (ref, { at }) => {
			const stored = await mustGet(records, ref);
			if (stored.version.state !== 'published') throw unfit(ref, [`state: is ${stored.version.state}`]);
			return change(records, stored, { ...stored.version, state: 'withdrawn' }, at);
		},
		expire: (at) => expire(records, at),
		get: async (ref) => (await find(records, ref))?.version,
		list: async function* (state, behind) {
			const after = behind === undefined ? '' : idOf(behind.id, behind.version);
			for await (const { version } of walk(records, state, after)) yield version;
		},
	};
}

interface Saving {
	readonly entry: Entry;
	readonly doing: Doing;
	readonly basedOn: number | undefined;
}

async function save(records: CatalogueRecords, { entry, doing, basedOn }: Saving): Promise<Saved> {
	// As it will be read: what cannot be read again is never kept.
	const read = parseEntry(entry, entry.id);
	const newest = await newestOf(records, read.id);
	if (basedOn !== undefined && basedOn !== (newest?.version.version ?? 0)) throw changed(read.id);
	const saved = compared(read, newest);
	if (saved.outcome === 'unchanged') return saved;
	const version = {
		entry: read,
		version: (newest?.version.version ?? 0) + 1,
		state: 'draft',
		author: doing.by,
	} as const;
	if ((await records.put(toRow({ version, revision: 1 }, doing.at))) === 'conflict') throw changed(read.id);
	return saved;
}

function compared(entry: Entry, newest: Stored | undefined): Saved {
	if (newest === undefined) return { ref: refOf({ entry, version: 1 }), outcome: 'new' };
	const { version } = newest;
	if (same(version.entry, entry)) return { ref: refOf(version), outcome: 'unchanged' };
	return { ref: refOf({ entry, version: version.version + 1 }), outcome: 'changed' };
}

/** By content, whatever the order of the fields in a file. */
function same(one: unknown, other: unknown): boolean {
	if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
	const [names, others] = [Object.keys(one), Object.keys(other)];
	return (
		Array.isArray(one) === Array.isArray(other) &&
		names.length === others.length &&
		names.every(
			(name) => Object.hasOwn(other, name) && same(one[name as keyof typeof one], other[name as keyof typeof other]),
		)
	);
}

async function expire(records: CatalogueRecords, at: number): Promise<readonly Version[]> {
	const marked: Version[] = [];
	for await (const stored of walk(records, 'published')) {
		if (!isOver(stored.version.entry, dayOf(at))) continue;
		const version = { ...stored.version, state: 'expired' } as const;
		const outcome = await records.put(toRow({ version, revision: stored.revision + 1 }, at));
		if (outcome === 'kept') marked.push(version);
	}
	if (marked.length > 0) await tellEdition(records, marked.map(refOf).join(' '), at);
	return marked;
}

async function change(records: CatalogueRecords, from: Stored, to: Version, at: number): Promise<Version> {
	if ((await records.put(toRow({ version: to, revision: from.revision + 1 }, at))) === 'conflict')
		throw changed(refOf(to));
	await tellEdition(records, `${refOf(to)} ${to.state}`, at);
	return to;
}

/** The newest of an entry's versions: the last of their ids, by bytes. */
async function newestOf(records: CatalogueRecords, id: string): Promise<Stored | undefined> {
	const [row] = await records.list({ kind: RECORD_KIND, after: lastOf(id), order: 'down', most: 1 });
	const stored = row === undefined ? undefined : toStored(row);
	return stored?.version.entry.id === id ? stored : undefined;
}

async function find(records: CatalogueRecords, ref: string): Promise<Stored | undefined> {
	const [id = '', version] = ref.split('@');
	if (version === undefined) return newestOf(records, id);
	if (!/^[1-9]\d{0,5}$/.test(version)) return undefined;
	const row = await records.get(RECORD_KIND, idOf(id, Number(version)));
	return row === undefined ? undefined : toStored(row);
}

async function mustGet(records: CatalogueRecords, ref: string): Promise<Stored> {
	const stored = await find(records, ref);
	if (stored === undefined) throw new ServiceError('no-entry', `no entry ${ref}`, `There is no entry ${ref}.`);
	return stored;
}

async function* walk(records: CatalogueRecords, state?: Version['state'], behind = ''): AsyncIterable<Stored> {
	let after = behind;
	for (;;) {
		const page = { kind: RECORD_KIND, most: A_PAGE, ...(after !== '' && { after }), ...(state && { state }) };
		const rows = await records.list(page);
		for (const row of rows) yield toStored(row);
		const last = rows.at(-1);
		if (last === undefined || rows.length < A_PAGE) return;
		after = last.id;
	}
}

function changed(ref: string): ServiceError {
	const said = `${ref} was changed by somebody else meanwhile. Look at it again.`;
	return new ServiceError('entry-changed', `${ref} was changed meanwhile`, said);
}

function unfit(ref: string, faults: readonly string[]): ServiceError {
	const said = `${ref}: ${faults.join('; ')}`;
	return new ServiceError('entry-unfit', said, said);
}
