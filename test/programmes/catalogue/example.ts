import type { Entry } from '../../../src/programmes/catalogue/entry.ts';

/** An entry with all that an entry can have; made up. */
export const example = {
	id: 'gh-demo-grant',
	kind: 'cash-grant',
	country: 'GH',
	areas: ['GH16', 'GH0219'],
	validFrom: '2026-01-01',
	validUntil: '2026-12-31',
	asOf: '2026-01-15',
	reviewBy: '2026-11-30',
	sources: ['https://example.org/grant'],
	owner: 'District social welfare desk',
	gives: [
		{ amount: 32_000, currency: 'GHS', scale: 2, per: 'two-months', note: '1 member' },
		{ amount: 38_000, currency: 'GHS', scale: 2, per: 'two-months', note: '2 members' },
	],
	costs: 'free',
	who: { or: [{ '==': [{ var: 'age' }, '65+'] }, { '==': [{ var: 'pregnant' }, true] }] },
	wording: {
		en: {
			name: { text: 'Grant for poor households' },
			gives: { text: 'You may get GHS 320 or more every two months.' },
			costs: { text: 'It is free. Nobody may ask you for money.' },
			conditions: { text: 'For very poor households.' },
			apply: { text: 'Ask to be visited for the list.' },
			bring: { text: 'Your Ghana card, if you have one.' },
			where: { text: 'Social welfare office of your district.' },
			call: { text: 'Helpline of Hope: 0800 800 800, free.' },
			state: 'draft',
		},
		fr: {
			name: { text: 'Aide aux ménages pauvres', simple: 'Aide aux menages pauvres' },
			gives: { text: 'Vous pouvez recevoir 320 GHS ou plus tous les deux mois.' },
			costs: { text: "C'est gratuit. Personne ne peut vous demander de l'argent." },
			conditions: { text: 'Pour les ménages très pauvres.' },
			apply: {
				text: 'Demandez une visite pour être sur la liste.',
				simple: 'Demandez une visite pour etre sur la liste.',
			},
			bring: { text: 'Votre carte Ghana, si vous en avez une.' },
			where: { text: "Bureau d'action sociale de votre district." },
			call: { text: 'Helpline of Hope : 0800 800 800, gratuit.' },
			state: 'reviewed',
			by: 'A speaker',
		},
	},
} as const satisfies Entry;
