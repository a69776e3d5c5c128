import type { SpokenText } from '../words.ts';

/** `04/03/2026`, as days are written on screens. */
const writtenDay = /^(\d{2})\/(\d{2})\/(\d{4})$/;
/** `GHS 1,241.76`, `1 241,76 GHS`: whole cedis in groups, and pesewas. */
const writtenCedis = /^(?:GHS )?([\d ,.]+)[.,](\d{2})(?: GHS)?$/;
/** `1 200 FCFA`, `1,200 FCFA`. */
const writtenFrancs = /^([\d ,.]+) FCFA$/;

/**
 * A day or a sum of money as it is said, of texts of its own: machines read `04/03/2026` as a division, and `GHS` letter by letter.
 * `undefined`: the value is neither, and is said as it is written.
 */
export function spokenParts(value: string): SpokenText | undefined {
	return spokenDay(value) ?? spokenMoney(value);
}

function spokenDay(value: string): SpokenText | undefined {
	const [, day, month, year] = writtenDay.exec(value) ?? [];
	if (day === undefined || month === undefined || year === undefined) return undefined;
	const named = { key: `voice.month.${Number(month)}` };
	return { key: 'voice.date', values: { day: Number(day), month: [named], year } };
}

function spokenMoney(value: string): SpokenText | undefined {
	const [, francs] = writtenFrancs.exec(value) ?? [];
	if (francs !== undefined) return { key: 'voice.francs', values: { whole: digitsOf(francs) } };
	if (!value.includes('GHS')) return undefined;
	const [, cedis, pesewas] = writtenCedis.exec(value) ?? [];
	if (cedis === undefined || pesewas === undefined) return undefined;
	const whole = digitsOf(cedis);
	return pesewas === '00'
		? { key: 'voice.cedis', values: { whole } }
		: { key: 'voice.cedis-pesewas', values: { whole, part: Number(pesewas) } };
}

const digitsOf = (written: string): string => written.replace(/\D/g, '');
