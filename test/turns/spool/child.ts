import { writeSync } from 'node:fs';
import { codeOf } from '../../../src/shared/errors.ts';
import { openSpool } from '../../../src/turns/spool/open.ts';
import { commitOf } from './commits.ts';
import { fakeVault } from './fake-vault.ts';

/** Appends turns until it is killed, and prints each one that was acknowledged. Arguments: directory, prefix of the turns. */
const [directory = '', prefix = ''] = process.argv.slice(2);
/** Written at once: what was acknowledged must be known even if the next instruction is never reached. */
const say = (line: string) => writeSync(1, `${line}\n`);

async function appendForEver(lane: number): Promise<never> {
	const spool = await opened;
	for (let turn = 0; ; turn += 1) {
		const id = `${prefix}.${lane}.${turn}`;
		await spool.append(commitOf(id, { person: `person-${lane}` }));
		say(id);
	}
}

const opened = openSpool({ directory, vault: fakeVault(), timeoutMs: 30_000 });
try {
	await Promise.all(Array.from({ length: 8 }, (_none, lane) => appendForEver(lane)));
} catch (error) {
	say(codeOf(error));
	process.exitCode = 3;
}
