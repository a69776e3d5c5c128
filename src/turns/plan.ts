import { type CaseEvent, standingAgainst } from '../cases/case.ts';
import type { CaseEventRow, CaseRow } from '../cases/case-store.ts';
import type { RemoteRecording } from '../channels/channel.ts';
import type { CaseStatus, Effect, Report, RouteFacts, Words } from '../conversation/index.ts';
import { placeOf } from '../conversation/index.ts';
import type { Profile } from '../people/person-store.ts';
import { dayOf } from '../shared/clock.ts';
import { lanes } from '../store/message.ts';
import type { RecordRow } from '../store/records.ts';
import type { CaseChange, Commit, OptOutRow, OutboxRow } from '../store/store.ts';
import type { DataKey, Vault } from '../vault/vault.ts';
import { derivedId } from './derived-id.ts';
import { askedCallRow } from './plan-call.ts';
import { recordingIdOf, recordingRow } from './plan-recording.ts';
import { openedRequest, programmeRow, saidOfRequest } from './plan-request.ts';
import { keptTake, sweptTake } from './plan-take.ts';
import type { OpenCase, Remembered, Said } from './remembered.ts';

/** What the effects of one turn are planned with. */
export interface Planning {
	readonly vault: Vault;
	readonly words: Words;
	readonly route: RouteFacts;
	readonly turnId: string;
	readonly at: number;
	/** E.164, '' where it is withheld; leaves this function only sealed, and only where the contact policy needs it. */
	readonly number: string;
	readonly language: string;
	/** What was said in this turn, still at the provider. */
	readonly recording?: RemoteRecording;
}

/** Records that one turn's effects become, and what the person's memory is afterwards. */
export interface Plan {
	readonly commit: Pick<Commit, 'cases' | 'caseEvents' | 'caseChanges' | 'outbox' | 'optOuts' | 'records'>;
	readonly profile: Profile;
	readonly openCase?: OpenCase;
}

interface Draft {
	readonly cases: Omit<CaseRow, 'position'>[];
	readonly caseEvents: CaseEventRow[];
	readonly caseChanges: CaseChange[];
	readonly outbox: OutboxRow[];
	readonly optOuts: OptOutRow[];
	readonly records: RecordRow[];
	readonly said?: Said;
	profile: Profile;
	openCase?: OpenCase;
	key?: DataKey;
}

const NO_CONTACT = new Uint8Array(0);

/** The reporter's number is kept only for a policy that needs it, and never with an anonymous report. */
function needsNumber(report: Partial<Report>): boolean {
	return report.anonymous === false && (report.contactPolicy === 'sms-neutral' || report.contactPolicy === 'call-at');
}

const pinIndexOf = (vault: Vault, caseId: string, pin: string): string => vault.index('pin', `${caseId}|${pin}`);

/** Turns the effects of one turn into records. Pure but for the vault's keys: nothing is read or written here. */
export function plan(effects: readonly Effect[], remembered: Remembered, planning: Planning): Plan {
	const { openCase, said } = remembered;
	const draft: Draft = {
		cases: [],
		caseEvents: [],
		caseChanges: [],
		outbox: [],
		optOuts: [],
		records: [],
		profile: remembered.profile,
		...(openCase === undefined ? {} : { openCase }),
		...(said === undefined ? {} : { said }),
	};
	for (const effect of effects) planOne(effect, draft, planning);
	const row = rowOfRecording(effects, { ...planning, count: draft.outbox.length });
	if (row !== undefined) draft.outbox.push(row);
	const { cases, caseEvents, caseChanges, outbox, optOuts, records } = draft;
	return {
		commit: {
			cases,
			caseEvents,
			caseChanges,
			outbox,
			...(optOuts.length === 0 ? {} : { optOuts }),
			...(records.length === 0 ? {} : { records }),
		},
		profile: draft.profile,
		...(draft.openCase === undefined ? {} : { openCase: draft.openCase }),
	};
}

