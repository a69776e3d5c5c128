import fc from 'fast-check';
import { knownTo } from './predict.ts';
import { choicesOf, type Question } from './questions.ts';
import { type Model, type Real, sessionOf, standing, turn, whoIs } from './world.ts';

export type Command = fc.AsyncCommand<Model, Real>;

/** A command by its name and arguments, which is what a failure shows. */
function command(
	name: string,
	run: (model: Model, real: Real) => Promise<void>,
	check: (model: Readonly<Model>) => boolean = () => true,
): Command {
	return { run, check, toString: () => name };
}

const inSession = (who: number) => (model: Readonly<Model>) => model.people[who]?.inSession === true;

export const dial = (who: number) => command(`${who} dials`, (model, real) => turn(model, real, who, 'dial'));

export const press = (who: number, keys: string) =>
	command(
		`${who} types ${JSON.stringify(keys)}`,
		(model, real) => turn(model, real, who, { keys }),
		(model) => inSession(who)(model) && (keys !== '' || model.people[who]?.somethingTyped === true),
	);

const OVERLAY_CHOICES = { resume: 2, stuck: 3, hotlines: 1 };
const WORDS = ['He is ten', 'Il a dix ans, é è à ù', 'a*b', '98 kg'];

/** An answer that the question takes; `pick` says which. */
function answerTo(model: Readonly<Model>, who: number, pick: number): string {
	const person = model.people[who];
	if (person === undefined) throw new Error(`nobody is ${who}`);
	const mind = standing(person);
	const one = <Item>(items: readonly Item[]) => items[pick % items.length] as Item;
	if (mind.overlay !== undefined) return String((pick % OVERLAY_CHOICES[mind.overlay]) + 1);
	const numbers = choicesOf(mind.question, person.here, knownTo(mind)).map((_, index) => String(index + 1));
	const free: Partial<Record<Question, readonly string[]>> = {
		where: person.here.places,
		'own-words': WORDS,
		'mine-word': WORDS,
		'choose-pin': ['424242', '000000', '123456'],
		'mine-code': [...model.shared.reports.map(({ code }) => code).filter((code) => code !== ''), '00000000'],
		'mine-pin': [...model.shared.reports.map(({ pin }) => pin).filter((pin) => pin !== ''), '111111'],
	};
	return one([...(free[mind.question] ?? []), ...numbers]);
}

const answers = (who: number, pick: number) =>
	command(
		`${who} answers (${pick})`,
		(model, real) => turn(model, real, who, { keys: answerTo(model, who, pick) }),
		inSession(who),
	);

export const drop = (who: number) =>
	command(
		`${who} is cut off`,
		async (model, real) => {
			const { person, phone } = whoIs(model, real, who);
			await phone.drop();
			person.inSession = false;
		},
		inSession(who),
	);

const STEPS_MOST = 30;

/** Dials if need be, and answers whatever is asked until `there`, or until the session is over. */
async function until(
	model: Model,
	real: Real,
	who: number,
	goal: { there: Question; keys: (at: Question) => string },
): Promise<boolean> {
	const { person } = whoIs(model, real, who);
	if (!person.inSession) await turn(model, real, who, 'dial');
	for (let step = 0; step < STEPS_MOST && person.inSession; step++) {
		const { overlay, question } = standing(person);
		if (overlay === undefined && question === goal.there) return true;
		const keys = overlay === undefined ? goal.keys(question) : { resume: '1', hotlines: '1', stuck: '3' }[overlay];
		await turn(model, real, who, { keys });
	}
	return false;
}

/** A report from wherever they are to its code and PIN. */
export const reports = (who: number, pick: number) =>
	command(`${who} reports (${pick})`, async (model, real) => {
		const keys = (at: Question) => {
			if (at === 'notice' || at === 'menu') return String((pick % 3) + 1);
			if (at === 'language') return String((pick % 2) + 1);
			if (at === 'help-first') return '1';
			return at === 'danger' ? '2' : answerTo(model, who, at.startsWith('mine-') ? 0 : pick);
		};
		await until(model, real, who, { there: 'receipt', keys: (at) => (at.startsWith('mine-') ? '00' : keys(at)) });
	});

const THEN = ['wrong', 'insist', 'nothing', 'word', 'not-solved', 'withdraw', 'back'] as const;
type Then = (typeof THEN)[number];

