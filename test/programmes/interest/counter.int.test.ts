import { createInterestCounter } from '../../../src/programmes/interest/counter.ts';
import type { Interest } from '../../../src/programmes/interest/interest-of.ts';
import { INTEREST_KIND, type InterestRecords, readMonth } from '../../../src/programmes/interest/interest-record.ts';
import type { RecordStore } from '../../../src/store/records.ts';
import { StoreUnavailable } from '../../../src/store/unavailable.ts';
import { makeSqlite } from '../../store/make-sqlite.ts';

const at = Date.UTC(2026, 10, 25, 8);
const month = { country: 'GH', month: '2026-11' } as const;
const school = (what: Interest['what'], area = 'GH0219'): Interest => ({ topic: 'school', area, language: 'en', what });

async function withRecords(use: (records: RecordStore) => Promise<void>): Promise<void> {
	const made = await makeSqlite();
	try {
		await use(made.store.records);
	} finally {
		await made.dispose();
	}
}

function counterOn(records: InterestRecords, holder = 'one') {
	const troubles: unknown[] = [];
	return { ...createInterestCounter({ records, holder, onTrouble: (error) => troubles.push(error) }), troubles };
}

describe('the counter of what is asked', () => {
	it('adds to what is there: by country, month, topic, area and language, and nothing else', async () => {
		await withRecords(async (records) => {
			const counter = counterOn(records);
			counter.note('GH', [school('asked', ''), school('nothing')], at);
			counter.note('CI', [{ ...school('asked', 'CI2604'), language: 'fr' }], at);
			await counter.flush(at);
			counter.note('GH', [school('nothing'), school('question')], at);
			counter.note('GH', [school('found')], Date.UTC(2026, 11, 1));
			await counter.flush(at);
			const { cells } = await readMonth(records, month);
			expect(cells).toEqual([
				{ topic: 'school', area: '', language: 'en', counts: { asked: 1, found: 0, nothing: 0, question: 0 } },
				{ topic: 'school', area: 'GH0219', language: 'en', counts: { asked: 0, found: 0, nothing: 2, question: 1 } },
			]);
			const rows = await records.list({ kind: INTEREST_KIND, most: 10 });
			expect(rows.map(({ id }) => id)).toEqual(['CI-2026-11', 'GH-2026-11', 'GH-2026-12']);
			expect(Buffer.from(rows[2]?.body ?? []).toString()).toBe(
				'{"by":"one 4","cells":[["school","GH0219","en",0,1,0,0]]}',
			);
		});
	});

	it('writes nothing when nothing was asked', async () => {
		await withRecords(async (records) => {
			const counter = counterOn(records);
			counter.note('GH', [], at);
			await counter.flush(at);
			expect(await records.list({ kind: INTEREST_KIND, most: 10 })).toEqual([]);
		});
	});

	it('loses nothing of several instances that flush at once, though they count the very same', async () => {
		await withRecords(async (records) => {
			const counters = ['one', 'two', 'three', 'four'].map((holder) => counterOn(records, holder));
			for (let round = 0; round < 5; round += 1) {
				for (const counter of counters) counter.note('GH', [school('asked')], at);
				await Promise.all(counters.map((counter) => counter.flush(at)));
			}
			const { cells } = await readMonth(records, month);
			expect(cells.map(({ counts }) => counts.asked)).toEqual([20]);
		});
	});

	it('keeps for later what the store did not take, and counts once at most what it may have taken', async () => {
		await withRecords(async (records) => {
			let fails: 'get' | 'put' | undefined = 'get';
			const gone = () => Promise.reject(new StoreUnavailable('timeout'));
			const counter = counterOn({
				get: (...asked) => (fails === 'get' ? gone() : records.get(...asked)),
				put: async (row) => {
					const outcome = await records.put(row);
					return fails === 'put' ? gone() : outcome;
				},
			});
			const asked = async () => (await readMonth(records, month)).cells.map(({ counts }) => counts.asked);
			counter.note('GH', [school('asked')], at);
			await counter.flush(at);
			expect([await asked(), counter.troubles.length]).toEqual([[], 1]);
			fails = undefined;
			await counter.flush(at);
			expect(await asked()).toEqual([1]);
			fails = 'put';
			counter.note('GH', [school('asked')], at);
			await counter.flush(at);
			fails = undefined;
			await counter.flush(at);
			expect([await asked(), counter.troubles.length]).toEqual([[2], 2]);
		});
	});

	it('refuses a record that was tampered with, naming it', async () => {
		await withRecords(async (records) => {
			const body = Buffer.from('{"by":"one 1","cells":[["school","+233240000001","en",1,0,0,0]]}');
			await records.put({ kind: INTEREST_KIND, id: 'GH-2026-11', revision: 1, state: '', day: '2026-11-25', body });
			await expect(readMonth(records, month)).rejects.toMatchObject({ code: 'reference-invalid' });
		});
	});
});
