import { unitsOf } from '../../../src/conversation/index.ts';
import { loaded, type TestLine } from '../../support/line.ts';
import { type Exchange, type RecordedPhone, recordedPhone } from '../beside.ts';
import { type Mind, newcomer, type Shared } from './mind.ts';
import { dialled, type Expected, typed } from './predict.ts';
import { beginning, type Here } from './questions.ts';

/** A person with a phone, as the model sees them. */
export interface PersonModel {
	readonly here: Here;
	/** What is stored of them, or will be once the spool is emptied. */
	base: Mind;
	/** Whom the line takes them for while it cannot look them up; undone by their first turn after the outage. */
	guest: Mind | undefined;
	/** The line has heard of them. */
	known: boolean;
	/** The line has them at hand, and needs no store to go on. */
	atHand: boolean;
	inSession: boolean;
	/** The screen offers a further page. */
	more: boolean;
	/** From here on exchanges belong to the session of now. */
	sessionFrom: number;
	/** The session of now accumulates text; '' cannot be told from a repeat of its dial before something was typed. */
	somethingTyped: boolean;
	/** Exchanges whose answer is sealed under a key that was given up. */
	readonly sealedAway: Set<number>;
}

export interface Model {
	readonly people: readonly PersonModel[];
	readonly shared: Shared;
	/** Turns that were handled, repeats left out. */
	turns: number;
	at: number;
}

export interface Real {
	readonly line: TestLine;
	readonly phones: readonly (RecordedPhone & { readonly number: string })[];
}

export function newPerson(here: Here): PersonModel {
	return {
		here,
		base: newcomer(),
		guest: undefined,
		known: false,
		atHand: false,
		inSession: false,
		more: false,
		sessionFrom: 0,
		somethingTyped: false,
		sealedAway: new Set(),
	};
}

export function newPhone(line: TestLine, here: Here, number: string): Real['phones'][number] {
	return { ...recordedPhone(line.post(here.routeId), here.routeId, number), number };
}

/** Where a person stands now. */
export const standing = (person: PersonModel): Mind => person.guest ?? person.base;

/** Whom the line takes a person for in their next turn. */
function mindOf(model: Model, person: PersonModel): Mind {
	if (model.shared.outage && !person.atHand && person.known) person.guest = newcomer();
	return person.guest ?? person.base;
}

/** One turn: says what must come, lets it come, and holds one against the other. */
export async function turn(
	model: Model,
	real: Real,
	who: number,
	text: 'dial' | { readonly keys: string },
): Promise<void> {
	const { person, phone } = whoIs(model, real, who);
	if (!model.shared.outage) person.guest = undefined;
	const mind = mindOf(model, person);
	const isDial = text === 'dial';
	const heard = isDial ? '' : textAfter(field(phone.exchanges.at(-1), 'text'), text.keys);
	const expected =
		isDial || mind.sessionId !== sessionOf(phone, person)
			? dialled(mind, person.here, model.at)
			: typed(mind, model.shared, person.here, {
					text: heard.slice(mind.heard === '' ? 0 : mind.heard.length + 1),
					at: model.at,
					more: person.more,
				});
	const seen = isDial ? await phone.dial() : await phone.send(text.keys);
	if (isDial) person.sessionFrom = phone.exchanges.length - 1;
	mind.sessionId = sessionOf(phone, person);
	mind.heard = field(phone.exchanges.at(-1), 'text');
	person.somethingTyped = !isDial;
	if (person.guest !== undefined) person.sealedAway.add(phone.exchanges.length - 1);
	person.known = true;
	person.atHand = true;
	person.inSession = !seen.end;
	model.turns += 1;
	learnReceipt(mind, seen.text);
	check(person.here, expected, seen);
	person.more = seen.text.includes(`98 ${loaded.words.say(expected.language, { key: 'nav.more' }, 'gsm-7')}`);
}

export function whoIs(model: Model, real: Real, who: number) {
	const [person, phone] = [model.people[who], real.phones[who]];
	if (person === undefined || phone === undefined) throw new Error(`nobody is ${who}`);
	return { person, phone };
}

const field = (exchange: Exchange | undefined, name: string): string =>
	new URLSearchParams(exchange?.form).get(name) ?? '';

/** Everything typed in a session: what was not heard before comes along with the next. */
const textAfter = (text: string, keys: string): string => (text === '' ? keys : `${text}*${keys}`);

export const sessionOf = (phone: RecordedPhone, person: PersonModel): string =>
	field(phone.exchanges[person.sessionFrom], 'sessionId');

/** The code and PIN are the line's to choose; whatever it shows first is the report's from then on. */
function learnReceipt(mind: Mind, text: string): void {
	if (mind.question !== 'receipt' || mind.overlay !== undefined || mind.open === undefined) return;
	const [code] = /(?<!\d)\d{8}(?!\d)/.exec(text) ?? [];
	const [pin] = /(?<!\d)\d{6}(?!\d)/.exec(text) ?? [];
	if (code === undefined || pin === undefined) return;
	if (mind.open.code === '') Object.assign(mind.open, { code, pin });
	expect({ code, pin }).toEqual({ code: mind.open.code, pin: mind.open.pin });
}

function check(here: Here, expected: Expected, seen: { readonly text: string; readonly end: boolean }): void {
	const { profile } = loaded.words.route(here.routeId);
	const shown = (key: string) => seen.text.includes(beginning(expected.language, key));
	const differs = {
		end: seen.end !== expected.end,
		asks: expected.ask !== undefined && !shown(expected.ask),
		hints: expected.notice !== undefined && !shown(expected.notice),
		tooLong: seen.text === '' || unitsOf(seen.text, profile.alphabet) > profile.units,
	};
	if (Object.values(differs).includes(true))
		throw new Error(`expected ${JSON.stringify(expected)}, got ${JSON.stringify(seen)}: ${JSON.stringify(differs)}`);
}
