import {
	closeSync,
	fstatSync,
	fsyncSync,
	linkSync,
	openSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Chance } from '../shared/chance.ts';
import { VaultError } from './vault-error.ts';

export const KEY_BYTES = 32;

const OTHERS_ANY = 0o077;
const OTHERS_WRITE = 0o022;

/** Windows has no such modes: there, access is the matter of the account that owns the folder. */
const HAS_MODES = process.platform !== 'win32';

/**
 * The 32 bytes of a key file, or `undefined` when there is none.
 * @throws {VaultError} `key-exposed` when another account can read or write it, `key-damaged` when it is not a whole key.
 */
export function readKeyFile(path: string): Buffer | undefined {
	let file: number;
	try {
		file = openSync(path, 'r');
	} catch (error) {
		if (codeIs(error, 'ENOENT')) return undefined;
		throw error;
	}
	try {
		refuseMode(path, fstatSync(file).mode, OTHERS_ANY);
		const bytes = readFileSync(file);
		// A file that was torn by a power cut may have its length and only zeros.
		if (bytes.length !== KEY_BYTES || bytes.every((byte) => byte === 0)) {
			throw new VaultError('key-damaged', `${path} is not a key of ${KEY_BYTES} bytes`);
		}
		return bytes;
	} finally {
		closeSync(file);
	}
}

/**
 * Makes a key file that is there whole or not at all, and survives a power loss once the directory is synced.
 * The first writer wins: an existing file is left as it is.
 * @returns whether this call made it.
 */
export function makeKeyFile(directory: string, name: string, chance: Chance): boolean {
	const draft = join(directory, `.${name}.${chance.id()}`);
	try {
		writeDurably(draft, chance.bytes(KEY_BYTES));
		linkSync(draft, join(directory, name));
		return true;
	} catch (error) {
		if (codeIs(error, 'EEXIST')) return false;
		throw error;
	} finally {
		rmSync(draft, { force: true });
	}
}

/** Makes the names in a directory survive a power loss. */
export function syncDirectory(directory: string): void {
	if (!HAS_MODES) return; // Windows opens no directory as a file, and keeps names by its journal
	const handle = openSync(directory, 'r');
	try {
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
}

/** @throws {VaultError} `key-exposed` when another account could put other keys in the place of ours. */
export function refuseExposedDirectory(directory: string): void {
	refuseMode(directory, statSync(directory).mode, OTHERS_WRITE);
}

function writeDurably(path: string, bytes: Uint8Array): void {
	const file = openSync(path, 'wx', 0o600);
	try {
		writeFileSync(file, bytes);
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
}

function refuseMode(path: string, mode: number, forbidden: number): void {
	if (!HAS_MODES || (mode & forbidden) === 0) return;
	throw new VaultError('key-exposed', `${path} has mode ${(mode & 0o777).toString(8).padStart(4, '0')}`);
}

function codeIs(error: unknown, code: string): boolean {
	return (error as { code?: unknown } | null)?.code === code;
}
