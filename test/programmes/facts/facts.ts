/** A fact of the research on what people ask, its figures as the sources give them, and the entry that tells it. */
export interface Fact {
	readonly entry: string;
	readonly fact: string;
	/** Every figure of the fact, without separators: `36000`, `2.5`. Years count. */
	readonly figures: readonly string[];
	/** A page that vouches for it. */
	readonly source: string;
}

const ivoirebusiness = 'http://www.ivoirebusiness.net/?q=comment/102407';
const coges =
	'https://news.abidjan.net/articles/685276/cote-divoire-polemique-sur-la-reforme-des-frais-scolaires-annexes';
const birthLaw =
	'https://loidici.biz/2019/02/05/chapitre-premier-dispositions-generales-29/lois-article-par-article/plus-de-textes-de-lois/actes-de-naissance/12207/naty/';
const nawa =
	'https://ivoireinfos.com/2025/04/29/atelier-de-regularisation-des-enfants-non-declares-dans-la-nawa-soubre-camara-bintou-rassure-loperation-est-entierement-gratuite';
const sanPedro =
	'https://www.aip.ci/187795/cote-divoire-aip-un-projet-pour-delivrer-des-actes-a-44-000-enfants-non-declares-a-letat-civil-a-san-pedro/?amp=1';
const labourCode = 'https://votresalaire.org/cotedivoire/droit-du-travail/traitement-equitable/enfants-et-jeunes';
const safetyNets =
	'https://ejasso.com/cote-divoire-156-milliards-de-fcfa-transferes-a-457-000-menages-vulnerables-de-2017-a-2024/';
const safetyNets2025 = 'https://dkinfos.net/2025/06/20/filets-sociaux-70-000-nouveaux-menages-adherent-au-projet';
const cmu =
	'https://www.journalducameroun.com/demarrage-de-la-cmu-ouattara-et-ses-ministres-recoivent-leur-carte-dassures/';
const cmuInformal =
	'https://www.yessouan.ci/CMU-aux-travailleurs-de-l-informel-en-Cote-d-Ivoire-voici-les-mesures-du-gouvernement-ivoirien-des-ce-1er-mai_a3424.amp.html';
const rsti =
	'https://www.aip.ci/49349/cote-divoire-aip-la-cnps-sensibilise-sur-le-regime-social-des-travailleurs-independants-a-duekoue/';
const rstiPension =
	'https://news.abidjan.net/articles/699271/travailleurs-independants-la-cnps-met-a-disposition-des-pensions-de-retraite-et-indemnites';
const rsti2025 =
	'https://www.lebabi.net/actualite/retraite-sante-maternite-ce-que-la-cnps-propose-aux-non-salaries-90511.html';
const savings = 'https://www.technoserve.org/blog/savings-groups-opportunities-rural-women-and-youth';
const capitation =
	'https://www.masemtvgh.com/2023/01/05/govt-keeps-showing-great-weakness-in-funding-basic-education-eduwatch/amp';
const budget2024 = 'https://ignewss.com/govt-support-448-000-first-year-shs-students-ken-ofori-attah/';
const freeShs =
	'https://muslimcommunityreport.com/index.php/2017/09/21/ghana-initiates-free-education-scheme-for-high-school-students/';
const cocobod = 'https://cocobod.gh/news/review-of-producer-price-for-the-202526-cocoa-season';
const leap = 'https://www.modernghana.com/news/1422084/government-begins-nationwide-bi-monthly-cash-grant.html';
const leapWho = 'https://www.gtarcc.gov.gh/index.php/livelihood-empowerment-against-poverty/';
const pension = 'https://thechronicle.com.gh/cocobod-rolls-out-farmers-pension-scheme';
const pensionDistricts =
	'https://graphiconline.com/news/general-news/cocoa-farmers-pension-scheme-takes-off-in-ashanti-region.html';
const rehabilitation =
	'https://www.pulse.com.gh/bi/strategy/cocoa-farmers-initial-treatment-grant-raised-to-dollar192-ghc100000-per-hectare/rxgtxwf';

const row = (entry: string, fact: string, figures: readonly string[], source: string): Fact => ({
	entry,
	fact,
	figures,
	source,
});

