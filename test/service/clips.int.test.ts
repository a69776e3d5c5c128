import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { PAUSE } from '../../src/conversation/index.ts';
import { loadWords } from '../../src/service/load-words.ts';
import { type Service, startService } from '../../src/service/start-service.ts';
import { readSettings } from '../../src/settings/settings.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { createLog } from '../../src/shared/log.ts';
import { forms, type SoundFormat } from '../../src/web/audio/sounds.ts';
import { decoded, describeWithFfmpeg, hasFfmpeg } from '../support/ffmpeg.ts';
import {
	madeUpClip,
	makeRoot,
	readManifestOf,
	recordAll,
	retext,
	writeManifest,
	writeProgramme,
} from './support/recorded-root.ts';

const ORIGIN = 'https://line.example.org';
const accountSid = `AC${'0'.repeat(32)}`;
const authToken = 'token';
const PROGRAMME_NAME = { 'name.programme': 'Kookoo Line Demo' };

let root = '';
let lines: string[] = [];
let service: Service | undefined;

beforeEach(() => {
	root = makeRoot();
	lines = [];
});
afterEach(async () => {
	await service?.stop();
	service = undefined;
	rmSync(root, { recursive: true, force: true });
});

async function start(programme: string): Promise<Service> {
	const log = createLog({ level: 'debug', write: (line) => lines.push(line), clock: systemClock });
	const settings = readSettings({
		PORT: '0',
		ADMIN_PORT: '0',
		DATA_DIR: join(root, 'data'),
		PUBLIC_ORIGIN: ORIGIN,
		PROGRAMME_FILE: programme,
		TWILIO_ACCOUNT_SID: accountSid,
		TWILIO_AUTH_TOKEN: authToken,
	});
	const doors = { environment: {}, nodeArguments: [], root, log, stopwatch: () => performance.now(), inline: true };
	service = await startService(settings, doors);
	return service;
}

type Fields = Readonly<Record<string, string>>;

/** One turn of a call, as each provider posts it. */
const wires = {
	'at-voice': {
		format: 'mp3',
		fields: (digits: string): Fields => ({
			isActive: '1',
			sessionId: 'ATVId_1',
			direction: 'Inbound',
			callerNumber: '+2250700000001',
			destinationNumber: '+2252700000000',
			...(digits === '' ? {} : { dtmfDigits: digits }),
		}),
		headers: (): Fields => ({}),
		played: /<Play url="([^"]+)"\/>/,
	},
	'twilio-voice': {
		format: 'wav',
		fields: (digits: string): Fields => ({
			AccountSid: accountSid,
			CallSid: `CA${'1'.repeat(32)}`,
			CallStatus: 'in-progress',
			Direction: 'inbound',
			From: '+2250700000001',
			To: '+2252700000001',
			...(digits === '' ? {} : { Digits: digits }),
		}),
		headers: (target: string, fields: Fields): Fields => ({
			'x-twilio-signature': getExpectedTwilioSignature(authToken, ORIGIN + target, fields),
		}),
		played: /<Play>([^<]+)<\/Play>/,
	},
} as const;
type RouteId = keyof typeof wires;

/** The whole of a call: keys one after the other, and what is answered to each; '' is the beginning. */
async function call(at: Service, routeId: RouteId, keys: readonly string[]): Promise<readonly string[]> {
	const wire = wires[routeId];
	const path = at.routes.find(({ id }) => id === routeId)?.path ?? '';
	const heard: string[] = [];
	for (const [turn, digits] of ['', ...keys].entries()) {
		const target = turn === 0 ? path : `${path}?turn=${turn}`;
		const fields = wire.fields(digits);
		const answer = await fetch(`http://127.0.0.1:${at.port}${target}`, {
			method: 'POST',
			headers: wire.headers(target, fields),
			body: new URLSearchParams(fields),
		});
		expect(answer.status).toBe(200);
		heard.push(await answer.text());
	}
	return heard;
}

