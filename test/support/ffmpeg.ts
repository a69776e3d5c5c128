import { spawnSync } from 'node:child_process';

/** Whether ffmpeg is installed here; tests that need it say that they were left out. */
export const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

export const describeWithFfmpeg = (name: string, tests: () => void): void =>
	(hasFfmpeg ? describe : describe.skip)(`${name}${hasFfmpeg ? '' : ' (left out: ffmpeg is not installed)'}`, tests);

/** What ffmpeg makes of a sound: its samples of 16 bits at 8 kHz in one channel, and whatever it complains of. */
export function decoded(
	bytes: Uint8Array,
	format: 'mp3' | 'wav',
): { readonly samples: Int16Array; readonly complaints: string } {
	const args = [
		'-v',
		'warning',
		'-guess_layout_max',
		'0',
		'-f',
		format,
		'-i',
		'pipe:0',
		'-f',
		's16le',
		'-ac',
		'1',
		'-ar',
		'8000',
		'pipe:1',
	];
	const { stdout, stderr } = spawnSync('ffmpeg', args, { input: bytes, maxBuffer: 64 * 1024 * 1024, timeout: 60_000 });
	const samples = new Int16Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + (stdout.length & ~1)));
	return { samples, complaints: stderr.toString() };
}
