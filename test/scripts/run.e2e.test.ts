import { spawn, spawnSync } from 'node:child_process';
import {
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const scripts = fileURLToPath(new URL('../../scripts', import.meta.url));

/** Stands in for the compiler: copies each `.ts` to a `.js` of the build, fails on a source that says so, and counts its runs. */
const COMPILER = `
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
const at = process.argv.indexOf('--outDir');
if (at < 0) process.exit(0);
const out = process.argv[at + 1];
appendFileSync('compiled.log', 'x');
for (const folder of ['src', 'scripts']) for (const name of readdirSync(folder)) {
	if (!name.endsWith('.ts')) continue;
	const source = readFileSync(join(folder, name), 'utf8');
	if (source.includes('MISTAKE')) { console.log(name + ': error'); process.exit(2); }
	mkdirSync(join(out, folder), { recursive: true });
	writeFileSync(join(out, folder, name.replace(/ts$/, 'js')), source);
}
`;

/** Stands in for npm: lays the packages, records that it did, and counts its runs. */
const NPM = `
const { appendFileSync, cpSync, readFileSync, rmSync } = require('node:fs');
if (process.argv[2] !== 'ci') process.exit(9);
appendFileSync('installed.log', 'x');
rmSync('node_modules', { recursive: true, force: true });
cpSync('packages', 'node_modules', { recursive: true });
cpSync('package-lock.json', 'node_modules/.package-lock.json');
`;

/** Stands in for jest: says what the test wants it to say. */
const JEST = `
import { writeFileSync } from 'node:fs';
const file = process.argv.find((argument) => argument.startsWith('--outputFile=')).slice('--outputFile='.length);
const { exit, ...counts } = JSON.parse(process.env.JEST_SAYS);
const none = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, numRuntimeErrorTestSuites: 0 };
if (Object.keys(counts).length > 0) writeFileSync(file, JSON.stringify({ ...none, ...counts }));
console.log('jest got ' + process.argv.slice(2).filter((argument) => !argument.startsWith('--')).join(' '));
process.exit(exit);
`;
const LINTER = "process.exit(Number(process.env.LINT_EXITS ?? '0'));";

/** A clone of a tiny project: our launcher, one locked package that is a folder beside it, and the compiler above. */
function clone(): string {
	const root = mkdtempSync(join(tmpdir(), 'kasakuma-clone-'));
	const write = (path: string, text: string): void => {
		mkdirSync(dirname(join(root, path)), { recursive: true });
		writeFileSync(join(root, path), text);
	};
	cpSync(join(scripts, 'run.mjs'), join(root, 'scripts', 'run.mjs'));
	cpSync(join(scripts, 'lib'), join(root, 'scripts', 'lib'), { recursive: true });
	const about = {
		name: 'clone',
		version: '1.0.0',
		type: 'module',
		engines: { node: '>=20.19' },
		dependencies: { typescript: 'file:compiler' },
	};
	write('package.json', JSON.stringify(about));
	write('compiler/package.json', JSON.stringify({ name: 'typescript', version: '9.9.9', type: 'module' }));
	write('compiler/bin/tsc', COMPILER);
	cpSync(join(root, 'compiler'), join(root, 'packages', 'typescript'), { recursive: true });
	write('packages/jest/package.json', JSON.stringify({ type: 'module' }));
	write('packages/jest/bin/jest.js', JEST);
	write('packages/oxlint/bin/oxlint', LINTER);
	write('packages/@biomejs/biome/bin/biome', LINTER);
	write('npm/npm-cli.js', NPM);
	write('npm/package.json', JSON.stringify({ type: 'commonjs' }));
	const packages = {
		'': { name: 'clone', version: '1.0.0', dependencies: { typescript: 'file:compiler' } },
		compiler: { name: 'typescript', version: '9.9.9' },
		'node_modules/typescript': { resolved: 'compiler', link: true },
	};
	write(
		'package-lock.json',
		JSON.stringify({ name: 'clone', version: '1.0.0', lockfileVersion: 3, requires: true, packages }),
	);
	write('src/main.ts', "console.log('service', process.argv.slice(2).join(' '), process.pid);");
	write('scripts/hello.ts', "console.log('hello', process.argv.slice(2).join(' '), process.pid);");
	return root;
}

interface Ran {
	readonly code: number | null;
	readonly out: string;
	readonly err: string;
	readonly pid: number | undefined;
}

function run(root: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ran> {
	const { CI: _, NODE_ENV: __, ...inherited } = process.env;
	const env = { ...inherited, npm_execpath: join(root, 'npm', 'npm-cli.js'), ...environment };
	const child = spawn(process.execPath, ['scripts/run.mjs', ...args], { cwd: root, env });
	let [out, err] = ['', ''];
	child.stdout.on('data', (chunk: Buffer) => {
		out += chunk.toString();
	});
	child.stderr.on('data', (chunk: Buffer) => {
		err += chunk.toString();
	});
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code) => resolve({ code, out, err, pid: child.pid }));
	});
}

const installations = (root: string): number =>
	existsSync(join(root, 'installed.log')) ? readFileSync(join(root, 'installed.log')).length : 0;
