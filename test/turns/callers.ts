import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { flows } from '../../flows/index.ts';
import { africastalkingVoice } from '../../src/channels/africastalking/voice.ts';
import type { GatewayHandler } from '../../src/channels/channel.ts';
import { createTwilioHandlers } from '../../src/channels/twilio/create-handlers.ts';
import { type Flows, spokenHelp } from '../../src/conversation/index.ts';
import { createLine } from '../../src/turns/handle-turn.ts';
import { quarantine } from '../../src/turns/quarantine.ts';
import { createAtHand } from '../../src/turns/remembered.ts';
import { createServe, type ServedRoute } from '../../src/web/serve-turn.ts';
import { seededChance } from '../support/doors.ts';
import { loaded, type TestLine } from '../support/line.ts';

const origin = 'https://line.example.org';
const secret = 'S'.repeat(43);
const accountSid = `AC${'0'.repeat(32)}`;
const authToken = 'token';

/** What a phone would hear of an answer, and what the provider would do then. */
export interface Spoken {
	readonly xml: string;
	readonly said: string;
	/** Keys that are waited for, at most; 0 where none are. */
	readonly keys: number;
	/** Most seconds of a recording; 0 where none is made. */
	readonly recording: number;
	/** Path and query of the next turn; '' where the call ends. */
	readonly next: string;
}

export interface Call {
	readonly answer: () => Promise<Spoken>;
	/** Keys, and the `#` that ends fewer than are waited for. */
	readonly press: (keys: string) => Promise<Spoken>;
	readonly wait: () => Promise<Spoken>;
	readonly speak: (url: string, seconds: number) => Promise<Spoken>;
	/** The last turn once more, as a provider repeats it that has not heard the answer. */
	readonly again: () => Promise<Spoken>;
	readonly hangUp: (recording?: { readonly url: string; readonly seconds: number }) => Promise<string>;
	readonly heard: () => Spoken;
}

type Fields = Readonly<Record<string, string>>;

/** How a provider says what happened on a call. */
interface Wire {
	readonly handler: GatewayHandler;
	readonly turn: (
		call: { readonly id: string; readonly from: string; readonly to: string },
		happened: Fields,
	) => Fields;
	readonly keys: (digits: string) => Fields;
	readonly recording: (url: string, seconds: number) => Fields;
	readonly ended: Fields;
	readonly headers: (target: string, fields: Fields) => Fields;
}

const wires: Readonly<Record<'africastalking' | 'twilio', Wire>> = {
	africastalking: {
		handler: africastalkingVoice,
		turn: ({ id, from, to }, happened) => ({
			isActive: '1',
			sessionId: `ATVId_${id}`,
			direction: 'Inbound',
			callerNumber: from,
			destinationNumber: to,
			...happened,
		}),
		keys: (dtmfDigits) => ({ dtmfDigits }),
		recording: (recordingUrl, seconds) => ({ recordingUrl, durationInSeconds: String(seconds) }),
		ended: { isActive: '0', hangupCause: 'NORMAL_CLEARING' },
		headers: () => ({}),
	},
	twilio: {
		handler: createTwilioHandlers({ accountSid, authTokens: [authToken], publicOrigin: origin }).voice,
		turn: ({ id, from, to }, happened) => ({
			AccountSid: accountSid,
			CallSid: `CA${id.padStart(32, '0')}`,
			CallStatus: 'in-progress',
			Direction: 'inbound',
			From: from === '' ? 'anonymous' : from,
			To: to,
			...happened,
		}),
		keys: (Digits) => ({ Digits }),
		recording: (url, seconds) => ({ RecordingUrl: url, RecordingDuration: String(seconds) }),
		ended: { CallStatus: 'completed' },
		headers: (target, fields) => ({
			'x-twilio-signature': getExpectedTwilioSignature(authToken, origin + target, fields),
		}),
	},
};

