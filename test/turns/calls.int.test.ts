import fc from 'fast-check';
import { messagePlace, remoteRecordingSchema } from '../../src/store/message.ts';
import { readCase } from '../../src/turns/read-case.ts';
import { loaded, openLine, type TestLine } from '../support/line.ts';
import { type Call, createCallers } from './callers.ts';
import { expectedOf, type Step, stepsOf, walks } from './report-walks.ts';
import { createTexters } from './texters.ts';

const full = process.env['KASAKUMA_FULL'] === '1';
const ADJOA = '+233240000001';
const { words } = loaded;

let line: TestLine;
let callers: ReturnType<typeof createCallers>;
let calls = 0;

beforeEach(async () => {
	line = await openLine({ inMemory: true });
	callers = createCallers(line);
});

afterEach(() => line.close());

const speak = (key: string, values = {}) => words.speak('en', { key, values });

function dial(from = ADJOA, provider: 'africastalking' | 'twilio' = 'africastalking', route = 'gh-voice'): Call {
	calls += 1;
	return callers.call(route, provider, from, String(calls));
}

async function press(call: Call, ...keys: readonly string[]): Promise<string> {
	for (const one of keys) await call.press(one);
	return call.heard().said;
}

/** A call that stands at the question in which place it is. */
async function toPlace(call: Call): Promise<string> {
	await call.answer();
	return press(call, '1', '1', '1', '2');
}

const cases = async () => {
	const rows = await line.store.cases.list({ after: 0, most: 100 });
	return Promise.all(rows.map((row) => readCase(row, line)));
};

async function onlyCase() {
	const found = await cases();
	const [only] = found;
	if (found.length !== 1 || only === undefined || !('opened' in only)) throw new Error(`${found.length} cases`);
	return { row: only.row, ...only.opened };
}

/** What waits to be fetched from the provider. */
async function recordings() {
	const rows = (await line.store.outbox.list({ after: '', most: 1_000 })).filter(({ kind }) => kind === 'recording');
	return rows.map(({ id, route, lane, due, caseId, sealed }) => ({
		route,
		lane,
		due,
		caseId,
		...remoteRecordingSchema.parse(JSON.parse(line.vault.openFor('outbox', messagePlace(id), sealed))),
	}));
}

describe('a report by call', () => {
	it('is asked question by question, each option before its key, and kept as by USSD', async () => {
		const call = dial();
		expect((await call.answer()).said).toMatch(/^Welcome to Kasakuma, Cocoa Line Demo\./);
		expect(await press(call, '1')).toContain(speak('home.notice'));
		expect(call.heard().said).toContain('For a report about a child, press 1.');
		expect(await press(call, '1')).toContain(speak('report.kind.child'));
		expect(call.heard()).toMatchObject({ keys: 1, recording: 0 });
		expect(await press(call, '1')).toContain('For my child, five to eleven years old, press 1.');
		expect(await press(call, '2')).toContain(speak('report.where'));
		expect(call.heard()).toMatchObject({ keys: 8, recording: 0 });
		expect(await press(call, '160601')).toContain(speak('report.danger'));
		const receipt = await press(call, '2');
		expect(receipt).toMatch(/Your code: \d(, \d){3}\. \d(, \d){3}\. Once more/);
		const { code, report, route, language } = await onlyCase();
		expect(receipt.replace(/\D/g, '')).toContain(code);
		expect({ report, route, language }).toEqual({
			report: expect.objectContaining({
				kind: 'sharp-tools',
				about: 'my-child',
				ageBand: '12-14',
				place: { code: '160601' },
				dangerNow: false,
			}),
			route: 'gh-voice',
			language: 'en',
		});
		expect((await call.press('3')).next).toBe('');
	});

	it('turns pages with 8 and 7, repeats with 5 and *, helps with 9, goes to the menu with 6 and leaves with 0', async () => {
		const call = dial();
		await call.answer();
		const first = await press(call, '1', '1');
		expect(first).toContain(speak('voice.more'));
		expect(first).not.toContain(speak('voice.back'));
		const second = await press(call, '8');
		expect(second).toContain('press 4');
		expect(second).toContain(speak('voice.back'));
		expect(second).not.toContain(speak('report.kind.sharp-tools'));
		expect(await press(call, '7')).toBe(first);
		expect(await press(call, '5')).toBe(first);
		expect(await press(call, '*')).toBe(first);
		expect(await press(call, '9')).toContain('0, 8, 0, 0. 8, 0, 0. 8, 0, 0');
		expect(await press(call, '7')).toBe(first);
		expect(await press(call, '6')).toContain(speak('home.menu'));
		expect(await press(call, '0')).toBe(speak('nav.goodbye'));
		expect(call.heard().next).toBe('');
	});

	it('takes a key for the option that has it on the page that was heard last', async () => {
		const call = dial();
		await call.answer();
		await press(call, '1', '1', '8', '2', '8', '1', '160601', '2');
		expect((await onlyCase()).report).toMatchObject({ kind: 'violence', about: 'other-child', ageBand: '12-14' });
	});

	it('takes keys that mean the same everywhere where a code is typed too, when # follows them', async () => {
		const call = dial();
		const asked = await toPlace(call);
		expect(await press(call, '5')).toBe(asked);
		expect(await press(call, '9')).toContain('0, 8, 0, 0');
		expect(await press(call, '7')).toBe(asked);
		expect(await press(call, '7')).toContain(speak('report.about.child'));
	});

	it('offers the same place as before by its own key', async () => {
		const call = dial();
		await toPlace(call);
		await press(call, '160601', '2', '3');
		const again = dial();
		await again.answer();
		expect(await press(again, '1', '1', '1')).toContain('For the same place as before, press 1, then hash.');
		await press(again, '1');
		const [, second] = await cases();
		expect(second).toMatchObject({ opened: { report: { place: { code: '160601' } } } });
	});
});

