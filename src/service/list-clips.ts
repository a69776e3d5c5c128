import { type ClipManifest, clipTexts, isNameKey, type Locale } from '../conversation/index.ts';
import { textHashOf } from './load-clips.ts';

/** A clip of a language: whether it is there, whether a call needs it, and what it says. */
export interface ListedClip {
	readonly key: string;
	/** `stale`: its text has changed since it was recorded. */
	readonly state: 'missing' | 'stale' | 'draft' | 'reviewed';
	/** Without it no call is held in this language. */
	readonly isCore: boolean;
	readonly text: string;
}

/** Texts that no caller hears: what is listened for or said in a text message, and what those hear who record. */
const NOT_SPOKEN = /^(?:commands|sms|record)\./;
const DIGIT = /^digit\./;

/** Every clip that a language can have, those of the core set first: what to record, in that order. Names from data come last. */
export function listClips({ texts }: Locale, manifest: ClipManifest, core: readonly string[]): readonly ListedClip[] {
	const inCore = new Set(core);
	const ofTexts = [...texts].flatMap(([key, text]) => {
		if (NOT_SPOKEN.test(key)) return [];
		const isCore = inCore.has(key) || DIGIT.test(key);
		return clipTexts(key, text).map((clip) => ({ key: clip.clip, isCore, text: clip.text }));
	});
	const names = Object.entries(manifest).flatMap(([key, { says = '' }]) =>
		isNameKey(key) ? [{ key, isCore: false, text: says }] : [],
	);
	return [...ofTexts.filter(({ isCore }) => isCore), ...ofTexts.filter(({ isCore }) => !isCore), ...names].map(
		(one) => ({ ...one, state: stateOf(manifest, one.key, one.text) }),
	);
}

function stateOf(manifest: ClipManifest, key: string, text: string): ListedClip['state'] {
	const clip = manifest[key];
	if (clip === undefined) return 'missing';
	return clip.textHash === textHashOf(text) ? clip.state : 'stale';
}
