import { spawnSync } from 'node:child_process';
import { ServiceError } from '../../src/shared/errors.ts';
import { type Measured, measureArguments, measuredIn, type Sound } from './chain.ts';

/** Runs ffmpeg, and gives what it said. @throws {ServiceError} `no-ffmpeg`, `ffmpeg-failed`. */
export type Ffmpeg = (args: readonly string[]) => string;

const MOST_MS = 120_000;

/** ffmpeg as it is installed, or the program that is named. */
export function createFfmpeg(program = 'ffmpeg'): Ffmpeg {
	return (args) => {
		const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: MOST_MS, shell: false });
		if ((error as { readonly code?: unknown } | undefined)?.code === 'ENOENT') {
			throw new ServiceError(
				'no-ffmpeg',
				'ffmpeg is not installed',
				'This needs ffmpeg, which is not installed (Debian, Ubuntu: apt install ffmpeg; macOS: brew install ffmpeg).',
			);
		}
		if (status === 0) return stderr;
		const last = stderr?.trim().split('\n').at(-1) ?? '';
		throw new ServiceError('ffmpeg-failed', 'ffmpeg failed', `ffmpeg could not do it: ${last}`);
	};
}

/** @throws {ServiceError} `no-sound` when there is nothing to be heard. */
export function measure(ffmpeg: Ffmpeg, sound: Sound): Measured {
	const measured = sound.seconds > 0 ? measuredIn(ffmpeg(measureArguments(sound))) : undefined;
	if (measured !== undefined) return measured;
	const { file } = sound;
	throw new ServiceError('no-sound', 'nothing to be heard', `There is nothing to be heard in ${file}, or too little.`);
}
