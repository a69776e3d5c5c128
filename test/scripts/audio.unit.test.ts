import fc from 'fast-check';
import {
	cleanArguments,
	encodeArguments,
	faultsOfSound,
	measureArguments,
	measuredIn,
} from '../../scripts/audio/chain.ts';
import { entryOf, fileNameOf, spokenText } from '../../scripts/audio/manifest.ts';
import { secondsOf } from '../../scripts/audio/seconds.ts';
import { clipManifest, type Locale } from '../../src/conversation/index.ts';
import { listClips } from '../../src/service/list-clips.ts';
import { textHashOf } from '../../src/service/load-clips.ts';
import { clipOf } from './support/clips.ts';

const SAID = `Input #0, wav, from 'in.wav':
  Stream #0:0: Audio: pcm_s16le, 44100 Hz
[Parsed_loudnorm_5 @ 0x55]
{
	"input_i" : "-23.61",
	"input_tp" : "-8.40",
	"input_lra" : "3.20",
	"input_thresh" : "-33.70",
	"output_i" : "-18.02",
	"normalization_type" : "dynamic",
	"target_offset" : "0.02"
}
`;
const MEASURED = { loudness: -23.61, peak: -8.4, range: 3.2, threshold: -33.7 };

const frenchWith = (texts: readonly (readonly [string, { text: string; spoken?: string }])[]): Locale => ({
	language: { key: 'fr', autonym: 'Français', autonymPlain: 'Francais', iso639_3: 'fra', review: { state: 'draft' } },
	texts: new Map(texts.map(([key, text]) => [key, { ...text, state: 'draft' }])),
});

describe('what ffmpeg measured', () => {
	it('is read from the end of all that it says', () => {
		expect(measuredIn(SAID)).toEqual(MEASURED);
		expect(measuredIn(`{ "input_i" : "-1.00" }\n${SAID}`)).toEqual(MEASURED);
	});
	it.each([
		['silence', SAID.replace('-23.61', '-inf')],
		['nothing', ''],
		['another form', SAID.replace('input_tp', 'input_peak')],
		['an end that is cut off', SAID.slice(0, SAID.indexOf('"output_i"'))],
	])('is nothing after %s, so that no clip is made of it', (_, said) => {
		expect(measuredIn(said)).toBeUndefined();
	});
	it('never throws, whatever is said', () => {
		fc.assert(fc.property(fc.string({ unit: 'binary' }), (said) => measuredIn(said) === undefined));
	});
});

describe('the target of a clip', () => {
	it.each([
		[-18, -3, 0],
		[-19, -3.1, 0],
		[-17, -9, 0],
		[-19.01, -9, 1],
		[-16.99, -9, 1],
		[-18, -2.99, 1],
		[-30, 0, 2],
	])('takes loudness %d and peak %d with %d faults', (loudness, peak, faults) => {
		expect(faultsOfSound({ loudness, peak, range: 1, threshold: -30 })).toHaveLength(faults);
	});
});

