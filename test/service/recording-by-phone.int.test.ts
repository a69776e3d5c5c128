import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { readTexts } from '../../scripts/audio/languages.ts';
import { spokenText } from '../../scripts/audio/manifest.ts';
import { addSpeaker, type Desk, removeSpeaker, rowsOf, speakersById } from '../../scripts/audio/speakers.ts';
import { openTakeSound, readTake, TAKE_RECORD, TAKE_SOUND_RECORD } from '../../src/prompts/take.ts';
import { textHashOf } from '../../src/service/load-clips.ts';
import { openStore } from '../../src/service/open-store.ts';
import { type Service, startService } from '../../src/service/start-service.ts';
import { readSettings } from '../../src/settings/settings.ts';
import { systemChance } from '../../src/shared/chance.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { createLog } from '../../src/shared/log.ts';
import type { Store } from '../../src/store/store.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import { openKeyRing } from '../../src/vault/key-ring.ts';
import { wavOf } from '../outbox/support/recorded.ts';
import { startTwilioGateway, type TwilioGateway } from '../support/gateways/twilio.ts';
import { makeRoot, writeProgramme } from './support/recorded-root.ts';

const ORIGIN = 'https://line.example.org';
const AMA = '+2250700000001';
const accountSid = `AC${'0'.repeat(32)}`;
const authToken = 'token';
const WITHIN_MS = 15_000;
const HOUR_MS = 3_600_000;
const NAME = 'Ama Kouassi';

let root = '';
let lines: string[] = [];
let gateway: TwilioGateway;
let service: Service | undefined;
let ahead = 0;

beforeEach(async () => {
	root = makeRoot();
	lines = [];
	ahead = 0;
	gateway = await startTwilioGateway({ seed: 3, accountSid, authToken });
});
afterEach(async () => {
	await service?.stop();
	service = undefined;
	await gateway.stop();
	rmSync(root, { recursive: true, force: true });
});

const settings = (programme = '') =>
	readSettings({
		PORT: '0',
		ADMIN_PORT: '0',
		DATA_DIR: join(root, 'data'),
		PUBLIC_ORIGIN: ORIGIN,
		PROGRAMME_FILE: programme,
		TWILIO_ACCOUNT_SID: accountSid,
		TWILIO_AUTH_TOKEN: authToken,
		TWILIO_URL: gateway.url,
	});

/** Both lines of the test programme are for recording. */
function programme(): string {
	const file = writeProgramme(root, ['fr', 'en']);
	const { routes } = JSON.parse(readFileSync(file, 'utf8')) as { readonly routes: readonly object[] };
	return writeProgramme(root, ['fr', 'en'], { routes: routes.map((route) => ({ ...route, for: 'recording' })) });
}

async function start(): Promise<Service> {
	const log = createLog({ level: 'debug', write: (line) => lines.push(line), clock: systemClock });
	const clock = { now: () => systemClock.now() + ahead };
	const doors = { environment: {}, nodeArguments: [], root, log, clock, stopwatch: () => performance.now() };
	service = await startService(settings(programme()), { ...doors, inline: true });
	return service;
}

/** What an operator does at the machine, beside the service. */
async function atDesk<Result>(work: (desk: Desk, store: Store) => Promise<Result>): Promise<Result> {
	const data = join(root, 'data');
	mkdirSync(data, { recursive: true, mode: 0o700 });
	const vault = createVault(openKeyRing(join(data, 'keys'), systemChance), systemChance);
	const store = await openStore(settings(), data, { inline: true, timeoutMs: 10_000 });
	try {
		return await work(
			{ records: store.records, vault, clock: systemClock, chance: systemChance, say: () => {} },
			store,
		);
	} finally {
		await store.close();
	}
}

