import type { Money } from '../catalogue/entry.ts';

interface NumberForm {
	/** Between groups of three digits, and before decimals. Plain characters, which every phone shows. */
	readonly group: string;
	readonly decimal: string;
	/** Whether the currency stands ahead of the number. */
	readonly isAhead: boolean;
}

const french: NumberForm = { group: ' ', decimal: ',', isAhead: false };
const english: NumberForm = { group: ',', decimal: '.', isAhead: true };
const forms: ReadonlyMap<string, NumberForm> = new Map([
	['fr', french],
	['en', english],
]);

/** A language without a form of its own has that of its country's schools and money. */
const formsByCurrency: Readonly<Record<Money['currency'], NumberForm>> = { XOF: french, GHS: english };

/** As people write them. The signs of the cedi are in no phone's ordinary alphabet. */
const names: Readonly<Record<Money['currency'], string>> = { XOF: 'FCFA', GHS: 'GHS' };

/** `1 241,76 GHS`, `GHS 1,241.76`, `1 200 FCFA`, `1,200 FCFA`: letters of GSM-7 and of ASCII alone. The name of the franc follows its number. */
export function formatMoney(money: Money, language: string): string {
	const form = forms.get(language) ?? formsByCurrency[money.currency];
	const number = formatAmount(money, form);
	const name = names[money.currency];
	return form.isAhead && money.currency === 'GHS' ? `${name} ${number}` : `${number} ${name}`;
}

function formatAmount({ amount, scale }: Money, { group, decimal }: NumberForm): string {
	const digits = String(amount).padStart(scale + 1, '0');
	const whole = digits.slice(0, digits.length - scale).replace(/\B(?=(?:\d{3})+$)/g, group);
	return scale === 0 ? whole : `${whole}${decimal}${digits.slice(-scale)}`;
}

/** `2026-03-04` as it is read in both countries: `04/03/2026`. */
export function formatDay(day: string): string {
	return day.split('-').reverse().join('/');
}
