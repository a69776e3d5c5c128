import { type Load, putLoad } from '../put-load.ts';
import { inRounds, type Row, row, type Say, type Size } from '../row.ts';
import { databaseOf, type Seeds, seed } from '../seed.ts';
import { withFolder } from '../server.ts';
import { startService } from '../servers.ts';

const SMALL: Seeds = { persons: 1000, cases: 100 };
const MOST_GROWTH = 1.3;

/** Newcomers' numbers begin behind all seeded ones. */
const FIRST_NEWCOMER = 10_000_000;

/**
 * Ways through the line whose time might grow with the store. Known callers are looked up among all persons, and leave with
 * `0`, so that each redial begins anew; newcomers bring a whole minimal report, which goes into the cases.
 */
const WAYS: Readonly<Record<string, (seeds: Seeds) => Pick<Load, 'answers' | 'callers'>>> = {
	'known callers': ({ persons }) => ({ answers: ['1', '1', '0'], callers: { first: 0, count: persons, stride: 7919 } }),
	'new reports': () => ({
		answers: ['1', '1', '1', '1', 'Bench', '2'],
		callers: { first: FIRST_NEWCOMER, count: 10_000_000, stride: 1 },
	}),
};

/** One connection gives the time of a turn alone, with its own fsync; many give the work that it costs. */
const CONNECTIONS = [1, 32] as const;

type Times = Readonly<Record<string, number>>;

/** Median time of a turn with a large store against a small one, at equal loads. */
export async function growth(size: Size, say: Say): Promise<Row[]> {
	const large = { persons: size.persons, cases: size.cases };
	const small = await timesWith(SMALL, size, (line) => say(`${SMALL.persons} persons: ${line}`));
	const grown = await timesWith(large, size, (line) => say(`${large.persons} persons: ${line}`));
	return Object.keys(grown[0] ?? {}).map((name) =>
		row(
			`growth, ${name}`,
			'×',
			grown.map((times, round) => (times[name] ?? Number.NaN) / (small[round]?.[name] ?? Number.NaN)),
			{
				target: { atMost: MOST_GROWTH },
				note: `${large.persons} persons and ${large.cases} cases against ${SMALL.persons} and ${SMALL.cases}`,
			},
		),
	);
}

/** Median turn times in microseconds, one record a round; the store is seeded once. */
function timesWith(seeds: Seeds, size: Size, say: Say): Promise<Times[]> {
	return withFolder(async (folder) => {
		await seed(folder, seeds, (line) => say(`seeded ${line}`));
		const service = await startService(folder, { DATABASE_URL: `sqlite:${databaseOf(folder)}` });
		try {
			return await inRounds(size, async (round) => {
				const times = new Map<string, number>();
				for (const [way, loadOf] of Object.entries(WAYS))
					for (const connections of CONNECTIONS) {
						const load = { ...loadOf(seeds), connections, warmUpSeconds: size.warmUpSeconds, seconds: size.seconds };
						times.set(`${way}, ${connections} at once`, (await putLoad(service, spread(load, round))).median);
					}
				say(`round ${round}/${size.rounds}: ${[...times].map(([name, micros]) => `${name} ${micros} µs`).join(', ')}`);
				return Object.fromEntries(times);
			});
		} finally {
			await service.stop();
		}
	});
}

/** Each run has callers of its own among the newcomers. */
function spread<L extends Load>(load: L, round: number): L {
	const { callers } = load;
	if (callers === undefined || callers.first < FIRST_NEWCOMER) return load;
	const share = 500_000 * (2 * round + (load.connections === 1 ? 0 : 1));
	return { ...load, callers: { ...callers, first: callers.first + share } };
}
