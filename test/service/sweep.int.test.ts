import { flows } from '../../flows/index.ts';
import { createAfricastalkingSender } from '../../src/channels/africastalking/send-sms.ts';
import type { Inbox, ReceivedMessage } from '../../src/channels/sending.ts';
import { createTwilioSender } from '../../src/channels/twilio/send-sms.ts';
import { openMessage } from '../../src/outbox/open-message.ts';
import { createSweep } from '../../src/service/sweep.ts';
import { createLine } from '../../src/turns/handle-turn.ts';
import { createAtHand } from '../../src/turns/remembered.ts';
import { seededChance } from '../support/doors.ts';
import { startAfricastalkingGateway } from '../support/gateways/africastalking.ts';
import { startTwilioGateway } from '../support/gateways/twilio.ts';
import { loaded, openLine, type TestLine } from '../support/line.ts';

const GHANA = 'gh-sms';
const ADJOA = '+233240000001';
const KOFI = '+233240000002';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const { words, programme } = loaded;
const to = programme.routes.find(({ id }) => id === GHANA)?.serviceCode ?? '';

let line: TestLine;
let instance: ReturnType<typeof openInstance>;

beforeEach(async () => {
	line = await openLine({ inMemory: true });
	instance = openInstance();
});
afterEach(() => line.close());

/** One instance of the service on the line's database, as far as texts go. */
function openInstance() {
	const { store, vault, spool, clock } = line;
	return createLine({
		flows,
		words,
		store,
		vault,
		spool,
		breaker: {
			usesStore: () => line.breaker.storeUsed,
			storeFailed: () => {
				line.breaker.storeUsed = false;
			},
		},
		atHand: createAtHand(),
		clock,
		chance: seededChance('sweep'),
		resumeMs: 30 * MINUTE_MS,
		count: ({ outcome }) => line.outcomes.push(outcome),
		unreadable: () => {},
	});
}

interface World {
	/** Writes: whether its callback arrives, and the id that it has there, where that is another one. */
	readonly write: (text: string, how: { readonly arrives: boolean; readonly from?: string }) => Promise<string>;
	/** Has a callback arrive late. */
	readonly arrive: (messageId: string) => Promise<void>;
	readonly sweep: () => Promise<void>;
	readonly found: string[];
	readonly troubles: unknown[];
	readonly asked: { readonly to: string; readonly since: number }[];
	/** A process that has just started. */
	readonly restart: () => void;
	down: boolean;
	broken: boolean;
}

function openWorld({ sameIds }: { readonly sameIds: boolean }): World {
	const list: ReceivedMessage[] = [];
	const inbox: Inbox = {
		sameIds,
		received: async (ask) => {
			world.asked.push(ask);
			if (world.down) throw new Error('no list');
			return list.filter(({ sentAt }) => sentAt >= ask.since);
		},
	};
	const start = () =>
		createSweep([{ id: GHANA, to, inbox }], {
			listed: (...given) => (world.broken ? Promise.reject(new Error('broken')) : instance.listed(...given)),
			usesStore: () => line.breaker.storeUsed,
			now: line.clock.now,
			deadlineMs: 1_000,
			stopping: new AbortController().signal,
			found: (_route, what) => void world.found.push(what),
			poke: () => void world.found.push('poked'),
			onTrouble: (error) => void world.troubles.push(error),
		});
	let sweep = start();
	const callbackOf = (message: ReceivedMessage) => ({
		...message,
		messageId: sameIds ? message.messageId : `callback-${message.messageId}`,
	});
	const world: World = {
		found: [],
		troubles: [],
		asked: [],
		down: false,
		broken: false,
		write: async (text, { arrives, from = ADJOA }) => {
			const message = { messageId: `${1_001 + list.length}`, from, to, text, network: '', sentAt: line.clock.now() };
			list.push(message);
			if (arrives) await instance.message(GHANA, callbackOf(message));
			return message.messageId;
		},
		arrive: async (id) => {
			const message = list.find(({ messageId }) => messageId === id);
			if (message === undefined) throw new Error('nobody wrote that');
			await instance.message(GHANA, callbackOf(message));
		},
		sweep: () => sweep(),
		restart: () => {
			sweep = start();
			instance = openInstance();
		},
	};
	return world;
}

const turns = async () => (await line.store.counts()).turns;
const answers = async () => {
	const rows = await line.store.outbox.list({ after: '', most: 1_000 });
	return rows.flatMap((row) => openMessage(row, line.vault) ?? []);
};
const contacts = async () => (await line.store.quarantine.list({ after: '', most: 1_000 })).map(({ reason }) => reason);

