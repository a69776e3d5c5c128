import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';

/** Ports of loopback that a test serves itself. */
const ownPorts = new Set<number>();

/** Lets a test reach its own server. */
export function allowPort(port: number): () => void {
	ownPorts.add(port);
	return () => {
		ownPorts.delete(port);
	};
}

/** What code can do to reach another machine, and what it comes through in the end. */
const doors: readonly (readonly [holder: object, names: readonly string[]])[] = [
	[net.Socket.prototype, ['connect']],
	[dgram.Socket.prototype, ['send', 'connect']],
	[dns, ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveTxt', 'reverse']],
	[dns.promises, ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveTxt', 'reverse']],
];

export interface Watch {
	/** Names of the doors that were tried. */
	readonly tried: readonly string[];
	readonly stop: () => void;
}

/** From now on a try to reach anything but a port of `allowPort` throws, and is remembered: whoever tried may swallow the error. */
export function watchNetwork(): Watch {
	const tried: string[] = [];
	const undo = doors.flatMap(([holder, names]) => names.map((name) => close(holder, name, tried)));
	return {
		tried,
		stop: () => {
			for (const open of undo) open();
		},
	};
}

type Door = (this: unknown, ...given: unknown[]) => unknown;

function close(holder: object, name: string, tried: string[]): () => void {
	const doors = holder as Record<string, Door>;
	const before = doors[name];
	if (before === undefined) throw new Error(`no ${name} to watch`);
	doors[name] = function watched(...given) {
		if (name === 'connect' ? isOwn(given) : isAddress(given)) return before.apply(this, given);
		tried.push(name);
		throw new Error(`a test tried to ${name}`);
	};
	return () => {
		doors[name] = before;
	};
}

/** Node's own servers "look up" the address on which they listen, which asks nobody. */
const isAddress = ([host]: readonly unknown[]): boolean => typeof host === 'string' && net.isIP(host) !== 0;

/** Node hands over `[options, callback]` as one array, or options, or a port and a host. */
function isOwn([first, second]: readonly unknown[]): boolean {
	const [options] = Array.isArray(first) ? (first as unknown[]) : [first];
	const { port, host } = (typeof options === 'object' ? options : { port: options, host: second }) as {
		port?: unknown;
		host?: unknown;
	};
	return host === '127.0.0.1' && ownPorts.has(Number(port));
}

/** Fails each test of a `describe` in which anything left the machine, also later than its last line. */
export function keepOffline(): void {
	let watch: Watch | undefined;
	beforeEach(() => {
		watch = watchNetwork();
	});
	afterEach(async () => {
		await new Promise((resolve) => setImmediate(resolve));
		watch?.stop();
		expect(watch?.tried).toEqual([]);
	});
}
