import type { CaseRow } from '../../src/cases/case-store.ts';
import { codeOf, ServiceError } from '../../src/shared/errors.ts';
import type { Store } from '../../src/store/store.ts';
import { formatOf, openRecording, type SoundFormat } from '../../src/vault/recording.ts';
import type { Vault } from '../../src/vault/vault.ts';
import { writeSound } from './write-sound.ts';

interface Parts {
	readonly store: Pick<Store, 'recordings'>;
	readonly vault: Vault;
}

/** What was said on calls about a case, for programs: which one, how long (null: not known), and on which day it was kept. */
export async function recordingsAsJson(
	caseId: string,
	{ store }: Pick<Parts, 'store'>,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
	const kept = await store.recordings.of(caseId);
	return kept.map(({ seconds, day }, index) => ({ n: index + 1, seconds: seconds === 0 ? null : seconds, day }));
}

/** What was written. */
export interface Written {
	readonly bytes: number;
	readonly format: SoundFormat;
	readonly seconds: number;
}

/**
 * Writes a recording of a case, the first or the given one in the order of `show`, into a new file that its owner alone may read.
 * @throws {ServiceError} `no-recording`, `file-unwritable`, `case-closed`.
 */
export async function writeRecording(
	holder: CaseRow,
	{ file, n }: { readonly file: string; readonly n: number },
	{ store, vault }: Parts,
): Promise<Written> {
	if (holder.wrappedKey.length === 0) throw closed('erased');
	const kept = await store.recordings.of(holder.id);
	const chosen = kept[n - 1];
	const row = chosen && (await store.recordings.get(chosen.id));
	if (row === undefined) {
		const count = kept.length === 1 ? '1 recording' : `${kept.length} recordings`;
		throw new ServiceError('no-recording', 'no such recording', `There is no recording ${n}: the case has ${count}.`);
	}
	const sound = opened(() =>
		openRecording(vault, vault.openKey({ collection: 'cases', id: holder.id }, holder.wrappedKey), row),
	);
	writeSound(file, sound);
	return { bytes: sound.length, format: formatOf(sound), seconds: row.seconds };
}

function opened(open: () => Uint8Array): Uint8Array {
	try {
		return open();
	} catch (error) {
		throw closed(codeOf(error));
	}
}

const closed = (why: string): ServiceError =>
	new ServiceError('case-closed', `the recording cannot be opened: ${why}`, `The case cannot be opened: ${why}.`);
