import { receiptOf, type Screen, screenOf } from './screens.ts';

/** One turn as Africa's Talking would send it. */
export interface Callback {
	readonly sessionId: string;
	/** E.164 */
	readonly number: string;
	/** All that was typed in this session, joined by `*`. */
	readonly text: string;
}

/** A turn whose answer reached the phone, and did not say that nothing was kept. */
export interface Acknowledged extends Callback {
	readonly body: string;
	/** What was on the phone before; `undefined` before the dial. */
	readonly before: Screen | undefined;
	readonly shows: Screen;
	/** How often it was sent until an answer came; more than once, and it may have been answered before, unheard. */
	readonly sent: number;
	/** Milliseconds, on the test's own clock. */
	readonly sentAt: number;
	readonly answeredAt: number;
}

export interface Receipt {
	readonly code: string;
	readonly pin: string;
	readonly turn: Acknowledged;
}

/** All that the phones were told: what the service must account for. */
export class Book {
	readonly acknowledged: Acknowledged[] = [];
	/** Answers that no gateway shows (not 200, not CON or END, empty), or a refusal that gives no help line. */
	readonly invalid: string[] = [];
	/** Valid answers by which the service said that it kept nothing. */
	refused = 0;
	/** Screens that a person in this place cannot do anything with. */
	readonly unknown: string[] = [];
	/** Milliseconds of the slowest answer, valid or not. */
	slowest = 0;
	/** Answers of any kind. */
	answers = 0;

	/** Enters an answer and gives what it shows. */
	enter(turn: Omit<Acknowledged, 'shows' | 'body'>, status: number, body: string): Screen {
		this.answers += 1;
		this.slowest = Math.max(this.slowest, turn.answeredAt - turn.sentAt);
		if (status !== 200 || !/^(CON|END) \S/.test(body)) {
			this.invalid.push(`${status} ${body.slice(0, 60)}`);
			return 'unknown';
		}
		const shows = screenOf(body);
		if (shows === 'unknown') this.unknown.push(body);
		if (shows === 'not-kept' && !/^END .*\d{3}/s.test(body)) this.invalid.push(body.slice(0, 60));
		if (shows === 'not-kept') this.refused += 1;
		else this.acknowledged.push({ ...turn, body, shows });
		return shows;
	}

	/** Turns that named the place: each of them opened a case. */
	reports(): readonly Acknowledged[] {
		return this.acknowledged.filter(({ before, shows }) => before === 'where' && shows === 'danger');
	}

	/** Reports that the person was told are kept. */
	receipts(): readonly Receipt[] {
		return this.acknowledged.flatMap((turn) => {
			const shown = turn.shows === 'receipt' ? receiptOf(turn.body) : undefined;
			return shown === undefined ? [] : [{ ...shown, turn }];
		});
	}
}
