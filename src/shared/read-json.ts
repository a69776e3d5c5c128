import { readFileSync } from 'node:fs';
import { codeOf, ServiceError } from './errors.ts';

/**
 * A JSON file of the installation.
 * @throws {ServiceError} `file-unreadable`, naming the file, when it is not there or not JSON.
 */
export function readJson(file: string): unknown {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch (cause) {
		const why = cause instanceof SyntaxError ? 'is not JSON' : `cannot be read (${codeOf(cause)})`;
		throw new ServiceError('file-unreadable', `${file} ${why}`, `The file ${file} ${why}.`, { cause });
	}
}
