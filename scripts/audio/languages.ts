import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Locale, parseLocale } from '../../src/conversation/index.ts';
import { ServiceError } from '../../src/shared/errors.ts';
import { readJson } from '../../src/shared/read-json.ts';
import { type Manifest, manifestSchema } from './manifest.ts';

/** Beside the texts of a language, and none of them. */
const MANIFEST = 'audio.json';

export const languagesIn = (locales: string): readonly string[] =>
	readdirSync(locales, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** @throws {ServiceError} `no-language`, `file-unreadable`, `locale-invalid`. */
export function readTexts(locales: string, language: string): Locale {
	const folder = join(locales, language);
	if (!/^[a-z]+$/.test(language) || !existsSync(folder))
		throw new ServiceError('no-language', 'no such language', `There is no folder locales/${language}.`);
	const files = readdirSync(folder).filter((file) => file.endsWith('.json') && file !== MANIFEST);
	return parseLocale(language, new Map(files.map((file) => [file, readJson(join(folder, file))])));
}

/** Clips of a language; none where it has no manifest. @throws {ServiceError} `manifest-invalid` with every fault. */
export function readManifest(locales: string, language: string): Manifest {
	const file = join(locales, language, MANIFEST);
	if (!existsSync(file)) return {};
	const parsed = manifestSchema.safeParse(readJson(file));
	if (parsed.success) return parsed.data;
	const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
	throw new ServiceError('manifest-invalid', 'a manifest has faults', `${file} cannot be used:\n${faults.join('\n')}`);
}
