import { type AnyStateMachine, assign, setup } from 'xstate';
import type { Answers } from './conversation.ts';
import type { Ask, Effect, Told } from './effect.ts';
import type { Knowledge } from './knowledge.ts';
import type { Country, RouteFacts } from './route.ts';
import type { Screen, Value } from './screen.ts';
import type { Hotline, Places } from './words.ts';

/** What flows remember: plain JSON. */
export interface FlowContext {
	readonly answers: Answers;
}

export type FlowEvent =
	/** The person answered the screen; `name` is the screen's. */
	| { readonly type: 'answer'; readonly name: string; readonly value: Value }
	/** The shell answered what a state asked. */
	| { readonly type: 'told'; readonly told: Told };

/** What a screen may be made of besides the answers. */
export interface Facts {
	readonly country: Country;
	/** Languages that the route offers, by key. */
	readonly languages: readonly string[];
	readonly programme: string;
	readonly places: Places;
	readonly hotlines: readonly Hotline[];
	readonly knowledge: Knowledge;
	/** Whether the line can write to a person of this route. */
	readonly texts: boolean;
	/** Whether the line can call a person of this route, who is not on a call already. */
	readonly calls: boolean;
}

/** What a state is for: it shows a screen, asks the shell something, or enters another flow. Exactly one of them. */
export type StateMeta =
	/** `day`: local day of the turn, ISO date; what is told may end with it. */
	| { readonly screen: Screen | ((answers: Answers, facts: Facts, day: string) => Screen) }
	| { readonly ask: (answers: Answers) => Ask }
	| { readonly enter: string };

/**
 * How a flow is reached from outside: by a dial, a call or a first text; by a reference code that is sent as a text; by a call on a
 * line for those who record its texts.
 */
export type Door = 'dial' | 'code' | 'record';

export interface Flow {
	readonly id: string;
	/** Raised whenever a state or an answer changes its meaning; conversations stay on the version in which they began. */
	readonly version: number;
	readonly door?: Door;
	/** Whether a redial may offer to go on. Not where it would disclose a case on a number match. */
	readonly resumable: boolean;
	readonly machine: AnyStateMachine;
}

/**
 * Where every flow's machine begins: its types, and the few actions and guards that flows share.
 * `keep` stores the answer under its screen's name; `learn` stores what the shell told; `effect` asks the shell to act.
 */
export const flowSetup = setup({
	types: {} as { context: FlowContext; input: FlowContext; events: FlowEvent; meta: StateMeta },
	actions: {
		effect: (_args, _effect: Effect) => {},
		keep: assign(({ context, event }) =>
			event.type === 'answer' ? { answers: { ...context.answers, [event.name]: event.value } } : {},
		),
		learn: assign(({ context, event }) => {
			if (event.type !== 'told') return {};
			const { told: _, ...learnt } = event.told;
			return { answers: { ...context.answers, ...learnt } };
		}),
		set: assign(({ context }, values: Answers) => ({ answers: { ...context.answers, ...values } })),
		/** Forgets everything but the named answers. */
		keepOnly: assign(({ context }, names: readonly string[]) => ({
			answers: Object.fromEntries(Object.entries(context.answers).filter(([name]) => names.includes(name))),
		})),
		forget: assign(({ context }, names: readonly string[]) => ({
			answers: Object.fromEntries(Object.entries(context.answers).filter(([name]) => !names.includes(name))),
		})),
	},
	guards: {
		is: ({ event }, value: Value) => event.type === 'answer' && event.value === value,
		/** The answer is to the screen of that name. */
		named: ({ event }, name: string) => event.type === 'answer' && event.name === name,
		told: ({ event }, what: Told['told']) => event.type === 'told' && event.told.told === what,
		has: ({ context }, name: string) => context.answers[name] !== undefined,
	},
});

