import { flows } from '../../flows/index.ts';
import { createPhone, type Phone } from '../../scripts/talk/phone.ts';
import { africastalkingUssd } from '../../src/channels/africastalking/ussd.ts';
import type { Flows } from '../../src/conversation/index.ts';
import type { Store } from '../../src/store/store.ts';
import { createLine, type Outcome } from '../../src/turns/handle-turn.ts';
import { createAtHand } from '../../src/turns/remembered.ts';
import { seededChance } from '../support/doors.ts';
import { loaded, type TestLine } from '../support/line.ts';

/** A callback as it was sent, and the body that came back. */
export interface Exchange {
	readonly form: string;
	readonly body: string;
}

/** A phone that remembers every callback of a turn, so that a test can send one again. */
export interface RecordedPhone extends Phone {
	readonly exchanges: readonly Exchange[];
}

let phones = 0;

export type PostTo = (form: string) => Promise<string>;

export function recordedPhone(post: PostTo, routeId: string, number: string): RecordedPhone {
	const exchanges: Exchange[] = [];
	phones += 1;
	const phone = createPhone({
		post: async (form) => {
			const body = await post(form);
			if (!new URLSearchParams(form).has('status')) exchanges.push({ form, body });
			return body;
		},
		number,
		serviceCode: loaded.programme.routes.find(({ id }) => id === routeId)?.serviceCode ?? '',
		networkCode: '62001',
		chance: seededChance(`phone ${phones}`),
	});
	return { ...phone, exchanges };
}

/** A second instance of the service on the database of a line: only what is stored do they share. */
export interface Beside {
	readonly outcomes: Outcome[];
	readonly unreadable: unknown[];
	readonly post: (routeId: string) => PostTo;
}

export function lineBeside(line: TestLine, options: { readonly flows?: Flows; readonly store?: Store } = {}): Beside {
	const outcomes: Outcome[] = [];
	const unreadable: unknown[] = [];
	const { turn } = createLine({
		flows: options.flows ?? flows,
		words: loaded.words,
		store: options.store ?? line.store,
		vault: line.vault,
		spool: line.spool,
		breaker: {
			usesStore: () => line.breaker.storeUsed,
			storeFailed: () => {
				line.breaker.storeUsed = false;
			},
		},
		atHand: createAtHand(),
		clock: line.clock,
		chance: seededChance('beside'),
		resumeMs: 30 * 60_000,
		count: ({ outcome }) => outcomes.push(outcome),
		unreadable: (error) => unreadable.push(error),
	});
	return {
		outcomes,
		unreadable,
		post: (routeId) => async (form) => {
			const serviceCode = loaded.programme.routes.find(({ id }) => id === routeId)?.serviceCode ?? '';
			const request = { body: Buffer.from(form), contentType: 'application/x-www-form-urlencoded' };
			const parsed = africastalkingUssd.parse(request, { serviceCode });
			if (parsed.is !== 'turn') throw new Error(`not a turn: ${JSON.stringify(parsed)}`);
			return africastalkingUssd.answer(await turn(routeId, parsed.turn)).body;
		},
	};
}
