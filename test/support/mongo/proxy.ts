import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** One command on its way to the server. */
export interface Command {
	/** `find`, `insert`, `findAndModify` … */
	readonly name: string;
	readonly collection: string;
}

/**
 * What becomes of a command. `lose`: the server does it, and its answer is lost with the connection. `hang`: the server does
 * it, and its answer never comes, on a connection that stays. `refuse`: it never reaches the server; the connection breaks.
 */
export type Fate = 'pass' | 'lose' | 'hang' | 'refuse';

/** Stands between the driver and a server, and breaks what is between them. */
export interface MongoProxy {
	/** Of the same database, through the proxy. */
	readonly url: string;
	/** Decides about every command but those by which the driver looks after its connections. */
	readonly decide: (fate: (command: Command) => Fate) => void;
	/** Breaks every connection and lets nobody in. */
	readonly cut: () => void;
	/** Nothing passes any more, in either direction, and nobody is told. */
	readonly freeze: () => void;
	/** The server's side of every connection says goodbye; what the driver still sends arrives. */
	readonly halfClose: () => void;
	/** Every answer comes so many milliseconds later. */
	readonly delay: (milliseconds: number) => void;
	/** All is well again; connections that were frozen are broken. */
	readonly restore: () => void;
	readonly stop: () => Promise<void>;
}

/** https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */
const HEADER_BYTES = 16;
const OP_MSG = 2013;
/** Flags of the message, kind of the section, length of its document. */
const BEFORE_ELEMENT_BYTES = 4 + 1 + 4;
const BSON_STRING = 2;
const LOOKED_AFTER = new Set(['hello', 'ismaster', 'isMaster', 'ping', 'endSessions', 'buildInfo', '']);

/** Cuts a stream of bytes into messages of the protocol. */
function messages(each: (message: Buffer) => void): (chunk: Buffer) => void {
	let held: Buffer<ArrayBufferLike> = Buffer.alloc(0);
	return (chunk) => {
		held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
		while (held.length >= HEADER_BYTES && held.length >= held.readInt32LE(0)) {
			const message = held.subarray(0, held.readInt32LE(0));
			held = held.subarray(message.length);
			each(message);
		}
	};
}

/** The first element of a command's document names the command; its value, the collection. */
function commandOf(message: Buffer): Command {
	if (message.readInt32LE(12) !== OP_MSG) return { name: '', collection: '' };
	const at = HEADER_BYTES + BEFORE_ELEMENT_BYTES;
	const end = message.indexOf(0, at + 1);
	const name = message.toString('utf8', at + 1, end);
	if (message[at] !== BSON_STRING) return { name, collection: '' };
	const length = message.readInt32LE(end + 1);
	return { name, collection: message.toString('utf8', end + 5, end + 4 + length) };
}

interface State {
	fate: (command: Command) => Fate;
	closed: boolean;
	frozen: boolean;
	delayMs: number;
}

/** @param target address of one server; the driver is told to look for no others. */
export async function startProxy(target: string): Promise<MongoProxy> {
	const to = new URL(target);
	const state: State = { fate: () => 'pass', closed: false, frozen: false, delayMs: 0 };
	const pairs = new Set<readonly [driver: Socket, server: Socket]>();
	const server = createServer((driver) => {
		if (state.closed) return void driver.destroy();
		const upstream = connect(Number(to.port), to.hostname);
		const pair = [driver, upstream] as const;
		pairs.add(pair);
		const end = () => {
			if (state.frozen) return;
			pairs.delete(pair);
			driver.destroy();
			upstream.destroy();
		};
		for (const socket of pair) socket.on('error', () => undefined).on('close', end);
		join(driver, upstream, state);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	const url = new URL(target);
	url.host = `127.0.0.1:${address.port}`;
	url.searchParams.set('directConnection', 'true');
	const breakAll = () => {
		for (const pair of pairs) for (const socket of pair) socket.destroy();
		pairs.clear();
	};
	return {
		url: url.href,
		decide: (fate) => {
			state.fate = fate;
		},
		cut: () => {
			state.closed = true;
			breakAll();
		},
		freeze: () => {
			state.frozen = true;
		},
		halfClose: () => {
			for (const [driver] of pairs) driver.end();
		},
		delay: (milliseconds) => {
			state.delayMs = milliseconds;
		},
		restore: () => {
			if (state.frozen) breakAll();
			Object.assign(state, { fate: () => 'pass', closed: false, frozen: false, delayMs: 0 } satisfies State);
		},
		stop: async () => {
			state.closed = true;
			breakAll();
			server.close();
			await once(server, 'close');
		},
	};
}

/** Passes messages on between the two ends of a connection, as the state of the proxy has it. */
function join(driver: Socket, upstream: Socket, state: State): void {
	/** Ids of requests whose answer is not passed on. */
	const withheld = new Map<number, 'lose' | 'hang'>();
	driver.on(
		'data',
		messages((message) => {
			if (state.frozen) return;
			const command = commandOf(message);
			const fate = LOOKED_AFTER.has(command.name) ? 'pass' : state.fate(command);
			if (fate === 'refuse') return void driver.destroy();
			if (fate !== 'pass') withheld.set(message.readInt32LE(4), fate);
			upstream.write(message);
		}),
	);
	upstream.on(
		'data',
		messages((message) => {
			const fate = withheld.get(message.readInt32LE(8));
			if (state.frozen || fate === 'hang') return;
			if (fate === 'lose') return void driver.destroy();
			if (state.delayMs === 0) driver.write(message);
			else void pause(state.delayMs).then(() => driver.destroyed || driver.write(message));
		}),
	);
}
