import type { DeliveryReport } from '../channels/sending.ts';
import type { Clock } from '../shared/clock.ts';
import type { Store } from '../store/store.ts';
import type { Vault } from '../vault/vault.ts';
import { keepOptOut } from './opt-out.ts';

/** What became of a report. `unknown-word`: the provider's word is none that we know; it changed nothing. */
export type Reported = 'moved' | 'stale' | 'early' | 'unknown-word';

/**
 * Takes a provider's report. Reports come late, twice and out of order: a message rises and never falls. One that says that the
 * person told the provider to stop is a wish of theirs, and kept as such.
 * @throws {StoreUnavailable} when it could not be kept: the provider must send it again.
 */
export async function takeReport(
	provider: string,
	report: DeliveryReport,
	{
		store,
		vault,
		clock,
	}: { readonly store: Pick<Store, 'outbox' | 'commit'>; readonly vault: Vault; readonly clock: Clock },
): Promise<Reported> {
	const at = clock.now();
	if (report.optedOut === true && report.to !== undefined) await keepOptOut(report.to, 'none', { store, vault, clock });
	const { state, reason = '' } = report;
	if (state === undefined) return 'unknown-word';
	const ref = `${provider}:${report.ref}`;
	const told = { state, reason, at };
	if (report.ours !== undefined) {
		const done = await store.outbox.reportedOn(report.ours, ref, told);
		if (done !== 'unknown') return done;
	}
	return store.outbox.reported(ref, told);
}
