import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';

/** Chances from 0 to 1, drawn for every message or call that is handed over, in this order. */
export interface TwilioFaults {
	/** The connection is lost before anything was read: nothing was taken. */
	readonly resetBeforeReading?: number;
	readonly tooManyRequests?: number;
	/** 500 without taking anything. */
	readonly serverError?: number;
	/** 502 of a proxy in front, behind which it was taken. */
	readonly badGatewayAfterAcceptance?: number;
	readonly resetAfterAcceptance?: number;
	/** Taken, and answered only after `lateMs`. */
	readonly lateAnswer?: number;
}

export interface TwilioGatewayOptions {
	readonly seed: number;
	readonly accountSid: string;
	readonly authToken: string;
	readonly latencyMs?: number;
	readonly lateMs?: number;
	readonly faults?: TwilioFaults;
	/** Under which the line is known; what is signed begins with it. */
	readonly publicOrigin?: string;
	/** Where the line listens on loopback: what goes to `publicOrigin` is posted there, and nothing is posted anywhere else. */
	readonly lineAt?: string;
	/** Senders of the account; every sender where it is absent. */
	readonly senders?: readonly string[];
	readonly optedOut?: readonly string[];
	readonly landlines?: readonly string[];
	/** Numbers whose phone is never reached. */
	readonly unreachable?: readonly string[];
	readonly now?: () => number;
}

export type TwilioFields = Readonly<Record<string, string>>;

export interface TakenMessage {
	readonly sid: string;
	readonly to: string;
	readonly from: string;
	readonly body: string;
	readonly fields: TwilioFields;
	readonly at: number;
	/** The last word that was, or would have been, reported. */
	status: string;
	errorCode: number | null;
}

export interface TakenCall {
	readonly sid: string;
	readonly to: string;
	readonly from: string;
	readonly fields: TwilioFields;
}

/** What a callback of Twilio's came to: `status` 0 where nobody listened. */
export interface Posted {
	readonly status: number;
	readonly body: string;
	readonly attempts: number;
}

export interface TwilioGateway {
	readonly url: string;
	/** Messages that were taken, also those whose answer was lost. */
	readonly sent: readonly TakenMessage[];
	readonly calls: readonly TakenCall[];
	/** What was answered to everything that was handed over: a status, or `reset`. */
	readonly answers: readonly (number | 'reset')[];
	/** A person writes to the line. */
	readonly receive: (message: TwilioFields & { readonly url: string }) => Promise<Posted>;
	/** Posts what became of all messages since the last time, in an order drawn by chance; one lost in between is not made up for. */
	readonly report: () => Promise<readonly Posted[]>;
	/** Posts any signed callback to the line. */
	readonly post: (url: string, fields: TwilioFields) => Promise<Posted>;
	/** Fields of a turn or end of a call. */
	readonly callFields: (fields: TwilioFields) => TwilioFields;
	/** Keeps a recording, and gives its address. */
	readonly record: (bytes: Uint8Array) => string;
	readonly recordings: ReadonlyMap<string, Uint8Array>;
	readonly stop: () => Promise<void>;
}

