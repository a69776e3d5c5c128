import { openMessage } from '../../src/outbox/open-message.ts';
import { readCase } from '../../src/turns/read-case.ts';
import { loaded, openLine, type TestLine } from '../support/line.ts';

const GHANA = 'gh-sms';
const ADJOA = '+233240000001';
const { words, programme } = loaded;
const shortCode = programme.routes.find(({ id }) => id === GHANA)?.serviceCode ?? '';

let line: TestLine;
let texts = 0;

beforeEach(async () => {
	line = await openLine({ inMemory: true });
});

afterEach(() => line.close());

const say = (key: string, values = {}) => words.say('en', { key, values }, 'gsm-7');

interface Sent {
	readonly id?: string;
	readonly from?: string;
}

/** Delivers a text as Africa's Talking does. */
async function deliver(text: string, { id, from = ADJOA }: Sent = {}): Promise<string> {
	texts += 1;
	const fields = { date: '2026-11-25 08:00:00', from, id: id ?? `AT_${texts}`, text, to: shortCode };
	return line.post(GHANA)(new URLSearchParams(fields).toString());
}

/** All texts that wait to go out, oldest first. */
async function waiting() {
	const claims = await line.store.outbox.list({ after: '', most: 1_000 });
	return claims.map((row) => ({ row, message: openMessage(row, line.vault) }));
}

let seen = new Set<string>();

/** What a text is answered with. */
async function reply(text: string, sent: Sent = {}): Promise<string> {
	seen = new Set((await waiting()).map(({ row }) => row.id));
	await deliver(text, sent);
	const fresh = (await waiting()).filter(({ row }) => !seen.has(row.id));
	expect(fresh).toHaveLength(1);
	expect(fresh[0]?.message).toMatchObject({ class: 'reply', to: sent.from ?? ADJOA });
	return fresh[0]?.message?.text ?? '';
}

async function type(...texts: readonly string[]): Promise<string> {
	let last = '';
	for (const text of texts) last = await reply(text);
	return last;
}

const cases = async () => {
	const rows = await line.store.cases.list({ after: 0, most: 100 });
	return Promise.all(rows.map((row) => readCase(row, line)));
};

describe('a report by text', () => {
	it('is the same as by USSD, answered by number or by word', async () => {
		expect(await type('hello')).toContain(say('home.welcome', { programme: '' }).slice(0, 8));
		expect(await type('English')).toContain(say('home.notice'));
		expect(await type(say('home.menu.child'))).toContain(say('report.kind.child'));
		expect(await type('1')).toContain(say('report.about.child'));
		expect(await type('2')).toContain(say('report.where'));
		expect(await type('Bibiani')).toContain(say('report.danger.at', { place: 'Bibiani' }).slice(0, 7));
		expect(await type('NO!')).toMatch(/Code \d{8}, PIN \d{6}/);
		const [only] = await cases();
		if (only === undefined || !('opened' in only)) throw new Error('no case');
		expect(only.opened).toMatchObject({
			status: 'received',
			route: GHANA,
			language: 'en',
			report: { kind: 'sharp-tools', about: 'my-child', ageBand: '12-14', dangerNow: false, ownWords: 'hello' },
		});
	});

	it('goes by the danger lane once there is danger, by the lane of answers before', async () => {
		await type('hello', '1', '1', '1', '2', 'Bibiani', '1');
		const lanes = new Set((await waiting()).map(({ row }) => row.lane));
		expect(lanes).toEqual(new Set([0, 1]));
	});

	it('turns pages and goes back by word as well', async () => {
		await type('hello', '1', 'menu');
		expect(await type('SOS')).toContain('0800 800 800');
		expect(await type('back')).toContain(say('home.menu'));
	});

	it('is found again by the code alone, whatever was being asked, and never without the PIN', async () => {
		const receipt = await type('hello', '1', '1', '1', '2', 'Bibiani', '2');
		const [, code = '', pin = ''] = /Code (\d{8}), PIN (\d{6})/.exec(receipt) ?? [];
		expect(await reply(code, { from: '+233240000009' })).toContain(say('mine.pin'));
		expect(await reply(pin, { from: '+233240000009' })).toContain(say('mine.status.received'));
		expect(await type('3', code)).toContain(say('mine.pin'));
	});
});

describe('a text', () => {
	it('that is delivered again, at once, later and after a restart, is answered once and acts once', async () => {
		await type('hello', '1', '1', '1', '2', 'Bibiani');
		const before = await line.store.counts();
		for (let round = 0; round < 3; round++) {
			await deliver('2', { id: 'again' });
			if (round === 1) line.restart();
			line.clock.move(13 * 3_600_000);
		}
		await deliver('2', { id: 'again' });
		const after = await line.store.counts();
		expect(after.outbox).toBe(before.outbox + 1);
		expect(after.turns).toBe(before.turns + 1);
	});

	it('that is delivered again while no store can be asked is heard once', async () => {
		await type('hello', '1', '1');
		line.breaker.storeUsed = false;
		for (let round = 0; round < 2; round++) await deliver('1', { id: 'in-the-outage' });
		expect(line.outcomes.filter((outcome) => outcome === 'spooled')).toHaveLength(1);
		await line.drain();
		expect(await type('2')).toContain(say('report.where'));
	});

	it('that is blank is a contact: answered, and kept for people to look at', async () => {
		expect(await type('')).toContain('Language');
		expect(await line.store.quarantine.count()).toBe(1);
		const [row] = await line.store.quarantine.list({ after: '', most: 1 });
		expect(row).toMatchObject({ route: GHANA, reason: 'text-out-of-the-blue' });
	});

	it('that says stop is answered once, is no answer to what was asked, and keeps where the person was', async () => {
		await type('hello', '1', '1');
		expect(await type('Arrêt.')).toBe(say('sms.stopped'));
		expect((await line.store.optOuts.get(line.vault.index('person', ADJOA)))?.wants).toBe('none');
		expect(await type('start')).toBe(say('sms.started'));
		expect((await line.store.optOuts.get(line.vault.index('person', ADJOA)))?.wants).toBe('some');
		expect(await type('hello')).toContain(say('nav.resume'));
		expect(await type('1')).toContain(say('report.kind.child'));
	});

	it.each(['gyae', 'dabila', 'STOP'])(
		'that says stop in another language of the region is heard as well: %s',
		async (word) => {
			expect(await type(word)).toBe(say('sms.stopped'));
		},
	);

	it('that asks for help gets the help lines, even as the first one', async () => {
		expect(await type('HELP')).toContain('0800 800 800');
		expect(await type('97')).toContain('Language');
	});

	it('of a day later begins anew, and one of an hour later goes on', async () => {
		await type('hello', '1', '1');
		line.clock.move(3_600_000);
		expect(await type('1')).toContain(say('report.about.child'));
		line.clock.move(25 * 3_600_000);
		expect(await type('2')).toContain(say('home.menu'));
	});

	it('keeps the conversation by USSD of the same person where it is', async () => {
		const phone = line.phone('gh-ussd', ADJOA);
		await phone.dial();
		await phone.send('1');
		await type('hello', '1', '1', '1');
		expect((await phone.send('1')).text).toContain(say('report.kind.child'));
	});
});