describe('a key that no option has', () => {
	it('is a mistake with a hint and the keys that help; the third one offers a hand', async () => {
		const call = dial();
		await call.answer();
		expect(await press(call, '3')).toMatch(/^That key is not in the list\. Welcome/);
		expect(call.heard().said).toContain(speak('voice.again'));
		expect(await press(call, '4')).toMatch(/^That key is not in the list\. Welcome/);
		expect(await press(call, '3')).toContain(speak('nav.stuck'));
	});

	it('is no word of one’s own', async () => {
		const call = dial();
		await toPlace(call);
		expect(await press(call, '160601', '2', '1')).toContain(speak('details.own-words'));
		expect(await press(call, '3')).toContain(speak('notice.number'));
		expect((await onlyCase()).report.ownWords).toBeUndefined();
	});
});

describe('silence', () => {
	it('hears the same again twice, the second time in simpler words, and ends the third time with the way back open', async () => {
		const call = dial();
		const asked = await toPlace(call);
		const again = await call.wait();
		expect(again.said).toContain(speak('voice.silence'));
		expect(again.said).toContain(asked.slice(0, 40));
		expect((await call.wait()).said).toContain(speak('report.where.simpler'));
		expect(await call.wait()).toMatchObject({ said: speak('voice.unheard'), next: '' });
		const redial = dial();
		expect((await redial.answer()).said).toContain(speak('nav.resume'));
		expect(await press(redial, '1')).toBe(asked);
	});

	it('is forgotten as soon as anything is pressed', async () => {
		const call = dial();
		await call.answer();
		await press(call, '1', '1');
		for (let round = 0; round < 3; round++) {
			await call.wait();
			await call.wait();
			expect(await press(call, '5')).toContain(speak('report.kind.child'));
		}
	});

	it('is spoken of once, not on the pages that are turned afterwards', async () => {
		const call = dial();
		await call.answer();
		await press(call, '1', '1');
		await call.wait();
		expect(await press(call, '8')).not.toContain(speak('voice.silence'));
	});

	it('repeats the page on which it was', async () => {
		const call = dial();
		await call.answer();
		await press(call, '1', '1', '8');
		expect((await call.wait()).said).toContain('press 4');
		expect(await press(call, '1')).toContain(speak('report.about.child'));
		expect(await press(call, '7')).toContain(speak('report.kind.child'));
	});
});

