import { readFileSync } from 'node:fs';
import { settingsPage } from '../../src/settings/page.ts';
import { refuseUnsafe, type SafetyFacts } from '../../src/settings/refuse-unsafe.ts';
import { readSettings } from '../../src/settings/settings.ts';
import { settingsTable } from '../../src/settings/table.ts';
import { ServiceError } from '../../src/shared/errors.ts';

function errorOf(act: () => unknown): ServiceError {
	try {
		act();
	} catch (error) {
		if (error instanceof ServiceError) return error;
		throw error;
	}
	throw new Error('nothing was thrown');
}

describe('settings', () => {
	it('are all there when nothing is set, because the service starts on a fresh clone', () => {
		expect(readSettings({})).toMatchObject({
			environment: 'development',
			host: '127.0.0.1',
			port: 3000,
			adminHost: '127.0.0.1',
			adminPort: 3001,
			dataFolder: './data',
			database: { kind: 'sqlite', file: undefined },
			spoolFolder: '',
			programmeFile: '',
			logLevel: 'info',
			turnDeadline: 4_000,
			storeTimeout: 1_500,
			resumeMinutes: 30,
		});
	});

	it('set to nothing are not set, as compose files write them', () => {
		expect(readSettings({ PORT: '', LOG_LEVEL: ' ' })).toEqual(readSettings({}));
	});

	it.each([
		['sqlite:/var/lib/kasakuma/a.db', { kind: 'sqlite', file: '/var/lib/kasakuma/a.db' }],
		['sqlite:///var/lib/kasakuma/a.db', { kind: 'sqlite', file: '/var/lib/kasakuma/a.db' }],
		['sqlite:a.db', { kind: 'sqlite', file: 'a.db' }],
	])('read %s as a file', (url, database) => {
		expect(readSettings({ DATABASE_URL: url }).database).toEqual(database);
	});

	it.each([
		'mongodb://127.0.0.1',
		'mongodb://127.0.0.1:27017/kasakuma',
		'mongodb://line:s%40cret@a.example:27017,b.example:27017/kasakuma?replicaSet=rs0&authSource=admin',
		'mongodb+srv://line:secret@cluster.example/kasakuma?tls=true',
		'mongodb://[::1]:27017/kasakuma',
	])('take %s as it is', (url) => {
		expect(readSettings({ DATABASE_URL: url }).database).toEqual({ kind: 'mongo', url });
	});

	it.each([
		'mongodb:',
		'mongodb://',
		'mongodb://me:canary@/kasakuma',
		'mongodb://me:can@ry@host/kasakuma',
		'mongodb://me:can/ary@host/kasakuma',
		'mongodb://me:canary@host:port/kasakuma',
		'mongodb://me:canary@host:65536/kasakuma',
		'mongodb://me:canary@host:0/kasakuma',
		'mongodb://me:canary@host,,other/kasakuma',
		'mongodb+srv://me:canary@host:27017/kasakuma',
		'mongodb+srv://me:canary@host,other/kasakuma',
		'mongodb://me:canary@host:27017/one/two',
		'mongodb://me:canary@host 27017',
		'mongo://me:canary@host',
	])('refuse %s in one sentence that holds nothing of it', (url) => {
		const { forStaff } = errorOf(() => readSettings({ DATABASE_URL: url }));
		expect(forStaff).toMatch(/DATABASE_URL must be /);
		expect(forStaff).not.toMatch(/canary|can@ry|ary@/);
	});

	it.each([
		['PORT', '65536'],
		['PORT', '-1'],
		['PORT', '3e3'],
		['PORT', '0x10'],
		['TURN_DEADLINE_MS', '4s'],
		['RETAIN_REPLIES_DAYS', '0'],
		['LOG_LEVEL', 'trace'],
		['NODE_ENV', 'prod'],
		['DATABASE_URL', 'sqlite:'],
		['DATABASE_URL', 'postgres://localhost'],
	])('refuse %s=%s and name it', (name, value) => {
		expect(errorOf(() => readSettings({ [name]: value })).forStaff).toMatch(new RegExp(`${name} must be`));
	});

	it('that are wrong are named all at once, and no value is quoted, because it may be a secret', () => {
		const error = errorOf(() => readSettings({ PORT: 'x', LOG_LEVEL: 'y', DATABASE_URL: 'mongodb://me:canary@/x' }));
		expect(error.code).toBe('settings');
		for (const name of ['PORT', 'LOG_LEVEL', 'DATABASE_URL must be mongodb://user:password@host:port/database']) {
			expect(error.forStaff).toContain(name);
		}
		expect(`${error.message}${error.forStaff}`).not.toContain('canary');
	});

	it('have a default that their own schema accepts, and a secret has none', () => {
		for (const setting of Object.values(settingsTable)) {
			expect(setting.schema.safeParse(setting.standard).success).toBe(true);
			if ('secret' in setting) expect(setting.standard).toBe('');
		}
	});

	it('are described in docs/configuration.md as they are (else: npm run config)', () => {
		expect(readFileSync('docs/configuration.md', 'utf8')).toBe(settingsPage());
	});
});

