/**
 * Frames as `npm run audio` makes them: MPEG-2.5, layer III, 8 kHz, one channel, 32 kb/s, without CRC. Each has 288 bytes, one more
 * where it is padded, and lasts 72 ms. The first of an encoder needs nothing of what was before, so that files of frames can be
 * joined. Bits of a head: ISO/IEC 13818-3 §2.4.2.3, and MPEG-2.5 as all decoders read it.
 */
const FRAME = 288;
const FRAME_SECONDS = 0.072;
const HEAD = [0xff, 0xe3, 0x48, 0xc0] as const;
/** What of a head must be so: all but padding, private bit, and what is said of copyright. */
const MUST = [0xff, 0xff, 0xfc, 0xc0] as const;
const PADDED = 0x02;
/** Bytes of a head and of what stands before the sound of a frame in one channel. */
const BEFORE_SOUND = 13;

/** The frames of an MP3 of ours, without tags and without a frame that only tells the length; `undefined`: it is another kind of file. */
export function readMp3(bytes: Buffer): Buffer | undefined {
	const begin = afterTag(bytes);
	const end =
		bytes.toString('latin1', bytes.length - 128, bytes.length - 125) === 'TAG' ? bytes.length - 128 : bytes.length;
	let at = begin;
	while (at < end) {
		const length = frameAt(bytes, at);
		if (length === undefined || at + length > end) return undefined;
		at += length;
	}
	if (at === begin) return undefined;
	return bytes.subarray(begin + (tellsLength(bytes, begin) ? (frameAt(bytes, begin) ?? 0) : 0), end);
}

/** Where an ID3v2 tag ends: its length has seven bits a byte, and does not count its own ten (https://id3.org/id3v2.4.0-structure). */
function afterTag(bytes: Buffer): number {
	if (bytes.toString('latin1', 0, 3) !== 'ID3' || bytes.length < 10) return 0;
	return 10 + [6, 7, 8, 9].reduce((length, at) => (length << 7) | ((bytes[at] ?? 0) & 0x7f), 0);
}

function frameAt(bytes: Buffer, at: number): number | undefined {
	if (HEAD.some((one, index) => ((bytes[at + index] ?? 0) & (MUST[index] ?? 0)) !== one)) return undefined;
	return FRAME + (((bytes[at + 2] ?? 0) & PADDED) === 0 ? 0 : 1);
}

const tellsLength = (bytes: Buffer, at: number): boolean =>
	['Xing', 'Info'].includes(bytes.toString('latin1', at + BEFORE_SOUND, at + BEFORE_SOUND + 4));

export const writeMp3 = (sounds: readonly Uint8Array[]): Buffer => Buffer.concat(sounds);

/** Frames that hold no sound: nothing but zeros after their head. */
export function silentMp3(seconds: number): Buffer {
	const frame = Buffer.alloc(FRAME);
	frame.set(HEAD);
	return Buffer.concat(Array.from({ length: Math.round(seconds / FRAME_SECONDS) }, () => frame));
}
