import type { IncomingMessage } from '../channels/channel.ts';
import { type CommandWords, type Conversation, commandIn, type Input } from '../conversation/index.ts';
import { type Hearing, inputOf, type SessionMark } from './hear.ts';
import { isNear, remember, saidIn } from './heard-marks.ts';

/** How long a text is heard as an answer to the one before, in milliseconds: whoever writes later begins anew. */
export const MESSAGE_SESSION_MS = 24 * 3_600_000;

/** What somebody may ask of the line itself. */
interface Commanded {
	readonly words: CommandWords;
	/** Whether the line can call them; where it cannot, a wish for that is read as any other text. */
	readonly calls: boolean;
}

/** Digits of a reference code. */
const CODE = /^\d{8}$/;

/** Before any text of a person. */
const FIRST: SessionMark = { id: 'sms', heard: '', way: 'unknown', count: 0, at: 0 };

/** How a text reached us: by its callback, or from the provider's list, which may name it by another id. */
export type Found = 'called' | 'listed' | 'listed-otherwise';

export interface MessageHearing {
	readonly message: IncomingMessage;
	readonly found: Found;
	readonly commanded: Commanded;
}

/**
 * What a text means. Which word wins: stop, start and help; then the wish to be called; then a reference code; then the answer to
 * what was asked; and a text that nothing was asked before begins a conversation, with what it says kept for the report that it may become.
 * @param before where the person's conversation by text stands.
 * @returns `undefined` for the late callback of a text that was found in the provider's list under another id, and heard.
 */
export function hearMessage(
	{ message, found, commanded }: MessageHearing,
	before: { readonly session?: SessionMark; readonly conversation: Conversation },
	at: number,
): Hearing | undefined {
	const identity = identityOf(message);
	const running = isRunning(before, at);
	const { count, texts = [] } = before.session ?? FIRST;
	const said = saidIn(message.text);
	const sentAt = message.sentAt ?? at;
	const isLate = texts.some((text) => text.listed === true && text.said === said && isNear(text.at, sentAt));
	if (found === 'called' && isLate) return undefined;
	const mark = { said, at: sentAt, ...(found === 'listed-otherwise' ? { listed: true } : {}) };
	return {
		input: inputIn(message.text, running, commanded),
		identity,
		otherwise: identity,
		repeat: 'no',
		mark: { ...FIRST, heard: '', count: count + 1, at, texts: remember(texts, mark, at) },
	};
}

/** The provider's id, the same in every delivery; where it gives none, all that it says. It is hashed under a key later. */
export function identityOf({ messageId, from, to, text, sentAt }: IncomingMessage): string {
	return messageId === '' ? `${from}|${to}|${sentAt ?? ''}|${text}` : messageId;
}

function isRunning({ session, conversation }: Parameters<typeof hearMessage>[1], at: number): boolean {
	if (session === undefined || conversation.ended || session.over === true) return false;
	return at - session.at <= MESSAGE_SESSION_MS;
}

function inputIn(text: string, running: boolean, { words, calls }: Commanded): Input {
	const command = commandIn(text, words);
	if (command !== undefined && command !== 'call') return { kind: command };
	if (command === 'call' && calls) return { kind: 'call-me' };
	const said = text.trim();
	if (running) return inputOf(said);
	return CODE.test(said) ? { kind: 'code', digits: said } : { kind: 'dial', words: said };
}
