import type { Alphabet, RouteFacts, Screen } from '../../../src/conversation/index.ts';
import { layOut, renderPage } from '../../../src/conversation/render/lay-out.ts';
import { plainWords } from './plain-words.ts';

function route(units: number, alphabet: Alphabet = 'gsm-7'): RouteFacts {
	return {
		id: 'ci-ussd',
		channel: 'ussd',
		country: 'CI',
		languages: ['fr'],
		profile: { units, alphabet },
		programme: { fr: 'Ligne Cacao' },
	};
}

function choice(ask: string, labels: readonly string[]): Screen {
	return {
		kind: 'choice',
		name: 'what',
		ask: { key: ask },
		options: labels.map((key) => ({ value: key, label: { key } })),
	};
}

function pagesOf(screen: Screen, units = 160, more: Partial<Parameters<typeof layOut>[0]> = {}): readonly string[] {
	const layout = layOut({ words: plainWords(), language: 'fr', route: route(units), screen, showBack: false, ...more });
	return layout.pages.map((page) => page.text);
}

describe('a screen that fits on one page', () => {
	it('shows the question, an option a line, and the keys that work everywhere', () => {
		expect(pagesOf(choice('Que se passe-t-il?', ['Enfant au travail', 'Salaire non payé']))).toEqual([
			'Que se passe-t-il?\n1 Enfant au travail\n2 Salaire non payé\n9 SOS 0 Sortir 00 Accueil',
		]);
	});

	it('shows the way back when there is a question before, and a notice above', () => {
		expect(
			pagesOf(choice('Danger?', ['Oui', 'Non']), 160, { showBack: true, notice: { key: 'Tapez un chiffre.' } }),
		).toEqual(['Tapez un chiffre.\nDanger?\n1 Oui\n2 Non\n97 Retour 9 SOS 0 Sortir 00 Accueil']);
	});

	it('does not spend the last units on the start key, which works without being shown', () => {
		const screen = choice('Danger?', ['Oui', 'Non']);
		const whole = 'Danger?\n1 Oui\n2 Non\n9 SOS 0 Sortir 00 Accueil';
		expect(pagesOf(screen, whole.length)).toEqual([whole]);
		expect(pagesOf(screen, whole.length - 1)).toEqual(['Danger?\n1 Oui\n2 Non\n9 SOS 0 Sortir']);
	});

	it('puts the options of a group on one line after their heading', () => {
		const ages = ['5-11', '12-14', '15-17'];
		const grouped = (heading: string) =>
			ages.map((key) => ({ value: `${heading} ${key}`, label: { key }, group: { key: heading } }));
		const screen: Screen = {
			kind: 'choice',
			name: 'about',
			ask: { key: 'Qui?' },
			options: [{ value: 'self', label: { key: 'Moi' } }, ...grouped('Mon enfant'), ...grouped('Autre enfant:')],
		};
		expect(pagesOf(screen)).toEqual([
			'Qui?\n1 Moi\nMon enfant: 2 5-11 3 12-14 4 15-17\nAutre enfant: 5 5-11 6 12-14 7 15-17\n9 SOS 0 Sortir 00 Accueil',
		]);
	});

	it('fills values into texts', () => {
		const screen: Screen = {
			kind: 'text',
			name: 'words',
			ask: { key: 'Dossier {{code}}', values: { code: '12345678' } },
			most: 99,
		};
		expect(pagesOf(screen)).toEqual(['Dossier 12345678\n9 SOS 0 Sortir 00 Accueil']);
	});

	it('ends without keys, because nothing can be typed any more', () => {
		expect(pagesOf({ kind: 'end', say: { key: 'Merci. Bonne journée.' } })).toEqual(['Merci. Bonne journée.']);
	});
});

describe('numbers of options', () => {
	it('skip the keys that mean the same on every screen, and give the value from whatever page', () => {
		const labels = Array.from({ length: 100 }, (_, index) => `option ${index}`);
		const screen = choice('Lequel?', labels);
		const layout = layOut({ words: plainWords(), language: 'fr', route: route(160), screen, showBack: false });
		const typed = [...layout.choices.keys()];
		expect(typed.slice(7, 9)).toEqual(['8', '10']);
		expect(typed.slice(94, 96)).toEqual(['96', '100']);
		expect([...layout.choices.values()]).toEqual(labels);
		expect(layout.pages.flatMap((page) => page.options).map(String)).toEqual(typed);
	});
});

