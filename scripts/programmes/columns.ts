import { type Money, PARTS } from '../../src/programmes/catalogue/entry.ts';

/** A column of the workbook, how a cell becomes a field, and what to write into it. */
interface Column {
	readonly name: string;
	readonly help: string;
	readonly read: (cell: string) => unknown;
}

const asIs = (cell: string): unknown => cell;
const list = (cell: string): readonly string[] => cell.split(/[\s,;]+/).filter((one) => one !== '');

/** Fields of an entry outside its wording. An empty cell leaves the field out, but for those of `ALWAYS`. */
export const FACT_COLUMNS: readonly Column[] = [
	{ name: 'id', help: 'gh-leap: lower-case letters, digits and hyphens; never changes', read: asIs },
	{
		name: 'kind',
		help: 'school, vocational-training, birth-papers, health-cover, cash-grant, pension, inputs, savings-group, womens-enterprise, youth-enterprise, help-line',
		read: asIs,
	},
	{ name: 'country', help: 'CI or GH', read: asIs },
	{ name: 'areas', help: 'p-codes such as GH16 GH0219; empty: the whole country', read: list },
	{ name: 'validFrom', help: 'first day, 2026-11-25', read: asIs },
	{ name: 'validUntil', help: 'last day; empty: no end is known', read: asIs },
	{ name: 'asOf', help: 'day on which the facts were so', read: asIs },
	{ name: 'reviewBy', help: 'last day before its owner looks at it again', read: asIs },
	{ name: 'sources', help: 'addresses of the pages that vouch for it', read: list },
	{ name: 'owner', help: 'office or role that keeps it up to date', read: asIs },
	{ name: 'disputed', help: 'what sources contradict; it is not published until this is empty', read: asIs },
	{ name: 'gives', help: '320.00 GHS two-months (1 member); 380.00 GHS two-months (2 members)', read: amounts },
	{ name: 'costs', help: 'free, unknown, or amounts: 1000 XOF month', read: costs },
	{ name: 'who', help: 'whom it is for, as JSON: {"==": [{"var": "age"}, "65+"]}; empty: everybody', read: rule },
];

/** What an empty cell of a field means, where that is not "left out". */
export const ALWAYS = { areas: [], sources: [], gives: [], costs: 'unknown', who: true } as const;

/** Columns of one language behind its key: `fr.name`, `fr.gives.simple`. */
export const WORDING_COLUMNS: readonly string[] = [
	...(['name', ...PARTS] as const).flatMap((part) => [part, `${part}.simple`, `${part}.ascii`, `${part}.spoken`]),
	'state',
	'by',
];

/** Of the template: nobody begins with the rarer spellings. */
export function templateColumns(
	languages: readonly string[],
): readonly { readonly name: string; readonly help: string }[] {
	const usual = WORDING_COLUMNS.filter((name) => !/\.(?:ascii|spoken)$/.test(name));
	const helpOf = (column: string): string => {
		if (column === 'state') return 'draft or reviewed';
		if (column === 'by') return 'who reviewed it';
		if (column === 'name') return 'at most 40 characters';
		return column.endsWith('.simple')
			? 'spelling for GSM-7, where the full one has other characters'
			: 'two short screens';
	};
	return [
		...FACT_COLUMNS.map(({ name, help }) => ({ name, help })),
		...languages.flatMap((language) => usual.map((name) => ({ name: `${language}.${name}`, help: helpOf(name) }))),
	];
}

function costs(cell: string): unknown {
	return cell === 'free' || cell === 'unknown' ? cell : amounts(cell);
}

const AMOUNT = /^(\d[\d ]*)(?:\.(\d{2}))? (XOF|GHS) ([a-z-]+)(?: \((.+)\))?$/;

/** What is no amount stays as it was written, for the schema to refuse. */
function amounts(cell: string): readonly unknown[] {
	return cell.split(';').map((one): unknown => {
		const [, whole = '', cents, currency, per, note] = AMOUNT.exec(one.trim()) ?? [];
		const money = moneyOf(whole.replaceAll(' ', ''), cents, currency);
		return money === undefined ? one : { ...money, per, ...(note !== undefined && { note }) };
	});
}

function moneyOf(whole: string, cents: string | undefined, currency: string | undefined): Money | undefined {
	if (currency === 'GHS') return { amount: Number(`${whole}${cents ?? '00'}`), currency, scale: 2 };
	return currency === 'XOF' && cents === undefined ? { amount: Number(whole), currency, scale: 0 } : undefined;
}

/** What is no JSON stays as it was written, for the schema to refuse. */
function rule(cell: string): unknown {
	try {
		return JSON.parse(cell);
	} catch {
		return cell;
	}
}
