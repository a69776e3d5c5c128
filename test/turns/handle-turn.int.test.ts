import { child } from '../../flows/child.ts';
import { details } from '../../flows/details.ts';
import { home } from '../../flows/home.ts';
import { mine } from '../../flows/mine.ts';
import { filing } from '../../flows/parts/filing.ts';
import { optionsOf } from '../../flows/parts/options.ts';
import { receipt } from '../../flows/receipt.ts';
import { report } from '../../flows/report.ts';
import { type Conversation, createFlows, defineFlow, flowSetup } from '../../src/conversation/index.ts';
import { readCase } from '../../src/turns/read-case.ts';
import { loaded, openLine, type TestLine } from '../support/line.ts';
import { lineBeside, type RecordedPhone, recordedPhone } from './beside.ts';
import { learnInBrief } from './model/brief-flows.ts';

const GHANA = 'gh-ussd';
const ADJOA = '+233240000001';
const { words } = loaded;

const say = (key: string, values = {}) => words.say('en', { key, values }, 'gsm-7');

let line: TestLine;

beforeEach(async () => {
	line = await openLine({ inMemory: true });
});

afterEach(() => line.close());

const phoneOf = (number: string, post = line.post(GHANA)): RecordedPhone => recordedPhone(post, GHANA, number);

/** Sends one after the other; gives the last screen. */
async function type(phone: RecordedPhone, ...keys: readonly string[]) {
	let seen = { text: '', end: false };
	for (const key of keys) seen = key === 'dial' ? await phone.dial() : await phone.send(key);
	return seen;
}

const UP_TO_WHERE = ['dial', '1', '1', '1', '2'];
const WHOLE_REPORT = [...UP_TO_WHERE, 'Bibiani', '2'];

function receiptOf(text: string): { readonly code: string; readonly pin: string } {
	const [, code, pin] = /Code (\d{8}), PIN (\d{6})/.exec(text) ?? [];
	if (code === undefined || pin === undefined) throw new Error(`no receipt: ${text}`);
	return { code, pin };
}

async function casesOf() {
	const rows = await line.store.cases.list({ after: 0, most: 100 });
	return Promise.all(rows.map((row) => readCase(row, line)));
}

async function theCase() {
	const [only, ...more] = await casesOf();
	expect(more).toEqual([]);
	if (only === undefined || !('opened' in only)) throw new Error('no case, or one that cannot be opened');
	return only;
}

/** The callback that follows a phone's last one when these keys are typed. */
function next(phone: RecordedPhone, ...keys: readonly string[]): string {
	const form = new URLSearchParams(phone.exchanges.at(-1)?.form);
	form.set('text', [form.get('text'), ...keys].join('*'));
	return form.toString();
}

interface Snapshot {
	readonly conversation: Conversation;
}

/** Rewrites the conversation of a person in the store, as an older or newer service, or damage, would have left it. */
async function rewrite(number: string, change: (snapshot: Snapshot) => unknown): Promise<void> {
	const { vault, store } = line;
	const id = vault.index('person', number);
	const { person, conversation } = await store.load(id, `${id}.ussd`);
	if (person === undefined || conversation === undefined) throw new Error('nothing to rewrite');
	const key = vault.openKey({ collection: 'persons', id }, person.wrappedKey);
	const place = { collection: 'conversations', field: 'sealed', id: conversation.id };
	const snapshot = JSON.parse(vault.open(key, place, conversation.sealed)) as Snapshot;
	const changed = change(snapshot);
	const sealed = changed instanceof Uint8Array ? changed : vault.seal(key, place, JSON.stringify(changed));
	const result = await store.commit({ conversation: { ...conversation, revision: conversation.revision + 1, sealed } });
	expect(result.outcome).toBe('committed');
	line.restart();
}

