import mongoose, { type Model } from 'mongoose';
import { ServiceError } from '../../shared/errors.ts';
import { type CopiedKind, type CopiedRow, type CopyTarget, copiedRow } from '../copy.ts';
import { toBuffer, toBytes } from './bytes.ts';
import { isDuplicate } from './failures.ts';
import type { Models } from './models.ts';

const { trusted } = mongoose;

/** Of which database this one is a copy; gone from no database that was copied to. */
const COPY_MARK = 'copied-from';
/** Set when a service uses a database for the first time. */
const SERVED_MARK = 'key-ring';

type Plain = Record<string, unknown>;
interface Kept extends Plain {
	_id: string;
}

const collections: Readonly<Record<CopiedKind, keyof Models>> = {
	people: 'persons',
	turns: 'turns',
	cases: 'cases',
	caseEvents: 'caseEvents',
	tries: 'tries',
	outbox: 'outbox',
	optOuts: 'optOuts',
	recordings: 'recordings',
	records: 'records',
	quarantine: 'quarantine',
};

/** What a copy from another store writes to. */
export function createImport(models: Models): CopyTarget {
	const modelOf = (kind: CopiedKind) => models[collections[kind]] as unknown as Model<Kept>;
	const read = async (kind: CopiedKind, filter: Plain, most: number): Promise<readonly CopiedRow[]> => {
		const found = await modelOf(kind)
			.find({ _id: trusted(filter) })
			.sort({ _id: 1 })
			.limit(most)
			.lean<Kept[]>();
		return found.map(({ _id: id, ...fields }) => copiedRow({ id, ...(withBytes(fields) as Plain) }));
	};
	const page = (kind: CopiedKind) => (after: string, most: number) => read(kind, { $gt: after }, most);
	return {
		range: (kind, after, upTo) => read(kind, { $gt: after, ...(upTo !== undefined && { $lte: upTo }) }, 0),
		pages: {
			people: page('people'),
			turns: page('turns'),
			cases: page('cases'),
			caseEvents: page('caseEvents'),
			tries: page('tries'),
			outbox: page('outbox'),
			optOuts: page('optOuts'),
			recordings: page('recordings'),
			records: page('records'),
			quarantine: page('quarantine'),
		},
		put: async (kind, rows) => {
			if (rows.length === 0) return;
			const write = () => modelOf(kind).bulkWrite(rows.map(replacing), { ordered: false });
			try {
				await write();
			} catch (error) {
				if (kind !== 'caseEvents' || !isDuplicate(error)) throw error;
				await makeRoom(models, rows);
				await write();
			}
		},
		remove: async (kind, ids) => {
			if (ids.length > 0) await modelOf(kind).deleteMany({ _id: trusted({ $in: [...ids] }) });
		},
	};
}

const replacing = ({ id, fields }: CopiedRow) => ({
	replaceOne: {
		filter: { _id: id },
		replacement: { _id: id, ...(withBuffers(fields) as Plain) },
		upsert: true,
	},
});

/**
 * Removes events that stand where these belong: those of a case that was erased in the source since, after which its positions
 * began anew. One that is still in the source is on a later page, and comes back with it.
 */
async function makeRoom({ caseEvents }: Models, rows: readonly CopiedRow[]): Promise<void> {
	for (const { id, fields } of rows) {
		const { caseId, position } = fields as { readonly caseId: string; readonly position: number };
		await caseEvents.deleteMany({ _id: trusted({ $ne: id }), caseId, position });
	}
}

/**
 * Takes a database for a copy of one source, or finds that it is one already.
 * @param source names the source, the same at every run.
 * @throws {ServiceError} `copy-refused` when it holds anything else, or a service has used it since: a copy would undo that.
 */
export async function claimForCopy(models: Models, source: string): Promise<void> {
	const mark = await models.marks.findById(COPY_MARK).lean();
	if (mark === null && (await holdsAnything(models))) throw refused('It holds records that are no copy of this one.');
	if (mark !== null && mark.value !== source) throw refused('It is a copy of another one.');
	if ((await models.marks.exists({ _id: SERVED_MARK })) !== null) throw refused('A service has used it since.');
	try {
		if (mark === null) await models.marks.insertMany([{ _id: COPY_MARK, value: source }]);
	} catch (error) {
		if (!isDuplicate(error)) throw error;
		throw refused('Another copy has just begun.');
	}
}

async function holdsAnything(models: Models): Promise<boolean> {
	const found = await Promise.all(
		[models.parcels, ...Object.values(collections).map((name) => models[name])].map((model) =>
			(model as unknown as Model<Kept>).exists({}),
		),
	);
	return found.some((one) => one !== null);
}

const refused = (why: string): ServiceError =>
	new ServiceError(
		'copy-refused',
		`the target cannot take this copy: ${why}`,
		`The database that --to names cannot take this copy. ${why}`,
	);

/** The same with the bytes that other stores give, or, the other way, with those that the driver takes. */
function withBytes(value: unknown): unknown {
	if (value instanceof Uint8Array || value instanceof mongoose.mongo.Binary) return toBytes(value);
	return mapped(value, withBytes);
}

function withBuffers(value: unknown): unknown {
	return value instanceof Uint8Array ? toBuffer(value) : mapped(value, withBuffers);
}

function mapped(value: unknown, each: (value: unknown) => unknown): unknown {
	if (Array.isArray(value)) return value.map(each);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, each(field)]));
}
