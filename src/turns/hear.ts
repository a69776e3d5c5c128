import type { Input } from '../conversation/index.ts';

/** What is remembered of a gateway session, to find what is new in its next callback. */
export interface SessionMark {
	readonly id: string;
	/** The gateway's text at the last turn. */
	readonly heard: string;
	/** Whether the carrier joins all inputs with `*`, or sends the last one alone; known once an input tells. */
	readonly way: 'unknown' | 'accumulates' | 'last-only';
	/** Turns of this session so far. */
	readonly count: number;
	/** Milliseconds since the epoch of the last turn. */
	readonly at: number;
	/** The last reply ended the session, though the conversation may be gone on with. */
	readonly over?: boolean;
	/** By text: what was heard lately, oldest first. */
	readonly texts?: readonly HeardMark[];
}

/** A text that was heard, to find it again in its provider's list, or under another id. */
export interface HeardMark {
	/** Short digest of its words. */
	readonly said: string;
	/** Milliseconds since the epoch by the provider's clock; by ours where it told none. */
	readonly at: number;
	/** It was found in a list that names it by another id than its callback: that may still come. */
	readonly listed?: boolean;
}

export interface Hearing {
	readonly input: Input;
	/** What makes a repeat of this turn recognisable: the same words again are the same turn. */
	readonly identity: string;
	/** Identity when a `possible` repeat turns out to be none. */
	readonly otherwise: string;
	/** `certain`: this is the turn before, again. `possible`: an earlier one of an accumulating session, if it is stored. */
	readonly repeat: 'no' | 'possible' | 'certain';
	readonly mark: SessionMark;
}

/** On a carrier that sends the last input alone, the same text within this time is a retry, later it is typed again. */
const RETRY_MS = 3_000;

/** Digits are keys; all else is text. */
export function inputOf(text: string): Input {
	return /^\d+$/.test(text) ? { kind: 'key', digits: text } : { kind: 'text', text };
}

/**
 * Finds the new input in a callback whose text accumulates, or not (`channels.md` §1). Africa's Talking sends no turn id:
 * the same session with the same accumulated text is a repeat. A session that is not known yet is a dial, whatever its text
 * holds: what was dialled deep (`*384*1*2#`) is not replayed as answers.
 */
export function hear(
	callback: { readonly sessionId: string; readonly heard: string },
	mark: SessionMark | undefined,
	at: number,
): Hearing {
	const { sessionId, heard } = callback;
	const whole = `${sessionId}|${heard}`;
	if (mark === undefined || mark.id !== sessionId) {
		const fresh: SessionMark = { id: sessionId, heard, way: 'unknown', count: 1, at };
		return { input: { kind: 'dial' }, identity: whole, otherwise: whole, repeat: 'no', mark: fresh };
	}
	const next = { ...mark, heard, count: mark.count + 1, at };
	const alone = `${sessionId}|#${next.count}|${heard}`;
	const heardAs = (text: string, way: SessionMark['way'], identity = whole): Hearing => ({
		input: inputOf(text),
		identity,
		otherwise: identity,
		repeat: 'no',
		mark: { ...next, way },
	});
	if (mark.way === 'last-only') {
		const retried = heard === mark.heard && at - mark.at < RETRY_MS;
		const before = `${sessionId}|#${mark.count}|${heard}`;
		return retried ? { ...heardAs(heard, mark.way, before), repeat: 'certain', mark } : heardAs(heard, mark.way, alone);
	}
	if (heard === mark.heard) return { ...heardAs(heard, mark.way), repeat: 'certain', mark };
	if (mark.heard === '') return heardAs(heard, mark.way);
	if (heard.startsWith(`${mark.heard}*`)) return heardAs(heard.slice(mark.heard.length + 1), 'accumulates');
	const earlier = heard === '' || mark.heard.startsWith(`${heard}*`);
	const way = mark.way === 'accumulates' ? mark.way : 'last-only';
	const text = way === 'accumulates' ? heard.slice(heard.lastIndexOf('*') + 1) : heard;
	return earlier ? { ...heardAs(text, way), otherwise: alone, repeat: 'possible' } : heardAs(text, way, alone);
}
