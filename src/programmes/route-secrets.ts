import {
	closeSync,
	fsyncSync,
	linkSync,
	mkdirSync,
	openSync,
	readFileSync,
	rmSync,
	statSync,
	writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Chance } from '../shared/chance.ts';
import { codeOf, ServiceError } from '../shared/errors.ts';

/** 256 bits: nobody finds a callback address by trying. */
const SECRET_BYTES = 32;

/** base64url, at least 256 bits' worth: an operator may bring the secret of a line that moves to another machine. */
const SECRET = /^[A-Za-z0-9_-]{43,128}$/;

const OTHERS = 0o077;

/**
 * The secret of each route's callback address, by route id. A secret that is not there is made and kept in `directory`
 * (`DATA_DIR/routes`) as `<route id>`, mode 0600; the same ones are given ever after.
 * @throws {ServiceError} `route-secret-open` when others may read a file, `route-secret-bad` when it holds no secret.
 */
export function routeSecrets(
	directory: string,
	routes: readonly { readonly id: string }[],
	chance: Chance,
): ReadonlyMap<string, string> {
	mkdirSync(directory, { recursive: true, mode: 0o700 });
	return new Map(routes.map(({ id }) => [id, secretOf(join(directory, id), id, chance)]));
}

function secretOf(file: string, id: string, chance: Chance): string {
	const mode = statSync(file, { throwIfNoEntry: false })?.mode;
	if (mode === undefined) keep(file, Buffer.from(chance.bytes(SECRET_BYTES)).toString('base64url'), chance);
	else if ((mode & OTHERS) !== 0)
		throw new ServiceError(
			'route-secret-open',
			`The secret of route ${id} can be read by others.`,
			`Others may read ${file}. Run chmod 600 on it, and make a new secret if strangers use this machine.`,
		);
	const secret = readFileSync(file, 'utf8').trim();
	if (SECRET.test(secret)) return secret;
	throw new ServiceError(
		'route-secret-bad',
		`The file of route ${id} holds no secret.`,
		`${file} must hold 43 to 128 letters, digits, - or _. Remove it to have a new secret made.`,
	);
}

/** Whole or not at all, and on the disk: a gateway that was given an address must find it after a power cut. */
function keep(file: string, secret: string, chance: Chance): void {
	const draft = `${file}.${chance.id()}`;
	const handle = openSync(draft, 'wx', 0o600);
	try {
		writeSync(handle, `${secret}\n`);
		fsyncSync(handle);
		linkSync(draft, file);
	} catch (cause) {
		// A second process that starts at the same time was first: its secret holds.
		if (codeOf(cause) !== 'EEXIST') throw cause;
	} finally {
		closeSync(handle);
		rmSync(draft);
	}
	syncFolder(join(file, '..'));
}

function syncFolder(folder: string): void {
	const handle = openSync(folder, 'r');
	try {
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
}
