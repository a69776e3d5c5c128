import { asked } from '../outbox/ask-provider.ts';
import { openAddress } from '../turns/take-address.ts';
import type { FetchTake } from '../web/audio/serve-take.ts';
import type { Doors, Kept } from './open-kept.ts';
import type { Providers } from './providers.ts';

/** How long a provider has to give what was just recorded, in milliseconds: somebody is waiting to hear it. */
const DEADLINE_MS = 4_000;

/** What a speaker has just recorded, from the provider that keeps it. */
export function createFetchTake(
	{ recorders }: Pick<Providers, 'recorders'>,
	{ vault }: Pick<Kept, 'vault'>,
	{ clock }: Pick<Doors, 'clock'>,
): FetchTake {
	return async (id) => {
		const at = openAddress(id, clock.now(), vault);
		if (at === undefined) return 'unknown';
		const calls = recorders.get(at.route);
		if (calls === undefined) return 'failed';
		const fetched = await asked((signal) => calls.fetchRecording(at.url, signal), DEADLINE_MS);
		return 'failed' in fetched ? 'failed' : fetched.value;
	};
}
