export { type Command, type CommandWords, commandIn, listedWords, mergeCommandWords } from './commands.ts';
export * from './conversation.ts';
export { converse, tell } from './converse.ts';
export * from './define-flow.ts';
export * from './effect.ts';
export { keys } from './keys.ts';
export * from './knowledge.ts';
export { helpScreen } from './overlays.ts';
export { fits, foreignTo, unitsOf } from './render/alphabet.ts';
export { layOut } from './render/lay-out.ts';
export { type Segments, segments as segmentsOf } from './render/segments.ts';
export * from './report.ts';
export * from './route.ts';
export * from './screen.ts';
export {
	flowOf,
	languageOf,
	lastSaid,
	layoutOf,
	listensForSpeech,
	type Setting,
	screenOf,
	settingOf,
} from './show.ts';
export { spokenHelp } from './spoken-help.ts';
export { blank } from './standing.ts';
export * from './turn.ts';
export { languagesOn, wordedIn } from './voices.ts';
export {
	type ClipManifest,
	clipManifest,
	clipTexts,
	isNameKey,
	type ManifestClip,
	textOfClip,
} from './words/clip-manifest.ts';
export { type Clip, type Clips, MOST_PLAYED, PAUSE, type Recordings } from './words/clips.ts';
export { createWords, MissingText } from './words/create-words.ts';
export { type Locale, parseLocale, type Text } from './words/locale.ts';
export { isOffered, type LocaleReview, reviewLocale } from './words/review.ts';
export * from './words.ts';