describe('a turn that comes again', () => {
	it('is answered with the same bytes, at once, after a restart and later, and acts once', async () => {
		const call = dial();
		await toPlace(call);
		const { xml } = await call.press('160601');
		const before = await line.store.counts();
		expect((await call.again()).xml).toBe(xml);
		callers.restart();
		expect((await call.again()).xml).toBe(xml);
		line.clock.move(40 * 60_000);
		callers.restart();
		expect((await call.again()).xml).toBe(xml);
		expect(await line.store.counts()).toEqual(before);
	});

	it('is answered from what is at hand while the store is away, and is not acted on twice', async () => {
		const call = dial();
		await toPlace(call);
		line.breaker.storeUsed = false;
		const { xml } = await call.press('160601');
		expect((await call.again()).xml).toBe(xml);
		await line.drain();
		expect(await cases()).toHaveLength(1);
	});

	it('is known though others were in between', async () => {
		const call = dial();
		await toPlace(call);
		const { xml, next } = await call.press('160601');
		const again = call.again;
		await again();
		await call.press('2');
		expect(next).toMatch(/\?turn=6$/);
		expect((await onlyCase()).status).toBe('received');
		expect(xml).not.toBe((await call.again()).xml);
	});
});

describe('what is said on a call', () => {
	const url = 'https://voice.example.org/kept/1.mp3';

	it('is a place: the case that it opens gets the recording, and the question by name is not asked', async () => {
		const call = dial();
		await toPlace(call);
		expect(await press(call, '8')).toBe(speak('voice.speak-place'));
		expect(call.heard().recording).toBe(15);
		expect((await call.speak(url, 3)).said).toContain(speak('report.danger'));
		const { row, report } = await onlyCase();
		expect(row.district).toBe('');
		const [fetched, ...others] = await recordings();
		expect(others).toEqual([]);
		expect(fetched).toEqual({
			route: 'gh-voice',
			lane: 1,
			due: 0,
			caseId: row.id,
			recordingId: report.place.recording,
			url,
			seconds: 3,
		});
		expect(report.place).toEqual({ recording: expect.stringMatching(/^[A-Za-z0-9_-]{16,}$/), seconds: 3 });
		expect(await press(call, '2', '1')).toContain(speak('details.own-words'));
	});

	it('is another place than before: the open case gets the new recording, and both are fetched', async () => {
		const call = dial();
		await toPlace(call);
		await press(call, '8');
		await call.speak(url, 3);
		await press(call, '7', '8');
		await call.speak(`${url}?again`, 4);
		const { row, report } = await onlyCase();
		expect(report.place.seconds).toBe(4);
		const fetched = await recordings();
		expect(new Set(fetched.map(({ caseId }) => caseId))).toEqual(new Set([row.id]));
		expect(new Set(fetched.map(({ seconds }) => seconds))).toEqual(new Set([3, 4]));
	});

	it('is one’s own words: in the report as a recording, never as text', async () => {
		const call = dial();
		await toPlace(call);
		await press(call, '160601', '2', '1', '8');
		expect(call.heard()).toMatchObject({ said: speak('voice.speak-words'), recording: 60 });
		expect((await call.speak(url, 31)).said).toContain(speak('details.anonymous'));
		const { row, report } = await onlyCase();
		expect(report.ownWords).toBeUndefined();
		const [fetched] = await recordings();
		expect(fetched).toMatchObject({ caseId: row.id, url, seconds: 31 });
		expect(report.ownWordsRecorded).toEqual({ recording: fetched?.recordingId, seconds: 31 });
	});

	it('and was ended by hanging up is kept like any other; a second end changes nothing', async () => {
		const call = dial();
		await toPlace(call);
		await press(call, '160601', '2', '1', '8');
		await call.hangUp({ url, seconds: 8 });
		await call.hangUp({ url, seconds: 8 });
		expect((await onlyCase()).report.ownWordsRecorded).toMatchObject({ seconds: 8 });
		expect(await recordings()).toHaveLength(1);
		const redial = dial();
		await redial.answer();
		expect(await press(redial, '1')).toContain(speak('details.anonymous'));
	});

	it('is not taken from the end of a call that listened for keys, or of another call', async () => {
		const call = dial();
		await toPlace(call);
		await call.hangUp({ url, seconds: 8 });
		await press(call, '8');
		await dial().hangUp({ url, seconds: 8 });
		expect(await cases()).toEqual([]);
		expect(await recordings()).toEqual([]);
	});

	it('can be added to a report later, as its own recording', async () => {
		const call = dial();
		await toPlace(call);
		await press(call, '160601', '2');
		const digits = call.heard().said.replace(/\D/g, '');
		const [code, pin] = [digits.slice(0, 8), digits.slice(16, 22)];
		const later = dial('+233240000009');
		await later.answer();
		await press(later, '1', '4', code, pin, '1', '8');
		expect((await later.speak(url, 12)).said).toContain(speak('mine.noted'));
		const { row, report } = await onlyCase();
		expect(report.ownWordsRecorded).toMatchObject({ seconds: 12 });
		expect((await recordings())[0]).toMatchObject({ caseId: row.id, recordingId: report.ownWordsRecorded?.recording });
	});

	it('is asked for again with keys when nothing was said', async () => {
		const call = dial();
		await toPlace(call);
		await press(call, '8');
		expect((await call.wait()).keys).toBe(8);
		expect(call.heard().said).toContain(speak('voice.say-place'));
	});
});

