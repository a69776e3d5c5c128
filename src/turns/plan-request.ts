import {
	type Alphabet,
	type Effect,
	fits,
	type ProgrammeTold,
	segmentsOf,
	type TextRef,
	unitsOf,
	type Words,
} from '../conversation/index.ts';
import { cut } from '../conversation/render/cut.ts';
import { requestRow, saidRow } from '../requests/request-record.ts';
import { dayOf } from '../shared/clock.ts';
import { lanes, type Message, messagePlace } from '../store/message.ts';
import type { RecordRow } from '../store/records.ts';
import type { OutboxRow } from '../store/store.ts';
import { derivedId } from './derived-id.ts';
import type { Planning } from './plan.ts';

/** Most segments of a text about a programme: few phones fail to join three. */
const SEGMENTS_MOST = 3;
/** Units that three segments hold whichever characters stand where they end (3GPP TS 23.038: an escaped pair is never parted). */
const UNITS_MOST: Readonly<Record<Alphabet, number>> = { 'gsm-7': 456, ascii: 456, 'ucs-2': 198 };
/** How long a text about a programme is of use, in milliseconds: whoever waits longer has asked again or gone on. */
const USEFUL_MS = 12 * 3_600_000;

/**
 * A request as it is asked: a record of its own, that nothing of a case is in. The number goes into it where what was asked for
 * cannot be done without, and nowhere else.
 */
export function openedRequest(
	{ request }: Extract<Effect, { type: 'request.open' }>,
	{ vault, route, at, number, language }: Planning,
): RecordRow {
	const { id, code, pin, kind, ref, topic, words, recorded } = request;
	const asked = {
		code,
		kind,
		country: route.country,
		askedDay: dayOf(at),
		route: route.id,
		language,
		...(ref === undefined ? {} : { ref }),
		...(topic === undefined ? {} : { topic }),
		...(words === undefined ? {} : { words }),
		...(recorded === undefined ? {} : { recorded }),
		...(kind === 'question' || number === '' ? {} : { number }),
	};
	return requestRow(vault, asked, { id, pin, at });
}

/** What a person says of their request, beside its record. `count`: records that the turn has already. */
export function saidOfRequest(
	{ type, requestId }: Extract<Effect, { type: 'request.done' | 'request.not-solved' }>,
	planning: Pick<Planning, 'vault' | 'turnId' | 'at'>,
	count: number,
): RecordRow {
	const { vault, at } = planning;
	const id = derivedId(planning, 'record', count);
	return saidRow(vault, requestId, { id, type: type === 'request.done' ? 'done' : 'not-solved', at });
}

/**
 * What was read about a programme, on its way as a text. `undefined` where the number is withheld, no route of the country sends
 * texts, or the programme is over. `count`: outbox rows that the turn has already.
 */
export function programmeRow(
	{ ref }: Extract<Effect, { type: 'programme.send' }>,
	planning: Planning,
	count: number,
): OutboxRow | undefined {
	const { vault, words, route, at, number, language } = planning;
	const told = words.knowledge.programmes.told(ref, dayOf(at));
	if (number === '' || route.textsBy === undefined || told === undefined) return undefined;
	const { alphabet } = words.route(route.textsBy).profile;
	const id = derivedId(planning, 'outbox', count);
	const message: Message = {
		class: 'reply',
		to: number,
		text: programmeText(told, { words, language, alphabet }),
		textId: 'programme',
		expiresAt: at + USEFUL_MS,
	};
	const sealed = vault.sealFor('outbox', messagePlace(id), JSON.stringify(message));
	return { id, kind: 'message', route: route.textsBy, lane: lanes.reply, due: 0, caseId: '', sealed, day: dayOf(at) };
}

/** How a text is worded. */
export interface Wording {
	readonly words: Pick<Words, 'say' | 'name'>;
	readonly language: string;
	/** Of the route by which it goes. */
	readonly alphabet: Alphabet;
}

/**
 * A programme in at most three segments: its name, what it gives and how to apply; without the last where that is too long, then
 * without as many of the others as must be, the last ones first. The first is cut at a sentence or a word at the worst.
 */
export function programmeText(
	{ name, about, apply }: Pick<ProgrammeTold, 'name' | 'about' | 'apply'>,
	wording: Wording,
): string {
	const [named, parts, ways] = [say(name, wording), sayAll(about, wording), sayAll(apply, wording)];
	const put = (some: readonly string[], then: readonly string[]) =>
		textOf({ name: named, about: some.join(' '), apply: then.join(' ') }, wording);
	const shorter = parts.map((_, left) => put(parts.slice(0, parts.length - left), []));
	const whole = [put(parts, ways), ...shorter].find((text) => isShort(text, wording));
	if (whole !== undefined) return whole;
	const bare = put([], []);
	const room = UNITS_MOST[wording.alphabet] - unitsOf(`${bare}\n`, wording.alphabet);
	const [first = ''] = parts;
	return put([cut(first, room, wording.alphabet).head], []);
}

const isShort = (text: string, { alphabet }: Wording): boolean =>
	segmentsOf(text, alphabet).segments <= SEGMENTS_MOST && unitsOf(text, alphabet) <= UNITS_MOST[alphabet];

/** With the characters of the route: one that the locale failed to spell is spelled as a name is. */
function say(text: TextRef, { words, language, alphabet }: Wording): string {
	const said = words.say(language, text, alphabet).trim();
	return fits(said, alphabet) ? said : words.name(said, alphabet);
}

const sayAll = (texts: readonly TextRef[], wording: Wording): readonly string[] =>
	texts.map((text) => say(text, wording));

/** What has no words leaves no empty line behind. */
function textOf(values: Readonly<Record<'name' | 'about' | 'apply', string>>, wording: Wording): string {
	const lines = say({ key: 'learn.sms', values }, wording).split('\n');
	return lines
		.map((line) => line.replace(/ {2,}/g, ' ').trim())
		.filter((line) => line !== '')
		.join('\n');
}
