import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { flows } from '../../flows/index.ts';
import { africastalkingSms } from '../../src/channels/africastalking/sms.ts';
import type { GatewayHandler } from '../../src/channels/channel.ts';
import { createTwilioHandlers } from '../../src/channels/twilio/create-handlers.ts';
import { createLine } from '../../src/turns/handle-turn.ts';
import { createAtHand } from '../../src/turns/remembered.ts';
import { createServe } from '../../src/web/serve-turn.ts';
import { seededChance } from '../support/doors.ts';
import { loaded, type TestLine } from '../support/line.ts';

const origin = 'https://line.example.org';
const secret = 'S'.repeat(43);
const accountSid = `AC${'0'.repeat(32)}`;
const authToken = 'token';

type Fields = Readonly<Record<string, string>>;

/** How a provider posts a text. */
interface Wire {
	readonly handler: GatewayHandler;
	readonly fields: (text: {
		readonly id: number;
		readonly from: string;
		readonly to: string;
		readonly said: string;
	}) => Fields;
	readonly headers: (target: string, fields: Fields) => Fields;
}

const wires: Readonly<Record<'africastalking' | 'twilio', Wire>> = {
	africastalking: {
		handler: africastalkingSms,
		fields: ({ id, from, to, said }) => ({ id: `AT_${id}`, from, to, text: said, date: '2026-11-25 08:00:00' }),
		headers: () => ({}),
	},
	twilio: {
		handler: createTwilioHandlers({ accountSid, authTokens: [authToken], publicOrigin: origin }).sms,
		fields: ({ id, from, to, said }) => ({
			AccountSid: accountSid,
			Body: said,
			From: from,
			MessageSid: `SM${String(id).padStart(32, '0')}`,
			NumMedia: '0',
			To: to,
		}),
		headers: (target, fields) => ({
			'x-twilio-signature': getExpectedTwilioSignature(authToken, origin + target, fields),
		}),
	},
};

/** Texts of people by the wire of either provider, on a line without sockets. */
export function createTexters(line: TestLine) {
	const never = async (): Promise<never> => {
		throw new Error('that is no text');
	};
	const serve = createServe({
		...createLine({
			...line,
			flows,
			words: loaded.words,
			breaker: { usesStore: () => line.breaker.storeUsed, storeFailed: () => {} },
			atHand: createAtHand(),
			chance: seededChance('texts'),
			resumeMs: 30 * 60_000,
			count: () => {},
			unreadable: () => {},
		}),
		odd: (_route, reason) => Promise.reject(new Error(`odd: ${reason}`)),
		forged: (_route, reason) => {
			throw new Error(`forged: ${reason}`);
		},
		sessionEnded: () => {},
		report: never,
		optOut: never,
		oddReply: () => ({ text: '', end: true }),
	});
	let texts = 0;
	return {
		text: async (
			provider: keyof typeof wires,
			routeId: string,
			{ from, said }: { readonly from: string; readonly said: string },
		): Promise<void> => {
			const { handler, fields, headers } = wires[provider];
			const serviceCode = loaded.programme.routes.find(({ id }) => id === routeId)?.serviceCode ?? '';
			texts += 1;
			const form = fields({ id: texts, from, to: serviceCode, said });
			const target = `/channels/${handler.path}/${secret}`;
			const request = {
				body: Buffer.from(new URLSearchParams(form).toString()),
				contentType: 'application/x-www-form-urlencoded',
				headers: headers(target, form),
				target,
			};
			const route = { id: routeId, path: handler.path, secret, serviceCode, handler };
			await serve({ route, request, fault: undefined });
		},
	};
}
