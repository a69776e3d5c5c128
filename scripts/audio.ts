import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { codeOf, ServiceError } from '../src/shared/errors.ts';
import { check } from './audio/check.ts';
import { createFfmpeg } from './audio/ffmpeg.ts';
import { languagesIn, readManifest, readTexts } from './audio/languages.ts';
import { spokenText } from './audio/manifest.ts';
import { prepare } from './audio/prepare.ts';

/** Folder of the installation, from `dist/scripts/`. */
const root = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..');
const locales = join(root, 'locales');

const HELP = `What is heard on calls: clips that people spoke, brought to what phones carry.

  npm run audio -- prepare IN OUT_DIR --lang fr --key home.menu --speaker NAME --consent "on paper, 2026-11-25"
      makes an MP3 (Africa's Talking) and a µ-law WAV (Twilio) of a recording: 8 kHz, -18 LUFS, silence trimmed,
      and prints its entry for locales/<lang>/audio.json, a draft until a second speaker has heard it
  npm run audio -- check [--lang fr] [--clips DIR] [--without-loudness]
      every clip of locales/<lang>/audio.json: there, unchanged, as long and as loud as it must be, its text not changed since;
      clips lie in locales/<lang>/audio or in DIR

It needs ffmpeg; --without-loudness checks all else.`;

const options = {
	lang: { type: 'string' },
	key: { type: 'string' },
	speaker: { type: 'string' },
	consent: { type: 'string' },
	clips: { type: 'string' },
	'without-loudness': { type: 'boolean', default: false },
	help: { type: 'boolean', default: false },
} as const;

function prepareOne(
	from: string,
	to: string,
	values: { readonly [name in 'lang' | 'key' | 'speaker' | 'consent']: string },
) {
	const { lang, key, speaker, consent } = values;
	const text = spokenText(readTexts(locales, lang), key);
	const entry = prepare({ from: resolve(from), to: resolve(to), key, text, speaker, consent }, createFfmpeg());
	console.log(JSON.stringify(entry, null, '\t'));
}

/** Gives whether all of it is well. */
function checkAll(languages: readonly string[], clips: string | undefined, withoutLoudness: boolean): boolean {
	const ffmpeg = withoutLoudness ? undefined : createFfmpeg();
	let count = 0;
	const faults = languages.flatMap((language) => {
		const manifest = readManifest(locales, language);
		count += Object.keys(manifest).length;
		const folder = clips === undefined ? join(locales, language, 'audio') : resolve(clips);
		return check(readTexts(locales, language), manifest, folder, ffmpeg);
	});
	for (const fault of faults) console.log(fault);
	console.log(`${count} clips, ${faults.length} faults${withoutLoudness ? '; loudness was not looked at' : ''}`);
	return faults.length === 0;
}

function main(): number {
	const { values, positionals } = parseArgs({ options, allowPositionals: true });
	const [command, from, to, ...more] = positionals;
	const { lang, key, speaker, consent } = values;
	if (values.help) {
		console.log(HELP);
		return 0;
	}
	if (command === 'check' && from === undefined)
		return checkAll(lang === undefined ? languagesIn(locales) : [lang], values.clips, values['without-loudness'])
			? 0
			: 1;
	if (command === 'prepare' && from !== undefined && to !== undefined && more.length === 0)
		if (lang !== undefined && key !== undefined && speaker !== undefined && consent !== undefined) {
			prepareOne(from, to, { lang, key, speaker, consent });
			return 0;
		}
	console.log(HELP);
	return 2;
}

try {
	process.exitCode = main();
} catch (error) {
	const isUsage = codeOf(error).startsWith('ERR_PARSE_ARGS');
	if (isUsage) console.error(HELP);
	else console.error(error instanceof ServiceError ? error.forStaff : `This could not be done: ${codeOf(error)}`);
	process.exitCode = isUsage ? 2 : 1;
}
