import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Service, startService } from '../../src/service/start-service.ts';
import { type Environment, readSettings } from '../../src/settings/settings.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { createLog } from '../../src/shared/log.ts';
import { startAfricastalkingGateway } from '../support/gateways/africastalking.ts';
import { startTwilioGateway } from '../support/gateways/twilio.ts';

const ADJOA = '+233240000001';
const WITHIN_MS = 10_000;
const REPORT = ['hello', '1', '1', '1', '2', 'Bibiani', '2'];

let folder = '';
let lines: string[] = [];

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'kasakuma-texts-'));
	lines = [];
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The service as it runs, on a free port, in this process. */
function start(environment: Environment): Promise<Service> {
	const log = createLog({ level: 'debug', write: (line) => lines.push(line), clock: systemClock });
	return startService(readSettings({ PORT: '0', ADMIN_PORT: '0', DATA_DIR: join(folder, 'data'), ...environment }), {
		environment: {},
		nodeArguments: [],
		root: process.cwd(),
		log,
		stopwatch: () => performance.now(),
		inline: true,
	});
}

const addressOf = ({ port, routes }: Service, routeId: string, kind: string): string => {
	const route = routes.find(({ id, path }) => id === routeId && path.includes(`/${kind}/`));
	return `http://127.0.0.1:${port}${route?.path ?? ''}`;
};

async function until<Found>(look: () => Found | undefined): Promise<Found> {
	const begun = performance.now();
	for (;;) {
		const found = look();
		if (found !== undefined) return found;
		if (performance.now() - begun > WITHIN_MS) throw new Error('it did not come');
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

const metric = async ({ adminPort }: Service, name: string): Promise<number> => {
	const page = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
	const found = page.split('\n').filter((line) => line.startsWith(name));
	return found.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
};

/** Nothing that was written, no number and no secret stands in the log. */
function expectSilent(service: Service, ...secrets: readonly string[]): void {
	const log = lines.join('\n');
	for (const word of ['Bibiani', ADJOA.slice(1), ...secrets, ...service.routes.map(({ path }) => path.slice(-20))]) {
		expect(log).not.toContain(word);
	}
}

describe('a report by text through a gateway', () => {
	it('of Africa’s Talking is answered text by text, delivered, and sent once though it was posted again', async () => {
		const gateway = await startAfricastalkingGateway({ seed: 'texts', apiKey: 'key-of-the-account', latencyMs: 5 });
		const service = await start({
			AFRICASTALKING_USERNAME: 'sandbox',
			AFRICASTALKING_API_KEY: 'key-of-the-account',
			AFRICASTALKING_URL: gateway.url,
		});
		gateway.callbacks.messages = addressOf(service, 'gh-sms', 'sms');
		gateway.callbacks.reports = addressOf(service, 'gh-sms', 'sms-delivery');
		try {
			for (const [index, text] of REPORT.entries()) {
				expect(await gateway.receive({ from: ADJOA, to: '20856', text })).toMatchObject({ acknowledged: true });
				const answer = await until(() => gateway.sent[index]);
				expect(answer).toMatchObject({ to: ADJOA, from: '20856' });
			}
			expect(gateway.sent.at(-1)?.text).toMatch(/Code \d{8}, PIN \d{6}/);
			for (const { id } of gateway.sent) await gateway.report(id, ['Success', 'Sent']);
			expect(await metric(service, 'kasakuma_reports_total{route="gh-sms",what="moved"}')).toBe(REPORT.length);
			expect(gateway.sent).toHaveLength(REPORT.length);
			expectSilent(service, 'key-of-the-account');
		} finally {
			await service.stop();
			await gateway.stop();
		}
	}, 60_000);

	it('of Twilio is the same, and a callback that it did not sign has no effect', async () => {
		const accountSid = `AC${'1'.repeat(32)}`;
		const authToken = 'token-of-the-account';
		const publicOrigin = 'https://line.example.org';
		const programme = JSON.parse(readFileSync('reference/programmes/demonstration.json', 'utf8')) as {
			routes: { id: string; channel: string; provider: string; serviceCode: string }[];
		};
		for (const route of programme.routes.filter(({ channel }) => channel === 'sms')) route.provider = 'twilio';
		const file = join(folder, 'programme.json');
		writeFileSync(file, JSON.stringify(programme));
		const options = { seed: 7, accountSid, authToken, publicOrigin };
		let at = '';
		const gateway = await startTwilioGateway({
			...options,
			get lineAt() {
				return at;
			},
		});
		const service = await start({
			PROGRAMME_FILE: file,
			PUBLIC_ORIGIN: publicOrigin,
			TWILIO_ACCOUNT_SID: accountSid,
			TWILIO_AUTH_TOKEN: authToken,
			TWILIO_URL: gateway.url,
		});
		at = `http://127.0.0.1:${service.port}`;
		const url = addressOf(service, 'gh-sms', 'sms').replace(at, publicOrigin);
		try {
			for (const [index, Body] of REPORT.entries()) {
				expect(await gateway.receive({ url, From: ADJOA, To: '20856', Body })).toMatchObject({ status: 200 });
				await until(() => gateway.sent[index]);
			}
			expect(gateway.sent.at(-1)?.body).toMatch(/Code \d{8}, PIN \d{6}/);
			expect((await gateway.report()).map(({ status }) => status)).toContain(200);
			const forged = await fetch(url.replace(publicOrigin, at), {
				method: 'POST',
				headers: { 'X-Twilio-Signature': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' },
				body: new URLSearchParams({
					AccountSid: accountSid,
					MessageSid: `SM${'0'.repeat(32)}`,
					From: ADJOA,
					Body: '1',
				}),
			});
			expect(forged.status).toBe(403);
			expect(await metric(service, 'kasakuma_forged_total')).toBe(1);
			expect(await metric(service, 'kasakuma_turns_total{route="gh-sms"')).toBe(REPORT.length);
			expectSilent(service, authToken);
		} finally {
			await service.stop();
			await gateway.stop();
		}
	}, 60_000);

	it('is not sent again blindly where nobody knows whether it was taken, and holds up no other', async () => {
		const gateway = await startAfricastalkingGateway({ seed: 'texts', apiKey: 'key', latencyMs: 5 });
		gateway.failNext('reset-before');
		const service = await start({
			AFRICASTALKING_USERNAME: 'sandbox',
			AFRICASTALKING_API_KEY: 'key',
			AFRICASTALKING_URL: gateway.url,
		});
		gateway.callbacks.messages = addressOf(service, 'gh-sms', 'sms');
		try {
			await gateway.receive({ from: ADJOA, to: '20856', text: 'hello' });
			await until(() => (gateway.requests.length > 0 ? true : undefined));
			await gateway.receive({ from: ADJOA, to: '20856', text: '1' });
			await until(() => gateway.sent[0]);
			expect(gateway.sent[0]?.text).not.toContain('Language');
			expect(await metric(service, 'kasakuma_messages_total{route="gh-sms",state="in-doubt"')).toBe(1);
			expect(gateway.sent).toHaveLength(1);
		} finally {
			await service.stop();
			await gateway.stop();
		}
	}, 60_000);
});
