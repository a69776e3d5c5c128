import { systemChance } from '../../../src/shared/chance.ts';

/** The server that tests run on; `undefined`: none was started. */
export const mongoTestUrl = (): string | undefined => process.env['MONGODB_TEST_URL'];

/** Tests that need a server; left out, and seen to be, where there is none. */
export function describeOnMongo(name: string, body: () => void): void {
	if (mongoTestUrl() === undefined) describe.skip(`${name} (left out: MONGODB_TEST_URL is not set)`, body);
	else describe(name, body);
}

/** A database of its own on a server. */
export const freshDatabase = (url: string): string => {
	const made = new URL(url);
	made.pathname = `/kasakuma-${systemChance.id()}`;
	return made.href;
};
