import type { Country } from '../../src/conversation/index.ts';
import type { LoadPlan } from './load-plan.ts';

/** Mobile prefixes with the digits that follow them. Made-up numbers of real shape; nothing here leaves the machine. */
const NUMBERS: Readonly<
	Record<Country, { readonly prefixes: readonly string[]; readonly digits: number; readonly network: string }>
> = {
	GH: { prefixes: ['+23324', '+23354', '+23355', '+23359'], digits: 7, network: '62001' },
	CI: { prefixes: ['+22507', '+22505', '+22501'], digits: 8, network: '61203' },
};

/** The line goes by its own clock. */
const DATE = '2026-11-25+08%3A00%3A00';

/** The phone number of caller `index`, each index another one. @throws {RangeError} beyond the numbers of the country */
export function phoneNumberOf(country: Country, index: number): string {
	const { prefixes, digits } = NUMBERS[country];
	const prefix = prefixes[Math.floor(index / 10 ** digits)];
	if (prefix === undefined) throw new RangeError(`There are not so many phone numbers: ${index}`);
	return prefix + String(index % 10 ** digits).padStart(digits, '0');
}

/** A run of sessions in the form of Africa's Talking: first a dial, then one answer a turn, all answers joined by `*`. */
export class Caller {
	readonly #plan: LoadPlan;
	readonly #nextSession: () => number;
	#head = '';
	/** Answers given in this session; -1 before the dial. */
	#given = -1;
	#text = '';
	#session = '';

	/** @param nextSession numbers sessions over all callers of a run, from 0 */
	constructor(plan: LoadPlan, nextSession: () => number) {
		this.#plan = plan;
		this.#nextSession = nextSession;
	}

	/** The form body of the next turn; a finished session is followed by another person's. */
	next(): string {
		if (this.#plan.medium === 'sms') return this.#nextText();
		if (this.#given < 0) this.#begin();
		else this.#text += `${this.#text === '' ? '' : '*'}${this.#plan.answers[this.#given - 1] ?? ''}`;
		const body = this.#head + this.#text;
		this.#given = this.#given === this.#plan.answers.length ? -1 : this.#given + 1;
		return body;
	}

	/** A first text, then one answer a text. */
	#nextText(): string {
		if (this.#given < 0) this.#begin();
		const said = this.#given === 0 ? 'hello' : (this.#plan.answers[this.#given - 1] ?? '');
		const body = `${this.#head}&id=${this.#session}-${this.#given}&text=${said}`;
		this.#given = this.#given === this.#plan.answers.length ? -1 : this.#given + 1;
		return body;
	}

	/** The service said END. Returns whether answers were still to come. */
	ended(): boolean {
		const early = this.#given > 0;
		this.#given = -1;
		return early;
	}

	#begin(): void {
		const { callers, country, run, serviceCode } = this.#plan;
		const session = this.#nextSession();
		const from = phoneNumberOf(country, callers.first + ((session * callers.stride) % callers.count));
		this.#text = '';
		this.#given = 0;
		this.#session = `${run}${session.toString(16).padStart(12, '0')}`;
		if (this.#plan.medium === 'sms') {
			this.#head = `from=${encodeURIComponent(from)}&to=${serviceCode}&date=${DATE}`;
			return;
		}
		this.#head = [
			`sessionId=ATUid_${this.#session}`,
			`phoneNumber=${encodeURIComponent(from)}`,
			`networkCode=${NUMBERS[country].network}`,
			`serviceCode=${encodeURIComponent(serviceCode)}`,
			'text=',
		].join('&');
	}
}
