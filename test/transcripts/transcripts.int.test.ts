import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatTranscript, parseTranscript, play } from '../../scripts/talk/transcript.ts';
import { loaded, openLine } from '../support/line.ts';

const folder = join(process.cwd(), 'test', 'transcripts');

/** Transcripts are rewritten by `npm run goldens` alone; here a missing or other screen fails. */
const rewrite = process.env['UPDATE_GOLDENS'] === '1' && process.env['CI'] === undefined;

/** What is told to those who ask: each topic, on each medium, in both countries and languages. */
const asked = ['ci-ussd', 'gh-ussd', 'ci-sms', 'gh-sms', 'ci-voice', 'gh-voice'].flatMap((routeId) =>
	['fr', 'en'].map((language) => [`learn/${routeId}/${language}`, routeId] as const),
);

/** Folder and route of each set. */
const sets = [
	['fr', 'ci-ussd'],
	['en', 'gh-ussd'],
	['sms/fr', 'ci-sms'],
	['sms/en', 'gh-sms'],
	['voice/fr', 'ci-voice'],
	['voice/en', 'gh-voice'],
	...asked,
] as const;

describe.each(sets)('transcripts in %s', (set, routeId) => {
	const files = readdirSync(join(folder, set)).filter((name) => name.endsWith('.txt'));

	it.each(files)('%s goes as it is written', async (name) => {
		const file = join(folder, set, name);
		const line = await openLine({ seed: name });
		try {
			const steps = parseTranscript(readFileSync(file, 'utf8'));
			const played = await play(
				rewrite ? steps.map((step) => ({ ...step, expected: undefined })) : steps,
				{
					phone: line.phone(routeId),
					measure: { ...loaded.words.route(routeId), ...loaded.words.route(routeId).profile },
					wait: (minutes) => line.clock.move(minutes * 60_000),
				},
				!rewrite,
			);
			if (rewrite) writeFileSync(file, formatTranscript(played));
			expect(played).toHaveLength(steps.length);
		} finally {
			await line.close();
		}
	});
});
