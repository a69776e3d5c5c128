import { AsyncLocalStorage } from 'node:async_hooks';
import type { Sdk } from 'africastalking';
import { ServiceError } from '../../shared/errors.ts';
import type { Sent } from '../sending.ts';
import { type LoadedSdk, loadSdk } from './load-sdk.ts';
import { missedOf } from './missed.ts';
import { addressOf, type Origins } from './origins.ts';
import { type OutgoingRequest, watchedTransport } from './watched-transport.ts';

/** Bytes of an answer that are read; a full page of messages has a tenth of it. */
const longestAnswer = 1_048_576;

export interface AfricastalkingOptions {
	readonly username: string;
	readonly apiKey: string;
	/** Milliseconds after which an attempt is given up. */
	readonly timeoutMs: number;
	/** Origin of a relay of our own that stands in for every host of the provider, such as `http://127.0.0.1:8080`. */
	readonly baseUrl?: string;
	/** Loads the SDK; tests may hand in their own. */
	readonly load?: () => Promise<LoadedSdk>;
}

/** How an attempt ended: with the body of a 2xx answer, not yet looked at, or without one. */
export type Attempted =
	| { readonly answer: unknown }
	| { readonly missed: Exclude<Sent, { readonly outcome: 'accepted' }> };

/** The SDK, used so that nothing of it shows: a deadline, one environment, and neither key nor text in what comes back. */
export type Guard = (work: (sdk: Sdk) => Promise<unknown>, signal: AbortSignal) => Promise<Attempted>;

/** What is known of an attempt while it runs. */
export interface Attempt {
	/** Ends it: aborted by the deadline or by the caller. */
	readonly signal: AbortSignal;
	readonly origins: Origins;
	/** The SDK has found nothing wrong with what it was given. */
	begun: boolean;
	/** The connection stood, so that bytes of it may have arrived. */
	handed: boolean;
	/** A 2xx has come. */
	answered: boolean;
}

const attempts = new AsyncLocalStorage<Attempt>();
/** Whether this process speaks to the sandbox; the SDK's addresses are global, so the first client decides for all. */
let sandboxed: boolean | undefined;
const watched = new WeakSet<object>();

/**
 * Loads the SDK and puts a guard before it.
 *
 * @throws {ServiceError} `africastalking-environment` when a client of the other environment is there already,
 * `africastalking-options` when the SDK does not take the options.
 */
export async function openGuard(options: AfricastalkingOptions): Promise<Guard> {
	const sandbox = options.username.toLowerCase() === 'sandbox';
	const loaded = await (options.load ?? loadSdk)();
	/** Nothing is awaited between the look and the client, so that two that are made at once see each other. */
	if (sandboxed !== undefined && sandboxed !== sandbox) throw otherEnvironment();
	const sdk = createSdk(loaded, options);
	sandboxed = sandbox;
	watch(loaded);
	const origins = { sandbox, baseUrl: options.baseUrl };
	return (work, signal) => attemptIn(origins, options.timeoutMs, () => work(sdk), signal);
}

function otherEnvironment(): ServiceError {
	return new ServiceError(
		'africastalking-environment',
		'one process speaks either to the sandbox or to the live service',
		"Africa's Talking: use either the sandbox or the live account, not both at once.",
	);
}

function createSdk({ create }: LoadedSdk, { username, apiKey }: AfricastalkingOptions): Sdk {
	try {
		return create({ username, apiKey });
	} catch {
		/** Its error quotes the options. */
		throw new ServiceError(
			'africastalking-options',
			'the SDK does not take this username and key',
			"Africa's Talking: the user name or the API key is missing.",
		);
	}
}

/** Once a process: every request of ours that the SDK makes goes through here. Others' requests are let pass as they are. */
function watch({ axios }: LoadedSdk): void {
	if (watched.has(axios)) return;
	watched.add(axios);
	axios.interceptors.request.use((request) => {
		const attempt = attempts.getStore();
		return attempt === undefined ? request : guarded(request, attempt);
	});
	axios.interceptors.response.use((response) => {
		const attempt = attempts.getStore();
		if (attempt !== undefined) attempt.answered = true;
		return response;
	});
}

/** The SDK sets no deadline, follows redirects with the key in hand, and reads answers of any length. */
function guarded(request: OutgoingRequest, attempt: Attempt): OutgoingRequest {
	const url = addressOf(request.url ?? '', attempt.origins);
	attempt.begun = true;
	return Object.assign(request, {
		url: url.href,
		signal: attempt.signal,
		transport: watchedTransport(url.protocol, () => {
			attempt.handed = true;
		}),
		maxRedirects: 0,
		maxContentLength: longestAnswer,
	});
}

async function attemptIn(
	origins: Origins,
	timeoutMs: number,
	work: () => Promise<unknown>,
	signal: AbortSignal,
): Promise<Attempted> {
	const ending = new AbortController();
	const attempt: Attempt = { signal: ending.signal, origins, begun: false, handed: false, answered: false };
	let ended: 'timeout' | 'aborted' | undefined;
	const end = (why: 'timeout' | 'aborted') => () => {
		ended ??= why;
		ending.abort();
	};
	const abort = end('aborted');
	if (signal.aborted) return { missed: { outcome: 'refused', reason: 'aborted', retry: 'later' } };
	signal.addEventListener('abort', abort);
	const timer = setTimeout(end('timeout'), timeoutMs);
	try {
		return { answer: await attempts.run(attempt, () => Promise.race([work(), never(ending.signal)])) };
	} catch (error) {
		/** The SDK rejects with the answer itself when its status is 2xx, but not the one that it waits for. */
		return attempt.answered && ended === undefined ? { answer: error } : { missed: missedOf(error, attempt, ended) };
	} finally {
		clearTimeout(timer);
		signal.removeEventListener('abort', abort);
	}
}

/** Never resolves; rejects when the attempt is ended, should the SDK go on all the same. */
function never(signal: AbortSignal): Promise<never> {
	return new Promise((_, reject) => {
		signal.addEventListener('abort', () => reject(new Error('ended')));
	});
}