/** "My report", with the right PIN or a wrong one, and what is done about it then. */
export const asks = (who: number, pick: number, then: Then) =>
	command(`${who} asks for a report (${pick}, ${then})`, async (model, real) => {
		const kept = model.shared.reports.filter(({ code }) => code !== '');
		const { code, pin } = kept[pick % Math.max(1, kept.length)] ?? { code: '00000000', pin: '000000' };
		const keys = (at: Question) => {
			if (at === 'language') return '1';
			return at === 'notice' || at === 'menu' ? '4' : '00';
		};
		if (!(await until(model, real, who, { there: 'mine-code', keys }))) return;
		const typed = {
			wrong: ['999999'],
			insist: [...Array.from({ length: 5 }, () => ['999999', '1', code]).flat(), pin],
			nothing: [pin],
			word: [pin, '1', 'It rained'],
			'not-solved': [pin, '2'],
			withdraw: [pin, '3', '1'],
			back: ['999999', '97', pin],
		}[then];
		for (const one of [code, ...typed]) if (inSession(who)(model)) await turn(model, real, who, { keys: one });
	});

/** The callback of an earlier turn comes once more. */
export const repeats = (who: number, back: number) =>
	command(
		`${who}'s callback of ${back} turns ago comes again`,
		async (model, real) => {
			const { person, phone } = whoIs(model, real, who);
			const index = phone.exchanges.length - 1 - back;
			const exchange = phone.exchanges[index];
			if (exchange === undefined) return;
			const ofNow = index >= person.sessionFrom && standing(person).sessionId === sessionOf(phone, person);
			if (model.shared.outage && !(person.atHand && ofNow)) return;
			const counts = async () => [await real.line.store.counts(), real.line.spool.depth().records];
			const before = await counts();
			const body = await real.line
				.post(person.here.routeId)(exchange.form)
				.catch((error: { code?: string }) => error.code);
			if (model.shared.outage && back > 0) expect(body).toBe('repeat-unavailable');
			else if (person.guest !== undefined || person.sealedAway.has(index)) {
				if (body !== exchange.body) expect(body).toMatch(/^END /);
			} else expect(body).toBe(exchange.body);
			expect(await counts()).toEqual(before);
		},
		(model) => model.people[who]?.known === true,
	);

export const restart = command('the service restarts', async (model, real) => {
	real.line.restart();
	for (const person of model.people) {
		person.atHand = false;
		person.guest = undefined;
	}
});

export const outage = command(
	'the store goes away',
	async (model, real) => {
		real.line.breaker.storeUsed = false;
		model.shared.outage = true;
	},
	({ shared }) => !shared.outage,
);

export const storeReturns = command(
	'the store is back',
	async (model, real) => {
		await real.line.drain();
		model.shared.outage = false;
		expect(real.line.spool.depth().records).toBe(0);
	},
	({ shared }) => shared.outage,
);

const MINUTE = 60_000;

export const waits = (minutes: number) =>
	command(`${minutes} minutes pass`, async (model, real) => {
		real.line.clock.move(minutes * MINUTE);
		model.at = real.line.clock.now();
	});

const RUBBISH = ['zz', '77', '', '!!', '1*1', '12345', '-1', '٣', 'a'.repeat(160), '\u0000'];
const KEYS = ['0', '00', '9', '97', '97', '98'];

/** Commands for so many people. */
export function commandsFor(people: number): fc.Arbitrary<Command>[] {
	const who = fc.nat({ max: people - 1 });
	const pick = fc.nat({ max: 40 });
	return [
		who.map(dial),
		fc.tuple(who, pick).map(([one, n]) => answers(one, n)),
		fc.tuple(who, pick).map(([one, n]) => answers(one, n)),
		fc.tuple(who, fc.constantFrom(...RUBBISH)).map(([one, keys]) => press(one, keys)),
		fc.tuple(who, fc.constantFrom(...KEYS)).map(([one, keys]) => press(one, keys)),
		who.map(drop),
		fc.tuple(who, pick).map(([one, n]) => reports(one, n)),
		fc.tuple(who, pick, fc.constantFrom(...THEN)).map(([one, n, then]) => asks(one, n, then)),
		fc.tuple(who, fc.nat({ max: 6 })).map(([one, back]) => repeats(one, back)),
		who.map((one) => repeats(one, 0)),
		fc.constant(restart),
		fc.constant(outage),
		fc.constant(storeReturns),
		fc.constantFrom(1, 29, 31, 61, 1_441).map(waits),
	];
}
