import type { Answers, Conversation, Country } from '../../src/conversation/index.ts';
import { blank, MissingText } from '../../src/conversation/index.ts';
import { refOf, type Version } from '../../src/programmes/catalogue/lifecycle.ts';
import type { PriceList } from '../../src/programmes/prices/price-list.ts';
import { AGE_BANDS } from '../../src/programmes/work/work-answer.ts';
import { checkKeys, checkScreen, type ProofFault } from './checks.ts';
import { type Ground, lookAt, type Visit } from './visit.ts';

/** What the line can tell, beyond what a walk on one day meets: every entry, and every price that was or is in force. */
export interface Told {
	readonly entries: readonly Version[];
	readonly prices: Readonly<Record<Country, PriceList>>;
}

/** What was found on the screens that tell it. */
export interface Looked {
	readonly screens: number;
	readonly pages: number;
	readonly fullest: number;
	readonly options: number;
	readonly faults: readonly ProofFault[];
}

/** A screen of a flow, as somebody comes to it with these answers on that day. */
interface Stand {
	readonly flow: string;
	readonly state: string;
	readonly answers: Answers;
	/** ISO date. */
	readonly day: string;
	/** How a fault names it. */
	readonly name: string;
}

/** Looks at every entry of the country, every price of it, and what it says of every work at every age. */
export function lookAtTold(ground: Ground, told: Told): Looked {
	const faults: ProofFault[] = [];
	const checked = standsOf(ground, told).map((stand) => look(ground, stand, faults));
	return {
		screens: checked.length,
		pages: checked.reduce((sum, { pages }) => sum + pages, 0),
		fullest: Math.max(0, ...checked.map(({ fullest }) => fullest)),
		options: checked.reduce((sum, { options }) => sum + options, 0),
		faults,
	};
}

function standsOf({ words, routeId, flows }: Ground, { entries, prices }: Told): readonly Stand[] {
	const { country, for: whom } = words.route(routeId);
	if (whom === 'recording' || !flows.all.some(({ id }) => id === 'learn')) return [];
	return [
		...entries.filter(({ entry }) => entry.country === country).flatMap(standsOfEntry),
		...prices[country].prices.flatMap(({ from }) => standsOfPrice(words.knowledge.price, country, from)),
		...words.knowledge.work.tasks(country).flatMap((task) =>
			AGE_BANDS.map((workAge) => ({
				...{ flow: 'work', state: 'told', answers: { task, workAge }, day: '2026-01-01' },
				name: `${task} at ${workAge}`,
			})),
		),
	];
}

function standsOfEntry(version: Version): readonly Stand[] {
	const programme = refOf(version);
	const day = version.entry.validFrom ?? '';
	return ['reading', 'applying'].map((state) => ({
		...{ flow: 'learn', state, answers: { programme }, day },
		name: `${programme} ${state}`,
	}));
}

type Price = Ground['words']['knowledge']['price'];

function standsOfPrice({ units, mostCount }: Price, country: Country, day: string): readonly Stand[] {
	const sold = units(country).map((unit) => ({
		...{ flow: 'price', state: 'owed', answers: { unit, count: mostCount }, day },
		name: `${unit} sold on ${day}`,
	}));
	return [{ flow: 'price', state: 'today', answers: {}, day, name: `price of ${day}` }, ...sold];
}

function look(ground: Ground, { flow, state, answers, day, name }: Stand, faults: ProofFault[]) {
	const at = Date.parse(day);
	const here = { ...ground, at };
	const conversation: Conversation = {
		...blank({ language: ground.language, lastPlace: ground.lastPlace, ...answers }),
		...{ flow, version: ground.flows.current(flow).version, state, at, ended: false },
	};
	try {
		const [first] = lookAt(here, conversation).layout.pages;
		const visit: Visit = { conversation, reply: { text: first?.text ?? '', end: false }, path: [name] };
		const screen = checkScreen(here, visit, faults);
		checkKeys(here, visit, faults);
		return screen;
	} catch (error) {
		const kind = error instanceof MissingText ? 'text-missing' : 'broken';
		faults.push({ kind, path: [name], detail: error instanceof Error ? error.message : String(error) });
		return { pages: 0, fullest: 0, options: 0 };
	}
}
