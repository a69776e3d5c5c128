import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../../../src/shared/clock.ts';
import { seededChance } from '../doors.ts';

/** What may go wrong with a send or a call; `before` and `after` mean the moment at which the gateway takes it. */
export type Fault = 'late' | 'reset-before' | 'reset-after' | 'error-before' | 'error-after';

export type ReportWord =
	| 'Sent'
	| 'Submitted'
	| 'Buffered'
	| 'Success'
	| 'Rejected'
	| 'Failed'
	| 'AbsentSubscriber'
	| 'Expired';

/** Where the account has its callbacks posted. */
export interface Callbacks {
	messages?: string;
	reports?: string;
	optOuts?: string;
}

export interface GatewayOptions {
	readonly seed: string;
	readonly username?: string;
	readonly apiKey?: string;
	/** Sender ids and numbers of the account; any other is refused. Without it, all are taken. */
	readonly senders?: readonly string[];
	/** Milliseconds before each answer. */
	readonly latencyMs?: number;
	/** Share of sends and calls (0 to 1) that each fault befalls, drawn from the seed. */
	readonly faults?: Partial<Readonly<Record<Fault, number>>>;
	/** Milliseconds that a late answer comes later. */
	readonly lateMs?: number;
	readonly callbacks?: Readonly<Callbacks>;
	/** Milliseconds between two deliveries of a message that was not acknowledged; the real one's pace is not published. */
	readonly repostMs?: number;
	/** Milliseconds for which they are repeated: 12 hours at the real one. */
	readonly repostForMs?: number;
	readonly clock?: Clock;
}

/** A message that the gateway took, whether or not its answer arrived. */
export interface TakenMessage {
	readonly id: string;
	readonly to: string;
	readonly from: string;
	readonly text: string;
	readonly at: number;
}

export interface TakenCall {
	readonly sessionId: string;
	readonly to: string;
	readonly from: string;
	readonly clientRequestId: string | undefined;
}

/** What became of a message that a person sent to us. */
export interface Delivery {
	readonly acknowledged: boolean;
	/** How often it was posted. */
	readonly posts: number;
}

/** A request as it arrived. */
export interface SeenRequest {
	readonly method: string;
	readonly path: string;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	/** Form fields of a POST, query of a GET; in order, repeated ones too. None where it was reset before it was read. */
	readonly fields: readonly (readonly [string, string])[];
	readonly fault: Fault | undefined;
}

type Fields = Readonly<Record<string, string>>;
type Answer = readonly [status: number, body: unknown];

const hour = 3_600_000;
const faultNames: readonly Fault[] = ['reset-before', 'error-before', 'reset-after', 'error-after', 'late'];
const finals: readonly ReportWord[] = [
	'Success',
	'Success',
	'Success',
	'Rejected',
	'Failed',
	'AbsentSubscriber',
	'Expired',
];
const denied: Answer = [401, 'The supplied authentication is invalid'];

/** The word that stands beside each `statusCode`. */
const statuses = new Map([
	[100, 'Success'],
	[101, 'Success'],
	[102, 'Success'],
	[401, 'RiskHold'],
	[402, 'InvalidSenderId'],
	[403, 'InvalidPhoneNumber'],
	[404, 'UnsupportedNumberType'],
	[405, 'InsufficientBalance'],
	[406, 'UserInBlacklist'],
	[407, 'CouldNotRoute'],
	[409, 'DoNotDisturbRejection'],
	[500, 'InternalServerError'],
	[501, 'GatewayError'],
	[502, 'RejectedByGateway'],
]);

/**
 * Starts an HTTP server on loopback that keeps the rules of Africa's Talking, as far as they are public: form fields, the `apikey`
 * header, one account of one environment, 201 with refusals inside, `None` for an id, costs as text, messages posted until a 200.
 * The same seed draws the same faults, ids and reports.
 */
export async function startAfricastalkingGateway(options: GatewayOptions): Promise<AfricastalkingGateway> {
	const gateway = new AfricastalkingGateway(options);
	await gateway.listen();
	return gateway;
}

export class AfricastalkingGateway {
	/** For `baseUrl`. */
	url = '';
	readonly sent: TakenMessage[] = [];
	readonly calls: TakenCall[] = [];
	readonly requests: SeenRequest[] = [];
	/** Numbers that have told the provider to stop. */
	readonly blacklist = new Set<string>();
	/** `statusCode` that a number gets instead of 101. */
	readonly refusals = new Map<string, number>();
	/** May be set after the start, once the receiver's own address is known. */
	readonly callbacks: Callbacks;
	private readonly options: GatewayOptions;
	private readonly username: string;
	private readonly apiKey: string;
	private readonly clock: Clock;
	private readonly chance: ReturnType<typeof seededChance>;
	private readonly inbox: { readonly id: number; readonly fields: Fields }[] = [];
	private readonly forced: (Fault | undefined)[] = [];
	private readonly server: Server;
	private stopped = false;

