import { type AnyMachineSnapshot, type AnyStateMachine, createActor } from 'xstate';
import type { Answers } from './conversation.ts';
import type { Flow, FlowContext, FlowEvent } from './define-flow.ts';
import type { Effect } from './effect.ts';

type Scope = Parameters<AnyStateMachine['transition']>[2];

/** Where a machine stands after a step, and what it asked for on the way. */
export interface Stepped {
	readonly state: string;
	readonly answers: Answers;
	readonly effects: readonly Effect[];
}

const scopes = new WeakMap<AnyStateMachine, Scope>();

/**
 * XState's `transition()` makes an actor and a system a call; this makes one inert scope a machine and calls the same
 * method, which costs a sixth (`test/conversation/step.unit.test.ts` holds both against each other).
 */
function scopeOf(machine: AnyStateMachine): Scope {
	let scope = scopes.get(machine);
	if (scope === undefined) {
		const self = createActor(machine);
		scope = {
			self,
			defer: () => {},
			id: '',
			logger: () => {},
			sessionId: '',
			stopChild: () => {},
			system: self.system,
			emit: () => {},
			actionExecutor: () => {},
		};
		scopes.set(machine, scope);
	}
	return scope;
}

function run(flow: Flow, effects: Effect[], move: (scope: Scope) => AnyMachineSnapshot): AnyMachineSnapshot {
	const scope = { ...scopeOf(flow.machine) };
	scope.actionExecutor = (action) => {
		if (action.type === 'effect') effects.push(action.params as unknown as Effect);
	};
	return move(scope);
}

function stepped(snapshot: AnyMachineSnapshot, effects: readonly Effect[]): Stepped {
	return { state: String(snapshot.value), answers: (snapshot.context as FlowContext).answers, effects };
}

const resting = new WeakMap<AnyStateMachine, Map<string, AnyMachineSnapshot>>();

/** A machine's snapshot in a state: resolved once a state, then copied with the answers. */
function snapshotAt(machine: AnyStateMachine, state: string, answers: Answers): AnyMachineSnapshot {
	let known = resting.get(machine);
	if (known === undefined) {
		known = new Map();
		resting.set(machine, known);
	}
	let snapshot = known.get(state);
	if (snapshot === undefined) {
		snapshot = machine.resolveState({ value: state, context: {} }) as AnyMachineSnapshot;
		known.set(state, snapshot);
	}
	return { ...snapshot, context: { answers } };
}

/** Most beginnings kept of one flow. */
const BEGINNINGS_MOST = 256;
const beginnings = new WeakMap<Flow, Map<string, Stepped>>();

/** The first state of a flow that shows or asks something, begun with these answers. */
export function begin(flow: Flow, answers: Answers): Stepped {
	return flow.door !== 'dial' ? begun(flow, answers) : begunBefore(flow, answers);
}

/** Where every session begins, with no answers but language and last place: remembered. */
function begunBefore(flow: Flow, answers: Answers): Stepped {
	let known = beginnings.get(flow);
	if (known === undefined || known.size >= BEGINNINGS_MOST) {
		known = new Map();
		beginnings.set(flow, known);
	}
	const key = JSON.stringify(answers);
	const before = known.get(key) ?? begun(flow, answers);
	known.set(key, before);
	return before;
}

function begun(flow: Flow, answers: Answers): Stepped {
	const effects: Effect[] = [];
	const first = run(
		flow,
		effects,
		(scope) => flow.machine.getInitialSnapshot(scope, { answers }) as AnyMachineSnapshot,
	);
	return stepped(first, effects);
}

/**
 * One event in one state. Pure. `undefined` when the state does not await such an event: XState gives the very snapshot
 * back then.
 * @throws {Error} when the machine has no such state: the caller restarts kindly.
 */
export function step(
	flow: Flow,
	at: { readonly state: string; readonly answers: Answers },
	event: FlowEvent,
): Stepped | undefined {
	const effects: Effect[] = [];
	const before = snapshotAt(flow.machine, at.state, at.answers);
	const after = run(flow, effects, (scope) => flow.machine.transition(before, event, scope) as AnyMachineSnapshot);
	return after === before ? undefined : stepped(after, effects);
}
