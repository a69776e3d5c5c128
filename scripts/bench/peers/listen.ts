import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves on any free loopback port, and says so as the bench expects: `listening <port> <path>`. */
export function listen(listener: RequestListener): void {
	const server = createServer(listener);
	server.listen(0, '127.0.0.1', () => {
		process.stdout.write(`listening ${(server.address() as AddressInfo).port} /ussd\n`);
	});
	process.once('SIGTERM', () => process.exit(0));
}