/** Purpose of a state, as its flow wrote it. */
export function metaOf(flow: Flow, state: string): StateMeta | undefined {
	return flow.machine.root.states[state]?.meta as StateMeta | undefined;
}

/**
 * Makes a flow of a machine and its door, and refuses what would not survive being stored between two turns.
 * @throws {TypeError} for timers, invoked actors, nested states, or a state that neither shows, asks, enters nor passes on.
 */
export function defineFlow(flow: Omit<Flow, 'resumable'> & { readonly resumable?: boolean }): Flow {
	for (const [name, node] of Object.entries(flow.machine.root.states)) {
		const where = `flow ${flow.id}, state ${name}`;
		if (node.invoke.length > 0) throw new TypeError(`${where}: flows invoke nothing; emit an effect or ask the shell`);
		if (node.after.length > 0)
			throw new TypeError(`${where}: timers are lost between turns; emit an effect with a due time`);
		if (Object.keys(node.states).length > 0) throw new TypeError(`${where}: states of a flow are flat`);
		const meta = node.meta as Record<string, unknown> | undefined;
		const purposes = ['screen', 'ask', 'enter'].filter((purpose) => meta?.[purpose] !== undefined);
		const passesOn = node.always !== undefined && node.always.length > 0;
		if (purposes.length + (passesOn ? 1 : 0) !== 1) {
			throw new TypeError(`${where}: a state shows a screen, asks, enters a flow, or passes on; exactly one of them`);
		}
	}
	return { resumable: true, ...flow };
}

/** The flows of a service: every version that stored conversations may still be in. */
export interface Flows {
	readonly all: readonly Flow[];
	/** Newest version. @throws {Error} for an id that no flow has. */
	readonly current: (id: string) => Flow;
	/** That very version, or `undefined` when it is gone. */
	readonly pinned: (id: string, version: number) => Flow | undefined;
	/** Where a dial enters. */
	readonly home: Flow;
	/** Where a reference code enters; it finds the code among the answers. */
	readonly byCode: Flow | undefined;
	/** Where a call enters on a line for recording. */
	readonly record: Flow | undefined;
}

/** The flows as a route has them: a line for recording begins at that, and has no menu and no reports. */
export function flowsOn(flows: Flows, route: Pick<RouteFacts, 'for'>): Flows {
	const { record } = flows;
	return route.for === 'recording' && record !== undefined ? { ...flows, home: record, byCode: undefined } : flows;
}

/** @throws {TypeError} for two flows of one id and version, no or several dial doors, or an entry to a flow that is not there. */
export function createFlows(all: readonly Flow[]): Flows {
	const pinned = new Map<string, Flow>();
	const current = new Map<string, Flow>();
	for (const flow of all) {
		const key = `${flow.id}@${flow.version}`;
		if (pinned.has(key)) throw new TypeError(`two flows are ${key}`);
		pinned.set(key, flow);
		if (flow.version > (current.get(flow.id)?.version ?? 0)) current.set(flow.id, flow);
	}
	const homes = [...current.values()].filter((flow) => flow.door === 'dial');
	const home = homes[0];
	if (home === undefined || homes.length > 1) throw new TypeError(`one flow has the dial door, not ${homes.length}`);
	for (const flow of all) {
		for (const state of Object.keys(flow.machine.root.states)) {
			const meta = metaOf(flow, state);
			if (meta !== undefined && 'enter' in meta && !current.has(meta.enter)) {
				throw new TypeError(`flow ${flow.id}, state ${state}: there is no flow ${meta.enter} to enter`);
			}
		}
	}
	return {
		all,
		home,
		byCode: [...current.values()].find((flow) => flow.door === 'code'),
		record: [...current.values()].find((flow) => flow.door === 'record'),
		pinned: (id, version) => pinned.get(`${id}@${version}`),
		current: (id) => {
			const flow = current.get(id);
			if (flow === undefined) throw new Error(`no flow ${id}`);
			return flow;
		},
	};
}