describe('two instances on one database', () => {
	it('decides again from what is stored when the other one was first, and the person notices nothing', async () => {
		const other = lineBeside(line);
		const posts = [line.post(GHANA), other.post(GHANA)];
		let turn = 0;
		const phone = phoneOf(ADJOA, (form) => (posts[turn++ % 2] as (form: string) => Promise<string>)(form));
		const alone = phoneOf('+233240000002');
		for (const key of WHOLE_REPORT.slice(0, -1)) expect(await type(phone, key)).toEqual(await type(alone, key));
		const { code } = receiptOf((await type(phone, '2')).text);
		expect([...line.outcomes, ...other.outcomes]).toContain('conflict');
		expect(await line.store.cases.byCode(line.vault.index('code', code))).toMatchObject({ status: 'received' });
		expect(await line.store.cases.count()).toBe(2);
	});

	it('answers a callback that both get at once with the same bytes, and acts once', async () => {
		const other = lineBeside(line);
		const phone = phoneOf(ADJOA);
		await type(phone, ...UP_TO_WHERE, 'Bibiani');
		const form = next(phone, '2');
		const bodies = await Promise.all([line.post(GHANA)(form), other.post(GHANA)(form)]);
		expect(bodies[0]).toMatch(/^CON It is kept/);
		expect(bodies[1]).toBe(bodies[0]);
		const { row } = await theCase();
		expect(await line.store.cases.events(row.id)).toHaveLength(3);
	});

	it('answers the same though both get every turn at once, from the first dial of somebody whom nobody knew yet', async () => {
		const other = lineBeside(line);
		const pairs: string[][] = [];
		const phone = phoneOf(ADJOA, async (form) => {
			const pair = await Promise.all([line.post(GHANA)(form), other.post(GHANA)(form)]);
			pairs.push(pair);
			return pair[0];
		});
		expect((await type(phone, ...WHOLE_REPORT)).text).toContain('Code ');
		for (const [one, two] of pairs) expect(two).toBe(one);
		expect(await line.store.cases.count()).toBe(1);
	});
});

describe('a repeated turn', () => {
	it('gets the stored reply, byte for byte, at once, after a restart, and 31 days later, and changes nothing', async () => {
		const phone = phoneOf(ADJOA);
		await type(phone, ...WHOLE_REPORT, '3');
		const counts = await line.store.counts();
		for (const wait of [0, 1, 31 * 86_400_000]) {
			line.clock.move(wait);
			for (const { form, body } of phone.exchanges) expect(await line.post(GHANA)(form)).toBe(body);
			line.restart();
			for (const { form, body } of [...phone.exchanges].reverse()) expect(await line.post(GHANA)(form)).toBe(body);
		}
		expect(await line.store.counts()).toEqual(counts);
		const { row } = await theCase();
		expect(await line.store.cases.events(row.id)).toHaveLength(3);
	});

	it('of an earlier session leaves the session of now where it is', async () => {
		const phone = phoneOf(ADJOA);
		await type(phone, 'dial', '1', '0');
		const before = [...phone.exchanges];
		await type(phone, 'dial', '1', '1', '1', '2');
		for (const { form, body } of before) expect(await line.post(GHANA)(form)).toBe(body);
		expect((await type(phone, 'Bibiani')).text).toContain(say('report.danger'));
	});

	it('does nothing while the store is away: an earlier hop that comes late is not typed again', async () => {
		const phone = phoneOf(ADJOA);
		await type(phone, 'dial', '1', '1', '1');
		line.breaker.storeUsed = false;
		const screen = await type(phone, '2');
		const late = phone.exchanges.at(-2);
		await expect(line.post(GHANA)(late?.form ?? '')).rejects.toMatchObject({ code: 'repeat-unavailable' });
		const last = phone.exchanges.at(-1);
		expect(await line.post(GHANA)(last?.form ?? '')).toBe(`CON ${screen.text}`);
		expect((await type(phone, 'Bibiani')).text).toContain(say('report.danger'));
		await line.drain();
		expect((await theCase()).opened.report).toMatchObject({ kind: 'sharp-tools', ageBand: '12-14' });
	});

	it('of the dial does not make the line mistake how the carrier sends what is typed', async () => {
		const phone = phoneOf(ADJOA);
		await type(phone, 'dial', '1');
		line.breaker.storeUsed = false;
		await line
			.post(GHANA)(phone.exchanges[0]?.form ?? '')
			.catch(() => undefined);
		expect((await type(phone, '1')).text).toContain(say('report.kind.child'));
	});

	it('of a person who was erased ends harmlessly and makes nobody anew', async () => {
		const phone = phoneOf(ADJOA);
		await type(phone, ...WHOLE_REPORT);
		await line.store.housekeeping.erase({ collection: 'persons', id: line.vault.index('person', ADJOA) });
		line.restart();
		const counts = await line.store.counts();
		for (const { form } of phone.exchanges) expect(await line.post(GHANA)(form)).toMatch(/^END /);
		expect(await line.post(GHANA)(phone.exchanges.at(-1)?.form ?? '')).toBe(`END ${say('nav.goodbye')}`);
		expect(await line.store.counts()).toEqual(counts);
	});
});

