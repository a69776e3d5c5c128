import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPhone, type Phone } from '../../scripts/talk/phone.ts';
import { loadWords } from '../../src/service/load-words.ts';
import { openProviders } from '../../src/service/providers.ts';
import { type Service, startService } from '../../src/service/start-service.ts';
import { type Environment, readSettings } from '../../src/settings/settings.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { createLog } from '../../src/shared/log.ts';
import { seededChance } from '../support/doors.ts';
import { startAfricastalkingGateway } from '../support/gateways/africastalking.ts';
import { startTwilioGateway } from '../support/gateways/twilio.ts';

const ADJOA = '+233240000001';
const LINE = '+233300000000';
const ORIGIN = 'https://line.example.org';
const MINUTE_MS = 60_000;
const WITHIN_MS = 10_000;
const NEUTRAL = 'Hello. Somebody asked for a call to this number.';
const COMES = 'We will call you in a few minutes.';

let folder = '';
let lines: string[] = [];
/** Milliseconds that the service's time is ahead. */
let ahead = 0;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'kasakuma-asked-calls-'));
	lines = [];
	ahead = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(environment: Environment): Promise<Service> {
	const log = createLog({ level: 'debug', write: (line) => lines.push(line), clock: systemClock });
	const base = { PORT: '0', ADMIN_PORT: '0', DATA_DIR: join(folder, 'data'), PUBLIC_ORIGIN: ORIGIN };
	return startService(readSettings({ ...base, ...environment }), {
		environment: {},
		nodeArguments: [],
		root: process.cwd(),
		log,
		clock: { now: () => systemClock.now() + ahead },
		stopwatch: () => performance.now(),
		inline: true,
	});
}

/** The demonstration programme with its routes changed. */
function programmeWith(change: (route: Record<string, unknown>) => void): string {
	const programme = JSON.parse(readFileSync('reference/programmes/demonstration.json', 'utf8')) as {
		routes: Record<string, unknown>[];
	};
	for (const route of programme.routes) change(route);
	const file = join(folder, 'programme.json');
	writeFileSync(file, JSON.stringify(programme));
	return file;
}

const pathOf = ({ routes }: Service, routeId: string): string => routes.find(({ id }) => id === routeId)?.path ?? '';
const urlOf = (service: Service, routeId: string): string =>
	`http://127.0.0.1:${service.port}${pathOf(service, routeId)}`;

function phoneOn(service: Service): Phone {
	const post = async (body: string): Promise<string> => {
		const headers = { 'content-type': 'application/x-www-form-urlencoded' };
		return (await fetch(urlOf(service, 'gh-ussd'), { method: 'POST', headers, body })).text();
	};
	const of = { number: ADJOA, serviceCode: '*789*56#', networkCode: '62001', chance: seededChance('asked-calls') };
	return createPhone({ post, ...of });
}

/** Somebody dials, and asks for a call. */
async function asks(phone: Phone): Promise<void> {
	const first = await phone.dial();
	if (first.text.startsWith('Kasakuma')) await phone.send('1');
	const menu = await phone.send('00');
	const option = /^(\d) Call me$/m.exec(menu.text)?.[1] ?? 'no such option';
	expect((await phone.send(option)).text).toContain(COMES);
}

