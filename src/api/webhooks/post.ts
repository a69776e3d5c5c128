import { Agent, request } from 'node:https';
import { codeOf } from '../../shared/errors.ts';
import { createLookup, type Reach, refuseAddress } from './addresses.ts';

/** How a delivery went. `reason` is a machine word. */
export type PostOutcome =
	| { readonly taken: true }
	| { readonly taken: false; readonly reason: string; readonly gone: boolean };

export interface PostOptions extends Reach {
	/** Milliseconds for all of it, from the look-up to the status. */
	readonly deadlineMs: number;
	/** Certificates trusted beside the system's; for tests. */
	readonly trusted?: string;
}

export interface Post {
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

/** Sends one delivery. Never throws: whatever happens is an outcome. */
export type Sender = (post: Post) => Promise<PostOutcome>;

/**
 * Sends by https to public addresses only. A status of 2xx is a yes, 410 says that nobody will ever listen there again. Redirects are
 * not followed, and of an answer nothing but its status is read.
 */
export function createSender(options: PostOptions): Sender {
	const { trusted, deadlineMs } = options;
	const agent = new Agent({ keepAlive: false, ...(trusted === undefined ? {} : { ca: trusted }) });
	const lookup = createLookup(options);
	return ({ url, headers, body }) =>
		new Promise((resolve) => {
			const fail = (reason: string, gone = false) => resolve({ taken: false, reason, gone });
			try {
				const target = new URL(url);
				refuseAddress(target, options);
				const signal = AbortSignal.timeout(deadlineMs);
				const length = { 'Content-Length': String(Buffer.byteLength(body)) };
				const sent = request(target, { method: 'POST', agent, lookup, signal, headers: { ...headers, ...length } });
				sent.on('error', (error) => fail(signal.aborted ? 'deadline' : reasonOf(error)));
				sent.on('response', ({ statusCode = 0 }) => {
					// Nobody reads the rest, however long it is.
					sent.destroy();
					if (statusCode >= 200 && statusCode < 300) resolve({ taken: true });
					else fail(`status-${statusCode}`, statusCode === 410);
				});
				sent.end(body);
			} catch (error) {
				fail(reasonOf(error));
			}
		});
}

function reasonOf(error: unknown): string {
	const code = codeOf(error);
	return /^[\w-]{1,60}$/.test(code) ? code.toLowerCase().replaceAll('_', '-') : 'unknown';
}
