import type { Country } from '../../conversation/index.ts';
import { dayOf } from '../../shared/clock.ts';
import { ServiceError } from '../../shared/errors.ts';
import type { CatalogueStore, Doing } from './catalogue-store.ts';
import { type Ground, unfitTexts } from './fits.ts';
import { completeness, isOver, isOverdue, refOf, type Version } from './lifecycle.ts';

/** The steps by which an entry comes to people and goes: the same whoever takes them, and by whatever way. */
export interface Publishing {
	/** Languages that people of a country are offered. */
	readonly languagesIn: (country: Country) => readonly string[];
	/** What a version wants, a sentence each: before it may be published, or before its owner may be at rest about it. */
	readonly check: (version: Version, day: string) => readonly string[];
	/**
	 * Publishes the version that is looked at here, even if a newer one comes meanwhile. Who publishes again what they published hears of it again.
	 * @throws {ServiceError} `no-entry`; `entry-unfit`, with why; `entry-changed`.
	 */
	readonly publish: (ref: string, doing: Doing) => Promise<Version>;
	/** Takes a published version back; one that was taken back already stays so. @throws {ServiceError} as `publish`. */
	readonly withdraw: (ref: string, doing: Doing) => Promise<Version>;
	/** Marks what is published and over, and returns it. @param at milliseconds since the epoch. */
	readonly expire: (at: number) => Promise<readonly Version[]>;
}

export interface PublishingParts {
	readonly store: CatalogueStore;
	readonly ground: Ground;
	/** The deployment wants somebody else than the author to publish. */
	readonly byAnother: boolean;
	/** Told of each step once it is taken, or about to be; of one that was cut off again, when it is repeated. */
	readonly told?: (version: Version, at: number) => Promise<void>;
}

export function createPublishing(parts: PublishingParts): Publishing {
	const { store, ground, byAnother, told = () => Promise.resolve() } = parts;
	const languagesIn = (country: Country) => {
		const routes = ground.routes.filter((route) => route.country === country);
		return [...new Set(routes.flatMap(({ languages }) => languages))];
	};
	const mustGet = async (ref: string) => {
		const version = await store.get(ref);
		if (version === undefined) throw new ServiceError('no-entry', `no entry ${ref}`, `There is no entry ${ref}.`);
		return version;
	};
	const tell = async (version: Version, at: number) => {
		await told(version, at);
		return version;
	};
	return {
		languagesIn,
		check: (version, day) => [
			...completeness(version.entry, languagesIn(version.entry.country)),
			...unfitIn(version, ground),
			...(isOverdue(version.entry, day) ? [overdue(version)] : []),
		],
		publish: async (ref, { by, at }) => {
			const version = await mustGet(ref);
			if (version.state === 'published' && version.publisher === by) return tell(version, at);
			const unfit = unfitIn(version, ground);
			const languages = languagesIn(version.entry.country);
			if (version.state === 'draft' && unfit.length > 0)
				throw refusal(version, [...completeness(version.entry, languages), ...unfit]);
			return tell(await store.publish(refOf(version), { by, at, byAnother, languages }), at);
		},
		withdraw: async (ref, doing) => {
			const version = await mustGet(ref);
			if (version.state === 'withdrawn') return tell(version, doing.at);
			return tell(await store.withdraw(refOf(version), doing), doing.at);
		},
		expire: async (at) => {
			// Told first: who is cut off in between tells again, and nobody is never told.
			for await (const version of store.list('published'))
				if (isOver(version.entry, dayOf(at))) await told({ ...version, state: 'expired' }, at);
			return store.expire(at);
		},
	};
}

function unfitIn(version: Version, ground: Ground): readonly string[] {
	return unfitTexts(version, ground).map(
		({ route, language, part, kind, detail }) => `wording.${language}.${part}: ${kind} on ${route} (${detail})`,
	);
}

function overdue({ entry }: Version): string {
	return `reviewBy: ${entry.reviewBy} is past; ${entry.owner ?? 'nobody'} should look at it`;
}

function refusal(version: Version, faults: readonly string[]): ServiceError {
	const said = `${refOf(version)}: ${faults.join('; ')}`;
	return new ServiceError('entry-unfit', said, said);
}
