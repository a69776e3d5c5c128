import type { Spoken } from '../../src/conversation/index.ts';
import { MissingText } from '../../src/conversation/index.ts';
import { type CheckedScreen, checkKeys, checkScreen, type ProofFault } from './checks.ts';
import { answers, completes, entrances, type Ground, mistake, redial, type Visit } from './visit.ts';

/** What one walk through all flows found, in one language on one route. */
export interface Walked {
	readonly screens: number;
	readonly pages: number;
	/** Units of the fullest page. */
	readonly fullest: number;
	readonly options: number;
	/** Most sends that a minimal report takes from a first dial, over every kind of concern and everybody it may be about. */
	readonly minimal: number;
	readonly faults: readonly ProofFault[];
}

/** More screens than this mean a flow that never comes to rest. */
const SCREENS_MOST = 20_000;

/** One screen is one state with one wording: the same state with other values on it is looked at again. */
function keyOf({ conversation, reply }: Pick<Visit, 'conversation' | 'reply'>): string {
	const { flow, state, overlay, ended, mistakes } = conversation;
	return [flow, state, overlay ?? '', ended, mistakes, reply.text].join('|');
}

interface Node {
	readonly visit: Visit;
	readonly to: Set<string>;
}

/** Walks every screen that can be reached, and checks each. */
export function walk(ground: Ground): Walked {
	const nodes = new Map<string, Node>();
	const faults: ProofFault[] = [];
	const checked: CheckedScreen[] = [];
	const queue: Visit[] = [];
	const meet = (visit: Visit): string => {
		const key = keyOf(visit);
		if (!nodes.has(key)) {
			if (nodes.size > SCREENS_MOST) throw new Error('the flows have no end of screens');
			nodes.set(key, { visit, to: new Set() });
			queue.push(visit);
		}
		return key;
	};
	guarded(faults, ['dial'], () => {
		for (const entrance of entrances(ground)) meet(entrance);
	});
	for (let visit = queue.shift(); visit !== undefined; visit = queue.shift()) {
		const here = visit;
		const node = nodes.get(keyOf(here));
		guarded(faults, here.path, () => {
			const screen = checkScreen(ground, here, faults);
			checked.push(screen);
			if (here.conversation.ended) return;
			const onward = (typed: string, spoken: Spoken) => node?.to.add(meet({ ...spoken, path: [...here.path, typed] }));
			for (const { typed, to } of answers(ground, here)) for (const spoken of to) onward(typed, spoken);
			for (const spoken of checkKeys(ground, here, faults)) onward('9', spoken);
			onward('drop, dial', redial(ground, here.conversation));
			for (const spoken of mistake(ground, here)) onward('(a mistake)', spoken);
		});
	}
	faults.push(...deadEnds(nodes));
	return {
		screens: nodes.size,
		pages: checked.reduce((sum, { pages }) => sum + pages, 0),
		fullest: Math.max(0, ...checked.map(({ fullest }) => fullest)),
		options: checked.reduce((sum, { options }) => sum + options, 0),
		// A line for recording takes no reports.
		minimal: ground.words.route(ground.routeId).for === 'recording' ? 0 : longestMinimal(ground, faults),
		faults,
	};
}

function guarded(faults: ProofFault[], path: readonly string[], run: () => void): void {
	try {
		run();
	} catch (error) {
		const kind = error instanceof MissingText ? 'text-missing' : 'broken';
		faults.push({ kind, path, detail: error instanceof Error ? error.message : String(error) });
	}
}

/** Screens from which no answers lead to an end. */
function deadEnds(nodes: ReadonlyMap<string, Node>): readonly ProofFault[] {
	const comeFrom = new Map<string, string[]>();
	for (const [key, { to }] of nodes) {
		for (const next of to) comeFrom.set(next, [...(comeFrom.get(next) ?? []), key]);
	}
	const ending = new Set([...nodes].filter(([, { visit }]) => visit.conversation.ended).map(([key]) => key));
	const queue = [...ending];
	for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
		for (const before of comeFrom.get(key) ?? []) {
			if (ending.has(before)) continue;
			ending.add(before);
			queue.push(before);
		}
	}
	return [...nodes]
		.filter(([key]) => !ending.has(key))
		.map(([, { visit }]) => ({
			kind: 'no-end' as const,
			path: visit.path,
			detail: 'no answers lead to an end from here',
		}));
}

interface Filing {
	readonly visit: Visit;
	readonly sends: number;
}

/**
 * Sends that the longest of all shortest minimal reports takes: for every combination of answers that make one, the fewest
 * sends from a first dial, language, notice and pages turned included.
 */
function longestMinimal(ground: Ground, faults: ProofFault[]): number {
	const fewest = new Map<string, number>();
	const seen = new Map<string, number>();
	let queue: Filing[] = [];
	guarded(faults, ['dial'], () => {
		const [first] = entrances(ground);
		if (first !== undefined) queue = [{ visit: first, sends: 0 }];
	});
	for (let filing = queue.shift(); filing !== undefined; filing = queue.shift()) {
		const { visit, sends } = filing;
		guarded(faults, visit.path, () => {
			for (const way of answers(ground, visit)) {
				for (const spoken of way.to) {
					const cost = sends + way.sends;
					const report = JSON.stringify([
						spoken.conversation.flow,
						spoken.conversation.state,
						spoken.conversation.answers,
					]);
					if (completes(spoken.effects)) {
						const about = JSON.stringify(spoken.conversation.answers);
						fewest.set(about, Math.min(cost, fewest.get(about) ?? Number.POSITIVE_INFINITY));
					} else if (!spoken.reply.end && cost < (seen.get(report) ?? 9)) {
						seen.set(report, cost);
						queue.push({ visit: { ...spoken, path: [...visit.path, way.typed] }, sends: cost });
					}
				}
			}
		});
	}
	const most = Math.max(0, ...fewest.values());
	if (most > 6 || fewest.size === 0) {
		faults.push({
			kind: 'too-many-answers',
			path: ['dial'],
			detail: `a minimal report takes ${most} answers; 6 at most`,
		});
	}
	return most;
}
