import { join } from 'node:path';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { seededChance } from '../support/doors.ts';
import { openLine } from '../support/line.ts';
import type { Callback } from './support/book.ts';
import { ensureBuilt } from './support/built.ts';
import { Gateway } from './support/gateway.ts';
import { type ServiceProcess, startProcess } from './support/process.ts';
import { full, seed, tellAtMost, tellCaught, withFolder } from './support/run.ts';

/**
 * Fault test T7: a storm of repeats. Each callback of many sessions comes one to five times: at once, behind later ones of
 * its session, and behind a restart of the service. Whatever comes again gets the same bytes, and does nothing.
 */

const SESSIONS = full ? 2_700 : 40;
/** Enough to catch a broken service with. */
const SESSIONS_BROKEN = 20;
/** A dial and all that is typed until the session is over, with every step that a report can have. */
const TYPED = ['1', '1', '1', '2', 'Bibiani', '2', '1', 'He is ten', '2', '4', '1', '1'] as const;
const COPIES_MOST = 4;
const HOPS_LATE_MOST = 5;
const AT_ONCE = 40;
/** A connection that was idle may be closed at the moment at which the next request goes out on it; a service that is gone stays gone. */
const SENT_MOST = 3;

beforeAll(() => ensureBuilt(), 120_000);

interface Session {
	readonly callbacks: readonly Callback[];
	/** Copies by the hop of the session with which they go out, those behind its end last. */
	readonly copies: readonly (readonly Callback[])[];
}

const chance = seededChance(`${seed}|storm`);
const upTo = (most: number): number => Number(chance.digits(6)) % (most + 1);

function makeSession(index: number): Session {
	const sessionId = `ATUid_${chance.id()}`;
	const number = `+2332${String(10_000_000 + index)}`;
	const texts = ['', ...TYPED.map((_, hop) => TYPED.slice(0, hop + 1).join('*'))];
	const callbacks = texts.map((text) => ({ sessionId, number, text }));
	const copies: Callback[][] = Array.from({ length: callbacks.length + HOPS_LATE_MOST }, () => []);
	for (const [hop, callback] of callbacks.entries()) {
		for (let copy = upTo(COPIES_MOST); copy > 0; copy--) copies[hop + upTo(HOPS_LATE_MOST)]?.push(callback);
	}
	return { callbacks, copies };
}

/** What came back for each callback; more than one answer to one of them is a fault. */
class Answers {
	readonly #bodies = new Map<string, Set<string>>();
	delivered = 0;

	heard({ sessionId, text }: Callback, body: string): void {
		const key = `${sessionId} ${text}`;
		const bodies = this.#bodies.get(key) ?? new Set();
		this.#bodies.set(key, bodies.add(body));
		this.delivered += 1;
	}

	/** Callbacks that were answered in more than one way. */
	get otherwise(): number {
		return [...this.#bodies.values()].filter((bodies) => bodies.size > 1).length;
	}
}

/** The network between gateway and service: a request whose connection broke is sent again. */
class Network {
	readonly answers = new Answers();
	#gateway: Promise<Gateway>;

	constructor(service: ServiceProcess) {
		this.#gateway = Promise.resolve(new Gateway(service));
	}

	/** From now on requests wait for this process. */
	moveTo(service: Promise<ServiceProcess>): void {
		this.#gateway = service.then((started) => new Gateway(started));
	}

