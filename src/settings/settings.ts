import type { z } from 'zod';
import { ServiceError } from '../shared/errors.ts';
import { type Setting, settingsTable } from './table.ts';

type Table = typeof settingsTable;

/** Values of all settings, by what the code calls them. */
export type Settings = { readonly [key in keyof Table]: z.output<Table[key]['schema']> };

/** Environment variables, as text. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads all settings. A variable that is set to nothing counts as not set.
 *
 * @throws {ServiceError} `settings`, naming every setting that is wrong and what it must be. Values are not quoted: they may be secrets.
 */
export function readSettings(environment: Environment): Settings {
	const values: Record<string, unknown> = {};
	const problems: string[] = [];
	for (const [key, setting] of Object.entries<Setting<z.ZodType>>(settingsTable)) {
		const read = setting.schema.safeParse(environment[setting.name]?.trim() || setting.standard);
		if (read.success) values[key] = read.data;
		else problems.push(`${setting.name} ${read.error.issues[0]?.message ?? 'is wrong'}`);
	}
	if (problems.length > 0) throw settingsError('settings', problems);
	return values as Settings;
}

/** One error for everything that is wrong, so that nobody has to start the service once a mistake. */
export function settingsError(code: 'settings' | 'unsafe-settings', problems: readonly string[]): ServiceError {
	const list = problems.map((problem) => `\n  - ${problem}`).join('');
	const heading =
		code === 'settings'
			? 'These settings are wrong:'
			: 'The service does not start with these settings, because they are unsafe:';
	return new ServiceError(
		code,
		`${problems.length} ${code}: ${problems.join('; ')}`,
		`${heading}${list}\nSee docs/configuration.md.`,
	);
}
