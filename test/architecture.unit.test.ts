// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the offences are source text.
import { readdirSync, readFileSync } from 'node:fs';
import { breaches, type Rule } from './architecture/rules.ts';

const root = new URL('..', import.meta.url);

/** Every source file of the house, by its path below the project's folder. */
function sources(): string[] {
	return ['src', 'flows', 'scripts'].flatMap((folder) =>
		readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('.ts'))
			.map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
	);
}

describe('the house', () => {
	it('keeps its rooms apart, so that each can be read, tested and replaced alone', () => {
		const found = sources().flatMap((path) => breaches(path, readFileSync(new URL(path, root), 'utf8')));
		expect(found.map(({ rule, where, why }) => `${rule} · ${where} · ${why}`)).toEqual([]);
	});

	it('is really read: a walk that finds no sources would allow everything', () => {
		expect(sources()).toEqual(expect.arrayContaining(['src/store/store.ts', 'src/conversation/index.ts']));
		expect(sources().length).toBeGreaterThan(25);
	});
});

interface Offence {
	readonly rule: Rule;
	readonly because: string;
	readonly path: string;
	readonly source: string;
}

const OFFENCES: readonly Offence[] = [
	{ rule: 'room', because: 'a room that the design does not name', path: 'src/helpers/strings.ts', source: '' },
	{ rule: 'room', because: 'a file that stands in no room', path: 'src/app.ts', source: '' },
	{ rule: 'room', because: 'a provider without its own folder', path: 'src/channels/twilio.ts', source: '' },
	...imports('src/shared/log.ts', ['../cases/case-store.ts', '../conversation/index.ts']),
	...imports('src/conversation/converse.ts', [
		'../../flows/index.ts',
		'../channels/channel.ts',
		'../store/store.ts',
		'../turns/handle-turn.ts',
		'../settings/settings.ts',
	]),
	...imports('flows/report.ts', [
		'../src/conversation/converse.ts',
		'../src/shared/clock.ts',
		'../src/cases/case.ts',
		'../test/phone.ts',
	]),
	...imports('src/channels/africastalking/ussd.ts', [
		'../twilio/sms.ts',
		'../../store/store.ts',
		'../../cases/case-store.ts',
		'../../turns/handle-turn.ts',
	]),
	...imports('src/cases/case.ts', [
		'../people/person-store.ts',
		'../requests/request.ts',
		'../store/store.ts',
		'../channels/channel.ts',
		'../web/app.ts',
	]),
	...imports('src/requests/request-store.ts', [
		'../cases/case.ts',
		'../programmes/programme.ts',
		'../store/records.ts',
	]),
	...imports('src/store/sqlite/engine.ts', ['../mongo/store.ts', '../../vault/vault.ts', '../../turns/handle-turn.ts']),
	...imports('src/store/store.ts', ['./sqlite/open.ts', '../turns/handle-turn.ts']),
	...imports('src/turns/handle-turn.ts', [
		'../store/sqlite/open.ts',
		'../channels/africastalking/ussd.ts',
		'../web/app.ts',
		'../settings/settings.ts',
		'../../flows/index.ts',
	]),
	...imports('src/outbox/claim.ts', ['../channels/twilio/sms.ts', '../turns/handle-turn.ts']),
	...imports('src/vault/vault.ts', ['../store/sqlite/open.ts', '../cases/case-store.ts']),
	...imports('src/settings/settings.ts', ['../vault/vault.ts', '../web/app.ts']),
	...imports('src/web/app.ts', [
		'../store/sqlite/open.ts',
		'../channels/africastalking/ussd.ts',
		'../console/pages.ts',
	]),
	...imports('src/api/mount.ts', ['../store/sqlite/open.ts', '../channels/africastalking/ussd.ts', '../web/app.ts']),
	...imports('src/console/pages.ts', ['../web/app.ts', '../store/mongo/store.ts']),
	...imports('src/exchange/clmrs/send.ts', ['../primero/send.ts', '../../store/sqlite/open.ts']),
	...imports('src/service/start-service.ts', ['../main.ts', '../../scripts/bench.ts', '../../test/phone.ts']),
	...imports('src/turns/handle-turn.ts', ['../service/start-service.ts']),
	...imports('src/web/start.ts', ['../main.ts', '../../scripts/bench.ts', '../../test/phone.ts', '../../package.json']),
	typesOnly('src/channels/africastalking/ussd.ts', '../../conversation/index.ts'),
	typesOnly('src/cases/case.ts', '../conversation/converse.ts'),
	typesOnly('src/store/store.ts', '../cases/case-store.ts'),
	typesOnly('src/store/sqlite/engine.ts', '../../cases/case-store.ts'),
	typesOnly('src/vault/rotation.ts', '../store/store.ts'),
	typesOnly('src/web/app.ts', '../settings/settings.ts'),
	...packages('src/conversation/converse.ts', ['express', 'mongoose', '@photostructure/sqlite', 'pino', 'left-pad']),
	...packages('flows/report.ts', ['zod', 'i18next', 'xstate-extras']),
	...packages('src/turns/handle-turn.ts', ['express', 'xstate', 'mongoose', '@photostructure/sqlite']),
	...packages('src/store/sqlite/engine.ts', ['mongoose']),
	...packages('src/channels/africastalking/ussd.ts', ['twilio', 'express']),
	...packages('src/web/app.ts', ['mongoose', 'twilio/lib/webhooks/webhooks.js', '@photostructure/sqlite']),
	...['node:crypto', 'node:fs/promises'].map((builtin) =>
		offence('platform', 'src/conversation/a.ts', `import { x } from '${builtin}';`),
	),
	...['process.cwd();', 'Buffer.from(text);', 'setTimeout(go, 1);', 'await fetch(url);', 'performance.now();'].map(
		(source) => offence('platform', 'flows/report.ts', source),
	),
	...['await import(name);', 'await import(`./${name}.ts`);', 'require(name);'].map((source) =>
		offence('readable import', 'src/web/app.ts', source),
	),
	...[
		'Date.now();',
		'const at = new Date();',
		'const at = new Date;',
		'const at = Date();',
		'Math.random();',
		"import { randomUUID } from 'node:crypto';",
		'crypto.randomUUID();',
		'randomBytes(16);',
		'crypto.getRandomValues(bytes);',
		'process.env.PORT;',
		"process['env'];",
		'const { env } = process;',
		"import { env } from 'node:process';",
		'`${Date.now()}`;',
	].map((source) => offence('door', 'src/turns/handle-turn.ts', source)),
	offence('door', 'scripts/bench.ts', 'Date.now();'),
	offence('default export', 'src/web/app.ts', 'export default function app() {}'),
	offence('default export', 'flows/index.ts', 'const flows = 1;\nexport { flows as default };'),
	offence('file length', 'src/web/app.ts', 'const line = 1;\n'.repeat(301)),
];

