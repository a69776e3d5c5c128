import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTexts } from '../../../scripts/audio/languages.ts';
import { entryOf } from '../../../scripts/audio/manifest.ts';
import type { ClipManifest } from '../../../src/conversation/index.ts';
import { listClips } from '../../../src/service/list-clips.ts';
import { readCore } from '../../../src/service/load-clips.ts';
import { forms } from '../../../src/web/audio/sounds.ts';
import { clipOf } from '../../scripts/support/clips.ts';

/** Length of an MP3 frame; every made-up clip lasts some of them. */
const FRAME_SECONDS = 0.072;

/** A clip of silence like no other: what tells it apart stands where no decoder listens, or is too soft to hear. */
export function madeUpClip(of: string): { readonly mp3: Buffer; readonly wav: Buffer; readonly seconds: number } {
	const hash = createHash('sha256').update(of).digest();
	const seconds = Math.round((4 + ((hash[0] ?? 0) % 8)) * FRAME_SECONDS * 1_000) / 1_000;
	const mp3 = Buffer.from(clipOf('mp3', seconds));
	hash.copy(mp3, 20);
	const soft = Buffer.from(hash.map((byte) => 0xfc | byte));
	const rest = Buffer.alloc(Math.round(seconds * 8_000) - soft.length, 0xff);
	hash.forEach((byte, at) => {
		rest[at] = 0xfc | (byte >> 2);
		rest[at + 32] = 0xfc | (byte >> 4);
		rest[at + 64] = 0xfc | (byte >> 6);
	});
	return { mp3, wav: forms.wav.write([soft, rest]), seconds };
}

/** Makes a clip of every text of a language, and of names besides. */
export function recordAll(root: string, language: string, says: Readonly<Record<string, string>> = {}): void {
	const locales = join(root, 'locales');
	const folder = join(locales, language, 'audio');
	mkdirSync(folder, { recursive: true });
	const texts = listClips(readTexts(locales, language), {}, readCore(root));
	const names = Object.entries(says).map(([key, text]) => ({ key, text }));
	const manifest: ClipManifest = {};
	for (const { key, text } of [...texts, ...names]) {
		const { seconds, ...bytes } = madeUpClip(`${language} ${key} ${text}`);
		const entry = entryOf(key, text, bytes, { seconds, speaker: 'nobody', consent: 'made up' });
		for (const [name, clip] of Object.entries(entry)) {
			manifest[name] = { ...clip, state: 'reviewed', by: 'nobody' };
			writeFileSync(join(folder, clip.files.mp3.name), bytes.mp3);
			writeFileSync(join(folder, clip.files.wav.name), bytes.wav);
		}
	}
	writeManifest(root, language, manifest);
}

const manifestFile = (root: string, language: string): string => join(root, 'locales', language, 'audio.json');

export function writeManifest(root: string, language: string, manifest: ClipManifest): void {
	writeFileSync(manifestFile(root, language), JSON.stringify(manifest));
}

export function readManifestOf(root: string, language: string): ClipManifest {
	return JSON.parse(readFileSync(manifestFile(root, language), 'utf8')) as ClipManifest;
}

/** Changes texts of one file of a language. */
export function retext(root: string, file: string, changes: Readonly<Record<string, unknown>>): void {
	const path = join(root, 'locales', file);
	writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...changes }));
}

/** An installation in a temporary folder: the line's own languages and reference data, and Twi, which is French by another name. */
export function makeRoot(): string {
	const root = mkdtempSync(join(tmpdir(), 'kasakuma-recorded-'));
	cpSync('locales', join(root, 'locales'), { recursive: true });
	cpSync('locales/fr', join(root, 'locales', 'tw'), { recursive: true });
	symlinkSync(join(process.cwd(), 'reference'), join(root, 'reference'));
	retext(root, 'tw/language.json', { key: 'tw', autonym: 'Twi', autonymPlain: 'Twi', iso639_3: 'twi' });
	for (const language of readdirSync(join(root, 'locales')))
		if (!language.includes('.')) retext(root, `${language}/languages.json`, { tw: 'Twi' });
	return root;
}

/** The demonstration programme with calls by both providers, in these languages. */
export function writeProgramme(
	root: string,
	languages: readonly string[],
	more: Readonly<Record<string, unknown>> = {},
): string {
	const demonstration = JSON.parse(readFileSync('reference/programmes/demonstration.json', 'utf8')) as Record<
		string,
		unknown
	>;
	const call = { channel: 'voice', country: 'CI', languages, secret: { from: 'file' } };
	const routes = [
		{ ...call, id: 'at-voice', provider: 'africastalking', serviceCode: '+2252700000000' },
		{ ...call, id: 'twilio-voice', provider: 'twilio', serviceCode: '+2252700000001' },
	];
	const names = { ...(demonstration['names'] as Record<string, string>), tw: 'Kookoo Line Demo' };
	const file = join(root, 'programme.json');
	writeFileSync(file, JSON.stringify({ ...demonstration, names, routes, ...more }));
	return file;
}
