import { createFlows, defineFlow, flowSetup, type StateMeta } from '../../src/conversation/index.ts';

const end: StateMeta = { screen: { kind: 'end', say: { key: 'bye' } } };

const flowOf = (states: Parameters<typeof flowSetup.createMachine>[0]['states'], id = 'one', door?: 'dial') =>
	defineFlow({
		id,
		version: 1,
		...(door === undefined ? {} : { door }),
		machine: flowSetup.createMachine({ id, context: ({ input }) => input, initial: 'a', states: states ?? {} }),
	});

it('takes a flow whose states each show, ask, enter or pass on', () => {
	expect(flowOf({ a: { always: 'b' }, b: { meta: end } })).toMatchObject({ id: 'one', version: 1, resumable: true });
});

it.each([
	['a timer, which is lost between two turns', { a: { meta: end, after: { 1000: 'a' } } }, /timers are lost/],
	['a state with no purpose, where a person would hang', { a: {} }, /exactly one/],
	['a state with two purposes', { a: { meta: end, always: 'b' }, b: { meta: end } }, /exactly one/],
	[
		'nested states, which a stored name could not tell apart',
		{ a: { meta: end, initial: 'c', states: { c: {} } } },
		/flat/,
	],
] as const)('refuses %s', (_, states, message) => {
	expect(() => flowOf(states as never)).toThrow(message);
});

it('refuses a list without a dial door, with two, with one flow twice, or with an entry to nowhere', () => {
	const home = flowOf({ a: { meta: end } }, 'home', 'dial');
	expect(() => createFlows([flowOf({ a: { meta: end } })])).toThrow(/dial door/);
	expect(() => createFlows([home, flowOf({ a: { meta: end } }, 'other', 'dial')])).toThrow(/dial door/);
	expect(() => createFlows([home, home])).toThrow(/two flows/);
	expect(() => createFlows([home, flowOf({ a: { meta: { enter: 'nowhere' } } })])).toThrow(/nowhere/);
});

it('does not compile a misspelt effect', () => {
	flowSetup.createMachine({
		context: ({ input }) => input,
		// @ts-expect-error: there is no effect of this name
		entry: { type: 'effect', params: { type: 'case.opne', caseId: '' } },
	});
	expect(true).toBe(true);
});