/** What becomes of what was said in this turn. */
function rowOfRecording(
	effects: readonly Effect[],
	planning: Planning & { readonly count: number },
): OutboxRow | undefined {
	const { recording, route, vault, turnId } = planning;
	if (recording === undefined) return undefined;
	if (route.for === 'recording') return sweptTake(recording, recordingIdOf(vault, turnId), planning);
	return recordingRow(recording, effects, planning);
}

function planOne(effect: Effect, draft: Draft, planning: Planning): void {
	const { at } = planning;
	switch (effect.type) {
		case 'language.set':
			draft.profile = { ...draft.profile, language: effect.language };
			return;
		case 'place.remember':
			if (effect.place.code !== undefined) draft.profile = { ...draft.profile, lastPlace: effect.place.code };
			return;
		case 'case.open':
			openCase(effect, draft, planning);
			return;
		case 'case.amend':
			append(draft, planning, effect.caseId, { type: 'amended', at, changes: effect.changes });
			change(draft, effect.caseId, openPart(effect.changes, planning));
			keepContact(effect, draft, planning);
			return;
		case 'case.complete':
			append(draft, planning, effect.caseId, { type: 'completed', at });
			move(draft, effect.caseId, 'completed', 'received');
			return;
		case 'case.pin':
			append(draft, planning, effect.caseId, { type: 'pin-chosen', at });
			change(draft, effect.caseId, { pinIndex: pinIndexOf(planning.vault, effect.caseId, effect.pin) });
			return;
		case 'case.word':
			append(draft, planning, effect.caseId, wordAdded(effect, at));
			return;
		case 'case.not-solved':
			append(draft, planning, effect.caseId, { type: 'not-solved', at });
			move(draft, effect.caseId, 'not-solved', 'not-solved');
			return;
		case 'case.withdraw':
			append(draft, planning, effect.caseId, { type: 'withdrawn', at });
			change(draft, effect.caseId, { status: 'withdrawn', contact: NO_CONTACT });
			return;
		case 'texts.want':
			// A wish of nobody in particular would stand for all who withhold their number.
			if (planning.number === '') return;
			draft.optOuts.push({
				id: planning.vault.index('person', planning.number),
				wants: effect.wants,
				day: dayOf(at),
			});
			return;
		case 'call.back':
			callBack(effect, draft, planning);
			return;
		case 'call.me': {
			const row = askedCallRow({ ...planning, count: draft.outbox.length });
			if (row !== undefined) draft.outbox.push(row);
			return;
		}
		case 'programme.send': {
			const row = programmeRow(effect, planning, draft.outbox.length);
			if (row !== undefined) draft.outbox.push(row);
			return;
		}
		case 'request.open':
			draft.records.push(openedRequest(effect, planning));
			return;
		case 'request.done':
		case 'request.not-solved':
			draft.records.push(saidOfRequest(effect, planning, draft.records.length));
			return;
		case 'prompt.keep': {
			const kept = keptTake(effect, draft.said, { ...planning, count: draft.outbox.length });
			if (kept === undefined) return;
			draft.records.push(kept.record);
			draft.outbox.push(kept.row);
		}
	}
}

/** The open part of a report: what may stand unsealed. */
function openPart(report: Partial<Report>, planning: Planning): CaseChange['changes'] {
	const place = report.place === undefined ? undefined : placeOf(planning.words, planning.route.country, report.place);
	return {
		...(report.kind === undefined ? {} : { kind: report.kind }),
		...(report.dangerNow === undefined ? {} : { dangerNow: report.dangerNow }),
		...(report.place === undefined ? {} : { district: place?.district ?? '' }),
	};
}