/** Gives their PIN. */
const speakerOf = (languages: readonly string[]): Promise<string> =>
	atDesk(async (desk) => {
		const said: string[] = [];
		await addSpeaker(NAME, languages, { ...desk, say: (line) => said.push(line) });
		return /^\d{6}/.exec(said[0] ?? '')?.[0] ?? '';
	});

type Fields = Readonly<Record<string, string>>;

const wires = {
	'at-voice': {
		fields: { isActive: '1', direction: 'Inbound', callerNumber: AMA, destinationNumber: '+2252700000000' },
		id: (id: string): Fields => ({ sessionId: `ATVId_${id}` }),
		keys: (digits: string): Fields => ({ dtmfDigits: digits }),
		recording: (url: string): Fields => ({ recordingUrl: url, durationInSeconds: '4' }),
		ended: { isActive: '0', hangupCause: 'NORMAL_CLEARING' } as Fields,
	},
	'twilio-voice': {
		fields: {
			AccountSid: accountSid,
			CallStatus: 'in-progress',
			Direction: 'inbound',
			From: AMA,
			To: '+2252700000001',
		},
		id: (id: string): Fields => ({ CallSid: `CA${id.padStart(32, '0')}` }),
		keys: (digits: string): Fields => ({ Digits: digits }),
		recording: (url: string): Fields => ({ RecordingUrl: url, RecordingDuration: '4' }),
		ended: { CallStatus: 'completed' } as Fields,
	},
} as const;
type RouteId = keyof typeof wires;

/** A call, turn by turn; gives what is answered as the provider hears it. */
function call(at: Service, routeId: RouteId, id: string, from = AMA) {
	const wire = wires[routeId];
	const path = at.routes.find((route) => route.id === routeId)?.path ?? '';
	const number = routeId === 'at-voice' ? { callerNumber: from } : { From: from };
	let turn = 0;
	const post = async (happened: Fields): Promise<string> => {
		const target = turn === 0 ? path : `${path}?turn=${turn}`;
		turn += 1;
		const fields: Fields = { ...wire.fields, ...wire.id(id), ...number, ...happened };
		const headers = { 'x-twilio-signature': getExpectedTwilioSignature(authToken, ORIGIN + target, fields) };
		const url = `http://127.0.0.1:${at.port}${target}`;
		const answer = await fetch(url, { method: 'POST', headers, body: new URLSearchParams(fields) });
		expect(answer.status).toBe(200);
		return answer.text();
	};
	return {
		begin: () => post({}),
		press: (digits: string) => post(wire.keys(digits)),
		wait: () => post({}),
		speak: (url: string) => post(wire.recording(url)),
		hangUp: (speaking: Fields = {}) => post({ ...speaking, ...wire.ended }),
	};
}

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
	const begun = performance.now();
	while (!(await done())) {
		if (performance.now() - begun > WITHIN_MS) throw new Error('it did not come');
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

const takesIn = () =>
	atDesk(async ({ records }) => {
		const takes = [];
		for await (const row of rowsOf(records, TAKE_RECORD)) takes.push(readTake(row));
		return takes;
	});

/** The sound that an answer plays, as the provider fetches it. */
async function played(at: Service, answer: string) {
	const address = new URL(/<Play(?: url=")?>?([^"<]+)/.exec(answer)?.[1] ?? 'none:');
	expect(address.origin).toBe(ORIGIN);
	expect(address.pathname).toMatch(/^\/takes\/[\w-]{100,}$/);
	const got = await fetch(`http://127.0.0.1:${at.port}${address.pathname}`);
	return { status: got.status, bytes: Buffer.from(await got.arrayBuffer()), cache: got.headers.get('cache-control') };
}

/** Bytes of everything in the data folder but the keys. */
function rawData(folder = join(root, 'data')): string {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && !entry.parentPath.includes('keys'))
		.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
		.join('\n');
}

const FIRST_TEXT = /Texte 1 sur \d{2,3}\. /;