describe.each([
	['names it as its callback does', true],
	['names it otherwise', false],
])('a text whose provider lists it, and %s', (_how, sameIds) => {
	it('is heard where no callback came, once, and its late callback changes nothing', async () => {
		const world = openWorld({ sameIds });
		const id = await world.write('hello', { arrives: false });
		line.clock.move(5 * MINUTE_MS);
		await world.sweep();
		expect(world.found).toEqual(['heard', 'poked']);
		expect((await answers()).map(({ text }) => text)).toEqual([expect.stringContaining('Language')]);
		for (let round = 0; round < 3; round += 1) {
			await world.arrive(id);
			await world.sweep();
			world.restart();
			line.clock.move(HOUR_MS);
		}
		expect(await turns()).toBe(1);
		expect(await answers()).toHaveLength(1);
	});
	it('is not heard again where its callback came, by whichever instance it did', async () => {
		const world = openWorld({ sameIds });
		for (const text of ['hello', '1', '1', '1']) {
			await world.write(text, { arrives: true });
			line.clock.move(20_000);
		}
		line.clock.move(5 * MINUTE_MS);
		await world.sweep();
		world.restart();
		await world.sweep();
		expect(world.found).toEqual([]);
		expect(await turns()).toBe(4);
	});
	it('is told from the same words that were heard a moment before', async () => {
		const world = openWorld({ sameIds });
		await world.write('hello', { arrives: true });
		line.clock.move(10_000);
		await world.write('1', { arrives: true });
		line.clock.move(10_000);
		await world.write('1', { arrives: false });
		line.clock.move(5 * MINUTE_MS);
		await world.sweep();
		await world.sweep();
		expect(world.found).toEqual(['heard', 'poked']);
		expect(await turns()).toBe(3);
	});
	it('is kept for people where its writer has written since, since it would answer what was not asked then', async () => {
		const world = openWorld({ sameIds });
		await world.write('hello', { arrives: true });
		line.clock.move(MINUTE_MS);
		const id = await world.write('my child is hurt', { arrives: false });
		line.clock.move(MINUTE_MS);
		await world.write('1', { arrives: true });
		line.clock.move(5 * MINUTE_MS);
		const before = await turns();
		await world.sweep();
		world.restart();
		await world.sweep();
		expect(new Set(world.found)).toEqual(new Set(['overtaken']));
		expect(await turns()).toBe(before);
		expect((await contacts()).toSorted()).toEqual(['text-out-of-the-blue', 'text-overtaken']);
		await world.arrive(id);
		expect(await turns()).toBe(before + 1);
	});
	it('is left to its callback for a minute, and is heard for a day', async () => {
		const world = openWorld({ sameIds });
		await world.write('hello', { arrives: false });
		line.clock.move(MINUTE_MS - 1);
		await world.sweep();
		expect(world.found).toEqual([]);
		line.clock.move(24 * HOUR_MS - MINUTE_MS + 2);
		await world.sweep();
		expect(world.found).toEqual([]);
		expect(world.asked.at(-1)?.since).toBeGreaterThan(line.clock.now() - 24 * HOUR_MS - 1);
	});
	it('is heard half a day later, but not answered: whoever wrote it waits no more', async () => {
		const world = openWorld({ sameIds });
		const writtenAt = line.clock.now();
		await world.write('hello', { arrives: false });
		line.clock.move(13 * HOUR_MS);
		await world.sweep();
		expect(world.found).toEqual(['heard', 'poked']);
		expect((await answers())[0]?.expiresAt).toBe(writtenAt + 12 * HOUR_MS);
		expect(await contacts()).toEqual(['text-out-of-the-blue']);
	});
	it('waits for the next sweep while its provider, the line or the store fails', async () => {
		const world = openWorld({ sameIds });
		await world.write('hello', { arrives: false });
		line.clock.move(5 * MINUTE_MS);
		world.down = true;
		await world.sweep();
		world.down = false;
		world.broken = true;
		await world.sweep();
		world.broken = false;
		line.breaker.storeUsed = false;
		await world.sweep();
		expect([world.found, world.troubles.length]).toEqual([['no-list'], 1]);
		line.breaker.storeUsed = true;
		line.clock.move(5 * HOUR_MS);
		await world.sweep();
		expect(world.found).toEqual(['no-list', 'heard', 'poked']);
	});
	it('is asked for from the last hour on, once all before is dealt with', async () => {
		const world = openWorld({ sameIds });
		await world.sweep();
		line.clock.move(5 * MINUTE_MS);
		await world.sweep();
		const [first, second] = world.asked;
		expect(first?.since).toBe(line.clock.now() - 5 * MINUTE_MS - 24 * HOUR_MS);
		expect(second?.since).toBe(line.clock.now() - 5 * MINUTE_MS - HOUR_MS);
	});
	it('that says stop is heeded though its callback never came', async () => {
		const world = openWorld({ sameIds });
		await world.write('STOP', { arrives: false, from: KOFI });
		line.clock.move(MINUTE_MS);
		await world.write('hello', { arrives: true, from: KOFI });
		line.clock.move(5 * MINUTE_MS);
		await world.sweep();
		expect((await line.store.optOuts.get(line.vault.index('person', KOFI)))?.wants).toBe('none');
	});
});