const compilations = (root: string): number =>
	existsSync(join(root, 'compiled.log')) ? readFileSync(join(root, 'compiled.log')).length : 0;

/** Makes a source newer than it was, as an editor does. */
function edit(root: string, path: string, text: string): void {
	writeFileSync(join(root, path), text);
	const later = 4_000_000_000 + text.length;
	utimesSync(join(root, path), later, later);
}

/** A busy machine may need much longer than a second for a few processes. */
import.meta.jest.setTimeout(60_000);

describe('the launcher', () => {
	let root: string;

	beforeEach(() => {
		root = clone();
	});
	afterEach(() => {
		rmSync(root, { recursive: true, force: true });
	});

	it('installs, builds and becomes the program on a bare clone, in one process, so that signals arrive', async () => {
		// The real npm, which it finds on the path.
		const { code, out, err, pid } = await run(root, ['hello', 'a', '--b'], { npm_execpath: '' });
		expect({ code, out }).toEqual({ code: 0, out: `hello a --b ${pid}\n` });
		expect(err).toContain('Packages installed');
		expect(readdirSync(join(root, 'node_modules'))).toContain('typescript');
	});

	it('says nothing the second time, and does not build again', async () => {
		await run(root, ['main']);
		const again = await run(root, ['main', 'x']);
		expect(again).toMatchObject({ code: 0, out: `service x ${again.pid}\n`, err: '' });
		expect(compilations(root)).toBe(1);
	});

	it('sets up once when two are started at the same time', async () => {
		const both = await Promise.all([run(root, ['hello']), run(root, ['main'])]);
		expect(both.map(({ code }) => code)).toEqual([0, 0]);
		expect(installations(root)).toBe(1);
		expect(compilations(root)).toBe(1);
	});

	it('takes over from a set-up that was killed', async () => {
		const dead = spawnSync(process.execPath, ['-e', '']).pid;
		mkdirSync(join(root, '.setup'));
		writeFileSync(join(root, '.setup', 'lock'), String(dead));
		expect((await run(root, ['hello'])).code).toBe(0);
	});

	it('builds anew when a source has changed, and forgets what a removed source left', async () => {
		await run(root, ['main']);
		rmSync(join(root, 'scripts', 'hello.ts'));
		edit(root, 'src/main.ts', "console.log('changed');");
		expect((await run(root, ['main'])).out).toBe('changed\n');
		expect(existsSync(join(root, 'dist', 'scripts'))).toBe(false);
	});

	it('does not start what does not compile, and keeps the build that there was', async () => {
		await run(root, ['main']);
		edit(root, 'src/main.ts', 'MISTAKE');
		const { code, out, err } = await run(root, ['main']);
		expect({ code, out }).toEqual({ code: 1, out: '' });
		expect(err).toContain('main.ts: error');
		expect(existsSync(join(root, 'dist', 'src', 'main.js'))).toBe(true);
	});

	it('installs again when somebody has changed the lockfile', async () => {
		await run(root, ['main']);
		const lockfile = join(root, 'package-lock.json');
		writeFileSync(lockfile, readFileSync(lockfile, 'utf8').replaceAll('9.9.9', '9.9.10'));
		await run(root, ['main']);
		expect(installations(root)).toBe(2);
	});

	it('neither installs nor builds in production, where nothing may be written beside the program', async () => {
		mkdirSync(join(root, 'dist', 'src'), { recursive: true });
		writeFileSync(join(root, 'dist', 'src', 'main.js'), "console.log('as shipped');");
		const { out } = await run(root, ['main'], { NODE_ENV: 'production' });
		expect(out).toBe('as shipped\n');
		expect(existsSync(join(root, 'node_modules'))).toBe(false);
		expect(existsSync(join(root, '.setup'))).toBe(false);
	});

	it.each([['nothing-like-it'], ['../evil'], ['']])('says what there is when asked for %j', async (name) => {
		const { code, err } = await run(root, [name]);
		expect(code).toBe(1);
		expect(err).toContain(`There is no script "${name}"`);
	});

	it('refuses a Node that is too old with a sentence instead of a stack', async () => {
		const about = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
		writeFileSync(join(root, 'package.json'), JSON.stringify({ ...about, engines: { node: '>=99.1' } }));
		const { code, err } = await run(root, ['main']);
		expect(code).toBe(1);
		expect(err).toBe(
			`Kasakuma needs Node 99.1 or newer; this is Node ${process.versions.node}. See https://nodejs.org/en/download.\n`,
		);
	});

	it('trusts packages that somebody installed by hand, in the locked versions', async () => {
		spawnSync(process.execPath, ['npm/npm-cli.js', 'ci'], { cwd: root });
		expect((await run(root, ['main'])).err).not.toContain('Packages installed');
	});

	it('says what npm says when it cannot install', async () => {
		writeFileSync(join(root, 'npm', 'npm-cli.js'), "console.error('no network'); process.exit(1);");
		const { code, err } = await run(root, ['main']);
		expect(code).toBe(1);
		expect(err).toContain('no network');
	});

	it('makes no goldens in CI', async () => {
		const { code, err } = await run(root, ['goldens'], { CI: 'true' });
		expect(code).toBe(1);
		expect(err).toContain('never made in CI');
	});
});

