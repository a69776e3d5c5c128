import type { Version } from '../../src/programmes/catalogue/lifecycle.ts';
import { loaded, openLine, type TestLine } from '../support/line.ts';

const MINUTE_MS = 60_000;

let line: TestLine;
beforeEach(async () => {
	line = await openLine({ seed: 'learn', inMemory: true });
});
afterEach(async () => {
	loaded.shelf.replace(loaded.shipped);
	await line.close();
});

/** Moves the frozen clock of the line to a moment (ISO, UTC, which is local time in both countries). */
function at(moment: string): void {
	line.clock.move(Date.parse(moment) - line.clock.now());
}

async function typed(routeId: string, ...keys: readonly string[]) {
	const phone = line.phone(routeId);
	let seen = await phone.dial();
	for (const key of keys) seen = await phone.send(optionIn(seen.text, key));
	return { phone, seen };
}

/** The number of an option by its label, since what is open on a day moves the others; anything else as it is. */
function optionIn(screen: string, key: string): string {
	return new RegExp(`^(\\d+) ${key}$`, 'm').exec(screen)?.[1] ?? key;
}

/** Dial, language, menu, help: the topics. */
const TOPICS = ['1', '00', '5'] as const;

/** Of an entry that is published, another version of it. */
function changed(id: string, changes: Partial<Version['entry']>): readonly Version[] {
	return loaded.shipped.map((version) =>
		version.entry.id === id ? { ...version, entry: { ...version.entry, ...changes } } : version,
	);
}

describe('the price of cocoa around midnight', () => {
	it.each([
		{
			routeId: 'gh-ussd',
			price: 'Price of cocoa',
			eve: '2025-10-02T23:59:00Z',
			before: 'GHS 3,228.75',
			after: 'GHS 3,625.00',
		},
		{
			routeId: 'ci-ussd',
			price: 'Prix du cacao',
			eve: '2025-09-30T23:59:00Z',
			before: '2 200 FCFA',
			after: '2 800 FCFA',
		},
	])(
		'is the one of its day in the very session that goes on: $routeId',
		async ({ routeId, price, eve, before, after }) => {
			at(eve);
			const { phone, seen } = await typed(routeId, ...TOPICS, price);
			expect(seen.text).toContain(before);
			line.clock.move(2 * MINUTE_MS);
			let page = await phone.send('98');
			for (let turned = 0; turned < 4 && !page.text.includes(after); turned++) page = await phone.send('98');
			expect(page.text).toContain(after);
			expect(page.text).not.toContain(before);
		},
	);

	it('reckons a sale by the price of the day, exactly', async () => {
		at('2026-03-10T08:00:00Z');
		const { phone } = await typed('gh-ussd', ...TOPICS, 'Price of cocoa');
		await phone.send('1');
		expect((await phone.send('2')).text).toContain('09 for 9');
		expect((await phone.send('9')).text).toContain('Helpline');
		await phone.send('97');
		expect((await phone.send('037')).text).toContain('37 loads: GHS 45,945.12');
	});

	it('tells an old price as what it was, where none is in force, and reckons nothing by it', async () => {
		const { phone, seen } = await typed('gh-ussd', ...TOPICS, 'Price of cocoa');
		expect(seen.text).toContain('no sure price');
		const page = await phone.send('98');
		expect(page.text).toContain('Old price, ended 06/08/2026');
		expect(page.text).not.toContain('I sold some');
	});

	it('takes a count with the blanks that people write, and no other', async () => {
		at('2026-03-10T08:00:00Z');
		const { phone } = await typed('ci-ussd', ...TOPICS, 'Prix du cacao', '1', '1');
		for (const wrong of ['1,5', '1000000']) expect((await phone.send(wrong)).text).toMatch(/nombre/);
		expect((await phone.send('1 250')).text).toContain('1250 kg : 1 500 000 FCFA');
	});
});

describe('an entry that ends while somebody reads it', () => {
	it('is not told any more, and the list is there again', async () => {
		loaded.shelf.replace(changed('gh-leap', { validUntil: '2026-11-25' }));
		at('2026-11-25T23:59:00Z');
		const { phone, seen } = await typed('gh-ussd', ...TOPICS, 'Cash, pension', '1', '1');
		expect(seen.text).toContain('GHS 320');
		line.clock.move(2 * MINUTE_MS);
		expect((await phone.send('98')).text).toContain('This has ended');
		expect((await phone.send('1')).text).toContain('We know of nothing for this');
	});

	it('is not told any more when it is withdrawn', async () => {
		const { phone } = await typed('gh-ussd', ...TOPICS, 'Cash, pension', '1', '1');
		loaded.shelf.replace(loaded.shipped.filter(({ entry }) => entry.id !== 'gh-leap'));
		expect((await phone.send('98')).text).toContain('This has ended');
	});
});

describe('an entry whose owner should have looked at it again', () => {
	it('is told with the day of its facts', async () => {
		loaded.shelf.replace(changed('gh-leap', { asOf: '2025-06-01', reviewBy: '2026-01-01' }));
		const { phone, seen } = await typed('gh-ussd', ...TOPICS, 'Cash, pension', '1', '1');
		let pages = seen.text;
		for (let turned = 0; turned < 5; turned++) pages += (await phone.send('98')).text;
		expect(pages).toContain('As it was on 01/06/2025.');
	});
});

describe('a concern that somebody comes to by asking', () => {
	it('is filed as what it is, at the place that was named, and holds nothing else that was asked', async () => {
		await typed('gh-ussd', ...TOPICS, '1', 'Juaboso', '2', '2', '4', '2');
		const [row] = await line.store.cases.list({ after: 0, most: 10 });
		expect(row).toMatchObject({ kind: 'asked-for-money', status: 'received', dangerNow: false });
		expect(row?.district).not.toBe('');
	});

	it('is none before it is asked for: reading alone opens no case', async () => {
		await typed('gh-ussd', ...TOPICS, '1', 'Juaboso', '2', '2', '98', '1');
		expect((await line.store.counts()).cases).toBe(0);
	});
});
