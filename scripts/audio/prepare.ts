import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClipManifest } from '../../src/conversation/index.ts';
import { ServiceError } from '../../src/shared/errors.ts';
import { CLEANED_BYTES_A_SECOND, type ClipFormat, cleanArguments, encodeArguments, faultsOfSound } from './chain.ts';
import { type Ffmpeg, measure } from './ffmpeg.ts';
import { entryOf, fileNameOf } from './manifest.ts';
import { secondsOf } from './seconds.ts';

export interface Preparing {
	/** What a speaker recorded, in any form that ffmpeg reads. */
	readonly from: string;
	/** Folder for both clips; made where it is not there. */
	readonly to: string;
	readonly key: string;
	/** What the clip says. */
	readonly text: string;
	readonly speaker: string;
	readonly consent: string;
}

/**
 * Makes a clip for each provider of a recording, and gives its entry for `audio.json`. Nothing is left behind where it fails.
 * @throws {ServiceError} `no-ffmpeg`, `ffmpeg-failed`, `no-sound`, `not-to-target`.
 */
export function prepare({ from, to, key, text, speaker, consent }: Preparing, ffmpeg: Ffmpeg): ClipManifest {
	const folder = mkdtempSync(join(tmpdir(), 'kasakuma-audio-'));
	try {
		const cleaned = join(folder, 'cleaned.raw');
		ffmpeg(cleanArguments(from, cleaned));
		const sound = { file: cleaned, seconds: statSync(cleaned).size / CLEANED_BYTES_A_SECOND, isRaw: true };
		const before = measure(ffmpeg, sound);
		const make = (format: ClipFormat): Buffer => {
			const draft = join(folder, `clip.${format}`);
			ffmpeg(encodeArguments(sound, draft, format, before));
			const bytes = readFileSync(draft);
			const made = { file: draft, seconds: secondsOf(format, bytes) ?? 0 };
			refuseOffTarget(format, faultsOfSound(measure(ffmpeg, made)));
			return bytes;
		};
		const clips = { mp3: make('mp3'), wav: make('wav') };
		const seconds = secondsOf('wav', clips.wav);
		if (seconds === undefined || seconds === 0) throw refused(['ffmpeg made no µ-law WAV of 8 kHz']);
		mkdirSync(to, { recursive: true });
		for (const [format, bytes] of Object.entries(clips) as [ClipFormat, Buffer][])
			writeFileSync(join(to, fileNameOf(key, format, bytes)), bytes);
		return entryOf(key, text, clips, { seconds, speaker, consent });
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function refuseOffTarget(format: ClipFormat, faults: readonly string[]): void {
	if (faults.length > 0) throw refused(faults.map((fault) => `${format}: ${fault}`));
}

const refused = (faults: readonly string[]): ServiceError =>
	new ServiceError(
		'not-to-target',
		'a clip misses its target',
		`The clip was not made: ${faults.join('; ')}. Record it anew, nearer to the microphone and in a quieter room.`,
	);
