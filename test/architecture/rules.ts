import { posix } from 'node:path';
import { COMMON_PACKAGES, FREE, MAY_IMPORT, PACKAGE_HOMES, PURE, type Room, roomOf } from './rooms.ts';
import { type Import, lineAt, type Scan, scan } from './scan.ts';

export type Rule =
	| 'room'
	| 'import table'
	| 'package home'
	| 'platform'
	| 'readable import'
	| 'door'
	| 'default export'
	| 'file length';

/** A breach, as `path:line`. */
export interface Finding {
	readonly rule: Rule;
	readonly where: string;
	readonly why: string;
}

interface File {
	readonly path: string;
	readonly source: string;
	readonly room: Room;
	readonly scan: Scan;
}

/** Think again at this many lines (house style). */
const MOST_LINES = 300;

/** Everything in a file that the house does not allow. `path` is below the project's folder. */
export function breaches(path: string, source: string): Finding[] {
	const room = roomOf(path);
	if (!room) return [{ rule: 'room', where: `${path}:1`, why: 'the design has no such room' }];
	const file: File = { path, source, room, scan: scan(source) };
	return [imports, readableImports, platform, doors, defaultExports, length].flatMap((rule) => rule(file));
}

function imports(file: File): Finding[] {
	if (FREE.has(file.room.kind)) return [];
	return file.scan.imports.flatMap((taken) => {
		const why = taken.specifier.startsWith('.') ? whyNotOurs(file, taken) : whyNotPackage(file, taken.specifier);
		const rule: Rule = taken.specifier.startsWith('.') ? 'import table' : 'package home';
		return why === undefined ? [] : [{ rule, where: `${file.path}:${taken.line}`, why: `${taken.specifier}: ${why}` }];
	});
}

/** The path that a relative specifier means; a worker is named by its built `.js`. */
function targetOf(file: File, specifier: string): string {
	return posix.join(posix.dirname(file.path), specifier).replace(/\.js$/, '.ts');
}

function whyNotOurs(file: File, taken: Import): string | undefined {
	const path = targetOf(file, taken.specifier);
	const room = roomOf(path);
	if (!room) return 'outside the rooms';
	if (room.kind === file.room.kind && room.name === file.room.name) return undefined;
	const from = file.room.kind;
	const allowance = from === 'main' || from === 'scripts' ? 'all' : MAY_IMPORT[from][room.kind];
	if (allowance === undefined) return `${file.room.name} may not import ${room.name}`;
	const isIndex = path === `src/${room.name}/index.ts`;
	const allowed =
		allowance === 'all' ||
		(allowance === 'types' && taken.typeOnly) ||
		(allowance === 'its index' && isIndex) ||
		(allowance === 'types, and values of its index' && (taken.typeOnly || isIndex));
	return allowed ? undefined : `${file.room.name} may import from ${room.name} only ${allowance}`;
}

function whyNotPackage({ path, room }: File, specifier: string): string | undefined {
	if (specifier.startsWith('node:')) return undefined;
	const name = specifier
		.split('/')
		.slice(0, specifier.startsWith('@') ? 2 : 1)
		.join('/');
	if (COMMON_PACKAGES.has(name) && room.kind !== 'flows') return undefined;
	const homes = PACKAGE_HOMES[name];
	if (!homes) return 'has no home: give it one in test/architecture/rooms.ts, or use what is there';
	return [room.kind, room.name, path].some((place) => homes.includes(place))
		? undefined
		: `is at home in ${homes.join(', ')}`;
}

function readableImports(file: File): Finding[] {
	return file.scan.unreadable.map((line) => ({
		rule: 'readable import',
		where: `${file.path}:${line}`,
		why: 'an import must name its module by a literal, so that the import table can be kept',
	}));
}

const PLATFORM =
	/(?<![.\w$])(?:process|Buffer|setTimeout|setInterval|setImmediate|queueMicrotask|fetch|performance|crypto)\b(?!\s*:)/g;

function platform(file: File): Finding[] {
	if (!PURE.has(file.room.kind)) return [];
	const builtins = file.scan.imports
		.filter(({ specifier }) => specifier.startsWith('node:'))
		.map(({ specifier, line }) => ({ line, what: specifier }));
	const globals = [...file.scan.bare.matchAll(PLATFORM)].map((found) => ({
		line: lineAt(file.scan.bare, found.index),
		what: found[0],
	}));
	return [...builtins, ...globals].map(({ line, what }) => ({
		rule: 'platform',
		where: `${file.path}:${line}`,
		why: `${what}: ${file.room.name} is pure`,
	}));
}

/** Design rule 8: time, ids, chance and settings come through a door. */
const DOORS: readonly { readonly pattern: RegExp; readonly name: string }[] = [
	{ name: 'Date.now', pattern: /\bDate\s*\.\s*now\b/g },
	{ name: 'new Date()', pattern: /\bnew\s+Date\s*(?:\(\s*\)|(?![\w$\s(]))/g },
	{ name: 'Date()', pattern: /(?<!new\s+)(?<![.\w$])Date\s*\(/g },
	{ name: 'Math.random', pattern: /\bMath\s*\.\s*random\b/g },
	{ name: 'randomUUID', pattern: /\brandomUUID\b/g },
	{ name: 'random bytes', pattern: /\b(?:randomBytes|randomInt|randomFill|randomFillSync|getRandomValues)\b/g },
	{ name: 'process.env', pattern: /\bprocess\s*(?:\?\.|\.)\s*env\b|\bprocess\s*\[|\benv\b[^;=]*\}\s*=\s*process\b/g },
];
/** Seen with its strings, since the module stands in one. */
const ENV_BY_NAME = /\bimport\s*\{[^}]*\benv\b[^}]*\}\s*from\s*['"](?:node:)?process['"]/g;

function doors(file: File): Finding[] {
	if (file.room.kind === 'shared' || file.room.kind === 'main') return [];
	const isScript = file.room.kind === 'scripts';
	const found = DOORS.filter(({ name }) => !isScript || name !== 'process.env').flatMap(({ name, pattern }) =>
		[...file.scan.bare.matchAll(pattern)].map(({ index }) => ({ name, index })),
	);
	const byName = isScript ? [] : [...file.scan.code.matchAll(ENV_BY_NAME)].map(({ index }) => ({ name: 'env', index }));
	return [...found, ...byName].map(({ name, index }) => ({
		rule: 'door',
		where: `${file.path}:${lineAt(file.scan.bare, index)}`,
		why: `${name} belongs to src/shared and src/main.ts`,
	}));
}

function defaultExports(file: File): Finding[] {
	return [...file.scan.bare.matchAll(/\bexport\s+default\b|\bas\s+default\b/g)].map((found) => ({
		rule: 'default export',
		where: `${file.path}:${lineAt(file.scan.bare, found.index)}`,
		why: 'a thing has one name everywhere',
	}));
}

function length(file: File): Finding[] {
	const lines = file.source.split('\n').length - 1;
	if (lines <= MOST_LINES) return [];
	return [{ rule: 'file length', where: `${file.path}:${MOST_LINES}`, why: `${lines} lines; one idea, one file` }];
}