/** What a provider fetches of an answer that plays something. */
async function fetchPlayed(at: Service, routeId: RouteId, answer: string) {
	const address = new URL(wires[routeId].played.exec(answer)?.[1] ?? 'none:');
	expect([address.origin, address.pathname]).toEqual([
		ORIGIN,
		expect.stringMatching(/^\/audio\/[a-z0-9-]+\.(mp3|wav)$/),
	]);
	const got = await fetch(`http://127.0.0.1:${at.port}${address.pathname}`);
	expect(got.status).toBe(200);
	return { name: address.pathname, bytes: Buffer.from(await got.arrayBuffer()), type: got.headers.get('content-type') };
}

const secondsOf = (format: SoundFormat, bytes: Buffer): number =>
	(forms[format].read(bytes)?.length ?? Number.NaN) / forms[format].bytesASecond;
const lastOf = (heard: readonly string[]): string => heard.at(-1) ?? '';

const clipOfText = (key: string, text: string): number => madeUpClip(`tw ${key} ${text}`).seconds;

describe.each(Object.keys(wires) as RouteId[])('a call in a language that people recorded, by %s', (routeId) => {
	const { format } = wires[routeId];

	it('plays every page as one sound that the provider finds, as long as the clips that it is made of', async () => {
		recordAll(root, 'tw', PROGRAMME_NAME);
		const at = await start(writeProgramme(root, ['tw', 'fr']));
		const heard = await call(at, routeId, ['1', '1', '9', '0']);
		for (const answer of heard) {
			expect(answer).not.toContain('<Say');
			const { name, bytes, type } = await fetchPlayed(at, routeId, answer);
			expect([name.endsWith(format), type]).toEqual([true, forms[format].contentType]);
			const ids = name.slice('/audio/'.length, -1 - format.length).split('-');
			const parts = await Promise.all(
				ids.map(async (id) => {
					const got = await fetch(`http://127.0.0.1:${at.port}/audio/${id}.${format}`);
					return secondsOf(format, Buffer.from(await got.arrayBuffer()));
				}),
			);
			expect(secondsOf(format, bytes)).toBeCloseTo(
				parts.reduce((sum, seconds) => sum + seconds, 0),
				6,
			);
			if (hasFfmpeg) expect(decoded(bytes, format).complaints).toBe('');
		}
		const goodbye = (await fetchPlayed(at, routeId, lastOf(heard))).bytes;
		expect(secondsOf(format, goodbye)).toBeCloseTo(clipOfText('nav.goodbye', 'Merci et à bientôt.'), 6);
	});

	it('says a page in another voice once its text has changed, and plays the others', async () => {
		recordAll(root, 'fr');
		retext(root, 'fr/nav.json', { goodbye: 'Merci, à bientôt.' });
		const [, notice, goodbye] = await call(await start(writeProgramme(root, ['fr', 'en'])), routeId, ['1', '0']);
		expect(notice).toContain('<Play');
		expect(goodbye).toMatch(/<Say [^>]*>Merci, à bientôt\.<\/Say>/);
	});
});

