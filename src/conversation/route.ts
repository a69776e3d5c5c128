/** The medium. */
export type Channel = 'ussd' | 'sms' | 'voice';

export type Country = 'CI' | 'GH';

/** Which characters a route carries unharmed. `gsm-7` is 3GPP TS 23.038's default alphabet with its extension table. */
export type Alphabet = 'gsm-7' | 'ascii' | 'ucs-2';

/** What a route can carry. */
export interface Profile {
	/**
	 * Most units a screen: septets for `gsm-7` and `ascii`, UTF-16 units for `ucs-2`. On USSD never above 182 or 80. On SMS what
	 * one message may take, in one segment or several. A call has no such limit, and carries every character.
	 */
	readonly units: number;
	readonly alphabet: Alphabet;
}

/** What the core knows about the route of a turn. */
export interface RouteFacts {
	readonly id: string;
	readonly channel: Channel;
	readonly country: Country;
	/** Languages offered, first the one shown before a choice is made. */
	readonly languages: readonly [string, ...string[]];
	readonly profile: Profile;
	/** Id of the route by which the line calls people of this one back; absent where it cannot. */
	readonly callsBy?: string;
	/** Id of the route by which the line writes to people of this one, in its own alphabet; absent where it cannot. */
	readonly textsBy?: string;
	/** Of a call: languages recorded as far as a report takes, which no machine need speak. Absent: none. */
	readonly recorded?: readonly string[];
	/** Of a line for calls: whom it serves. Absent: people. `recording`: those who record its texts. */
	readonly for?: 'people' | 'recording';
	/** Name of the programme behind the line, by language. */
	readonly programme: Readonly<Record<string, string>>;
}
