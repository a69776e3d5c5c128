import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { tellEdition } from '../../../src/programmes/catalogue/edition.ts';
import { ENTRY_KINDS, type Entry, type EntryKind } from '../../../src/programmes/catalogue/entry.ts';
import type { Version } from '../../../src/programmes/catalogue/lifecycle.ts';
import { toRow } from '../../../src/programmes/catalogue/version-record.ts';
import { readReference } from '../../../src/programmes/read-reference.ts';
import { systemChance } from '../../../src/shared/chance.ts';
import { systemClock } from '../../../src/shared/clock.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { openKeyRing } from '../../../src/vault/key-ring.ts';
import { Caller } from '../caller.ts';
import { type Load, putLoad } from '../put-load.ts';
import { inRounds, type Row, row, type Say, type Size } from '../row.ts';
import { databaseOf } from '../seed.ts';
import { withFolder } from '../server.ts';
import { type Service, startService } from '../servers.ts';

const FEW = 100;
const MANY = 10_000;
const MOST_GROWTH = 1.2;

/** Where every caller of this load lives, and how many entries of their topic are open there, in the small catalogue and in the large. */
const HOME = 'GH1606';
const AT_HOME = 6;

/** Language, the whole menu, what is open, school, the place, an age, and the first programme of the list. */
const WAY = ['1', '00', '5', '1', HOME.slice(2), '2', '1'];
/** After so many answers the list stands there. */
const LIST_AFTER = 6;
const NAME = 'Bench school';

/** One connection gives the time of a turn alone, with its own fsync; many give the work that it costs. */
const CONNECTIONS = [1, 32] as const;
const BATCH = 500;
const SHELVED_WITHIN_MS = 60_000;

type Times = Readonly<Record<string, number>>;

/** Median time of a turn on the way to a programme, with a large catalogue against a small one. */
export async function learn(size: Size, say: Say): Promise<Row[]> {
	const few = await timesWith(FEW, size, say);
	const many = await timesWith(MANY, size, say);
	return CONNECTIONS.map((connections) =>
		row(
			`what is open to me, ${connections} at once`,
			'×',
			many.map((times, round) => (times[connections] ?? Number.NaN) / (few[round]?.[connections] ?? Number.NaN)),
			{
				target: { atMost: MOST_GROWTH },
				note: `${MANY} entries against ${FEW}, as many of them in the callers' district`,
			},
		),
	);
}

/** Median turn times in microseconds by connections, one record a round. */
function timesWith(entries: number, size: Size, say: Say): Promise<Times[]> {
	return withFolder(async (folder) => {
		// The service opens no database whose keys are not there.
		openKeyRing(join(folder, 'keys'), systemChance);
		await fill(databaseOf(folder), entries);
		const service = await startService(folder, { DATABASE_URL: `sqlite:${databaseOf(folder)}` });
		try {
			await untilShelved(service);
			return await inRounds(size, async (round) => {
				const times = new Map<string, number>();
				for (const connections of CONNECTIONS)
					times.set(String(connections), (await putLoad(service, loadOf(connections, size, round))).median);
				const told = [...times].map(([name, micros]) => `${name} at once ${micros} µs`).join(', ');
				say(`${entries} entries: round ${round}/${size.rounds}: ${told}`);
				return Object.fromEntries(times);
			});
		} finally {
			await service.stop();
		}
	});
}

/** Each run has callers of its own, so that all of them are new. */
function loadOf(connections: number, { warmUpSeconds, seconds }: Size, round: number): Load {
	const first = 500_000 * (2 * round + (connections === 1 ? 0 : 1));
	return { answers: WAY, connections, warmUpSeconds, seconds, callers: { first, count: 500_000, stride: 1 } };
}

async function fill(file: string, count: number): Promise<void> {
	const { gh } = readReference('reference');
	const districts = gh.regions.flatMap((region) => region.districts.map(({ pcode }) => pcode));
	const elsewhere = districts.filter((pcode) => pcode !== HOME);
	const store = await openSqliteStore({ file, inline: true, timeoutMs: 30_000 });
	try {
		const at = systemClock.now();
		for (let from = 0; from < count; from += BATCH) {
			const indexes = Array.from({ length: Math.min(BATCH, count - from) }, (_, offset) => from + offset);
			await Promise.all(
				indexes.map((index) => store.records.put(toRow({ version: versionOf(index, elsewhere), revision: 1 }, at))),
			);
		}
		await tellEdition(store.records, 'bench', at);
	} finally {
		await store.close();
	}
}

function versionOf(index: number, elsewhere: readonly string[]): Version {
	const isHome = index < AT_HOME;
	const kind = isHome ? 'school' : (ENTRY_KINDS[index % ENTRY_KINDS.length] ?? 'school');
	const area = isHome ? HOME : (elsewhere[index % elsewhere.length] ?? HOME);
	const entry = entryOf(`bench-${String(index).padStart(6, '0')}`, kind, area);
	return { entry, version: 1, state: 'published', author: 'bench', publisher: 'bench' };
}

function entryOf(id: string, kind: EntryKind, area: string): Entry {
	const texts = {
		name: { text: NAME },
		gives: { text: 'You may learn here. It is open to all.' },
		costs: { text: 'It is free.' },
		apply: { text: 'Ask at the office of the district.' },
		state: 'draft',
	} as const;
	return {
		id,
		kind,
		country: 'GH',
		areas: [area],
		validFrom: '2026-01-01',
		asOf: '2026-01-01',
		reviewBy: '2099-12-31',
		sources: ['https://example.org/bench'],
		owner: 'Bench',
		gives: [],
		costs: 'free',
		who: { in: [{ var: 'age' }, ['6-11', '12-14']] },
		wording: { en: texts, fr: texts },
	};
}

/** The service reads the catalogue after it has started: the way is walked until its list has what was put there. */
async function untilShelved({ port, path, serviceCode }: Service): Promise<void> {
	const until = performance.now() + SHELVED_WITHIN_MS;
	const callers = { first: 0, count: 500_000, stride: 1 };
	const load = { connections: 1, answers: WAY, callers, run: 'probe', warmUpSeconds: 0, seconds: 0 };
	for (let session = 0; performance.now() < until; session += 1) {
		const caller = new Caller({ port, path, serviceCode, country: 'GH', ...load }, () => session);
		let seen = '';
		for (let turn = 0; turn <= LIST_AFTER; turn += 1) {
			const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
			const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body: caller.next() });
			seen = await answer.text();
		}
		if (seen.includes(NAME)) return;
		await pause(200);
	}
	throw new Error('The catalogue that was put into the store is not told of.');
}
