import mongoose, { type Schema, type SchemaType } from 'mongoose';
import { modelsOn } from '../../../src/store/mongo/models.ts';
import {
	adapterFields,
	BYTES_CLASSES,
	type FieldClass,
	NUMBER_CLASSES,
	rowFields,
	TEXT_CLASSES,
} from '../../../src/store/schema.ts';

const classes: Readonly<Record<string, Readonly<Record<string, FieldClass>>>> = rowFields;

/** Where a row lies when it is inside another document. */
const ROWS: readonly (readonly [path: RegExp, row: string])[] = [
	[/^persons\.conversations\.(?:ussd|sms|voice)\./, 'conversations'],
	[/^(?:persons|turns|parcels)\.pending\.turn\./, 'turns'],
	[/^(?:persons|turns|parcels)\.pending\.(?:cases|changes\.changes)\./, 'cases'],
	[/^(?:persons|turns|parcels)\.pending\.events\./, 'caseEvents'],
	[/^(?:persons|turns|parcels)\.pending\.outbox\./, 'outbox'],
	[/^(?:persons|turns|parcels)\.pending\.quarantine\./, 'quarantine'],
	[/^(?:persons|turns|parcels)\.pending\.optOuts\./, 'optOuts'],
	[/^(?:persons|turns|parcels)\.pending\.records\./, 'records'],
];

/** What only this adapter keeps. */
const OWN: Readonly<Record<string, FieldClass>> = {
	recent: 'id',
	'pending.id': 'id',
	'pending.tries': 'blind-index',
	'pending.changes.caseId': 'id',
	'pending.changes.unless': 'code',
	by: 'id',
	applied: 'id',
	emptied: 'flag',
};

interface Field {
	readonly path: string;
	readonly type: string;
}

function fieldsOf(schema: Schema, before: string): readonly Field[] {
	return Object.entries(schema.paths as Record<string, SchemaType & { readonly schema?: Schema }>).flatMap(
		([name, type]) => {
			const path = `${before}.${name === '_id' ? 'id' : name}`;
			if (type.schema !== undefined) return fieldsOf(type.schema, path);
			const inner = (type as { readonly embeddedSchemaType?: SchemaType }).embeddedSchemaType;
			return [{ path, type: (inner ?? type).instance }];
		},
	);
}

function classOf(path: string): FieldClass | undefined {
	const [, prefix, row] =
		ROWS.map(([at, name]) => [at, at.exec(path)?.[0], name] as const).find(([, found]) => found !== undefined) ?? [];
	const [collection = '', ...rest] = path.split('.');
	const [at, name] = prefix === undefined ? [collection, rest.join('.')] : [row ?? '', path.slice(prefix.length)];
	const own = name === 'day' ? 'day' : name === 'id' ? 'id' : OWN[name];
	const times = at === 'tries' && name === 'at' ? 'count' : undefined;
	const named = name === 'id' ? 'name' : name;
	return times ?? classes[at]?.[name] ?? adapterFields[at]?.[name] ?? adapterFields[at]?.[named] ?? own;
}

const ALLOWED: Readonly<Record<string, ReadonlySet<FieldClass>>> = {
	String: TEXT_CLASSES,
	Buffer: BYTES_CLASSES,
	Number: NUMBER_CLASSES,
	Boolean: NUMBER_CLASSES,
};

const faultsOf = (fields: readonly Field[]): readonly string[] =>
	fields.flatMap(({ path, type }) => {
		const found = classOf(path);
		if (found === undefined) return [`${path} has no class`];
		return ALLOWED[type]?.has(found) === true ? [] : [`${path} is ${type}, which is not what "${found}" is kept in`];
	});

describe('the schema lint on MongoDB', () => {
	const fields = Object.entries(modelsOn(mongoose.createConnection())).flatMap(([name, model]) =>
		fieldsOf(model.schema, name),
	);

	it('finds every field of every document classified, in a type that holds no more than its class', () => {
		expect(fields.length).toBeGreaterThan(120);
		expect(faultsOf(fields)).toEqual([]);
	});
	it.each([
		[{ path: 'cases.childName', type: 'String' }, 'cases.childName has no class'],
		[{ path: 'persons.pending.note', type: 'String' }, 'persons.pending.note has no class'],
		[{ path: 'persons.profile', type: 'String' }, 'persons.profile is String, which is not what "sealed" is kept in'],
		[
			{ path: 'persons.conversations.ussd.day', type: 'Number' },
			'persons.conversations.ussd.day is Number, which is not what "day" is kept in',
		],
	])('finds what is wrong with %j', (field, fault) => {
		expect(faultsOf([field])).toEqual([fault]);
	});
	it('has every field of every row somewhere', () => {
		const kept = new Set(fields.map(({ path }) => path.split('.').at(-1)));
		const missing = Object.values(classes).flatMap((row) => Object.keys(row).filter((name) => !kept.has(name)));
		expect(missing).toEqual([]);
	});
});