/** Schooling, social protection and income, both countries. Written from the research by hand, not from the catalogue. */
export const FACTS: readonly Fact[] = [
	row('ci-school', 'compulsory from 6 to 16', ['6', '16'], ivoirebusiness),
	row('ci-school', 'no COGES fees for parents since January 2021', ['2021'], coges),
	row('ci-school-kits', 'free school kits exist', [], 'https://fr.allafrica.com/stories/201811060691.html'),
	row('ci-late-birth-papers', 'free, with two adult witnesses', [], birthLaw),
	row('ci-birth-papers-cocoa-2025', 'children of 0 to 16 in 2025; Nawa 40,105', ['2025', '0', '16', '40105'], nawa),
	row('ci-birth-papers-cocoa-2025', 'San-Pédro 44,000', ['44000'], sanPedro),
	row(
		'ci-second-chance-school',
		'28,000 trained by July 2024',
		['28000', '2024'],
		'https://fr.allafrica.com/stories/202407180134.html',
	),
	row('ci-apprenticeship', 'from 14; no dangerous or night work before 18', ['14', '18'], labourCode),
	row('ci-filets-sociaux', '36,000 FCFA a quarter for 3 years', ['36000', '3'], safetyNets),
	row(
		'ci-filets-sociaux',
		'527,000 households in June 2025, 31 regions, register opened 18 June 2025',
		['527000', '31', '2025', '18'],
		safetyNets2025,
	),
	row('ci-cmu', '70 % and 30 %, 1,000 FCFA a person and month', ['70', '30', '1000'], cmu),
	row(
		'ci-cmu-informal',
		'from 1 May four months without contribution; 100 % in 2,244 centres',
		['1', '4', '0', '100', '2244'],
		cmuInformal,
	),
	row('ci-rsti', 'from 3,600 FCFA a month; sickness of more than 14 days', ['3600', '14'], rstiPension),
	row('ci-rsti', '12 % of 30,000 to 180,000', ['12', '30000', '180000'], rsti),
	row('ci-rsti', '970,000 enrolled in May 2025', ['970000', '2025'], rsti2025),
	row('ci-avec', '10 to 25 members, 3 months, 3 times the savings', ['10', '25', '3'], savings),
	row('ci-avec', '5,200 groups', ['5200'], safetyNets2025),
	row('gh-basic-school', 'free; Capitation Grant since 2003/04', ['2003', '04'], capitation),
	row('gh-school-feeding', '3.8 million pupils in 10,000 schools', ['3.8', '10000'], budget2024),
	row('gh-free-shs', 'since 2017', ['2017'], freeShs),
	row(
		'gh-free-tvet',
		'since 2022, 186 institutions',
		['2022', '186'],
		'https://allafrica.com/stories/202203280374.html',
	),
	row('gh-cocobod-scholarship', 'from 2026/27', ['2026', '27'], cocobod),
	row(
		'gh-leap',
		'every 2 months 320, 380, 440, 530 for 1, 2, 3, 4 or more; 350,580 households in 2025',
		['2', '320', '380', '440', '530', '1', '3', '4', '350580', '2025'],
		leap,
	),
	row('gh-leap', '65 and over without support, infants under 1', ['65', '1'], leapWho),
	row(
		'gh-nhis',
		'no premium under 18, from 70',
		['18', '70'],
		'https://thepublisheronline.com/demystifying-ghanas-nhis',
	),
	row('gh-nhis', 'renewal by *929#', ['929'], 'https://www.knowyourinsurance.net/how-to-renew-ghana-health-insurance/'),
	row('gh-cocoa-pension', '5 % and 1 %, optional 2.5 to 10 %', ['5', '1', '2.5', '10'], pension),
	row('gh-cocoa-pension', '70 districts', ['70'], pensionDistricts),
	row('gh-free-inputs', 'free in 2025/26', ['2025', '26'], cocobod),
	row(
		'gh-farmer-registration',
		'registration is free',
		[],
		'http://businessghana.com/site/news/Business/236771/New-cocoa-management-system-to-promote-transparency',
	),
	row('gh-rehabilitation', 'GHS 1,000 a hectare in 2019/20', ['1000', '2019', '20'], rehabilitation),
	row('gh-vsla', '10 to 25 members, 3 months, 3 times the savings', ['10', '25', '3'], savings),
];

/** Entries that are not published, and why: their sources contradict each other, give no day, or tell of something that is over. */
export const UNPUBLISHED: Readonly<Record<string, 'disputed' | 'undated' | 'over'>> = {
	'ci-late-birth-papers': 'disputed',
	'ci-birth-papers-cocoa-2025': 'over',
	'ci-cmu-informal': 'disputed',
	'gh-nhis': 'undated',
	'gh-cocoa-pension': 'disputed',
	'gh-free-inputs': 'over',
	'gh-farmer-registration': 'undated',
	'gh-rehabilitation': 'disputed',
	'gh-vsla': 'undated',
};
