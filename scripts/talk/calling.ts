import type { Phone, PhoneOptions, Seen } from './phone.ts';

export interface CallingOptions extends Pick<PhoneOptions, 'number' | 'serviceCode' | 'chance'> {
	/** Posts a form to the callback address with a query, such as `?turn=2`, and gives the body that comes back. */
	readonly postTo: (query: string, form: string) => Promise<string>;
	/** Our own id of a call that the line makes, which is taken up instead of dialling. */
	readonly takesUp?: string;
	/** Speaks what was said aloud, in a language; absent: it is only shown. */
	readonly speak?: (text: string, language: string) => Promise<void>;
}

const ENTITIES: Readonly<Record<string, string>> = {
	'&amp;': '&',
	'&lt;': '<',
	'&gt;': '>',
	'&quot;': '"',
	'&apos;': "'",
};
const decoded = (xml: string): string => xml.replace(/&(?:amp|lt|gt|quot|apos);/g, (entity) => ENTITIES[entity] ?? '');

/** A phone on a call, and the provider behind it: what Africa's Talking would send, field by field. */
export function createCalling({ postTo, number, serviceCode, chance, takesUp, speak }: CallingOptions): Phone {
	let sessionId = '';
	let turn = 0;
	const ends: Readonly<Record<string, string>> =
		takesUp === undefined
			? { direction: 'Inbound', callerNumber: number, destinationNumber: serviceCode }
			: {
					...{ direction: 'Outbound', callerNumber: serviceCode, destinationNumber: number },
					clientRequestId: takesUp,
				};
	const form = (more: Readonly<Record<string, string>>) =>
		new URLSearchParams({
			isActive: '1',
			sessionId,
			...ends,
			...more,
		}).toString();
	const hear = async (more: Readonly<Record<string, string>>): Promise<Seen> => {
		const xml = await postTo(`?turn=${turn}`, form(more));
		const [, voice = '', said = ''] = /<Say voice="([^"]*)">([^<]*)<\/Say>/.exec(xml) ?? [];
		turn = Number(/turn=(\d+)/.exec(xml)?.[1] ?? turn);
		const end = !/<GetDigits|<Record/.test(xml);
		if (end) sessionId = '';
		const text = decoded(said);
		await speak?.(text, voice.slice(0, 2));
		return { text: /<Record/.test(xml) ? `${text}\n(beep)` : text, end };
	};
	const inSession = () => sessionId !== '';
	return {
		inSession,
		dial: () => {
			sessionId = `ATVId_${chance.id()}`;
			turn = 0;
			return hear({});
		},
		send: (typed) => {
			if (!inSession()) throw new Error('no call is open: dial first');
			return hear(typed === '' ? {} : { dtmfDigits: typed });
		},
		drop: async () => {
			if (!inSession()) return;
			await postTo(`?turn=${turn}`, form({ isActive: '0', hangupCause: 'NORMAL_CLEARING', durationInSeconds: '30' }));
			sessionId = '';
		},
	};
}
