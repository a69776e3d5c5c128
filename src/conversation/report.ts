import type { PlaceAnswer, Recorded } from './screen.ts';

/** What the concern is about. The first four are the hazards that NORC 2018/19 found most often in cocoa. */
export type ConcernKind =
	| 'sharp-tools'
	| 'heavy-loads'
	| 'chemicals'
	| 'land-clearing'
	| 'not-in-school'
	| 'violence'
	| 'forced-or-trafficked'
	| 'pay-withheld'
	| 'under-set-price'
	| 'danger-at-work'
	/** Money was asked for what is free. */
	| 'asked-for-money'
	/** Help that somebody has a right to was refused. */
	| 'help-refused'
	| 'other';

/** Whom it concerns. `self-child` is a person under 18 who reports about themself. */
export type About = 'self' | 'self-child' | 'my-child' | 'other-child' | 'other-adult';

/** Age bands of the ILO's child-labour statistics, in completed years. */
export type AgeBand = '5-11' | '12-14' | '15-17';

/** How, when and whether the reporter may be contacted. */
export type ContactPolicy = 'never' | 'ussd-only' | 'sms-neutral' | 'call-at';

/** When a call-back suits the person. */
export type CallTime = 'morning' | 'midday' | 'evening';

/** A concern as it was reported by phone: a lead to be verified by a visit, not yet an identification. */
export interface Report {
	readonly kind: ConcernKind;
	readonly place: PlaceAnswer;
	readonly about?: About;
	readonly ageBand?: AgeBand;
	/** Somebody is in danger at this moment. */
	readonly dangerNow?: boolean;
	/** In the person's own words. Personal data. */
	readonly ownWords?: string;
	/** The same, said on a call. */
	readonly ownWordsRecorded?: Recorded;
	/** Anonymous reports keep no number at all. Default true. */
	readonly anonymous?: boolean;
	readonly contactPolicy?: ContactPolicy;
	readonly callTime?: CallTime;
	/** "Do not tell my cooperative". */
	readonly hideFromCooperative?: boolean;
}
