import fc from 'fast-check';
import type { Addresses, GatewayAnswer, GatewayHandler } from '../../../src/channels/channel.ts';
import type { Reply } from '../../../src/conversation/index.ts';
import type { HandlerTable } from './handler-table.ts';
import { hostileTexts } from './hostile-cases.ts';
import { readXml } from './read-xml.ts';

type Utterance = NonNullable<Reply['spoken']>;

const addresses: Addresses = {
	next: 'https://line.example.org/channels/x/voice/s3cret?turn=2&m=a_b-c',
	audio: (clips) => `https://line.example.org/audio/${encodeURIComponent(clips.join('.'))}?a=1&b=2`,
};
const words = fc.oneof(
	fc.string({ unit: 'grapheme' }),
	fc.string({ unit: 'binary', maxLength: 300 }),
	fc.constantFrom(...hostileTexts.map(([, text]) => text)),
);
const count = fc.oneof(fc.integer({ min: 1, max: 120 }), fc.constantFrom(0, -1, 1_000_000));
const voices: fc.Arbitrary<Utterance['voice']> = fc.oneof(
	fc.record({ by: fc.constant('provider' as const), language: fc.constantFrom('fr', 'en', 'bci', '"'), text: words }),
	fc.record({ by: fc.constant('people' as const), clips: fc.array(fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/)) }),
);
const listenings: fc.Arbitrary<Utterance['listen']> = fc.oneof(
	fc.record({ for: fc.constant('keys' as const), most: count, seconds: count }),
	fc.record({ for: fc.constant('recording' as const), most: count }),
	fc.constant({ for: 'nothing' as const }),
);
const replies: fc.Arbitrary<Reply> = fc.oneof(
	fc.record({ text: words, end: fc.boolean() }),
	fc.record({ text: words, end: fc.boolean(), spoken: fc.record({ voice: voices, listen: listenings }) }),
);

export function describeAnswers({ handler }: HandlerTable): void {
	const { acknowledge, again, answer } = handler;

	it('acknowledges with a body and a 200, because an empty one ends sessions and anything else comes again', () => {
		expectWellFormed(acknowledge);
		expect(acknowledge.status).toBeUndefined();
	});
	if (again !== undefined) {
		it('asks for another delivery by a 503 with a body', () => {
			expectWellFormed(again);
			expect(again.status).toBe(503);
		});
	}
	it('either answers somebody who waits, or can ask for another delivery, and never both', () => {
		expect([answer === undefined, again === undefined]).toEqual([answer === undefined, answer !== undefined]);
	});
	if (answer !== undefined) describeReplies(answer, handler.channel === 'voice');
}

/** A screen, or on a call the same words spoken, with keys to press unless it is the end. */
function replyOf(text: string, end: boolean, onCall: boolean): Reply {
	if (!onCall) return { text, end };
	const listen = end ? ({ for: 'nothing' } as const) : ({ for: 'keys', most: 2, seconds: 10 } as const);
	return { text, end, spoken: { voice: { by: 'provider', language: 'fr', text }, listen } };
}

function describeReplies(answer: NonNullable<GatewayHandler['answer']>, onCall: boolean): void {
	const said = (text: string, end: boolean) => answer(replyOf(text, end, onCall), addresses).body;

	it('answers any reply with a body that can be read, a 200 and the same each time', () => {
		fc.assert(
			fc.property(replies, (reply) => {
				const answered = answer(reply, addresses);
				expectWellFormed(answered);
				expect(answered.status).toBeUndefined();
				expect(answer(reply, addresses)).toEqual(answered);
			}),
			{ numRuns: 1_000 },
		);
	});
	it('tells an end from a question, whatever the text is', () => {
		fc.assert(
			fc.property(words, (text) => {
				expect(said(text, true)).not.toBe(said(text, false));
			}),
		);
	});
	it('says plain words as they are', () => {
		const text = 'Un enfant est blessé à Daloa';
		expect(said(text, true)).toContain(text);
		expect(said(text, false)).toContain(text);
	});
}

/** A byte order mark or a blank in front has been taken for a part of the answer, and an empty one for an error. */
function expectWellFormed({ contentType, body }: GatewayAnswer): void {
	expect(contentType).toMatch(/^[a-z]+\/[a-z+]+(; charset=utf-8)?$/);
	expect(body).toMatch(/^[^\s\uFEFF]/);
	if (contentType.includes('xml')) expect(readXml(body)).toEqual(expect.arrayContaining(['Response']));
}
