import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { TLSSocket } from 'node:tls';

export interface Exchange {
	readonly url: URL;
	readonly method: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string;
	/** Milliseconds for all of it. */
	readonly timeoutMs: number;
	/** Most bytes of the answer's body. */
	readonly mostBytes: number;
	readonly signal: AbortSignal;
}

export interface Answered {
	readonly status: number;
	/** '' where there is none. */
	readonly location: string;
	readonly body: Buffer;
}

/** A request that got no whole answer. Holds nothing of what was sent, nor of the address. */
export class Unanswered extends Error {
	override readonly name = 'Unanswered';
	/** Machine word: `timeout`, `aborted`, `answer-too-long`, or the system's code in lower case. */
	readonly code: string;
	/** False only when it is certain that no byte of the request was written. */
	readonly handedOver: boolean;

	constructor(code: string, handedOver: boolean) {
		super('no answer');
		this.code = code;
		this.handedOver = handedOver;
	}
}

/**
 * One request and its answer. Each has its own connection: on a kept one a lost connection could not be told from a lost
 * message, and that doubt costs more than a handshake. Redirects are not followed.
 *
 * @throws {Unanswered}
 */
export function exchange(options: Exchange): Promise<Answered> {
	const { url, method, timeoutMs, signal } = options;
	return new Promise((resolve, reject) => {
		if (signal.aborted) return reject(new Unanswered('aborted', false));
		const headers = headersOf(options);
		const send = url.protocol === 'http:' ? plainRequest : secureRequest;
		const request = send(url, { method, headers, agent: false });
		let handedOver = false;
		const fail = (code: string): void => {
			stop();
			request.destroy();
			reject(new Unanswered(code, handedOver));
		};
		const onAbort = (): void => fail('aborted');
		const timer = setTimeout(() => fail('timeout'), timeoutMs);
		const stop = (): void => {
			clearTimeout(timer);
			signal.removeEventListener('abort', onAbort);
		};
		signal.addEventListener('abort', onAbort, { once: true });
		onConnected(request, url, () => {
			handedOver = true;
		});
		request.on('error', (error: NodeJS.ErrnoException) => fail(wordOf(error)));
		request.on('response', (response) => {
			collect(response, options.mostBytes, fail, (body) => {
				stop();
				resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? '', body });
			});
		});
		request.end(options.body);
	});
}

function headersOf({ headers, body }: Exchange): Record<string, string | number> {
	return body === undefined ? headers : { ...headers, 'Content-Length': Buffer.byteLength(body) };
}

/** Until then the request is held back: nothing is written before there is a connection, and on TLS before it is trusted. */
function onConnected(request: ClientRequest, url: URL, then: () => void): void {
	request.on('socket', (socket) => {
		if (url.protocol === 'http:') socket.once('connect', then);
		else (socket as TLSSocket).once('secureConnect', then);
	});
}

function collect(
	response: IncomingMessage,
	mostBytes: number,
	fail: (code: string) => void,
	done: (body: Buffer) => void,
): void {
	const chunks: Buffer[] = [];
	let length = 0;
	response.on('data', (chunk: Buffer) => {
		length += chunk.length;
		if (length > mostBytes) fail('answer-too-long');
		else chunks.push(chunk);
	});
	response.on('error', (error: NodeJS.ErrnoException) => fail(wordOf(error)));
	response.on('end', () => done(Buffer.concat(chunks)));
}

/** Of Node's own codes only, such as `ECONNREFUSED`. */
function wordOf(error: NodeJS.ErrnoException): string {
	return /^[A-Z][A-Z0-9_]{1,40}$/.test(error.code ?? '') ? (error.code ?? '').toLowerCase() : 'no-answer';
}
