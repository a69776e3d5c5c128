/// <reference lib="es2024.string" />

/** Encoding (1 byte) and length in bytes (4 bytes) stand before the text. */
const HEAD_BYTES = 5;

const scratch = Buffer.alloc(16_384);

/** Up to here padded texts grow by `SMALL_STEP`, beyond by `LARGE_STEP` bytes. */
const SMALL_MOST = 256;
const SMALL_STEP = 64;
const LARGE_STEP = 256;

/** A string with a lone half of a surrogate pair has no UTF-8 form: it is kept as the UTF-16 that it is. */
const ENCODINGS = ['utf8', 'utf16le'] as const;

/**
 * A text as bytes, filled with zeros up to a size class (64, 128, 192, 256, 512, 768 …), so that the length of what is
 * sealed does not tell how much somebody said. Every string comes back as it was, lone surrogates included. The bytes hold
 * until the next call: they are sealed at once, and no turn needs a buffer of its own.
 */
export function padText(text: string): Buffer {
	const encoding = text.isWellFormed() ? 0 : 1;
	const length = Buffer.byteLength(text, ENCODINGS[encoding]);
	const size = sizeClass(HEAD_BYTES + length);
	const padded = size > scratch.length ? Buffer.allocUnsafe(size) : scratch.subarray(0, size);
	padded[0] = encoding;
	padded.writeUInt32BE(length, 1);
	padded.write(text, HEAD_BYTES, ENCODINGS[encoding]);
	padded.fill(0, HEAD_BYTES + length);
	return padded;
}

/** The text of `padText`, or `undefined` when these bytes are not its work. */
export function unpadText(padded: Buffer): string | undefined {
	if (padded.length < HEAD_BYTES) return undefined;
	const encoding = ENCODINGS[padded.readUInt8(0)];
	const end = HEAD_BYTES + padded.readUInt32BE(1);
	if (encoding === undefined || end > padded.length) return undefined;
	return padded.toString(encoding, HEAD_BYTES, end);
}

function sizeClass(bytes: number): number {
	const step = bytes <= SMALL_MOST ? SMALL_STEP : LARGE_STEP;
	return Math.ceil(bytes / step) * step;
}
