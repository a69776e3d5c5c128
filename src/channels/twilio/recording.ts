import { codeOf, ServiceError } from '../../shared/errors.ts';
import { type ApiOptions, basicAuth, twilioOrigin } from './api.ts';
import { type Answered, exchange } from './exchange.ts';

export interface RecordingOptions extends ApiOptions {
	/** Origins from which recordings may be fetched, and to which a redirect may lead; Twilio's own where it is absent. */
	readonly recordingOrigins?: readonly string[];
}

/** Most bytes of a recording: two minutes take 1.9 MB as Twilio's WAV (8 kHz, 16 bits). */
const mostBytes = 2_000_000;
const mostRedirects = 2;
const pathShape = /^\/2010-04-01\/Accounts\/(AC[0-9a-f]{32})\/Recordings\/RE[0-9a-f]{32}$/;

/**
 * The bytes of a recording. The key goes to the recording's own origin only, and only to addresses on the list: a callback
 * names the address, and must not be able to have the key sent elsewhere.
 *
 * @throws {ServiceError} without the address.
 */
export async function fetchRecording(options: RecordingOptions, url: string, signal: AbortSignal): Promise<Uint8Array> {
	const first = recordingUrl(options, url);
	let next = first;
	for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
		const { status, location, body } = await ask(
			options,
			{ method: 'GET', url: next, withKey: next.origin === first.origin },
			signal,
		);
		if (status === 200) return body;
		if (status < 300 || status > 399 || !URL.canParse(location, next.href)) throw failure(`recording-http-${status}`);
		next = new URL(location, next.href);
		if (!isAllowed(options, next)) throw failure('recording-host');
	}
	throw failure('recording-redirects');
}

/**
 * Deletes a recording at Twilio, and is content when it is not there any more.
 *
 * @throws {ServiceError} without the address.
 */
export async function deleteRecording(options: RecordingOptions, url: string, signal: AbortSignal): Promise<void> {
	const address = new URL(`${recordingUrl(options, url).href}.json`);
	const { status } = await ask(options, { method: 'DELETE', url: address, withKey: true }, signal);
	if (status !== 204 && status !== 404) throw failure(`recording-http-${status}`);
}

function recordingUrl(options: RecordingOptions, url: string): URL {
	if (!URL.canParse(url)) throw failure('recording-address');
	const parsed = new URL(url);
	if (!isAllowed(options, parsed)) throw failure('recording-host');
	if (pathShape.exec(parsed.pathname)?.[1] !== options.accountSid || parsed.search !== '')
		throw failure('recording-address');
	return parsed;
}

function isAllowed({ recordingOrigins = [twilioOrigin] }: RecordingOptions, url: URL): boolean {
	return recordingOrigins.includes(url.origin) && url.username === '' && url.password === '';
}

async function ask(
	{ accountSid, authToken, timeoutMs }: RecordingOptions,
	{ method, url, withKey }: { readonly method: 'GET' | 'DELETE'; readonly url: URL; readonly withKey: boolean },
	signal: AbortSignal,
): Promise<Answered> {
	try {
		const headers = withKey ? { Authorization: basicAuth(accountSid, authToken) } : {};
		return await exchange({ url, method, headers, timeoutMs, mostBytes, signal });
	} catch (error) {
		throw failure(`recording-${codeOf(error)}`);
	}
}

function failure(code: string): ServiceError {
	const sentence = 'A recording could not be fetched from Twilio, or not deleted there.';
	return new ServiceError(code, 'recording not reached', sentence);
}
