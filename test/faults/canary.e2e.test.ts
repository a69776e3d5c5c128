import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import { seededChance } from '../support/doors.ts';
import { type RecordedPhone, recordedPhone } from '../turns/beside.ts';
import { ensureBuilt } from './support/built.ts';
import { type Canaries, createSearch, filesIn, type Hit } from './support/canary.ts';
import { partsOf, type ServiceProcess, startProcess } from './support/process.ts';
import { seed, tellAtMost, tellCaught, withFolder } from './support/run.ts';
import { receiptOf } from './support/screens.ts';

/**
 * Fault test T19: a person's number, name, words, place and PIN go through every path of the service, errors among them; then
 * the raw bytes of everything that it wrote and said are searched for them, in every encoding that is not encryption.
 */

const chance = seededChance(`${seed}|canary`);
const FORM = 'application/x-www-form-urlencoded';

beforeAll(() => ensureBuilt(), 120_000);

const letters = (count: number): string =>
	Array.from(chance.bytes(count), (byte) => String.fromCharCode(97 + (byte % 26))).join('');

/** Somebody whom nobody knows. */
function somebody() {
	const own = `24${chance.digits(7)}`;
	const name = `Zanzi${letters(8)} Quor${letters(8)}`;
	const place = `Xoquimand${letters(8)}`;
	const words = `He carries ${letters(12)}, says ${name}`;
	const pin = chance.digits(6);
	const number = `+233${own}`;
	return { number, own, name, place, words, pin };
}

type Somebody = ReturnType<typeof somebody>;

/** What is searched for: the number in each form in which it is written, whole texts and single words of them. */
const canariesOf = ({ number, own, name, place, words, pin }: Somebody, receipt: Canaries): Canaries => ({
	number,
	'number without its plus': number.slice(1),
	'local number': `0${own}`,
	'subscriber number': own,
	name,
	'first name': name.split(' ')[0] ?? '',
	words,
	'a word': words.split(' ')[2]?.replace(',', '') ?? '',
	place,
	pin,
	...receipt,
});

/** Everything that a service says and writes. */
class Traces {
	readonly said: string[] = [];
	readonly seen: { readonly where: string; readonly bytes: Uint8Array }[] = [];
	readonly folder: string;

	constructor(folder: string) {
		this.folder = folder;
	}

	/** What lies on the disk now. */
	look(when: string): void {
		for (const { name, bytes } of filesIn(this.folder)) this.seen.push({ where: `${name} (${when})`, bytes });
	}

	async lookAtMetrics(service: ServiceProcess): Promise<void> {
		for (const path of ['/metrics', '/readyz', '/livez']) {
			const response = await fetch(`${service.adminOrigin}${path}`);
			this.seen.push({ where: path, bytes: Buffer.from(await response.text()) });
		}
	}

	hits(canaries: Canaries): readonly Hit[] {
		const search = createSearch(canaries);
		const said = search(Buffer.from(this.said.join('\n')), 'output');
		return [...this.seen.flatMap(({ where, bytes }) => search(bytes, where)), ...said];
	}

	/** Bytes that were searched. */
	get size(): number {
		return this.seen.reduce((sum, { bytes }) => sum + bytes.length, this.said.join('\n').length);
	}
}

const start = (traces: Traces, program: readonly string[], settings: Readonly<Record<string, string>> = {}) =>
	startProcess(program, traces.folder, {
		settings: { LOG_LEVEL: 'debug', STORE_TIMEOUT_MS: '200', ...settings },
		onLine: (line) => traces.said.push(line),
	});

async function post(url: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
	const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': FORM, ...headers } });
	return response.text();
}

const phoneOf = (service: ServiceProcess, number: string): RecordedPhone =>
	recordedPhone((form) => post(`${service.origin}${service.path}`, form), 'gh-ussd', number);

async function type(phone: RecordedPhone, ...keys: readonly string[]): Promise<string> {
	let text = '';
	for (const key of keys) ({ text } = key === 'dial' ? await phone.dial() : await phone.send(key));
	return text;
}

