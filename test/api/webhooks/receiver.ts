import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { isPublicAddress } from '../../../src/api/webhooks/addresses.ts';
import { createSender, type PostOptions, type Sender } from '../../../src/api/webhooks/post.ts';
import { testCertificate, testCertificateKey } from './certificate.ts';

export interface Received {
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

/** A server of somebody else's, on loopback in the place of the internet. */
export interface Receiver {
	readonly url: string;
	readonly received: Received[];
	/** Connections that were made, whether or not anything was said on them. */
	readonly connections: () => number;
	/** Sends to it as the service does. */
	readonly send: Sender;
	readonly senderWith: (changes: Partial<PostOptions>) => Sender;
}

/** Serves by https for the length of `use`; `answer` says what it answers. */
export async function receiving<T>(
	answer: (response: ServerResponse, count: number) => void,
	use: (receiver: Receiver) => Promise<T>,
): Promise<T> {
	const received: Received[] = [];
	const server = createServer({ cert: testCertificate, key: testCertificateKey }, (request, response) => {
		let body = '';
		request.setEncoding('utf8').on('data', (piece: string) => {
			body += piece;
		});
		request.on('end', () => {
			received.push({ headers: request.headers, body });
			answer(response, received.length);
		});
	});
	let connections = 0;
	server.on('connection', () => {
		connections += 1;
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const senderWith = (changes: Partial<PostOptions>): Sender =>
		createSender({
			resolve: (_name, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
			// Loopback stands for the internet here; everything else is as in the service.
			isAllowed: (address) => address === '127.0.0.1' || isPublicAddress(address),
			deadlineMs: 5_000,
			trusted: testCertificate,
			...changes,
		});
	const { port } = server.address() as AddressInfo;
	const url = `https://hooks.example.org:${port}/in`;
	try {
		return await use({ url, received, connections: () => connections, send: senderWith({}), senderWith });
	} finally {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
}
