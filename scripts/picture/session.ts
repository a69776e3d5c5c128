import { parseTranscript } from '../talk/transcript.ts';

/** A screen of a session, as it stands in the picture. */
export interface Screen {
	/** Lines as the line sends them. */
	readonly lines: readonly string[];
	/** Units that it takes and may take, such as `92/160`. */
	readonly measure: string;
	/** What is typed before the next screen of the picture, in turn; several where screens between are left out. */
	readonly typed: readonly string[];
}

/** Digits in the place of those that are given at random; as many, so that the measure stays true. */
const GIVEN: Readonly<Record<string, string>> = { '{code}': '48217730', '{pin}': '602914' };

/**
 * The screens of a transcript that the picture shows.
 * @param shown steps of the transcript, from 0, in order.
 * @throws {Error} when a step is not there or has no screen.
 */
export function sessionOf(transcript: string, shown: readonly number[]): readonly Screen[] {
	const steps = parseTranscript(transcript);
	return shown.map((at, place) => {
		const written = steps[at]?.expected;
		if (written === undefined) throw new Error(`the transcript has no screen at step ${at}`);
		const next = shown[place + 1];
		const between = next === undefined ? [] : steps.slice(at + 1, next + 1);
		return {
			lines: written.slice(0, -1).map(withDigits),
			measure: written.at(-1)?.split(' ').at(-1) ?? '',
			typed: between.map(({ action }) => action),
		};
	});
}

function withDigits(line: string): string {
	return Object.entries(GIVEN).reduce((text, [name, digits]) => text.replaceAll(name, digits), line);
}
