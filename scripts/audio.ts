import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readCore } from '../src/service/load-clips.ts';
import { codeOf, ServiceError } from '../src/shared/errors.ts';
import { check } from './audio/check.ts';
import { createFfmpeg } from './audio/ffmpeg.ts';
import { languagesIn, readManifest, readTexts } from './audio/languages.ts';
import { listClips } from './audio/list.ts';
import { spokenText } from './audio/manifest.ts';
import { prepare } from './audio/prepare.ts';

/** Folder of the installation, from `dist/scripts/`. */
const root = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..');
const locales = join(root, 'locales');

const HELP = `What is heard on calls: clips that people spoke, brought to what phones carry.

  npm run audio -- list --lang fr [--missing]
      what there is to record: each clip with its state and what it says, those first without which no call is held;
      a text with blanks is recorded in pieces, key#1, key#2 …
  npm run audio -- prepare IN OUT_DIR --lang fr --key home.menu --speaker NAME --consent "on paper, 2026-11-25"
      makes an MP3 (Africa's Talking) and a µ-law WAV (Twilio) of a recording: 8 kHz, -18 LUFS, silence trimmed,
      and prints its entry for locales/<lang>/audio.json, a draft until a second speaker has heard it;
      a name from data, such as a community's: --key name.adjoufou --says "Adjoufou"
  npm run audio -- check [--lang fr] [--clips DIR] [--without-loudness]
      every clip of locales/<lang>/audio.json: there, unchanged, as long and as loud as it must be, its text not changed since;
      clips lie in locales/<lang>/audio or in DIR

It needs ffmpeg; --without-loudness checks all else.`;

const options = {
	lang: { type: 'string' },
	key: { type: 'string' },
	speaker: { type: 'string' },
	consent: { type: 'string' },
	says: { type: 'string' },
	missing: { type: 'boolean', default: false },
	clips: { type: 'string' },
	'without-loudness': { type: 'boolean', default: false },
	help: { type: 'boolean', default: false },
} as const;

function prepareOne(
	from: string,
	to: string,
	values: { readonly [name in 'lang' | 'key' | 'speaker' | 'consent']: string } & { readonly says: string | undefined },
) {
	const { lang, key, speaker, consent, says } = values;
	const text = spokenText(readTexts(locales, lang), key, says);
	const entry = prepare({ from: resolve(from), to: resolve(to), key, text, speaker, consent }, createFfmpeg());
	console.log(JSON.stringify(entry, null, '\t'));
}

function list(language: string, onlyMissing: boolean): void {
	const clips = listClips(readTexts(locales, language), readManifest(locales, language), readCore(root));
	const listed = clips.filter(({ state }) => !onlyMissing || state === 'missing' || state === 'stale');
	for (const { key, state, isCore, text } of listed)
		console.log([state, isCore ? 'core' : '', key, text.replaceAll('\n', ' ')].join('\t'));
	const count = (isCore: boolean) => clips.filter((one) => one.isCore === isCore && one.state === 'reviewed').length;
	const core = clips.filter(({ isCore }) => isCore).length;
	console.log(`core set: ${count(true)} of ${core} reviewed; others: ${count(false)} of ${clips.length - core}`);
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
	const { lang, key, speaker, consent, says } = values;
	if (values.help) {
		console.log(HELP);
		return 0;
	}
	if (command === 'list' && from === undefined && lang !== undefined) {
		list(lang, values.missing);
		return 0;
	}
	if (command === 'check' && from === undefined)
		return checkAll(lang === undefined ? languagesIn(locales) : [lang], values.clips, values['without-loudness'])
			? 0
			: 1;
	if (command === 'prepare' && from !== undefined && to !== undefined && more.length === 0)
		if (lang !== undefined && key !== undefined && speaker !== undefined && consent !== undefined) {
			prepareOne(from, to, { lang, key, speaker, consent, says });
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