describe('a screen that needs several pages', () => {
	const hazards = [
		'Outils tranchants',
		'Charges lourdes',
		'Produits chimiques',
		'Défrichage',
		"Pas à l'école",
		'Violence',
	];

	it('breaks between options, asks once, and shows the way on and back', () => {
		expect(pagesOf(choice('Quel est le problème?', hazards), 80)).toEqual([
			'Quel est le problème?\n1 Outils tranchants\n98 Suite 9 SOS 0 Sortir 00 Accueil',
			'2 Charges lourdes\n3 Produits chimiques\n98 Suite 97 Retour 9 SOS 0 Sortir',
			"4 Défrichage\n5 Pas à l'école\n6 Violence\n97 Retour 9 SOS 0 Sortir 00 Accueil",
		]);
	});

	it('repeats the heading of a group that goes on', () => {
		const options = hazards.map((key) => ({ value: key, label: { key }, group: { key: 'Travail' } }));
		const screen: Screen = { kind: 'choice', name: 'what', ask: { key: 'Quoi?' }, options };
		expect(pagesOf(screen, 100)).toEqual([
			'Quoi?\nTravail: 1 Outils tranchants 2 Charges lourdes 3 Produits chimiques\n98 Suite 9 SOS 0 Sortir',
			"Travail: 4 Défrichage 5 Pas à l'école 6 Violence\n97 Retour 9 SOS 0 Sortir 00 Accueil",
		]);
	});

	it('breaks content between its items and puts its options after the last one', () => {
		const items = [
			{ key: "Allo Enfants en Détresse: appelez le 116, c'est gratuit, jour et nuit." },
			{ key: 'Police et gendarmerie: appelez le 100 pour un enfant disparu.' },
		];
		const screen: Screen = {
			kind: 'pages',
			name: 'help',
			items,
			options: [{ value: 'again', label: { key: 'Reprendre' } }],
		};
		expect(pagesOf(screen, 120)).toEqual([
			`${items[0]?.key}\n98 Suite 9 SOS 0 Sortir 00 Accueil`,
			`${items[1]?.key}\n1 Reprendre\n97 Retour 9 SOS 0 Sortir 00 Accueil`,
		]);
	});

	it('breaks an item that fits on no page after a sentence, and a sentence between its words', () => {
		const said =
			'Cette ligne est gratuite. Elle ne remplace ni la police ni le médecin, et personne ne saura que vous avez appelé.';
		expect(pagesOf({ kind: 'pages', name: 'about', items: [{ key: said }] }, 95)).toEqual([
			'Cette ligne est gratuite.\n98 Suite 9 SOS 0 Sortir 00 Accueil',
			'Elle ne remplace ni la police ni le médecin, et personne ne\n98 Suite 97 Retour 9 SOS 0 Sortir',
			'saura que vous avez appelé.\n97 Retour 9 SOS 0 Sortir 00 Accueil',
		]);
	});

	it('starts a long question under its notice, so that no page holds a notice alone', () => {
		const screen = choice('Votre enfant va bien. Est-il en danger maintenant?', ['Oui', 'Non']);
		expect(pagesOf(screen, 82, { notice: { key: 'Tapez un chiffre.' } })[0]).toBe(
			'Tapez un chiffre.\nVotre enfant va bien.\n98 Suite 9 SOS 0 Sortir 00 Accueil',
		);
	});

	it('shows the last page when asked for one that is not there, as after a change of language', () => {
		const screen = choice('Quel est le problème?', hazards);
		const layout = layOut({ words: plainWords(), language: 'fr', route: route(80), screen, showBack: false });
		expect(renderPage(layout, 0)).toMatch(/^Quel/);
		expect(renderPage(layout, 9)).toMatch(/6 Violence/);
	});
});

describe('the limit of a route', () => {
	const long = 'mot '.repeat(100);

	it.each([
		['gsm-7' as const, 500, 182],
		['ascii' as const, 500, 182],
		['ucs-2' as const, 160, 80],
	])('is never above what a %s USSD message carries, whatever the profile says', (alphabet, units, most) => {
		const screen: Screen = { kind: 'text', name: 'words', ask: { key: long }, most: 99 };
		const lengths = pagesOf(screen, units, { route: route(units, alphabet) }).map((page) => page.length);
		expect(Math.max(...lengths)).toBeLessThanOrEqual(most);
		expect(Math.max(...lengths)).toBeGreaterThan(most - 5);
	});

	it('must leave room for a word: a profile of a few units is a mistake of its author', () => {
		expect(() => pagesOf(choice('Danger?', ['Oui']), 39)).toThrow('39 units');
	});
});