/** A report with all its details, and its reporter's questions about it. */
async function reportAndAsk(service: ServiceProcess, who: Somebody): Promise<Canaries> {
	const phone = phoneOf(service, who.number);
	const kept = receiptOf(await type(phone, 'dial', '1', '1', '1', '2', who.place, '2'));
	if (kept === undefined) throw new Error('no receipt');
	await type(phone, '2', who.pin, '1', '1', who.words, '2', '4', '1', '1');
	await type(phone, 'dial', '4', kept.code, '000000', '1', kept.code, who.pin, '1', who.words, '1');
	await type(phone, 'dial', '2', '1', '1', who.place);
	await phone.drop();
	await type(phone, 'dial', '9', '0');
	await type(phone, 'dial', '2', who.words, who.name, who.place, '1');
	const question = receiptOf(await type(phone, 'dial', '00', '5', '2', who.place, '3', who.words));
	if (question === undefined) throw new Error('no code of a question');
	await type(phone, '1', '4', question.code, question.pin, '1');
	for (const { form } of phone.exchanges) await post(`${service.origin}${service.path}`, form);
	return {
		'reference code': kept.code,
		'PIN that was given': kept.pin,
		'code of a question': question.code,
		'PIN of a question': question.pin,
	};
}

/** Callbacks that cannot be understood, that nobody sent, or that came to the wrong door. */
async function knockWrongly(service: ServiceProcess, who: Somebody): Promise<void> {
	const { origin, path, serviceCode } = service;
	const fields = {
		sessionId: 'ATUid_odd',
		phoneNumber: who.number,
		serviceCode,
		networkCode: '62001',
		text: who.words,
	};
	const form = new URLSearchParams(fields).toString();
	const wrong = `${path.slice(0, path.lastIndexOf('/') + 1)}${'x'.repeat(43)}`;
	const json = JSON.stringify({ ...fields, name: who.name });
	await post(`${origin}${path}`, json, { 'content-type': 'application/json' });
	await post(`${origin}${path}`, `${form}&text=${who.pin}`);
	await post(`${origin}${path}`, form.replace('ATUid_odd', `%00${who.name}`));
	await post(`${origin}${path}`, `${form}&${'a=1&'.repeat(5_000)}`);
	await post(`${origin}${path}?number=${who.number}`, `${form}&status=Incomplete&input=${who.pin}&durationInMillis=1`);
	await post(`${origin}${wrong}?phoneNumber=${encodeURIComponent(who.number)}`, form, { 'x-name': who.name });
	await post(`${origin}/channels/${encodeURIComponent(who.number)}/${who.place}/${who.pin}`, form);
	await post(`${origin}/api/v1/cases`, json, { 'content-type': 'application/json', cookie: `who=${who.pin}` });
	await post(`${origin}/${who.place}`, `${json}}}`, { 'content-type': 'application/json' });
	await fetch(`${origin}/${encodeURIComponent(who.name)}?number=${who.number}&pin=${who.pin}`);
	await fetch(`${origin}/%E0%A4%A?${who.place}`, {
		headers: { 'user-agent': who.name, referer: `https://a.b/${who.own}` },
	});
	await fetch(`${service.adminOrigin}/${who.place}?${who.own}`);
}

/** The database is held by another process while people go on; the spool is looked at before it is given to the store. */
async function callInAnOutage(service: ServiceProcess, who: Somebody, traces: Traces): Promise<void> {
	const other = new DatabaseSync(join(traces.folder, 'kasakuma.db'), { timeout: 5_000 });
	other.exec('BEGIN EXCLUSIVE');
	await type(phoneOf(service, who.number), 'dial', '1', '1', '2', who.place, '2', '1', '1', who.words, '2', '3', '2');
	await type(phoneOf(service, `+2335${who.own.slice(1)}`), 'dial', '1', '2', '1', '1', who.place, '1');
	await post(`${service.origin}${service.path}`, JSON.stringify(who), { 'content-type': 'application/json' });
	traces.look('outage');
	other.exec('ROLLBACK');
	other.close();
	while ((await partsOf(service)).turns !== 'closed') await pause(20);
}

