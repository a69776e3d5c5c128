import type { Channel, Country } from './route.ts';
import type { PlaceAnswer, Recorded, Screen, TextScreen, Value } from './screen.ts';
import type { Input } from './turn.ts';
import { fold } from './words/fold.ts';
import type { Places } from './words.ts';

/** What was made of an input on a screen: an answer, or a mistake with the notice that helps. */
export type Heard =
	| { readonly heard: 'answer'; readonly value: Value }
	| { readonly heard: 'mistake'; readonly notice: string };

const mistake = (notice: string): Heard => ({ heard: 'mistake', notice });
const answer = (value: Value): Heard => ({ heard: 'answer', value });

/** Text of an input, without the blanks around it. */
export function typed(input: Input): string {
	if (input.kind === 'key') return input.digits;
	return input.kind === 'text' ? input.text.trim() : '';
}

/** Keys are no words: on a call they are said. */
function listenForText(screen: TextScreen, text: string, channel: Channel): Heard {
	if (channel === 'voice') return mistake('notice.number');
	return text === '' ? mistake('notice.words') : answer(text.slice(0, screen.most));
}

/** Blanks and points between groups of three are how people write thousands. */
function listenForCount(text: string, most: number): Heard {
	const digits = /^\d{1,3}(?:[ .,]\d{3})+$/.test(text) ? text.replace(/\D/g, '') : text;
	const count = /^\d{1,9}$/.test(digits) ? Number(digits) : 0;
	return count >= 1 && count <= most ? answer(count) : mistake('notice.count');
}

/**
 * A code, or a name. One place that fits becomes the answer; several leave the typed words, to be told apart later, so that
 * naming a place is never more than one answer. A name that is on no list is kept as it was typed.
 */
function listenForPlace(text: string, where: { country: Country; places: Places }): Heard {
	if (/^\d+$/.test(text)) {
		const place = where.places.byCode(where.country, text);
		return place === undefined ? mistake('notice.place-code') : answer({ code: place.code } satisfies PlaceAnswer);
	}
	if (!/\p{L}/u.test(text)) return mistake('notice.place');
	const found = where.places.search(where.country, text, 2);
	const only = found.length === 1 ? found[0] : undefined;
	return answer(only === undefined ? { typed: text } : { code: only.code, typed: text });
}

/** What was said is kept as it is, where anything can be said. */
function listenForSpeech({ kind }: Screen, { recording, seconds }: Recorded): Heard {
	return kind === 'text' || kind === 'place' || kind === 'recording'
		? answer({ recording, seconds })
		: mistake('notice.number');
}

/** What a person meant on a screen. Pure; a mistake is data, never an exception. */
export function listen(
	screen: Screen,
	input: Input,
	choices: ReadonlyMap<string, Value>,
	where: { readonly channel: Channel; readonly country: Country; readonly places: Places },
): Heard {
	if (input.kind === 'recording') return listenForSpeech(screen, input);
	const text = typed(input);
	const chosen = choices.get(text) ?? (where.channel === 'sms' ? choices.get(fold(text)) : undefined);
	if (chosen !== undefined) return answer(chosen);
	switch (screen.kind) {
		case 'text':
			return listenForText(screen, text, where.channel);
		case 'number':
			return /^\d+$/.test(text) && text.length === screen.digits ? answer(text) : mistake('notice.digits');
		case 'count':
			return listenForCount(text, screen.most);
		case 'place':
			return listenForPlace(text, where);
		default:
			return mistake('notice.number');
	}
}