describe('npm test', () => {
	let root: string;

	beforeEach(() => {
		root = clone();
	});
	afterEach(() => {
		rmSync(root, { recursive: true, force: true });
	});

	const jestSays = (says: Readonly<Record<string, number>>): Readonly<Record<string, string>> => ({
		JEST_SAYS: JSON.stringify(says),
		MONGODB_TEST_URL: 'mongodb://somebody-has-started-it',
	});
	const lastLine = ({ out }: Ran): string | undefined => out.trimEnd().split('\n').at(-1);

	it('counts each static check, the build and every test in its last line, and says what it left out', async () => {
		const ran = await run(
			root,
			['test'],
			jestSays({ exit: 0, numPassedTests: 40, numPendingTests: 1, numTodoTests: 1 }),
		);
		expect([ran.code, lastLine(ran)]).toEqual([0, '44 passed, 0 failed, 2 skipped']);
		expect(ran.out).toMatch(/Left out.*full size.*Node 24.*bench/s);
	});

	it.each([
		['a test failed', { exit: 1, numPassedTests: 39, numFailedTests: 1 }, {}, '43 passed, 1 failed, 0 skipped'],
		[
			'a suite could not run',
			{ exit: 1, numPassedTests: 39, numRuntimeErrorTestSuites: 2 },
			{},
			'43 passed, 2 failed, 0 skipped',
		],
		['jest failed for another reason', { exit: 1, numPassedTests: 40 }, {}, '44 passed, 1 failed, 0 skipped'],
		['jest was killed and wrote nothing', { exit: 137 }, {}, '4 passed, 1 failed, 0 skipped'],
		['two linters complain', { exit: 0, numPassedTests: 40 }, { LINT_EXITS: '1' }, '42 passed, 2 failed, 0 skipped'],
	])('fails when %s', async (_, says, environment, line) => {
		const ran = await run(root, ['test'], { ...jestSays(says), ...environment });
		expect([ran.code, lastLine(ran)]).toEqual([1, line]);
	});

	it('still runs the tests when the build fails, and fails', async () => {
		writeFileSync(join(root, 'src', 'main.ts'), 'MISTAKE');
		const ran = await run(root, ['test'], jestSays({ exit: 0, numPassedTests: 40 }));
		expect([ran.code, lastLine(ran)]).toEqual([1, '43 passed, 1 failed, 0 skipped']);
	});

	describe('where no server for the store on MongoDB can be had', () => {
		/** @returns the environment of a machine with just these programs */
		const machineWith = (programs: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
			const path = join(root, 'programs');
			mkdirSync(path);
			for (const [name, text] of Object.entries(programs))
				writeFileSync(join(path, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
			return { ...jestSays({ exit: 0, numPassedTests: 40 }), MONGODB_TEST_URL: '', PATH: path };
		};
		const JDK = 'echo java.base@17.0.1; echo jdk.compiler@17.0.1';
		const OFFLINE = '[ "$1" = -version ] || { echo "[ERROR] no network"; exit 1; }';

		beforeEach(() => {
			cpSync(join(scripts, '..', 'test', 'support', 'mongo'), join(root, 'test', 'support', 'mongo'), {
				recursive: true,
			});
		});

		it.each([
			['Java', {}, 'there is no Java 17'],
			['a new Java', { java: 'echo java.base@11.0.1' }, 'there is no Java 17'],
			["Java's compiler", { java: 'echo java.base@17.0.1' }, 'there is Java without its compiler'],
			['Maven', { java: JDK }, 'there is no Maven to fetch it with'],
		])('leaves its tests out for want of %s, in CI too, and says so', async (_, programs, why) => {
			const ran = await run(root, ['test'], { ...machineWith(programs), CI: 'true' });
			expect(ran.out).toContain(`the store on MongoDB: no server for it: ${why}`);
			expect([ran.code, lastLine(ran)]).toEqual([0, '44 passed, 0 failed, 0 skipped']);
		});

		it.each([
			['leaves its tests out', {}, 0, '44 passed, 0 failed, 0 skipped'],
			['fails in CI, where nobody reads what was left out', { CI: 'true' }, 1, '44 passed, 1 failed, 0 skipped'],
		])('%s when Java and Maven are there, but not what Maven fetches', async (_, environment, code, line) => {
			const ran = await run(root, ['test'], { ...machineWith({ java: JDK, mvn: OFFLINE }), ...environment });
			expect(ran.out).toContain('Maven could not fetch it: [ERROR] no network');
			expect([ran.code, lastLine(ran)]).toEqual([code, line]);
		});
	});

	it('gives its arguments to jest, and leaves the static checks out when asked to', async () => {
		const ran = await run(root, ['test', '--skip-static', 'test/vault'], {
			...jestSays({ exit: 0, numPassedTests: 3 }),
			LINT_EXITS: '1',
		});
		expect(ran.out).toContain('jest got test/vault');
		expect([ran.code, lastLine(ran)]).toEqual([0, '4 passed, 0 failed, 0 skipped']);
	});
});
