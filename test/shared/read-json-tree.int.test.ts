import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJsonTree } from '../../src/shared/read-json-tree.ts';

describe('reading a tree of JSON files', () => {
	let folder: string;

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'json-tree-'));
		await mkdir(join(folder, 'fr'));
	});

	afterEach(() => rm(folder, { recursive: true }));

	it('gives every value by its path, in an order that does not depend on the disk', async () => {
		await writeFile(join(folder, 'fr', 'nav.json'), '{"help": "SOS"}');
		await writeFile(join(folder, 'fr', 'home.json'), '\uFEFF{}');
		await writeFile(join(folder, 'README.md'), 'for translators');
		expect([...(await readJsonTree(folder))]).toEqual([
			['fr/home.json', {}],
			['fr/nav.json', { help: 'SOS' }],
		]);
	});

	it('names the file that is no JSON', async () => {
		await writeFile(join(folder, 'fr', 'nav.json'), '{"help": }');
		await expect(readJsonTree(folder)).rejects.toThrow(join('fr', 'nav.json'));
	});
});
