import type { TextRef } from '../../../src/conversation/index.ts';
import { loadWords } from '../../../src/service/load-words.ts';

/** What a person sees, as far as it decides what they type next. */
export type Screen =
	| 'language'
	| 'menu'
	| 'resume'
	| 'kind'
	| 'child'
	| 'adult'
	| 'where'
	| 'danger'
	| 'receipt'
	/** The last screen of a session that was kept. */
	| 'goodbye'
	/** The help lines: the service says that it did not keep the turn. */
	| 'not-kept'
	| 'unknown';

const { words } = loadWords(process.cwd(), '');

/** A text without its values, up to `until` if it is given. */
function said(key: string, until?: string): string {
	const text: TextRef = { key, values: { programme: '', place: '', numbers: '' } };
	const [start = ''] = words.say('en', text, 'gsm-7').split(until ?? '\0');
	return start;
}

const [, askLanguage = ''] = said('home.welcome').split('\n');

/** The first that the body holds is what it shows; texts come from the locale, so that a new wording is no failure. */
const signs: readonly (readonly [string, Screen])[] = [
	[said('nav.not-kept', ':'), 'not-kept'],
	[said('report.danger.at'), 'danger'],
	[said('report.danger'), 'danger'],
	[askLanguage, 'language'],
	[said('home.notice'), 'menu'],
	[said('home.menu'), 'menu'],
	[said('nav.resume'), 'resume'],
	[said('report.kind.child'), 'kind'],
	[said('report.about.child'), 'child'],
	[said('report.about.adult'), 'adult'],
	[said('report.where'), 'where'],
	[said('nav.goodbye'), 'goodbye'],
];

/** Reference code and PIN on a receipt. */
const receipt = /\b(\d{8})\b\D+\b(\d{6})\b/;

export function receiptOf(body: string): { readonly code: string; readonly pin: string } | undefined {
	const [, code, pin] = receipt.exec(body) ?? [];
	return code === undefined || pin === undefined ? undefined : { code, pin };
}

export function screenOf(body: string): Screen {
	const sign = signs.find(([text]) => body.includes(text));
	if (sign !== undefined) return sign[1];
	return receiptOf(body) === undefined ? 'unknown' : 'receipt';
}
