import type { CallMaker, OutgoingCall, Sent } from '../../../src/channels/sending.ts';
import { type CallingRoute, type CallParts, type CallStep, callOne } from '../../../src/outbox/call-one.ts';
import { hearOfCall } from '../../../src/outbox/hear-of-call.ts';
import type { OutboxClaim, OutboxStanding } from '../../../src/store/coordination.ts';
import { type AskedCall, lanes, messagePlace } from '../../../src/store/message.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import type { OutboxRow, Store } from '../../../src/store/store.ts';
import { createVault } from '../../../src/vault/create-vault.ts';
import type { Vault } from '../../../src/vault/vault.ts';
import { idOf } from '../../store/rows.ts';
import { type StillClock, seededChance, stillClock } from '../../support/doors.ts';
import { memoryRing } from '../../vault/memory-ring.ts';
import { MORNING } from './desk.ts';

export const MINUTE_MS = 60_000;

/** All that calling needs, on a database in memory, with time by hand. The provider takes every call, but what `next` says. */
export interface Exchange {
	readonly store: Store;
	readonly vault: Vault;
	readonly clock: StillClock;
	readonly route: CallingRoute;
	readonly parts: CallParts;
	/** Every call that the provider was asked to make, in order. */
	readonly made: OutgoingCall[];
	/** Outcomes of the next ones. */
	readonly next: Sent[];
	readonly alarms: string[];
	/** `state reason` of each ending. */
	readonly endings: string[];
	onStep: (step: CallStep) => Promise<void> | void;
	/** Commits a call that is due, of use for half an hour; gives its row. */
	readonly ask: (to: string, changes?: Partial<AskedCall & Pick<OutboxRow, 'sealed'>>) => Promise<OutboxRow>;
	readonly claim: () => Promise<readonly OutboxClaim[]>;
	/** One round of a process: what is due is claimed, and called one after the other. */
	readonly call: () => Promise<void>;
	/** The provider tells what became of a call. */
	readonly tell: (ours: string, became: Parameters<typeof hearOfCall>[0]['became']) => ReturnType<typeof hearOfCall>;
	readonly standing: (row: Pick<OutboxRow, 'id'>) => Promise<OutboxStanding>;
}

async function openExchange(route: Partial<CallingRoute>): Promise<Exchange> {
	const store = await openSqliteStore({ file: ':memory:', inline: true });
	const vault = createVault(memoryRing(), seededChance('exchange'));
	let asked = 0;
	const exchange: Exchange = {
		store,
		vault,
		clock: stillClock(MORNING),
		route: { ...usualRoute, calls: scripted(() => exchange), ...route },
		get parts() {
			return partsOf(exchange);
		},
		made: [],
		next: [],
		alarms: [],
		endings: [],
		onStep: () => {},
		ask: async (to, changes = {}) => {
			const row = rowOf(idOf(`call ${asked++}`), to, exchange, changes);
			await store.commit({ outbox: [row] });
			return row;
		},
		claim: () => {
			const ask = { kinds: ['call'] as const, route: exchange.route.id, forMs: MINUTE_MS, most: 100 };
			return store.outbox.claim({ ...ask, now: exchange.clock.now() });
		},
		call: async () => {
			for (const claim of await exchange.claim()) await callOne(claim, exchange.route, exchange.parts);
		},
		tell: (ours, became) => hearOfCall({ ours, ref: `test:${ours}`, became }, exchange.parts),
		standing: async ({ id }) => {
			const standing = await store.outbox.standing(id);
			if (standing === undefined) throw new Error('no such call');
			return standing;
		},
	};
	return exchange;
}

const usualRoute = {
	id: 'gh-voice',
	provider: 'test',
	from: '+233300000000',
	perSecond: 100,
	answersTo: 'https://line.example/voice',
} as const;

const scripted = (exchange: () => Exchange): Pick<CallMaker, 'call'> => ({
	call: async (call) => {
		const { made, next } = exchange();
		made.push(call);
		return next.shift() ?? { outcome: 'accepted', ref: call.id };
	},
});

function partsOf(exchange: Exchange): CallParts {
	const { store, vault, clock, alarms, endings } = exchange;
	return {
		store,
		vault,
		clock,
		deadlineMs: 1_000,
		alarm: (what, route) => void alarms.push(`${what} ${route}`),
		ended: (_route, state, reason) => void endings.push(`${state} ${reason}`.trim()),
		step: (step) => exchange.onStep(step),
	};
}

function rowOf(
	id: string,
	to: string,
	{ vault, clock, route }: Exchange,
	{ sealed, ...changes }: Partial<AskedCall & Pick<OutboxRow, 'sealed'>>,
): OutboxRow {
	const call: AskedCall = { to, expiresAt: clock.now() + 30 * MINUTE_MS, ...changes };
	return {
		...{ id, kind: 'call', route: route.id, lane: lanes.reply, due: 0, caseId: '', day: '2026-11-25' },
		sealed: sealed ?? vault.sealFor('outbox', messagePlace(id), JSON.stringify(call)),
	};
}

/** Gives each test an exchange of its own. */
export function withExchange(
	test: (exchange: Exchange) => Promise<void>,
	route: Partial<CallingRoute> = {},
): () => Promise<void> {
	return async () => {
		const exchange = await openExchange(route);
		try {
			await test(exchange);
		} finally {
			await exchange.store.close();
		}
	};
}
