import type { Country } from './route.ts';
import type { TextRef, Value } from './screen.ts';

/** Where and when something is asked. */
export interface Asked {
	readonly country: Country;
	/** P-code of the department, district or region; absent when it is not known. */
	readonly area?: string;
	/** Local day, ISO date; a UTC day in both countries. */
	readonly day: string;
}

/** What may be open to somebody, by the topics under which they look for it. */
export interface ProgrammeAsk extends Asked {
	readonly topic: string;
	/** Plain answers by the name of their question; `PASSED` where one was asked and passed over. */
	readonly answers: Readonly<Record<string, Value>>;
}

/** Stored where a plain question was passed over; it is not asked again. */
export const PASSED = 'passed';

/** What to show next: a question that still tells apart what is left, or what there is, best first. */
export type ProgrammeStep =
	| { readonly is: 'question'; readonly name: string; readonly values: readonly (string | boolean)[] }
	/** References of versions: a session keeps what it saw. May be empty. */
	| { readonly is: 'found'; readonly refs: readonly string[] };

/** What a person can be told of one programme or benefit. Texts are in the order in which they are to be read. */
export interface ProgrammeTold {
	readonly name: TextRef;
	/** What it gives, what it costs, and for whom; with the day of its facts where its owner should have looked at it again. */
	readonly about: readonly TextRef[];
	/** How to apply, what to bring, where to go and whom to call. May be empty. */
	readonly apply: readonly TextRef[];
	/** It costs nothing: whoever asks for money may be reported. */
	readonly free: boolean;
}

/** A sale of cocoa, as a person tells it. */
export interface Sold {
	readonly unit: string;
	/** Whole units, from 1 up to `mostCount`. */
	readonly count: number;
}

/**
 * What the line can tell those who ask. Looked up in memory, and never changed by a turn. What is new since the turn before is told
 * as it stands now; nothing that is over is ever told as if it were not.
 */
export interface Knowledge {
	readonly programmes: {
		/** Topics under which something is open anywhere in the country, in the order of a menu: the place is asked for afterwards. */
		readonly topics: (asked: Omit<Asked, 'area'>) => readonly string[];
		readonly step: (ask: ProgrammeAsk) => ProgrammeStep;
		/** `undefined`: it is over, or withdrawn. */
		readonly told: (ref: string, day: string) => ProgrammeTold | undefined;
	};
	readonly work: {
		readonly tasks: (country: Country) => readonly string[];
		/** For somebody of an age band: what holds, why, and what there is instead; in sentences. Empty for a task that is not known. */
		readonly told: (country: Country, task: string, band: string) => readonly TextRef[];
	};
	readonly price: {
		readonly units: (country: Country) => readonly string[];
		readonly mostCount: number;
		/** The price of a day in a language, or that none is known. */
		readonly told: (asked: Asked, language: string) => readonly TextRef[];
		/** Whether there is a price to reckon with. */
		readonly isKnown: (asked: Asked) => boolean;
		/** What should have been paid on that day, and what the seller has a right to. */
		readonly owed: (asked: Asked, sold: Sold, language: string) => readonly TextRef[];
	};
}

/** For a line that was given none: it knows of nothing. */
export const noKnowledge: Knowledge = {
	programmes: { topics: () => [], step: () => ({ is: 'found', refs: [] }), told: () => undefined },
	work: { tasks: () => [], told: () => [] },
	price: { units: () => [], mostCount: 1, told: () => [], isKnown: () => false, owed: () => [] },
};