describe.each(Object.keys(wires) as RouteId[])('a text that is recorded by phone, by %s', (routeId) => {
	it('is heard, said, listened to and kept, with its speaker, its hash and the day of the consent', async () => {
		const pin = await speakerOf(['tw']);
		const at = await start();
		const ama = call(at, routeId, '1');
		expect(await ama.begin()).toContain('Tapez les six chiffres');
		expect(await ama.press(pin)).toContain('Acceptez-vous');
		expect(await ama.press('1')).toMatch(FIRST_TEXT);
		expect(await ama.press('1')).toMatch(/<Record [^>]*maxLength="20"/);
		const sound = wavOf(64_000);
		const url = gateway.record(sound);
		expect(await ama.speak(url)).toContain('Le texte est enregistré.');
		const listened = await ama.press('1');
		expect(listened).not.toContain('<Say');
		const heard = await played(at, listened);
		expect([heard.status, heard.cache]).toEqual([200, 'no-store']);
		// Africa's Talking keeps its recordings elsewhere: nothing of this gateway's is fetched, and a silence is played.
		if (routeId === 'twilio-voice') expect(heard.bytes.equals(sound)).toBe(true);
		expect(await ama.wait()).toContain('Pour entendre votre enregistrement, tapez 1.');
		expect(await ama.press('2')).toMatch(/Texte 2 sur/);
		await ama.hangUp();
		const [take, ...others] = await takesIn();
		expect(others).toEqual([]);
		expect(take).toMatchObject({
			language: 'tw',
			state: 'new',
			seconds: 4,
			textHash: expect.stringMatching(/^[0-9a-f]{64}$/),
		});
		const names = await atDesk(speakersById);
		expect(names.get(take?.speaker ?? '')?.name).toBe(NAME);
		const next = call(at, routeId, '2');
		await next.begin();
		await next.press(pin);
		expect(await next.press('1')).toMatch(/Texte 2 sur/);
		for (const secret of [AMA.slice(1), NAME, pin, url])
			expect([rawData(), lines.join('\n')].join()).not.toContain(secret);
	});
});

describe('what was recorded at Twilio', () => {
	it('is kept sealed and deleted there; what was said and not kept is only deleted, an hour later', async () => {
		const pin = await speakerOf(['tw']);
		const at = await start();
		const ama = call(at, 'twilio-voice', '1');
		for (const keys of [pin, '1', '1']) await (keys === pin ? ama.begin().then(() => ama.press(pin)) : ama.press(keys));
		const unkept = gateway.record(wavOf(100, 'a slip of the tongue'));
		await ama.speak(unkept);
		await ama.press('3');
		const sound = wavOf(200, 'as it should be');
		await ama.speak(gateway.record(sound));
		await ama.press('2');
		await until(() => gateway.recordings.size === 1);
		const [take] = await takesIn();
		const kept = await atDesk(async ({ records, vault }) => {
			const row = await records.get(TAKE_SOUND_RECORD, take?.id ?? '');
			return row && openTakeSound(vault, row);
		});
		expect(kept && Buffer.from(kept).equals(Buffer.from(sound))).toBe(true);
		expect(rawData()).not.toContain(Buffer.from(sound).toString('latin1').slice(60, 100));
		const cut = call(at, 'twilio-voice', '2');
		await cut.begin();
		for (const keys of [pin, '1', '1']) await cut.press(keys);
		await cut.hangUp(wires['twilio-voice'].recording(gateway.record(wavOf(300, 'cut off'))));
		expect(gateway.recordings.size).toBe(2);
		ahead = HOUR_MS + 1;
		await until(() => gateway.recordings.size === 0);
		expect(await takesIn()).toHaveLength(1);
		expect(lines.filter((line) => line.includes('trouble'))).toEqual([]);
	}, 40_000);
});

