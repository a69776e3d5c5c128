import { join, resolve } from 'node:path';
import { openStore } from '../../src/service/open-store.ts';
import { readSettings } from '../../src/settings/settings.ts';
import { systemChance } from '../../src/shared/chance.ts';
import type { Store } from '../../src/store/store.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import { openKeyRing } from '../../src/vault/key-ring.ts';
import type { Vault } from '../../src/vault/vault.ts';

/** Milliseconds: an operator can wait for a busy database. */
const PATIENCE_MS = 30_000;

/** Opens store and keys of this installation for a command beside a running service, and closes the store after it. */
export async function withStore<T>(
	work: (opened: { readonly store: Store; readonly vault: Vault }) => Promise<T>,
): Promise<T> {
	const settings = readSettings(process.env);
	const data = resolve(settings.dataFolder);
	const vault = createVault(openKeyRing(join(data, 'keys'), systemChance), systemChance);
	const store = await openStore(settings, data, { inline: true, timeoutMs: PATIENCE_MS });
	try {
		return await work({ store, vault });
	} finally {
		await store.close();
	}
}
