import type { TriesRow } from '../cases/case-store.ts';
import { mayTry, withTry } from '../cases/tries.ts';
import type { Ask, Told } from '../conversation/index.ts';
import type { Prompts } from '../prompts/prompts.ts';
import { readRequest, rowsOfCode, withPin } from '../requests/request-store.ts';
import type { Chance } from '../shared/chance.ts';
import type { Store } from '../store/store.ts';
import { StoreUnavailable } from '../store/unavailable.ts';
import type { Vault } from '../vault/vault.ts';
import { type Caller, lookUpSpeaker } from './look-up-speaker.ts';
import type { OpenCase } from './remembered.ts';

/** What the shell found, and what must be committed with the turn for it to count. */
export interface Found {
	readonly told: Told;
	readonly tries?: TriesRow;
	readonly openCase?: OpenCase;
}

/** What look-ups are made with. */
export interface LookUpParts {
	readonly store: Store;
	readonly vault: Vault;
	readonly chance: Chance;
	/** Whether the store may be asked now. */
	readonly reachable: boolean;
	/** Of a line for recording; without both nobody is known there. */
	readonly caller?: Caller;
	readonly prompts?: Prompts;
}

const NO_CASE: Told = { told: 'no-case' };

/** Both sides are indexes of one length; compared without telling where they differ. */
function sameIndex(one: string, other: string): boolean {
	let differs = one.length ^ other.length;
	for (let at = 0; at < one.length; at++) differs |= one.charCodeAt(at) ^ other.charCodeAt(at);
	return differs === 0;
}

/** Answers what a flow asks. */
export async function lookUp(ask: Ask, at: number, parts: LookUpParts): Promise<Found> {
	if (ask.ask === 'reference') {
		const { chance } = parts;
		return { told: { told: 'reference', caseId: chance.id(), code: chance.digits(8), pin: chance.digits(6) } };
	}
	if (!parts.reachable) return { told: { told: 'unavailable' } };
	try {
		if (ask.ask === 'case') return await findCase(ask, at, parts);
		const { caller, prompts } = parts;
		if (caller === undefined || prompts === undefined) return { told: { told: 'no-speaker' } };
		return await lookUpSpeaker(ask, at, { ...parts, caller, prompts });
	} catch (error) {
		if (error instanceof StoreUnavailable) return { told: { told: 'unavailable' } };
		throw error;
	}
}

/**
 * The case, or the request, of a code and PIN. An unknown code, a wrong PIN, an erased case and one try too many are told the same,
 * and cost the same look-ups and hashes.
 */
async function findCase(
	ask: Extract<Ask, { ask: 'case' }>,
	at: number,
	parts: { readonly store: Store; readonly vault: Vault },
): Promise<Found> {
	const { store, vault } = parts;
	const codeIndex = vault.index('code', ask.code);
	const requests = { records: store.records, vault };
	const [row, found, rows] = await Promise.all([
		store.tries.get(codeIndex),
		store.cases.byCode(codeIndex),
		rowsOfCode(requests, ask.code),
	]);
	const right = sameIndex(vault.index('pin', `${found?.id ?? ''}|${ask.pin}`), found?.pinIndex ?? '');
	const wished = withPin(vault, rows, ask, sameIndex);
	if (!mayTry(row, at)) return { told: NO_CASE };
	const tries = withTry(row, codeIndex, at);
	if (found !== undefined && right && found.wrappedKey.length > 0) {
		const { id: caseId, status, wrappedKey } = found;
		return { told: { told: 'case', caseId, status }, tries, openCase: { caseId, wrappedKey } };
	}
	const request = wished === undefined ? undefined : await readRequest(requests, wished);
	if (request === undefined || 'closed' in request) return { told: NO_CASE, tries };
	const { id: requestId, state, answer } = request;
	return { told: { told: 'request', requestId, state, ...(answer === undefined ? {} : { answer }) }, tries };
}
