import fc from 'fast-check';
import { loaded } from '../support/line.ts';

/** One answer or errand, as it is typed on USSD and by text, and pressed on a call. */
export interface Step {
	readonly typed: readonly string[];
	readonly pressed: readonly string[];
}

const kinds = {
	child: [
		'sharp-tools',
		'heavy-loads',
		'chemicals',
		'land-clearing',
		'not-in-school',
		'violence',
		'forced-or-trafficked',
		'other',
	],
	adult: ['pay-withheld', 'under-set-price', 'danger-at-work', 'violence', 'forced-or-trafficked', 'other'],
	self: ['danger-at-work', 'heavy-loads', 'not-in-school', 'violence', 'forced-or-trafficked', 'other'],
} as const;

const abouts = {
	child: [
		['my-child', '5-11'],
		['my-child', '12-14'],
		['my-child', '15-17'],
		['other-child', '5-11'],
		['other-child', '12-14'],
		['other-child', '15-17'],
	],
	adult: [['self'], ['other-adult']],
	self: [['self-child']],
} as const;

const policies = ['never', 'ussd-only', 'sms-neutral', 'call-at'] as const;
const times = ['morning', 'midday', 'evening'] as const;
const codes = loaded.programme.communities.filter(({ district }) => district.startsWith('CI')).map(({ code }) => code);

/** A report as somebody means it, and how they wander on the way. */
export type Walk = ReturnType<typeof walks extends fc.Arbitrary<infer W> ? () => W : never>;

export const walks = fc.record({
	language: fc.constantFrom('fr', 'en'),
	subject: fc.constantFrom('child', 'adult', 'self'),
	kind: fc.nat({ max: 839 }),
	about: fc.nat({ max: 839 }),
	place: fc.constantFrom(...codes),
	danger: fc.boolean(),
	details: fc.boolean(),
	anonymous: fc.boolean(),
	policy: fc.constantFrom(...policies),
	time: fc.constantFrom(...times),
	hide: fc.boolean(),
	/** For each step: nothing, a look at the help lines, or a step back and the same again. */
	errands: fc.array(fc.constantFrom('none', 'none', 'none', 'help', 'back'), { minLength: 14, maxLength: 14 }),
});

/** The option at an index: by its number, on a call page by page. */
function option(index: number): Step {
	const turns = Array.from({ length: Math.floor(index / 4) }, () => '8');
	return { typed: [String(index + 1)], pressed: [...turns, String((index % 4) + 1)] };
}

const same = (digits: string): Step => ({ typed: [digits], pressed: [digits] });
const help: Step = { typed: ['9', '97'], pressed: ['9', '7'] };
const back: Step = { typed: ['97'], pressed: ['7'] };

const kindOf = ({ subject, kind }: Walk) => kind % kinds[subject].length;
const aboutOf = ({ subject, about }: Walk) => about % abouts[subject].length;

function answersOf(walk: Walk): readonly Step[] {
	const { subject, details, anonymous, policy } = walk;
	return [
		option(walk.language === 'fr' ? 0 : 1),
		option(['child', 'adult', 'self'].indexOf(subject)),
		...(subject === 'self' ? [option(0)] : []),
		option(kindOf(walk)),
		...(subject === 'self' ? [] : [option(aboutOf(walk))]),
		same(walk.place),
		option(walk.danger ? 0 : 1),
		...(details ? [option(0), option(0), option(anonymous ? 0 : 1)] : [option(2)]),
		...(details && !anonymous ? [option(policies.indexOf(policy))] : []),
		...(details && !anonymous && policy === 'call-at' ? [option(times.indexOf(walk.time))] : []),
		...(details ? [option(walk.hide ? 0 : 1)] : []),
	];
}

/** The answers with the errands between them: on the way back a question is answered as it was before. */
export function stepsOf(walk: Walk): readonly Step[] {
	const answers = answersOf(walk);
	return answers.flatMap((answer, at) => {
		const errand = walk.errands[at] ?? 'none';
		const before = answers[at - 1];
		if (errand === 'help') return [help, answer];
		return errand === 'back' && before !== undefined ? [back, before, answer] : [answer];
	});
}

/** What must be stored of it. */
export function expectedOf(walk: Walk): object {
	const { subject, details, anonymous, policy } = walk;
	const [about, ageBand] = abouts[subject][aboutOf(walk)] ?? [];
	const kept = details && !anonymous;
	return {
		asked: kept && policy === 'call-at',
		reachable: kept && (policy === 'sms-neutral' || policy === 'call-at'),
		facts: {
			status: 'received',
			language: walk.language,
			country: 'CI',
			report: {
				kind: kinds[subject][kindOf(walk)],
				place: { code: walk.place },
				about,
				...(ageBand === undefined ? {} : { ageBand }),
				dangerNow: walk.danger,
				...(details ? { anonymous, hideFromCooperative: walk.hide } : {}),
				...(details ? { contactPolicy: anonymous ? 'never' : policy } : {}),
			},
		},
	};
}
