import { keys, type Spoken, unitsOf } from '../../src/conversation/index.ts';
import { checkSilence, checkSpoken, spokenKeys } from './spoken.ts';
import { answers, type Ground, isCall, lookAt, type as typeOn, type Visit } from './visit.ts';

/** Something that would fail a person on the phone. */
export interface ProofFault {
	readonly kind: string;
	/** What is typed to come to the screen. */
	readonly path: readonly string[];
	readonly detail: string;
}

export interface CheckedScreen {
	readonly pages: number;
	readonly fullest: number;
	readonly options: number;
}

/** A screen fits page by page, its options are all on it, and each of them does something. */
export function checkScreen(ground: Ground, visit: Visit, faults: ProofFault[]): CheckedScreen {
	const { path, conversation } = visit;
	const { layout } = lookAt(ground, conversation);
	const { profile } = ground.words.route(ground.routeId);
	const sizes = layout.pages.map(({ text }) => unitsOf(text, profile.alphabet));
	for (const fault of layout.faults) faults.push({ kind: fault.kind, path, detail: JSON.stringify(fault) });
	for (const [page, size] of sizes.entries()) {
		if (size > profile.units)
			faults.push({ kind: 'too-long', path, detail: `page ${page + 1}: ${size} of ${profile.units}` });
	}
	const reply = unitsOf(visit.reply.text, profile.alphabet);
	if (reply > profile.units)
		faults.push({ kind: 'too-long', path, detail: `${reply} of ${profile.units}, with its notice` });
	const shown = new Set(layout.pages.flatMap(({ options }) => options.map(String)));
	// By text an option has its words as well: they stand beside its number.
	for (const number of [...layout.choices.keys()].filter((key) => /^\d+$/.test(key))) {
		if (!shown.has(number)) faults.push({ kind: 'option-hidden', path, detail: `option ${number} is on no page` });
	}
	if (isCall(ground)) checkSpoken(ground, visit, faults);
	if (!conversation.ended) {
		for (const { typed, to } of answers(ground, visit)) {
			if (to.some(({ conversation: after }) => after.mistakes > conversation.mistakes)) {
				faults.push({ kind: 'answer-dead', path, detail: `«${typed}» is taken for a mistake` });
			}
		}
	}
	return { pages: sizes.length, fullest: Math.max(0, ...sizes), options: shown.size };
}

const only = (spoken: readonly Spoken[]): Spoken | undefined => (spoken.length === 1 ? spoken[0] : undefined);

/** `0` leaves to a harmless screen, `00` (on a call 6) goes to the menu, `9` to the help lines, on every page of every screen. */
export function checkKeys(ground: Ground, visit: Visit, faults: ProofFault[]): readonly Spoken[] {
	const { conversation, path } = visit;
	const { pages: laidOut } = lookAt(ground, conversation).layout;
	const pages = laidOut.length;
	const { leave, start, help: helpKey, more } = isCall(ground) ? spokenKeys : keys;
	const helps: Spoken[] = [];
	for (let page = 0; page < pages; page++) {
		// No key is heard while somebody speaks.
		if (laidOut[page]?.spoken?.listen.for === 'recording') continue;
		const at = { ...conversation, page };
		const fail = (kind: string, detail: string) => faults.push({ kind, path: [...path, `page ${page + 1}`], detail });
		const left = only(typeOn(ground, at, leave));
		if (left?.reply.end !== true || left.effects.length > 0) fail('leave-key', `${leave} does not leave`);
		else if (left.reply.text !== goodbyeOf(ground, left))
			fail('leave-key', `${leave} leaves to a screen that says more than goodbye`);
		const started = only(typeOn(ground, at, start));
		if (started?.conversation.flow !== ground.flows.home.id || started.reply.end)
			fail('start-key', `${start} does not start`);
		const help = only(typeOn(ground, at, helpKey));
		if (help === undefined || !showsHelp(ground, help)) fail('help-key', `${helpKey} does not show every help line`);
		else if (page === 0) helps.push(help);
		const next = only(typeOn(ground, at, more));
		if (pages > 1 && next?.conversation.page !== (page + 1) % pages) fail('more-key', `${more} does not turn the page`);
	}
	if (isCall(ground)) checkSilence(ground, visit, faults);
	return helps;
}

function goodbyeOf(ground: Ground, { conversation }: Spoken): string {
	const { language } = lookAt(ground, conversation);
	if (isCall(ground)) return ground.words.speak(language, { key: 'nav.goodbye' });
	return ground.words.say(language, { key: 'nav.goodbye' }, ground.words.route(ground.routeId).profile.alphabet);
}

/** Every help line of the country stands on one of its pages. */
function showsHelp(ground: Ground, { conversation }: Spoken): boolean {
	if (conversation.overlay !== 'hotlines') return false;
	const { layout, language } = lookAt(ground, conversation);
	const text = layout.pages.map((page) => page.text).join('\n');
	const { country } = ground.words.route(ground.routeId);
	return ground.words.hotlines(country).every(({ number, label }) => {
		const shown = isCall(ground) ? ground.words.speak(language, { key: label, values: { number } }) : number;
		return text.includes(shown);
	});
}