describe('the line for recording', () => {
	it('reads a text in the language that it is recorded in where a machine speaks that', async () => {
		const pin = await speakerOf(['en', 'fr']);
		const ama = call(await start(), 'twilio-voice', '1');
		await ama.begin();
		await ama.press(pin);
		expect(await ama.press('1')).toContain('Dans quelle langue');
		expect(await ama.press('1')).toMatch(/Text 1 of \d+/);
	});

	it('asks who is there on every call, also where one was dropped, and never leads to a report', async () => {
		const pin = await speakerOf(['tw']);
		const at = await start();
		const first = call(at, 'twilio-voice', '1');
		await first.begin();
		await first.press(pin);
		expect(await call(at, 'twilio-voice', '2').begin()).toContain('Tapez les six chiffres');
		expect(await first.press('6')).toContain('Tapez les six chiffres');
	});

	it('tells nothing apart of a wrong PIN, a removed speaker, and a try too many from one number', async () => {
		const pin = await speakerOf(['tw']);
		const at = await start();
		const wrong = pin === '000000' ? '000001' : '000000';
		const answers: string[] = [];
		const tried = async (id: string, typed: string, from?: string): Promise<string> => {
			const caller = call(at, 'twilio-voice', id, from);
			await caller.begin();
			return (await caller.press(typed)).replaceAll(/turn=\d/g, 'turn').replaceAll(/\/twilio\/voice\/[^?]+/g, '');
		};
		for (let count = 0; count < 5; count++) answers.push(await tried(`${count}`, wrong));
		answers.push(await tried('6', pin));
		expect(new Set(answers).size).toBe(1);
		expect(answers[0]).toContain("n'est pas reconnu");
		expect(await tried('7', pin, '+2250700000002')).toContain('Acceptez-vous');
		const [id = ''] = [...(await atDesk(speakersById)).keys()];
		await atDesk((desk) => removeSpeaker(id, desk));
		expect(await tried('8', pin, '+2250700000003')).toBe(answers[0]);
	});

	it('lets nobody try more than twenty PINs an hour, from however many numbers', async () => {
		const pin = await speakerOf(['tw']);
		const at = await start();
		let opened = 0;
		for (let count = 0; count < 25; count++) {
			const caller = call(at, 'twilio-voice', `${count}`, `+22507000001${String(count).padStart(2, '0')}`);
			await caller.begin();
			if ((await caller.press(pin)).includes('Acceptez-vous')) opened += 1;
		}
		expect(opened).toBeGreaterThanOrEqual(10);
		expect(opened).toBeLessThanOrEqual(20);
	});

	it('plays nothing for an address that it did not make, or that is old', async () => {
		const pin = await speakerOf(['tw']);
		const at = await start();
		const ama = call(at, 'twilio-voice', '1');
		await ama.begin();
		for (const keys of [pin, '1', '1']) await ama.press(keys);
		await ama.speak(gateway.record(wavOf(100)));
		const listened = await ama.press('1');
		expect((await played(at, listened)).status).toBe(200);
		const path = new URL(/<Play>([^<]+)/.exec(listened)?.[1] ?? 'none:').pathname;
		const statusOf = async (of: string) => (await fetch(`http://127.0.0.1:${at.port}${of}`)).status;
		expect(await statusOf(`${path.slice(0, -4)}AAAA`)).toBe(404);
		expect(await statusOf('/takes/x')).toBe(404);
		ahead = 5 * 60_000 + 1_000;
		expect(await statusOf(path)).toBe(404);
	});

	it('knows what each text is by the hash of what it says', async () => {
		const pin = await speakerOf(['tw']);
		const ama = call(await start(), 'twilio-voice', '1');
		await ama.begin();
		for (const keys of [pin, '1', '1']) await ama.press(keys);
		await ama.speak(gateway.record(wavOf(100)));
		await ama.press('2');
		const [take] = await takesIn();
		expect(take?.textHash).toBe(textHashOf(spokenText(readTexts(join(root, 'locales'), 'tw'), take?.key ?? '')));
	});
});
