/** A person who may dial again: found by the blind index of their number; the number itself is not here. */
export interface PersonRow {
	/** Blind index (`person`) of the E.164 number. */
	readonly id: string;
	readonly wrappedKey: Uint8Array;
	/** Sealed under the person's key: `Profile` as JSON. */
	readonly profile: Uint8Array;
	/** UTC day of the last turn, for forgetting after a time without contact. */
	readonly seenDay: string;
}

/** What is remembered of a person between conversations. Sealed before it is stored. */
export interface Profile {
	readonly language?: string;
	/** Where the last report was from; offered as "same place as before", without its name. */
	readonly lastPlace?: string;
}

export interface PersonStore {
	readonly persons: {
		readonly get: (id: string) => Promise<PersonRow | undefined>;
		readonly count: () => Promise<number>;
	};
}
