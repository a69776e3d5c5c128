import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { learnSchool, pictureOf, reportChild } from './picture/pictures.ts';

/** Folder of the installation, from `dist/scripts/`. */
const root = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..');

/** Draws the pictures of sessions in README and docs. */
for (const picture of [reportChild, learnSchool]) {
	const file = join(root, picture.file);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, pictureOf(picture, readFileSync(join(root, picture.transcript), 'utf8')));
	console.log(`${picture.file} drawn from ${picture.transcript}`);
}
