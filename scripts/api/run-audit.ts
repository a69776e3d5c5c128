import { type Audit, type AuditLink, createAudit } from '../../src/api/audit.ts';
import type { RunApiKeys } from './run-api-keys.ts';

const HELP = `The audit log: every write to the API, and every key made or revoked.

  npm run audit -- list [--json]      oldest first; with --json one JSON object a line
  npm run audit -- verify [HEAD]      walks the chain, and prints its head

Links that were cut off at the end leave no trace in what is left: note the head elsewhere now and then, and give it to verify.`;

const PAGE = 500;

/** @returns the exit code: 1 for a chain that was touched, 2 for what cannot be understood. */
export async function runAudit(parts: RunApiKeys): Promise<number> {
	const [command, argument, ...more] = parts.words;
	const audit = createAudit(parts);
	if (command === 'list' && more.length === 0 && (argument === undefined || argument === '--json'))
		return list(audit, parts.say, argument === '--json');
	if (command === 'verify' && more.length === 0 && (argument === undefined || /^[0-9a-f]{64}$/.test(argument)))
		return verify(audit, parts.say, argument);
	parts.say(HELP);
	return command === '--help' ? 0 : 2;
}

async function list(audit: Audit, say: RunApiKeys['say'], json: boolean): Promise<number> {
	for (let after = 0; ; ) {
		const page = await audit.list({ after, most: PAGE });
		for (const link of page) say(json ? JSON.stringify(link) : lineOf(link));
		const last = page.at(-1);
		if (last === undefined) return 0;
		after = last.number;
	}
}

function lineOf({ number, at, actor, action, step, target, operation }: AuditLink): string {
	return [number, new Date(at).toISOString(), actor, action, step, target, operation].join('  ');
}

async function verify(audit: Audit, say: RunApiKeys['say'], head: string | undefined): Promise<number> {
	const verdict = await audit.verify(head);
	if (!verdict.sound) {
		say(`The chain is broken at ${verdict.at}: that link is ${verdict.why}.`);
		return 1;
	}
	const since = verdict.first > 1 ? ` It begins at ${verdict.first}: what was before was removed.` : '';
	say(`The chain is sound: ${verdict.count} links.${since}\n${verdict.head}`);
	return 0;
}
