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

/** Measures a file: as it is, or as it will be once it is cleaned. */
export const measureArguments = (file: string, as: 'it-is' | 'cleaned'): readonly string[] => [
	...QUIET,
	...['-i', file, '-map', '0:a:0'],
	...['-af', as === 'cleaned' ? `${CLEANED},${loudnorm('')}` : loudnorm('')],
	...['-f', 'null', '-'],
];

export const formats = ['mp3', 'wav'] as const;
/** `mp3`: 32 kb/s, for Africa's Talking. `wav`: µ-law, as phones carry it, for Twilio. Both 8 kHz, one channel. */
export type ClipFormat = (typeof formats)[number];

const CODEC: Readonly<Record<ClipFormat, readonly string[]>> = {
	mp3: ['-c:a', 'libmp3lame', '-b:a', '32k', '-write_xing', '0', '-id3v2_version', '0', '-f', 'mp3'],
	wav: ['-c:a', 'pcm_mulaw', '-f', 'wav'],
};

/** Cleans a file and brings it to the target by what was measured of it. Says nothing of who made it, and when. */
export const encodeArguments = (
	file: string,
	to: string,
	format: ClipFormat,
	measured: Measured,
): readonly string[] => {
	const known =
		`measured_I=${measured.loudness}:measured_TP=${measured.peak}:measured_LRA=${measured.range}:` +
		`measured_thresh=${measured.threshold}:linear=true:`;
	return [
		...QUIET,
		...['-y', '-i', file, '-map', '0:a:0', '-map_metadata', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact'],
		...['-af', `${CLEANED},${loudnorm(known)},aresample=8000`],
		...['-ar', '8000', '-ac', '1', ...CODEC[format], to],
	];
};

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
