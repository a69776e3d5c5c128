import { join } from 'node:path';
import { freePort, lineOf, program, type Running, type Server, startNode, stop } from './server.ts';

/** Starts one of the servers of `peers/`; it names its port and path itself. */
export async function startPeer(name: string, args: readonly string[] = []): Promise<Server> {
	const running = startNode('server', [program(`./peers/${name}.js`), ...args], { NODE_ENV: 'production' });
	const [port, path] = await readyOrStopped(running, (line) => {
		const [, number, route] = /^listening (\d+) (\S+)$/.exec(line) ?? [];
		return number === undefined || route === undefined ? undefined : ([Number(number), route] as const);
	});
	return {
		...running,
		port,
		path,
		serviceCode: '*384*1234#',
		verify: async () => undefined,
		stop: () => stop(running),
	};
}

export function startMenuBuilder(folder: string, synchronous: 'FULL' | 'NORMAL'): Promise<Server> {
	return startPeer('ussd-menu-builder', [join(folder, 'sessions.db'), synchronous]);
}

/** Our service as `npm start` runs it, with its data in `folder`. */
export interface Service extends Server {
	readonly adminPort: number;
}

export async function startService(
	folder: string,
	more: Readonly<Record<string, string>> = {},
	routeIn: typeof ghanaianRoute = ghanaianRoute,
): Promise<Service> {
	const [port, adminPort] = [await freePort(), await freePort()];
	const running = startNode('server', [program('../../src/main.js')], {
		PORT: String(port),
		ADMIN_PORT: String(adminPort),
		DATA_DIR: folder,
		...more,
	});
	const route = await readyOrStopped(running, routeIn);
	const verify = async () => refuseSpooled(await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text());
	return { ...running, ...route, port, adminPort, verify, stop: () => stop(running) };
}

/** The same for texts. */
export function ghanaianTexts(line: string): { readonly path: string; readonly serviceCode: string } | undefined {
	const [, serviceCode, path] = /^GH\s+(\d+)\s+(\/channels\/africastalking\/sms\/[\w-]+)/.exec(line) ?? [];
	return path === undefined || serviceCode === undefined ? undefined : { path, serviceCode };
}

/** The line on which the service names its demonstration route for Ghana: country, service code, path. */
export function ghanaianRoute(line: string): { readonly path: string; readonly serviceCode: string } | undefined {
	const path = /\/channels\/africastalking\/ussd\/[\w-]+/.exec(line)?.[0];
	const serviceCode = /\*\d[\d*]*#/.exec(line)?.[0];
	const isGhana = /\b(?:GH|Ghana)\b/.test(line);
	return path === undefined || serviceCode === undefined || !isGhana ? undefined : { path, serviceCode };
}

/**
 * A service that has lost its store answers all the same, from the spool: a figure of that is not the one that is asked for.
 * A conflict (two reports drew one reference code) was decided again and committed.
 * @param metrics what `/metrics` says
 */
export function refuseSpooled(metrics: string): void {
	const turns = [...metrics.matchAll(/^kasakuma_turns_total\{[^}]*outcome="(\w+)"[^}]*\} (\d+)$/gm)];
	const wanted = ['committed', 'conflict'];
	const others = turns
		.filter(([, outcome = '', count]) => !wanted.includes(outcome) && count !== '0')
		.map(([line]) => line);
	if (turns.length === 0 || others.length > 0)
		throw new Error(`Not every turn was committed to the store: ${others.join('; ') || 'no turn was counted'}`);
}

async function readyOrStopped<T>(running: Running, found: (line: string) => T | undefined): Promise<T> {
	try {
		return await lineOf(running, found);
	} catch (error) {
		await stop(running);
		throw error;
	}
}
