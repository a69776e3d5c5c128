import { z } from 'zod';
import { keepRows, planImport, type RowReport } from '../../programmes/catalogue/import-entries.ts';
import { ENDINGS } from '../../programmes/interest/gaps.ts';
import { dayOf } from '../../shared/clock.ts';
import { type Endpoint, endpoint } from '../endpoint.ts';
import { orProblem, type ProgrammeEndpointParts } from './programmes.ts';

type Parts = Pick<ProgrammeEndpointParts, 'desk' | 'clock'>;

/** Many entries at once, and what the catalogue lacks. */
export function programmeReportEndpoints(parts: Parts): readonly Endpoint[] {
	return [importOf(parts), gapsOf(parts)];
}

/** Entries of one import, and faults that are told of one of them. */
const MOST_ENTRIES = 1_000;
const MOST_FAULTS = 20;

const rowSchema = z.object({
	at: z.string().meta({ description: '`entry 3`: the third of the list.' }),
	ref: z.string().meta({ description: 'Entry and version that it is, or would be; empty where that cannot be said.' }),
	outcome: z.enum(['new', 'changed', 'unchanged', 'faulty', 'overtaken']),
	faults: z.array(z.string()),
});

const shown = (rows: readonly RowReport[]) =>
	rows.map(({ faults, ...row }) => ({ ...row, faults: faults.slice(0, MOST_FAULTS) }));

function importOf({ desk, clock }: Parts): Endpoint {
	return endpoint({
		id: 'importProgrammes',
		method: 'post',
		path: '/programme-imports',
		scope: 'programmes:write',
		summary: 'Keep many entries as drafts; none of them where one has a fault',
		status: 200,
		body: z.strictObject({
			entries: z.array(z.unknown()).min(1).max(MOST_ENTRIES).meta({ description: 'Each as `ProgrammeEntry`.' }),
			dryRun: z.boolean().default(false).meta({ description: 'Say what it would do, and do nothing.' }),
		}),
		answer: z.object({ kept: z.boolean(), rows: z.array(rowSchema) }),
		handle: async ({ body }, { caller }) => {
			const raw = body.entries.map((one, index) => ({ at: `entry ${index + 1}`, raw: one }));
			const { reports, rows } = await planImport(raw, desk);
			if (body.dryRun || reports.some(({ outcome }) => outcome === 'faulty'))
				return { body: { kept: false, rows: shown(reports) } };
			const doing = { by: caller.name, at: clock.now() };
			return { body: { kept: true, rows: shown(await orProblem(keepRows(rows, desk.store, doing))) } };
		},
	});
}

const gapsSchema = z
	.object({
		askings: z.array(
			z.object({
				topic: z.string(),
				ending: z.enum(ENDINGS).meta({ description: '`question`: left for a person; `left`: went half-way.' }),
				area: z.string().meta({ description: 'P-code; empty: no place was said; `*`: several together.' }),
				language: z.string().meta({ description: '`*`: several together.' }),
				count: z.int().meta({ description: 'Askings, not persons. Nothing below the installation’s bound.' }),
			}),
		),
		without: z.array(z.object({ topic: z.string(), areas: z.array(z.string()) })),
		overdue: z.array(z.object({ ref: z.string(), reviewBy: z.string(), owner: z.string() })),
		languages: z.array(z.object({ ref: z.string(), missing: z.array(z.string()) })),
	})
	.meta({ id: 'ProgrammeGaps', description: 'What was asked and not found, and what the catalogue lacks' });

function gapsOf({ desk, clock }: Parts): Endpoint {
	return endpoint({
		id: 'getProgrammeGaps',
		method: 'get',
		path: '/programme-gaps',
		scope: 'programmes:read',
		summary: 'What people of a country asked for in a month, and what the catalogue lacks today',
		status: 200,
		query: z.strictObject({
			country: z.enum(['CI', 'GH']),
			month: z
				.string()
				.regex(/^\d{4}-(?:0[1-9]|1[0-2])$/)
				.optional()
				.meta({ description: '`2026-11`, UTC; this month when it is left out.' }),
		}),
		answer: gapsSchema,
		handle: async ({ query }) => {
			const day = dayOf(clock.now());
			const found = await desk.gaps({ country: query.country, month: query.month ?? day.slice(0, 7) }, day);
			return {
				body: {
					askings: found.askings.map((row) => ({ ...row })),
					without: found.without.map(({ topic, areas }) => ({ topic, areas: [...areas] })),
					overdue: found.overdue.map((row) => ({ ...row })),
					languages: found.languages.map(({ ref, missing }) => ({ ref, missing: [...missing] })),
				},
			};
		},
	});
}
