import type { GatewayAnswer, GatewayHandler, GatewayRequest, Parsed } from '../channel.ts';
import { phoneNumberOf } from '../phone-number.ts';
import { createReader } from './callback.ts';
import { timeOf } from './time.ts';
import { isId } from './words.ts';

const plainText = 'text/plain; charset=utf-8';

/** What every callback that nobody waits for is answered with; the provider reads the status alone. */
export const acknowledge: GatewayAnswer = { contentType: plainText, body: 'OK' };
/** Anything but 200 has the provider send it again. */
export const again: GatewayAnswer = { contentType: plainText, body: 'again', status: 503 };

const readMessage = createReader<{
	from?: string;
	to?: string;
	text?: string;
	id?: string;
	date?: string;
	networkCode?: string;
}>({
	from: { word: 'from', longest: 32 },
	to: { word: 'to', longest: 64 },
	/** 40 parts of a long message, more than any phone joins. */
	text: { word: 'text', longest: 8_192 },
	id: { word: 'id', longest: 128 },
	date: { word: 'date', longest: 64 },
	networkCode: { word: 'network-code', longest: 32 },
});

/**
 * A text that a person sent to our short code: https://developers.africastalking.com/docs/sms/notifications. It is sent again
 * until a 200 comes, for up to 12 hours, always with the same `id`. `linkId` and `cost` (premium services) are passed over.
 */
export const africastalkingSms = {
	path: 'africastalking/sms',
	channel: 'sms',
	parse,
	acknowledge,
	again,
} satisfies GatewayHandler;

function parse(request: GatewayRequest, route: { readonly serviceCode: string }): Parsed {
	const form = readMessage(request);
	if (typeof form === 'string') return odd(form);
	if (form.from === undefined) return odd('from-missing');
	const from = phoneNumberOf(form.from);
	if (from === undefined) return odd('from-implausible');
	if (form.to === undefined) return odd('to-missing');
	if (!isSameNumber(form.to, route.serviceCode)) return odd('to-not-ours');
	if (form.text === undefined) return odd('text-missing');
	const id = form.id ?? '';
	if (id !== '' && !isId(id)) return odd('id-implausible');
	const sentAt = timeOf(form.date ?? '');
	return {
		is: 'message',
		message: {
			messageId: id,
			from,
			to: route.serviceCode,
			text: form.text,
			network: form.networkCode ?? '',
			...(sentAt === undefined ? {} : { sentAt }),
		},
	};
}

function odd(reason: string): Parsed {
	return { is: 'odd', reason };
}

/** Whether two mean one number of ours: a short code has no `+`, and the `+` of a long number may have come as a blank. */
export function isSameNumber(one: string, other: string): boolean {
	return withoutPlus(one) === withoutPlus(other);
}

function withoutPlus(number: string): string {
	return number.replace(/^(?:\+| |%2B)/, '');
}
