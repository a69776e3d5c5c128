import { z } from 'zod';
import type { Country } from '../../conversation/index.ts';
import { check, refuseTwice } from '../check.ts';

const id = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'is not a name of small letters, digits and hyphens');
const age = z.int().min(1).max(18);

const source = z.strictObject({
	/** The text that names it is `work.source.<id>`. */
	id,
	/** When it was made: a year, a month or a day. */
	date: z.string().regex(/^\d{4}(-\d{2}){0,2}$/, 'is not a year, a month or a day'),
	/** Page that tells what it says. */
	url: z.url({ protocol: /^https?$/ }),
});

/** A stage of life at work: from which completed year of age, under which conditions, and who says so. */
const stage = z.strictObject({ from: age, conditions: z.array(id), source: id });

const task = z.strictObject({
	/** The text of its label is `work.task.<id>`. */
	id,
	/** Not to be done below this age, whatever the stage. `because` is the text `work.because.<id>`. */
	barred: z
		.strictObject({ under: age, as: z.enum(['hazardous', 'too-young']), because: id, source: id })
		.exactOptional(),
	/** Conditions for those under 18 who may do it, beside those of their stage: the texts `work.condition.<id>`. */
	conditions: z.array(id),
	/** Who says that it is light work. Without it the task waits for the age of ordinary work. */
	light: id.exactOptional(),
	/** Who says that the young may do it at the age of ordinary work; else the stage's own source holds. */
	work: id.exactOptional(),
});

const workRules = z
	.strictObject({
		country: z.enum(['CI', 'GH']),
		/** Day on which all of it was last compared with its sources. */
		asOf: z.iso.date(),
		reviewBy: z.iso.date(),
		sources: z.array(source).min(1),
		stages: z.strictObject({
			light: stage.extend({ hours: z.strictObject({ day: z.int().min(1), week: z.int().min(1) }).exactOptional() }),
			work: stage,
			adult: stage,
		}),
		/** Age at which compulsory school ends. */
		school: z.strictObject({ until: age, source: id }),
		tasks: z.array(task).min(1),
	})
	.superRefine(({ sources, stages, school, tasks }, context) => {
		const fault = (path: (string | number)[], message: string): void =>
			context.addIssue({ code: 'custom', path, message });
		const known = new Set(sources.map((one) => one.id));
		const asked = (path: (string | number)[], name: string | undefined): void => {
			if (name !== undefined && !known.has(name)) fault(path, `${name} is not among the sources`);
		};
		refuseTwice(
			tasks,
			(one) => one.id,
			(index, key) => fault(['tasks', index, 'id'], `${key} is there twice`),
		);
		refuseTwice(
			sources,
			(one) => one.id,
			(index, key) => fault(['sources', index, 'id'], `${key} is there twice`),
		);
		for (const [name, { source: of }] of Object.entries(stages)) asked(['stages', name, 'source'], of);
		asked(['school', 'source'], school.source);
		for (const [index, { barred, light, work }] of tasks.entries()) {
			asked(['tasks', index, 'barred', 'source'], barred?.source);
			asked(['tasks', index, 'light'], light);
			asked(['tasks', index, 'work'], work);
		}
		const inOrder = stages.light.from <= stages.work.from && stages.work.from <= stages.adult.from;
		if (!inOrder) fault(['stages'], 'light work, work and adult age are not in order');
	});

/**
 * What one country's law and guidance say of children's work on a cocoa farm. Ages are completed years. A task that no source
 * tells of is not in it: the line does not guess.
 */
export type WorkRules = Readonly<z.output<typeof workRules>>;

/** One task of the rules. */
export type WorkTask = Readonly<WorkRules['tasks'][number]>;

/**
 * Reads `reference/work/ci.json` or `gh.json`.
 * @throws {ServiceError} `reference-invalid`: a fault of form, an unknown source, stages out of order, or the wrong country.
 */
export function parseWorkRules(raw: unknown, country: Country): WorkRules {
	const what = `work/${country.toLowerCase()}.json`;
	const ofCountry = workRules.refine((rules) => rules.country === country, {
		path: ['country'],
		error: `is not ${country}`,
	});
	return check(ofCountry, raw, what);
}
