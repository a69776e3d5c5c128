import fc from 'fast-check';
import type { RequestState } from '../../src/conversation/index.ts';
import { type Asked, foldRequest, REQUEST_STATES, type RequestAct, stateAfter } from '../../src/requests/request.ts';

const asked: Asked = {
	code: '12345678',
	kind: 'question',
	country: 'GH',
	askedDay: '2026-11-25',
	route: 'gh-ussd',
	language: 'en',
	words: 'Is LEAP open to me?',
};
const TYPES = ['sent', 'accepted', 'declined', 'answered', 'told', 'done', 'not-solved'] as const;
const fold = (...acts: readonly RequestAct[]) => foldRequest('id', asked, acts);
const acts = fc
	.uniqueArray(fc.record({ type: fc.constantFrom(...TYPES), at: fc.nat({ max: 1_000 }) }), {
		selector: ({ at }) => at,
		maxLength: 12,
	})
	.map((some) => some.toSorted((one, other) => one.at - other.at));

/** As far as it has come; of accepted and declined neither follows the other. */
const RANK: Readonly<Record<RequestState, number>> = { asked: 0, sent: 1, accepted: 2, declined: 2, done: 3 };

describe('a request', () => {
	it('begins as asked, with nothing in its history', () => {
		expect(fold()).toEqual({ ...asked, id: 'id', state: 'asked', history: [], unsolved: false });
	});
	it.each<[RequestState, Partial<Record<RequestAct['type'], RequestState>>]>([
		[
			'asked',
			{
				sent: 'sent',
				accepted: 'accepted',
				declined: 'declined',
				answered: 'accepted',
				told: 'asked',
				done: 'done',
				'not-solved': 'asked',
			},
		],
		[
			'sent',
			{
				accepted: 'accepted',
				declined: 'declined',
				answered: 'accepted',
				told: 'sent',
				done: 'done',
				'not-solved': 'sent',
			},
		],
		['accepted', { answered: 'accepted', told: 'accepted', done: 'done', 'not-solved': 'accepted' }],
		['declined', { answered: 'declined', done: 'done', 'not-solved': 'declined' }],
		['done', { 'not-solved': 'done' }],
	])('that is %s takes what fits, and nothing else', (state, next) => {
		expect(Object.fromEntries(TYPES.map((type) => [type, stateAfter(state, type)]))).toEqual({
			...Object.fromEntries(TYPES.map((type) => [type, undefined])),
			...next,
		});
	});
	it('never goes back, and never from accepted to declined or the other way, whatever happens to it', () => {
		fc.assert(
			fc.property(acts, (some) => {
				const states = some.map((_, count) => fold(...some.slice(0, count + 1)).state);
				for (const [at, state] of states.entries()) {
					const before = states[at - 1] ?? 'asked';
					expect(RANK[state]).toBeGreaterThanOrEqual(RANK[before]);
					if (RANK[state] === RANK[before]) expect(state).toBe(before);
				}
			}),
		);
		expect(Object.keys(RANK)).toEqual(REQUEST_STATES);
	});
	it('is the same in whatever order its acts were kept', () => {
		fc.assert(
			fc.property(acts, fc.infiniteStream(fc.nat()), (some, order) => {
				const shuffled = some.toSorted(() => ((order.next().value ?? 0) % 2) - 0.5);
				expect(fold(...shuffled)).toEqual(fold(...some));
			}),
		);
	});
	it('counts what a person said once, though it stands beside the record and already in it', () => {
		const said: RequestAct = { type: 'not-solved', at: 5, id: 'turn' };
		expect(fold(said, said).history).toEqual([said]);
	});
	it('holds the last answer, and whether that left it unsolved', () => {
		const first: RequestAct = { type: 'answered', at: 1, by: 'Esi', words: 'Ask at the office.' };
		const unsolved: RequestAct = { type: 'not-solved', at: 2 };
		const second: RequestAct = { type: 'answered', at: 3, by: 'Esi', words: 'Ask for Mr Boateng.' };
		expect(fold(first)).toMatchObject({ state: 'accepted', answer: 'Ask at the office.', unsolved: false });
		expect(fold(first, unsolved)).toMatchObject({ answer: 'Ask at the office.', unsolved: true });
		expect(fold(first, unsolved, second)).toMatchObject({ answer: 'Ask for Mr Boateng.', unsolved: false });
	});
});
