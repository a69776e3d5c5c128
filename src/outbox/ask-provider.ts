import { codeOf } from '../shared/errors.ts';

export type Asked<Value> = { readonly value: Value } | { readonly failed: string };

const reasonShape = /^[a-z][a-z0-9-]{0,39}$/;

/** Why it failed, in a machine word: what an error says might quote an address or a person. */
export function reasonOf(error: unknown): string {
	const code = codeOf(error);
	return reasonShape.test(code) ? code : 'unlisted';
}

/**
 * Asks somebody outside, for so long at the most, even if they do not listen to the signal.
 */
export async function asked<Value>(
	ask: (signal: AbortSignal) => Promise<Value>,
	deadlineMs: number,
): Promise<Asked<Value>> {
	const ending = new AbortController();
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<Asked<Value>>((resolve) => {
		timer = setTimeout(() => {
			resolve({ failed: 'timeout' });
			ending.abort();
		}, deadlineMs);
	});
	const answer = async (): Promise<Asked<Value>> => {
		try {
			return { value: await ask(ending.signal) };
		} catch (error) {
			return { failed: reasonOf(error) };
		}
	};
	try {
		return await Promise.race([answer(), late]);
	} finally {
		clearTimeout(timer);
	}
}
