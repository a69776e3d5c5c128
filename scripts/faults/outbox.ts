import { createAfricastalkingSender } from '../../src/channels/africastalking/send-sms.ts';
import { type Looks, reconcile } from '../../src/outbox/reconcile.ts';
import { type SendingRoute, type SendParts, type Step, steps } from '../../src/outbox/send-one.ts';
import { startSender } from '../../src/outbox/sender.ts';
import { systemChance } from '../../src/shared/chance.ts';
import { systemClock } from '../../src/shared/clock.ts';
import type { OutboxClaims } from '../../src/store/coordination.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import { openKeyRing } from '../../src/vault/key-ring.ts';

/**
 * Sends what lies in the outbox of a store through Africa's Talking, as an instance of the service does, for the fault tests alone.
 *
 *   node dist/scripts/faults/outbox.js DATABASE KEYS GATEWAY [die STEP TIMES] [resends | concludes-first]
 *
 * DATABASE is a file of SQLite or a `mongodb://` URL, KEYS a folder, GATEWAY an origin. It says `ready` to its parent and begins
 * when it is told to. `die`: kills itself with SIGKILL when it comes to that step for that time. Else it ends when nothing is
 * queued or attempted any more and every doubt is as old as it may be. Broken on purpose: `resends` queues again whatever is in
 * doubt or was being attempted, `concludes-first` records that the provider has it before it is asked.
 */

/** Short, so that a test need not wait; each longer than what it waits for. Milliseconds. */
const CLAIM_MS = 400;
const DEADLINE_MS = 1_000;
const ABANDONED_MS = 1_500;
const DOUBT_MS = 2_000;
const LOOK_MS = 50;
/** Messages that are on their way at once when it dies. */
const MOST = 4;

const [database = '', keys = '', gateway = '', ...flags] = process.argv.slice(2);
const dying = flags[0] === 'die' ? { step: flags[1] as Step, times: Number(flags[2]) } : undefined;
if (dying !== undefined && !steps.includes(dying.step)) throw new Error(`no step ${dying.step}`);
const later = () => new Promise((resolve) => setTimeout(resolve, LOOK_MS));

async function open(): Promise<Store> {
	if (!database.startsWith('mongodb')) return openSqliteStore({ file: database, inline: true, timeoutMs: 10_000 });
	const { openMongoStore } = await import('../../src/store/mongo/open.ts');
	return openMongoStore({ url: database, timeoutMs: 10_000 });
}

function broken(store: Store): Store {
	if (!flags.includes('concludes-first')) return store;
	const attempt: OutboxClaims['attempt'] = async (id, fence, at) => {
		const may = await store.outbox.attempt(id, fence, at);
		if (may) await store.outbox.conclude(id, fence, { state: 'accepted', ref: `early:${id}`, at });
		return may;
	};
	return { ...store, outbox: { ...store.outbox, attempt } };
}

/** What a process does that takes an unknown outcome for a refusal. */
async function resendAll({ outbox }: Store): Promise<void> {
	await outbox.doubt(systemClock.now() + 1);
	for (const { row } of await outbox.inState('in-doubt', { after: '', most: 1_000 })) {
		await outbox.resolve(row.id, { state: 'queued', due: 0, reason: 'again' });
	}
}

async function routeTo(baseUrl: string): Promise<SendingRoute> {
	const options = { username: 'sandbox', apiKey: 'atsk_fake', timeoutMs: DEADLINE_MS, baseUrl };
	return {
		id: 'gh-sms',
		provider: 'africastalking',
		country: 'GH',
		from: '20880',
		alphabet: 'gsm-7',
		perSecond: 1_000,
		segmentsADay: undefined,
		reportsTo: '',
		sender: await createAfricastalkingSender(options),
	};
}

function partsOf(store: Store): SendParts {
	let came = 0;
	return {
		store,
		vault: createVault(openKeyRing(keys, systemChance), systemChance),
		clock: systemClock,
		hours: { from: 0, until: 24 },
		deadlineMs: DEADLINE_MS,
		reporter: async () => undefined,
		alarm: (what) => console.error(what),
		ended: () => undefined,
		step: (step) => {
			if (step !== dying?.step) return;
			came += 1;
			if (came === dying.times) process.kill(process.pid, 'SIGKILL');
		},
	};
}

async function isDone({ outbox }: Store): Promise<boolean> {
	const page = { after: '', most: 1_000 };
	const [queued, attempting, doubted] = await Promise.all(
		(['queued', 'attempting', 'in-doubt'] as const).map((state) => outbox.inState(state, page)),
	);
	const now = systemClock.now();
	const isOld = doubted?.every(({ attemptingAt }) => now - attemptingAt > DOUBT_MS + ABANDONED_MS) === true;
	return queued?.length === 0 && attempting?.length === 0 && isOld;
}

const opened = await open();
const store = broken(opened);
const route = await routeTo(gateway);
const parts = partsOf(store);
const told = new Promise((resolve) => process.once('message', resolve));
process.send?.('ready');
await told;
if (flags.includes('resends')) await resendAll(store);
const sender = startSender(route, parts, { most: MOST, claimMs: CLAIM_MS, pollMs: LOOK_MS, onTrouble: console.error });
const looks: Looks = new Map();
while (!(await isDone(store))) {
	await later();
	await reconcile([route], { ...parts, abandonedMs: ABANDONED_MS, doubtMs: DOUBT_MS, looks });
}
await sender.stop();
await store.close();
process.disconnect?.();
