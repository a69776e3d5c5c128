import { createHash } from 'node:crypto';
import type {
	DeliveryReport,
	ListedMessage,
	MessageSender,
	OutgoingMessage,
	Sent,
} from '../../../src/channels/sending.ts';
import type { Reporter } from '../../../src/outbox/permission.ts';
import type { SendingRoute, SendParts, Step } from '../../../src/outbox/send-one.ts';
import type { OutboxClaim, OutboxStanding } from '../../../src/store/coordination.ts';
import { lanes, type Message, type MessageClass, messagePlace } from '../../../src/store/message.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import type { OutboxRow, Store } from '../../../src/store/store.ts';
import { createVault } from '../../../src/vault/create-vault.ts';
import type { Vault } from '../../../src/vault/vault.ts';
import { type StillClock, seededChance, stillClock } from '../../support/doors.ts';
import { memoryRing } from '../../vault/memory-ring.ts';

export const AMA = '+233240000001';
export const KOFI = '+233240000002';
export const DAY_MS = 86_400_000;
/** A morning, in the hours in which people may be disturbed. */
export const MORNING = Date.UTC(2026, 10, 25, 8);

const laneOf: Readonly<Record<MessageClass, number>> = {
	reply: lanes.reply,
	notice: lanes.reply,
	survey: lanes.survey,
	broadcast: lanes.broadcast,
};

/** A provider by rules: it takes everything, but what `next` says of the next messages. */
export interface ScriptedProvider extends MessageSender {
	/** Every call, in order. */
	readonly calls: OutgoingMessage[];
	/** Outcomes of the next calls. */
	readonly next: Sent[];
	/** What its list shows, whatever it was asked for; `undefined`: the list cannot be had. */
	listed: readonly ListedMessage[] | undefined;
	readonly askedFor: { readonly to: string; readonly since: number }[];
}

export function scriptedProvider(): ScriptedProvider {
	const provider: ScriptedProvider = {
		calls: [],
		next: [],
		listed: [],
		askedFor: [],
		send: async (message) => {
			provider.calls.push(message);
			return provider.next.shift() ?? { outcome: 'accepted', ref: `ref-${provider.calls.length}` };
		},
		sentTo: async (to, since) => {
			provider.askedFor.push({ to, since });
			if (provider.listed === undefined) throw new Error('no list');
			return provider.listed;
		},
	};
	return provider;
}

/** A message in a provider's list. */
export const listedMessage = (ref: string, text: string, report: Partial<DeliveryReport> = {}): ListedMessage => ({
	ref,
	to: AMA,
	text,
	at: MORNING,
	report: { ref, state: 'sent', word: 'sent', ...report },
});

/** All that sending needs, on a database in memory, with time by hand. */
export interface Desk {
	readonly store: Store;
	readonly vault: Vault;
	readonly clock: StillClock;
	readonly provider: ScriptedProvider;
	readonly route: SendingRoute;
	readonly parts: SendParts;
	/** By case id; none for a case that is not there. */
	readonly reporters: Map<string, Reporter>;
	readonly alarms: string[];
	/** `state reason` of each ending. */
	readonly endings: string[];
	/** Runs at each step of sending. */
	onStep: (step: Step) => Promise<void> | void;
	/** Commits a message that is due; gives its row. */
	readonly queue: (message?: Partial<Message>, row?: Partial<OutboxRow>) => Promise<OutboxRow>;
	readonly claim: (most?: number) => Promise<readonly OutboxClaim[]>;
	readonly standing: (row: Pick<OutboxRow, 'id'>) => Promise<OutboxStanding>;
	readonly wants: (number: string, wants: 'none' | 'some') => Promise<void>;
	readonly close: () => Promise<void>;
}

export interface DeskOptions {
	readonly route?: Partial<SendingRoute>;
	readonly parts?: Partial<SendParts>;
}

export async function openDesk(options: DeskOptions = {}): Promise<Desk> {
	const store = await openSqliteStore({ file: ':memory:', inline: true });
	const vault = createVault(memoryRing(), seededChance('desk'));
	const provider = scriptedProvider();
	const route = { ...usualRoute, sender: provider, ...options.route };
	let queued = 0;
	const desk: Desk = {
		store,
		vault,
		provider,
		route,
		clock: stillClock(MORNING),
		reporters: new Map(),
		alarms: [],
		endings: [],
		onStep: () => {},
		get parts() {
			return { ...partsOf(desk), ...options.parts };
		},
		queue: async (message, changes) => {
			const row = sealedRow(`${queued++}`, { ...usualMessage, ...message }, vault, changes);
			await store.commit({ outbox: [row] });
			return row;
		},
		claim: (most = 10) => store.outbox.claim({ ...CLAIM, route: route.id, now: desk.clock.now(), most }),
		standing: async ({ id }) => {
			const standing = await store.outbox.standing(id);
			if (standing === undefined) throw new Error('no such message');
			return standing;
		},
		wants: async (number, wants) => {
			await store.commit({ optOuts: [{ id: vault.index('person', number), wants, day: '2026-11-25' }] });
		},
		close: () => store.close(),
	};
	return desk;
}

const CLAIM = { kinds: ['message'] as const, forMs: 60_000 };

const usualRoute = {
	id: 'gh-sms',
	provider: 'test',
	country: 'GH',
	from: '20880',
	alphabet: 'gsm-7',
	perSecond: 1_000,
	segmentsADay: undefined,
	reportsTo: '',
} as const satisfies Omit<SendingRoute, 'sender'>;

export const usualMessage: Message = {
	class: 'broadcast',
	to: AMA,
	text: 'School begins on Monday.',
	textId: 'school',
	expiresAt: MORNING + DAY_MS,
};

function partsOf(desk: Desk): SendParts {
	const { store, vault, clock, reporters, alarms, endings } = desk;
	return {
		store,
		vault,
		clock,
		hours: { from: 7, until: 20 },
		deadlineMs: 1_000,
		reporter: async (caseId) => reporters.get(caseId),
		alarm: (what, route) => void alarms.push(`${what} ${route}`),
		ended: (_route, state, reason) => void endings.push(`${state} ${reason}`.trim()),
		step: (step) => desk.onStep(step),
	};
}

/** A message as it lies in the outbox. A `sealed` among the changes takes the place of the message. */
export function sealedRow(name: string, message: Message, vault: Vault, changes: Partial<OutboxRow> = {}): OutboxRow {
	const id = changes.id ?? createHash('sha256').update(name).digest('base64url').slice(0, 22);
	return {
		id,
		kind: 'message',
		route: usualRoute.id,
		lane: laneOf[message.class],
		due: 0,
		caseId: '',
		sealed: vault.sealFor('outbox', messagePlace(id), JSON.stringify(message)),
		day: '2026-11-25',
		...changes,
	};
}

/** Gives each test a desk of its own. */
export function withDesk(test: (desk: Desk) => Promise<void>, options: DeskOptions = {}): () => Promise<void> {
	return async () => {
		const desk = await openDesk(options);
		try {
			await test(desk);
		} finally {
			await desk.close();
		}
	};
}
