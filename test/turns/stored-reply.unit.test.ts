import fc from 'fast-check';
import type { Reply } from '../../src/conversation/index.ts';
import { readReply, writeReply } from '../../src/turns/stored-reply.ts';

const listen = fc.oneof(
	fc.record({ for: fc.constant('keys' as const), most: fc.nat(), seconds: fc.nat() }),
	fc.record({ for: fc.constant('recording' as const), most: fc.nat() }),
	fc.constant({ for: 'nothing' as const }),
);
const voice = fc.oneof(
	fc.record({ by: fc.constant('provider' as const), language: fc.string(), text: fc.string() }),
	fc.record({ by: fc.constant('people' as const), clips: fc.array(fc.string()) }),
	fc.record({ by: fc.constant('recording' as const), id: fc.string() }),
);
const reply: fc.Arbitrary<Reply> = fc.oneof(
	fc.record({ text: fc.string(), end: fc.boolean() }),
	fc.record({ text: fc.string(), end: fc.boolean(), spoken: fc.record({ voice, listen }) }),
);

describe('a reply that is stored with its turn', () => {
	it('is read as it was written, with what is spoken and listened for, so that a repeat gets the same bytes', () => {
		fc.assert(fc.property(reply, (one) => expect(readReply(writeReply(one))).toEqual(one)));
	});

	it('is read as it was written before calls, whatever its text begins with', () => {
		expect(readReply('EMerci')).toEqual({ text: 'Merci', end: true });
		expect(readReply('CVoice')).toEqual({ text: 'Voice', end: false });
		expect(writeReply({ text: 'Verte ?', end: false })).toBe('CVerte ?');
	});

	it('is refused where it is spoken in a way that is not known: whoever asks again gets help instead', () => {
		expect(() => readReply('V{"text":"a","end":false,"spoken":{"voice":{"by":"radio"}}}')).toThrow();
	});
});