describe('unsafe settings', () => {
	const safe: SafetyFacts = {
		demonstration: false,
		routes: [{ id: 'ci-ussd', secret: 'x'.repeat(22) }],
		environment: {},
		nodeArguments: [],
		dataFolderMode: 0o40700,
	};
	const production = { NODE_ENV: 'production' };

	it('are none on a fresh clone, nor in a careful production', () => {
		expect(() => refuseUnsafe(readSettings({}), { ...safe, demonstration: true })).not.toThrow();
		expect(() => refuseUnsafe(readSettings(production), safe)).not.toThrow();
		for (const url of [
			'mongodb://line:secret@db.example/kasakuma',
			'mongodb://127.0.0.1:27017/kasakuma',
			'mongodb://db.example/?authMechanism=MONGODB-X509',
		]) {
			expect(() => refuseUnsafe(readSettings({ ...production, DATABASE_URL: url }), safe)).not.toThrow();
		}
	});

	it.each<[string, NodeJS.ProcessEnv, Partial<SafetyFacts>, RegExp]>([
		['the public secrets of the demonstration', {}, { demonstration: true }, /PROGRAMME_FILE/],
		['a secret that can be guessed', {}, { routes: [{ id: 'ci-ussd', secret: 'x'.repeat(21) }] }, /route ci-ussd/],
		[
			'an inspector by NODE_OPTIONS',
			{},
			{ environment: { NODE_OPTIONS: '--enable-source-maps --inspect=0.0.0.0' } },
			/--inspect/,
		],
		['an inspector by argument', {}, { nodeArguments: ['--inspect-brk'] }, /--inspect/],
		['a lenient HTTP parser', {}, { nodeArguments: ['--insecure-http-parser'] }, /--insecure-http-parser/],
		['a data folder that a group may read', {}, { dataFolderMode: 0o40750 }, /DATA_DIR/],
		[
			'a MongoDB that lets anybody in',
			{ DATABASE_URL: 'mongodb://db.example/kasakuma' },
			{},
			/DATABASE_URL names no user/,
		],
		[
			'a MongoDB that lets anybody in, one of whose hosts is here',
			{ DATABASE_URL: 'mongodb://localhost,db.example/kasakuma' },
			{},
			/DATABASE_URL names no user/,
		],
		[
			'a MongoDB that only looks as if it were here',
			{ DATABASE_URL: 'mongodb://localhost.example/kasakuma' },
			{},
			/DATABASE_URL names no user/,
		],
		[
			'an origin whose callers are read along',
			{ PUBLIC_ORIGIN: 'http://line.example.org' },
			{},
			/PUBLIC_ORIGIN is plain/,
		],
		['a relay to which the key goes in the open', { TWILIO_URL: 'http://relay.example.org:80' }, {}, /TWILIO_URL/],
		['a debug log', { LOG_LEVEL: 'debug' }, {}, /LOG_LEVEL/],
	])('in production: %s', (_what, environment, facts, named) => {
		const error = errorOf(() => refuseUnsafe(readSettings({ ...production, ...environment }), { ...safe, ...facts }));
		expect(error.code).toBe('unsafe-settings');
		expect(error.forStaff).toMatch(named);
		expect(() => refuseUnsafe(readSettings(environment), { ...safe, ...facts })).not.toThrow();
	});

	it.each<[string, NodeJS.ProcessEnv, Partial<SafetyFacts>, RegExp]>([
		[
			'TLS that is not verified',
			{},
			{ environment: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } },
			/NODE_TLS_REJECT_UNAUTHORIZED/,
		],
		['a deadline that no gateway waits for', { TURN_DEADLINE_MS: '10000' }, {}, /TURN_DEADLINE_MS/],
		['a store that may take the whole deadline', { STORE_TIMEOUT_MS: '4000' }, {}, /STORE_TIMEOUT_MS/],
	])('anywhere: %s', (_what, environment, facts, named) => {
		expect(errorOf(() => refuseUnsafe(readSettings(environment), { ...safe, ...facts })).forStaff).toMatch(named);
	});

	it('are named all at once, and no secret is quoted', () => {
		const facts = { ...safe, routes: [{ id: 'ci-ussd', secret: 'canary' }], dataFolderMode: 0o40755 };
		const error = errorOf(() => refuseUnsafe(readSettings({ ...production, TURN_DEADLINE_MS: '20000' }), facts));
		for (const name of ['ci-ussd', 'DATA_DIR', 'TURN_DEADLINE_MS']) expect(error.forStaff).toContain(name);
		expect(`${error.message}${error.forStaff}`).not.toContain('canary');
	});
});