function openCase(effect: Extract<Effect, { type: 'case.open' }>, draft: Draft, planning: Planning): void {
	const { vault, route, at, language } = planning;
	const { caseId, code, pin, report } = effect;
	const { key, wrapped } = vault.newKey({ collection: 'cases', id: caseId });
	draft.openCase = { caseId, wrappedKey: wrapped };
	draft.key = key;
	const place = placeOf(planning.words, route.country, report.place);
	draft.cases.push({
		id: caseId,
		codeIndex: vault.index('code', code),
		pinIndex: pinIndexOf(vault, caseId, pin),
		country: route.country,
		kind: report.kind,
		dangerNow: report.dangerNow ?? false,
		district: place?.district ?? '',
		status: 'incomplete',
		contact: NO_CONTACT,
		openedDay: dayOf(at),
		wrappedKey: wrapped,
	});
	append(draft, planning, caseId, { type: 'opened', at, code, route: route.id, language, report });
}

/** The data key of the case that the conversation has open. @throws {Error} for any other case: flows act on their own. */
function keyOf(draft: Draft, vault: Vault, caseId: string): DataKey {
	if (draft.openCase?.caseId !== caseId)
		throw new Error('an effect names a case that this conversation has not opened');
	draft.key ??= vault.openKey({ collection: 'cases', id: caseId }, draft.openCase.wrappedKey);
	return draft.key;
}

function append(draft: Draft, planning: Planning, caseId: string, event: CaseEvent): void {
	const { vault } = planning;
	const id = derivedId(planning, 'event', draft.caseEvents.length);
	const place = { collection: 'caseEvents', field: 'sealed', id };
	draft.caseEvents.push({ id, caseId, sealed: vault.seal(keyOf(draft, vault, caseId), place, JSON.stringify(event)) });
}

function change(
	draft: Draft,
	caseId: string,
	changes: CaseChange['changes'],
	unless: readonly CaseStatus[] = [],
): void {
	draft.caseChanges.push({ caseId, changes, ...(unless.length === 0 ? {} : { unless }) });
}

/** A status for the case's open part, by the rule by which its events make it (`cases/case.ts`). */
function move(draft: Draft, caseId: string, event: CaseEvent['type'], status: CaseStatus): void {
	change(draft, caseId, { status }, standingAgainst(event, status));
}

/** Whoever withdrew a report is not called about it, whatever is still typed on another phone. */
function keepContact(effect: Extract<Effect, { type: 'case.amend' }>, draft: Draft, planning: Planning): void {
	const contact = contactOf(effect.caseId, effect.changes, draft, planning);
	change(draft, effect.caseId, { contact }, ['withdrawn']);
}

function contactOf(caseId: string, report: Partial<Report>, draft: Draft, planning: Planning): Uint8Array {
	if (!needsNumber(report) || planning.number === '') return NO_CONTACT;
	const place = { collection: 'cases', field: 'contact', id: caseId };
	return planning.vault.seal(keyOf(draft, planning.vault, caseId), place, planning.number);
}

/** With a case the number is looked up there when the call is made, under the policy of then; without one it is sealed here. */
function callBack(effect: Extract<Effect, { type: 'call.back' }>, draft: Draft, planning: Planning): void {
	const { vault, at, number, route, language } = planning;
	if (effect.caseId !== undefined) append(draft, planning, effect.caseId, { type: 'call-back-asked', at });
	if (number === '') return;
	const id = derivedId(planning, 'outbox', draft.outbox.length);
	const wish = {
		askedAt: at,
		route: route.id,
		language,
		...(effect.time === undefined ? {} : { time: effect.time }),
		...(effect.caseId === undefined ? { number } : {}),
	};
	const sealed = vault.sealFor('outbox', { collection: 'outbox', field: 'sealed', id }, JSON.stringify(wish));
	draft.outbox.push({
		id,
		kind: 'call-back',
		route: '',
		lane: lanes.reply,
		due: 0,
		caseId: effect.caseId ?? '',
		sealed,
		day: dayOf(at),
	});
}

/** What was said in addition amends the report, so that whoever reads it finds the recording. */
function wordAdded({ words, recorded }: Extract<Effect, { type: 'case.word' }>, at: number): CaseEvent {
	return recorded === undefined
		? { type: 'word-added', at, words }
		: { type: 'amended', at, changes: { ownWordsRecorded: recorded } };
}
