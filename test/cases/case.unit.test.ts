import fc from 'fast-check';
import { type CaseEvent, foldCase, standingAgainst } from '../../src/cases/case.ts';

const report = { kind: 'sharp-tools', place: { code: '260401' } } as const;
const opened: CaseEvent = { type: 'opened', at: 1, code: '12345678', route: 'ci-ussd', language: 'fr', report };
const fold = (...events: CaseEvent[]) => foldCase('id', 'CI', [opened, ...events]);

it('opens incomplete, since kind and place are all that is known', () => {
	expect(fold()).toMatchObject({ status: 'incomplete', code: '12345678', report });
});

it('is received once the minimal report is whole', () => {
	expect(fold({ type: 'completed', at: 2 })?.status).toBe('received');
});

it('takes amendments over what was said before, and keeps the rest', () => {
	const after = fold(
		{ type: 'amended', at: 2, changes: { dangerNow: true } },
		{ type: 'amended', at: 3, changes: { kind: 'chemicals' } },
	);
	expect(after?.report).toEqual({ ...report, kind: 'chemicals', dangerNow: true });
});

it('stays withdrawn whatever comes after, but keeps what is added', () => {
	const after = fold(
		{ type: 'withdrawn', at: 2 },
		{ type: 'word-added', at: 3, words: 'x' },
		{ type: 'not-solved', at: 4 },
	);
	expect(after).toMatchObject({ status: 'withdrawn', words: [{ at: 3, text: 'x' }] });
});

it('knows which statuses an event does not move, for whoever keeps the status outside of the events', () => {
	expect(standingAgainst('completed', 'received')).toEqual(['not-solved', 'withdrawn']);
	expect(standingAgainst('not-solved', 'not-solved')).toEqual(['withdrawn']);
});

it('is not there without its opening, which an erased key or a late record may withhold', () => {
	expect(foldCase('id', 'CI', [{ type: 'completed', at: 2 }])).toBeUndefined();
	expect(foldCase('id', 'CI', [])).toBeUndefined();
});

it('is the same whatever the order in which its records arrive, since a relay may move them out of order', () => {
	const events: CaseEvent[] = [
		opened,
		{ type: 'amended', at: 2, changes: { dangerNow: true } },
		{ type: 'completed', at: 3 },
		{ type: 'word-added', at: 4, words: 'a' },
		{ type: 'not-solved', at: 5 },
	];
	fc.assert(
		fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
			expect(foldCase('id', 'CI', shuffled)).toEqual(foldCase('id', 'CI', events));
		}),
	);
});