/** Provider, route and line of calls, without sockets. */
export function createCallers(line: TestLine, options: { readonly flows?: Flows } = {}) {
	const { words, programme } = loaded;
	const { store, vault, spool, clock } = line;
	const chance = seededChance('calls');
	const breaker = {
		usesStore: () => line.breaker.storeUsed,
		storeFailed: () => {
			line.breaker.storeUsed = false;
		},
	};
	const kept = { store, vault, spool, clock, chance, breaker };
	const start = () =>
		createServe({
			...createLine({
				...kept,
				flows: options.flows ?? flows,
				words,
				atHand: createAtHand(),
				resumeMs: 30 * 60_000,
				count: () => {},
				unreadable: () => {},
			}),
			publicOrigin: origin,
			odd: async (route, reason, body) => {
				await quarantine({ route, reason, body }, kept);
			},
			sessionEnded: () => {},
			forged: (_route, reason) => {
				throw new Error(`forged: ${reason}`);
			},
			report: async () => {},
			optOut: async () => {},
			oddReply: ({ id }) => spokenHelp(words, id, 'nav.numbers'),
		});
	let serve = start();
	const post = async (route: ServedRoute, wire: Wire, target: string, fields: Fields): Promise<string> => {
		const request = {
			body: Buffer.from(new URLSearchParams(fields).toString()),
			contentType: 'application/x-www-form-urlencoded',
			headers: wire.headers(target, fields),
			target,
		};
		return (await serve({ route, request, fault: undefined })).body;
	};
	const call = (routeId: string, provider: keyof typeof wires, from: string, id: string): Call => {
		const wire = wires[provider];
		const to = programme.routes.find((one) => one.id === routeId)?.serviceCode ?? '';
		const route = { id: routeId, path: wire.handler.path, secret, serviceCode: to, handler: wire.handler };
		const first = `/channels/${route.path}/${secret}`;
		let last: { target: string; fields: Fields } = { target: first, fields: {} };
		let heard = read('');
		const turn = async (target: string, happened: Fields): Promise<Spoken> => {
			if (target === '') throw new Error('the call is over');
			last = { target, fields: wire.turn({ id, from, to }, happened) };
			heard = read(await post(route, wire, target, last.fields));
			return heard;
		};
		return {
			answer: () => turn(first, {}),
			press: (keys) => {
				if (keys.length > heard.keys) throw new Error(`${keys.length} keys where ${heard.keys} are waited for`);
				return turn(heard.next, wire.keys(keys.length < heard.keys ? `${keys}#` : keys));
			},
			wait: () => turn(heard.next, {}),
			speak: (url, seconds) => {
				if (heard.recording === 0) throw new Error('nothing is recorded here');
				return turn(heard.next, wire.recording(url, seconds));
			},
			again: async () => read(await post(route, wire, last.target, last.fields)),
			hangUp: (recording) => {
				const said = recording === undefined ? {} : wire.recording(recording.url, recording.seconds);
				return post(route, wire, first, wire.turn({ id, from, to }, { ...said, ...wire.ended }));
			},
			heard: () => heard,
		};
	};
	return {
		call,
		restart: () => {
			serve = start();
		},
	};
}

const decoded = (text: string): string =>
	text.replace(
		/&(amp|lt|gt|quot|apos);/g,
		(_match, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name] ?? "'",
	);

function read(xml: string): Spoken {
	const number = (pattern: RegExp): number => Number(pattern.exec(xml)?.[1] ?? 0);
	const next = decoded(/(?:callbackUrl|action)="([^"]*)"/.exec(xml)?.[1] ?? '');
	if (next !== '' && !next.startsWith(`${origin}/channels/`)) throw new Error('the next turn goes elsewhere');
	return {
		xml,
		said: decoded(/<Say[^>]*>([^<]*)<\/Say>/.exec(xml)?.[1] ?? ''),
		keys: number(/numDigits="(\d+)"/),
		recording: number(/maxLength="(\d+)"/),
		next: next.slice(origin.length),
	};
}