describe('a text that its provider lists under another id', () => {
	it('is known again though its date in the list is hours off, as a date without a zone may be', async () => {
		const world = openWorld({ sameIds: false });
		await world.write('hello', { arrives: true });
		line.clock.move(5 * MINUTE_MS);
		const listed = { messageId: '9', from: ADJOA, to, text: 'hello', network: '' };
		const sentAt = line.clock.now() - 5 * MINUTE_MS - 3 * HOUR_MS;
		const message = { ...listed, sentAt };
		expect(await instance.listed(GHANA, { message, sameIds: false, alike: [message] })).toBe('known');
	});
	it('is heard as often as it was written and no callback brought it, whatever the order of callbacks', async () => {
		const world = openWorld({ sameIds: false });
		await world.write('hello', { arrives: true });
		const ids: string[] = [];
		for (let count = 0; count < 3; count += 1) {
			line.clock.move(MINUTE_MS / 2);
			ids.push(await world.write('1', { arrives: false }));
		}
		line.clock.move(5 * MINUTE_MS);
		await world.sweep();
		expect(world.found.filter((what) => what === 'heard')).toHaveLength(1);
		expect(world.found.filter((what) => what === 'overtaken')).toHaveLength(2);
		for (const id of ids.toReversed()) await world.arrive(id);
		expect(await turns()).toBe(2);
	});
});

describe('a text that a gateway lists', () => {
	const patient = { timeoutMs: 15_000 };
	const sweepOf = (inbox: Inbox | undefined, found: string[]) => {
		if (inbox === undefined) throw new Error('it has a list');
		return createSweep([{ id: GHANA, to, inbox }], {
			listed: instance.listed,
			usesStore: () => true,
			now: line.clock.now,
			deadlineMs: 15_000,
			stopping: new AbortController().signal,
			found: (_route, what) => void found.push(what),
			poke: () => {},
			onTrouble: (error) => {
				throw error;
			},
		});
	};
	it('is heard where its callback found nobody: Africa’s Talking', async () => {
		const gateway = await startAfricastalkingGateway({ seed: 'sweep', apiKey: 'key', clock: line.clock });
		try {
			const of = { username: 'sandbox', apiKey: 'key', baseUrl: gateway.url, ...patient };
			const { inbox } = await createAfricastalkingSender(of);
			await gateway.receive({ from: ADJOA, to, text: 'hello' });
			line.clock.move(5 * MINUTE_MS);
			const found: string[] = [];
			for (let round = 0; round < 2; round += 1) await sweepOf(inbox, found)();
			expect([found, await turns()]).toEqual([['heard'], 1]);
		} finally {
			await gateway.stop();
		}
	});
	it('is heard where its callback found nobody: Twilio', async () => {
		const account = { accountSid: `AC${'1'.repeat(32)}`, authToken: 'token' };
		const gateway = await startTwilioGateway({ seed: 7, ...account, now: line.clock.now });
		try {
			const { inbox } = createTwilioSender({ ...account, baseUrl: gateway.url, ...patient });
			await gateway.receive({ url: 'https://line.example.org/', From: ADJOA, To: to, Body: 'hello' });
			line.clock.move(5 * MINUTE_MS);
			const found: string[] = [];
			for (let round = 0; round < 2; round += 1) await sweepOf(inbox, found)();
			expect([found, await turns()]).toEqual([['heard'], 1]);
		} finally {
			await gateway.stop();
		}
	});
});