describe('two turns of one person at once', () => {
	it('are handled one after the other, in the order in which they came', async () => {
		const phone = phoneOf(ADJOA);
		await type(phone, ...UP_TO_WHERE);
		const first = line.post(GHANA)(next(phone, 'Bibiani'));
		const second = line.post(GHANA)(next(phone, 'Bibiani', '2'));
		const [danger, kept] = await Promise.all([first, second]);
		expect(danger).toContain(say('report.danger'));
		expect(kept).toMatch(/^CON It is kept/);
		expect(line.outcomes).not.toContain('conflict');
		expect((await theCase()).row.status).toBe('received');
	});
});

describe('a stored conversation that today’s flows do not know', () => {
	const restarted = say('notice.restarted');

	it.each([
		['version', (was: Conversation) => ({ ...was, version: 99 })],
		['state', (was: Conversation) => ({ ...was, state: 'howOldIsTheChild' })],
	])('restarts its flow kindly for an unknown %s, keeps the answers and opens no second case', async (_, change) => {
		await type(phoneOf(ADJOA), ...UP_TO_WHERE, 'Bibiani');
		await rewrite(ADJOA, (snapshot) => ({ ...snapshot, conversation: change(snapshot.conversation) }));
		const phone = phoneOf(ADJOA);
		expect((await type(phone, 'dial')).text).toContain(say('nav.resume'));
		const screen = await type(phone, '1');
		expect(screen.text).toContain(restarted);
		expect(screen.text).toContain(say('report.kind.child'));
		receiptOf((await type(phone, '2', '2', 'Bibiani', '1')).text);
		const { opened } = await theCase();
		expect(opened).toMatchObject({ status: 'received', language: 'en' });
		expect(opened.report).toMatchObject({ kind: 'heavy-loads', dangerNow: true });
	});

	it('goes to the menu when its flow is gone, in the middle of a session', async () => {
		const phone = phoneOf(ADJOA);
		await type(phone, ...UP_TO_WHERE);
		await rewrite(ADJOA, (snapshot) => ({
			...snapshot,
			conversation: { ...snapshot.conversation, flow: 'census', state: 'ask' },
		}));
		const screen = await type(phone, 'Bibiani');
		expect(screen.text).toContain(restarted);
		expect(screen.text).toContain(say('home.menu.child'));
	});

	it('begins anew when it cannot be read, in the person’s language, and says so to operators', async () => {
		await type(phoneOf(ADJOA), 'dial', '2', '1', '1');
		for (const shape of [{}, { conversation: { flow: 7 } }, null, 'text', Buffer.alloc(64, 7)]) {
			await rewrite(ADJOA, () => shape);
			const other = lineBeside(line);
			const phone = phoneOf(ADJOA, other.post(GHANA));
			expect((await type(phone, 'dial')).text).toContain(words.say('fr', { key: 'home.menu' }, 'gsm-7'));
			expect(other.unreadable).toHaveLength(1);
		}
	});
});

describe('a flow that has two versions', () => {
	const whomFirst = defineFlow({
		id: 'report',
		version: 2,
		machine: flowSetup.createMachine({
			id: 'report',
			context: ({ input }) => input,
			initial: 'whom',
			states: {
				whom: {
					meta: {
						screen: {
							kind: 'choice',
							name: 'about',
							ask: { key: 'report.about.adult' },
							options: optionsOf('report.about', ['self', 'other-adult']),
						},
					},
					on: { answer: { target: 'what', actions: 'keep' } },
				},
				what: {
					meta: {
						screen: {
							kind: 'choice',
							name: 'kind',
							ask: { key: 'report.kind.adult' },
							options: optionsOf('report.kind', ['violence', 'other']),
						},
					},
					on: { answer: { target: 'where', actions: 'keep' } },
				},
				...filing,
			},
		}),
	});
	const both = createFlows([home, report, whomFirst, child, receipt, details, mine, learnInBrief]);

	it('goes on with the one in which a conversation began, and begins the next in the new one', async () => {
		const phone = phoneOf(ADJOA);
		await type(phone, 'dial', '1', '1', '3');
		const today = lineBeside(line, { flows: both });
		const after = phoneOf(ADJOA, today.post(GHANA));
		expect((await type(after, 'dial')).text).toContain(say('nav.resume'));
		expect((await type(after, '1')).text).toContain(say('report.about.child'));
		receiptOf((await type(after, '2', 'Bibiani', '2')).text);
		expect((await theCase()).opened.report).toMatchObject({ kind: 'chemicals', about: 'my-child' });
		expect((await type(after, '3', 'dial', '2')).text).toContain(say('report.about.adult'));
	});
});

