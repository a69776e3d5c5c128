import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readProgramme, readReference } from '../../src/programmes/read-reference.ts';

describe('reading the reference folder', () => {
	let folder = '';
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'reference-'));
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	it('names the file that is missing', () => {
		expect(() => readReference(folder)).toThrow(/places\/ci\.json cannot be read \(ENOENT\)/);
	});

	it('names the file that is not JSON, without quoting it', () => {
		const file = join(folder, 'programme.json');
		writeFileSync(file, '{ "id": canary');
		expect(() => readProgramme(file, ['fr'])).toThrow(`${file} is not JSON`);
		expect(() => readProgramme(file, ['fr'])).not.toThrow(/canary/);
	});
});