	constructor(options: GatewayOptions) {
		this.options = options;
		this.username = options.username ?? 'sandbox';
		this.apiKey = options.apiKey ?? 'atsk_fake';
		this.clock = options.clock ?? systemClock;
		this.callbacks = { ...options.callbacks };
		this.chance = seededChance(`africastalking|${options.seed}`);
		this.server = createServer((request, response) => {
			this.serve(request, response).catch(() => response.destroy());
		});
	}

	async listen(): Promise<void> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
		this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	stop(): Promise<void> {
		this.stopped = true;
		const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
		this.server.closeAllConnections();
		return closed;
	}

	/** Faults of the next sends and calls, before any is drawn; `undefined` for none. */
	failNext(...faults: readonly (Fault | undefined)[]): void {
		this.forced.push(...faults);
	}

	/**
	 * A person writes to our code. Resolves when it was acknowledged with a 200, or is given up. `hasId: false` leaves its id out;
	 * `callbackId` is what the callback calls it, where that is not its id in the list.
	 */
	receive(message: {
		from: string;
		to: string;
		text: string;
		date?: string;
		hasId?: false;
		callbackId?: string;
	}): Promise<Delivery> {
		const { from, to, text, hasId, callbackId } = message;
		const id = 1_001 + this.inbox.length;
		const date = message.date ?? new Date(this.clock.now()).toISOString().slice(0, 19).replace('T', ' ');
		const fields = { date, from, to, text, linkId: `link${id}` };
		this.inbox.push({ id, fields });
		const known = hasId === false ? {} : { id: callbackId ?? String(id) };
		return this.postUntilTaken(this.callbacks.messages, { ...fields, ...known, cost: 'KES 0', networkCode: '62001' });
	}

	/** Posts reports of a message in the given order, once each. Gives the statuses that came back. */
	async report(id: string, words: readonly ReportWord[], failureReason?: string): Promise<number[]> {
		const phoneNumber = this.sent.find((message) => message.id === id)?.to ?? '';
		const answers: number[] = [];
		for (const status of words) {
			const isFailure = status === 'Rejected' || status === 'Failed';
			const why = isFailure && failureReason !== undefined ? { failureReason } : {};
			const fields = { id, status, phoneNumber, networkCode: '62001', retryCount: '0', ...why };
			answers.push((await post(this.callbacks.reports, fields)).status);
		}
		return answers;
	}

	/** A course of reports for each message taken so far, drawn from the seed: in any order, some twice, some missing, one final. */
	drawReports(): { readonly id: string; readonly words: readonly ReportWord[] }[] {
		return this.sent.map(({ id }) => {
			const final = finals[Math.floor(this.share() * finals.length)] ?? 'Success';
			const course: ReportWord[] = (['Sent', 'Submitted', 'Buffered'] as const).filter(() => this.share() < 0.7);
			const drawn = [...course, final, ...(this.share() < 0.3 ? [final] : [])];
			const placed = drawn.map((word) => ({ word, at: this.share() }));
			return { id, words: placed.sort((one, other) => one.at - other.at).map(({ word }) => word) };
		});
	}

	/** A person uses the opt-out of a bulk message: later sends are refused, and we are told. Gives the status that came back. */
	async optOut(phoneNumber: string, senderId: string): Promise<number> {
		this.blacklist.add(phoneNumber);
		return (await post(this.callbacks.optOuts, { senderId, phoneNumber })).status;
	}

	/** One voice callback, posted once: whoever is on the line does not wait for a second. */
	turn(url: string, fields: Fields): Promise<{ readonly status: number; readonly body: string }> {
		return post(url, fields);
	}

	private async postUntilTaken(url: string | undefined, fields: Fields): Promise<Delivery> {
		const { repostMs = 20, repostForMs = 12 * hour } = this.options;
		const most = 1 + Math.floor(repostForMs / repostMs);
		let posts = 0;
		while (url !== undefined && posts < most && !this.stopped) {
			if (posts > 0) await wait(repostMs);
			posts += 1;
			if ((await post(url, fields)).status === 200) return { acknowledged: true, posts };
		}
		return { acknowledged: false, posts };
	}

	/** From 0 up to 1. */
	private share(): number {
		return Buffer.from(this.chance.bytes(4)).readUInt32BE() / 2 ** 32;
	}

	private drawFault(): Fault | undefined {
		if (this.forced.length > 0) return this.forced.shift();
		let drawn = this.share();
		for (const name of faultNames) {
			drawn -= this.options.faults?.[name] ?? 0;
			if (drawn < 0) return name;
		}
		return undefined;
	}

