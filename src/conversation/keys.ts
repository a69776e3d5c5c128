/** Keys that mean the same on every screen. Options are numbered around them (`render/`). */
export const keys = {
	/** Leaves at once, from everywhere, to a harmless screen (design §4, rule 10). */
	leave: '0',
	/** To the menu. */
	start: '00',
	/** The help lines of the country. */
	help: '9',
	/** To the page or question before. */
	back: '97',
	/** To the next page; after the last one, to the first. */
	more: '98',
} as const;
