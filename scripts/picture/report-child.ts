import { draw } from './draw.ts';
import { sessionOf } from './session.ts';

/** Where the session is written, and where its picture is kept; both below the project's folder. */
export const TRANSCRIPT = 'test/transcripts/fr/report-child.txt';
export const PICTURE = 'docs/images/session.svg';

/** Steps of the transcript that are shown, and what each is for a reader without French. */
const SHOWN: readonly { readonly step: number; readonly caption: string }[] = [
	{ step: 0, caption: 'Dial: who, and language' },
	{ step: 1, caption: 'What is kept; the menu' },
	{ step: 2, caption: 'What is happening?' },
	{ step: 4, caption: 'Where is it?' },
	{ step: 6, caption: 'Kept: code and PIN' },
];

/** The picture of a session in French: a farmer reports a child who works with a machete. */
export function pictureOf(transcript: string): string {
	const screens = sessionOf(
		transcript,
		SHOWN.map(({ step }) => step),
	);
	const answers = screens.flatMap(({ typed }) => typed);
	return draw({
		title: 'A farmer reports a child who works with a machete, in French, on a feature phone',
		description: `After the dial, ${answers.length} answers (${answers.join(', ')}) lead to a kept report with its code and PIN. ${screens
			.map(({ lines }, at) => `Screen ${at + 1}: ${lines.join(' / ')}.`)
			.join(' ')}`,
		screens: screens.map((screen, at) => ({ ...screen, caption: SHOWN[at]?.caption ?? '' })),
	});
}