/** Repeats itself for one seed (mulberry32). */
function chanceOf(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

interface World {
	readonly options: TwilioGatewayOptions;
	readonly draw: () => number;
	readonly sent: TakenMessage[];
	readonly calls: TakenCall[];
	readonly answers: (number | 'reset')[];
	readonly recordings: Map<string, Uint8Array>;
	/** Texts of people, whether or not their callback arrived. */
	readonly received: { readonly fields: TwilioFields; readonly at: number }[];
	/** Every message's words that were not yet posted. */
	readonly unreported: { readonly message: TakenMessage; readonly words: readonly string[] }[];
}

/** A Twilio on loopback that keeps the real one's rules, as far as a line meets them; every fault is drawn from the seed. */
export async function startTwilioGateway(options: TwilioGatewayOptions): Promise<TwilioGateway> {
	const draw = chanceOf(options.seed);
	const kept = { sent: [], calls: [], answers: [], recordings: new Map(), received: [], unreported: [] };
	const world: World = { options, draw, ...kept };
	const server = createServer((request, response) => {
		serve(world, request, response).catch(() => response.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		url,
		sent: world.sent,
		calls: world.calls,
		answers: world.answers,
		recordings: world.recordings,
		receive: ({ url: to, ...said }) => {
			const fields = { ...inboundFields(world), ...said };
			world.received.push({ fields, at: nowOf(world) });
			return post(world, to, fields);
		},
		report: () => report(world),
		post: (to, fields) => post(world, to, fields),
		callFields: (fields) => ({ ...callFields(world), ...fields }),
		record: (bytes) => {
			const sid = sidOf(world, 'RE');
			world.recordings.set(sid, bytes);
			return `${url}/2010-04-01/Accounts/${options.accountSid}/Recordings/${sid}`;
		},
		stop: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

const sidOf = ({ draw }: World, prefix: string): string =>
	prefix + Array.from({ length: 32 }, () => Math.floor(draw() * 16).toString(16)).join('');

const errorWords: Readonly<Record<number, string>> = {
	20001: 'Invalid parameter',
	20003: 'Authenticate',
	20404: 'The requested resource was not found',
	20429: 'Too Many Requests',
	20500: 'Internal Server Error',
	21205: 'Url is not a valid URL',
	21211: "The 'To' number is not a valid phone number",
	21602: 'A message body is required',
	21603: "A 'From' phone number is required",
	21606: "The 'From' phone number is not a valid message-capable phone number",
	21609: 'The StatusCallback URL is not a valid URL',
	21610: 'Attempt to send to unsubscribed recipient',
	21614: "'To' number is not a valid mobile number",
	21617: 'The concatenated message body exceeds the 1600 character limit',
};

interface Answer {
	readonly status: number;
	readonly body: unknown;
}

function error(status: number, code: number): Answer {
	const more_info = `https://www.twilio.com/docs/errors/${code}`;
	return { status, body: { code, message: errorWords[code], more_info, status } };
}

async function serve(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
	const { options } = world;
	const asked = new URL(request.url ?? '/', 'http://loopback');
	const isCreate = request.method === 'POST';
	if (isCreate && happens(world, options.faults?.resetBeforeReading)) {
		world.answers.push('reset');
		request.socket.destroy();
		return;
	}
	const fields = Object.fromEntries(new URLSearchParams(await textOf(request)));
	if (options.latencyMs !== undefined) await pause(options.latencyMs);
	const recording = asked.pathname.match(/\/Recordings\/(RE[0-9a-f]{32})(?:\.(?:wav|mp3|json))?$/)?.[1];
	if (!isKnown(options, request)) return send(response, error(401, 20003));
	if (!asked.pathname.startsWith(`/2010-04-01/Accounts/${options.accountSid}/`))
		return send(response, error(404, 20404));
	if (recording !== undefined) return serveRecording(world, request, response, recording);
	const resource = asked.pathname.split('/')[4];
	if (request.method === 'GET' && resource === 'Messages.json') return send(response, list(world, asked.searchParams));
	if (!isCreate || (resource !== 'Messages.json' && resource !== 'Calls.json'))
		return send(response, error(404, 20404));
	return take(world, response, () =>
		resource === 'Messages.json' ? takeMessage(world, fields) : takeCall(world, fields),
	);
}

async function take(world: World, response: ServerResponse, accept: () => Answer): Promise<void> {
	const { faults = {}, lateMs = 1_000 } = world.options;
	const answer = (given: Answer): void => {
		world.answers.push(given.status);
		send(response, given);
	};
	if (happens(world, faults.tooManyRequests)) return answer(error(429, 20429));
	if (happens(world, faults.serverError)) return answer(error(500, 20500));
	const given = accept();
	if (given.status >= 300) return answer(given);
	if (happens(world, faults.badGatewayAfterAcceptance))
		return answer({ status: 502, body: '<html>Bad Gateway</html>' });
	if (happens(world, faults.resetAfterAcceptance)) {
		world.answers.push('reset');
		response.socket?.destroy();
		return;
	}
	if (happens(world, faults.lateAnswer)) await pause(lateMs);
	answer(given);
}

function takeMessage(world: World, fields: TwilioFields): Answer {
	const { options } = world;
	const { To = '', From = '', Body = '', MessagingServiceSid = '', ValidityPeriod = '36000', StatusCallback } = fields;
	if (!/^\+[1-9]\d{6,14}$/.test(To)) return error(400, 21211);
	if (From === '' && MessagingServiceSid === '') return error(400, 21603);
	if (From !== '' && options.senders !== undefined && !options.senders.includes(From)) return error(400, 21606);
	if (Body === '') return error(400, 21602);
	if (Body.length > 1_600) return error(400, 21617);
	if (!/^\d{1,5}$/.test(ValidityPeriod) || Number(ValidityPeriod) < 1 || Number(ValidityPeriod) > 36_000)
		return error(400, 20001);
	if (StatusCallback !== undefined && !URL.canParse(StatusCallback)) return error(400, 21609);
	if (options.landlines?.includes(To) === true) return error(400, 21614);
	if (options.optedOut?.includes(To) === true) return error(400, 21610);
	const at = nowOf(world);
	const sid = sidOf(world, 'SM');
	const message: TakenMessage = { sid, to: To, from: From, body: Body, fields, at, status: 'queued', errorCode: null };
	world.sent.push(message);
	const isReached = options.unreachable?.includes(To) !== true;
	world.unreported.push({ message, words: ['sent', isReached ? 'delivered' : 'undelivered'] });
	return { status: 201, body: messageBody(world, message) };
}

function takeCall(world: World, fields: TwilioFields): Answer {
	const { To = '', From = '', Url = '' } = fields;
	if (!/^\+[1-9]\d{6,14}$/.test(To)) return error(400, 21211);
	if (From === '') return error(400, 21603);
	if (!URL.canParse(Url)) return error(400, 21205);
	const sid = sidOf(world, 'CA');
	world.calls.push({ sid, to: To, from: From, fields });
	return { status: 201, body: { sid, account_sid: world.options.accountSid, status: 'queued', to: To, from: From } };
}

function messageBody({ options }: World, message: TakenMessage): object {
	const date = new Date(message.at).toUTCString().replace('GMT', '+0000');
	return {
		sid: message.sid,
		account_sid: options.accountSid,
		api_version: '2010-04-01',
		to: message.to,
		from: message.from,
		body: message.body,
		direction: 'outbound-api',
		status: message.status,
		num_segments: '1',
		num_media: '0',
		price: message.status === 'queued' ? null : '-0.00750',
		price_unit: 'USD',
		error_code: message.errorCode,
		error_message: null,
		date_created: date,
		date_updated: date,
		date_sent: message.status === 'queued' ? null : date,
		uri: `/2010-04-01/Accounts/${options.accountSid}/Messages/${message.sid}.json`,
	};
}

/** Newest first, by pages. A message that still waits has no `DateSent`, and is not found by it. */
function list(world: World, asked: URLSearchParams): Answer {
	const to = asked.get('To');
	const since = Date.parse(asked.get('DateSent>') ?? '1970-01-01');
	const byDate = asked.has('DateSent>');
	const sent = world.sent
		.filter((message) => (to === null || message.to === to) && (!byDate || message.status !== 'queued'))
		.map((message) => ({ at: message.at, body: messageBody(world, message) }));
	const received = world.received
		.filter(({ fields }) => to === null || fields['To'] === to)
		.map((message) => ({ at: message.at, body: receivedBody(world, message) }));
	const found = [...sent, ...received]
		.filter(({ at }) => !byDate || Math.floor(at / 1_000) * 1_000 >= since)
		.toReversed()
		.toSorted((one, other) => other.at - one.at)
		.map(({ body }) => body);
	const [page, size] = [Number(asked.get('Page') ?? 0), Number(asked.get('PageSize') ?? 50)];
	const next = new URLSearchParams({ ...Object.fromEntries(asked), Page: String(page + 1) });
	const isLast = found.length <= (page + 1) * size;
	return {
		status: 200,
		body: {
			messages: found.slice(page * size, (page + 1) * size),
			page,
			next_page_uri: isLast
				? null
				: `/2010-04-01/Accounts/${world.options.accountSid}/Messages.json?${next.toString()}`,
		},
	};
}

function receivedBody({ options }: World, { fields, at }: World['received'][number]): object {
	const date = new Date(at).toUTCString().replace('GMT', '+0000');
	return {
		sid: fields['MessageSid'],
		account_sid: options.accountSid,
		to: fields['To'],
		from: fields['From'],
		body: fields['Body'],
		direction: 'inbound',
		status: 'received',
		date_created: date,
		date_updated: date,
		date_sent: date,
	};
}

function serveRecording(world: World, request: IncomingMessage, response: ServerResponse, sid: string): void {
	const bytes = world.recordings.get(sid);
	if (bytes === undefined) {
		send(response, error(404, 20404));
		return;
	}
	if (request.method === 'DELETE') {
		world.recordings.delete(sid);
		response.writeHead(204).end();
		return;
	}
	response.writeHead(200, { 'Content-Type': 'audio/x-wav' }).end(bytes);
}

async function report(world: World): Promise<readonly Posted[]> {
	const posted: Posted[] = [];
	for (const { message, words } of world.unreported.splice(0)) {
		message.status = words.at(-1) ?? message.status;
		message.errorCode = message.status === 'undelivered' ? 30003 : null;
		const callback = message.fields['StatusCallback'];
		if (callback === undefined) continue;
		const inOrder = world.draw() < 0.7 ? words : [...words].reverse();
		for (const word of inOrder) posted.push(await post(world, callback, statusFields(world, message, word)));
	}
	return posted;
}

function statusFields({ options }: World, { sid, to, from }: TakenMessage, word: string): TwilioFields {
	return {
		AccountSid: options.accountSid,
		ApiVersion: '2010-04-01',
		...(word === 'undelivered' ? { ErrorCode: '30003' } : {}),
		From: from,
		MessageSid: sid,
		MessageStatus: word,
		SmsSid: sid,
		SmsStatus: word,
		To: to,
	};
}

function inboundFields(world: World): TwilioFields {
	const sid = sidOf(world, 'SM');
	return {
		AccountSid: world.options.accountSid,
		ApiVersion: '2010-04-01',
		Body: '',
		FromCity: '',
		FromCountry: 'CI',
		FromState: '',
		FromZip: '',
		MessageSid: sid,
		NumMedia: '0',
		NumSegments: '1',
		SmsMessageSid: sid,
		SmsSid: sid,
		SmsStatus: 'received',
		ToCity: '',
		ToCountry: 'GH',
		ToState: '',
		ToZip: '',
	};
}

function callFields(world: World): TwilioFields {
	return {
		AccountSid: world.options.accountSid,
		ApiVersion: '2010-04-01',
		CallSid: sidOf(world, 'CA'),
		CallStatus: 'in-progress',
		Direction: 'inbound',
		FromCountry: 'CI',
		ToCountry: 'GH',
	};
}

/** Posts as Twilio does: signed without the fragment, tried again as the fragment says (one retry after a failed connection). */
async function post(world: World, url: string, fields: TwilioFields): Promise<Posted> {
	const { authToken, publicOrigin, lineAt } = world.options;
	const [address = '', fragment = ''] = url.split('#', 2);
	const overrides = new URLSearchParams(fragment);
	const retries = Number(overrides.get('rc') ?? 1);
	const when = (overrides.get('rp') ?? 'ct').split(',');
	const target =
		publicOrigin !== undefined && lineAt !== undefined && address.startsWith(`${publicOrigin}/`)
			? lineAt + address.slice(publicOrigin.length)
			: address;
	const headers = {
		'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
		'X-Twilio-Signature': getExpectedTwilioSignature(authToken, address, fields),
		'I-Twilio-Idempotency-Token': sidOf(world, 'id'),
	};
	for (let attempts = 1; ; attempts += 1) {
		const answer = await tryPost(target, headers, new URLSearchParams(fields).toString());
		const family = answer.status === 0 ? 'ct' : `${Math.floor(answer.status / 100)}xx`;
		if (!(when.includes(family) || (when.includes('all') && answer.status >= 400)) || attempts > retries)
			return { ...answer, attempts };
	}
}

async function tryPost(
	url: string,
	headers: Record<string, string>,
	body: string,
): Promise<{ readonly status: number; readonly body: string }> {
	/** Nobody is there: no test leaves the machine. */
	if (new URL(url).hostname !== '127.0.0.1') return { status: 0, body: '' };
	try {
		const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(15_000) });
		return { status: response.status, body: await response.text() };
	} catch {
		return { status: 0, body: '' };
	}
}

function isKnown({ accountSid, authToken }: TwilioGatewayOptions, request: IncomingMessage): boolean {
	return request.headers.authorization === `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
}

/** Draws also where the chance is 0, so that one fault more does not move all the others. */
function happens({ draw }: World, chance = 0): boolean {
	return draw() < chance;
}

async function textOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, { status, body }: Answer): void {
	if (response.destroyed) return;
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	response.writeHead(status, { 'Content-Type': typeof body === 'string' ? 'text/html' : 'application/json' }).end(text);
}

const pause = (milliseconds: number): Promise<void> =>
	new Promise((resolve) => {
		setTimeout(resolve, milliseconds).unref();
	});
const nowOf = ({ options }: World): number => (options.now ?? Date.now)();
