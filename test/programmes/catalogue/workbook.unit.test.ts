import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import writeExcelFile from 'write-excel-file/node';
import { jsonRows, workbookRows } from '../../../scripts/programmes/read-file.ts';
import { tameWorkbook } from '../../../scripts/programmes/unpack.ts';
import { createCatalogueStore } from '../../../src/programmes/catalogue/catalogue-store.ts';
import { parseEntry } from '../../../src/programmes/catalogue/entry.ts';
import { type ImportTools, planImport } from '../../../src/programmes/catalogue/import-entries.ts';
import { ServiceError } from '../../../src/shared/errors.ts';
import { example } from './example.ts';

const full = process.env['KASAKUMA_FULL'] === '1';
/** As many as the full runs do take minutes. */
const BODIES = full ? 100_000 : 2_000;
/** A busy machine is waited for. */
const PATIENCE_MS = full ? 1_800_000 : 120_000;

const cells: Readonly<Record<string, string | number | Date | boolean>> = {
	id: 'gh-demo-grant',
	kind: 'cash-grant',
	country: 'GH',
	areas: 'GH16, GH0219',
	validFrom: new Date(Date.UTC(2026, 0, 1)),
	validUntil: '2026-12-31',
	asOf: '2026-01-15',
	reviewBy: '2026-11-30',
	sources: 'https://example.org/grant',
	owner: 'District social welfare desk',
	gives: '320.00 GHS two-months (1 member); 380 GHS two-months (2 members)',
	costs: 'free',
	who: '{"or":[{"==":[{"var":"age"},"65+"]},{"==":[{"var":"pregnant"},true]}]}',
};

async function workbook(row: Readonly<Record<string, string | number | Date | boolean>>): Promise<Buffer> {
	const heads = Object.keys(row).map((value) => ({ value }));
	const values = Object.values(row).map((value) =>
		value instanceof Date ? { value, format: 'yyyy-mm-dd' } : { value },
	);
	return writeExcelFile([{ data: [heads, values], sheet: 'entries' }]).toBuffer();
}

async function codeOf(work: () => unknown): Promise<string> {
	try {
		await work();
		return 'read';
	} catch (error) {
		if (error instanceof ServiceError) return error.code;
		throw error;
	}
}

describe('a workbook', () => {
	it('says the same entry as a document of JSON', async () => {
		const english = Object.fromEntries(
			Object.entries(example.wording.en).map(([part, said]) => [
				`en.${part}`,
				typeof said === 'string' ? said : said.text,
			]),
		);
		const [row] = await workbookRows(await workbook({ ...cells, ...english }));
		expect(parseEntry(row?.raw, 'row 2')).toEqual({ ...example, wording: { en: example.wording.en } });
	});

	it('keeps the spellings of a text together', async () => {
		const [row] = await workbookRows(await workbook({ id: 'x', 'fr.name': 'Être', 'fr.name.simple': 'Etre' }));
		expect(row?.raw).toMatchObject({ wording: { fr: { name: { text: 'Être', simple: 'Etre' }, state: 'draft' } } });
	});

	it.each([
		['1 000 XOF month', [{ amount: 1_000, currency: 'XOF', scale: 0, per: 'month' }]],
		['0.50 GHS once', [{ amount: 50, currency: 'GHS', scale: 2, per: 'once' }]],
		['1000.50 XOF month', ['1000.50 XOF month']],
		['about 3 GHS once', ['about 3 GHS once']],
		['1.5 GHS once', ['1.5 GHS once']],
	])('reads the amount %p exactly, or leaves it for the check to refuse', async (costs, read) => {
		const [row] = await workbookRows(await workbook({ id: 'x', costs }));
		expect(row?.raw).toMatchObject({ costs: read });
	});

	it('names a column that the catalogue does not know by its number', async () => {
		await expect(workbookRows(await workbook({ id: 'x', prise: 'y' }))).rejects.toMatchObject({
			code: 'file-unreadable',
			message: expect.stringContaining('Column 2'),
		});
	});

	it('wants its columns named', async () => {
		expect(await codeOf(async () => workbookRows(await workbook({ name: 'x' })))).toBe('file-unreadable');
	});
});

/** A catalogue that nothing may be written into: a dry run only looks. */
const untouched: ImportTools = {
	store: createCatalogueStore({
		put: () => {
			throw new Error('a dry run wrote');
		},
		get: async () => undefined,
		list: async () => [],
	}),
	isArea: () => true,
};

