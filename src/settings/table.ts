import { z } from 'zod';

/** One setting: an environment variable, what it means, how its text is read, and what holds when it is not set. */
export interface Setting<Schema extends z.ZodType> {
	readonly name: string;
	/** A sentence for operators, with the unit. */
	readonly doc: string;
	/** From text to value. */
	readonly schema: Schema;
	/** As text, as one would set it; '' when there is none. A secret has none. */
	readonly standard: string;
	/** Never printed. */
	readonly secret?: true;
}

function setting<Schema extends z.ZodType>(described: Setting<Schema>): Setting<Schema> {
	return described;
}

function whole(least: number, most: number) {
	const message = `must be a whole number from ${least} to ${most}`;
	return z
		.string()
		.regex(/^\d{1,9}$/, message)
		.transform(Number)
		.refine((value) => value >= least && value <= most, message);
}

function text(message: string) {
	return z.string().min(1, message);
}

const port = whole(0, 65_535);
const days = whole(1, 36_500);

const address = text('must be an address of this machine');

const origin = z
	.string()
	.regex(/^(?:https?:\/\/[a-z0-9.-]+(?::\d{1,5})?)?$/i, 'must be http(s):// and a host, without a path');

/** Where everything lasts. */
export type Database =
	/** Without a file it is `kasakuma.db` in the data folder. */
	| { readonly kind: 'sqlite'; readonly file: string | undefined }
	/** May hold a password. */
	| { readonly kind: 'mongo'; readonly url: string };

