import fc from 'fast-check';
import type { Answer, Question } from '../../../src/store/sqlite/question.ts';
import { packAnswers, packQuestions, unpackAnswers, unpackQuestions } from '../../../src/store/sqlite/wire.ts';
import type { Commit } from '../../../src/store/store.ts';
import { begunRow, caseRow, eventRow, outboxRow, quarantineRow } from '../rows.ts';

const text = fc.string({ unit: 'grapheme' });
const bytes = fc.uint8Array({ maxLength: 40 });
const id = fc.nat();
const turn = fc.record({ id: text, person: text, reply: bytes, day: text });
const conversation = fc.record({ id: text, revision: fc.nat(), sealed: bytes, day: text });
const person = fc.record({ id: text, wrappedKey: bytes, profile: bytes, seenDay: text });

const commit: fc.Arbitrary<Commit> = fc.record(
	{
		turn,
		conversation,
		person,
		tries: fc.record({ id: text, revision: fc.nat(), at: fc.array(fc.nat(), { maxLength: 3 }) }),
		cases: fc.constant([caseRow('a'), caseRow('b')]),
		caseEvents: fc.constant([eventRow('a', 'a')]),
		caseChanges: fc.constant([{ caseId: 'a', changes: { contact: new Uint8Array(2) } }]),
		outbox: fc.constant([outboxRow('a')]),
		records: fc.constant([begunRow('a')]),
		quarantine: fc.constant([quarantineRow('a')]),
	},
	{ requiredKeys: [] },
);

const question: fc.Arbitrary<Question> = fc.oneof(
	fc.record({ id, ask: fc.constant('commit' as const), commit }),
	fc.record({ id, ask: fc.constant('load' as const), personId: text, conversationId: text }),
	fc.record({
		id,
		ask: fc.constant('read' as const),
		name: fc.constant('turn' as const),
		given: fc.array(text, { maxLength: 2 }),
	}),
	fc.record({ id, ask: fc.constant('house' as const), name: fc.constant('probe' as const), given: fc.constant([]) }),
	fc.record({ id, ask: fc.constant('scrub' as const) }),
);

const answer: fc.Arbitrary<Answer> = fc.oneof(
	fc.record({
		id,
		is: fc.constant('applied' as const),
		result: fc.oneof(
			fc.constant({ outcome: 'committed' as const }),
			fc.record({ outcome: fc.constant('repeat' as const), turn }),
			fc.record({
				outcome: fc.constant('conflict' as const),
				on: fc.constantFrom('conversation' as const, 'person' as const),
			}),
		),
	}),
	fc.record({
		id,
		is: fc.constant('loaded' as const),
		loaded: fc.record({ person, conversation }, { requiredKeys: [] }),
	}),
	fc.record({ id, is: fc.constant('value' as const), value: fc.oneof(text, fc.constant(undefined), fc.array(id)) }),
	fc.record({ id, is: fc.constantFrom('unavailable' as const, 'failed' as const), reason: text }),
);

describe('what crosses between threads', () => {
	it('arrives as it was sent, whatever questions share a message', () => {
		fc.assert(
			fc.property(fc.array(question, { maxLength: 6 }), (questions) => {
				const arrived = unpackQuestions(structuredClone(packQuestions(questions)));
				expect(arrived).toEqual(questions);
			}),
		);
	});
	it('comes back as it was answered', () => {
		fc.assert(
			fc.property(fc.array(answer, { maxLength: 6 }), (answers) => {
				expect(unpackAnswers(structuredClone(packAnswers(answers)))).toEqual(answers);
			}),
		);
	});
	it('holds every byte once and none of a pool that a value was cut from', () => {
		const sealed = Buffer.alloc(8192, 'secret of another person').subarray(10, 20);
		const {
			cells,
			bytes: packed,
			rest,
		} = packQuestions([
			{
				id: 1,
				ask: 'commit',
				commit: {
					turn: { id: 't', person: 'p', reply: sealed, day: 'd' },
					caseEvents: [{ id: 'e', caseId: 'c', sealed }],
				},
			},
		]);
		expect(packed.buffer.byteLength).toBe(10);
		expect(JSON.stringify([cells, rest]).length).toBeLessThan(400);
		const sent = rest[0] as Commit;
		expect(sent.caseEvents?.[0]?.sealed.buffer.byteLength).toBe(10);
	});
});