describe('an outage of the store', () => {
	it('in the middle of a session is not noticed: it goes on where it was, and all of it is stored afterwards', async () => {
		const phone = phoneOf(ADJOA);
		await type(phone, 'dial', '1', '1', '1');
		line.breaker.storeUsed = false;
		const { code } = receiptOf((await type(phone, '2', 'Bibiani', '2')).text);
		expect(await line.store.cases.count()).toBe(0);
		await line.drain();
		expect((await type(phone, '1', 'He is ten', '1')).text).toContain(say('details.cooperative'));
		const { opened } = await theCase();
		expect(opened).toMatchObject({ code, status: 'received', report: { kind: 'sharp-tools', ownWords: 'He is ten' } });
		expect(line.outcomes).not.toContain('conflict');
	});

	it('loses nothing of a person who cannot be looked up, and knows them again afterwards', async () => {
		await type(phoneOf(ADJOA), 'dial', '2', '0');
		line.restart();
		line.breaker.storeUsed = false;
		const guest = phoneOf(ADJOA);
		expect((await type(guest, 'dial')).text).toContain('Language');
		const { code, pin } = receiptOf((await type(guest, ...WHOLE_REPORT.slice(1))).text);
		await line.drain();
		expect((await theCase()).opened).toMatchObject({ code, status: 'received' });
		const again = await type(phoneOf(ADJOA), 'dial');
		expect(again.text).toContain(words.say('fr', { key: 'home.menu.child' }, 'gsm-7'));
		const mineNow = await type(phoneOf('+233240000009'), 'dial', '1', '4', code, pin);
		expect(mineNow.text).toContain(say('mine.status.received'));
	});

	it('goes on seamlessly with somebody who was never there before', async () => {
		line.breaker.storeUsed = false;
		const phone = phoneOf(ADJOA);
		await type(phone, ...UP_TO_WHERE);
		await line.drain();
		receiptOf((await type(phone, 'Bibiani', '2')).text);
		expect((await type(phone, '3', 'dial')).text).toContain(say('home.menu.child'));
		expect((await theCase()).row.status).toBe('received');
		expect(line.outcomes).not.toContain('conflict');
		expect(await line.store.counts()).toMatchObject({ persons: 1, conversations: 1 });
	});
});

describe('tries at a reference code', () => {
	const HOUR = 3_600_000;
	let code = '';
	let pin = '';

	beforeEach(async () => {
		({ code, pin } = receiptOf((await type(phoneOf(ADJOA), ...WHOLE_REPORT)).text));
	});

	let callers = 0;
	const ask = async (withPin: string) => {
		callers += 1;
		return type(phoneOf(`+23324100${1000 + callers}`), 'dial', '1', '4', code, withPin);
	};
	const tries = async () => (await line.store.tries.get(line.vault.index('code', code)))?.at ?? [];

	it('are five an hour and ten a day, whoever calls, and the right PIN tells nothing beyond them', async () => {
		const neutral = await ask('000000');
		expect(neutral.end).toBe(false);
		expect(neutral.text).toContain(say('mine.not-found'));
		for (let count = 1; count < 5; count++) expect(await ask('000000')).toEqual(neutral);
		expect(await ask(pin)).toEqual(neutral);
		line.clock.move(HOUR);
		expect((await ask(pin)).text).toContain(say('mine.status.received'));
		for (let count = 1; count < 5; count++) expect(await ask('000000')).toEqual(neutral);
		line.clock.move(HOUR);
		expect(await ask(pin)).toEqual(neutral);
		expect(await tries()).toHaveLength(10);
		line.clock.move(22 * HOUR);
		expect((await ask(pin)).text).toContain(say('mine.status.received'));
	});

	it('are five even when twenty phones try at once: each of them hears the same', async () => {
		const phones = Array.from({ length: 20 }, (_, index) => phoneOf(`+2332420000${10 + index}`));
		for (const phone of phones) await type(phone, 'dial', '1', '4', code);
		const answers = await Promise.all(phones.map((phone) => phone.send('000000')));
		expect(new Set(answers.map(({ text, end }) => `${end} ${text}`))).toEqual(new Set([`false ${answers[0]?.text}`]));
		expect(answers[0]?.text).toContain(say('mine.not-found'));
		expect(await tries()).toHaveLength(5);
		expect((await ask(pin)).text).toContain(say('mine.not-found'));
	});
});