describe('what ffmpeg is told', () => {
	const long = { file: 'cleaned.raw', seconds: 4, isRaw: true };
	const short = { file: 'cleaned.raw', seconds: 0.5, isRaw: true };

	it('takes hum, hiss and silence off, at both ends', () => {
		expect(cleanArguments('in.wav', 'cleaned.raw').join(' ')).toMatch(
			/-i in\.wav .*highpass=f=120,lowpass=f=3600,silenceremove=\S*,areverse,silenceremove=\S*,areverse -f s16le -ar 48000 -ac 1 cleaned\.raw$/,
		);
	});
	it('levels by what was measured', () => {
		const making = encodeArguments(long, 'out.mp3', 'mp3', MEASURED).join(' ');
		expect(making).toContain('loudnorm=I=-18:');
		expect(making).toContain('measured_I=-23.61:measured_TP=-8.4:measured_LRA=3.2:measured_thresh=-33.7:linear=true');
		expect(making).not.toMatch(/stream_loop|atrim/);
	});
	it('hears a short word over and over, and keeps it once, from the middle', () => {
		expect(measureArguments(short).join(' ')).toContain('-f s16le -ar 48000 -ac 1 -stream_loop 6 -i cleaned.raw');
		const making = encodeArguments(short, 'out.wav', 'wav', MEASURED).join(' ');
		expect(making).toContain('-stream_loop 6 -i cleaned.raw');
		expect(making).toContain('atrim=start=1.5:duration=0.5,asetpts=PTS-STARTPTS,aresample=8000');
	});
	it.each([
		['mp3', ['-ar', '8000', '-ac', '1', '-c:a', 'libmp3lame', '-b:a', '32k']],
		['wav', ['-ar', '8000', '-ac', '1', '-c:a', 'pcm_mulaw']],
	] as const)(
		'makes an %s of 8 kHz in one channel, without what the recorder wrote into its own file',
		(format, told) => {
			const made = encodeArguments(long, `out.${format}`, format, MEASURED);
			expect(made.join(' ')).toContain(told.join(' '));
			expect(made.join(' ')).toContain('-map_metadata -1');
			expect(made.at(-1)).toBe(`out.${format}`);
		},
	);
	it('measures a clip as it is without changing it first', () => {
		expect(measureArguments({ file: 'clip.wav', seconds: 4 }).join(' ')).not.toMatch(
			/highpass|silenceremove|s16le|loop /,
		);
	});
});

describe('the length of a clip', () => {
	it('is what its sound lasts, whatever stands beside the sound', () => {
		expect(secondsOf('wav', clipOf('wav', 4))).toBe(4);
		expect(secondsOf('mp3', clipOf('mp3', 3.6))).toBe(3.6);
		const plain = clipOf('wav', 1);
		const list = Buffer.from('LIST\u0003\0\0\0abc\0', 'latin1');
		expect(secondsOf('wav', Buffer.concat([plain.subarray(0, 12), list, plain.subarray(12)]))).toBe(1);
	});
	it.each([
		['wav', Buffer.alloc(0)],
		['wav', clipOf('wav', 1).subarray(0, 2_000)],
		['wav', Buffer.from(clipOf('wav', 1).toString('latin1').replace('\u0007\0\u0001\0', '\u0001\0\u0001\0'), 'latin1')],
		['wav', clipOf('mp3', 1)],
		['mp3', clipOf('wav', 1)],
		['mp3', Buffer.from('ID3')],
	] as const)('is not known of an %s that is none of ours', (format, bytes) => {
		expect(secondsOf(format, bytes)).toBeUndefined();
	});
	it('never throws, whatever the file holds', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom('wav', 'mp3'), (bytes, format) => {
				const head = format === 'wav' ? clipOf('wav', 0.001).subarray(0, 20) : Buffer.of(0xff, 0xe3);
				secondsOf(format, Buffer.concat([head, bytes]));
				return true;
			}),
		);
	});
});