describe('somebody who hides their number', () => {
	it('is served, is nobody else’s person, and leaves no number anywhere', async () => {
		const call = dial('');
		await toPlace(call);
		await press(call, '160601', '2', '1', '1', '2', '4', '1', '1');
		const other = dial('');
		expect((await other.answer()).said).toContain('Welcome');
		const { row, callBackAskedAt } = await onlyCase();
		expect(row.contact).toHaveLength(0);
		expect(callBackAskedAt).toBeDefined();
		expect((await line.store.counts()).persons).toBe(2);
		expect(await line.store.outbox.list({ after: '', most: 10 })).toEqual([]);
	});

	it('gets the help lines where others are promised a call', async () => {
		const stuck = dial('');
		await stuck.answer();
		expect(await press(stuck, '4', '4', '4')).toContain(speak('nav.stuck'));
		expect(await press(stuck, '1')).toContain('0, 8, 0, 0. 8, 0, 0');
		expect(stuck.heard().next).not.toBe('');
	});
});

describe('a callback that cannot be understood', () => {
	it('is answered with the help lines, spoken, and kept', async () => {
		const call = dial('not a number');
		const { said, next, xml } = await call.answer();
		expect(xml).toMatch(/^<\?xml/);
		expect(said).toContain('Helpline of Hope, free, day and night: 0, 8, 0, 0.');
		expect(next).toBe('');
		expect(await line.store.quarantine.count()).toBe(1);
	});
});

describe('the same answers', () => {
	const numberOf = (walk: number, medium: number) => `+22507${String(walk * 10 + medium).padStart(8, '0')}`;
	const sendAll = async (steps: readonly Step[], send: (key: string) => Promise<unknown>, way: 'typed' | 'pressed') => {
		for (const step of steps) for (const key of step[way]) await send(key);
	};

	/** What was stored last. */
	async function stored(after: number) {
		const [row, ...others] = await line.store.cases.list({ after, most: 10 });
		if (row === undefined || others.length > 0) throw new Error('not one case');
		const read = await readCase(row, line);
		if (!('opened' in read)) throw new Error(read.closed);
		const { report, status, language, country, callBackAskedAt } = read.opened;
		const facts = { report, status, language, country, open: [row.kind, row.dangerNow, row.district] };
		return {
			position: row.position,
			facts,
			asked: callBackAskedAt !== undefined,
			reachable: read.number !== undefined,
		};
	}

	it(`make the same report by USSD, and by text and by call at either provider, in ${full ? 1_000 : 200} walks`, async () => {
		let walked = 0;
		let position = 0;
		const providers = ['africastalking', 'twilio'] as const;
		const texters = createTexters(line);
		await fc.assert(
			fc.asyncProperty(walks, async (walk) => {
				walked += 1;
				const steps = stepsOf(walk);
				const results = [];
				const phone = line.phone('ci-ussd', numberOf(walked, 0));
				await phone.dial();
				await sendAll(steps, (key) => phone.send(key), 'typed');
				results.push(await stored(position));
				for (const [at, provider] of providers.entries()) {
					const text = (said: string) => texters.text(provider, 'ci-sms', { from: numberOf(walked, 1 + at), said });
					await text('');
					await sendAll(steps, text, 'typed');
					results.push(await stored(results.at(-1)?.position ?? 0));
				}
				for (const [at, provider] of providers.entries()) {
					const call = dial(numberOf(walked, 3 + at), provider, 'ci-voice');
					await call.answer();
					await sendAll(steps, (key) => call.press(key), 'pressed');
					results.push(await stored(results.at(-1)?.position ?? 0));
				}
				position = results.at(-1)?.position ?? 0;
				const [ussd, ...others] = results.map(({ facts, asked, reachable }) => ({ facts, asked, reachable }));
				expect(ussd).toMatchObject(expectedOf(walk));
				for (const other of others) expect(other).toEqual(ussd);
			}),
			{ numRuns: full ? 1_000 : 200 },
		);
	}, 600_000);
});
