import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openStore } from '../src/service/open-store.ts';
import { readSettings, type Settings } from '../src/settings/settings.ts';
import { systemChance } from '../src/shared/chance.ts';
import { ServiceError } from '../src/shared/errors.ts';
import { claimForCopy, createImport } from '../src/store/mongo/import.ts';
import { openMongoModels } from '../src/store/mongo/open.ts';
import { openExport } from '../src/store/sqlite/export.ts';
import { openSqliteStore } from '../src/store/sqlite/open.ts';
import { type Compared, type Copied, compareAll, copyAll } from './migrate/copy.ts';

const HELP = `Brings a database to what this release reads and writes, or moves a pilot up.

  npm run migrate                                          the database of DATABASE_URL: schema and indexes
  npm run migrate -- --from sqlite:FILE --to mongodb://…   copies an embedded database into MongoDB

A copy may run beside the service. Then stop the service, and run the same again: it brings what changed since and verifies
all of it by counts and checksums. A copy that was killed is gone on with in the same way.`;

/** Milliseconds: an operator can wait for a busy database. */
const PATIENCE_MS = 30_000;
const CONNECTING_MS = 1_500;

async function bringUpToDate(settings: Settings): Promise<number> {
	const store = await openStore(settings, resolve(settings.dataFolder), { inline: true, timeoutMs: PATIENCE_MS });
	await store.ping();
	await store.close();
	console.log(`The ${settings.database.kind === 'mongo' ? 'MongoDB' : 'embedded'} database is up to date.`);
	return 0;
}

async function copy(file: string, url: string): Promise<number> {
	if (!existsSync(file)) throw wrong(`There is no database at ${file}.`);
	const name = await nameOf(file);
	const source = openExport(file);
	try {
		const { models, close } = await openMongoModels(url, CONNECTING_MS);
		try {
			await claimForCopy(models, name);
			const target = createImport(models);
			await copyAll(source, target, sayProgress);
			return sayCompared(await compareAll(source, target));
		} finally {
			await close();
		}
	} finally {
		source.close();
	}
}

/** The source's own name, which it keeps from the first copy on. */
async function nameOf(file: string): Promise<string> {
	const store = await openSqliteStore({ file, inline: true, timeoutMs: PATIENCE_MS });
	try {
		return await store.marks.keep('database', systemChance.id());
	} finally {
		await store.close();
	}
}

function sayProgress({ kind, rows, written, removed }: Copied): void {
	const line = `${kind.padEnd(12)} ${rows} read, ${written} written, ${removed} removed`;
	if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${line}`);
	else if (rows % 20_000 < 1_000) process.stderr.write(`${line}\n`);
}

function sayCompared(all: readonly Compared[]): number {
	if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
	for (const { kind, source, target, same } of all) {
		const sums = same
			? source.checksum.slice(0, 16)
			: `${source.checksum.slice(0, 16)} is not ${target.checksum.slice(0, 16)}`;
		const rows = source.rows === target.rows ? `${source.rows}` : `${source.rows} and ${target.rows}`;
		console.log(`${same ? 'same     ' : 'DIFFERENT'} ${kind.padEnd(12)} ${rows.padStart(10)} rows   ${sums}`);
	}
	if (all.every(({ same }) => same)) {
		console.log('Verified: both databases hold the same. Start the service with DATABASE_URL set to the new one.');
		return 0;
	}
	console.log('They differ: the service still runs, or somebody else writes. Stop it and run this again.');
	return 1;
}

function wrong(message: string): ServiceError {
	return new ServiceError('usage', message, `${message}\n\n${HELP}`);
}

async function main(): Promise<number> {
	const { values } = parseArgs({
		options: { from: { type: 'string' }, to: { type: 'string' }, help: { type: 'boolean', default: false } },
	});
	const { from, to } = values;
	if (values.help) {
		console.log(HELP);
		return 0;
	}
	if (from === undefined && to === undefined) return bringUpToDate(readSettings(process.env));
	if (from === undefined || to === undefined) throw wrong('A copy needs both --from and --to.');
	const read = (url: string) => readSettings({ DATABASE_URL: url }).database;
	const [source, target] = [read(from), read(to)];
	if (source.kind !== 'sqlite' || source.file === undefined)
		throw wrong('--from must be sqlite:<file>: there is no way back.');
	if (target.kind !== 'mongo') throw wrong('--to must be mongodb://…');
	return copy(source.file, target.url);
}

main().then(
	(code) => {
		process.exitCode = code;
	},
	(error: unknown) => {
		console.error(error instanceof ServiceError ? error.forStaff : error);
		process.exitCode = 1;
	},
);
