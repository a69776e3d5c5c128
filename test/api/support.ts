import type { Express } from 'express';
import request from 'supertest';
import { createAudit } from '../../src/api/audit.ts';
import { type Api, type ApiOptions, createApi } from '../../src/api/create-api.ts';
import { createApiKeys } from '../../src/api/keys.ts';
import { type Scope, scopeNames } from '../../src/api/scopes.ts';
import { openProgrammeDesk } from '../../src/service/programme-desk.ts';
import type { RecordStore } from '../../src/store/records.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import { createApp } from '../../src/web/app.ts';
import { makeSqlite } from '../store/make-sqlite.ts';
import { type StillClock, seededChance, stillClock } from '../support/doors.ts';
import { loaded } from '../support/line.ts';
import { memoryRing } from '../vault/memory-ring.ts';

/** The API over the real app and a real database, and what it told its observer. */
export interface ApiTest {
	readonly app: Express;
	readonly api: Api;
	readonly clock: StillClock;
	readonly records: RecordStore;
	readonly options: ApiOptions;
	/** The database's file. */
	readonly file: string;
	readonly refused: { readonly status: number; readonly error: unknown }[];
	readonly incomplete: unknown[];
	readonly alarms: string[];
	/** A new key that may do this; everything when nothing is said. */
	readonly key: (scopes?: readonly Scope[], days?: number) => Promise<{ readonly id: string; readonly key: string }>;
	readonly audit: ReturnType<typeof createAudit>;
	/** One request; its body is JSON. */
	readonly ask: (
		method: 'get' | 'post' | 'put' | 'delete' | 'options' | 'head' | 'patch',
		path: string,
		asked?: Asked,
	) => Promise<request.Response>;
	readonly dispose: () => Promise<void>;
}

export interface Asked {
	readonly key?: string;
	readonly body?: unknown;
	readonly headers?: Readonly<Record<string, string>>;
}

/** @param between stands between the API and its records, and may break them. */
export async function makeApi(
	changes: Partial<ApiOptions> = {},
	between: (records: RecordStore) => RecordStore = (records) => records,
): Promise<ApiTest> {
	const made = await makeSqlite();
	const clock = stillClock();
	const [refused, incomplete, alarms]: [ApiTest['refused'], unknown[], string[]] = [[], [], []];
	const records = between(made.store.records);
	const options: ApiOptions = {
		records,
		vault: createVault(memoryRing(), seededChance('vault')),
		clock,
		chance: seededChance('api'),
		perMinute: 1_000_000,
		programmes: (told) => openProgrammeDesk(records, loaded, { publishByAnother: '1', kAnonymity: 10 }, told),
		observer: {
			refused: (status, error) => refused.push({ status, error }),
			auditIncomplete: (fields) => incomplete.push(fields),
			alarm: (webhook, reason) => alarms.push(`${webhook} ${reason}`),
		},
		...changes,
	};
	const api = createApi(options);
	const observer = { answered: () => undefined, failed: () => undefined };
	const app = createApp(observer, undefined, { router: api.router, trustedProxies: 'loopback' });
	const keys = createApiKeys({ ...options, records: made.store.records });
	return {
		...{ app, api, clock, records: made.store.records, options, file: made.file, refused, incomplete, alarms },
		audit: createAudit({ ...options, records: made.store.records }),
		key: (scopes = scopeNames, days = 90) => keys.create({ name: 'Test system', scopes, days }),
		ask: async (method, path, { key, body, headers = {} } = {}) => {
			const asked = request(app)
				[method](`/api/v1${path}`)
				.set(headers)
				.set(key === undefined ? {} : { Authorization: `Bearer ${key}` });
			return body === undefined ? asked : asked.set('Content-Type', 'application/json').send(JSON.stringify(body));
		},
		dispose: made.dispose,
	};
}

/** Uses an API and closes it. */
export async function withApi<T>(use: (test: ApiTest) => Promise<T>, ...made: Parameters<typeof makeApi>): Promise<T> {
	const test = await makeApi(...made);
	try {
		return await use(test);
	} finally {
		await test.dispose();
	}
}

/** All records of some kinds, as they lie. */
export async function allRecords(records: RecordStore, kinds: readonly string[]): Promise<readonly unknown[]> {
	const found = [];
	for (const kind of kinds) {
		for (const row of await records.list({ kind, most: 1_000 }))
			found.push({ ...row, body: Buffer.from(row.body).toString('base64') });
	}
	return found;
}

export const aWebhook = { url: 'https://hooks.example.org/in', events: ['webhook.ping'] };

/** A header that lets a POST through, new for each. */
let posts = 0;
export function fresh(): Readonly<Record<string, string>> {
	posts += 1;
	return { 'Idempotency-Key': `idempotency-${posts}` };
}
