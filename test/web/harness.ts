import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

/** What came back on a raw connection, and whether the server closed it. */
export interface RawAnswer {
	readonly status: number;
	readonly head: string;
	readonly body: string;
}

/** Serves a listener on a free port of loopback for the length of `use`. */
export async function serving<T>(listener: RequestListener, use: (port: number) => Promise<T>): Promise<T> {
	const server = createServer(listener);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	try {
		return await use(portOf(server));
	} finally {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
}

export function portOf(server: Server): number {
	return (server.address() as AddressInfo).port;
}

/** Sends bytes as they are and reads until the server closes: for what no polite client would send. */
export function sendRaw(port: number, ...pieces: readonly (string | Buffer)[]): Promise<RawAnswer> {
	return new Promise((resolve, reject) => {
		const socket = connect(port, '127.0.0.1');
		let heard = '';
		socket.setEncoding('utf8');
		socket.on('data', (data: string) => {
			heard += data;
		});
		socket.on('error', (error: NodeJS.ErrnoException) => {
			/** The server may close while we still write. */
			if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') reject(error);
		});
		socket.on('close', () => {
			const [head = '', ...body] = heard.split('\r\n\r\n');
			resolve({ status: Number(head.split(' ')[1]), head, body: body.join('\r\n\r\n') });
		});
		for (const piece of pieces) socket.write(piece);
	});
}
