import { crc32 } from 'node:zlib';

/**
 * A record in a segment file: `magic | length | sequence | crc32 | sealed record`, numbers as unsigned 32 bits, big-endian.
 * The sum covers length, sequence and record. The magic lets a reader find the next frame behind damaged bytes.
 */
const MAGIC = Buffer.from('KSF\x01', 'latin1');
const HEADER = 16;

/** Most bytes of a sealed record: far above any turn, far below a segment. */
export const MOST_RECORD_BYTES = 1024 * 1024;

/** A frame found in a segment; `start` and `end` are byte offsets of its sealed record. */
export interface Frame {
	/** Position in its segment as the writer counted, from 0. Gaps may be; the order is the file's. */
	readonly sequence: number;
	readonly start: number;
	readonly end: number;
}

/** Bytes from `start` up to `end`. */
export interface Range {
	readonly start: number;
	readonly end: number;
}

export interface Scan {
	readonly frames: readonly Frame[];
	/** Pieces between frames that are no frame. */
	readonly damaged: readonly Range[];
	/** Where the last whole frame ends. What follows is a torn tail. */
	readonly end: number;
}

/** The whole of a frame, header included. */
export function wholeOf(frame: Frame): Range {
	return { start: frame.start - HEADER, end: frame.end };
}

/** @throws {RangeError} when the record is empty or above `MOST_RECORD_BYTES`. */
export function encodeFrame(sequence: number, sealed: Uint8Array): Uint8Array {
	if (sealed.length === 0 || sealed.length > MOST_RECORD_BYTES) {
		throw new RangeError(`A record has 1 to ${MOST_RECORD_BYTES} bytes, not ${sealed.length}`);
	}
	const frame = Buffer.allocUnsafeSlow(HEADER + sealed.length);
	MAGIC.copy(frame);
	frame.writeUInt32BE(sealed.length, 4);
	frame.writeUInt32BE(sequence, 8);
	frame.set(sealed, HEADER);
	frame.writeUInt32BE(sumOf(frame), 12);
	return frame;
}

/** Finds every frame of a segment, whatever else lies there. Never throws. */
export function scanFrames(segment: Uint8Array): Scan {
	const data = Buffer.from(segment.buffer, segment.byteOffset, segment.byteLength);
	const frames: Frame[] = [];
	const damaged: Range[] = [];
	let end = 0;
	for (let at = nextFrame(data, 0); at !== undefined; at = nextFrame(data, end)) {
		if (at > end) damaged.push({ start: end, end: at });
		end = at + HEADER + data.readUInt32BE(at + 4);
		frames.push({ sequence: data.readUInt32BE(at + 8), start: at + HEADER, end });
	}
	return { frames, damaged, end };
}

function nextFrame(data: Buffer, from: number): number | undefined {
	let at = data.indexOf(MAGIC, from);
	while (at !== -1 && !isFrame(data, at)) at = data.indexOf(MAGIC, at + 1);
	return at === -1 ? undefined : at;
}

function isFrame(data: Buffer, at: number): boolean {
	if (at + HEADER > data.length) return false;
	const length = data.readUInt32BE(at + 4);
	const end = at + HEADER + length;
	if (length === 0 || length > MOST_RECORD_BYTES || end > data.length) return false;
	return data.readUInt32BE(at + 12) === sumOf(data.subarray(at, end));
}

function sumOf(frame: Buffer): number {
	return crc32(frame.subarray(HEADER), crc32(frame.subarray(4, 12)));
}
