import { draw } from './draw.ts';
import { sessionOf } from './session.ts';

/** A session that is drawn for people who would rather look than read. */
export interface Picture {
	/** Where the session is written, and where its picture is kept; both below the project's folder. */
	readonly transcript: string;
	readonly file: string;
	readonly title: string;
	/** What the answers lead to, for who hears the picture read aloud. */
	readonly leadsTo: string;
	/** Steps of the transcript that are shown, and what each is for a reader without its language. */
	readonly shown: readonly { readonly step: number; readonly caption: string }[];
}

/** In the README. */
export const reportChild: Picture = {
	transcript: 'test/transcripts/fr/report-child.txt',
	file: 'docs/images/session.svg',
	title: 'A farmer reports a child who works with a machete, in French, on a feature phone',
	leadsTo: 'a kept report with its code and PIN',
	shown: [
		{ step: 0, caption: 'Dial: who, and language' },
		{ step: 1, caption: 'What is kept; the menu' },
		{ step: 2, caption: 'What is happening?' },
		{ step: 4, caption: 'Where is it?' },
		{ step: 6, caption: 'Kept: code and PIN' },
	],
};

/** In the pages for programme officers. */
export const learnSchool: Picture = {
	transcript: 'test/transcripts/en/learn-school.txt',
	file: 'docs/images/learn.svg',
	title: 'Somebody asks what school costs, and was asked for money for what is free, on a feature phone',
	leadsTo: 'what there is, and to a concern with the place that was named',
	shown: [
		{ step: 3, caption: 'What is known of' },
		{ step: 6, caption: 'A place, an age: found' },
		{ step: 8, caption: 'What it costs' },
		{ step: 9, caption: 'What can be done' },
		{ step: 10, caption: 'Asked for money' },
	],
};

/** Drawn from the transcript that the tests play, so that it is always true. */
export function pictureOf({ title, leadsTo, shown }: Picture, transcript: string): string {
	const screens = sessionOf(
		transcript,
		shown.map(({ step }) => step),
	);
	const answers = screens.flatMap(({ typed }) => typed);
	const described = screens.map(({ lines }, at) => `Screen ${at + 1}: ${lines.join(' / ')}.`);
	return draw({
		title,
		description: `After the first screen, ${answers.length} answers (${answers.join(', ')}) lead to ${leadsTo}. ${described.join(' ')}`,
		screens: screens.map((screen, at) => ({ ...screen, caption: shown[at]?.caption ?? '' })),
	});
}
