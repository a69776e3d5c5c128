import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ClipManifest, type Locale, parseLocale } from '../../src/conversation/index.ts';
import { CLIPS_FILE, readClipManifest } from '../../src/service/load-clips.ts';
import { ServiceError } from '../../src/shared/errors.ts';
import { readJson } from '../../src/shared/read-json.ts';

export const languagesIn = (locales: string): readonly string[] =>
	readdirSync(locales, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** @throws {ServiceError} `no-language`, `file-unreadable`, `locale-invalid`. */
export function readTexts(locales: string, language: string): Locale {
	const folder = join(locales, language);
	if (!/^[a-z]+$/.test(language) || !existsSync(folder))
		throw new ServiceError('no-language', 'no such language', `There is no folder locales/${language}.`);
	const files = readdirSync(folder).filter((file) => file.endsWith('.json') && file !== CLIPS_FILE);
	return parseLocale(language, new Map(files.map((file) => [file, readJson(join(folder, file))])));
}

/** Clips of a language; none where it has no manifest. @throws {ServiceError} `manifest-invalid` with every fault. */
export const readManifest = (locales: string, language: string): ClipManifest =>
	readClipManifest(join(locales, language));
