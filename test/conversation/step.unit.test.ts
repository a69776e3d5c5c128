import { initialTransition, transition } from 'xstate';
import { flows } from '../../flows/index.ts';
import type { FlowEvent, Value } from '../../src/conversation/index.ts';
import { begin, step } from '../../src/conversation/step.ts';

const values: readonly Value[] = [true, false, 'skip', 'child', 'call-at', 'details', 'again', { code: '2604' }];
const answers = { caseId: 'id', code: '12345678', pin: '123456', kind: 'violence', place: { typed: 'x' } };
const events: readonly FlowEvent[] = [
	...values.map((value) => ({ type: 'answer', name: 'place', value }) as const),
	{ type: 'told', told: { told: 'no-case' } },
	{ type: 'told', told: { told: 'reference', caseId: 'c', code: '1', pin: '2' } },
];

describe.each(flows.all.map((flow) => [flow.id, flow] as const))('stepping %s', (_, flow) => {
	it('gives what the transition of XState gives, in every state and for every event', () => {
		// States that only pass on are left within the step that enters them: no conversation ever stands there.
		const resting = Object.entries(flow.machine.root.states).filter(([, { always }]) => (always ?? []).length === 0);
		for (const [state] of resting) {
			for (const event of events) {
				const before = flow.machine.resolveState({ value: state, context: { answers } });
				if (!before.can(event)) {
					expect(step(flow, { state, answers }, event)).toBeUndefined();
					continue;
				}
				const [after, actions] = transition(flow.machine, before, event);
				expect(step(flow, { state, answers }, event)).toEqual({
					state: after.value,
					answers: after.context.answers,
					effects: actions.filter(({ type }) => String(type) === 'effect').map(({ params }) => params),
				});
			}
		}
	});

	it('begins where XState begins', () => {
		const [first] = initialTransition(flow.machine, { answers });
		expect(begin(flow, answers).state).toBe(first.value);
	});
});

it('throws for a state that the machine does not have, so that the caller can restart kindly', () => {
	expect(() => step(flows.home, { state: 'gone', answers: {} }, { type: 'answer', name: '', value: '' })).toThrow(
		/gone/,
	);
});
