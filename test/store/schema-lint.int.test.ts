import { DatabaseSync } from '@photostructure/sqlite';
import {
	adapterFields,
	BYTES_CLASSES,
	type FieldClass,
	NUMBER_CLASSES,
	rowFields,
	TEXT_CLASSES,
} from '../../src/store/schema.ts';
import { migrate } from '../../src/store/sqlite/migrations.ts';
import {
	caseRow,
	conversationRow,
	eventRow,
	outboxRow,
	personRow,
	quarantineRow,
	recordingRow,
	recordRow,
	turnRow,
} from './rows.ts';

interface Column {
	readonly table: string;
	readonly name: string;
	readonly type: string;
}

const classes: Readonly<Record<string, Readonly<Record<string, FieldClass>>>> = rowFields;

const camel = (name: string): string => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const classOf = ({ table, name }: Column): FieldClass | undefined =>
	classes[camel(table)]?.[camel(name)] ?? adapterFields[camel(table)]?.[camel(name)];

const ALLOWED: readonly (readonly [type: string, classes: ReadonlySet<FieldClass>])[] = [
	['TEXT', TEXT_CLASSES],
	['BLOB', BYTES_CLASSES],
	['INTEGER', NUMBER_CLASSES],
	['REAL', NUMBER_CLASSES],
];

/** What is wrong with a schema: columns that nobody classified, and columns whose type could hold what their class forbids. */
function faultsOf(columns: readonly Column[]): readonly string[] {
	return columns.flatMap((column) => {
		const name = `${column.table}.${column.name}`;
		const found = classOf(column);
		if (found === undefined) return [`${name} has no class`];
		const fits = ALLOWED.some(([type, allowed]) => type === column.type && allowed.has(found));
		return fits ? [] : [`${name} is ${column.type}, which is not what "${found}" is kept in`];
	});
}

function columnsOf(change = ''): readonly Column[] {
	const connection = new DatabaseSync(':memory:');
	try {
		migrate(connection);
		connection.exec(change);
		const list = connection.prepare(`
			SELECT t.name AS "table", c.name, c.type FROM sqlite_schema t JOIN pragma_table_info(t.name) c
			WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'`);
		return list.all() as Column[];
	} finally {
		connection.close();
	}
}

describe('the schema lint', () => {
	it('finds every column of the database classified, in a type that holds no more than its class', () => {
		expect(columnsOf().length).toBeGreaterThan(40);
		expect(faultsOf(columnsOf())).toEqual([]);
	});
	it.each([
		['ALTER TABLE cases ADD COLUMN child_name TEXT', 'cases.child_name has no class'],
		['CREATE TABLE notes (id TEXT)', 'notes.id has no class'],
		[
			'ALTER TABLE persons DROP COLUMN profile; ALTER TABLE persons ADD COLUMN profile TEXT',
			'persons.profile is TEXT, which is not what "sealed" is kept in',
		],
		[
			'ALTER TABLE conversations DROP COLUMN day; ALTER TABLE conversations ADD COLUMN day INTEGER',
			'conversations.day is INTEGER, which is not what "day" is kept in',
		],
	])('finds what is wrong after "%s"', (change, fault) => {
		expect(faultsOf(columnsOf(change))).toEqual([fault]);
	});
	it('finds a column for every field of a row, so that nothing is classified that is kept elsewhere', () => {
		const kept = new Set(columnsOf().map(({ table, name }) => `${camel(table)}.${camel(name)}`));
		const classified = [rowFields, adapterFields].flatMap((all) =>
			Object.entries(all).flatMap(([row, fields]) => Object.keys(fields).map((field) => `${row}.${field}`)),
		);
		expect(classified.filter((field) => !kept.has(field))).toEqual([]);
	});
	it.each([
		['persons', personRow('a')],
		['conversations', conversationRow('a', 1)],
		['turns', turnRow('a')],
		['cases', { ...caseRow('a'), position: 1 }],
		['caseEvents', eventRow('a', 'a')],
		['tries', { id: 'a', revision: 1, at: [] }],
		['outbox', outboxRow('a')],
		['recordings', recordingRow('a', 'a')],
		['records', recordRow('a')],
		['quarantine', quarantineRow('a')],
	])('knows every field of a row of %s, and a string only in a class of text', (row, sample) => {
		expect(Object.keys(classes[row] ?? {}).sort()).toEqual(Object.keys(sample).sort());
		for (const [field, value] of Object.entries(sample)) {
			const isText = TEXT_CLASSES.has(classes[row]?.[field] ?? 'sealed');
			expect([field, typeof value === 'string']).toEqual([field, isText]);
		}
	});
	it('does not compile for a row with a field that nobody classified', () => {
		type Classified<Row> = { readonly [Field in keyof Required<Row>]: FieldClass };
		type WithName = { readonly id: string; readonly childName: string };
		// @ts-expect-error: `childName` has no class.
		const forgetful: Classified<WithName> = { id: 'id' };
		expect(Object.keys(forgetful)).toEqual(['id']);
	});
});
