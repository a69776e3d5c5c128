import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultsOfSound } from '../../scripts/audio/chain.ts';
import { check } from '../../scripts/audio/check.ts';
import { createFfmpeg, type Ffmpeg, measure } from '../../scripts/audio/ffmpeg.ts';
import { readManifest, readTexts } from '../../scripts/audio/languages.ts';
import { prepare } from '../../scripts/audio/prepare.ts';
import type { ClipManifest } from '../../src/conversation/index.ts';
import { describeWithFfmpeg } from '../support/ffmpeg.ts';
import { clipOf } from './support/clips.ts';

const TEXT = 'Que voulez-vous faire ?';
const ABOUT = { key: 'home.menu', text: TEXT, speaker: 'A. Kouassi', consent: 'on paper, 2026-11-25' };

const loudnessSaid = (loudness: number, peak: number) =>
	`[Parsed_loudnorm]\n{ "input_i" : "${loudness}", "input_tp" : "${peak}", "input_lra" : "1.0", "input_thresh" : "-28.0" }\n`;

/** Makes clips of 3 seconds, and says of what it is given, and of what it made, what it is told to. */
function standIn(made: { readonly loudness: number; readonly peak: number } = { loudness: -18.2, peak: -3.6 }): Ffmpeg {
	return (args) => {
		const to = args.at(-1) ?? '';
		if (to === '-')
			return args.some((one) => one.endsWith('.raw')) ? loudnessSaid(-25, -6) : loudnessSaid(made.loudness, made.peak);
		writeFileSync(to, to.endsWith('.raw') ? Buffer.alloc(3 * 96_000) : clipOf(to.endsWith('.mp3') ? 'mp3' : 'wav', 3));
		return '';
	};
}

/** A folder of languages with one French text, gone afterwards. */
function withLocales(test: (folder: { readonly locales: string; readonly clips: string }) => void): () => void {
	return () => {
		const locales = mkdtempSync(join(tmpdir(), 'kasakuma-audio-test-'));
		const french = join(locales, 'fr');
		mkdirSync(french);
		const language = {
			key: 'fr',
			autonym: 'Français',
			autonymPlain: 'Francais',
			iso639_3: 'fra',
			review: { state: 'draft' },
		};
		writeFileSync(join(french, 'language.json'), JSON.stringify(language));
		writeFileSync(join(french, 'home.json'), JSON.stringify({ menu: TEXT }));
		try {
			test({ locales, clips: join(french, 'audio') });
		} finally {
			rmSync(locales, { recursive: true, force: true });
		}
	};
}

function keep(locales: string, manifest: ClipManifest): void {
	writeFileSync(join(locales, 'fr', 'audio.json'), JSON.stringify(manifest));
}

const checked = (locales: string, clips: string, ffmpeg: Ffmpeg | undefined = standIn()) =>
	check(readTexts(locales, 'fr'), readManifest(locales, 'fr'), clips, ffmpeg);

describe('preparing a clip', () => {
	it(
		'makes both files, and an entry under which the check finds nothing wrong',
		withLocales(({ locales, clips }) => {
			const manifest = prepare({ ...ABOUT, from: 'in.wav', to: clips }, standIn());
			const { mp3, wav } = manifest['home.menu']?.files ?? {};
			expect(readdirSync(clips).toSorted()).toEqual([mp3?.name, wav?.name]);
			expect(manifest['home.menu']).toMatchObject({ seconds: 3, state: 'draft', speaker: 'A. Kouassi' });
			keep(locales, manifest);
			expect(checked(locales, clips)).toEqual([]);
		}),
	);
	it.each([
		[{ loudness: -20.4, peak: -9 }, 'loudness'],
		[{ loudness: -18, peak: -1.2 }, 'peak'],
	])('refuses what came out as %j, and leaves nothing behind', (made, fault) =>
		withLocales(({ clips }) => {
			const preparing = () => prepare({ ...ABOUT, from: 'in.wav', to: clips }, standIn(made));
			expect(preparing).toThrow(
				expect.objectContaining({ code: 'not-to-target', forStaff: expect.stringContaining(fault) }),
			);
			expect(existsSync(clips)).toBe(false);
		})(),
	);
	it(
		'refuses what holds nothing to be heard',
		withLocales(({ clips }) => {
			for (const length of [0, 96_000]) {
				const silent: Ffmpeg = (args) => {
					if (args.at(-1) !== '-') writeFileSync(args.at(-1) ?? '', Buffer.alloc(length));
					return '{ "input_i" : "-inf" }';
				};
				expect(() => prepare({ ...ABOUT, from: 'in.wav', to: clips }, silent)).toThrow(
					expect.objectContaining({ code: 'no-sound' }),
				);
			}
		}),
	);
	it('says plainly that ffmpeg is missing, and how it is installed', () => {
		expect(() => createFfmpeg('/nowhere/ffmpeg')(['-version'])).toThrow(
			expect.objectContaining({ code: 'no-ffmpeg', forStaff: expect.stringContaining('apt install ffmpeg') }),
		);
	});
	it('says what ffmpeg said last when it fails', () => {
		expect(() => createFfmpeg(process.execPath)(['-e', 'console.error("no such codec"); process.exit(1)'])).toThrow(
			expect.objectContaining({ code: 'ffmpeg-failed', forStaff: 'ffmpeg could not do it: no such codec' }),
		);
	});
});

