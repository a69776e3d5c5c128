import type { z } from 'zod';
import { type Setting, settingsTable } from './table.ts';

/** `docs/configuration.md`: all settings as a table in Markdown. */
export function settingsPage(): string {
	const rows = Object.values<Setting<z.ZodType>>(settingsTable).map(rowOf);
	return `# Configuration

Made from \`src/settings/table.ts\` by \`npm run config\`: change it there.

Settings are environment variables. One that is not set, or set to nothing, has its default. The service says all that is
wrong at once and does not start; in production it also refuses what is unsafe.

| setting | default | what it is |
| --- | --- | --- |
${rows.join('\n')}
`;
}

function rowOf({ name, doc, standard, secret }: Setting<z.ZodType>): string {
	const shown = standard === '' ? 'unset' : `\`${standard}\``;
	return `| \`${name}\` | ${shown} | ${doc}${secret ? ' May hold a password: it is never printed.' : ''} |`;
}
