/** Times as one value: eight bytes each, little-endian IEEE 754, milliseconds since the epoch. */
export function packTimes(times: readonly number[]): Uint8Array {
	const bytes = new DataView(new ArrayBuffer(times.length * 8));
	for (const [index, time] of times.entries()) bytes.setFloat64(index * 8, time, true);
	return new Uint8Array(bytes.buffer);
}

export function unpackTimes(packed: Uint8Array): readonly number[] {
	const bytes = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
	return Array.from({ length: packed.byteLength / 8 }, (_, index) => bytes.getFloat64(index * 8, true));
}
