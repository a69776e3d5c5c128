import { type Connection, type ConnectOptions, Mongoose } from 'mongoose';
import { ServiceError } from '../../shared/errors.ts';
import type { Store } from '../store.ts';
import { StoreUnavailable } from '../unavailable.ts';
import { createCommit } from './commit.ts';
import { createCoordination } from './coordination.ts';
import { asOurs, failureName, within } from './failures.ts';
import { createHousekeeping } from './housekeeping.ts';
import { createLifeline, type Lifeline } from './lifeline.ts';
import { createMessages } from './messages.ts';
import { type Models, modelsOn } from './models.ts';
import { watchPauses } from './pauses.ts';
import { prepareDatabase } from './prepare.ts';
import { createReads } from './reads.ts';
import { createRecordings } from './recordings.ts';
import { createRecords } from './records.ts';
import { createRelay, type Relay } from './relay.ts';

export interface MongoStoreOptions {
	/** `mongodb://` or `mongodb+srv://`. May hold a password: it is in no text of ours. */
	readonly url: string;
	/** After this many milliseconds a question is given up: what it asked for may still happen. */
	readonly timeoutMs?: number;
	/** Milliseconds between two looks for what another process left behind. */
	readonly sweepMs?: number;
	/** Told of what failed while records were moved on; nothing is lost by it. */
	readonly onTrouble?: (error: unknown) => void;
}

export interface MongoStore extends Store {
	/** Resolves when all that this process committed was moved to where it belongs. */
	readonly settled: () => Promise<void>;
	/** Moves on what other processes left behind. */
	readonly sweep: () => Promise<void>;
}

const TIMEOUT_MS = 1_500;
const SWEEP_MS = 5_000;
const DATABASE = 'kasakuma';
/** Jobs that go through many documents may take longer than a turn. */
const PATIENCE_MS = 30_000;
/** And jobs that go through all of them. */
const JOB_MS = PATIENCE_MS * 20;
/** Moving entries on takes many questions: it is given up, and begun again, after so many times the time of one. */
const MOVING_TIMES = 10;
/** Tries at start, each as long as a question may take: the members of a replica set may be waking up. */
const CONNECTS_MOST = 3;

/**
 * The store on MongoDB: one document a person, one write a commit, a relay for the rest.
 * @throws {ServiceError} `store-unreachable`, `store-newer`.
 */
export async function openMongoStore(options: MongoStoreOptions): Promise<MongoStore> {
	const { url, timeoutMs = TIMEOUT_MS, sweepMs = SWEEP_MS, onTrouble = () => {} } = options;
	const { models, reconnect, close } = await openMongoModels(url, timeoutMs);
	const patienceMs = timeoutMs * MOVING_TIMES;
	const relay = createRelay(models, { sweepMs, patienceMs, onTrouble: (error) => onTrouble(asOurs(error)) });
	void leftBehind(relay).catch(() => undefined);
	return storeOn({ models, relay, timeoutMs, close, lifeline: createLifeline(reconnect, () => performance.now()) });
}

/**
 * The collections themselves, their schema and indexes brought up to date.
 * @throws {ServiceError} `store-unreachable`, `store-newer`.
 */
export async function openMongoModels(url: string, timeoutMs: number): Promise<OpenedModels> {
	const instance = new Mongoose();
	instance.set('sanitizeFilter', true);
	const options = optionsFor(url, timeoutMs);
	try {
		const connection = await connect(instance, url, options);
		const models = modelsOn(connection);
		await within(PATIENCE_MS, prepareDatabase(models));
		return {
			models,
			reconnect: async () => {
				await connection.close();
				await connection.openUri(url, options);
			},
			close: () => connection.close(),
		};
	} catch (error) {
		await instance.disconnect().catch(() => undefined);
		throw unreachable(error);
	}
}

/**
 * Every write is on the journal of a majority before it is acknowledged, and nothing is read that could be rolled back. Looking
 * for a server, waiting for a connection and connecting each end within the time of a question.
 */
function optionsFor(url: string, timeoutMs: number): ConnectOptions {
	return {
		...(hasDatabase(url) ? {} : { dbName: DATABASE }),
		appName: 'kasakuma',
		w: 'majority',
		journal: true,
		wtimeoutMS: timeoutMs,
		readConcernLevel: 'majority',
		readPreference: 'primary',
		retryWrites: true,
		retryReads: true,
		maxPoolSize: 50,
		minPoolSize: 2,
		waitQueueTimeoutMS: timeoutMs,
		serverSelectionTimeoutMS: timeoutMs,
		connectTimeoutMS: timeoutMs,
		socketTimeoutMS: PATIENCE_MS,
		promoteBuffers: true,
		bufferCommands: false,
	};
}

