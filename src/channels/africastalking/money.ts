import type { Price } from '../sending.ts';

const shape = /^([A-Z]{3}) (\d{1,12}(?:\.\d{1,8})?)$/;

/** `KES 0.8000` as a price. A bare `0`, which refused messages cost, has no currency and so is none. */
export function priceOf(cost: string | undefined): Price | undefined {
	const [, currency, amount] = shape.exec(cost ?? '') ?? [];
	return currency === undefined || amount === undefined ? undefined : { amount, currency };
}
