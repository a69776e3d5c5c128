import { writeFileSync } from 'node:fs';
import { settingsPage } from '../src/settings/page.ts';

/** Writes the page of settings; a test fails while it is not current. */
const page = 'docs/configuration.md';
writeFileSync(page, settingsPage());
process.stdout.write(`${page} is current\n`);
