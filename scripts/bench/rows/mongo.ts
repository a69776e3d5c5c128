import { join } from 'node:path';
import { createImport } from '../../../src/store/mongo/import.ts';
import { openMongoModels } from '../../../src/store/mongo/open.ts';
import { openExport } from '../../../src/store/sqlite/export.ts';
import { copyAll } from '../../migrate/copy.ts';
import { type BenchMongo, benchMongo } from '../mongo.ts';
import { putLoad } from '../put-load.ts';
import { inRounds, type Row, row, type Say, type Size } from '../row.ts';
import { databaseOf, type Seeds, seed } from '../seed.ts';
import { withFolder } from '../server.ts';
import { type Service, startService } from '../servers.ts';

const SMALL: Seeds = { persons: 1000, cases: 100 };
const CONNECTIONS = 32;
/** Callers of the second instance are others than those of the first. */
const OTHERS = 5_000_000;
const CONNECTING_MS = 5_000;
/** Services, database and load share a few cores here: a turn that waits for one of them is not one that was lost to the spool. */
const PATIENT = { STORE_TIMEOUT_MS: '3900' };

interface Round {
	readonly embedded: number;
	readonly one: number;
	readonly two: number;
}

/** The durable turn on MongoDB, by one instance and by two, and whether it grows with what is stored. */
export async function mongo(size: Size, say: Say): Promise<Row[]> {
	const server = await benchMongo();
	try {
		const rounds = await inRounds(size, async (number) => {
			const round: Round = {
				embedded: await turnsPerSecond(size, 1),
				one: await turnsPerSecond(size, 1, server.database()),
				two: await turnsPerSecond(size, 2, server.database()),
			};
			const { embedded, one, two } = round;
			say(
				`round ${number}/${size.rounds}: embedded ${Math.round(embedded)}, one ${Math.round(one)}, two ${Math.round(two)} turns/s`,
			);
			return round;
		});
		const note = { note: server.name };
		return [
			row(
				'our turn on MongoDB, one instance',
				'turns/s',
				rounds.map(({ one }) => one),
				note,
			),
			row(
				'our turn on MongoDB, two instances',
				'turns/s',
				rounds.map(({ two }) => two),
				note,
			),
			row(
				'MongoDB against the embedded database',
				'×',
				rounds.map(({ one, embedded }) => one / embedded),
				note,
			),
			row(
				'two instances against one',
				'×',
				rounds.map(({ two, one }) => two / one),
				{
					note: `all on the cores of one machine, with the database; ${server.name}`,
				},
			),
			...(await growth(size, server, say)),
		];
	} finally {
		await server.stop();
	}
}

async function turnsPerSecond(size: Size, instances: 1 | 2, url?: string): Promise<number> {
	return withFolder(async (folder) => {
		const services: Service[] = [];
		try {
			for (let index = 0; index < instances; index++) {
				const spool = { SPOOL_DIR: join(folder, `spool-${index}`) };
				services.push(
					await startService(folder, { ...PATIENT, ...spool, ...(url !== undefined && { DATABASE_URL: url }) }),
				);
			}
			const { warmUpSeconds, seconds } = size;
			const loads = services.map((service, index) =>
				putLoad(service, {
					warmUpSeconds,
					seconds,
					connections: CONNECTIONS / instances,
					callers: { first: index * OTHERS, count: OTHERS, stride: 1 },
				}),
			);
			return (await Promise.all(loads)).reduce((sum, result) => sum + result.turnsPerSecond, 0);
		} finally {
			for (const service of services) await service.stop();
		}
	});
}

/** Median turn of known callers with a large database against a small one. */
async function growth(size: Size, server: BenchMongo, say: Say): Promise<Row[]> {
	const large = { persons: size.persons, cases: size.cases };
	const small = await medians(SMALL, size, server.database(), say);
	const grown = await medians(large, size, server.database(), say);
	return [
		row(
			'growth on MongoDB, known callers',
			'×',
			grown.map((median, round) => median / (small[round] ?? Number.NaN)),
			{
				target: { atMost: 1.3 },
				note: `${large.persons} persons against ${SMALL.persons}; ${server.name}`,
			},
		),
	];
}

/** Seeds an embedded database, moves it up, and measures there: in microseconds, one figure a round. */
function medians(seeds: Seeds, size: Size, url: string, say: Say): Promise<number[]> {
	return withFolder(async (folder) => {
		await seed(folder, seeds, (line) => say(`seeded ${line}`));
		const source = openExport(databaseOf(folder));
		const { models, close } = await openMongoModels(url, CONNECTING_MS);
		await copyAll(source, createImport(models), () => undefined);
		source.close();
		await close();
		const service = await startService(folder, { ...PATIENT, DATABASE_URL: url });
		try {
			return await inRounds(size, async () => {
				const { warmUpSeconds, seconds } = size;
				const callers = { first: 0, count: seeds.persons, stride: 7919 };
				const load = { warmUpSeconds, seconds, callers, answers: ['1', '1', '0'] };
				const { median } = await putLoad(service, load);
				say(`${seeds.persons} persons: ${median} µs`);
				return median;
			});
		} finally {
			await service.stop();
		}
	});
}
