import { flows } from '../../flows/index.ts';
import {
	answers,
	entrances,
	type Ground,
	lookAt,
	mistake,
	redial,
	silence,
	type as typeOn,
	type Visit,
} from '../../scripts/prove/visit.ts';
import { type SpokenText, spokenHelp, type Words } from '../../src/conversation/index.ts';
import { readCore } from '../../src/service/load-clips.ts';
import { loaded } from '../support/line.ts';

/** Flows through which a report comes to be kept, and says so. */
const REPORTING: ReadonlySet<string> = new Set(['home', 'report', 'child', 'receipt']);
/** Where nobody has to pass who reports something. */
const ASIDE: ReadonlySet<string> = new Set(['about']);

/** Words that remember the keys of all that was spoken. */
function listeningTo(words: Words): { readonly words: Words; readonly heard: ReadonlySet<string> } {
	const heard = new Set<string>();
	const hear = ({ key, values = {} }: SpokenText): void => {
		heard.add(key);
		for (const value of Object.values(values)) if (typeof value === 'object') for (const text of value) hear(text);
	};
	const speak: Words['speak'] = (language, text) => {
		hear(text);
		return words.speak(language, text);
	};
	return { words: { ...words, speak }, heard };
}

const isAside = ({ conversation }: Pick<Visit, 'conversation'>): boolean =>
	!REPORTING.has(conversation.flow) || ASIDE.has(conversation.state);

/** Everything that is spoken from the first greeting to the receipt, mistakes, silences, help and goodbye included. */
function spokenOnTheWay(routeId: string, language: string): ReadonlySet<string> {
	const { words, heard } = listeningTo(loaded.words);
	const { country } = words.route(routeId);
	const lastPlace = loaded.places.longestNames(country, ({ length }) => length)[0]?.code ?? '';
	const ground: Ground = { flows, words: loaded.words, routeId, language, typedPlaces: [], lastPlace, at: 0 };
	const seen = new Set<string>();
	const queue: Visit[] = [...entrances(ground)];
	for (let visit = queue.shift(); visit !== undefined; visit = queue.shift()) {
		const { conversation, path } = visit;
		const { flow, state, overlay, mistakes, silences } = conversation;
		const key = [flow, state, overlay, mistakes, silences, visit.reply.text].join('|');
		if (isAside(visit) || seen.has(key)) continue;
		seen.add(key);
		lookAt({ ...ground, words }, conversation);
		if (conversation.ended) continue;
		const typed = ['9', '0', '6', silence].flatMap((one) => typeOn(ground, conversation, one));
		const answered = answers(ground, visit).flatMap(({ to }) => to);
		const onward = [...answered, ...mistake(ground, visit), ...typed, redial(ground, conversation)];
		queue.push(...onward.map((spoken) => ({ ...spoken, path: [...path, '?'] })));
	}
	for (const help of ['nav.not-kept', 'nav.numbers'] as const) spokenHelp(words, routeId, help);
	return heard;
}

describe('the core set of texts', () => {
	it('is what is spoken until a report is kept, no more and no less', () => {
		const spoken = new Set([...spokenOnTheWay('ci-voice', 'fr'), ...spokenOnTheWay('gh-voice', 'en')]);
		expect(readCore(process.cwd())).toEqual([...spoken].toSorted());
	});
});