	async deliver(callback: Callback): Promise<void> {
		for (let sent = 1; ; sent++) {
			const gateway = await this.#gateway;
			try {
				const { status, body } = await gateway.post(callback);
				expect(status).toBe(200);
				this.answers.heard(callback, body);
				return;
			} catch (error) {
				if (gateway === (await this.#gateway) && sent >= SENT_MOST) throw error;
			}
		}
	}

	async close(): Promise<void> {
		(await this.#gateway).close();
	}
}

/** Each hop follows the answer to the one before; copies go out beside it. */
async function play(session: Session, network: Network): Promise<void> {
	for (const [hop, copies] of session.copies.entries()) {
		const due = session.callbacks[hop];
		await Promise.all([...(due === undefined ? [] : [due]), ...copies].map((callback) => network.deliver(callback)));
	}
}

/** Runs `one` for each item, so many at once. */
async function sideBySide<Item>(items: readonly Item[], one: (item: Item) => Promise<void>): Promise<void> {
	const waiting = [...items];
	const work = async () => {
		for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await one(item);
	};
	await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** The storm, with a restart in its middle, and everything once more, backwards, at its end. */
async function storm(folder: string, program: readonly string[], count: number) {
	const sessions = Array.from({ length: count }, (_, index) => makeSession(index));
	const first = await startProcess(program, folder);
	const network = new Network(first);
	const restart = (): Promise<ServiceProcess> => {
		const next = first.stop().then(() => startProcess(program, folder));
		network.moveTo(next);
		return next;
	};
	let over = 0;
	let second: Promise<ServiceProcess> | undefined;
	await sideBySide(sessions, async (session) => {
		await play(session, network);
		over += 1;
		if (over >= count / 3) second ??= restart();
	});
	await sideBySide([...sessions].reverse(), async ({ callbacks }) => {
		await Promise.all([...callbacks].reverse().map((callback) => network.deliver(callback)));
	});
	await network.close();
	const exit = await (await second)?.stop();
	return { answers: network.answers, exit, stored: await storedIn(folder) };
}

type Stored = Readonly<Record<'turns' | 'conversations' | 'persons' | 'cases' | 'events' | 'outbox', number>>;

async function countIn(store: Store): Promise<Stored> {
	const { turns, conversations, persons, cases, outbox } = await store.counts();
	let events = 0;
	for (let after = 0; ; ) {
		const rows = await store.cases.list({ after, most: 500 });
		for (const { id } of rows) events += (await store.cases.events(id)).length;
		const last = rows.at(-1);
		if (last === undefined) return { turns, conversations, persons, cases, events, outbox };
		after = last.position;
	}
}

async function storedIn(folder: string): Promise<Stored> {
	const store = await openSqliteStore({ file: join(folder, 'kasakuma.db'), inline: true });
	try {
		return await countIn(store);
	} finally {
		await store.close();
	}
}

/** What one session leaves behind when nothing comes twice. */
async function calm(): Promise<Stored> {
	const line = await openLine({ inMemory: true });
	try {
		const phone = line.phone('gh-ussd');
		let seen = await phone.dial();
		for (const typed of TYPED) seen = await phone.send(typed);
		expect(seen.end).toBe(true);
		return await countIn(line.store);
	} finally {
		await line.close();
	}
}

/** By how much more there is than each session leaves once, and by how much less. */
function differences(stored: Stored, once: Stored, sessions: number) {
	const kinds = Object.keys(once) as (keyof Stored)[];
	const more = kinds.map((kind) => stored[kind] - once[kind] * sessions);
	return {
		doubled: more.reduce((sum, by) => sum + Math.max(0, by), 0),
		missing: more.reduce((sum, by) => sum - Math.min(0, by), 0),
	};
}

describe('a storm of repeats', () => {
	it('has one effect and one answer for each callback, across a restart too', async () => {
		await withFolder(async (folder) => {
			const { answers, exit, stored } = await storm(folder, ['src/main.js'], SESSIONS);
			const { doubled, missing } = differences(stored, await calm(), SESSIONS);
			const repeats = answers.delivered - SESSIONS * (TYPED.length + 1);
			tellAtMost('T7 double effects', doubled, 0, repeats);
			tellAtMost('T7 effects missing', missing, 0, repeats);
			tellAtMost('T7 repeats answered otherwise', answers.otherwise, 0, repeats);
			expect({ doubled, missing, otherwise: answers.otherwise, exit }).toEqual({
				doubled: 0,
				missing: 0,
				otherwise: 0,
				exit: 0,
			});
			expect(repeats).toBeGreaterThan(SESSIONS * TYPED.length);
		});
	}, 1_800_000);

	it('is caught acting twice when the store knows no repeat, so that this test proves something', async () => {
		await withFolder(async (folder) => {
			const { answers, stored } = await storm(folder, ['scripts/faults/serve.js', 'never-repeats'], SESSIONS_BROKEN);
			const { doubled } = differences(stored, await calm(), SESSIONS_BROKEN);
			tellCaught('T7 double effects of a service that knows no repeat', doubled, answers.delivered);
			tellCaught('T7 repeats it answers otherwise', answers.otherwise, answers.delivered);
			expect(doubled).toBeGreaterThan(0);
			expect(answers.otherwise).toBeGreaterThan(0);
		});
	}, 1_800_000);
});
