/** Waveform of an RIFF file that is µ-law: https://www.rfc-editor.org/rfc/rfc2361#appendix-A (`WAVE_FORMAT_MULAW`). */
const MULAW = 7;
const SAMPLES_A_SECOND = 8_000;
/** Silence in µ-law. */
const SILENT = 0xff;

/**
 * The sound in a µ-law WAV of 8 kHz in one channel, a byte a sample; `undefined`: it is another kind of file, or cut off.
 * RIFF: a head of 12 bytes, then chunks of a name, a length and content, padded to an even length.
 */
export function readWav(bytes: Buffer): Buffer | undefined {
	if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') return undefined;
	let isOurs = false;
	for (let at = 12; at + 8 <= bytes.length; ) {
		const name = bytes.toString('latin1', at, at + 4);
		const length = bytes.readUInt32LE(at + 4);
		const content = at + 8;
		if (name === 'fmt ' && content + 8 <= bytes.length) isOurs = isMulaw(bytes, content);
		if (name === 'data')
			return isOurs && content + length <= bytes.length ? bytes.subarray(content, content + length) : undefined;
		at = content + length + (length % 2);
	}
	return undefined;
}

const isMulaw = (bytes: Buffer, at: number): boolean =>
	bytes.readUInt16LE(at) === MULAW &&
	bytes.readUInt16LE(at + 2) === 1 &&
	bytes.readUInt32LE(at + 4) === SAMPLES_A_SECOND;

/** Sounds one after the other, under one head. */
export function writeWav(sounds: readonly Uint8Array[]): Buffer {
	const length = sounds.reduce((sum, sound) => sum + sound.length, 0);
	const padding = Buffer.alloc(length % 2);
	return Buffer.concat([headOf(length), ...sounds, padding]);
}

/** `fmt ` in the long form and `fact`, which every form but PCM must have. */
function headOf(length: number): Buffer {
	const head = Buffer.alloc(58);
	head.write('RIFF', 0, 'latin1');
	head.writeUInt32LE(head.length - 8 + length + (length % 2), 4);
	head.write('WAVEfmt ', 8, 'latin1');
	head.writeUInt32LE(18, 16);
	head.writeUInt16LE(MULAW, 20);
	head.writeUInt16LE(1, 22);
	head.writeUInt32LE(SAMPLES_A_SECOND, 24);
	head.writeUInt32LE(SAMPLES_A_SECOND, 28);
	head.writeUInt16LE(1, 32);
	head.writeUInt16LE(8, 34);
	head.write('fact', 38, 'latin1');
	head.writeUInt32LE(4, 42);
	head.writeUInt32LE(length, 46);
	head.write('data', 50, 'latin1');
	head.writeUInt32LE(length, 54);
	return head;
}

export const silentWav = (seconds: number): Buffer => Buffer.alloc(Math.round(seconds * SAMPLES_A_SECOND), SILENT);