/** A zip with one file in it, packed by hand, so that it may lie. */
function zip(name: string, body: Buffer, change: (bytes: Buffer) => void = () => {}): Buffer {
	const packed = deflateRawSync(body);
	const path = Buffer.from(name);
	const local = Buffer.alloc(30);
	local.writeUInt32LE(0x04034b50, 0);
	local.writeUInt16LE(8, 8);
	local.writeUInt32LE(packed.length, 18);
	local.writeUInt16LE(path.length, 26);
	const central = Buffer.alloc(46);
	central.writeUInt32LE(0x02014b50, 0);
	central.writeUInt16LE(8, 10);
	central.writeUInt32LE(packed.length, 20);
	central.writeUInt32LE(10, 24);
	central.writeUInt16LE(path.length, 28);
	change(central);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(1, 10);
	end.writeUInt32LE(30 + path.length + packed.length, 16);
	return Buffer.concat([local, path, packed, central, path, end]);
}

const sheet = (cell: string) =>
	zip(
		'xl/worksheets/sheet1.xml',
		Buffer.from(`<worksheet><sheetData><row><c ${cell}><v>1</v></c></row></sheetData></worksheet>`),
	);

describe('a hostile workbook', () => {
	it.each([
		[
			'unpacks to a hundred times what a catalogue needs',
			() => zip('xl/worksheets/sheet1.xml', Buffer.alloc(70_000_000)),
		],
		['claims a cell in row one million', () => sheet('r="A1048576"')],
		['claims a cell in a row that no sheet has', () => sheet('r="A1e308"')],
		['claims a cell in column sixteen thousand', () => sheet("r = 'XFD1'")],
		['hides the address of a cell', () => sheet('r="&#65;9999999"')],
		['is locked', () => zip('xl/workbook.xml', Buffer.from('x'), (central) => central.writeUInt16LE(1, 8))],
		[
			'points outside itself',
			() => zip('xl/workbook.xml', Buffer.from('x'), (central) => central.writeUInt32LE(0xfffffff0, 42)),
		],
		[
			'is packed in a way of its own',
			() => zip('xl/workbook.xml', Buffer.from('x'), (central) => central.writeUInt16LE(99, 10)),
		],
		['is no zip', () => Buffer.from('PK\u0003\u0004')],
		['is empty', () => Buffer.alloc(0)],
		['is too large to look at', () => Buffer.alloc(16 * 1024 * 1024 + 1)],
	])('is refused when it %s', async (_, make) => {
		expect(await codeOf(() => tameWorkbook(make()))).toBe('workbook-unreadable');
	});

	const small = workbook({ id: 'x', who: '', 'en.name': 'Grant' });
	const changedIn = (whole: Buffer) =>
		fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }).map((bytes) => {
			const changed = Buffer.from(whole);
			for (const [at, value] of bytes) changed[at] = value;
			return changed;
		});

	it(
		'is refused by name or made tame, whichever of its bytes are changed',
		async () => {
			await fc.assert(
				fc.asyncProperty(changedIn(await small), async (changed) => {
					expect(['read', 'workbook-unreadable']).toContain(await codeOf(() => tameWorkbook(changed)));
				}),
				{ numRuns: BODIES },
			);
		},
		PATIENCE_MS,
	);

	it(
		'is refused by name or read as far as a dry run, whichever of its bytes are changed',
		async () => {
			await fc.assert(
				fc.asyncProperty(changedIn(await small), async (changed) => {
					expect(['read', 'workbook-unreadable', 'file-unreadable']).toContain(
						await codeOf(async () => planImport(await workbookRows(changed), untouched)),
					);
				}),
				{ numRuns: BODIES / 10 },
			);
		},
		PATIENCE_MS,
	);

	it(
		'is refused by name or read, whatever stands in its cells',
		async () => {
			const cell = fc.oneof(
				fc.string({ unit: 'binary', maxLength: 40 }),
				fc.constantFrom('=1+1', '__proto__', '{"and":[]}'),
			);
			const names = fc.constantFrom('kind', 'areas', 'gives', 'costs', 'who', 'sources', 'en.name', 'en.state');
			await fc.assert(
				fc.asyncProperty(fc.dictionary(names, cell, { maxKeys: 4 }), async (row) => {
					const bytes = await workbook({ id: 'x', ...row });
					const read = await codeOf(async () => {
						const { reports } = await planImport(await workbookRows(bytes), untouched);
						expect(reports).toMatchObject([{ at: 'row 2', outcome: 'faulty' }]);
					});
					expect(['read', 'workbook-unreadable']).toContain(read);
				}),
				{ numRuns: BODIES / 100 },
			);
		},
		PATIENCE_MS,
	);
});

describe('a document of JSON', () => {
	it.each([
		['is not JSON', '{'],
		['is not in UTF-8', Buffer.from([0xff, 0xfe])],
	])('is refused when it %s', async (_, body) => {
		expect(await codeOf(() => jsonRows(Buffer.from(body)))).toBe('file-unreadable');
	});

	it(
		'is refused by name or read, whatever stands in it',
		async () => {
			await fc.assert(
				fc.asyncProperty(fc.json(), async (text) => {
					const { rows } = await planImport(jsonRows(Buffer.from(text)), untouched);
					expect(rows).toEqual([]);
				}),
				{ numRuns: BODIES },
			);
		},
		PATIENCE_MS,
	);
});
