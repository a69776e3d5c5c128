import fc from 'fast-check';
import { readCase } from '../../../src/turns/read-case.ts';
import type { TestLine } from '../../support/line.ts';
import { type Command, storeReturns } from './commands.ts';
import type { ReportModel } from './mind.ts';
import { routes } from './questions.ts';
import { type Model, newPerson, newPhone, type Real } from './world.ts';

export const PEOPLE = 3;

const CASES_MOST = 1_000;

/**
 * Makes what plays a story on a line, with new people each time: a line a story would take ten times as long. At the end of each,
 * what is stored must be what the model says.
 * @throws where line and model do not agree.
 */
export function storiesOn(line: TestLine): (story: Iterable<Command>) => Promise<void> {
	let numbers = 0;
	let position = 0;
	return async (story) => {
		const { model, real } = setUp(line, () => {
			numbers += 1;
			return numbers;
		});
		const before = await line.store.counts();
		try {
			await fc.asyncModelRun(() => ({ model, real }), story);
		} finally {
			if (model.shared.outage) await storeReturns.run(model, real);
		}
		const stored = await casesAfter(line, position, model);
		position = stored.position;
		expect(sorted(stored.cases)).toEqual(sorted(model.shared.reports.map(asTold)));
		await expectCounts(line, before, model);
	};
}

function setUp(line: TestLine, next: () => number): { model: Model; real: Real } {
	const here = Array.from({ length: PEOPLE }, (_, index) => routes[index % routes.length] as (typeof routes)[number]);
	const model: Model = {
		people: here.map(newPerson),
		shared: { reports: [], tries: new Map(), calls: 0, outage: false },
		turns: 0,
		at: line.clock.now(),
	};
	const numberIn = (country: 'CI' | 'GH') => `${country === 'GH' ? '+2332' : '+22507'}${10_000_000 + next()}`;
	return { model, real: { line, phones: here.map((one) => newPhone(line, one, numberIn(one.country))) } };
}

async function expectCounts(line: TestLine, before: Awaited<ReturnType<TestLine['store']['counts']>>, model: Model) {
	const now = await line.store.counts();
	const { reports, calls } = model.shared;
	expect({
		turns: now.turns - before.turns,
		cases: now.cases - before.cases,
		persons: now.persons - before.persons,
		outbox: now.outbox - before.outbox,
		quarantine: now.quarantine - before.quarantine,
	}).toEqual({
		turns: model.turns,
		cases: reports.length,
		persons: model.people.filter(({ known }) => known).length,
		outbox: reports.reduce((sum, report) => sum + report.calls, calls),
		quarantine: 0,
	});
}

const mayBeReached = ({ status, report }: ReportModel): boolean =>
	status !== 'withdrawn' &&
	report.anonymous === false &&
	(report.contactPolicy === 'sms-neutral' || report.contactPolicy === 'call-at');

/** A case as whoever reported it should find it. */
const asTold = (told: ReportModel) => ({
	code: told.code,
	status: told.status,
	openStatus: told.status,
	report: told.report,
	words: told.words,
	kind: told.report.kind,
	dangerNow: told.report.dangerNow ?? false,
	reachable: mayBeReached(told),
});

/** The cases of one story, which come after those of the stories before. */
async function casesAfter(line: TestLine, after: number, model: Model) {
	const shown = new Set(model.shared.reports.map(({ code }) => code));
	const rows = await line.store.cases.list({ after, most: CASES_MOST });
	const read = await Promise.all(rows.map((row) => readCase(row, line)));
	const cases = read.map((one) => {
		if (!('opened' in one)) throw new Error(`a case is closed: ${one.closed}`);
		const { row, opened, number } = one;
		return {
			/** A code that was never shown is nobody's to know. */
			code: shown.has(opened.code) ? opened.code : '',
			status: opened.status,
			openStatus: row.status,
			report: opened.report,
			words: opened.words.map(({ text }) => text),
			kind: row.kind,
			dangerNow: row.dangerNow,
			reachable: number !== undefined,
		};
	});
	return { cases, position: rows.at(-1)?.position ?? after };
}

const sorted = (cases: readonly object[]) => cases.map((one) => JSON.stringify(one, inOrder)).sort();

const inOrder = (_key: string, value: unknown): unknown =>
	typeof value === 'object' && value !== null && !Array.isArray(value)
		? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
		: value;
