import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { listClips } from '../src/service/list-clips.ts';
import { CLIPS_FILE, readCore } from '../src/service/load-clips.ts';
import { systemChance } from '../src/shared/chance.ts';
import { systemClock } from '../src/shared/clock.ts';
import { codeOf, ServiceError } from '../src/shared/errors.ts';
import { withStore } from './api/open.ts';
import { check } from './audio/check.ts';
import { createFfmpeg } from './audio/ffmpeg.ts';
import { AUDIO_HELP } from './audio/help.ts';
import { languagesIn, readManifest, readTexts } from './audio/languages.ts';
import { spokenText } from './audio/manifest.ts';
import { prepare } from './audio/prepare.ts';
import { reviewed } from './audio/review.ts';
import { runDesk } from './audio/run-desk.ts';

/** Folder of the installation, from `dist/scripts/`. */
const root = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..');
const locales = join(root, 'locales');

const options = {
	lang: { type: 'string', multiple: true },
	key: { type: 'string' },
	speaker: { type: 'string' },
	consent: { type: 'string' },
	says: { type: 'string' },
	by: { type: 'string' },
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
	for (const [index, { key, state, isCore, text }] of clips.entries())
		if (!onlyMissing || state === 'missing' || state === 'stale')
			console.log([index + 1, state, isCore ? 'core' : '', key, text.replaceAll('\n', ' ')].join('\t'));
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

function review(key: string, language: string, by: string): void {
	const manifest = reviewed(readManifest(locales, language), readTexts(locales, language), key, by);
	writeFileSync(join(locales, language, CLIPS_FILE), `${JSON.stringify(manifest, null, '\t')}\n`);
	console.log(`${key} is reviewed by ${by}. It is played once the service has started anew.`);
}

const parse = () => parseArgs({ options, allowPositionals: true });
type Typed = ReturnType<typeof parse>;

/** Commands about files of this installation. Gives the exit code. */
function runFiles({ values, positionals: [command, from, to, ...more] }: Typed): number {
	const { lang: languages = [], key, speaker, consent, says, by } = values;
	const [lang, ...others] = languages;
	if (others.length > 0 || more.length > 0) return 2;
	if (command === 'check' && from === undefined)
		return checkAll(lang === undefined ? languagesIn(locales) : [lang], values.clips, values['without-loudness'])
			? 0
			: 1;
	if (lang === undefined) return 2;
	if (command === 'list' && from === undefined) {
		list(lang, values.missing);
		return 0;
	}
	if (command === 'review' && from !== undefined && to === undefined && by !== undefined) {
		review(from, lang, by);
		return 0;
	}
	if (command !== 'prepare' || from === undefined || to === undefined) return 2;
	if (key === undefined || speaker === undefined || consent === undefined) return 2;
	prepareOne(from, to, { lang, key, speaker, consent, says });
	return 0;
}

/** Commands about what the database keeps of recording by phone. Gives the exit code. */
function runKept(command: 'speaker' | 'takes', { values, positionals }: Typed): Promise<number> {
	const words = { command, positionals: positionals.slice(1), languages: values.lang ?? [] };
	const tools = { read: (language: string) => readTexts(locales, language), ffmpeg: createFfmpeg() };
	const doors = { clock: systemClock, chance: systemChance, say: console.log };
	return withStore(({ store: { records }, vault }) => runDesk(words, tools, { records, vault, ...doors }));
}

async function main(): Promise<number> {
	const typed = parse();
	const [command] = typed.positionals;
	if (typed.values.help) {
		console.log(AUDIO_HELP);
		return 0;
	}
	const isKept = command === 'speaker' || command === 'takes';
	const code = isKept ? await runKept(command, typed) : runFiles(typed);
	if (code === 2) console.log(AUDIO_HELP);
	return code;
}

main().then(
	(code) => {
		process.exitCode = code;
	},
	(error: unknown) => {
		const isUsage = codeOf(error).startsWith('ERR_PARSE_ARGS');
		if (isUsage) console.error(AUDIO_HELP);
		else console.error(error instanceof ServiceError ? error.forStaff : `This could not be done: ${codeOf(error)}`);
		process.exitCode = isUsage ? 2 : 1;
	},
);
