import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { SetUpError } from './say.mjs';

/** @param {string} version such as `20.19.0` @throws {SetUpError} when it is older than `engines` in package.json allows */
export function refuseOldNode(version) {
	const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	const oldest = engines.node.replace('>=', '');
	if (isOlder(version, oldest))
		throw new SetUpError(
			`Kasakuma needs Node ${oldest} or newer; this is Node ${version}. See https://nodejs.org/en/download.`,
		);
}

/** @param {string} version @param {string} than */
function isOlder(version, than) {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	const [oldestMajor = 0, oldestMinor = 0] = than.split('.').map(Number);
	return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}
