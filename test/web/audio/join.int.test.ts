import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { createFfmpeg } from '../../../scripts/audio/ffmpeg.ts';
import { prepare } from '../../../scripts/audio/prepare.ts';
import { forms, type SoundFormat } from '../../../src/web/audio/sounds.ts';
import { clipOf } from '../../scripts/support/clips.ts';
import { decoded, describeWithFfmpeg } from '../../support/ffmpeg.ts';

const formats = ['mp3', 'wav'] as const satisfies readonly SoundFormat[];
const tag = Buffer.concat([Buffer.from('ID3\u0004\0\0\0\0\u0001\u0001', 'latin1'), Buffer.alloc(129, 0x20)]);
const lengthTold = (word: string): Buffer => {
	const frame = Buffer.from(clipOf('mp3', 0.072));
	frame.write(word, 13, 'latin1');
	return frame;
};

describe('the bare sound of a file', () => {
	it('of MP3 is its frames, without tags before and after and without a frame that tells the length', () => {
		const frames = clipOf('mp3', 0.72);
		const end = Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125)]);
		for (const word of ['Xing', 'Info'])
			expect(forms.mp3.read(Buffer.concat([tag, lengthTold(word), frames, end]))).toEqual(frames);
		expect(forms.mp3.read(frames)).toEqual(frames);
	});
	it.each([
		['mp3', 'nothing', Buffer.alloc(0)],
		['mp3', 'a frame of another rate', Buffer.from([0xff, 0xfb, 0x90, 0xc0, ...Buffer.alloc(284)])],
		['mp3', 'a frame in two channels', Buffer.from([0xff, 0xe3, 0x48, 0x00, ...Buffer.alloc(284)])],
		['mp3', 'a frame that is cut off', clipOf('mp3', 0.72).subarray(0, 2_000)],
		['mp3', 'a tag alone', tag],
		['mp3', 'a tag longer than the file', Buffer.from('ID3\u0004\0\0\u007f\u007f\u007f\u007f', 'latin1')],
		['wav', 'an MP3', clipOf('mp3', 0.72)],
		['wav', 'a WAV that is cut off', clipOf('wav', 1).subarray(0, 3_000)],
	] as const)('of %s is nothing for %s', (format, _, bytes) => {
		expect(forms[format].read(bytes)).toBeUndefined();
	});
	it.each(formats)('of %s never throws, whatever a file holds', (format) => {
		const head = clipOf(format, 0.072);
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(head.length), (bytes, kept) => {
				forms[format].read(Buffer.concat([head.subarray(0, kept), bytes]));
				return true;
			}),
		);
	});
});

describe.each(formats)('sounds joined to one %s', (format) => {
	it('are one file that is read again as all of them', () => {
		const { read, write, silent } = forms[format];
		const sounds = [clipOf(format, 0.72), clipOf(format, 1.44)].map((file) => read(file) ?? Buffer.alloc(0));
		const joined = write([...sounds, silent(0.288)]);
		expect(read(joined)).toEqual(Buffer.concat([...sounds, silent(0.288)]));
	});
});

describeWithFfmpeg('clips as they are made, joined', () => {
	/** Tones of one and of two seconds, as the audio script makes clips of them. */
	function clips(folder: string): Readonly<Record<SoundFormat, readonly Buffer[]>> {
		const ffmpeg = createFfmpeg();
		const files = [1, 2].map((seconds) => {
			const from = join(folder, `tone-${seconds}.wav`);
			const tone = `aevalsrc='0.3*sin(2*PI*${300 * seconds}*t)*(0.7+0.3*sin(2*PI*3*t))':d=${seconds}:s=44100`;
			ffmpeg(['-y', '-f', 'lavfi', '-i', tone, from]);
			const key = `a.tone-${seconds}`;
			prepare({ from, to: folder, key, text: 'x', speaker: 'nobody', consent: 'none' }, ffmpeg);
			return (format: SoundFormat) =>
				readdirSync(folder).find((name) => name.startsWith(`${key}.`) && name.endsWith(`.${format}`)) ?? '';
		});
		const read = (format: SoundFormat) => files.map((nameOf) => readFileSync(join(folder, nameOf(format))));
		return { mp3: read('mp3'), wav: read('wav') };
	}

	let folder = '';
	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), 'kasakuma-join-'));
	});
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	it('are decoded without a complaint, as long as all of them, silent only where a pause is', () => {
		const made = clips(folder);
		for (const format of formats) {
			const { read, write, silent } = forms[format];
			const bare = made[format].map((file) => read(file) ?? Buffer.alloc(0));
			const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = bare;
			const alone = bare.map((sound) => decoded(write([sound]), format).samples.length);
			const { samples, complaints } = decoded(write([first, silent(0.288), second]), format);
			expect([format, complaints]).toEqual([format, '']);
			expect([format, samples.length]).toEqual([format, alone.reduce((sum, one) => sum + one, 0) + 0.288 * 8_000]);
			const loudest = (from: number, to: number) =>
				samples.subarray(from, to).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
			const [length = 0] = alone;
			expect(loudest(length + 1_200, length + 2_000)).toBeLessThan(64);
			expect(loudest(4_000, 6_000)).toBeGreaterThan(2_000);
			expect(loudest(length + 2_304 + 4_000, length + 2_304 + 8_000)).toBeGreaterThan(2_000);
		}
	});
});
