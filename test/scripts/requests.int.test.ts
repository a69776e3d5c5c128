import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HELP, runRequests } from '../../scripts/requests/run-requests.ts';
import { requestRow } from '../../src/requests/request-record.ts';
import { keepRecording, recordingsOf } from '../../src/requests/request-recording.ts';
import { createRequestStore } from '../../src/requests/request-store.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import { seededChance, stillClock } from '../support/doors.ts';
import { memoryRing } from '../vault/memory-ring.ts';

const clock = stillClock();
const vault = createVault(memoryRing(), seededChance('requests'));
const asked = {
	code: '12345678',
	kind: 'question',
	country: 'GH',
	askedDay: '2026-11-25',
	route: 'gh-ussd',
	language: 'en',
	topic: 'cash-grant',
	words: 'When is it paid?',
} as const;

describe('requests, for officers', () => {
	let store: Store;
	const id = requestRow(vault, asked, { id: 'one', pin: '111111', at: 0 }).id;
	const run = async (words: readonly string[], options: Partial<{ json: boolean; by: string; state: string }> = {}) => {
		const lines: string[] = [];
		const code = await runRequests({
			words,
			options: { json: false, by: '', state: '', ...options },
			store: createRequestStore({ records: store.records, vault }),
			recordings: (of) => recordingsOf({ records: store.records, vault }, of),
			clock,
			say: (line) => lines.push(line),
		});
		return { code, lines };
	};

	beforeEach(async () => {
		store = await openSqliteStore({ file: ':memory:', inline: true });
		await store.commit({ records: [requestRow(vault, asked, { id: 'one', pin: '111111', at: clock.now() })] });
	});
	afterEach(() => store.close());

	it('are listed, all or by state, and shown by their code', async () => {
		const line = '12345678  asked  question  GH  2026-11-25  cash-grant';
		expect(await run(['list'])).toEqual({ code: 0, lines: [line] });
		expect(await run(['list'], { state: 'asked' })).toEqual({ code: 0, lines: [line] });
		expect(await run(['list'], { state: 'done' })).toEqual({ code: 0, lines: [] });
		const { lines } = await run(['show', '12345678'], { json: true });
		expect(lines.map((one) => JSON.parse(one) as unknown)).toEqual([
			{ ...asked, id, state: 'asked', history: [], unsolved: false },
		]);
		expect((await run(['show', '12345678'])).lines).toContain('words      When is it paid?');
	});
	it('are sent, accepted, answered and done, with who and when', async () => {
		for (const words of [
			['send', '12345678'],
			['accept', '12345678'],
			['answer', '12345678', ' In  December. '],
			['done', id],
		])
			expect((await run(words, { by: 'Esi' })).code).toBe(0);
		const [shown] = (await run(['show', '12345678'], { json: true })).lines;
		const at = new Date(clock.now()).toISOString();
		expect(JSON.parse(shown ?? '')).toMatchObject({
			state: 'done',
			answer: 'In December.',
			history: ['sent', 'accepted', 'answered', 'done'].map((type) => ({ type, by: 'Esi', at })),
		});
		await expect(run(['decline', '12345678'], { by: 'Esi' })).rejects.toMatchObject({ code: 'request-refused' });
	});
	it('that were said on a call are written into a file that its owner alone may read', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'kasakuma-requests-'));
		try {
			const file = join(folder, 'said.wav');
			await expect(run(['recording', '12345678', file])).rejects.toMatchObject({ code: 'no-recording' });
			const sound = Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), Buffer.alloc(700_000, 7)]);
			const recording = { id: 'r'.repeat(22), seconds: 9, sound };
			expect(await keepRecording({ records: store.records, vault }, id, recording, clock.now())).toBe('kept');
			const { lines } = await run(['recording', '12345678', file]);
			expect(lines).toEqual([`Written to ${file}: ${sound.length} bytes, 9 s, wav.`]);
			expect(readFileSync(file).equals(sound)).toBe(true);
			expect(statSync(file).mode & 0o777).toBe(0o600);
			await expect(run(['recording', '12345678', file])).rejects.toMatchObject({ code: 'file-unwritable' });
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	});
	it('are declined, and may still be answered with why', async () => {
		await run(['decline', '12345678'], { by: 'Esi' });
		const { lines } = await run(['answer', '12345678', 'It ended in May.'], { by: 'Esi' });
		expect(lines).toEqual(['12345678  declined  question  GH  2026-11-25  cash-grant']);
	});
	it('are erased, and are nobody’s then', async () => {
		await run(['erase', '12345678']);
		expect((await run(['list'])).lines).toEqual([`${id}  erased`]);
	});
	it('are named by their ids where two have one code', async () => {
		await store.commit({ records: [requestRow(vault, asked, { id: 'two', pin: '222222', at: clock.now() })] });
		await expect(run(['send', '12345678'], { by: 'Esi' })).rejects.toMatchObject({ code: 'same-code' });
		expect((await run(['send', id], { by: 'Esi' })).lines).toHaveLength(1);
		expect((await run(['list'], { state: 'sent' })).lines).toHaveLength(1);
	});
	it.each([['12345679'], ['nobody']])('are not there under %s', async (code) => {
		await expect(run(['show', code])).rejects.toMatchObject({ code: 'no-request' });
	});
	it.each([[''], ['x'.repeat(301)]])('take no answer that is empty or longer than screens carry', async (answer) => {
		await expect(run(['answer', '12345678', answer], { by: 'Esi' })).rejects.toMatchObject({ code: 'answer-unfit' });
	});
	it.each([
		[[], {}],
		[['list', 'all'], {}],
		[['list'], { state: 'lost' }],
		[['send', '12345678'], {}],
		[['answer', '12345678'], { by: 'Esi' }],
		[['send', '12345678', 'words'], { by: 'Esi' }],
		[['answer', '12345678', 'a', 'b'], { by: 'Esi' }],
		[['recording', '12345678'], {}],
		[['forget', '12345678'], { by: 'Esi' }],
	])('explain themselves for %j with %j, and do nothing', async (words, options) => {
		expect(await run(words, options)).toEqual({ code: 2, lines: [HELP] });
		expect((await run(['list'], { state: 'asked' })).lines).toHaveLength(1);
	});
});