async function connect(instance: Mongoose, url: string, options: ConnectOptions): Promise<Connection> {
	for (let round = 1; ; round++) {
		try {
			return await instance.createConnection(url, options).asPromise();
		} catch (error) {
			if (!(error instanceof instance.Error.MongooseServerSelectionError) || round === CONNECTS_MOST) throw error;
		}
	}
}

const hasDatabase = (url: string): boolean => /^mongodb(?:\+srv)?:\/\/[^/]+\/[^/?]+/.test(url);

/** What the process before this one had left, without waiting for the second sweep. */
async function leftBehind(relay: Relay): Promise<void> {
	await relay.sweep();
	await relay.sweep();
}

function unreachable(error: unknown): unknown {
	if (error instanceof ServiceError && !(error instanceof StoreUnavailable)) return error;
	return new ServiceError(
		'store-unreachable',
		`MongoDB cannot be used: ${failureName(error)}`,
		'The MongoDB server that DATABASE_URL names cannot be reached, or does not let us in. Check its hosts, name and password, and that the server runs.',
	);
}

interface OpenedModels {
	readonly models: Models;
	/** Throws the connection away and makes another one; what was asked on it fails. */
	readonly reconnect: () => Promise<void>;
	readonly close: () => Promise<void>;
}

interface Opened {
	readonly models: Models;
	readonly relay: Relay;
	readonly lifeline: Lifeline;
	readonly timeoutMs: number;
	readonly close: () => Promise<void>;
}

function storeOn({ models, relay, lifeline, timeoutMs, close }: Opened): MongoStore {
	let closed = false;
	const pauses = watchPauses(() => performance.now());
	/**
	 * A function of the store that ends in time, with an error that the line knows. What fails just after the process woke up is
	 * asked once more: the database was not away, and a turn that went to the spool for it would be decided from what this instance
	 * remembers, while others went on. Asking again does no harm: a commit that has happened says so.
	 */
	const guarded =
		<Asked extends readonly unknown[], Result>(run: (...asked: Asked) => Promise<Result>, patienceMs = timeoutMs) =>
		async (...asked: Asked): Promise<Result> => {
			if (closed) throw new StoreUnavailable('the store was closed');
			const ask = () => within(patienceMs, run(...asked));
			try {
				const again = (error: unknown) => (isOfPause(error) ? ask() : Promise.reject(error));
				const result = await ask().catch(again);
				lifeline.succeeded();
				return result;
			} catch (error) {
				if (error instanceof StoreUnavailable) lifeline.failed();
				throw error;
			}
		};
	const isOfPause = (error: unknown) => error instanceof StoreUnavailable && pauses.recently() && !closed;
	const all = <Functions extends Readonly<Record<string, (...asked: never[]) => Promise<unknown>>>>(
		functions: Functions,
		patienceMs = timeoutMs,
	): Functions =>
		Object.fromEntries(Object.entries(functions).map(([name, run]) => [name, guarded(run, patienceMs)])) as Functions;
	const { load, turn, persons, cases, tries, outbox, optOuts, quarantine, counts } = createReads(models);
	const { leases, rates, marks } = createCoordination(models);
	const records = createRecords(models);
	return {
		...all({ load, turn, commit: createCommit(models, relay) }),
		counts: guarded(counts, PATIENCE_MS),
		persons: all(persons),
		cases: all(cases),
		tries: all(tries),
		outbox: all({ ...outbox, ...createMessages(models) }),
		optOuts: all(optOuts),
		recordings: all(createRecordings(models)),
		records: { ...all({ ...records }), remove: guarded(records.remove, JOB_MS) },
		quarantine: all(quarantine),
		leases: all(leases),
		rates: all(rates),
		marks: all(marks),
		housekeeping: all(createHousekeeping(models, relay), JOB_MS),
		ping: guarded(() => ping(models)),
		settled: relay.settled,
		sweep: guarded(relay.sweep, PATIENCE_MS),
		close: async () => {
			if (closed) return;
			closed = true;
			await within(timeoutMs, relay.settled()).catch(() => undefined);
			relay.stop();
			pauses.stop();
			await close();
		},
	};
}

/** A write that changes nothing anybody reads, acknowledged as a commit's is. */
async function ping(models: Models): Promise<void> {
	await models.marks.updateOne({ _id: 'ping' }, { $set: { value: '' } }, { upsert: true });
}
