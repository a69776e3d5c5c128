import type { PlaceAnswer, Value } from '../../../src/conversation/index.ts';
import { loaded } from '../../support/line.ts';

/** What a screen asks, as the model tells them apart. Written down here a second time, on purpose: not taken from the flows. */
export type Question =
	| 'language'
	| 'notice'
	| 'menu'
	| 'about'
	| 'topic'
	| 'no-texts'
	| 'some-texts'
	| 'child-kind'
	| 'adult-kind'
	| 'which-child'
	| 'which-adult'
	| 'help-first'
	| 'own-kind'
	| 'where'
	| 'danger'
	| 'receipt'
	| 'choose-pin'
	| 'which-place'
	| 'own-words'
	| 'anonymous'
	| 'contact'
	| 'call-time'
	| 'cooperative'
	| 'mine-code'
	| 'mine-pin'
	| 'mine-unknown'
	| 'mine-later'
	| 'mine-standing'
	| 'mine-word'
	| 'mine-sure'
	| 'mine-noted';

/** Questions that a redial shows at once: they are the same for everybody. */
export const HOME: ReadonlySet<Question> = new Set<Question>([
	'language',
	'notice',
	'menu',
	'about',
	'no-texts',
	'some-texts',
]);

export const isMine = (question: Question): boolean => question.startsWith('mine-');

export interface Here {
	readonly routeId: string;
	readonly country: 'CI' | 'GH';
	readonly languages: readonly string[];
	/** Typed names and codes of places. */
	readonly places: readonly string[];
}

export const routes: readonly Here[] = [
	{
		routeId: 'gh-ussd',
		country: 'GH',
		languages: ['en', 'fr'],
		places: ['Bibiani', 'Kofikrom', 'Nowhere*at all', 'ɔkɔm kurow', 'Bibiani'],
	},
	{
		routeId: 'ci-ussd',
		country: 'CI',
		languages: ['fr', 'en'],
		places: ['260401', 'Petit-Bouaké', 'Konankro', 'Nulle part', 'konankro'],
	},
];

const MOST_PLACES = 6;

const found = (here: Here, typed: string, most: number) => loaded.words.places.search(here.country, typed, most);

/** What a typed place is kept as: a code where exactly one place fits; `undefined` for what names none. */
export function placeAnswer(here: Here, typed: string): PlaceAnswer | undefined {
	if (/^\d+$/.test(typed))
		return loaded.words.places.byCode(here.country, typed) === undefined ? undefined : { code: typed };
	if (!/\p{L}/u.test(typed)) return undefined;
	const [only, ...more] = found(here, typed, 2);
	return only === undefined || more.length > 0 ? { typed } : { code: only.code, typed };
}

const list = (...values: readonly Value[]): readonly Value[] => values;
const bands = (about: string) => ['5-11', '12-14', '15-17'].map((band) => `${about}/${band}`);

const CHOICES: Partial<Record<Question, readonly Value[]>> = {
	notice: list('child', 'adult', 'i-am-child', 'mine'),
	menu: list('child', 'adult', 'i-am-child', 'mine', 'learn', 'language', 'about', 'call'),
	about: list('menu', 'stop', 'start'),
	topic: list('menu'),
	'no-texts': list('menu'),
	'some-texts': list('menu'),
	'child-kind': list(
		...['sharp-tools', 'heavy-loads', 'chemicals', 'land-clearing'],
		...['not-in-school', 'violence', 'forced-or-trafficked', 'other'],
	),
	'adult-kind': list(
		...['pay-withheld', 'under-set-price', 'danger-at-work', 'violence', 'forced-or-trafficked', 'other'],
	),
	'own-kind': list('danger-at-work', 'heavy-loads', 'not-in-school', 'violence', 'forced-or-trafficked', 'other'),
	'which-child': list(...bands('my-child'), ...bands('other-child')),
	'which-adult': list('self', 'other-adult'),
	'help-first': list('tell', 'leave'),
	receipt: list('details', 'pin', 'done'),
	'own-words': list('skip'),
	anonymous: list(true, false),
	contact: list('never', 'ussd-only', 'sms-neutral', 'call-at'),
	'call-time': list('morning', 'midday', 'evening'),
	cooperative: list(true, false),
	'mine-unknown': list('again', 'done'),
	'mine-later': list('again', 'done'),
	'mine-standing': list('word', 'not-solved', 'withdraw', 'done'),
	'mine-sure': list(true, false),
	'mine-noted': list('done'),
};

/** Numbered options of a question, in the order of their numbers; 9 is never one of them, and none has that many. */
export function choicesOf(
	question: Question,
	here: Here,
	known: { readonly place?: Value; readonly lastPlace?: string },
): readonly Value[] {
	const { place } = known;
	switch (question) {
		case 'language':
			return here.languages;
		case 'where':
			return known.lastPlace === undefined ? [] : ['same'];
		case 'danger':
			return namesPlace(place) ? [true, false, 'elsewhere'] : [true, false];
		case 'which-place': {
			const typed = typeof place === 'object' ? (place.typed ?? '') : '';
			return [...found(here, typed, MOST_PLACES).map(({ code }) => ({ code, typed })), 'skip'];
		}
		default:
			return CHOICES[question] ?? [];
	}
}

/** The danger question says which place was understood when a name was typed. */
export const namesPlace = (place: Value | undefined): boolean =>
	typeof place === 'object' && place.typed !== undefined && place.code !== undefined;

const ASKS: Record<Question, string> = {
	language: 'home.welcome',
	notice: 'home.notice',
	menu: 'home.menu',
	about: 'home.about.who',
	topic: 'learn.topic',
	'no-texts': 'home.texts.none',
	'some-texts': 'home.texts.some',
	'child-kind': 'report.kind.child',
	'adult-kind': 'report.kind.adult',
	'own-kind': 'child.what',
	'which-child': 'report.about.child',
	'which-adult': 'report.about.adult',
	'help-first': 'child.help-first',
	where: 'report.where',
	danger: 'report.danger',
	receipt: 'receipt.kept',
	'choose-pin': 'receipt.choose-pin',
	'which-place': 'details.which-place',
	'own-words': 'details.own-words',
	anonymous: 'details.anonymous',
	contact: 'details.contact',
	'call-time': 'details.call-time',
	cooperative: 'details.cooperative',
	'mine-code': 'mine.code',
	'mine-pin': 'mine.pin',
	'mine-unknown': 'mine.not-found',
	'mine-later': 'mine.later',
	'mine-standing': 'mine.status.received',
	'mine-word': 'mine.word',
	'mine-sure': 'mine.sure',
	'mine-noted': 'mine.noted',
};

export const askOf = (question: Question): string => ASKS[question];

const HOLE = '¤';

/** How a text begins, up to its first value or the end of its first sentence: what is on its first page in any case. */
export function beginning(language: string, key: string): string {
	const values = Object.fromEntries(
		['programme', 'place', 'number', 'numbers', 'code', 'pin'].map((name) => [name, HOLE]),
	);
	const text = loaded.words.say(language, { key, values }, 'gsm-7');
	const parts = text.split(HOLE).map((part) => part.replace(/^[. ]+/, ''));
	const first = parts.find((part) => part.trim() !== '') ?? '';
	return (/^.*?[.?!]/s.exec(first)?.[0] ?? first).trim();
}
