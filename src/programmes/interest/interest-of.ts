import { type Conversation, languageOf, type RouteFacts, type Words } from '../../conversation/index.ts';
import { dayOf } from '../../shared/clock.ts';

/**
 * What may become of an asking. `asked`: a topic was chosen, or another place for it; `found`: something was shown; `nothing`: nothing was
 * there to show; `question`: a question was left for a person to answer.
 */
export const INTERESTS = ['asked', 'found', 'nothing', 'question'] as const;

/** One thing to count. Nothing in it leads to whoever asked. */
export interface Interest {
	readonly topic: string;
	/** P-code of the department, district or region; '' while none is known, or for the whole country. */
	readonly area: string;
	/** Key of the language in which it was asked. */
	readonly language: string;
	readonly what: (typeof INTERESTS)[number];
}

/** A turn that is over: where its conversation stood before, and where it stands. */
export interface EndedTurn {
	readonly before: Conversation;
	readonly after: Conversation;
	readonly route: RouteFacts;
}

/** Flow, and its states, in which people look for what is open to them. */
const FLOW = 'learn';
const QUESTION = 'ask.';

/**
 * What one turn adds to the counts. Going back adds nothing, nor does another page of the same list. Who goes back and looks again is
 * counted again.
 */
export function interestOf({ before, after, route }: EndedTurn, words: Words): readonly Interest[] {
	if (after.flow !== FLOW || before.flow !== FLOW || after.past.length < before.past.length) return [];
	const area = areaOf(after, route, words);
	const of = (what: Interest['what'], where: string): Interest => ({
		topic: textOf(after, 'topic'),
		area: where,
		language: languageOf(after, route),
		what,
	});
	const asked = isAsked(before, after) ? [of('asked', after.state === 'finding' ? area : '')] : [];
	if (before.state === 'question' && after.state === 'kept') return [of('question', area)];
	if (!isLookedFor(before, after)) return asked;
	const step = words.knowledge.programmes.step({
		country: route.country,
		day: dayOf(after.at),
		...(area === '' ? {} : { area }),
		topic: textOf(after, 'topic'),
		answers: plainAnswers(after),
	});
	if (step.is === 'question') return asked;
	return [...asked, of(step.refs.length === 0 ? 'nothing' : 'found', area)];
}

function isAsked(before: Conversation, after: Conversation): boolean {
	const fromTopic = before.state === 'topic' && (after.state === 'where' || after.state === 'finding');
	return fromTopic || (before.state === 'finding' && after.state === 'where');
}

/** Whether an answer of this turn led to another look. */
function isLookedFor(before: Conversation, after: Conversation): boolean {
	if (after.state !== 'finding') return false;
	if (before.state === 'topic' || before.state === 'where') return true;
	return before.state === 'finding' && plainCount(after) > plainCount(before);
}

const plainCount = (conversation: Conversation): number => Object.keys(plainAnswers(conversation)).length;

function plainAnswers({ answers }: Conversation): Conversation['answers'] {
	const plain = Object.entries(answers).filter(([name]) => name.startsWith(QUESTION));
	return Object.fromEntries(plain.map(([name, value]) => [name.slice(QUESTION.length), value]));
}

function areaOf({ answers }: Conversation, { country }: RouteFacts, { places }: Words): string {
	const { place, lastPlace } = answers;
	const code = place === 'same' ? lastPlace : typeof place === 'object' ? place.code : undefined;
	return typeof code === 'string' ? (places.byCode(country, code)?.district ?? '') : '';
}

function textOf({ answers }: Conversation, name: string): string {
	const value = answers[name];
	return typeof value === 'string' ? value : '';
}
