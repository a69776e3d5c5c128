import type { Country, Knowledge, TextRef } from '../../conversation/index.ts';
import { formatDay, formatMoney } from './money.ts';
import { MOST_COUNT, type Owed, owed, priceOf } from './owed.ts';
import { COCOA_UNITS, type CocoaUnit, type PriceList } from './price-list.ts';
import { type PriceOn, priceOn } from './price-on.ts';

type Lists = Readonly<Record<Country, PriceList>>;

/** What the line tells of the price of cocoa. A price that is over is told as what it was, with its last day. */
export function createPriceKnowledge(lists: Lists): Knowledge['price'] {
	const isKnown: Knowledge['price']['isKnown'] = ({ country, day }) =>
		priceOn(lists[country], day).state === 'in-force';
	const told: Knowledge['price']['told'] = ({ country, day }, language) => {
		const list = lists[country];
		const on = priceOn(list, day);
		return on.state === 'none' ? toldOfNone(list, on, language) : toldInForce(list, on, day, language);
	};
	return {
		units: (country) => unitsOf(lists[country]),
		mostCount: MOST_COUNT,
		isKnown,
		told,
		owed: (asked, sold, language) => {
			const unit = unitsOf(lists[asked.country]).find((one) => one === sold.unit);
			if (unit === undefined) return told(asked, language);
			const due = owed(lists[asked.country], { day: asked.day, unit, count: sold.count });
			if (due.state !== 'owed') return told(asked, language);
			return toldOfSale(due, { unit, count: sold.count, country: asked.country }, language);
		},
	};
}

function unitsOf({ units }: PriceList): readonly CocoaUnit[] {
	return COCOA_UNITS.filter((unit) => units[unit] !== undefined);
}

function perUnit(list: PriceList, day: string, language: string): readonly TextRef[] {
	return unitsOf(list).flatMap((unit) => {
		const due = priceOf(list, day, unit);
		return due.state === 'owed'
			? [{ key: `price.per.${unit}`, values: { amount: formatMoney(due.amount, language) } }]
			: [];
	});
}

function toldInForce(
	list: PriceList,
	{ price, until }: Extract<PriceOn, { state: 'in-force' }>,
	day: string,
	language: string,
): readonly TextRef[] {
	return [
		{ key: 'price.title' },
		...perUnit(list, day, language),
		{ key: 'price.from', values: { from: formatDay(price.from) } },
		{ key: 'price.until', values: { until: formatDay(until) } },
		...rightsIn(list.country),
	];
}

function toldOfNone(
	list: PriceList,
	{ why, last }: Extract<PriceOn, { state: 'none' }>,
	language: string,
): readonly TextRef[] {
	const old =
		last === undefined
			? []
			: [{ key: 'price.last', values: { until: formatDay(last.until) } }, ...perUnit(list, last.until, language)];
	return [{ key: `price.none.${why}` }, { key: 'price.ask' }, ...old, ...rightsIn(list.country)];
}

function toldOfSale(
	{ amount, computed }: Owed,
	{ unit, count, country }: { readonly unit: CocoaUnit; readonly count: number; readonly country: Country },
	language: string,
): readonly TextRef[] {
	return [
		{ key: `price.owed.${unit}`, values: { count, amount: formatMoney(amount, language) } },
		...(computed === undefined ? [] : [{ key: 'price.computed', values: { amount: formatMoney(computed, language) } }]),
		...rightsIn(country),
		{ key: 'price.right.report' },
	];
}

/** Only Côte d'Ivoire's board says within which time cocoa is to be paid: `reference/README.md`. */
function rightsIn(country: Country): readonly TextRef[] {
	return country === 'CI' ? [{ key: 'price.right.paid-within-month' }] : [];
}
