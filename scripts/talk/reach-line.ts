import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SimulatedCall, SimulatedText } from '../../src/channels/simulator/sender.ts';
import type { Channel } from '../../src/conversation/index.ts';
import type { ConfiguredRoute } from '../../src/programmes/programme.ts';
import { routeSecrets } from '../../src/programmes/route-secrets.ts';
import { loadWords } from '../../src/service/load-words.ts';
import { startService } from '../../src/service/start-service.ts';
import { readSettings } from '../../src/settings/settings.ts';
import { type Chance, systemChance } from '../../src/shared/chance.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { createLog, syncWriter } from '../../src/shared/log.ts';
import type { Post } from './phone.ts';
import type { Measure } from './transcript.ts';

/** Folder of the installation, from `dist/scripts/talk/`. */
const root = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..', '..');

/** A route of the line that answers. */
export interface ReachedLine {
	readonly country: string;
	readonly serviceCode: string;
	readonly channel: Channel;
	readonly measure: Measure;
	readonly post: Post;
	/** The same with a query behind the path, as calls have one. */
	readonly postTo: (query: string, form: string) => Promise<string>;
	/** What the simulator sent to a number after a position; on routes for texts. */
	readonly texts: (to: string, after: number) => Promise<readonly SimulatedText[]>;
	/** Calls that the line makes to a number, after a position; none where a provider makes them. */
	readonly calls: (to: string, after: number) => Promise<readonly SimulatedCall[]>;
	readonly chance: Chance;
	/** Stops the service if it was started for this call. */
	readonly leave: () => Promise<void>;
}

interface Wanted {
	readonly channel: string;
	readonly language: string;
	readonly country?: string | undefined;
}

/** The route on which somebody with this language would dial. @throws {Error} naming the routes there are. */
function chooseRoute(routes: readonly ConfiguredRoute[], wanted: Wanted): ConfiguredRoute {
	const fitting = routes.filter(
		({ channel, country }) =>
			channel === wanted.channel && (wanted.country === undefined || country === wanted.country),
	);
	const route = fitting.find(({ languages }) => languages[0] === wanted.language) ?? fitting[0];
	if (route !== undefined) return route;
	const known = routes.map(({ id, channel, country }) => `${id} (${channel}, ${country})`).join(', ');
	throw new Error(`no such route; there are ${known}`);
}

/** The service on PORT, or, if nobody answers there, one of our own on a free port and the same data. */
export async function reachLine(wanted: Wanted): Promise<ReachedLine> {
	const settings = readSettings(process.env);
	const { programme } = loadWords(root, settings.programmeFile);
	const route = chooseRoute(programme.routes, wanted);
	const running = `http://127.0.0.1:${settings.port}`;
	const secret = routeSecrets(join(resolve(settings.dataFolder), 'routes'), programme.routes, systemChance).get(
		route.id,
	);
	const path = `/channels/${route.provider}/${route.channel}/${secret}`;
	if (await answers(running)) {
		const admin = `http://127.0.0.1:${settings.adminPort}`;
		return reached(route, { url: `${running}${path}`, admin, leave: async () => {} });
	}
	const service = await startService(
		{ ...settings, port: 0, adminPort: 0 },
		{
			environment: process.env,
			nodeArguments: process.execArgv,
			root,
			log: createLog({ level: 'error', write: syncWriter(process.stderr.fd), clock: systemClock }),
			stopwatch: () => performance.now(),
		},
	);
	const admin = `http://127.0.0.1:${service.adminPort}`;
	return reached(route, { url: `http://127.0.0.1:${service.port}${path}`, admin, leave: service.stop });
}

interface Reached {
	readonly url: string;
	readonly admin: string;
	readonly leave: () => Promise<void>;
}

function reached(route: ConfiguredRoute, { url, admin, leave }: Reached): ReachedLine {
	const { country, serviceCode, profile, channel } = route;
	return {
		country,
		serviceCode,
		channel,
		measure: { channel, ...profile },
		post: (form) => postForm(url, form),
		postTo: (query, form) => postForm(`${url}${query}`, form),
		texts: (to, after) => readTexts(admin, to, after),
		calls: async (to, after) => (await readSimulated<SimulatedCall>(admin, 'calls', { to, after })) ?? [],
		chance: systemChance,
		leave,
	};
}

/** @throws {Error} where a provider carries the texts, or the line is in production: they are on a real phone then. */
async function readTexts(admin: string, to: string, after: number): Promise<readonly SimulatedText[]> {
	const texts = await readSimulated<SimulatedText>(admin, 'texts', { to, after });
	if (texts === undefined) throw new Error('this line has no simulator: its texts go to real phones');
	return texts;
}

/** `undefined` where there is no simulator. */
async function readSimulated<Kind>(
	admin: string,
	what: 'texts' | 'calls',
	{ to, after }: { readonly to: string; readonly after: number },
): Promise<readonly Kind[] | undefined> {
	const query = new URLSearchParams({ to, after: String(after) });
	const response = await fetch(`${admin}/simulator/${what}?${query.toString()}`);
	return response.status === 200 ? ((await response.json()) as readonly Kind[]) : undefined;
}

async function postForm(url: string, form: string): Promise<string> {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/x-www-form-urlencoded' },
		body: form,
	});
	if (response.status !== 200) throw new Error(`the line answered ${response.status}`);
	return response.text();
}

async function answers(origin: string): Promise<boolean> {
	try {
		await fetch(origin, { method: 'HEAD', signal: AbortSignal.timeout(1_000) });
		return true;
	} catch {
		return false;
	}
}
