import { createPlaces } from '../../../src/programmes/places/create-places.ts';
import { demonstration, places, reference } from '../reference.ts';

/** `name (within)` of what is found, best first. */
function found(country: 'CI' | 'GH', typed: string, most = 5): string[] {
	return places.search(country, typed, most).map(({ name, within }) => (within === '' ? name : `${name} (${within})`));
}

describe('place search', () => {
	it.each([
		['Soubre', 'Soubré (Nawa)', 'phones have no accents at hand'],
		['SOUBRE', 'Soubré (Nawa)', 'some phones type capitals'],
		['  soubre. ', 'Soubré (Nawa)', 'spaces and full stops are easily added'],
		['sou', 'Soubré (Nawa)', 'the beginning is enough'],
		['soubrai', 'Soubré (Nawa)', 'people write as they hear'],
		['suobre', 'Soubré (Nawa)', 'two letters change places'],
		['meagui', 'Méagui (Nawa)', 'no accent'],
		['guyo', 'Guéyo (Nawa)', 'a letter left out, its first letter right, unlike Buyo'],
		['geyo', 'Guéyo (Nawa)', 'the silent u is left out'],
		['san pedro', 'San-Pédro (San-Pédro)', 'no hyphen'],
		['sanpedro', 'San-Pédro (San-Pédro)', 'in one word'],
		['st pedro', 'San-Pédro (San-Pédro)', 'san and saint are mixed up'],
		['sampedro', 'San-Pédro (San-Pédro)', 'n before p is heard as m'],
		['mbato', "M'Batto (Moronou)", 'no apostrophe and one t'],
		['m batto', "M'Batto (Moronou)", 'a space for the apostrophe'],
		['M’BATTO', "M'Batto (Moronou)", 'a typographic apostrophe'],
		['duekwe', 'Duékoué (Guémon)', 'w for ou, as in Ghana'],
		['zwan unien', 'Zouan-Hounien (Tonkpi)', 'written as heard'],
		['abengouru', 'Abengourou (Indénié-Djuablin)', 'u for ou'],
		['agnibilekro', 'Agnibilékrou (Indénié-Djuablin)', 'the ending of so many names'],
		['iakase', 'Yakassé-Attobrou (La Mé)', 'i for y, one s, and half of the name'],
		['daloua', 'Daloa (Haut-Sassandra)', 'a u too many'],
		['blolekin', 'Bloléquin (Cavally)', 'k for qu'],
		['bagolo', 'Bangolo (Guémon)', 'a letter left out'],
		['gd lahou', 'Grand-Lahou (Grands-Ponts)', 'grand is shortened'],
		['la me', 'La Mé', 'a region has an article'],
		['nawa', 'Nawa', 'a region can be named'],
		['N GORANKRO', "N'Gorankro (Méagui, Nawa)", 'a community'],
		['gbogboge', 'Gbogbodjé (Soubré, Nawa)', 'a community written as heard'],
		['st konan', 'Saint-Konan-Kouadiokro-sur-Sassandra (Soubré, Nawa)', 'saint is shortened'],
		['je suis a konankro', 'Konankro (Soubré, Nawa)', 'people answer in sentences'],
		['village de konankro', 'Konankro (Soubré, Nawa)', 'people say what kind of place it is'],
	])('finds from %j the place %s in Côte d’Ivoire: %s', (typed, expected) => {
		expect(found('CI', typed)[0]).toBe(expected);
	});

	it.each([
		['bibiani', 'Bibiani-Anhwiaso-Bekwai (Western North)', 'the first of three names'],
		['anwiaso', 'Bibiani-Anhwiaso-Bekwai (Western North)', 'the second, its h unheard'],
		['bekwai bibiani', 'Bibiani-Anhwiaso-Bekwai (Western North)', 'in another order'],
		['juabeso', 'Juaboso (Western North)', 'the other usual spelling'],
		['JUABOSO DISTRICT', 'Juaboso (Western North)', 'with the word district'],
		['sefwi wiaso', 'Sefwi-Wiawso (Western North)', 'a w left out'],
		['sefui wiawso', 'Sefwi-Wiawso (Western North)', 'u for w'],
		['sefwiwiawso', 'Sefwi-Wiawso (Western North)', 'in one word'],
		['wiaso', 'Sefwi-Wiawso (Western North)', 'only the town'],
		['asunafo n', 'Asunafo North (Ahafo)', 'north is shortened'],
		['wasa amenfi west', 'Wassa Amenfi West (Western)', 'one s'],
		['dwaben', 'Juaben (Ashanti)', 'the Twi spelling'],
		['gyaman north', 'Jaman North (Bono)', 'the Twi spelling'],
		['akuapem north', 'Akwapem North (Eastern)', 'the spelling in use there'],
		['dormaa municipal', 'Dormaa (Bono)', 'the assembly’s full title'],
		['coffikrom bibiani', 'Kofikrom (Bibiani-Anhwiaso-Bekwai, Western North)', 'c for k, and its district'],
		['asempanaye', 'Asempaneye (Juaboso, Western North)', 'a vowel changed'],
		['Asɛmpanɛyɛ', 'Asempaneye (Juaboso, Western North)', 'Akan letters'],
	])('finds from %j the place %s in Ghana: %s', (typed, expected) => {
		expect(found('GH', typed)[0]).toBe(expected);
	});

	it.each([
		['xyzzy', 'nothing is like it'],
		['', 'nothing was typed'],
		['   ', 'only spaces were typed'],
		['🙂🙂', 'a picture names no place'],
		['?!*#', 'signs name no place'],
	])('finds nothing from %j, since %s', (typed) => {
		expect(found('CI', typed)).toEqual([]);
		expect(found('GH', typed)).toEqual([]);
	});

	it('keeps the countries apart, since a farmer never means a village across the border', () => {
		expect(found('GH', 'soubre')).toEqual([]);
		expect(found('CI', 'juaboso')).toEqual([]);
	});

	it('shows every place of one name, with what tells them apart', () => {
		expect(found('CI', 'kouassikro')).toEqual([
			'Kouassikro (Daloa, Haut-Sassandra)',
			'Kouassikro (Soubré, Nawa)',
			"Kouassi-Kouassikro (N'Zi)",
		]);
		expect(found('GH', 'nyamebekyere')).toEqual([
			'Nyamebekyere (Atwima Mponua, Ashanti)',
			'Nyamebekyere (Juaboso, Western North)',
			'Nyamebekyere (Sefwi-Wiawso, Western North)',
		]);
	});

	it('needs no choice when the district is typed with the name', () => {
		expect(found('CI', 'kouassikro soubre')).toEqual(['Kouassikro (Soubré, Nawa)']);
		expect(found('CI', 'kouassikro a Daloa')).toEqual(['Kouassikro (Daloa, Haut-Sassandra)']);
	});

	it('shows communities before districts before regions where they are equally good', () => {
		const community = { district: 'CI2901', code: '290101', name: 'San-Pédro' };
		const three = createPlaces({ ...reference, communities: [community] });
		const levels = three.search('CI', 'san pedro', 5).map(({ level }) => level);
		expect(levels).toEqual(['community', 'district', 'region']);
	});

	it('shows a whole word of a name before the beginning of another', () => {
		expect(found('GH', 'wa').slice(0, 3)).toEqual(['Wa (Upper West)', 'Wa East (Upper West)', 'Wa West (Upper West)']);
	});

	it('guesses only where nothing certain was found, since a guess beside the name would only be taken by mistake', () => {
		expect(found('CI', 'Buyo')).toEqual(['Buyo (Nawa)']);
		expect(found('CI', 'guyo')).toEqual(['Guéyo (Nawa)', 'Buyo (Nawa)']);
	});

	it.each([...demonstration.communities])(
		'finds the demonstration community $name ($code) by its name',
		(community) => {
			const country = community.district.startsWith('CI') ? 'CI' : 'GH';
			expect(places.search(country, community.name, 5).map(({ code }) => code)).toContain(community.code);
		},
	);
});
