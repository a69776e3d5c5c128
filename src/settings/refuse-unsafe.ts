import { type Environment, type Settings, settingsError } from './settings.ts';

/** Milliseconds after which Africa's Talking, the least patient gateway, gives an answer up. */
const gatewayPatience = 10_000;
/** Base64url characters that hold 128 bits, and hexadecimal ones. */
const shortestSecret = 22;

/** What safety depends on besides the settings. */
export interface SafetyFacts {
	/** The programme is the demonstration one: its places and communities are made up. */
	readonly demonstration: boolean;
	readonly routes: readonly { readonly id: string; readonly secret: string }[];
	/** For `NODE_OPTIONS` and `NODE_TLS_REJECT_UNAUTHORIZED`. */
	readonly environment: Environment;
	/** Options that node itself was started with: `process.execArgv`. */
	readonly nodeArguments: readonly string[];
	/** Permission bits of the data folder. */
	readonly dataFolderMode: number;
}

/**
 * Refuses to start with settings that endanger the people who call.
 *
 * @throws {ServiceError} `unsafe-settings`, naming everything that is unsafe and what to do.
 */
export function refuseUnsafe(settings: Settings, facts: SafetyFacts): void {
	const problems = [...alwaysUnsafe(settings, facts)];
	if (settings.environment === 'production') problems.push(...unsafeInProduction(settings, facts));
	if (problems.length > 0) throw settingsError('unsafe-settings', problems);
}

function* alwaysUnsafe(settings: Settings, { environment }: SafetyFacts): Iterable<string> {
	if (environment['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
		yield 'NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody read along: unset it';
	}
	if (settings.turnDeadline >= gatewayPatience) {
		yield `TURN_DEADLINE_MS must be below ${gatewayPatience}: gateways wait no longer, and the person would see an error`;
	}
	if (settings.storeTimeout >= settings.turnDeadline) {
		yield 'STORE_TIMEOUT_MS must be below TURN_DEADLINE_MS, or no time is left for the spool';
	}
}

function* unsafeInProduction(settings: Settings, facts: SafetyFacts): Iterable<string> {
	if (facts.demonstration)
		yield 'PROGRAMME_FILE is not set: the demonstration programme has made-up places and nobody who answers';
	for (const { id, secret } of facts.routes) {
		if (!facts.demonstration && secret.length < shortestSecret) {
			yield `the secret of the route ${id} can be guessed: give it ${shortestSecret} random characters or more`;
		}
	}
	const nodeOptions = [...facts.nodeArguments, ...(facts.environment['NODE_OPTIONS'] ?? '').split(/\s+/)];
	if (nodeOptions.some((option) => /^--(inspect|debug)/.test(option))) {
		yield 'node is started with --inspect, which opens its memory: take it out of NODE_OPTIONS and the command';
	}
	if (nodeOptions.some((option) => option === '--insecure-http-parser'))
		yield 'node is started with --insecure-http-parser: take it out';
	if (settings.database.kind === 'mongo' && letsAnybodyIn(settings.database.url)) {
		yield 'DATABASE_URL names no user: switch on MongoDB’s access control and give the service a user of its own';
	}
	const origins = {
		PUBLIC_ORIGIN: settings.publicOrigin,
		AFRICASTALKING_URL: settings.africastalkingUrl,
		TWILIO_URL: settings.twilioUrl,
	};
	for (const [name, origin] of Object.entries(origins)) {
		const [, host] = /^http:\/\/(.+)$/i.exec(origin) ?? [];
		if (host !== undefined && !isHere(host))
			yield `${name} is plain http: numbers, texts and keys can be read on the way`;
	}
	if (settings.logLevel === 'debug') yield 'LOG_LEVEL=debug says too much for production: use info';
	if ((facts.dataFolderMode & 0o077) !== 0) yield 'DATA_DIR can be read by others: chmod 700 it';
}

/** A host, with or without a port, of this very machine. */
const isHere = (host: string) => /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])(?::\d+)?$/i.test(host);

/** A server on another machine that is asked without a name: whoever reaches it reads and writes all. */
function letsAnybodyIn(url: string): boolean {
	const [, user, hosts = ''] = /^[\w+]+:\/\/(?:([^@/?]+)@)?([^/?]+)/.exec(url) ?? [];
	return user === undefined && !/[?&]authMechanism=/i.test(url) && !hosts.split(',').every(isHere);
}
