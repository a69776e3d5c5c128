import type { SoundFormat } from '../../src/web/audio/sounds.ts';

/**
 * How a clip must sound: loud enough for a phone that lies on a table, never overdriven. No norm for telephone speech was found:
 * this is one target, and what misses it is refused.
 */
export const TARGET = {
	/** Integrated loudness, in LUFS (EBU R128), and how far from it a clip may be. */
	loudness: -18,
	within: 1,
	/** Highest true peak in dBFS. */
	peak: -3,
} as const;

/** Asked of ffmpeg: µ-law and MP3 add a few tenths of a decibel to the highest peak. */
const PEAK_ASKED = -4;
const RANGE = 7;

/** A phone carries 300 to 3400 Hz; hum below and hiss above only cost loudness. */
const BAND = 'highpass=f=120,lowpass=f=3600';
/** Silence that is kept at the beginning and at the end, in seconds. */
const START_SILENCE = 0.1;
const END_SILENCE = 0.15;

const trimmedStart = (keep: number) =>
	`silenceremove=start_periods=1:start_threshold=-45dB:start_silence=${keep}:detection=peak`;
const TRIM = [trimmedStart(START_SILENCE), 'areverse', trimmedStart(END_SILENCE), 'areverse'].join(',');

/** One channel first, so that every filter hears what the caller will. */
const CLEANED = `aformat=channel_layouts=mono,${BAND},${TRIM}`;

/** What ffmpeg measured of a sound: loudness in LUFS, true peak in dBFS, range in LU, and the threshold that it heard from. */
export interface Measured {
	readonly loudness: number;
	readonly peak: number;
	readonly range: number;
	readonly threshold: number;
}

const loudnorm = (more: string) =>
	`loudnorm=I=${TARGET.loudness}:TP=${PEAK_ASKED}:LRA=${RANGE}:${more}print_format=json`;
const QUIET = ['-hide_banner', '-nostdin', '-nostats'];

/** Samples a second of a cleaned sound, 16 bits each. */
const CLEANED_RATE = 48_000;
const RAW = ['-f', 's16le', '-ar', String(CLEANED_RATE), '-ac', '1'];
export const CLEANED_BYTES_A_SECOND = CLEANED_RATE * 2;

/** A sound in a file, and its length, without which a short one cannot be measured. */
export interface Sound {
	readonly file: string;
	readonly seconds: number;
	/** Samples alone, as `cleanArguments` makes them. */
	readonly isRaw?: boolean;
}

/**
 * Loudness is measured over 0.4 s at the least, and levelled over 3 s: a word such as "un" is shorter. So a short sound is heard
 * several times over, and once it is levelled, one time of it is kept from the middle.
 */
const LEVELLED_SECONDS = 3;
const timesOf = ({ seconds }: Sound): number =>
	seconds >= LEVELLED_SECONDS ? 1 : Math.ceil(LEVELLED_SECONDS / Math.max(seconds, 0.1)) + 1;

const inputOf = (sound: Sound): readonly string[] => {
	const times = timesOf(sound);
	const again = times === 1 ? [] : ['-stream_loop', String(times - 1)];
	return [...(sound.isRaw === true ? RAW : []), ...again, '-i', sound.file, '-map', '0:a:0'];
};

/** Takes hum, hiss and silence off a file; what is left are samples alone. */
export const cleanArguments = (file: string, to: string): readonly string[] => [
	...QUIET,
	...['-y', '-i', file, '-map', '0:a:0', '-af', CLEANED, ...RAW, to],
];

/** Measures a sound as it is. */
export const measureArguments = (sound: Sound): readonly string[] => [
	...QUIET,
	...inputOf(sound),
	...['-af', loudnorm(''), '-f', 'null', '-'],
];

/** Every clip is made in both. */
export const formats = ['mp3', 'wav'] as const satisfies readonly SoundFormat[];
export type ClipFormat = SoundFormat;

const CODEC: Readonly<Record<ClipFormat, readonly string[]>> = {
	mp3: ['-c:a', 'libmp3lame', '-b:a', '32k', '-write_xing', '0', '-id3v2_version', '0', '-f', 'mp3'],
	wav: ['-c:a', 'pcm_mulaw', '-f', 'wav'],
};

/** Brings a cleaned sound to the target by what was measured of it. Says nothing of who made it, and when. */
export const encodeArguments = (
	sound: Sound,
	to: string,
	format: ClipFormat,
	measured: Measured,
): readonly string[] => {
	const before = Math.floor(timesOf(sound) / 2) * sound.seconds;
	const once = timesOf(sound) === 1 ? '' : `,atrim=start=${before}:duration=${sound.seconds},asetpts=PTS-STARTPTS`;
	return [
		...QUIET,
		...['-y', ...inputOf(sound), '-map_metadata', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact'],
		...['-af', `${loudnorm(knownOf(measured))}${once},aresample=8000`],
		...['-ar', '8000', '-ac', '1', ...CODEC[format], to],
	];
};

const knownOf = ({ loudness, peak, range, threshold }: Measured): string =>
	`measured_I=${loudness}:measured_TP=${peak}:measured_LRA=${range}:measured_thresh=${threshold}:linear=true:`;

/** What is wrong with a clip's sound; empty: nothing. */
export function faultsOfSound({ loudness, peak }: Measured): readonly string[] {
	const { loudness: aim, within, peak: highest } = TARGET;
	const isNear = Math.abs(loudness - aim) <= within;
	return [
		...(isNear ? [] : [`its loudness is ${loudness} LUFS, it must be ${aim} ± ${within}`]),
		...(peak <= highest ? [] : [`its peak is ${peak} dBFS, it must be ${highest} or lower`]),
	];
}

/** What ffmpeg says of loudness, at the end of all that it says; `undefined`: it heard no sound. */
export function measuredIn(said: string): Measured | undefined {
	const from = said.lastIndexOf('{');
	const to = said.lastIndexOf('}');
	if (from < 0 || to < from) return undefined;
	const numbers = [...said.slice(from, to).matchAll(/"(input_\w+)"\s*:\s*"(-?(?:\d+(?:\.\d+)?|inf))"/g)];
	const found = new Map(numbers.map(([, name, value]) => [name, Number(value)]));
	const [loudness, peak, range, threshold] = ['i', 'tp', 'lra', 'thresh'].map((name) => found.get(`input_${name}`));
	if (![loudness, peak, range, threshold].every((one) => Number.isFinite(one))) return undefined;
	return { loudness, peak, range, threshold } as Measured;
}
