import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openStore } from '../src/service/open-store.ts';
import { readSettings, type Settings } from '../src/settings/settings.ts';
import { systemChance } from '../src/shared/chance.ts';
import { codeOf, ServiceError } from '../src/shared/errors.ts';
import { asOurs } from '../src/store/mongo/failures.ts';
import { claimForCopy, createImport } from '../src/store/mongo/import.ts';
import { openMongoModels } from '../src/store/mongo/open.ts';
import { openExport, refuseOtherFile } from '../src/store/sqlite/export.ts';
import { openSqliteStore } from '../src/store/sqlite/open.ts';
import { StoreUnavailable } from '../src/store/unavailable.ts';
import { type Compared, type Copied, compareAll, copyAll } from './migrate/copy.ts';

const HELP = `Brings a database to what this release reads and writes, or moves a pilot up.

  npm run migrate                                          the database of DATABASE_URL: schema and indexes
  npm run migrate -- --from sqlite:FILE --to mongodb://…   copies an embedded database into MongoDB

A copy may run beside the service. Then stop the service, and run the same again: it brings what changed since and verifies
all of it by counts and checksums. A copy that was killed is gone on with in the same way.`;

/** Milliseconds: an operator can wait for a busy database. */
const PATIENCE_MS = 30_000;
/** A page of a thousand rows is on the journals of a majority within this, or the copy is given up and gone on with later. */
const CONNECTING_MS = 5_000;
/** Between two lines of progress where they cannot rewrite themselves. */
const LINE_EVERY_MS = 5_000;

async function bringUpToDate(settings: Settings): Promise<number> {
	const store = await openStore(settings, resolve(settings.dataFolder), { inline: true, timeoutMs: PATIENCE_MS });
	await store.ping();
	await store.close();
	console.log(`The ${settings.database.kind === 'mongo' ? 'MongoDB' : 'embedded'} database is up to date.`);
	return 0;
}

async function copy(file: string, url: string): Promise<number> {
	if (!existsSync(file)) throw wrong(`There is no database at ${file}.`);
	refuseOtherFile(file);
	const name = await nameOf(file);
	const source = openExport(file);
	try {
		const { models, close } = await openMongoModels(url, CONNECTING_MS);
		try {
			await claimForCopy(models, name);
			const target = createImport(models);
			await copyAll(source, target, createProgress());
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

/** On a terminal one line that rewrites itself, else a line every few seconds and at the end of each kind. */
function createProgress(): (copied: Copied) => void {
	let said = performance.now();
	return ({ kind, rows, of, done, written, removed }) => {
		const line = `${kind.padEnd(12)} ${rows} of ${of} rows, ${written} written, ${removed} removed`;
		if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${line}`);
		else if (done || performance.now() - said >= LINE_EVERY_MS) {
			process.stderr.write(`${line}\n`);
			said = performance.now();
		}
	};
}

function sayCompared(all: readonly Compared[]): number {
	if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
	for (const { kind, total, source, target, same } of all) {
		const sums =
			source.checksum === target.checksum
				? source.checksum.slice(0, 16)
				: `${source.checksum.slice(0, 16)} is not ${target.checksum.slice(0, 16)}`;
		const counts = [...new Set([total, source.rows, target.rows])];
		const rows = counts.join(' and ');
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

interface Asked {
	readonly from?: string | undefined;
	readonly to?: string | undefined;
	readonly help: boolean;
}

/** @throws {ServiceError} `usage` */
function readArguments(): Asked {
	try {
		return parseArgs({
			options: { from: { type: 'string' }, to: { type: 'string' }, help: { type: 'boolean', default: false } },
		}).values;
	} catch {
		// Its text quotes what was given, which may hold a password.
		throw wrong('Only --from, --to and --help can be given, each once.');
	}
}

/** @throws {ServiceError} `usage` */
function readDatabase(name: string, value: string): Settings['database'] {
	try {
		return readSettings({ DATABASE_URL: value }).database;
	} catch {
		throw wrong(`${name} must be a database: sqlite:<file> for --from, mongodb://… for --to.`);
	}
}

/** What an operator of a copy must know of a failure: the service's own words speak of its spool and its settings. */
function ofCopy(thrown: unknown): unknown {
	const error = asOurs(thrown);
	if (error instanceof StoreUnavailable) {
		return new ServiceError(
			'copy-interrupted',
			error.message,
			'A database stopped answering. Nothing is lost: run the same again, and the copy is gone on with.',
			{ cause: error },
		);
	}
	if (!(error instanceof ServiceError) || error.code !== 'store-unreachable') return error;
	const { code, message, forStaff } = error;
	return new ServiceError(code, message, forStaff.replace('DATABASE_URL', '--to'), { cause: error });
}

async function main(): Promise<number> {
	const { from, to, help } = readArguments();
	if (help) {
		console.log(HELP);
		return 0;
	}
	if (from === undefined && to === undefined) return bringUpToDate(readSettings(process.env));
	if (from === undefined || to === undefined) throw wrong('A copy needs both --from and --to.');
	const [source, target] = [readDatabase('--from', from), readDatabase('--to', to)];
	if (source.kind !== 'sqlite' || source.file === undefined)
		throw wrong('--from must be sqlite:<file>: there is no way back.');
	if (target.kind !== 'mongo') throw wrong('--to must be mongodb://…');
	try {
		return await copy(source.file, target.url);
	} catch (error) {
		throw ofCopy(error);
	}
}

main().then(
	(code) => {
		process.exitCode = code;
	},
	(error: unknown) => {
		console.error(error instanceof ServiceError ? error.forStaff : `This is a mistake of ours: ${codeOf(error)}`);
		process.exitCode = 1;
	},
);
