import { z } from 'zod';
import { database } from './database.ts';
import { proxies } from './proxies.ts';

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
	publishByAnother: setting({
		name: 'PUBLISH_BY_ANOTHER',
		doc: '`1`: an entry of the catalogue is published by somebody else than its author. `0`: by anybody on the staff.',
		schema: z.enum(['0', '1']),
		standard: '0',
	}),
	kAnonymity: setting({
		name: 'K_ANONYMITY',
		doc: 'Askings from which on a count of what was asked is shown; fewer stand together, or not at all.',
		schema: whole(5, 1_000),
		standard: '10',
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
	apiRequestsPerMinute: setting({
		name: 'API_REQUESTS_PER_MINUTE',
		doc: 'Requests that one key of the API may make in a minute; one address twice as many. Each instance counts by itself.',
		schema: whole(1, 1_000_000),
		standard: '600',
	}),
	trustedProxies: setting({
		name: 'TRUSTED_PROXIES',
		doc: 'Addresses or networks of the proxies in front, separated by commas, whose word is taken for a caller’s address; `loopback`, `linklocal` and `uniquelocal` stand for theirs.',
		schema: proxies,
		standard: 'loopback',
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
	requestDays: setting({
		name: 'REQUEST_DAYS',
		doc: 'Days after which a request (to be called by a person, an answer, news of a programme) that is done is removed.',
		schema: days,
		standard: '400',
	}),
	messageBodyDays: setting({
		name: 'RETAIN_OUTBOX_BODY_DAYS',
		doc: 'Days after which the words and the number of a text that has ended are emptied. How it ended stays.',
		schema: days,
		standard: '30',
	}),
	messageDays: setting({
		name: 'RETAIN_OUTBOX_DAYS',
		doc: 'Days after which the rest of such a text is removed. The id of the turn that it answered stays: nothing is sent twice.',
		schema: days,
		standard: '400',
	}),
} as const;
