const MULAW = 7;
const MP3_BYTES_A_SECOND = 4_000;

/** Seconds of a clip of ours, to the hundredth; `undefined`: it is none, such as a WAV that is not 8 kHz µ-law. */
export function secondsOf(format: 'mp3' | 'wav', bytes: Buffer): number | undefined {
	const seconds = format === 'wav' ? ofWav(bytes) : ofMp3(bytes);
	return seconds === undefined ? undefined : Math.round(seconds * 100) / 100;
}

/** RIFF: a head of 12 bytes, then chunks of a name, a length and content, padded to an even length. */
function ofWav(bytes: Buffer): number | undefined {
	if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') return undefined;
	let isOurs = false;
	for (let at = 12; at + 8 <= bytes.length; ) {
		const name = bytes.toString('latin1', at, at + 4);
		const length = bytes.readUInt32LE(at + 4);
		if (name === 'fmt ' && at + 16 <= bytes.length)
			isOurs =
				bytes.readUInt16LE(at + 8) === MULAW &&
				bytes.readUInt16LE(at + 10) === 1 &&
				bytes.readUInt32LE(at + 12) === 8_000;
		if (name === 'data') return isOurs && at + 8 + length <= bytes.length ? length / 8_000 : undefined;
		at += 8 + length + (length % 2);
	}
	return undefined;
}

/** A constant 32 kb/s, without tags: as long as it is large. */
function ofMp3(bytes: Buffer): number | undefined {
	const isFrame = bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2;
	return isFrame ? bytes.length / MP3_BYTES_A_SECOND : undefined;
}
