import type { GatewayHandler, IncomingMessage, Parsed } from '../channel.ts';
import { phoneNumberOf } from '../phone-number.ts';
import { againLater, emptyResponse, type HandlerOptions, odd } from './handler.ts';
import { joinedText } from './joined-text.ts';
import {
	accountShape,
	compileShapes,
	find,
	isSameCode,
	messageShape,
	patternOf,
	type Shape,
	toShape,
} from './read-fields.ts';
import type { Signed } from './signature.ts';

const fromShape = { name: 'From', value: '\\+\\d{7,15}', take: 'last', word: 'from' } as const satisfies Shape;

const read = compileShapes({
	accountSid: accountShape,
	messageSid: messageShape,
	from: fromShape,
	to: toShape,
	/** Capitals, as far as the next field's name, which begins with one too. */
	optOutType: { name: 'OptOutType', value: '[A-Z]+(?=[A-Z][a-z]|$)', take: 'last', word: 'opt-out' },
});

/** `OptOutType` of Advanced Opt-Out. `HELP` is answered by Twilio and changes nothing. */
const optOuts = new Map<string, 'stopped' | 'started'>([
	['STOP', 'stopped'],
	['START', 'started'],
]);

/** Texts that people send: https://www.twilio.com/docs/messaging/guides/webhook-request. */
export function createSmsHandler({ accountSid, check }: HandlerOptions): GatewayHandler {
	return {
		path: 'twilio/sms',
		channel: 'sms',
		parse: (request, route) => {
			const verdict = check(request);
			return verdict.is === 'signed' ? messageOf(verdict.signed, accountSid, route.serviceCode) : verdict;
		},
		acknowledge: emptyResponse,
		again: againLater,
	};
}

function messageOf(signed: Signed, accountSid: string, serviceCode: string): Parsed {
	const fields = read(signed);
	if (!fields.ok) return odd(fields.reason);
	const { values } = fields;
	if (values.accountSid !== accountSid) return odd('account-not-ours');
	if (values.messageSid === '') return odd('message-id-missing');
	const from = phoneNumberOf(values.from);
	if (from === undefined) return odd('from-implausible');
	if (!isSameCode(values.to, serviceCode)) return odd('service-code-not-ours');
	const text = textOf(signed);
	if (text === undefined) return odd('text-ambiguous');
	const optOut = optOuts.get(values.optOutType);
	const message: IncomingMessage = {
		messageId: values.messageSid,
		from,
		to: serviceCode,
		text: joinedText(text),
		network: '',
		...(optOut === undefined ? {} : { optOut }),
	};
	return { is: 'message', message };
}

const fromPattern = patternOf(fromShape);
/** What the fallback URL gets besides: https://www.twilio.com/docs/usage/webhooks/messaging-webhooks#fallback-url. */
const fallbackFields = /ErrorCode\d{1,6}ErrorUrlhttps?:\/\/[!-~]*$/;

/**
 * What the person wrote: all that was signed between `Body` and `From`. A text may itself hold what looks like a field; so a
 * field that we do not know is let pass anywhere but there, where it cannot be told from words of the text.
 */
function textOf({ text, fields }: Signed): string | undefined {
	const body = fields.get('Body');
	const start = text.indexOf('Body');
	const end = find(text, fromPattern, 'last')?.at ?? -1;
	if (body === undefined || start === -1 || end < start) return undefined;
	return text.slice(start + 'Body'.length, end).replace(fallbackFields, '') === body ? body : undefined;
}
