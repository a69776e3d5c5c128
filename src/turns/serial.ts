/**
 * Runs what belongs to one key one after another, in the order in which it came. Keys do not wait for each other, and a key
 * is forgotten once nothing of it waits.
 */
export function createSerial(): <Result>(key: string, run: () => Promise<Result>) => Promise<Result> {
	const tails = new Map<string, Promise<unknown>>();
	return async (key, run) => {
		const before = tails.get(key);
		const mine = before === undefined ? run() : before.then(run, run);
		tails.set(key, mine);
		try {
			return await mine;
		} finally {
			if (tails.get(key) === mine) tails.delete(key);
		}
	};
}
