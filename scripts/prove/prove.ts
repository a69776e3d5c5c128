import {
	type Flows,
	foreignTo,
	type LocaleReview,
	languagesOn,
	spokenHelp,
	unitsOf,
	type Words,
} from '../../src/conversation/index.ts';
import { lastWords } from '../../src/service/last-words.ts';
import type { Loaded } from '../../src/service/load-words.ts';
import { type Looked, lookAtTold, type Told } from './told.ts';
import { type Walked, walk } from './walk.ts';

export interface Proven extends Walked {
	readonly route: string;
	readonly language: string;
	/** Units a page may have. */
	readonly limit: number;
}

/**
 * Walks every flow in every language of every route, with the values that fill a screen most; and looks at all that can be told to
 * those who ask.
 * @param at milliseconds since the epoch: the day on which it is walked.
 */
export function prove(
	flows: Flows,
	{ words, places, told }: ToProve,
	routeIds: readonly string[],
	at: number,
): readonly Proven[] {
	return routeIds.flatMap((routeId) => {
		const route = words.route(routeId);
		const { alphabet } = route.profile;
		const longest = places.longestNames(route.country, (name) => unitsOf(words.name(name, alphabet), alphabet));
		const typedPlaces = [...longest.map(({ name }) => name), ...ambiguous(words, routeId), 'Xyzzyx'];
		const lastPlace = longest[0]?.code ?? '';
		return languagesOn(route).map((language) => {
			const ground = { flows, words, routeId, language, typedPlaces, lastPlace, at };
			return {
				route: routeId,
				language,
				limit: route.profile.units,
				...withTold(withLastWords(walk(ground), words, routeId), lookAtTold(ground, told)),
			};
		});
	});
}

/** What is proven: the words of a line, and what it can tell. */
export type ToProve = Pick<Loaded, 'words' | 'places'> & { readonly told: Told };

function withTold(walked: Walked, { screens, pages, fullest, options, faults }: Looked): Walked {
	return {
		screens: walked.screens + screens,
		pages: walked.pages + pages,
		fullest: Math.max(walked.fullest, fullest),
		options: walked.options + options,
		minimal: walked.minimal,
		faults: [...walked.faults, ...faults],
	};
}

/** What is said outside every flow: that a choice was not kept, the help lines alone, and that the line has changed. */
function withLastWords(walked: Walked, words: Words, routeId: string): Walked {
	const { channel, profile } = words.route(routeId);
	const { alphabet, units } = profile;
	const lastSaid = channel === 'voice' ? spokenHelp : lastWords;
	const texts = (['nav.not-kept', 'nav.numbers'] as const).map((key) => ({
		key,
		text: lastSaid(words, routeId, key).text,
	}));
	const faults = texts
		.filter(({ text }) => unitsOf(text, alphabet) > units || foreignTo(text, alphabet).length > 0)
		.map(({ key }) => ({ kind: 'last-words', path: [], detail: `${key} does not fit` }));
	return { ...walked, faults: [...walked.faults, ...faults] };
}

/** Where each language stands: texts reviewed, in draft, missing or asking for other values, and spellings that routes would mangle. */
export function reviewTableOf(reviews: readonly LocaleReview[]): string {
	return reviews
		.map(({ language, reviewed, draft, missing, surplus, otherPlaceholders, foreign }) => {
			const mangled = foreign.filter(({ alphabet }) => alphabet === 'gsm-7');
			const counts = `${reviewed.length} reviewed, ${draft.length} draft, ${missing.length} missing, ${surplus.length} surplus`;
			const named = [...missing, ...surplus, ...otherPlaceholders, ...mangled.map(({ key }) => key)];
			return `${language}: ${counts}, ${mangled.length} foreign to GSM-7${named.map((key) => `\n  ${key}`).join('')}`;
		})
		.join('\n');
}

/** Beginnings that fit several places each, so that they are asked to be told apart. */
function ambiguous(words: Words, routeId: string): readonly string[] {
	const { country } = words.route(routeId);
	return ['Ko', 'Ka', 'Ny', 'Sa'].filter((typed) => words.places.search(country, typed, 2).length > 1);
}

/** The table that `npm run prove` prints. */
export function tableOf(proven: readonly Proven[]): string {
	const head = ['route', 'language', 'screens', 'pages', 'fullest page', 'options', 'answers to a report', 'faults'];
	const rows = proven.map((row) => [
		row.route,
		row.language,
		String(row.screens),
		String(row.pages),
		`${row.fullest}/${row.limit}`,
		String(row.options),
		`${row.minimal}/6`,
		String(row.faults.length),
	]);
	const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
	const line = (cells: readonly string[]) =>
		cells
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join('  ')
			.trimEnd();
	return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** Each fault with what is typed to come to it. */
export function faultsOf(proven: readonly Proven[]): string {
	return proven
		.flatMap(({ route, language, faults }) =>
			faults.map(({ kind, path, detail }) => `${route} ${language}: ${kind}\n  ${path.join(' > ')}\n  ${detail}`),
		)
		.join('\n');
}