describe('an entry of the manifest', () => {
	const bytes = { mp3: clipOf('mp3', 3), wav: clipOf('wav', 3) };
	const about = { seconds: 3, speaker: 'A. Kouassi', consent: 'on paper, 2026-11-25' };

	it('is a draft that names text, files, speaker and consent', () => {
		const entry = entryOf('home.menu', 'Que voulez-vous faire ?', bytes, about);
		expect(clipManifest.parse(entry)).toEqual({
			'home.menu': {
				textHash: textHashOf('Que voulez-vous faire ?'),
				files: {
					mp3: { name: fileNameOf('home.menu', 'mp3', bytes.mp3), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
					wav: { name: expect.stringMatching(/^home\.menu\.[0-9a-f]{12}\.wav$/), sha256: expect.any(String) },
				},
				...about,
				state: 'draft',
			},
		});
	});
	it('has another file name for every other sound, so that a provider never plays an old one', () => {
		expect(fileNameOf('a.b', 'mp3', bytes.mp3)).not.toBe(fileNameOf('a.b', 'mp3', bytes.wav));
	});
	it.each([{ speaker: '' }, { consent: '  ' }, { seconds: 0 }])('is refused with %j: nobody stands for it', (less) => {
		expect(() => entryOf('home.menu', 'Bonjour', bytes, { ...about, ...less })).toThrow();
	});
	it('knows a text by its letters, however their accents are put together', () => {
		expect(textHashOf('é')).toBe(textHashOf('e\u0301'));
		expect(textHashOf('é')).not.toBe(textHashOf('e'));
	});
	it('speaks the spoken spelling where there is one, and a text with blanks piece by piece', () => {
		const french = frenchWith([
			['a.plain', { text: 'Appelez le 116' }],
			['a.spoken', { text: 'Appelez le 116', spoken: 'Appelez le un un six' }],
			['a.blank', { text: 'Code {{code}}. Retenez-le : {{code}}.' }],
		]);
		expect(spokenText(french, 'a.plain')).toBe('Appelez le 116');
		expect(spokenText(french, 'a.spoken')).toBe('Appelez le un un six');
		expect(spokenText(french, 'a.blank#1')).toBe('Code');
		expect(spokenText(french, 'a.blank#2')).toBe('Retenez-le :');
		for (const key of ['a.blank', 'a.blank#0', 'a.plain#1']) expect(() => spokenText(french, key)).toThrow();
		expect(() => spokenText(french, 'a.blank')).toThrow(expect.objectContaining({ code: 'text-with-blanks' }));
		expect(() => spokenText(french, 'a.none')).toThrow(expect.objectContaining({ code: 'no-text' }));
	});
});

describe('the list of what there is to record', () => {
	const french = frenchWith([
		['a.plain', { text: 'Bonjour' }],
		['a.code', { text: 'Code : {{code}}. Merci.' }],
		['digit.0', { text: 'zéro' }],
		['commands.stop', { text: 'stop' }],
	]);
	const entry = (key: string, text: string) =>
		entryOf(
			key,
			text,
			{ mp3: clipOf('mp3', 0.72), wav: clipOf('wav', 0.72) },
			{ seconds: 0.72, speaker: 'A. Kouassi', consent: 'on paper' },
		);

	it('begins with the core set, gives a text with blanks in pieces, ends with names, and leaves out what is never said', () => {
		const listed = listClips(french, entry('name.kofikrom', 'Kofikrom'), ['a.code']);
		expect(listed.map(({ key, isCore, text }) => [key, isCore, text])).toEqual([
			['a.code#1', true, 'Code :'],
			['a.code#2', true, 'Merci.'],
			['digit.0', true, 'zéro'],
			['a.plain', false, 'Bonjour'],
			['name.kofikrom', false, 'Kofikrom'],
		]);
	});
	it('says of each where it stands; a piece is stale when its own words have changed, and only then', () => {
		const manifest = { ...entry('a.code#1', 'Code :'), ...entry('a.code#2', 'Merci'), ...entry('a.plain', 'Bonjour') };
		const plain = manifest['a.plain'];
		if (plain === undefined) throw new Error('it was made');
		const states = listClips(french, { ...manifest, 'a.plain': { ...plain, state: 'reviewed' } }, []).map(
			({ key, state }) => [key, state],
		);
		expect(Object.fromEntries(states)).toEqual({
			'a.code#1': 'draft',
			'a.code#2': 'stale',
			'a.plain': 'reviewed',
			'digit.0': 'missing',
		});
	});
	it('has a file name of its own for every piece', () => {
		expect(entry('a.code#1', 'Code :')['a.code#1']?.files.mp3.name).toMatch(/^a\.code\.1\.[0-9a-f]{12}\.mp3$/);
	});
	it('takes a name from data with what it says, which no locale file holds', () => {
		expect(entry('name.kofikrom', 'Kofikrom')['name.kofikrom']).toMatchObject({ says: 'Kofikrom' });
		expect(spokenText(french, 'name.kofikrom', 'Kofikrom')).toBe('Kofikrom');
		expect(() => spokenText(french, 'name.kofikrom')).toThrow(expect.objectContaining({ code: 'no-name' }));
	});
});
