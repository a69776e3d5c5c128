import type { SimulatedText } from '../../src/channels/simulator/sender.ts';
import type { Phone, PhoneOptions, Seen } from './phone.ts';

export interface TextingOptions
	extends Pick<PhoneOptions, 'post' | 'number' | 'serviceCode' | 'networkCode' | 'chance'> {
	/** Texts to this number after a position. */
	readonly texts: (after: number) => Promise<readonly SimulatedText[]>;
}

/** How long a text is waited for, and how often it is looked for, in milliseconds. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 50;

/** A phone that writes texts, and the gateway behind it: what Africa's Talking would send, field by field. */
export function createTexting(options: TextingOptions): Phone {
	const { post, number, serviceCode, networkCode, chance, texts } = options;
	let last: number | undefined;
	const position = async () => (last ??= (await texts(0)).at(-1)?.position ?? 0);
	const send = async (text: string): Promise<Seen> => {
		const after = await position();
		const fields = { id: `ATXid_${chance.id()}`, from: number, to: serviceCode, text, networkCode, date: DATE };
		await post(new URLSearchParams(fields).toString());
		for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
			const [answer] = await texts(after);
			if (answer !== undefined) {
				last = answer.position;
				return { text: answer.text, end: false };
			}
			await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
		}
		throw new Error('no text came back');
	};
	return {
		inSession: () => true,
		dial: () => Promise.reject(new Error('this is a phone for texts: write one')),
		send,
		drop: () => Promise.resolve(),
	};
}

/** When it was written is the gateway's to say; the line goes by its own clock. */
const DATE = '2026-11-25 08:00:00';
