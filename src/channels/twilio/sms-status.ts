import type { GatewayHandler, Parsed } from '../channel.ts';
import { phoneNumberOf } from '../phone-number.ts';
import { againLater, emptyResponse, type HandlerOptions, odd, oursOf } from './handler.ts';
import { isOptOut, reasonOf, stateOf } from './message-words.ts';
import { accountShape, compileShapes, messageShape, toShape } from './read-fields.ts';
import type { Signed } from './signature.ts';

const read = compileShapes({
	accountSid: accountShape,
	messageSid: messageShape,
	messageStatus: { name: 'MessageStatus', value: '[a-z][a-z0-9_-]*', take: 'last', word: 'status' },
	errorCode: { name: 'ErrorCode', value: '\\d{1,6}', take: 'first', notAfter: 'Channel', word: 'error-code' },
	to: toShape,
});

/**
 * What became of a text: https://www.twilio.com/docs/messaging/guides/track-outbound-message-status. Callbacks come in any order,
 * some never; there is none for the first state.
 */
export function createSmsStatusHandler({ accountSid, check }: HandlerOptions): GatewayHandler {
	return {
		path: 'twilio/sms-status',
		channel: 'sms',
		parse: (request) => {
			const verdict = check(request);
			return verdict.is === 'signed' ? reportOf(verdict.signed, accountSid) : verdict;
		},
		acknowledge: emptyResponse,
		again: againLater,
	};
}

function reportOf(signed: Signed, accountSid: string): Parsed {
	const fields = read(signed);
	if (!fields.ok) return odd(fields.reason);
	const { values } = fields;
	if (values.accountSid !== accountSid) return odd('account-not-ours');
	if (values.messageSid === '') return odd('message-id-missing');
	if (values.messageStatus === '') return odd('status-missing');
	const ours = oursOf(signed);
	const reason = reasonOf(values.errorCode);
	const to = phoneNumberOf(values.to);
	return {
		is: 'report',
		report: {
			ref: values.messageSid,
			...(ours === undefined ? {} : { ours }),
			state: stateOf(values.messageStatus, values.errorCode),
			word: values.messageStatus,
			...(reason === undefined ? {} : { reason }),
			...(to === undefined ? {} : { to }),
			...(isOptOut(values.errorCode) ? { optedOut: true } : {}),
		},
	};
}
