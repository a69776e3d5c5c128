import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClipManifest, Locale, ManifestClip } from '../../src/conversation/index.ts';
import { sha256Of, textHashOf } from '../../src/service/load-clips.ts';
import { ServiceError } from '../../src/shared/errors.ts';
import { type ClipFormat, faultsOfSound, formats } from './chain.ts';
import { type Ffmpeg, measure } from './ffmpeg.ts';
import { spokenText } from './manifest.ts';
import { secondsOf } from './seconds.ts';

/** Encoders fill up their last frame. */
const SECONDS_DIFFER: Readonly<Record<ClipFormat, number>> = { wav: 0.01, mp3: 0.3 };

/** Looks at the clips of one language; gives a line for each fault. `ffmpeg` absent: how loud they are is not looked at. */
export function check(
	locale: Locale,
	manifest: ClipManifest,
	folder: string,
	ffmpeg: Ffmpeg | undefined,
): readonly string[] {
	return Object.entries(manifest).flatMap(([key, clip]) =>
		[
			...faultsOfText(locale, key, clip),
			...(clip.state === 'reviewed' && clip.by === undefined ? ['is reviewed, and nobody signs for it'] : []),
			...formats.flatMap((format) =>
				faultsOfFile(clip, format, folder, ffmpeg).map((fault) => `${clip.files[format].name} ${fault}`),
			),
		].map((fault) => `${locale.language.key} ${key}: ${fault}`),
	);
}

function faultsOfText(locale: Locale, key: string, clip: ManifestClip): readonly string[] {
	try {
		return textHashOf(spokenText(locale, key, clip.says)) === clip.textHash
			? []
			: ['is stale: its text has changed since'];
	} catch (error) {
		if (!(error instanceof ServiceError)) throw error;
		return [error.forStaff];
	}
}

function faultsOfFile(
	{ files, seconds }: ManifestClip,
	format: ClipFormat,
	folder: string,
	ffmpeg: Ffmpeg | undefined,
): readonly string[] {
	const { name, sha256 } = files[format];
	const path = join(folder, name);
	if (!existsSync(path)) return ['is not there'];
	const bytes = readFileSync(path);
	if (sha256Of(bytes) !== sha256) return ['is another file than the manifest speaks of'];
	const length = secondsOf(format, bytes);
	if (length === undefined) return ['is not what a provider is given: 8 kHz, one channel'];
	const isLong = Math.abs(length - seconds) > SECONDS_DIFFER[format];
	return [
		...(isLong ? [`lasts ${length} s, the manifest says ${seconds} s`] : []),
		...(ffmpeg === undefined ? [] : faultsOfSound(measure(ffmpeg, { file: path, seconds: length }))),
	];
}