describe('what the proof is told', () => {
	function faultsOf(screen: Screen, units: number, texts: Record<string, string> = {}, alphabet: Alphabet = 'gsm-7') {
		return layOut({ words: plainWords(texts), language: 'fr', route: route(units, alphabet), screen, showBack: false });
	}

	it('an option that fits on no page, which is still shown whole, over pages', () => {
		const name = 'Coopérative agricole des producteurs de cacao et de café de Grand-Zattry et environs';
		const layout = faultsOf(choice('Laquelle?', [name, 'Autre']), 100);
		expect(layout.faults).toEqual([{ kind: 'option-too-long', key: name, detail: '86 units, 66 at most' }]);
		const text = layout.pages.map((page) => page.text.slice(0, page.text.lastIndexOf('\n'))).join(' ');
		expect(text.replaceAll('\n', ' ')).toBe(`Laquelle? 1 ${name} 2 Autre`);
		expect(layout.choices.get('1')).toBe(name);
	});

	it('an end that needs a second page: the person sees whole sentences of the first', () => {
		const layout = faultsOf(
			{ kind: 'end', say: { key: 'Merci. Votre numéro est 12345678. Gardez-le en mémoire.' } },
			40,
		);
		expect(layout.pages).toEqual([{ text: 'Merci. Votre numéro est 12345678.', options: [] }]);
		expect(layout.faults).toEqual([
			{
				kind: 'end-too-long',
				key: 'Merci. Votre numéro est 12345678. Gardez-le en mémoire.',
				detail: '55 units, 40 at most',
			},
		]);
	});

	it('a character that the route lacks: the person sees it spelled, not replaced by a gateway', () => {
		const layout = faultsOf(choice('Ça commence à l’école?', ['Oui']), 160);
		expect(layout.faults).toEqual([{ kind: 'foreign-character', key: 'Ça commence à l’école?', detail: '’' }]);
		expect(layout.pages[0]?.text).toMatch("Ça commence à l'école?");
	});

	it('labels of keys that leave no room for content: the person sees the keys bare', () => {
		const layout = faultsOf(choice('Danger?', ['Oui', 'Non']), 60, {
			'nav.leave': 'Quitter la ligne sans laisser de trace',
		});
		expect(layout.faults).toEqual([{ kind: 'footer-too-long', key: 'nav', detail: '46 units, 39 at most' }]);
		expect(layout.pages[0]?.text).toMatch(/\n9 0 00$/);
	});

	it('nothing about a screen that is right', () => {
		expect(faultsOf(choice('Danger maintenant?', ['Oui', 'Non']), 160).faults).toEqual([]);
	});
});

describe('a menu on which a peer lost an option', () => {
	// One Acre Fund's createMenu, limit 80: a short item before a long one, and option 3 was on no screen (peers.md §1.4).
	it('shows every option once, in order, at the same limit', () => {
		const crops = ['Maize', 'Ok', 'Beans seed variety NABE 15 for two acres', 'Oil', 'Fertiliser', 'Vegetables'];
		const layout = layOut({
			words: plainWords(),
			language: 'en',
			route: route(80),
			screen: choice('Crop?', crops),
			showBack: false,
		});
		expect(layout.pages.flatMap((page) => page.options)).toEqual([1, 2, 3, 4, 5, 6]);
		expect(layout.faults).toEqual([]);
		for (const page of layout.pages) expect(page.text.length).toBeLessThanOrEqual(80);
	});
});

describe('the cost of a static screen', () => {
	it('is paid once a language, route and notice', () => {
		const words = plainWords();
		const screen = choice('Danger?', ['Oui', 'Non']);
		const input = { words, language: 'fr', route: route(160), screen, showBack: false };
		const first = layOut(input);
		const asked = words.asked;
		expect(layOut({ ...input, route: route(160) })).toBe(first);
		expect(words.asked).toBe(asked);
		expect(layOut({ ...input, showBack: true })).not.toBe(first);
		expect(layOut({ ...input, language: 'en' })).not.toBe(first);
		expect(layOut({ ...input, route: route(120) })).not.toBe(first);
		expect(layOut({ ...input, notice: { key: 'Tapez un chiffre.' } })).not.toBe(first);
		expect(layOut({ ...input, words: plainWords({ 'Danger?': 'Un danger?' }) }).pages[0]?.text).toMatch('Un danger?');
	});

	it('is paid again for a screen that is made anew, so that no values are shown to somebody else', () => {
		const words = plainWords();
		const valued = { key: 'Dossier {{code}}', values: { code: '1' } };
		const screens: readonly Screen[] = [
			{ kind: 'end', say: valued },
			{ kind: 'pages', name: 'mine', items: [valued] },
			{ kind: 'text', name: 'words', ask: valued, most: 9 },
			{ kind: 'text', name: 'words', ask: { key: 'Mots' }, most: 9, options: [{ value: 1, label: valued }] },
			{
				kind: 'text',
				name: 'words',
				ask: { key: 'Mots' },
				most: 9,
				options: [{ value: 1, label: { key: 'Passer' }, group: valued }],
			},
		];
		for (const screen of screens) {
			const input = { words, language: 'fr', route: route(160), screen, showBack: false };
			expect(layOut({ ...input, screen: { ...screen } })).not.toBe(layOut(input));
		}
		const input = {
			words,
			language: 'fr',
			route: route(160),
			screen: choice('Danger?', ['Oui']),
			showBack: false,
			notice: valued,
		};
		expect(layOut(input)).not.toBe(layOut(input));
	});
});
