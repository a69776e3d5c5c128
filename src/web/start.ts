import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { type AddressInfo, Server as SocketServer } from 'node:net';
import { type AdminOptions, createAdminListener } from './admin.ts';

/** How long a peer may take, in milliseconds; more is an attack on our connections. */
const limits: ServerOptions = {
	headersTimeout: 5_000,
	requestTimeout: 10_000,
	keepAliveTimeout: 5_000,
	/** How often the two above are looked at. */
	connectionsCheckingInterval: 1_000,
	/** Bytes. */
	maxHeaderSize: 8_192,
};

/** Connections that the operator's listener holds at most. */
const mostAdminConnections = 64;

export interface Address {
	readonly host: string;
	/** 0 for any that is free. */
	readonly port: number;
}

/** Milliseconds of the two stages of a drain. */
export interface Drain {
	/** Idle connections may send one more request each, which is answered with `Connection: close`; then they are closed. */
	readonly idle: number;
	/** Turns under way are waited for; then they are cut off. */
	readonly all: number;
}

export interface StartOptions extends AdminOptions {
	/** Gateways and pages. */
	readonly listener: RequestListener;
	readonly address: Address;
	readonly adminAddress: Address;
	/** Connections that the public listener holds at most; below the process's limit of open files by 256. */
	readonly mostConnections: number;
	readonly drain: Drain;
}

export interface Started {
	readonly port: number;
	readonly adminPort: number;
	/**
	 * Drains: not ready any more, no new connections, turns under way finished, connections closed. The operator's
	 * listener goes last. A second call waits for the first.
	 */
	readonly stop: () => Promise<void>;
}

/**
 * Opens the public and the operator's listener.
 *
 * @throws when an address is taken or not ours; nothing stays open then.
 */
export async function startListeners(options: StartOptions): Promise<Started> {
	let draining = false;
	const server = createServer(limits, (request, response) => {
		if (draining) response.shouldKeepAlive = false;
		options.listener(request, response);
	});
	server.maxConnections = options.mostConnections;
	const admin = createServer(
		limits,
		createAdminListener({
			metrics: options.metrics,
			...(options.simulator === undefined ? {} : { simulator: options.simulator }),
			readiness: async () => (draining ? { ready: false, parts: { service: 'draining' } } : options.readiness()),
		}),
	);
	admin.maxConnections = mostAdminConnections;

	await listen(server, options.address);
	await listen(admin, options.adminAddress).catch(async (error: unknown) => {
		await drain(server, { idle: 0, all: 0 });
		throw error;
	});
	let stopped: Promise<void> | undefined;
	const stop = async (): Promise<void> => {
		draining = true;
		await drain(server, options.drain);
		await drain(admin, { idle: 0, all: options.drain.idle });
	};
	return {
		port: portOf(server),
		adminPort: portOf(admin),
		stop: () => {
			stopped ??= stop();
			return stopped;
		},
	};
}

function listen(server: Server, { host, port }: Address): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen({ host, port }, () => {
			server.off('error', reject);
			resolve();
		});
	});
}

function portOf(server: Server): number {
	return (server.address() as AddressInfo).port;
}

/** How often connections that became idle are closed, in milliseconds. */
const sweep = 25;

function drain(server: Server, { idle, all }: Drain): Promise<void> {
	return new Promise((resolve) => {
		let sweeping: NodeJS.Timeout | undefined;
		const closeIdle = setTimeout(() => {
			server.closeIdleConnections();
			sweeping = setInterval(() => server.closeIdleConnections(), sweep);
		}, idle);
		const closeAll = setTimeout(() => server.closeAllConnections(), all);
		/** Not http's own `close`, which cuts idle connections off at once: a gateway may be sending its next turn on one. */
		SocketServer.prototype.close.call(server, () => {
			clearTimeout(closeIdle);
			clearInterval(sweeping);
			clearTimeout(closeAll);
			resolve();
		});
	});
}
