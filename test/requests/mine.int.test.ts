import { requestRow } from '../../src/requests/request-record.ts';
import { createRequestStore } from '../../src/requests/request-store.ts';
import { openLine, type TestLine } from '../support/line.ts';

const LONG = 'The office is open on Monday and Tuesday, from 8 to 15; bring the birth certificate of the child. '
	.repeat(3)
	.trim();

describe('"my report" with the code of a request', () => {
	let line: TestLine;
	let id = '';
	const requests = () => createRequestStore({ records: line.store.records, vault: line.vault });
	type Sends = ReturnType<TestLine['phone']>;
	const PAGES_MOST = 9;
	const MORE = '98';
	const keyOf = (screen: string, label: string) => new RegExp(`(\\d+) ${label}`).exec(screen)?.[1];
	/** Looks for an option on this page and those behind it, and takes it. */
	const choose = async (phone: Sends, screen: string, label: string): Promise<string> => {
		let page = screen;
		for (let more = 0; more < PAGES_MOST && keyOf(page, label) === undefined; more++)
			page = (await phone.send(MORE)).text;
		return (await phone.send(keyOf(page, label) ?? '')).text;
	};
	/** Somebody else's phone, from the menu to where the request stands. */
	const open = async (number = '+233240000009') => {
		const phone = line.phone('gh-ussd', number);
		const { text } = await phone.dial();
		await choose(phone, await choose(phone, text, 'English'), 'My report');
		await phone.send('12345678');
		return { phone, screen: (await phone.send('111111')).text };
	};

	beforeEach(async () => {
		line = await openLine({ inMemory: true });
		const asked = {
			code: '12345678',
			kind: 'question',
			country: 'GH',
			askedDay: '2026-11-25',
			route: 'gh-ussd',
			language: 'en',
			words: 'When is it paid?',
		} as const;
		const row = requestRow(line.vault, asked, { id: 'one', pin: '111111', at: line.clock.now() });
		id = row.id;
		await line.store.commit({ records: [row] });
	});
	afterEach(() => line.close());

	it('tells where it stands, and not what was asked', async () => {
		const { screen } = await open();
		expect(screen).toContain('Your request is received.');
		expect(screen).toContain('1 I no longer need it');
		expect(screen).not.toContain('paid');
	});
	it('tells the answer whole, on as many pages as it takes', async () => {
		await requests().act(id, { type: 'answered', at: line.clock.now(), by: 'Esi', words: LONG });
		const { phone, screen } = await open();
		let told = screen;
		for (let page = 0; page < PAGES_MOST; page++) told += ` ${(await phone.send(MORE)).text}`;
		const words = told.replace(/\s+/g, ' ');
		for (const sentence of LONG.split(/(?<=[.;]) /))
			for (const word of sentence.split(' ')) expect(words).toContain(word);
		expect(words).toContain('I no longer need it');
	});
	it.each([
		['I no longer need it', { state: 'done', unsolved: false }],
		['It is not solved', { state: 'asked', unsolved: true }],
	])('takes "%s" from whoever has code and PIN, and an officer finds it', async (label, expected) => {
		const { phone, screen } = await open();
		expect(await choose(phone, screen, label)).toContain('It is noted.');
		expect(await requests().byId(id)).toMatchObject([{ ...expected, history: [{ at: line.clock.now() }] }]);
		expect(await line.store.counts()).toMatchObject({ cases: 0, outbox: 0 });
	});
	it('remembers nothing of the answer once it was read', async () => {
		await requests().act(id, { type: 'answered', at: line.clock.now(), by: 'Esi', words: 'On Monday.' });
		const { phone, screen } = await open();
		await choose(phone, screen, 'Finish');
		const personId = line.vault.index('person', '+233240000009');
		const { person, conversation } = await line.store.load(personId, `${personId}.ussd`);
		const key = line.vault.openKey({ collection: 'persons', id: personId }, person?.wrappedKey ?? new Uint8Array());
		const place = { collection: 'conversations', field: 'sealed', id: `${personId}.ussd` };
		const remembered = line.vault.open(key, place, conversation?.sealed ?? new Uint8Array());
		expect(remembered).toContain('"flow":"mine"');
		expect(remembered).not.toContain('Monday');
	});
});
