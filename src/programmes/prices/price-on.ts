import { lastDayOf, type Price, type PriceList } from './price-list.ts';

/**
 * The price of a day: in force, or none and why. `last` is the latest price that had ended by then, with the last day of it: to be
 * told as what it was, never as that day's.
 *
 * `before`: the list begins later. `unsettled`: the sources contradict each other. `ended`: no price is known since.
 */
export type PriceOn =
	| { readonly state: 'in-force'; readonly price: Price /** Last day, ISO date. */; readonly until: string }
	| {
			readonly state: 'none';
			readonly why: 'before' | 'unsettled' | 'ended';
			readonly last?: { readonly price: Price; readonly until: string };
	  };

/**
 * The farm-gate price on a day.
 * @param day ISO date. A local day is a UTC day in both countries: `dayOf(clock.now())` is today.
 */
export function priceOn(list: PriceList, day: string): PriceOn {
	const price = list.prices.find((one) => one.from <= day && day <= lastDayOf(one));
	if (price !== undefined) return { state: 'in-force', price, until: lastDayOf(price) };
	const ended = list.prices.filter((one) => lastDayOf(one) < day);
	const last = ended.reduce<Price | undefined>(
		(latest, one) => (latest === undefined || latest.from < one.from ? one : latest),
		undefined,
	);
	const isUnsettled = list.unsettled.some(({ from, until }) => from <= day && day <= until);
	if (last === undefined) return { state: 'none', why: isUnsettled ? 'unsettled' : 'before' };
	return { state: 'none', why: isUnsettled ? 'unsettled' : 'ended', last: { price: last, until: lastDayOf(last) } };
}
