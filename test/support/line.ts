import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flows } from '../../flows/index.ts';
import { createCalling } from '../../scripts/talk/calling.ts';
import { createPhone, type Phone } from '../../scripts/talk/phone.ts';
import { createTexting, type TextingOptions } from '../../scripts/talk/texting.ts';
import { africastalkingSms } from '../../src/channels/africastalking/sms.ts';
import { africastalkingUssd } from '../../src/channels/africastalking/ussd.ts';
import { africastalkingVoice } from '../../src/channels/africastalking/voice.ts';
import type { Flows } from '../../src/conversation/index.ts';
import { openMessage } from '../../src/outbox/open-message.ts';
import { lastWords } from '../../src/service/last-words.ts';
import { loadWords } from '../../src/service/load-words.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { createLine, type LineParts, type Outcome } from '../../src/turns/handle-turn.ts';
import { quarantine } from '../../src/turns/quarantine.ts';
import { createAtHand } from '../../src/turns/remembered.ts';
import { openSpool } from '../../src/turns/spool/open.ts';
import { replayInto } from '../../src/turns/spool/replay.ts';
import type { Spool } from '../../src/turns/spool/spool.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import { openKeyRing } from '../../src/vault/key-ring.ts';
import type { Vault } from '../../src/vault/vault.ts';
import { createServe } from '../../src/web/serve-turn.ts';
import { type StillClock, seededChance, stillClock } from './doors.ts';

const handlers = { ussd: africastalkingUssd, sms: africastalkingSms, voice: africastalkingVoice };

export const loaded = loadWords(process.cwd(), '');

/** The whole line but for its sockets, on a database in a temporary folder. Words, flows and provider are the real ones. */
export interface TestLine {
	readonly store: Store;
	readonly vault: Vault;
	readonly spool: Spool;
	readonly clock: StillClock;
	readonly folder: string;
	readonly outcomes: Outcome[];
	/** Whether turns may use the store; a test switches it off to play an outage. */
	readonly breaker: { storeUsed: boolean };
	/** Posts a form, with a query such as `?turn=2` where the address of a call has one. */
	readonly post: (routeId: string) => (form: string, query?: string) => Promise<string>;
	readonly phone: (routeId: string, number?: string) => Phone;
	/** Gives what is spooled to the store. */
	readonly drain: () => Promise<void>;
	/** As after a restart: what was at hand is forgotten. */
	readonly restart: () => void;
	readonly close: () => Promise<void>;
}

/** What waits in the outbox, in the order in which it was first seen there. */
function textsOf({ store, vault }: Pick<TestLine, 'store' | 'vault'>): TextingOptions['texts'] {
	const seen: string[] = [];
	return async (after) => {
		const rows = await store.outbox.list({ after: '', most: 1_000 });
		seen.push(...rows.map(({ id }) => id).filter((id) => !seen.includes(id)));
		return rows
			.map((row) => ({ position: seen.indexOf(row.id) + 1, to: '', text: openMessage(row, vault)?.text ?? '' }))
			.filter(({ position, text }) => position > after && text !== '');
	};
}

export interface TestLineOptions {
	readonly seed?: string;
	readonly flows?: Flows;
	/** Stands between the line and its store. */
	readonly between?: (store: Store) => Store;
	/** The database in memory: for tests of thousands of turns. Default a file, synced as in service. */
	readonly inMemory?: boolean;
	readonly noted?: LineParts['noted'];
}

export async function openLine(options: TestLineOptions = {}): Promise<TestLine> {
	const folder = mkdtempSync(join(tmpdir(), 'kasakuma-line-'));
	const chance = seededChance(options.seed ?? 'line');
	const clock = stillClock();
	const vault = createVault(openKeyRing(join(folder, 'keys'), chance), chance);
	const real = await openSqliteStore({
		file: options.inMemory === true ? ':memory:' : join(folder, 'kasakuma.db'),
		inline: true,
	});
	const store = options.between?.(real) ?? real;
	const spool = await openSpool({ directory: join(folder, 'spool'), vault, inline: true, clock, chance });
	const outcomes: Outcome[] = [];
	const breaker = { storeUsed: true };
	const { words, programme } = loaded;
	const kept = {
		store,
		spool,
		vault,
		clock,
		chance,
		breaker: {
			usesStore: () => breaker.storeUsed,
			storeFailed: () => {
				breaker.storeUsed = false;
			},
		},
	};
	const start = () =>
		createServe({
			...createLine({
				...kept,
				flows: options.flows ?? flows,
				words,
				atHand: createAtHand(),
				resumeMs: 30 * 60_000,
				count: ({ outcome }) => outcomes.push(outcome),
				unreadable: () => {},
				...(options.noted === undefined ? {} : { noted: options.noted }),
			}),
			odd: async (route, reason, body) => {
				await quarantine({ route, reason, body }, kept);
			},
			sessionEnded: () => {},
			forged: () => {},
			report: async () => {},
			optOut: async () => {},
			oddReply: ({ id }) => lastWords(words, id, 'nav.numbers'),
		});
	let serve = start();
	const post: TestLine['post'] = (routeId) => {
		const route = programme.routes.find(({ id }) => id === routeId);
		if (route === undefined) throw new Error(`no route ${routeId}`);
		const handler = handlers[route.channel];
		const served = { id: routeId, path: handler.path, secret: '', serviceCode: route.serviceCode, handler };
		return async (form, query = '') => {
			const request = {
				body: Buffer.from(form),
				contentType: 'application/x-www-form-urlencoded',
				target: `/${query}`,
			};
			return (await serve({ route: served, request, fault: undefined })).body;
		};
	};
	return {
		store,
		vault,
		spool,
		clock,
		folder,
		outcomes,
		breaker,
		post,
		phone: (routeId, number = routeId.startsWith('gh') ? '+233240000001' : '+2250700000001') => {
			const route = programme.routes.find(({ id }) => id === routeId);
			const serviceCode = route?.serviceCode ?? '';
			const of = { post: post(routeId), number, serviceCode, networkCode: '99999', chance };
			if (route?.channel === 'sms') return createTexting({ ...of, texts: textsOf({ store, vault }) });
			if (route?.channel !== 'voice') return createPhone(of);
			return createCalling({ ...of, postTo: (query, form) => of.post(form, query) });
		},
		drain: async () => {
			await spool.drain(replayInto({ store: real, vault }));
			breaker.storeUsed = true;
		},
		restart: () => {
			serve = start();
		},
		close: async () => {
			await spool.close();
			await real.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
