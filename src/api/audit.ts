import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Chance } from '../shared/chance.ts';
import { type Clock, dayOf } from '../shared/clock.ts';
import type { RecordRow, RecordStore } from '../store/records.ts';
import type { Vault } from '../vault/vault.ts';
import { openForm } from './json-form.ts';
import { ApiError } from './problem.ts';

const KIND = 'audit';
/** Digits of a number in an id, so that ids are in order of numbers. */
const DIGITS = 16;
/** Of the link before the first. */
export const noHash = '0'.repeat(64);
const PAGE = 500;

/**
 * What one link of the chain says. An intent is written before anything is done, its outcome after: an intent without one was cut
 * off, and may or may not have been carried out.
 */
export const auditLinkSchema = z.strictObject({
	number: z.int().min(1),
	/** SHA-256 of the link before, hexadecimal: 64 zeros for the first. */
	previous: z.string().regex(/^[0-9a-f]{64}$/),
	/** Milliseconds since the epoch. */
	at: z.int(),
	/** Id of the key, or `operator` for who sits at the machine. */
	actor: z.string().max(64),
	/** Id of the endpoint or command. */
	action: z.string().max(64),
	/** What was acted on, by our own ids. */
	target: z.string().max(300),
	/** One operation has one id, however often it is tried. */
	operation: z.string().max(64),
	step: z.enum(['intent', 'done', 'refused', 'failed']),
	/** Keyed digest of what was asked: proves it to who has it, tells nothing to who has not. */
	change: z.string().max(64),
	/** Of its writer: two writers never write the same link. */
	nonce: z.string().max(64),
	/** Keyed over all of the above, so that who has the database without the keys cannot make a chain of his own. */
	seal: z.string().max(64),
});

export type AuditLink = z.output<typeof auditLinkSchema>;

/** What is to be said of one operation. */
export type AuditEntry = Pick<AuditLink, 'actor' | 'action' | 'target' | 'operation' | 'change'>;

/** How a walk along the chain ended. `first` is above 1 where older links were removed. */
export type AuditVerdict =
	| { readonly sound: true; readonly first: number; readonly count: number; readonly head: string }
	| { readonly sound: false; readonly at: number; readonly why: 'missing' | 'changed' | 'damaged' };

export interface Audit {
	/** @throws {ApiError} `audit-unavailable`: what cannot be audited must not be done. */
	readonly intend: (entry: AuditEntry) => Promise<void>;
	/** How it ended. Where this cannot be written, the intent stands alone. @throws as `intend`. */
	readonly conclude: (entry: AuditEntry, step: 'done' | 'refused' | 'failed') => Promise<void>;
	/** Keyed digest of a change, for an entry. */
	readonly digest: (change: string) => string;
	/** Links behind a number, in order. */
	readonly list: (page: { readonly after: number; readonly most: number }) => Promise<readonly AuditLink[]>;
	/**
	 * Walks the whole chain. Links that were cut off at its end are missed only by who noted the head before.
	 * @param head hash of a link that must be in it; none when absent.
	 */
	readonly verify: (head?: string) => Promise<AuditVerdict>;
}

export interface AuditParts {
	readonly records: RecordStore;
	readonly vault: Pick<Vault, 'index'>;
	readonly clock: Clock;
	readonly chance: Chance;
}

const form = openForm(auditLinkSchema);

/** The audit log: a chain of hashes that several instances append to. Of two that write one number, one is told so and takes the next. */
export function createAudit(parts: AuditParts): Audit {
	const { records, vault } = parts;
	let turn: Promise<unknown> = Promise.resolve();
	/** One after another in this process, so that it does not compete with itself. */
	const append = (entry: AuditEntry, step: AuditLink['step']): Promise<void> => {
		const appended = turn.then(() => appendOne(entry, step, parts));
		turn = appended.catch(() => {});
		return appended.catch(() => {
			throw new ApiError('audit-unavailable', 'The audit log could not be written. Try again.');
		});
	};
	return {
		intend: (entry) => append(entry, 'intent'),
		conclude: append,
		digest: (change) => vault.index('turn', `change in the audit log\n${change}`),
		list: async ({ after, most }) => {
			const rows = await records.list({ kind: KIND, after: idOf(after), most });
			return rows.map((row) => form.read(row));
		},
		verify: (head) => walk(parts, head),
	};
}

async function appendOne(entry: AuditEntry, step: AuditLink['step'], parts: AuditParts): Promise<void> {
	const { records, clock, chance } = parts;
	for (;;) {
		const [last] = await records.list({ kind: KIND, order: 'down', most: 1 });
		const number = last === undefined ? 1 : form.read(last).number + 1;
		const previous = last === undefined ? noHash : hashOf(last);
		const { actor, action, target, operation, change } = entry;
		const at = clock.now();
		const said = { number, previous, at, actor, action, target, operation, step, change, nonce: chance.id() };
		const link = { ...said, seal: sealOf(said, parts.vault) };
		const row = { kind: KIND, id: idOf(number), revision: 1, state: '', day: dayOf(at), body: form.write('', link) };
		if ((await records.put(row)) === 'kept') return;
	}
}

async function walk({ records, vault }: AuditParts, head: string | undefined): Promise<AuditVerdict> {
	let before: { readonly number: number; readonly hash: string } | undefined;
	let first = 1;
	let count = 0;
	let metHead = head === undefined || head === noHash;
	for (;;) {
		const rows = await records.list({ kind: KIND, after: idOf(before?.number ?? 0), most: PAGE });
		for (const row of rows) {
			const number = Number(row.id);
			const link = linkOf(row);
			if (link === undefined) return { sound: false, at: number, why: 'damaged' };
			if (before === undefined) first = number;
			else if (number !== before.number + 1) return { sound: false, at: before.number + 1, why: 'missing' };
			const follows = link.number === number && row.revision === 1 && sealOf(link, vault) === link.seal;
			const previous = before?.hash ?? (number === 1 ? noHash : link.previous);
			if (!follows || link.previous !== previous) return { sound: false, at: number, why: 'changed' };
			before = { number, hash: hashOf(row) };
			metHead ||= before.hash === head;
			count += 1;
		}
		if (rows.length < PAGE) break;
	}
	if (!metHead) return { sound: false, at: (before?.number ?? 0) + 1, why: 'missing' };
	return { sound: true, first, count, head: before?.hash ?? noHash };
}

function linkOf(row: RecordRow): AuditLink | undefined {
	try {
		return form.read(row);
	} catch {
		return undefined;
	}
}

/** Of the bytes as they lie in the store, so that nothing needs to be written again in the same way to be checked. */
function hashOf({ body }: RecordRow): string {
	return createHash('sha256').update(body).digest('hex');
}

function sealOf(
	{ seal: _seal, ...said }: Omit<AuditLink, 'seal'> & { seal?: string },
	{ index }: Pick<Vault, 'index'>,
) {
	const fields = Object.entries(said).sort(([one], [other]) => (one < other ? -1 : 1));
	return index('turn', `link of the audit log\n${JSON.stringify(fields)}`);
}

function idOf(number: number): string {
	return String(number).padStart(DIGITS, '0');
}
