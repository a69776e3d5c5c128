import { forms, type SoundFormat } from '../../src/web/audio/sounds.ts';

/** Seconds of a clip of ours, to the hundredth; `undefined`: it is none, such as a WAV that is not 8 kHz µ-law. */
export function secondsOf(format: SoundFormat, bytes: Buffer): number | undefined {
	const { read, bytesASecond } = forms[format];
	const sound = read(bytes);
	return sound === undefined ? undefined : Math.round((sound.length / bytesASecond) * 100) / 100;
}