async function until<Found>(look: () => Found | undefined | Promise<Found | undefined>): Promise<Found> {
	const begun = performance.now();
	for (;;) {
		const found = await look();
		if (found !== undefined) return found;
		if (performance.now() - begun > WITHIN_MS) throw new Error('it did not come');
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

async function metric({ adminPort }: Service, name: string): Promise<number> {
	const page = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
	const found = page.split('\n').filter((line) => line.startsWith(name));
	return found.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

const account = { AFRICASTALKING_USERNAME: 'sandbox', AFRICASTALKING_API_KEY: 'key' };

/** A service whose voice goes by Africa's Talking. */
async function withAfricastalking(
	programmeFile: string,
	test: (service: Service, gateway: Awaited<ReturnType<typeof startAfricastalkingGateway>>) => Promise<void>,
): Promise<void> {
	const gateway = await startAfricastalkingGateway({ seed: 'asked', apiKey: 'key', senders: [LINE] });
	const environment = { ...account, AFRICASTALKING_URL: gateway.url, PROGRAMME_FILE: programmeFile };
	const service = await start(environment);
	try {
		await test(service, gateway);
		const log = lines.join('\n');
		for (const secret of [ADJOA.slice(1), pathOf(service, 'gh-voice').slice(-20)]) expect(log).not.toContain(secret);
	} finally {
		await service.stop();
		await gateway.stop();
	}
}

const inbound = (sessionId: string, callerNumber = ADJOA) => ({
	...{ isActive: '1', sessionId, direction: 'Inbound', callerNumber, destinationNumber: LINE },
});

const ofOurs = (call: { readonly sessionId: string; readonly clientRequestId: string | undefined } | undefined) => ({
	...{ sessionId: call?.sessionId ?? '', clientRequestId: call?.clientRequestId ?? '' },
	...{ isActive: '1', direction: 'Outbound', callerNumber: LINE, destinationNumber: ADJOA },
});

describe('a call that somebody asks for', () => {
	it('by USSD is made by Africa’s Talking, and says nothing of an earlier session before key 1', async () => {
		await withAfricastalking('', async (service, gateway) => {
			const voice = urlOf(service, 'gh-voice');
			for (const [turn, keys] of [{}, { dtmfDigits: '1' }, { dtmfDigits: '1' }].entries())
				await gateway.turn(`${voice}?turn=${turn}`, { ...inbound('ATVId_before'), ...keys });
			await asks(phoneOn(service));
			const call = await until(() => gateway.calls[0]);
			expect(call).toMatchObject({ to: ADJOA, from: LINE });
			const turn = (count: number, keys: object) =>
				gateway.turn(`${voice}?turn=${count}`, { ...ofOurs(call), ...keys }).then(({ body }) => body);
			const first = await turn(0, {});
			expect(first).toContain(NEUTRAL);
			expect(first).not.toMatch(/child|report|Kasakuma|continue/i);
			expect(await turn(0, {})).toBe(first);
			expect(await turn(1, { dtmfDigits: '9' })).toContain('free');
			expect(await turn(2, { dtmfDigits: '7' })).toContain(NEUTRAL);
			expect(await turn(3, { dtmfDigits: '1' })).toContain('Do you want to continue?');
			expect(await turn(4, { dtmfDigits: '2' })).toContain('What would you like to do?');
			const delivered = () => metric(service, 'kasakuma_reports_total{route="gh-voice",what="moved"}');
			await until(async () => ((await delivered()) === 1 ? true : undefined));
			expect(await metric(service, 'kasakuma_messages_total{route="gh-voice",state="accepted"')).toBe(1);
		});
	}, 60_000);

	it('and that nobody takes is made once more after five minutes', async () => {
		await withAfricastalking('', async (service, gateway) => {
			const phone = phoneOn(service);
			await asks(phone);
			const call = await until(() => gateway.calls[0]);
			const end = { ...ofOurs(call), isActive: '0', hangupCause: 'NO_ANSWER' };
			await gateway.turn(urlOf(service, 'gh-voice'), end);
			ahead = 6 * MINUTE_MS;
			const again = await until(() => gateway.calls[1]);
			expect(again.to).toBe(ADJOA);
			expect(again.clientRequestId).not.toBe(call.clientRequestId);
			await gateway.turn(urlOf(service, 'gh-voice'), { ...ofOurs(again), isActive: '0', hangupCause: 'NO_ANSWER' });
			ahead = 15 * MINUTE_MS;
			await asks(phone);
			await until(() => gateway.calls[2]);
			expect(gateway.calls).toHaveLength(3);
		});
	}, 60_000);

	it('of which nobody knows whether it was made is not made again, and is known once it is taken up', async () => {
		await withAfricastalking('', async (service, gateway) => {
			gateway.failNext('reset-after');
			const phone = phoneOn(service);
			await asks(phone);
			const call = await until(() => gateway.calls[0]);
			const doubted = () => metric(service, 'kasakuma_messages_total{route="gh-voice",state="in-doubt"');
			await until(async () => ((await doubted()) === 1 ? true : undefined));
			ahead = 4 * MINUTE_MS;
			await asks(phone);
			const waits = 'kasakuma_messages_total{route="gh-voice",state="suppressed",reason="call-waits"';
			await until(async () => ((await metric(service, waits)) === 1 ? true : undefined));
			expect(gateway.calls).toHaveLength(1);
			expect((await gateway.turn(urlOf(service, 'gh-voice'), ofOurs(call))).body).toContain(NEUTRAL);
			const moved = () => metric(service, 'kasakuma_reports_total{route="gh-voice",what="moved"}');
			await until(async () => ((await moved()) === 1 ? true : undefined));
		});
	}, 60_000);

	it('is made by Twilio with its callbacks, and its end is told by them', async () => {
		const accountSid = `AC${'1'.repeat(32)}`;
		const twilio = { accountSid, authToken: 'token', publicOrigin: ORIGIN };
		let at = '';
		const gateway = await startTwilioGateway({
			seed: 7,
			...twilio,
			get lineAt() {
				return at;
			},
		});
		const PROGRAMME_FILE = programmeWith((route) => {
			if (route['channel'] === 'voice') route['provider'] = 'twilio';
		});
		const service = await start({
			...{ PROGRAMME_FILE, TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: 'token', TWILIO_URL: gateway.url },
		});
		at = `http://127.0.0.1:${service.port}`;
		const phone = phoneOn(service);
		try {
			await asks(phone);
			const call = await until(() => gateway.calls[0]);
			const base = { CallSid: call.sid, Direction: 'outbound-api', From: LINE, To: ADJOA };
			const fields = gateway.callFields(base);
			const url = call.fields['Url'] ?? '';
			expect(url).toMatch(/^https:\/\/line\.example\.org\/channels\/twilio\/voice\/[^?]+\?m=[\w-]{20,}$/);
			const { body } = await gateway.post(url, fields);
			expect(body).toContain(NEUTRAL);
			const next = /action="([^"]*)"/.exec(body)?.[1] ?? '';
			expect((await gateway.post(next, { ...fields, Digits: '1' })).body).toContain('What would you like to do?');
			const moved = () => metric(service, 'kasakuma_reports_total{route="gh-voice",what="moved"}');
			await until(async () => ((await moved()) === 1 ? true : undefined));
			await asks(phone);
			const second = await until(() => gateway.calls[1]);
			const report = second.fields['StatusCallback'] ?? '';
			const ended = gateway.callFields({ ...base, CallSid: second.sid, CallStatus: 'no-answer' });
			expect(await gateway.post(report, ended)).toMatchObject({ status: 200 });
			ahead = 6 * MINUTE_MS;
			expect((await until(() => gateway.calls[2])).to).toBe(ADJOA);
		} finally {
			await service.stop();
			await gateway.stop();
		}
	}, 60_000);
});

describe('a missed call', () => {
	const callsBack = () =>
		programmeWith((route) => {
			if (route['channel'] === 'voice') route['incoming'] = 'call-back';
		});

	it('is turned away unanswered and called back, once though it is told twice', async () => {
		await withAfricastalking(callsBack(), async (service, gateway) => {
			const voice = urlOf(service, 'gh-voice');
			for (const call of ['ATVId_1', 'ATVId_1', 'ATVId_2'])
				expect((await gateway.turn(voice, inbound(call))).body).toContain('<Response><Reject/></Response>');
			await gateway.turn(voice, { ...inbound('ATVId_1'), isActive: '0', hangupCause: 'CALL_REJECTED' });
			const waits = 'kasakuma_messages_total{route="gh-voice",state="suppressed",reason="call-waits"';
			await until(async () => ((await metric(service, waits)) === 1 ? true : undefined));
			expect(gateway.calls).toHaveLength(1);
			const first = await gateway.turn(voice, ofOurs(gateway.calls[0]));
			expect(first.body).toContain(NEUTRAL);
		});
	}, 60_000);

	it('of somebody who withholds their number is answered, since nobody can call them', async () => {
		await withAfricastalking(callsBack(), async (service, gateway) => {
			const { body } = await gateway.turn(urlOf(service, 'gh-voice'), inbound('ATVId_1', 'anonymous'));
			expect(body).toContain('Kasakuma');
			expect(gateway.calls).toEqual([]);
		});
	}, 60_000);

	it('keeps a service in production from starting whose provider could not call anybody', async () => {
		const { programme } = loadWords(process.cwd(), callsBack());
		const production = readSettings({ NODE_ENV: 'production', PUBLIC_ORIGIN: ORIGIN });
		await expect(openProviders(programme.routes, production)).rejects.toThrow(/AFRICASTALKING_USERNAME/);
		const able = readSettings({ NODE_ENV: 'production', PUBLIC_ORIGIN: ORIGIN, ...account });
		expect([...(await openProviders(programme.routes, able)).callers.keys()]).toEqual(['ci-voice', 'gh-voice']);
	});
});

describe('where no provider makes calls', () => {
	it('outside production the simulator takes them, and the admin listener shows them', async () => {
		const service = await start({});
		try {
			await asks(phoneOn(service));
			const asked = `http://127.0.0.1:${service.adminPort}/simulator/calls?to=${encodeURIComponent(ADJOA)}`;
			const calls = await until(async () => {
				const found = (await (await fetch(asked)).json()) as readonly object[];
				return found.length > 0 ? found : undefined;
			});
			expect(calls).toEqual([{ position: 1, to: ADJOA, from: LINE, ours: expect.any(String) }]);
		} finally {
			await service.stop();
		}
	}, 60_000);
});
