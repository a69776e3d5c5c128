import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordingsAsJson, writeRecording } from '../../scripts/cases/recordings.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import { sealRecording } from '../../src/vault/recording.ts';
import { caseRow, recordingRow } from '../store/rows.ts';
import { seededChance } from '../support/doors.ts';
import { memoryRing } from '../vault/memory-ring.ts';

const SOUND = Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), Buffer.from([0, 255, 128])]);

async function withCase(
	test: (kept: Awaited<ReturnType<typeof openCase>> & { readonly file: string }) => Promise<void>,
): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'kasakuma-recordings-'));
	const kept = await openCase();
	try {
		await test({ ...kept, file: join(folder, 'said.wav') });
	} finally {
		await kept.store.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

async function openCase() {
	const store = await openSqliteStore({ file: ':memory:', inline: true });
	const vault = createVault(memoryRing(), seededChance('recordings'));
	const { key, wrapped } = vault.newKey({ collection: 'cases', id: caseRow('ama').id });
	await store.commit({ cases: [caseRow('ama', { wrappedKey: wrapped })] });
	const holder = await store.cases.byId(caseRow('ama').id);
	if (holder === undefined) throw new Error('it was committed');
	const keep = async (name: string, day: string, seconds: number, sound: Uint8Array) => {
		const { id } = recordingRow(name, 'ama');
		const sealed = sealRecording(vault, key, id, sound);
		await store.recordings.put(recordingRow(name, 'ama', { day, seconds, sealed }));
	};
	return { store, vault, holder, keep };
}

describe('recordings of a case, for staff', () => {
	it('are listed by number with their length, unknown where the provider did not say it', () =>
		withCase(async ({ store, holder, keep }) => {
			await keep('second', '2026-11-26', 0, SOUND);
			await keep('first', '2026-11-25', 9, SOUND);
			expect(await recordingsAsJson(holder.id, { store })).toEqual([
				{ n: 1, seconds: 9, day: '2026-11-25' },
				{ n: 2, seconds: null, day: '2026-11-26' },
			]);
		}));
	it('are written byte for byte into a file that its owner alone may read', () =>
		withCase(async ({ store, vault, holder, keep, file }) => {
			await keep('first', '2026-11-25', 9, Buffer.from('another'));
			await keep('second', '2026-11-26', 4, SOUND);
			const written = await writeRecording(holder, { file, n: 2 }, { store, vault });
			expect(written).toEqual({ bytes: SOUND.length, format: 'wav', seconds: 4 });
			expect(readFileSync(file)).toEqual(SOUND);
			expect(statSync(file).mode & 0o777).toBe(0o600);
		}));
	it('never replace a file, since nobody asked for that', () =>
		withCase(async ({ store, vault, holder, keep, file }) => {
			await keep('first', '2026-11-25', 9, SOUND);
			writeFileSync(file, 'mine');
			await expect(writeRecording(holder, { file, n: 1 }, { store, vault })).rejects.toMatchObject({
				code: 'file-unwritable',
			});
			expect(readFileSync(file, 'utf8')).toBe('mine');
		}));
	it('are none where there is none, and closed once the case was erased', () =>
		withCase(async ({ store, vault, holder, keep, file }) => {
			const asked = { file, n: 1 };
			await expect(writeRecording(holder, asked, { store, vault })).rejects.toMatchObject({ code: 'no-recording' });
			await keep('first', '2026-11-25', 9, SOUND);
			await store.housekeeping.erase({ collection: 'cases', id: holder.id });
			const erased = await store.cases.byId(holder.id);
			await expect(writeRecording(erased ?? holder, asked, { store, vault })).rejects.toMatchObject({
				code: 'case-closed',
			});
		}));
	it('do not open in another case’s name', () =>
		withCase(async ({ store, vault, holder, keep, file }) => {
			await keep('first', '2026-11-25', 9, SOUND);
			const { wrapped } = vault.newKey({ collection: 'cases', id: holder.id });
			const other = { ...holder, wrappedKey: wrapped };
			await expect(writeRecording(other, { file, n: 1 }, { store, vault })).rejects.toMatchObject({
				code: 'case-closed',
			});
		}));
});
