import { writeFileSync } from 'node:fs';
import { codeOf, ServiceError } from '../../src/shared/errors.ts';

/** Writes what somebody said into a new file that its owner alone may read. @throws {ServiceError} `file-unwritable`. */
export function writeSound(file: string, sound: Uint8Array): void {
	try {
		writeFileSync(file, sound, { flag: 'wx', mode: 0o600 });
	} catch (error) {
		const code = codeOf(error);
		const why = code === 'EEXIST' ? 'it is there already' : code;
		throw new ServiceError('file-unwritable', `not written: ${code}`, `The file ${file} was not written: ${why}.`);
	}
}
