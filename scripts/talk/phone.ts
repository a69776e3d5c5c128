import type { Chance } from '../../src/shared/chance.ts';

/** What a phone shows. */
export interface Seen {
	readonly text: string;
	/** The session is over. */
	readonly end: boolean;
}

/** Posts a form to the gateway's callback address, and gives the body that comes back. */
export type Post = (form: string) => Promise<string>;

export interface PhoneOptions {
	readonly post: Post;
	/** E.164 */
	readonly number: string;
	readonly serviceCode: string;
	readonly networkCode: string;
	readonly chance: Pick<Chance, 'id'>;
}

/** A phone and the gateway behind it: sends what Africa's Talking would send, field by field. */
export interface Phone {
	readonly dial: () => Promise<Seen>;
	/** One send. @throws {Error} when no session is open. */
	readonly send: (typed: string) => Promise<Seen>;
	/** The network loses the session, or the person hangs up: the gateway says so afterwards. */
	readonly drop: () => Promise<void>;
	readonly inSession: () => boolean;
}

function seenIn(body: string): Seen {
	const kind = body.slice(0, 4);
	if ((kind !== 'CON ' && kind !== 'END ') || body.length === 4) {
		throw new Error(`not an answer that a gateway shows: ${JSON.stringify(body.slice(0, 60))}`);
	}
	return { text: body.slice(4), end: kind === 'END ' };
}

export function createPhone(options: PhoneOptions): Phone {
	const { post, number, serviceCode, networkCode, chance } = options;
	let sessionId = '';
	let text = '';
	const fields = () => ({ sessionId, phoneNumber: number, networkCode, serviceCode });
	const callback = async (): Promise<Seen> => {
		const seen = seenIn(await post(new URLSearchParams({ ...fields(), text }).toString()));
		if (seen.end) sessionId = '';
		return seen;
	};
	return {
		inSession: () => sessionId !== '',
		dial: () => {
			sessionId = `ATUid_${chance.id()}`;
			text = '';
			return callback();
		},
		send: (typed) => {
			if (sessionId === '') throw new Error('no session is open: dial first');
			text = text === '' ? typed : `${text}*${typed}`;
			return callback();
		},
		drop: async () => {
			if (sessionId === '') return;
			const end = {
				...fields(),
				date: '2026-11-25 08:00:00',
				status: 'Incomplete',
				durationInMillis: '30000',
				input: text,
			};
			sessionId = '';
			await post(new URLSearchParams(end).toString());
		},
	};
}
