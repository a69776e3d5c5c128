import { keepRows, planImport, type RowReport } from '../../src/programmes/catalogue/import-entries.ts';
import { ENTRY_STATES, refOf, type Version } from '../../src/programmes/catalogue/lifecycle.ts';
import type { ProgrammeDesk } from '../../src/programmes/desk.ts';
import { type Clock, dayOf } from '../../src/shared/clock.ts';
import { ServiceError } from '../../src/shared/errors.ts';
import { gaps } from './gaps.ts';
import { readFile } from './read-file.ts';
import { writeTemplate } from './template.ts';

export const HELP = `The catalogue: what the line can tell people of.

  npm run programmes -- template FILE.xlsx             an empty workbook with its columns
  npm run programmes -- import FILE --by NAME          entries from .xlsx or .json, kept as drafts; nothing of a file with a fault
                                    [--dry-run]        says what it would do, and does nothing
  npm run programmes -- check [REF]                    what stands between each draft and people, and what is due for review
  npm run programmes -- publish REF --by NAME          a draft, such as gh-leap@3; gh-leap is its newest version
  npm run programmes -- withdraw REF --by NAME         takes a published version back
  npm run programmes -- list [--state published]       every version: ${ENTRY_STATES.join(', ')}
  npm run programmes -- expire                         marks what is past its last day; it is not shown either way
  npm run programmes -- gaps [--country GH]            what was asked and not found, and what the catalogue lacks
                             [--month 2026-11]         this month when it is left out

--json prints one JSON object a line. Whoever imports is the author of what they import.`;

export interface ProgrammesTask {
	/** What was typed after `programmes --`, without its options. */
	readonly words: readonly string[];
	readonly options: {
		readonly json: boolean;
		readonly dryRun: boolean;
		/** '' when not given. */
		readonly by: string;
		readonly state: string;
		readonly country: string;
		readonly month: string;
	};
	readonly desk: ProgrammeDesk;
	/** All languages that the line offers, for the template. */
	readonly languages: readonly string[];
	readonly clock: Clock;
	readonly say: (line: string) => void;
}

/**
 * Does what staff ask of the catalogue; works beside a running service.
 * @returns the exit code: 1 when something was refused or is wanting, 2 when the question was not understood.
 * @throws {ServiceError} as the catalogue and its files do; `StoreUnavailable`.
 */
export async function runProgrammes(task: ProgrammesTask): Promise<number> {
	const [command = '', operand, ...more] = task.words;
	const work = more.length > 0 ? undefined : workOf(command, operand, task);
	if (work !== undefined) return work();
	task.say(HELP);
	return 2;
}

function workOf(
	command: string,
	operand: string | undefined,
	task: ProgrammesTask,
): (() => Promise<number>) | undefined {
	const { by } = task.options;
	if (command === 'check') return () => check(operand, task);
	if (operand === undefined) {
		if (command === 'list') return () => list(task);
		if (command === 'gaps') return gaps(task);
		return command === 'expire' ? () => expire(task) : undefined;
	}
	if (command === 'template') return () => template(operand, task);
	if (command === 'import' && (by !== '' || task.options.dryRun)) return () => importFile(operand, task);
	if (command === 'publish' && by !== '') return () => publish(operand, task);
	return command === 'withdraw' && by !== '' ? () => withdraw(operand, task) : undefined;
}

async function template(file: string, { languages, say }: ProgrammesTask): Promise<number> {
	await writeTemplate(file, languages);
	say(`Written to ${file}.`);
	return 0;
}

async function importFile(file: string, task: ProgrammesTask): Promise<number> {
	const { reports, rows } = await planImport(await readFile(file), task.desk);
	const isFaulty = reports.some(({ outcome }) => outcome === 'faulty');
	if (isFaulty || task.options.dryRun) {
		tell(reports, task);
		if (!task.options.json) task.say(isFaulty ? 'Nothing was changed: mend the faults first.' : 'Nothing was changed.');
		return isFaulty ? 1 : 0;
	}
	const kept = await keepRows(rows, task.desk.store, { by: task.options.by, at: task.clock.now() });
	tell(kept, task);
	return kept.some(({ outcome }) => outcome === 'overtaken') ? 1 : 0;
}

function tell(reports: readonly RowReport[], { options, say }: ProgrammesTask): void {
	for (const { at, ref, outcome, faults } of reports) {
		if (options.json) say(JSON.stringify({ at, ref, outcome, faults }));
		else say([at, outcome, ref, ...faults].filter((one) => one !== '').join('  '));
	}
	if (!options.json) say(`${reports.length} entries`);
}

async function check(ref: string | undefined, task: ProgrammesTask): Promise<number> {
	const { desk, clock, options, say } = task;
	const day = dayOf(clock.now());
	let wanting = 0;
	for await (const version of ref === undefined ? desk.store.list() : only(await mustGet(ref, task))) {
		if (version.state !== 'draft' && version.state !== 'published') continue;
		const faults = desk.publishing.check(version, day);
		if (faults.length > 0) wanting += 1;
		if (options.json) say(JSON.stringify({ ref: refOf(version), state: version.state, faults }));
		else for (const fault of faults) say(`${refOf(version)}  ${version.state}  ${fault}`);
	}
	if (!options.json) say(`${wanting} of them want something`);
	return wanting > 0 ? 1 : 0;
}

async function* only(version: Version): AsyncIterable<Version> {
	yield version;
}

async function mustGet(ref: string, { desk }: ProgrammesTask): Promise<Version> {
	const version = await desk.store.get(ref);
	if (version === undefined) throw new ServiceError('no-entry', `no entry ${ref}`, `There is no entry ${ref}.`);
	return version;
}

async function publish(ref: string, task: ProgrammesTask): Promise<number> {
	return line(await task.desk.publishing.publish(ref, doing(task)), task);
}

async function withdraw(ref: string, task: ProgrammesTask): Promise<number> {
	return line(await task.desk.publishing.withdraw(ref, doing(task)), task);
}

const doing = ({ options, clock }: ProgrammesTask) => ({ by: options.by, at: clock.now() });

async function expire(task: ProgrammesTask): Promise<number> {
	for (const version of await task.desk.publishing.expire(task.clock.now())) line(version, task);
	return 0;
}

async function list(task: ProgrammesTask): Promise<number> {
	const state = ENTRY_STATES.find((one) => one === task.options.state);
	if (task.options.state !== '' && state === undefined) {
		task.say(HELP);
		return 2;
	}
	for await (const version of task.desk.store.list(state)) line(version, task);
	return 0;
}

function line(version: Version, { options, say }: ProgrammesTask): number {
	const { entry, state, author, publisher } = version;
	if (options.json) say(JSON.stringify({ ref: refOf(version), state, author, publisher, entry }));
	else
		say(
			[refOf(version), state, entry.country, entry.kind, entry.validFrom ?? '-', entry.validUntil ?? '-', author].join(
				'  ',
			),
		);
	return 0;
}
