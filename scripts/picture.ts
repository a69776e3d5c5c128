import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PICTURE, pictureOf, TRANSCRIPT } from './picture/report-child.ts';

/** Folder of the installation, from `dist/scripts/`. */
const root = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..');

/** Draws the README's picture of a session from the transcript that the tests play, so that it is always true. */
const file = join(root, PICTURE);
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, pictureOf(readFileSync(join(root, TRANSCRIPT), 'utf8')));
console.log(`${PICTURE} drawn from ${TRANSCRIPT}`);
