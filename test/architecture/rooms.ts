export type RoomKind =
	| 'shared'
	| 'conversation'
	| 'flows'
	| 'channel port'
	| 'channel adapter'
	| 'feature'
	| 'store port'
	| 'store adapter'
	| 'vault'
	| 'settings'
	| 'turns'
	| 'outbox'
	| 'exchange'
	| 'web'
	| 'api'
	| 'console'
	| 'service'
	| 'main'
	| 'scripts';

/** A part of the house. Two rooms of one kind (two providers, two nouns) do not know each other. */
export interface Room {
	readonly kind: RoomKind;
	readonly name: string;
}

/** What a room may take from another: everything; types alone; or types, and values from the index alone. */
export type Allowance = 'all' | 'types' | 'types, and values of its index' | 'its index';

/** Design §3, "who may import whom". What is absent is forbidden; a room may always import from itself. */
export const MAY_IMPORT: Readonly<Record<Exclude<RoomKind, 'main' | 'scripts'>, Partial<Record<RoomKind, Allowance>>>> =
	{
		shared: {},
		conversation: { shared: 'all' },
		flows: { conversation: 'its index' },
		'channel port': { conversation: 'types', shared: 'all' },
		'channel adapter': { 'channel port': 'all', conversation: 'types', shared: 'all' },
		feature: { shared: 'all', conversation: 'types, and values of its index' },
		'store port': { feature: 'types', conversation: 'types', shared: 'all' },
		'store adapter': { 'store port': 'all', feature: 'types', shared: 'all' },
		vault: { 'store port': 'types', shared: 'all' },
		settings: { shared: 'all' },
		turns: {
			feature: 'all',
			'store port': 'all',
			'channel port': 'all',
			conversation: 'all',
			vault: 'all',
			shared: 'all',
		},
		outbox: {
			feature: 'all',
			'store port': 'all',
			'channel port': 'all',
			conversation: 'all',
			vault: 'all',
			shared: 'all',
		},
		exchange: { ...servingRoom() },
		web: { ...servingRoom() },
		api: { ...servingRoom() },
		console: { ...servingRoom() },
		// Puts the rooms together for `main.ts`, the scripts and the tests; nobody else may know all of them.
		service: {
			...servingRoom(),
			flows: 'all',
			conversation: 'all',
			settings: 'all',
			'channel adapter': 'all',
			'store adapter': 'all',
			web: 'all',
			api: 'all',
			console: 'all',
			exchange: 'all',
			outbox: 'all',
		},
	};

function servingRoom(): Partial<Record<RoomKind, Allowance>> {
	return {
		turns: 'all',
		feature: 'all',
		'store port': 'all',
		'channel port': 'all',
		conversation: 'types',
		settings: 'types',
		vault: 'all',
		shared: 'all',
	};
}

/** Rooms that take whatever they need; nobody takes anything from them. */
export const FREE: ReadonlySet<RoomKind> = new Set(['main', 'scripts']);

/** Rooms without I/O, time, chance or a platform: the same in any JavaScript engine. */
export const PURE: ReadonlySet<RoomKind> = new Set(['conversation', 'flows']);

/** Where each package is at home, by a room's kind, its name, or one file. A package that is not here has no home yet. */
export const PACKAGE_HOMES: Readonly<Record<string, readonly string[]>> = {
	xstate: ['conversation', 'flows'],
	i18next: ['conversation'],
	'fastest-levenshtein': ['feature'],
	'json-logic-engine': ['feature'],
	'read-excel-file': ['scripts'],
	'write-excel-file': ['scripts'],
	express: ['web', 'api', 'console', 'exchange'],
	'express-rate-limit': ['api'],
	'zod-openapi': ['api'],
	standardwebhooks: ['api'],
	helmet: ['web', 'console'],
	'prom-client': ['web'],
	pino: ['shared'],
	// The spool borrows SQLite's file lock, since Node has none of its own.
	'@photostructure/sqlite': ['store/sqlite', 'src/turns/spool/lock.ts'],
	mongoose: ['store/mongo'],
	africastalking: ['channels/africastalking'],
	twilio: ['channels/twilio'],
};

/** Packages without I/O that any room but the flows may use. */
export const COMMON_PACKAGES: ReadonlySet<string> = new Set(['zod', 'lru-cache']);

/** Of the folder of the providers: what all of them keep to, and what several of them read. */
const CHANNEL_PORT = new Set(['channel.ts', 'sending.ts', 'form.ts', 'phone-number.ts']);
const FEATURES = new Set(['people', 'cases', 'groups', 'surveys', 'broadcasts', 'programmes', 'requests', 'prompts']);
const WHOLE_FOLDERS: ReadonlySet<string> = new Set([
	'shared',
	'conversation',
	'vault',
	'settings',
	'turns',
	'outbox',
	'web',
	'api',
	'console',
	'service',
]);

/** The room of a file, by its path below the project's folder; `undefined` when the house has no such room. */
export function roomOf(path: string): Room | undefined {
	if (path === 'src/main.ts') return { kind: 'main', name: 'main' };
	const [top = '', folder = '', inner = ''] = path.split('/');
	if (top === 'flows' || top === 'scripts') return { kind: top, name: top };
	if (top !== 'src' || inner === '') return undefined;
	const isFile = path.split('/').length === 3;
	if (FEATURES.has(folder)) return { kind: 'feature', name: folder };
	if (folder === 'channels') return CHANNEL_PORT.has(inner) ? port('channel') : adapter('channel', path, isFile);
	if (folder === 'store') return isFile ? port('store') : adapter('store', path, isFile);
	if (folder === 'exchange') return isFile ? undefined : { kind: 'exchange', name: `exchange/${inner}` };
	return WHOLE_FOLDERS.has(folder) ? { kind: folder as RoomKind, name: folder } : undefined;
}

function port(of: 'channel' | 'store'): Room {
	return { kind: `${of} port`, name: `${of} port` };
}

function adapter(of: 'channel' | 'store', path: string, isFile: boolean): Room | undefined {
	const [, folder, inner] = path.split('/');
	return isFile ? undefined : { kind: `${of} adapter`, name: `${folder}/${inner}` };
}
