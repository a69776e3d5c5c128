import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Service, startService } from '../../src/service/start-service.ts';
import { type Environment, readSettings } from '../../src/settings/settings.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { createLog } from '../../src/shared/log.ts';

const ADJOA = '+233240000001';
const LINE = '+233300000000';
const ORIGIN = 'https://line.example.org';

let folder = '';
let lines: string[] = [];
let service: Service;
/** Time cannot be told: nothing of a turn works then. */
let clockFails = false;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'kasakuma-calls-'));
	lines = [];
});

afterEach(async () => {
	await service.stop();
	rmSync(folder, { recursive: true, force: true });
});

/** The service as it runs, on a free port, in this process. */
async function start(): Promise<void> {
	const log = createLog({ level: 'debug', write: (line) => lines.push(line), clock: systemClock });
	const environment: Environment = {
		PORT: '0',
		ADMIN_PORT: '0',
		DATA_DIR: join(folder, 'data'),
		PUBLIC_ORIGIN: ORIGIN,
	};
	service = await startService(readSettings(environment), {
		environment: {},
		nodeArguments: [],
		root: process.cwd(),
		log,
		clock: {
			now: () => {
				if (clockFails) throw new Error('no clock');
				return systemClock.now();
			},
		},
		stopwatch: () => performance.now(),
		inline: true,
	});
}

const pathOf = (routeId: string): string => service.routes.find(({ id }) => id === routeId)?.path ?? '';

async function post(path: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
	const call = { isActive: '1', sessionId: 'ATVId_1', direction: 'Inbound', callerNumber: ADJOA };
	const body = new URLSearchParams({ ...call, destinationNumber: LINE, ...fields });
	const answer = await fetch(`http://127.0.0.1:${service.port}${path}`, { method: 'POST', body });
	expect(answer.status).toBe(200);
	expect(answer.headers.get('content-type')).toContain('xml');
	return answer.text();
}

describe('a call to the service', () => {
	it('is told the public address of its next turn, with its secret and its count, and goes on there', async () => {
		await start();
		const path = pathOf('gh-voice');
		const first = await post(path);
		expect(first).toContain(`callbackUrl="${ORIGIN}${path}?turn=1"`);
		const second = await post(`${path}?turn=1`, { dtmfDigits: '1' });
		expect(second).toContain('For a report about a child, press 1.');
		expect(second).toContain(`${ORIGIN}${path}?turn=2`);
		expect(await post(`${path}?turn=1`, { dtmfDigits: '1' })).toBe(second);
		expect(lines.join('\n')).not.toContain(ADJOA.slice(1));
		expect(lines.join('\n')).not.toContain(path.slice(-20));
	});

	it('hears the help lines in its own language, as voice and never as an error, when a turn fails', async () => {
		await start();
		clockFails = true;
		const failed = await post(pathOf('ci-voice'), { destinationNumber: '+2252700000000' });
		clockFails = false;
		expect(failed).toMatch(/^<\?xml .*<Say voice="fr-[^"]*">La ligne ne répond pas.*1, 1, 6.*<\/Say><\/Response>$/);
		expect(lines.join('\n')).toContain('turn-failed');
	});

	it('ends with an acknowledgement that says nothing', async () => {
		await start();
		const ended = await post(pathOf('gh-voice'), { isActive: '0', hangupCause: 'NORMAL_CLEARING' });
		expect(ended).toContain('<Response/>');
	});
});
