import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceError } from './errors.ts';

/**
 * Every `*.json` file below a folder, parsed, by its path from there with `/`; sorted. Other files are passed over.
 * @throws {ServiceError} `json-invalid` naming the file that is no JSON.
 */
export async function readJsonTree(folder: string): Promise<ReadonlyMap<string, unknown>> {
	const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.json')).sort();
	const values = await Promise.all(names.map((name) => readJson(join(folder, name))));
	return new Map(names.map((name, index) => [name.replaceAll('\\', '/'), values[index]]));
}

async function readJson(file: string): Promise<unknown> {
	const content = await readFile(file, 'utf8');
	try {
		return JSON.parse(content.replace(/^\uFEFF/, ''));
	} catch (cause) {
		const what = `${file} is not JSON: ${cause instanceof Error ? cause.message : ''}`;
		throw new ServiceError('json-invalid', what, what, { cause });
	}
}
