import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Parsers that are not ours: libxml2's, or the one that comes with Python. Both read the files that they are given. */
const oracle = [
	{ command: 'xmllint', args: ['--noout'] },
	{ command: 'python3', args: ['-c', 'import sys, xml.dom.minidom as m\nfor f in sys.argv[1:]: m.parse(f)'] },
].find(({ command }) => spawnSync(command, ['--version']).status === 0);

/** A test that asks a parser of XML; its name says which one, or that it was left out. */
export function itWithXmlParser(name: string, test: () => void): void {
	if (oracle === undefined) it.skip(`${name} (left out: neither xmllint nor Python is installed)`, test);
	else it(`${name} (${oracle.command})`, test);
}

/** What the parser says against documents; '' when all of them are well-formed. */
export function complaintsAbout(documents: readonly string[]): string {
	if (oracle === undefined) throw new Error('no parser of XML is installed');
	const folder = mkdtempSync(join(tmpdir(), 'kasakuma-xml-'));
	try {
		const files = documents.map((document, at) => {
			const file = join(folder, `${at}.xml`);
			writeFileSync(file, document);
			return file;
		});
		const { status, stderr } = spawnSync(oracle.command, [...oracle.args, ...files], { timeout: 60_000 });
		return status === 0 ? stderr.toString() : `status ${status}: ${stderr.toString()}`;
	} finally {
		rmSync(folder, { recursive: true });
	}
}