function offence(rule: Rule, path: string, source: string): Offence {
	return { rule, because: JSON.stringify(source.slice(0, 60)), path, source };
}

function imports(path: string, specifiers: readonly string[]): Offence[] {
	return specifiers.map((specifier) => offence('import table', path, `import type { X } from '${specifier}';`));
}

function packages(path: string, names: readonly string[]): Offence[] {
	return names.map((name) => offence('package home', path, `import { x } from '${name}';`));
}

function typesOnly(path: string, specifier: string): Offence {
	return offence('import table', path, `import { x } from '${specifier}';`);
}

describe('a made-up offence against the house', () => {
	it.each(OFFENCES)('is found by the rule "$rule" in $path: $because', ({ rule, path, source }) => {
		expect(breaches(path, source).map((breach) => breach.rule)).toEqual([rule]);
	});

	it('is there for every rule, so that no rule is dead', () => {
		const rules: Record<Rule, true> = {
			room: true,
			'import table': true,
			'package home': true,
			platform: true,
			'readable import': true,
			door: true,
			'default export': true,
			'file length': true,
		};
		expect(new Set(OFFENCES.map(({ rule }) => rule))).toEqual(new Set(Object.keys(rules)));
	});

	it.each([
		"import { open } from '../store/sqlite/open.ts';",
		"import { type A,\n\tb } from '../store/sqlite/open.ts';",
		"import * as store from '../store/sqlite/open.ts';",
		"import '../store/sqlite/open.ts';",
		"export * from '../store/sqlite/open.ts';",
		"export { open } from '../store/sqlite/open.ts';",
		"export type { Options } from '../store/sqlite/open.ts';",
		"const { open } = await import('../store/sqlite/open.ts');",
		'const { open } = await import(`../store/sqlite/open.ts`);',
		"let options: import('../store/sqlite/open.ts').Options;",
		"new Worker(new URL('../store/sqlite/open.js', import.meta.url));",
		"import/* a comment */{ open } from '../store/sqlite/open.ts';",
	])('is found in whatever way it imports: %s', (source) => {
		expect(breaches('src/turns/handle-turn.ts', source).map((breach) => breach.rule)).toEqual(['import table']);
	});
});

describe('what the house allows', () => {
	it.each([
		[
			'src/conversation/converse.ts',
			"import { transition } from 'xstate';\nimport { codeOf } from '../shared/errors.ts';",
		],
		['flows/report.ts', "import { setup } from 'xstate';\nimport { defineFlow } from '../src/conversation/index.ts';"],
		[
			'src/cases/case.ts',
			"import { placeOf } from '../conversation/index.ts';\nimport type { Effect } from '../conversation/effect.ts';",
		],
		[
			'src/turns/handle-turn.ts',
			"import { placesIn } from '../programmes/programme.ts';\nimport { x } from './spool/spool.ts';",
		],
		['src/main.ts', "import { openSqliteStore } from './store/sqlite/open.ts';\nconst port = process.env['PORT'];"],
		['src/store/sqlite/open.ts', "new Worker(new URL('./worker.js', import.meta.url));"],
		['src/shared/clock.ts', 'export const now = () => Date.now();'],
		['scripts/bench.ts', "import { openVault } from '../src/vault/vault.ts';\nconst full = process.env['FULL'];"],
		['src/web/app.ts', "// import x from '../main.ts'\n/* Date.now() */ const at = new Date(0);"],
		[
			'src/web/app.ts',
			"const text = 'process.env and Date.now() and export default';\nconst half = a / b / c; // Math.random",
		],
		['src/web/app.ts', "const quote = /['\"`]/g; const text = `it's ${'}'} Date.now() `; const slash = /[/]'/;"],
	])('is not found in %s', (path, source) => {
		expect(breaches(path, source)).toEqual([]);
	});
});
