import { phoneNumberOf } from '../../../scripts/bench/caller.ts';
import { seededChance } from '../../support/doors.ts';
import type { Book, Callback } from './book.ts';
import type { Screen } from './screens.ts';

/** What is typed at a screen; at a screen that is not here the person hangs up. */
const typed: Partial<Record<Screen, string>> = {
	language: '1',
	resume: '1',
	kind: '2',
	child: '5',
	adult: '1',
	where: 'Bibiani',
	danger: '2',
	receipt: '3',
};

/** Out of a hundred. */
const CALLS_AGAIN = 25;
const REPORTS_A_CHILD = 70;
const HANGS_UP: Partial<Record<Screen, number>> = { kind: 4, danger: 10 };

/**
 * Somebody who dials and reports, reads each screen and types what belongs there, hangs up now and then, and dials again as
 * themselves or as somebody else. A turn whose answer never came is sent again as it was, as a gateway does.
 */
export class Caller {
	readonly #book: Book;
	readonly #draw: (outOf: number) => number;
	readonly #name: string;
	readonly #firstNumber: number;
	#sessions = 0;
	#persons = 0;
	#callback: Callback;
	#before: Screen | undefined;
	#sent = 0;

	/** @param index tells the callers of one book apart, from 0. */
	constructor(book: Book, seed: string, index: number) {
		const chance = seededChance(`${seed}|${index}`);
		this.#book = book;
		this.#draw = (outOf) => Buffer.from(chance.bytes(4)).readUInt32BE() % outOf;
		this.#name = `ATUid_${index}x`;
		this.#firstNumber = index * 100_000;
		this.#callback = this.#dial();
	}

	/** Nothing was said in this session yet. */
	get betweenSessions(): boolean {
		return this.#before === undefined && this.#sent === 0;
	}

	/** The turn that is due was sent, and no answer came. */
	get unanswered(): boolean {
		return this.#sent > 0;
	}

	/** The turn that is due. */
	get due(): Callback {
		return this.#callback;
	}

	/** Sends the turn that is due: the same until it is answered. */
	next(): Callback {
		this.#sent += 1;
		return this.#callback;
	}

	/** Its answer came. Times in milliseconds. */
	answered(status: number, body: string, sentAt: number, answeredAt: number): void {
		const turn = { ...this.#callback, before: this.#before, sent: this.#sent, sentAt, answeredAt };
		const shows = this.#book.enter(turn, status, body);
		const reply = this.#hangsUp(shows) || body.startsWith('END') ? undefined : this.#replyTo(shows);
		this.#sent = 0;
		if (reply === undefined) {
			this.#before = undefined;
			this.#callback = this.#dial();
			return;
		}
		const { text } = this.#callback;
		this.#before = shows;
		this.#callback = { ...this.#callback, text: text === '' ? reply : `${text}*${reply}` };
	}

	#hangsUp(at: Screen): boolean {
		return this.#draw(100) < (HANGS_UP[at] ?? 0);
	}

	#replyTo(screen: Screen): string | undefined {
		return screen === 'menu' ? String(this.#draw(100) < REPORTS_A_CHILD ? 1 : 2) : typed[screen];
	}

	#dial(): Callback {
		this.#sessions += 1;
		if (this.#persons === 0 || this.#draw(100) >= CALLS_AGAIN) this.#persons += 1;
		return {
			sessionId: `${this.#name}${this.#sessions}`,
			number: phoneNumberOf('GH', this.#firstNumber + this.#persons),
			text: '',
		};
	}
}