describe('checking clips', () => {
	const withClip = (
		test: (made: { readonly locales: string; readonly clips: string; readonly manifest: ClipManifest }) => void,
	) =>
		withLocales(({ locales, clips }) => {
			const manifest = prepare({ ...ABOUT, from: 'in.wav', to: clips }, standIn());
			keep(locales, manifest);
			test({ locales, clips, manifest });
		});
	const wavOf = (clips: string, manifest: ClipManifest) => join(clips, manifest['home.menu']?.files.wav.name ?? '');

	it(
		'finds a text that has changed since it was spoken',
		withClip(({ locales, clips }) => {
			writeFileSync(join(locales, 'fr', 'home.json'), JSON.stringify({ menu: `${TEXT}!` }));
			expect(checked(locales, clips)).toEqual(['fr home.menu: is stale: its text has changed since']);
		}),
	);
	it(
		'finds a text that is gone',
		withClip(({ locales, clips }) => {
			writeFileSync(join(locales, 'fr', 'home.json'), JSON.stringify({ other: TEXT }));
			expect(checked(locales, clips)).toEqual(['fr home.menu: There is no text home.menu in locales/fr.']);
		}),
	);
	it(
		'finds a file that is gone, and one that is another',
		withClip(({ locales, clips, manifest }) => {
			writeFileSync(wavOf(clips, manifest), clipOf('wav', 2));
			expect(checked(locales, clips)).toEqual([expect.stringContaining('is another file than the manifest speaks of')]);
			rmSync(wavOf(clips, manifest));
			expect(checked(locales, clips)).toEqual([expect.stringContaining('.wav is not there')]);
		}),
	);
	it(
		'finds a length that the manifest does not say',
		withClip(({ locales, clips, manifest }) => {
			const entry = manifest['home.menu'];
			if (entry === undefined) throw new Error('it was prepared');
			keep(locales, { 'home.menu': { ...entry, seconds: 3.2 } });
			expect(checked(locales, clips)).toEqual([expect.stringContaining('.wav lasts 3 s, the manifest says 3.2 s')]);
		}),
	);
	it(
		'finds clips that are too quiet or too loud, where it may listen',
		withClip(({ locales, clips }) => {
			expect(checked(locales, clips, standIn({ loudness: -22, peak: -9 }))).toHaveLength(2);
			expect(check(readTexts(locales, 'fr'), readManifest(locales, 'fr'), clips, undefined)).toEqual([]);
		}),
	);
	it(
		'finds a clip that is reviewed by nobody',
		withClip(({ locales, clips, manifest }) => {
			const entry = manifest['home.menu'];
			if (entry === undefined) throw new Error('it was prepared');
			keep(locales, { 'home.menu': { ...entry, state: 'reviewed' } });
			expect(checked(locales, clips)).toEqual(['fr home.menu: is reviewed, and nobody signs for it']);
		}),
	);
	it(
		'says every fault of a manifest that is none, and takes a language without one for one without clips',
		withLocales(({ locales }) => {
			expect(readManifest(locales, 'fr')).toEqual({});
			writeFileSync(join(locales, 'fr', 'audio.json'), '{ "home.menu": { "seconds": -1 } }');
			expect(() => readManifest(locales, 'fr')).toThrow(
				expect.objectContaining({ code: 'manifest-invalid', forStaff: expect.stringContaining('home.menu.textHash') }),
			);
		}),
	);
	it('looks into no folder outside locales', () => {
		for (const language of ['..', '../src', '']) {
			expect(() => readTexts('locales', language)).toThrow(expect.objectContaining({ code: 'no-language' }));
		}
	});
});

describeWithFfmpeg('a clip by ffmpeg itself', () => {
	/** Three seconds of a swelling tone with a second of silence before and two after; quiet or loud. */
	const record = (file: string, volume: number) =>
		createFfmpeg()([
			...['-y', '-f', 'lavfi', '-i'],
			`aevalsrc='if(between(t,1,4),${volume}*sin(2*PI*440*t)*(0.7+0.3*sin(2*PI*3*t)),0)':d=6:s=44100`,
			file,
		]);

	it.each([0.4, 1.5])('comes to the target when it is a word of %d s', (length) =>
		withLocales(({ locales, clips }) => {
			const from = join(locales, 'word.wav');
			const word = `aevalsrc='if(between(t,0.4,${0.4 + length}),0.1*sin(2*PI*300*t)*sin(PI*(t-0.4)/${length}),0)':d=3:s=44100`;
			createFfmpeg()(['-y', '-f', 'lavfi', '-i', word, from]);
			const manifest = prepare({ ...ABOUT, from, to: clips }, createFfmpeg());
			keep(locales, manifest);
			expect(checked(locales, clips, createFfmpeg())).toEqual([]);
			expect(Math.abs((manifest['home.menu']?.seconds ?? 0) - length - 0.25)).toBeLessThan(0.15);
		})(),
	);
	it.each([0.02, 0.9])('comes to the target, trimmed, whatever its volume was (%d)', (volume) =>
		withLocales(({ locales, clips }) => {
			const from = join(locales, 'in.wav');
			record(from, volume);
			const manifest = prepare({ ...ABOUT, from, to: clips }, createFfmpeg());
			keep(locales, manifest);
			expect(checked(locales, clips, createFfmpeg())).toEqual([]);
			const { seconds = 0, files } = manifest['home.menu'] ?? {};
			expect(Math.abs(seconds - 3.25)).toBeLessThan(0.15);
			expect(faultsOfSound(measure(createFfmpeg(), { file: join(clips, files?.mp3.name ?? ''), seconds }))).toEqual([]);
			expect(readFileSync(join(clips, files?.wav.name ?? '')).length).toBeLessThan(seconds * 8_000 + 200);
		})(),
	);
});