/** https://www.mongodb.com/docs/manual/reference/connection-string/: hosts, a database, options; the driver checks the options. */
const MONGO_URL = /^mongodb(?<srv>\+srv)?:\/\/(?:[^@/?#\s]+@)?(?<hosts>[^@/?#\s]+)(?:\/[\w-]*)?(?:\?[^\s#]*)?$/i;
const MONGO_HOST = /^(?:[\w.-]+|\[[\da-f:]+\])(?::(?<port>\d{1,5}))?$/i;

/** Of `mongodb+srv://` the one name stands for hosts and ports. */
function isMongoUrl(url: string): boolean {
	const { srv, hosts = '' } = MONGO_URL.exec(url)?.groups ?? {};
	if (srv !== undefined) return MONGO_HOST.test(hosts) && !hosts.includes(':');
	return hosts.split(',').every((host) => {
		const found = MONGO_HOST.exec(host);
		const ofHost = Number(found?.groups?.['port'] ?? 1);
		return found !== null && ofHost >= 1 && ofHost <= 65_535;
	});
}

/** The value may hold a password: it is never quoted. */
const database = z.string().transform((url, context): Database => {
	if (url === '') return { kind: 'sqlite', file: undefined };
	const [, file] = /^sqlite:(?:\/\/)?(.+)$/.exec(url) ?? [];
	if (file !== undefined) return { kind: 'sqlite', file };
	if (isMongoUrl(url)) return { kind: 'mongo', url };
	context.addIssue(
		/^mongodb/.test(url)
			? 'must be mongodb://user:password@host:port/database, with what is special in user and password percent-encoded'
			: 'must be unset, sqlite:<file> or mongodb://…',
	);
	return z.NEVER;
});

/** Every setting there is. `docs/configuration.md` is made from this table by `npm run config`. */
export const settingsTable = {
	environment: setting({
		name: 'NODE_ENV',
		doc: '`production` refuses everything that is unsafe outside a demonstration.',
		schema: z.enum(['development', 'test', 'production'], 'must be development, test or production'),
		standard: 'development',
	}),
	host: setting({
		name: 'HOST',
		doc: 'Address on which gateways and pages are served. Loopback, because TLS is ended by a proxy in front; `0.0.0.0` in a container.',
		schema: address,
		standard: '127.0.0.1',
	}),
	port: setting({
		name: 'PORT',
		doc: 'Port of gateways and pages; 0 for any that is free.',
		schema: port,
		standard: '3000',
	}),
	adminHost: setting({
		name: 'ADMIN_HOST',
		doc: 'Address of the operator’s listener (`/livez`, `/readyz`, `/metrics`). It asks for no password: keep it off the network.',
		schema: address,
		standard: '127.0.0.1',
	}),
	adminPort: setting({
		name: 'ADMIN_PORT',
		doc: 'Port of the operator’s listener; 0 for any that is free.',
		schema: port,
		standard: '3001',
	}),
	mostConnections: setting({
		name: 'MAX_CONNECTIONS',
		doc: 'Connections held at once on `PORT`. Keep it 256 below the limit of open files.',
		schema: whole(1, 1_000_000),
		standard: '4096',
	}),
	dataFolder: setting({
		name: 'DATA_DIR',
		doc: 'Folder of the embedded database, keys, route secrets and spool. It must be readable by the service alone.',
		schema: text('must be a folder'),
		standard: './data',
	}),
	database: setting({
		name: 'DATABASE_URL',
		doc: 'Unset for the embedded database in `DATA_DIR`; `sqlite:<file>`; or `mongodb://…`, for several instances and more than one machine.',
		schema: database,
		standard: '',
		secret: true,
	}),
	spoolFolder: setting({
		name: 'SPOOL_DIR',
		doc: 'Folder in which turns wait while the database is away, `spool` in `DATA_DIR` when unset. Every instance has its own.',
		schema: z.string(),
		standard: '',
	}),
	programmeFile: setting({
		name: 'PROGRAMME_FILE',
		doc: 'The programme’s file: who is behind the line, its routes and communities. Unset for the demonstration programme.',
		schema: z.string(),
		standard: '',
	}),
	logLevel: setting({
		name: 'LOG_LEVEL',
		doc: 'Least grave level that is logged: `debug`, `info`, `warn`, `error` or `silent`. No level logs a message or a number.',
		schema: z.enum(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent'),
		standard: 'info',
	}),
	turnDeadline: setting({
		name: 'TURN_DEADLINE_MS',
		doc: 'Milliseconds after which a gateway gets the help lines, if the turn has no answer yet.',
		schema: whole(100, 60_000),
		standard: '4000',
	}),
	storeTimeout: setting({
		name: 'STORE_TIMEOUT_MS',
		doc: 'Milliseconds after which the database counts as gone, and turns go to the spool.',
		schema: whole(10, 60_000),
		standard: '1500',
	}),
	resumeMinutes: setting({
		name: 'RESUME_MINUTES',
		doc: 'Minutes during which a person who was cut off is asked whether to continue.',
		schema: whole(1, 1_440),
		standard: '30',
	}),
	publicOrigin: setting({
		name: 'PUBLIC_ORIGIN',
		doc: 'Scheme and host by which providers reach this service, such as `https://line.example.org`. Twilio signs it, and is told it for reports.',
		schema: origin,
		standard: '',
	}),
	africastalkingUsername: setting({
		name: 'AFRICASTALKING_USERNAME',
		doc: 'Name of the account at Africa’s Talking; `sandbox` for its sandbox. Without it and its key no text goes out by it.',
		schema: z.string(),
		standard: '',
	}),
	africastalkingKey: setting({
		name: 'AFRICASTALKING_API_KEY',
		doc: 'API key of that account.',
		schema: z.string(),
		standard: '',
		secret: true,
	}),
	africastalkingUrl: setting({
		name: 'AFRICASTALKING_URL',
		doc: 'Origin of a relay that stands in for Africa’s Talking. Unset for Africa’s Talking itself.',
		schema: origin,
		standard: '',
	}),
	africastalkingRecordingHosts: setting({
		name: 'AFRICASTALKING_RECORDING_HOSTS',
		doc: 'Hosts from which recordings of calls are fetched, by https, separated by commas; a callback that names another is not followed.',
		schema: z
			.string()
			.regex(/^[a-z0-9.-]+(?:,[a-z0-9.-]+)*$/i, 'must be hosts, separated by commas')
			.transform((hosts) => hosts.split(',')),
		standard: 'voice.africastalking.com',
	}),
	twilioAccount: setting({
		name: 'TWILIO_ACCOUNT_SID',
		doc: 'Account at Twilio, `AC…`. Needed by routes of Twilio.',
		schema: z.string().regex(/^(?:AC[0-9a-f]{32})?$/, 'must be AC and 32 hexadecimal digits'),
		standard: '',
	}),
	twilioToken: setting({
		name: 'TWILIO_AUTH_TOKEN',
		doc: 'Auth token of that account.',
		schema: z.string(),
		standard: '',
		secret: true,
	}),
	twilioOtherToken: setting({
		name: 'TWILIO_OTHER_AUTH_TOKEN',
		doc: 'The other token while tokens are changed: callbacks signed with it are taken too.',
		schema: z.string(),
		standard: '',
		secret: true,
	}),
	twilioUrl: setting({
		name: 'TWILIO_URL',
		doc: 'Origin of a relay that stands in for Twilio. Unset for Twilio itself.',
		schema: origin,
		standard: '',
	}),
	sendDeadline: setting({
		name: 'SEND_DEADLINE_MS',
		doc: 'Milliseconds that a provider has to take a text; after that its outcome is unknown.',
		schema: whole(100, 60_000),
		standard: '10000',
	}),
	sendFromHour: setting({
		name: 'SEND_FROM_HOUR',
		doc: 'Hour of local time from which people may be disturbed. Answers and danger know no hours.',
		schema: whole(0, 23),
		standard: '8',
	}),
	sendUntilHour: setting({
		name: 'SEND_UNTIL_HOUR',
		doc: 'Hour of local time up to which people may be disturbed.',
		schema: whole(1, 24),
		standard: '19',
	}),
	conversationDays: setting({
		name: 'RETAIN_CONVERSATIONS_DAYS',
		doc: 'Days after its last turn at which a conversation is removed, with the way that it holds into its open case. Cases stay.',
		schema: days,
		standard: '2',
	}),
	replyDays: setting({
		name: 'RETAIN_REPLIES_DAYS',
		doc: 'Days after which the answer to a turn is emptied; until then a repeat of the turn gets the same answer, later a goodbye. The turn’s id stays: a repeat never acts twice.',
		schema: days,
		standard: '35',
	}),
	personDays: setting({
		name: 'RETAIN_PERSONS_DAYS',
		doc: 'Days after the last turn at which a person is forgotten, language and keys included.',
		schema: days,
		standard: '365',
	}),
	quarantineDays: setting({
		name: 'RETAIN_QUARANTINE_DAYS',
		doc: 'Days after which a callback that could not be understood is removed.',
		schema: days,
		standard: '30',
	}),
} as const;
