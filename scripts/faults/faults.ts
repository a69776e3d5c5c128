import type { Commit, Store } from '../../src/store/store.ts';
import { StoreUnavailable } from '../../src/store/unavailable.ts';
import type { Spool } from '../../src/turns/spool/spool.ts';
import type { Vault } from '../../src/vault/vault.ts';
import { behindGate, type Gate } from './gate.ts';

/** A fault between the line and what it writes to. `order` hears what the test wants of it. */
export interface Fault {
	readonly between?: (store: Store) => Store;
	readonly betweenSpool?: (spool: Spool) => Spool;
	readonly betweenVault?: (vault: Vault) => Vault;
	readonly order?: (order: Order) => void;
}

/** Begin and end an outage of the store. */
export type Order = 'outage' | 'return';

/** What the store's port promises: whoever waits for longer is told that it is unavailable. Milliseconds; the setting's default. */
const STORE_TIMEOUT_MS = 1_500;
/** How late a slow store does what it was asked: later than anybody waits. */
const SLOW_MS = 2_000;
/** How long acknowledged commits stay in memory in the lazy variant. */
const FLUSH_EVERY_MS = 50;

const later = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

async function tooLate(): Promise<never> {
	await later(STORE_TIMEOUT_MS);
	throw new StoreUnavailable('the store does not answer in time');
}

/** An outage that the test begins and ends; while it lasts, `during` stands before the store. */
function outage(during: Gate): Fault {
	let out = false;
	return {
		between: (store) => behindGate(store, (call) => (out ? during(call) : call())),
		order: (order) => {
			out = order === 'outage';
		},
	};
}

/** The store never answers. */
const hangs = outage(() => tooLate());

/** The store does everything, but too late: nobody knows what became of a commit. */
const slow = outage((call) => Promise.race([tooLate(), later(SLOW_MS).then(call)]));

/** Broken on purpose: says that a commit is durable, and writes it up to 50 ms later. */
const lazyCommits: Fault = {
	between: (store) => {
		const waiting: Commit[] = [];
		setInterval(() => {
			for (const commit of waiting.splice(0)) store.commit(commit).catch(() => undefined);
		}, FLUSH_EVERY_MS);
		const commit: Store['commit'] = async (wanted) => {
			waiting.push(wanted);
			return { outcome: 'committed' };
		};
		return { ...store, commit };
	},
};

/** Broken on purpose: does not hear that a commit could not be written. */
const deafToFailure: Fault = {
	between: (store) => {
		const commit: Store['commit'] = (wanted) => store.commit(wanted).catch(() => ({ outcome: 'committed' as const }));
		return { ...store, commit };
	},
};

/** Broken on purpose: the spool says that it kept a commit, and keeps nothing. */
const lostAppends: Fault = { betweenSpool: (spool) => ({ ...spool, append: async () => undefined }) };

/** Broken on purpose: a turn that comes again is a new one to the store. */
const neverRepeats: Fault = {
	between: (store) => {
		let commits = 0;
		const commit: Store['commit'] = (wanted) => {
			commits += 1;
			const { turn, ...rest } = wanted;
			return store.commit(turn === undefined ? rest : { ...rest, turn: { ...turn, id: `${turn.id}.${commits}` } });
		};
		return { ...store, commit, turn: async () => undefined };
	},
};

/** Broken on purpose: what cannot be understood is answered, and not kept. */
const dropsOdd: Fault = {
	between: (store) => {
		const commit: Store['commit'] = ({ quarantine, ...rest }) =>
			quarantine === undefined ? store.commit(rest) : Promise.resolve({ outcome: 'committed' });
		return { ...store, commit };
	},
};

/** Broken on purpose: what should be sealed stands open. */
const sealsNothing: Fault = {
	betweenVault: (vault) => ({
		...vault,
		seal: (_key, _place, plain) => Buffer.from(plain),
		open: (_key, _place, sealed) => Buffer.from(sealed).toString(),
		sealFor: (_service, _place, plain) => Buffer.from(plain),
		openFor: (_service, _place, sealed) => Buffer.from(sealed).toString(),
	}),
};

/** Errors quote what somebody said, as those of a library might: `KASAKUMA_QUOTE`. While it lasts, no commit succeeds. */
function quotes(): Fault {
	const said = process.env['KASAKUMA_QUOTE'] ?? '';
	return outage(() => Promise.reject(Object.assign(new Error(`could not write ${said}`), { detail: said })));
}

export const faults: Readonly<Record<string, Fault>> = {
	hangs,
	slow,
	'lazy-commits': lazyCommits,
	'deaf-to-failure': deafToFailure,
	'lost-appends': lostAppends,
	'never-repeats': neverRepeats,
	'drops-odd': dropsOdd,
	'seals-nothing': sealsNothing,
	quotes: quotes(),
};
