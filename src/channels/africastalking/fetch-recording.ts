import { ServiceError } from '../../shared/errors.ts';

/** Two megabytes: eight minutes of the sound that a phone carries. */
const mostBytes = 2_097_152;

export interface RecordingOptions {
	/** Hosts from which recordings are fetched, as they stand in an address, such as `africastalking.com`. */
	readonly recordingHosts: readonly string[];
	/** Milliseconds for the whole of it. */
	readonly timeoutMs: number;
	/** Tests hand in their own. */
	readonly fetch?: typeof fetch;
}

/**
 * A recording's bytes. The address comes out of a callback that anybody might forge, so that it is followed to listed hosts only,
 * over TLS, without the key, and without redirects.
 *
 * @throws {ServiceError} `recording-address`, `recording-too-large` or `recording-unreachable`, none of which holds the address.
 */
export async function fetchRecording(
	address: string,
	{ recordingHosts, timeoutMs, fetch: get = fetch }: RecordingOptions,
	signal: AbortSignal,
): Promise<Uint8Array> {
	if (!isAllowed(address, recordingHosts)) throw failure('recording-address');
	const ending = new AbortController();
	const end = () => ending.abort();
	if (signal.aborted) throw failure('recording-unreachable');
	signal.addEventListener('abort', end);
	const timer = setTimeout(end, timeoutMs);
	try {
		const response = await get(address, { redirect: 'error', signal: ending.signal });
		if (response.status !== 200 || response.body === null) throw failure('recording-unreachable');
		return await bytesOf(response.body);
	} catch (error) {
		throw error instanceof ServiceError ? error : failure('recording-unreachable');
	} finally {
		clearTimeout(timer);
		signal.removeEventListener('abort', end);
		/** Closes what was not read to its end. */
		end();
	}
}

function isAllowed(address: string, hosts: readonly string[]): boolean {
	if (!URL.canParse(address)) return false;
	const { protocol, host, username, password } = new URL(address);
	return protocol === 'https:' && username === '' && password === '' && hosts.includes(host);
}

async function bytesOf(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of body) {
		length += chunk.length;
		if (length > mostBytes) throw failure('recording-too-large');
		chunks.push(chunk);
	}
	const bytes = new Uint8Array(length);
	let at = 0;
	for (const chunk of chunks) {
		bytes.set(chunk, at);
		at += chunk.length;
	}
	return bytes;
}

const sentences = {
	'recording-address': 'A recording was not fetched: its address is none of the provider.',
	'recording-too-large': 'A recording was not fetched: it is longer than two megabytes.',
	'recording-unreachable': 'A recording could not be fetched. It is tried again later.',
} as const;

function failure(code: keyof typeof sentences): ServiceError {
	return new ServiceError(code, code, sentences[code]);
}
