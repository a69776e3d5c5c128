import { spawnSync } from 'node:child_process';

const BUILD = `
	import { build } from './scripts/lib/build.mjs';
	import { withLock } from './scripts/lib/lock.mjs';
	await withLock(async () => build());
`;

/** Builds `dist/` when a source has changed since: the fault tests run real processes. @throws {Error} when it does not compile */
export function ensureBuilt(): void {
	const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', BUILD], {
		encoding: 'utf8',
	});
	if (status !== 0) throw new Error(`The build failed: ${stdout}${stderr}`);
}
