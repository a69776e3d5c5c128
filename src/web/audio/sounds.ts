import { readMp3, silentMp3, writeMp3 } from './mp3.ts';
import { readWav, silentWav, writeWav } from './wav.ts';

/** `mp3`: 32 kb/s, for Africa's Talking. `wav`: µ-law, as phones carry it, for Twilio. Both 8 kHz, one channel. */
export type SoundFormat = 'mp3' | 'wav';

interface Form {
	readonly contentType: string;
	/** The bare sound of a file, which can be joined to others; `undefined`: the file is none of ours. */
	readonly read: (file: Buffer) => Buffer | undefined;
	/** One file of several bare sounds. */
	readonly write: (sounds: readonly Uint8Array[]) => Buffer;
	/** A bare sound in which nothing is heard. */
	readonly silent: (seconds: number) => Buffer;
	readonly bytesASecond: number;
}

export const forms: Readonly<Record<SoundFormat, Form>> = {
	mp3: { contentType: 'audio/mpeg', read: readMp3, write: writeMp3, silent: silentMp3, bytesASecond: 4_000 },
	wav: { contentType: 'audio/wav', read: readWav, write: writeWav, silent: silentWav, bytesASecond: 8_000 },
};

/** Bare sounds by the id of their clip, in the forms that the programme's providers play. */
export type Sounds = Readonly<Record<SoundFormat, ReadonlyMap<string, Uint8Array>>>;

export const NO_SOUNDS: Sounds = { mp3: new Map(), wav: new Map() };

export const audioPrefix = '/audio/';
const BETWEEN = '-';

/** Path at which clips are played, joined in this order. */
export const audioPath = (clips: readonly string[], format: SoundFormat): string =>
	`${audioPrefix}${clips.join(BETWEEN)}.${format}`;

/** Most characters of the last part of such a path, a hundred ids. */
const MOST_CHARACTERS = 1_400;
/** Most seconds of one sound, with room for what encoders fill up. */
const MOST_SECONDS = 150;

/** The sound that a path's last part names; `undefined` where it names none, or one that is too long to be a page. */
export function soundNamed(
	name: string,
	sounds: Sounds,
): { readonly contentType: string; readonly bytes: Buffer } | undefined {
	if (name.length > MOST_CHARACTERS) return undefined;
	const [, ids = '', format = ''] = /^([a-z0-9-]+)\.(mp3|wav)$/.exec(name) ?? [];
	if (format !== 'mp3' && format !== 'wav') return undefined;
	const { contentType, write, bytesASecond } = forms[format];
	const joined: Uint8Array[] = [];
	let left = MOST_SECONDS * bytesASecond;
	for (const id of ids.split(BETWEEN)) {
		const sound = sounds[format].get(id);
		if (sound === undefined || sound.length > left) return undefined;
		left -= sound.length;
		joined.push(sound);
	}
	return { contentType, bytes: write(joined) };
}