	private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { latencyMs = 0, lateMs = 500 } = this.options;
		const url = new URL(request.url ?? '/', 'http://gateway');
		const { method = '', headers } = request;
		const fault = method === 'POST' ? this.drawFault() : undefined;
		const seen = { method, path: url.pathname, headers, fault };
		if (fault === 'reset-before') {
			this.requests.push({ ...seen, fields: [] });
			request.socket.resetAndDestroy();
			return;
		}
		const form = method === 'POST' ? new URLSearchParams(await bodyOf(request)) : url.searchParams;
		const whole = { ...seen, fields: [...form] };
		this.requests.push(whole);
		const answer: Answer = fault === 'error-before' ? [503, 'Service unavailable'] : this.take(whole, form);
		await wait(latencyMs + (fault === 'late' ? lateMs : 0));
		if (fault === 'reset-after') request.socket.resetAndDestroy();
		else write(response, fault === 'error-after' ? [500, 'Internal server error'] : answer);
	}

	/** What a request does; called once, at the moment at which the gateway takes it. */
	private take({ method, path, headers }: SeenRequest, form: URLSearchParams): Answer {
		const isForm = headers['content-type']?.includes('application/x-www-form-urlencoded') === true;
		if (headers['apikey'] !== this.apiKey || form.get('username') !== this.username) return denied;
		if (method === 'POST' && !isForm) return [415, 'The request content type is not supported'];
		if (method === 'POST' && path === '/version1/messaging') return this.takeMessages(form);
		if (method === 'POST' && path === '/call') return this.takeCalls(form);
		return method === 'GET' && path === '/version1/messaging' ? this.list(form) : [404, 'Not found'];
	}

	private list(form: URLSearchParams): Answer {
		const after = Number(form.get('lastReceivedId') ?? 0);
		const page = this.inbox.filter(({ id }) => id > after).slice(0, 100);
		const Messages = page.map(({ id, fields }) => ({ ...fields, id }));
		return [200, { SMSMessageData: { Messages } }];
	}

	private takeMessages(form: URLSearchParams): Answer {
		const [to, text, from] = [form.get('to') ?? '', form.get('message'), form.get('from') ?? ''];
		if (to === '' || text === null) return [400, 'Must have to and message in your request'];
		if (from !== '' && this.options.senders?.includes(from) === false) {
			return [201, { SMSMessageData: { Message: 'InvalidSenderId', Recipients: [] } }];
		}
		const Recipients = to.split(',').map((number) => this.takeMessage(number, from, text));
		const taken = Recipients.filter(({ statusCode }) => statusCode <= 102);
		const cost = taken.reduce((sum, { cost: price }) => sum + Number(price.slice(4)), 0);
		const total = cost === 0 ? '0' : `KES ${cost.toFixed(4)}`;
		const Message = `Sent to ${taken.length}/${Recipients.length} Total Cost: ${total}`;
		return [201, { SMSMessageData: { Message, Recipients } }];
	}

	private takeMessage(number: string, from: string, text: string) {
		const statusCode = this.codeFor(number);
		const status = statuses.get(statusCode) ?? 'Not on the list';
		if (statusCode > 102) return { statusCode, number, status, cost: '0', messageId: 'None' };
		const messageId = `ATXid_${this.chance.id()}`;
		this.sent.push({ id: messageId, to: number, from, text, at: this.clock.now() });
		const messageParts = Math.max(1, Math.ceil(text.length / 160));
		return { statusCode, number, status, cost: `KES ${(0.8 * messageParts).toFixed(4)}`, messageId, messageParts };
	}

	private codeFor(number: string): number {
		if (!isNumber(number)) return 403;
		return this.blacklist.has(number) ? 406 : (this.refusals.get(number) ?? 101);
	}

	private takeCalls(form: URLSearchParams): Answer {
		const [to, from] = [form.get('to') ?? '', form.get('from') ?? ''];
		if (this.options.senders?.includes(from) === false) {
			return [200, { entries: [], errorMessage: `Invalid callerId: ${from}` }];
		}
		const entries = to.split(',').map((phoneNumber) => {
			if (!isNumber(phoneNumber)) return { phoneNumber, status: 'InvalidPhoneNumber', sessionId: 'None' };
			const sessionId = `ATVId_${this.chance.id()}`;
			this.calls.push({ sessionId, to: phoneNumber, from, clientRequestId: form.get('clientRequestId') ?? undefined });
			return { phoneNumber, status: 'Queued', sessionId };
		});
		return [200, { entries, errorMessage: 'None' }];
	}
}

const isNumber = (number: string): boolean => /^\+[1-9]\d{6,14}$/.test(number);

/** Posts a form as the gateway does; status 0 where no answer came. */
async function post(
	url: string | undefined,
	fields: Fields,
): Promise<{ readonly status: number; readonly body: string }> {
	if (url === undefined) return { status: 0, body: '' };
	try {
		const response = await fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
		return { status: response.status, body: await response.text() };
	} catch {
		return { status: 0, body: '' };
	}
}

function write(response: ServerResponse, [status, body]: Answer): void {
	const isText = typeof body === 'string';
	response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json; charset=utf-8' });
	response.end(isText ? body : JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('utf8');
}

const wait = (milliseconds: number): Promise<void> =>
	milliseconds <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, milliseconds));
