import type { Money } from '../catalogue/entry.ts';
import type { CocoaUnit, Price, PriceList } from './price-list.ts';
import { type PriceOn, priceOn } from './price-on.ts';

/** Most units of one sale that are reckoned. */
export const MOST_COUNT = 100_000;

export interface Sale {
	/** Day of delivery, ISO date. */
	readonly day: string;
	readonly unit: CocoaUnit;
	/** Whole units, 1 to `MOST_COUNT`. */
	readonly count: number;
}

/** What a sale is worth at the farm-gate price. */
export interface Owed {
	readonly state: 'owed';
	readonly amount: Money;
	readonly price: Price;
	/** What the price of a tonne gives instead, where the published price of the unit differs from it. The published one counts. */
	readonly computed?: Money;
}

/** `not-counted`: the count is no whole number from 1 to `MOST_COUNT`; `no-unit`: the country does not weigh so. */
export type OwedOn = Owed | Extract<PriceOn, { state: 'none' }> | { readonly state: 'not-counted' | 'no-unit' };

/**
 * What is owed for a sale: the published price of the unit times the count, or, where none is published, the price of a tonne in
 * proportion. Only the total is rounded, to the nearest smallest unit of the currency, a half upwards: 250 loads lose nothing on
 * the way. Exact, by whole numbers alone.
 */
export function owed(list: PriceList, { day, unit, count }: Sale): OwedOn {
	if (!Number.isSafeInteger(count) || count < 1 || count > MOST_COUNT) return { state: 'not-counted' };
	const on = priceOn(list, day);
	if (list.units[unit] === undefined) return { state: 'no-unit' };
	if (on.state === 'none') return on;
	const { price } = on;
	const published = price.published[unit];
	const reckoned = inProportion(list, price, { unit, count });
	const money = (amount: number): Money => ({ amount, currency: list.currency, scale: list.scale });
	if (published === undefined) return { state: 'owed', amount: money(reckoned), price };
	const amount = published * count;
	const differs = amount === reckoned ? {} : { computed: money(reckoned) };
	return { state: 'owed', amount: money(amount), price, ...differs };
}

/** The price of one unit: `owed` for a count of 1. */
export function priceOf(list: PriceList, day: string, unit: CocoaUnit): OwedOn {
	return owed(list, { day, unit, count: 1 });
}

/** By the price of a tonne, or of a thousand kilograms where only those have one. */
function inProportion(list: PriceList, { published }: Price, { unit, count }: Omit<Sale, 'day'>): number {
	const { parts, of } = list.units[unit] ?? { parts: 0, of: 1 };
	const perTonne = BigInt(published.tonne ?? (published.kg ?? 0) * 1000);
	const doubled = 2n * perTonne * BigInt(parts) * BigInt(count);
	return Number((doubled + BigInt(of)) / (2n * BigInt(of)));
}
