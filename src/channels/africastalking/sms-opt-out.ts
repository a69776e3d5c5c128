import type { GatewayHandler, GatewayRequest, Parsed } from '../channel.ts';
import { phoneNumberOf } from '../phone-number.ts';
import { createReader } from './callback.ts';
import { acknowledge, again } from './sms.ts';

const readOptOut = createReader<{ phoneNumber?: string }>({ phoneNumber: { word: 'phone-number', longest: 32 } });

/**
 * A person used the opt-out that the provider appends to its first message from us:
 * https://developers.africastalking.com/docs/sms/notifications, "bulk SMS opt out". Whichever of our sender ids (`senderId`) it
 * names, the person wants to be left alone: it is honoured, and never found odd for its sender.
 */
export const africastalkingSmsOptOut = {
	path: 'africastalking/sms-opt-out',
	channel: 'sms',
	parse,
	acknowledge,
	again,
} satisfies GatewayHandler;

function parse(request: GatewayRequest): Parsed {
	const form = readOptOut(request);
	if (typeof form === 'string') return { is: 'odd', reason: form };
	if (form.phoneNumber === undefined) return { is: 'odd', reason: 'phone-number-missing' };
	const from = phoneNumberOf(form.phoneNumber);
	return from === undefined
		? { is: 'odd', reason: 'phone-number-implausible' }
		: { is: 'opt-out', from, wants: 'stopped' };
}
