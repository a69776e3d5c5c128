import type { Words } from '../../src/conversation/index.ts';
import type { CallBack } from '../../src/turns/read-call-back.ts';
import type { ReadCase } from '../../src/turns/read-case.ts';

/** A case for programs: stored values only, times in ISO 8601. `closed` says why one could not be opened. */
export function caseAsJson(read: ReadCase, words: Words): Readonly<Record<string, unknown>> {
	const { row } = read;
	const open = {
		id: row.id,
		country: row.country,
		status: row.status,
		kind: row.kind,
		dangerNow: row.dangerNow,
		district: row.district,
		openedDay: row.openedDay,
	};
	if ('closed' in read) return { ...open, closed: read.closed };
	const { opened, number } = read;
	const { report } = opened;
	const place = report.place.code === undefined ? undefined : words.places.byCode(opened.country, report.place.code);
	return {
		...open,
		code: opened.code,
		status: opened.status,
		openedAt: new Date(opened.openedAt).toISOString(),
		changedAt: new Date(opened.changedAt).toISOString(),
		route: opened.route,
		language: opened.language,
		about: report.about ?? null,
		ageBand: report.ageBand ?? null,
		place: { ...report.place, ...(place === undefined ? {} : { name: place.name, within: place.within }) },
		ownWords: report.ownWords ?? null,
		ownWordsRecorded: report.ownWordsRecorded ?? null,
		words: opened.words.map(({ at, text }) => ({ at: new Date(at).toISOString(), text })),
		anonymous: report.anonymous ?? true,
		contactPolicy: report.contactPolicy ?? 'never',
		callTime: report.callTime ?? null,
		callBackAskedAt: opened.callBackAskedAt === undefined ? null : new Date(opened.callBackAskedAt).toISOString(),
		number: number ?? null,
		hideFromCooperative: report.hideFromCooperative ?? false,
	};
}

/** One line a case, for the eye. */
export function caseAsLine(read: ReadCase, words: Words): string {
	const { row } = read;
	if ('closed' in read)
		return `--------  ${row.openedDay}  ${row.status.padEnd(10)}  ${row.kind} (cannot be opened: ${read.closed})`;
	const { opened } = read;
	const { place } = opened.report;
	const known = place.code === undefined ? undefined : words.places.byCode(opened.country, place.code);
	const where =
		known === undefined
			? `«${place.typed ?? (place.recording === undefined ? '' : 'recorded')}»`
			: `${known.name}, ${known.within}`;
	const danger = row.dangerNow ? '  DANGER NOW' : '';
	return `${opened.code}  ${row.openedDay}  ${opened.status.padEnd(10)}  ${row.country}  ${opened.report.kind.padEnd(20)}  ${where}${danger}`;
}

/** A wish to be called, for programs. */
export function callBackAsJson(wish: CallBack): Readonly<Record<string, unknown>> {
	if ('closed' in wish) return { askedAt: wish.day, closed: wish.closed };
	return {
		askedAt: new Date(wish.askedAt).toISOString(),
		number: wish.number ?? null,
		time: wish.time ?? null,
		language: wish.language,
		route: wish.route,
		case: wish.code ?? null,
	};
}
