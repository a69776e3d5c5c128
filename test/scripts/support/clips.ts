/** A clip as the audio script makes it, of a sound that nobody wants to hear. */
export function clipOf(format: 'mp3' | 'wav', seconds: number): Buffer {
	if (format === 'mp3') {
		const frame = Buffer.alloc(288);
		frame.set([0xff, 0xe3, 0x48, 0xc0]);
		return Buffer.concat(Array.from({ length: Math.round(seconds / 0.072) }, () => frame));
	}
	const length = Math.round(seconds * 8_000);
	const sound = Buffer.alloc(46 + length, 0x7f);
	sound.write('RIFF', 0);
	sound.writeUInt32LE(38 + length, 4);
	sound.write('WAVEfmt ', 8);
	sound.writeUInt32LE(18, 16);
	for (const [at, value] of [
		[20, 7],
		[22, 1],
		[32, 1],
		[34, 8],
		[36, 0],
	] as const)
		sound.writeUInt16LE(value, at);
	for (const at of [24, 28]) sound.writeUInt32LE(8_000, at);
	sound.write('data', 38);
	sound.writeUInt32LE(length, 42);
	return sound;
}
