import { type Interest, interestOf } from '../../../src/programmes/interest/interest-of.ts';
import { loaded, openLine, type TestLine } from '../../support/line.ts';

/** To the topics, in English, from a first dial. */
const topics = ['1', '00', '5'];
const [school, cash] = ['1', '2'];
const [anywhere, back, menu] = ['1', '97', '00'];

/** What was counted, an array a turn, from the topics on. */
async function counted(typed: readonly string[], use?: (line: TestLine) => Promise<void>): Promise<Interest[][]> {
	const seen: Interest[][] = [];
	const line = await openLine({ noted: (ended) => seen.push([...interestOf(ended, loaded.words)]) });
	try {
		const phone = line.phone('gh-ussd');
		await phone.dial();
		for (const text of [...topics, ...typed]) await phone.send(text);
		await use?.(line);
		return seen.slice(topics.length + 1);
	} finally {
		await line.close();
	}
}

const one = (topic: string, what: Interest['what'], area = ''): Interest => ({ topic, area, language: 'en', what });

describe('what a turn adds to the counts', () => {
	it('is the topic, then what there was for the place', async () => {
		expect(await counted([school, 'Juaboso', '2'])).toEqual([
			[one('school', 'asked')],
			[],
			[one('school', 'found', 'GH1606')],
		]);
	});

	it('is nothing for a mistake, the help lines, another page, a programme that is read, and the way back', async () => {
		const turns = await counted([school, '77', '9', back, anywhere, '2', '2', '98', '98', '7', back, back, back]);
		expect(turns.flat()).toEqual([one('school', 'asked'), one('school', 'found')]);
	});

	it('is another asking for another place, and another language its own', async () => {
		const elsewhere = ['3'];
		const turns = await counted([school, anywhere, '2', ...elsewhere, 'Juaboso']);
		expect(turns.flat()).toEqual([
			one('school', 'asked'),
			one('school', 'found'),
			one('school', 'asked'),
			one('school', 'found', 'GH1606'),
		]);
	});

	it('is a topic alone for whoever leaves before saying where, and nothing for the prices', async () => {
		expect((await counted([cash, menu])).flat()).toEqual([one('money', 'asked')]);
		expect((await counted(['3'])).flat()).toEqual([]);
	});

	it('is a question once it is kept, and not when it is only begun', async () => {
		const begun = [school, anywhere, '2', '4'];
		expect((await counted([...begun, '1'])).flat().map(({ what }) => what)).toEqual(['asked', 'found']);
		expect((await counted([...begun, 'Is there a bus?'])).flat().at(-1)).toEqual(one('school', 'question'));
	});

	it('has no number, no words and no code in it', async () => {
		const turns = await counted([school, 'Juaboso', '2', '4', 'Is there a bus?']);
		const words = /^(?:school|asked|found|question|en|GH1606|)$/;
		expect(turns.flat().flatMap((interest) => Object.values(interest).filter((value) => !words.test(value)))).toEqual(
			[],
		);
	});

	it('is that nothing was there, when the catalogue has nothing for who asks', async () => {
		const shelved = loaded.shelf.current().published;
		const local = shelved
			.filter(({ entry }) => entry.kind === 'school')
			.map((version) => ({
				...version,
				entry: { ...version.entry, areas: ['GH0101'], who: { '==': [{ var: 'age' }, '65+'] } as const },
			}));
		const seen: Interest[][] = [];
		const line = await openLine({ noted: (ended) => seen.push([...interestOf(ended, loaded.words)]) });
		try {
			const phone = line.phone('gh-ussd');
			await phone.dial();
			for (const text of [...topics, school]) await phone.send(text);
			loaded.shelf.replace(local);
			await phone.send('Juaboso');
		} finally {
			loaded.shelf.replace(shelved);
			await line.close();
		}
		expect(seen.at(-1)).toEqual([one('school', 'nothing', 'GH1606')]);
	});
});
