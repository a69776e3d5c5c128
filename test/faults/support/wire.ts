import { connect } from 'node:net';

export interface WireAnswer {
	/** 0 when none came. */
	readonly status: number;
	readonly body: string;
	readonly ms: number;
}

const PATIENCE_MS = 20_000;

/** Sends bytes on a connection of their own and reads what comes back until it is closed, whatever becomes of the sending. */
export function sendBytes(origin: string, bytes: Buffer): Promise<WireAnswer> {
	const { hostname, port } = new URL(origin);
	const begun = performance.now();
	return new Promise((resolve) => {
		const chunks: Buffer[] = [];
		const socket = connect(Number(port), hostname, () => socket.write(bytes));
		const done = () => {
			socket.destroy();
			const text = Buffer.concat(chunks).toString();
			const [, status = '0'] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? [];
			const head = text.indexOf('\r\n\r\n');
			resolve({ status: Number(status), body: head < 0 ? '' : text.slice(head + 4), ms: performance.now() - begun });
		};
		socket.setTimeout(PATIENCE_MS, done);
		socket.on('data', (chunk) => chunks.push(chunk));
		// A server that has heard enough may break the sending off; what it said before counts.
		socket.on('error', done);
		socket.on('end', done);
	});
}
