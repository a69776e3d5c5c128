import { openCall } from '../../src/outbox/asked-call.ts';
import type { OutboxRow } from '../../src/store/store.ts';
import { loaded, openLine, type TestLine } from '../support/line.ts';

const ADJOA = '+233240000001';
const HALF_HOUR_MS = 30 * 60_000;
const { words, programme } = loaded;

let line: TestLine;

beforeEach(async () => {
	line = await openLine({ inMemory: true });
});

afterEach(() => line.close());

async function calls(): Promise<readonly OutboxRow[]> {
	const rows = await line.store.outbox.list({ after: '', most: 1_000 });
	return rows.filter(({ kind }) => kind === 'call');
}

/** Delivers a text as Africa's Talking does. */
async function deliver(text: string, id: string): Promise<void> {
	const to = programme.routes.find((route) => route.id === 'gh-sms')?.serviceCode ?? '';
	const fields = { date: '2026-11-25 08:00:00', from: ADJOA, id, text, to };
	await line.post('gh-sms')(new URLSearchParams(fields).toString());
}

/** Dials and chooses to be called. */
async function asks(): Promise<string> {
	const phone = line.phone('gh-ussd', ADJOA);
	await phone.dial();
	await phone.send('1');
	const menu = await phone.send('00');
	return (await phone.send(/^(\d) Call me$/m.exec(menu.text)?.[1] ?? 'no such option')).text;
}

describe('a wish to be called', () => {
	it('by USSD is a call of its country’s route to the number that dialled, of use for half an hour, sealed', async () => {
		expect(await asks()).toBe(words.say('en', { key: 'nav.call-comes' }, 'gsm-7'));
		const [row, ...more] = await calls();
		if (row === undefined || more.length > 0) throw new Error('not one call');
		expect(row).toMatchObject({ route: 'gh-voice', caseId: '', due: 0 });
		expect(Buffer.from(row.sealed).includes(ADJOA.slice(1))).toBe(false);
		expect(openCall(row, line.vault)).toEqual({ to: ADJOA, expiresAt: line.clock.now() + HALF_HOUR_MS });
	});

	it('by text is one call though it is delivered twice, and is answered in both places where nothing and something is asked', async () => {
		await deliver('Call me please', 'AT_1');
		await deliver('Call me please', 'AT_1');
		expect(await calls()).toHaveLength(1);
		expect(await line.store.quarantine.count()).toBe(0);
		for (const [index, text] of ['hello', '1', '1', 'beep'].entries()) await deliver(text, `AT_${index + 2}`);
		expect(await calls()).toHaveLength(2);
	});

	it('inside a sentence is none: it is told to people, and never an answer of the line alone', async () => {
		for (const [index, text] of ['My boss did not call me back about my money', 'call me a liar'].entries())
			await deliver(text, `AT_${index}`);
		expect(await calls()).toEqual([]);
	});

	it('is kept while no store can be asked, and made once there is one', async () => {
		await line.phone('gh-ussd', ADJOA).dial();
		line.breaker.storeUsed = false;
		expect(await asks()).toBe(words.say('en', { key: 'nav.call-comes' }, 'gsm-7'));
		expect(await calls()).toEqual([]);
		await line.drain();
		expect(await calls()).toHaveLength(1);
	});
});
