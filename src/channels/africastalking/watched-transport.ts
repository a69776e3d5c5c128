import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';

/** The part of an axios request that the guard sets. */
export interface OutgoingRequest {
	url?: string;
	signal?: AbortSignal;
	transport?: Transport;
	maxRedirects?: number;
	/** Bytes. */
	maxContentLength?: number;
}

export interface Transport {
	readonly request: (options: RequestOptions, answered: (response: IncomingMessage) => void) => ClientRequest;
}

/**
 * Node's own HTTP, which says when a connection stands: until then no byte of the request can have been read by anybody, so that a
 * failure before it is certain to have sent nothing, and one after it is not. A connection that was kept stands already.
 */
export function watchedTransport(protocol: string, stands: () => void): Transport {
	const { request } = protocol === 'https:' ? https : http;
	return {
		request: (options, answered) => {
			const outgoing = request(options, answered);
			outgoing.once('socket', (socket: Socket & { readonly encrypted?: boolean }) => {
				if (!socket.connecting) stands();
				/** Over TLS nothing is written before the handshake is over and the certificate has been found good. */ else
					socket.once(socket.encrypted === true ? 'secureConnect' : 'connect', stands);
			});
			return outgoing;
		},
	};
}
