import type { Country, Place, Places } from '../../conversation/index.ts';
import { ServiceError } from '../../shared/errors.ts';
import type { Areas } from './areas.ts';
import { type FindPlaces, indexPlaces } from './place-index.ts';

/** A community that a programme works with. */
export interface Community {
	/** OCHA p-code of its department (CI) or district (GH). */
	readonly district: string;
	/** 5 to 8 digits, unique in its country. */
	readonly code: string;
	/** Display name with its accents. */
	readonly name: string;
}

export interface ReferencePlaces extends Places {
	/**
	 * The places that take most room on a screen: by name, by the name around it, and by both together.
	 * `units` measures a name as the route counts it.
	 */
	readonly longestNames: (country: Country, units: (name: string) => number) => readonly Place[];
}

interface CountryPlaces {
	readonly all: readonly Place[];
	readonly byCode: ReadonlyMap<string, Place>;
	readonly find: FindPlaces;
}

/**
 * The places of both countries, in memory: codes, search, and the longest names for the proof.
 * @throws {ServiceError} `unknown-district` for a community of no known district, `place-code-twice` for a code that two
 * places of one country have.
 */
export function createPlaces(from: {
	readonly ci: Areas;
	readonly gh: Areas;
	readonly communities: readonly Community[];
}): ReferencePlaces {
	refuseUnknownDistricts(from.communities, [from.ci, from.gh]);
	const countries: Readonly<Record<Country, CountryPlaces>> = {
		CI: prepare(placesOf(from.ci, from.communities)),
		GH: prepare(placesOf(from.gh, from.communities)),
	};
	return {
		byCode: (country, code) => countries[country].byCode.get(code),
		search: (country, typed, most) => countries[country].find(typed, most),
		longestNames: (country, units) => longest(countries[country].all, units),
	};
}

function placesOf(areas: Areas, communities: readonly Community[]): readonly Place[] {
	return areas.regions.flatMap((region) => [
		{ code: digitsOf(region.pcode), name: region.name, within: '', district: region.pcode, level: 'region' as const },
		...region.districts.flatMap(({ pcode, name }) => [
			{ code: digitsOf(pcode), name, within: region.name, district: pcode, level: 'district' as const },
			...communities
				.filter((community) => community.district === pcode)
				.map((community) => ({
					code: community.code,
					name: community.name,
					within: `${name}, ${region.name}`,
					district: pcode,
					level: 'community' as const,
				})),
		]),
	]);
}

/** What a person can type of a p-code: `CI2604` is 2604. */
function digitsOf(pcode: string): string {
	return pcode.slice(2);
}

function prepare(all: readonly Place[]): CountryPlaces {
	const byCode = new Map<string, Place>();
	for (const place of all) {
		if (byCode.has(place.code)) {
			const message = `Code ${place.code} in ${place.district.slice(0, 2)} is given to two places.`;
			throw new ServiceError('place-code-twice', message, message);
		}
		byCode.set(place.code, place);
	}
	return { all, byCode, find: indexPlaces(all) };
}

function refuseUnknownDistricts(communities: readonly Community[], countries: readonly Areas[]): void {
	const districts = countries.flatMap(({ regions }) => regions.flatMap((region) => region.districts));
	const known = new Set(districts.map((district) => district.pcode));
	for (const { code, district } of communities) {
		if (known.has(district)) continue;
		const message = `Community ${code} is in district ${district}, which reference/places does not know.`;
		throw new ServiceError('unknown-district', message, message);
	}
}

function longest(places: readonly Place[], units: (name: string) => number): readonly Place[] {
	const measures: readonly ((place: Place) => number)[] = [
		({ name }) => units(name),
		({ within }) => units(within),
		({ name, within }) => units(name) + units(within),
	];
	const winners = measures.flatMap((measure) => mostOf(places, measure));
	return [...new Set(winners)];
}

/** The first of those that measure most; none of none. */
function mostOf(places: readonly Place[], measure: (place: Place) => number): readonly Place[] {
	let most = Number.NEGATIVE_INFINITY;
	let winner: readonly Place[] = [];
	for (const place of places) {
		const size = measure(place);
		if (size <= most) continue;
		most = size;
		winner = [place];
	}
	return winner;
}