describe('what is played', () => {
	const clipsIn = ({ words }: ReturnType<typeof loadWords>, key: string, language = 'tw') =>
		words.clips(language, [{ key }]);

	it('is nothing that changed, that nobody reviewed, or whose file is missing, damaged or another', () => {
		recordAll(root, 'tw');
		const keys = ['nav.goodbye', 'nav.return', 'voice.more', 'voice.back', 'voice.keys'] as const;
		const manifest = readManifestOf(root, 'tw');
		const fileOf = (key: string) => join(root, 'locales', 'tw', 'audio', manifest[key]?.files.mp3.name ?? '');
		retext(root, 'tw/nav.json', { goodbye: 'Au revoir.' });
		const draft = manifest['nav.return'];
		if (draft === undefined) throw new Error('it was recorded');
		writeManifest(root, 'tw', { ...manifest, 'nav.return': { ...draft, state: 'draft' } });
		rmSync(fileOf('voice.more'));
		writeFileSync(fileOf('voice.back'), 'damaged');
		const loaded = loadWords(root, writeProgramme(root, ['fr']));
		expect(keys.filter((key) => clipsIn(loaded, key) !== undefined)).toEqual(['voice.keys']);
		expect(loaded.unfitClips.toSorted()).toEqual(['tw voice.back', 'tw voice.more']);
		const daring = loadWords(root, writeProgramme(root, ['fr'], { draftClips: true }));
		expect(keys.filter((key) => clipsIn(daring, key) !== undefined)).toEqual(['nav.return', 'voice.keys']);
	});

	it('is kept in memory only in the forms that the programme’s calls need', () => {
		recordAll(root, 'tw');
		const both = loadWords(root, writeProgramme(root, ['fr'])).sounds;
		expect(both.mp3.size).toBe(both.wav.size);
		expect(both.mp3.size).toBeGreaterThan(100);
		expect(both.mp3.get(PAUSE.id)?.length).toBe(PAUSE.seconds * 4_000);
		const { sounds } = loadWords(root, '');
		expect([sounds.mp3.size, sounds.wav.size]).toEqual([both.mp3.size, 0]);
	});

	it('stops no start, and the log counts what was left out', async () => {
		recordAll(root, 'tw');
		const { files } = readManifestOf(root, 'tw')['nav.goodbye'] ?? {};
		rmSync(join(root, 'locales', 'tw', 'audio', files?.wav.name ?? ''));
		await start(writeProgramme(root, ['tw', 'fr']));
		expect(lines.filter((line) => line.includes('clips-left-out'))).toEqual([expect.stringContaining('"count":1')]);
	});

	it('is the provider’s own French for a page that is not recorded whole', async () => {
		recordAll(root, 'tw');
		const at = await start(writeProgramme(root, ['tw', 'fr']));
		const [welcome, notice] = await call(at, 'at-voice', ['1']);
		expect(welcome).toContain('<Say voice="fr-FR-Standard-A">Bienvenue sur Kasakuma, Kookoo Line Demo.');
		expect(notice).toContain('<Play url=');
	});
});

describe('a language on a call', () => {
	const languagesOf = (programme: string) => {
		const { words } = loadWords(root, programme);
		return [words.route('at-voice').recorded ?? []].flat();
	};

	it('is offered once its core set is complete, piece by piece', () => {
		recordAll(root, 'tw');
		const programme = writeProgramme(root, ['fr', 'tw']);
		expect(languagesOf(programme)).toEqual(['tw']);
		const { 'voice.option#1': piece, ...others } = readManifestOf(root, 'tw');
		expect(piece).toBeDefined();
		writeManifest(root, 'tw', others);
		expect(languagesOf(programme)).toEqual([]);
	});

	it('is heard among the choices, and only then', async () => {
		recordAll(root, 'tw');
		const [offered = ''] = await call(await start(writeProgramme(root, ['fr', 'tw'])), 'at-voice', []);
		expect(offered).toContain('Twi, tapez 2.');
		await service?.stop();
		retext(root, 'tw/report.json', { danger: 'Y a-t-il un danger à cet instant ?' });
		const [without = ''] = await call(await start(writeProgramme(root, ['fr', 'tw'])), 'twilio-voice', []);
		expect(without).toContain('Français, tapez 1.');
		expect(without).not.toContain('Twi');
	});
});

describeWithFfmpeg('a made-up clip', () => {
	it.each(['mp3', 'wav'] as const)('is as long for ffmpeg as it says, as %s', (format) => {
		const clip = madeUpClip('any');
		const { samples, complaints } = decoded(clip[format], format);
		expect([samples.length / 8_000, complaints]).toEqual([clip.seconds, '']);
	});
});
