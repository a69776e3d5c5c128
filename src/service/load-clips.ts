import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
	type Clip,
	type ClipManifest,
	type Clips,
	clipManifest,
	isNameKey,
	type Locale,
	type ManifestClip,
	PAUSE,
	type Recordings,
	textOfClip,
} from '../conversation/index.ts';
import { check } from '../programmes/check.ts';
import { ServiceError } from '../shared/errors.ts';
import { readJson } from '../shared/read-json.ts';
import { forms, type SoundFormat, type Sounds } from '../web/audio/sounds.ts';

/** In the folder of a language, beside its texts: what is said of its clips, and the folder in which they lie. */
export const CLIPS_FILE = 'audio.json';
const CLIPS_FOLDER = 'audio';
/** Keys of the texts without which no call is held in a language. */
const CORE_FILE = 'core-texts.json';

export const sha256Of = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** Of what is spoken: the same for the same letters, however their accents are put together. */
export const textHashOf = (text: string): string => sha256Of(text.normalize('NFC'));

export interface LoadedClips {
	readonly recordings: Recordings;
	readonly sounds: Sounds;
	/** Clips whose files are missing, another than the manifest says, or of another form, as `language key`. They are not played. */
	readonly unfit: readonly string[];
}

export interface ClipsInput {
	/** Folder that holds `locales/` and `reference/`. */
	readonly root: string;
	readonly locales: readonly Locale[];
	/** Whether clips are played that no second speaker has heard yet. */
	readonly drafts: boolean;
	/** Forms that the programme's providers play; no others are kept in memory. */
	readonly formats: readonly SoundFormat[];
}

/**
 * Reads the clips of all languages that may be played: those whose text is still the same. All of them are kept in memory, 4 kB a
 * second as MP3 and 8 kB as WAV.
 * @throws {ServiceError} `manifest-invalid`, `file-unreadable`. A clip that is missing or damaged stops nobody: its text is spoken
 * by other means.
 */
export function loadClips({ root, locales, drafts, formats }: ClipsInput): LoadedClips {
	const sounds = { mp3: new Map<string, Uint8Array>(), wav: new Map<string, Uint8Array>() };
	for (const format of formats) sounds[format].set(PAUSE.id, forms[format].silent(PAUSE.seconds));
	const unfit: string[] = [];
	const byLanguage = new Map<string, Clips>();
	for (const locale of locales) {
		const folder = join(root, 'locales', locale.language.key);
		const clips = { byKey: new Map<string, Clip>(), byName: new Map<string, Clip>() };
		for (const [key, clip] of Object.entries(readClipManifest(folder))) {
			if (!isFresh(locale, key, clip) || !(drafts || clip.state === 'reviewed')) continue;
			const id = idOf(clip);
			const read = formats.map((format) => [format, readSound(join(folder, CLIPS_FOLDER), clip, format)] as const);
			if (read.some(([, sound]) => sound === undefined)) {
				unfit.push(`${locale.language.key} ${key}`);
				continue;
			}
			for (const [format, sound] of read) if (sound !== undefined) sounds[format].set(id, sound);
			if (isNameKey(key)) clips.byName.set(clip.says ?? '', { id, seconds: clip.seconds });
			else clips.byKey.set(key, { id, seconds: clip.seconds });
		}
		byLanguage.set(locale.language.key, clips);
	}
	return { recordings: { byLanguage, core: readCore(root) }, sounds, unfit };
}

/** Clips of the language in a folder; none where it has no manifest. @throws {ServiceError} `manifest-invalid` with every fault. */
export function readClipManifest(folder: string): ClipManifest {
	const file = join(folder, CLIPS_FILE);
	if (!existsSync(file)) return {};
	const parsed = clipManifest.safeParse(readJson(file));
	if (parsed.success) return parsed.data;
	const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
	throw new ServiceError('manifest-invalid', 'a manifest has faults', `${file} cannot be used:\n${faults.join('\n')}`);
}

/** Keys of the core set. @throws {ServiceError} `file-unreadable`, `reference-invalid`. */
export function readCore(root: string): readonly string[] {
	return check(z.array(z.string()), readJson(join(root, 'reference', CORE_FILE)), CORE_FILE);
}

function isFresh({ texts }: Locale, key: string, { textHash, says }: ManifestClip): boolean {
	const text = textOfClip(texts, key, says);
	return text !== undefined && textHashOf(text) === textHash;
}

/** Changes with the sound in either form; 48 bits tell the few thousand clips of a line apart. */
function idOf({ files }: ManifestClip): string {
	return sha256Of(`${files.mp3.sha256} ${files.wav.sha256}`).slice(0, 12);
}

function readSound(folder: string, { files }: ManifestClip, format: SoundFormat): Uint8Array | undefined {
	const { name, sha256 } = files[format];
	const path = join(folder, name);
	if (!existsSync(path)) return undefined;
	const bytes = readFileSync(path);
	return sha256Of(bytes) === sha256 ? forms[format].read(bytes) : undefined;
}
