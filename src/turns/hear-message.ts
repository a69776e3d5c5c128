import type { IncomingMessage } from '../channels/channel.ts';
import { type CommandWords, type Conversation, commandIn, type Input } from '../conversation/index.ts';
import { type Hearing, inputOf, type SessionMark } from './hear.ts';

/** How long a text is heard as an answer to the one before, in milliseconds: whoever writes later begins anew. */
export const MESSAGE_SESSION_MS = 24 * 3_600_000;

/** Digits of a reference code. */
const CODE = /^\d{8}$/;

/** Before any text of a person. */
const FIRST: SessionMark = { id: 'sms', heard: '', way: 'unknown', count: 0, at: 0 };

/**
 * What a text means. Which word wins: stop, start and help; then a reference code; then the answer to what was asked; and a text
 * that nothing was asked before begins a conversation, with what it says kept for the report that it may become.
 * @param before where the person's conversation by text stands.
 */
export function hearMessage(
	message: IncomingMessage,
	before: { readonly session?: SessionMark; readonly conversation: Conversation },
	at: number,
	words: CommandWords,
): Hearing {
	const identity = identityOf(message);
	const running = isRunning(before, at);
	const { count } = before.session ?? FIRST;
	return {
		input: inputIn(message.text, running, words),
		identity,
		otherwise: identity,
		repeat: 'no',
		mark: { ...FIRST, heard: '', count: count + 1, at },
	};
}

/** The provider's id, the same in every delivery; where it gives none, all that it says. It is hashed under a key later. */
function identityOf({ messageId, from, to, text, sentAt }: IncomingMessage): string {
	return messageId === '' ? `${from}|${to}|${sentAt ?? ''}|${text}` : messageId;
}

function isRunning({ session, conversation }: Parameters<typeof hearMessage>[1], at: number): boolean {
	if (session === undefined || conversation.ended || session.over === true) return false;
	return at - session.at <= MESSAGE_SESSION_MS;
}

function inputIn(text: string, running: boolean, words: CommandWords): Input {
	const command = commandIn(text, words);
	if (command !== undefined) return { kind: command };
	const said = text.trim();
	if (running) return inputOf(said);
	return CODE.test(said) ? { kind: 'code', digits: said } : { kind: 'dial', words: said };
}
