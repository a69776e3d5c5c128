import type { GatewayHandler, GatewayRequest, Parsed } from '../channel.ts';
import { phoneNumberOf } from '../phone-number.ts';
import type { ReportedState } from '../sending.ts';
import { createReader } from './callback.ts';
import { acknowledge, again } from './sms.ts';
import { isId, machineWordOf, tableOf } from './words.ts';

/**
 * `status` of a report. `Success` means delivered here, and no more than accepted in the answer to a send. An absent subscriber
 * may still come back: the provider does not call it final.
 */
const stateOf = tableOf<ReportedState>([
	['Sent', 'sent'],
	['Submitted', 'sent'],
	['Buffered', 'sent'],
	['AbsentSubscriber', 'sent'],
	['Success', 'delivered'],
	['Rejected', 'failed'],
	['Failed', 'failed'],
	['Expired', 'expired'],
]);

/** `failureReason`. Others are made a machine word as they are. */
const reasonOf = tableOf([
	['InsufficientCredit', 'insufficient-credit'],
	['InvalidLinkId', 'invalid-link-id'],
	['UserIsInactive', 'user-is-inactive'],
	['UserInBlackList', 'user-in-blacklist'],
	['UserAccountSuspended', 'user-account-suspended'],
	/** The provider's own spelling, then everybody else's. */
	['NotNetworkSubcriber', 'not-network-subscriber'],
	['NotNetworkSubscriber', 'not-network-subscriber'],
	['UserNotSubscribedToProduct', 'user-not-subscribed'],
	['UserDoesNotExist', 'user-does-not-exist'],
	['DeliveryFailure', 'delivery-failure'],
	['DoNotDisturbRejection', 'do-not-disturb'],
]);

const readReport = createReader<{ id?: string; status?: string; phoneNumber?: string; failureReason?: string }>({
	id: { word: 'id', longest: 128 },
	status: { word: 'status', longest: 64 },
	phoneNumber: { word: 'phone-number', longest: 32 },
	failureReason: { word: 'failure-reason', longest: 64 },
});

/**
 * What became of a text: https://developers.africastalking.com/docs/sms/notifications. Reports come in any order and more than
 * once, and one may come before the send was answered. `networkCode` and `retryCount` are passed over.
 */
export const africastalkingSmsDelivery = {
	path: 'africastalking/sms-delivery',
	channel: 'sms',
	parse,
	acknowledge,
	again,
} satisfies GatewayHandler;

function parse(request: GatewayRequest): Parsed {
	const form = readReport(request);
	if (typeof form === 'string') return odd(form);
	if (form.id === undefined) return odd('id-missing');
	if (!isId(form.id)) return odd('id-implausible');
	if (form.status === undefined) return odd('status-missing');
	const to = phoneNumberOf(form.phoneNumber ?? '');
	const reason = reasonIn(form.status, form.failureReason ?? '');
	return {
		is: 'report',
		report: {
			ref: form.id,
			state: stateOf(form.status),
			word: form.status,
			...(reason === undefined ? {} : { reason }),
			...(to === undefined ? {} : { to }),
			...(reason === 'user-in-blacklist' ? { optedOut: true as const } : {}),
		},
	};
}

function reasonIn(status: string, failureReason: string): string | undefined {
	if (failureReason !== '') return reasonOf(failureReason) ?? machineWordOf(failureReason);
	return status.toLowerCase() === 'absentsubscriber' ? 'absent-subscriber' : undefined;
}

function odd(reason: string): Parsed {
	return { is: 'odd', reason };
}