/** Everything that a person can do and that can go wrong with it, in one service. */
async function leaveTraces(folder: string, faults: readonly string[]) {
	const who = somebody();
	const traces = new Traces(folder);
	const program = faults.length === 0 ? ['src/main.js'] : ['scripts/faults/serve.js', ...faults];
	const service = await start(traces, program);
	const receipt = await reportAndAsk(service, who);
	await knockWrongly(service, who);
	await callInAnOutage(service, who, traces);
	traces.look('running');
	await traces.lookAtMetrics(service);
	const exit = await service.stop();
	traces.look('stopped');
	return { traces, who, exit, canaries: canariesOf(who, receipt) };
}

const SPOOLED = /^spool\/.*\(outage\)$/;

describe('what a person says', () => {
	it('lies nowhere unsealed: not in database, spool, log, output or metrics', async () => {
		await withFolder(async (folder) => {
			const { traces, canaries, exit } = await leaveTraces(folder, []);
			const hits = traces.hits(canaries);
			tellAtMost('T19 canaries found', hits.length, 0, traces.size);
			expect({ hits, exit }).toEqual({ hits: [], exit: 0 });
			expect(traces.seen.some(({ where, bytes }) => SPOOLED.test(where) && bytes.length > 1_000)).toBe(true);
			expect(traces.seen.some(({ where }) => where.startsWith('kasakuma.db-wal'))).toBe(true);
		});
	}, 120_000);

	it('is not in the log when an error quotes it', async () => {
		await withFolder(async (folder) => {
			const who = somebody();
			const traces = new Traces(folder);
			const quote = `${who.number} ${who.name} ${who.words}`;
			const service = await start(traces, ['scripts/faults/serve.js', 'quotes'], { KASAKUMA_QUOTE: quote });
			const phone = phoneOf(service, who.number);
			await type(phone, 'dial', '1');
			service.order('outage');
			const failed = () => traces.said.filter((line) => line.includes('turn-failed')).length;
			while (failed() < 2) {
				await post(`${service.origin}${service.path}`, JSON.stringify(who), { 'content-type': 'application/json' });
				if (phone.inSession()) await type(phone, '1');
				else await type(phone, 'dial');
			}
			await traces.lookAtMetrics(service);
			await service.stop();
			traces.look('stopped');
			const hits = traces.hits(canariesOf(who, {}));
			tellAtMost('T19 canaries in what is said of errors', hits.length, 0, traces.size);
			expect(hits).toEqual([]);
		});
	}, 120_000);

	it('is found when nothing is sealed, so that this test proves something', async () => {
		await withFolder(async (folder) => {
			const { traces, canaries } = await leaveTraces(folder, ['seals-nothing']);
			const hits = traces.hits(canaries);
			tellCaught('T19 canaries of a service that seals nothing', hits.length, traces.size);
			const found = new Set(hits.map(({ canary }) => canary));
			expect([...found]).toEqual(expect.arrayContaining(['number', 'name', 'words', 'place', 'reference code']));
			expect(hits.some(({ where }) => where.startsWith('kasakuma.db'))).toBe(true);
			expect(hits.some(({ where }) => SPOOLED.test(where))).toBe(true);
		});
	}, 120_000);
});

describe('the search for canaries', () => {
	const text = 'Zoé Quorvath +233240000001';
	const search = createSearch({ text });

	it.each<[string, string | Buffer]>([
		['as it is', text],
		['in Latin-1', Buffer.from(text, 'latin1')],
		['in UTF-16', Buffer.from(text, 'utf16le')],
		['in UTF-16 the other way round', Buffer.from(text, 'utf16le').swap16()],
		['in hexadecimal digits', Buffer.from(text).toString('hex')],
		['in JSON within a form', encodeURIComponent(text)],
		...[0, 1, 2].map((before): [string, string] => [
			`in base64 behind ${before} bytes`,
			Buffer.from(`${'a'.repeat(before)}${text}, and more`).toString('base64'),
		]),
		['in base64 for URLs', Buffer.from(`"${text}"`).toString('base64url')],
	])('finds them %s', (_, hay) => {
		const hidden = Buffer.concat([Buffer.alloc(9, 7), Buffer.from(hay), Buffer.alloc(9, 7)]);
		expect(search(hidden, 'here').length).toBeGreaterThan(0);
	});

	it('finds nothing where nothing is', () => {
		expect(search(Buffer.from('Zoe, 0240000002'), 'here')).toEqual([]);
	});
});
