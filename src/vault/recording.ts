import type { RecordingRow } from '../store/store.ts';
import type { DataKey, Vault } from './vault.ts';

/** Most bytes of sound that are kept: the most that the providers' own adapters fetch. */
export const RECORDING_BYTES_MOST = 2_097_152;

/** How a recording begins; `unknown`: like no sound that we know. It is kept all the same. */
export type SoundFormat = 'wav' | 'mp3' | 'unknown';

const recordingPlace = (id: string) => ({ collection: 'recordings', field: 'sealed', id }) as const;

/** Sealed under the key of its case, as base64, since the vault seals text. */
export function sealRecording(vault: Vault, key: DataKey, id: string, sound: Uint8Array): Uint8Array {
	const bytes = Buffer.from(sound.buffer, sound.byteOffset, sound.byteLength);
	return vault.seal(key, recordingPlace(id), bytes.toString('base64'));
}

/** The sound as it came from the provider. @throws {VaultError} `tampered`. */
export function openRecording(vault: Vault, key: DataKey, { id, sealed }: RecordingRow): Uint8Array {
	return Buffer.from(vault.open(key, recordingPlace(id), sealed), 'base64');
}

/** By its first bytes: RIFF and WAVE; an ID3 tag, or the eleven bits that begin a frame of MPEG layer III. */
export function formatOf(sound: Uint8Array): SoundFormat {
	const bytes = Buffer.from(sound.buffer, sound.byteOffset, sound.byteLength);
	if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WAVE') return 'wav';
	if (bytes.toString('latin1', 0, 3) === 'ID3') return 'mp3';
	const [first = 0, second = 0] = bytes;
	const isFrame = first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) === 0x02;
	return isFrame ? 'mp3' : 'unknown';
}
