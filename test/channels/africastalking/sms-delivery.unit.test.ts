import { africastalkingSmsDelivery } from '../../../src/channels/africastalking/sms-delivery.ts';
import { africastalkingSmsOptOut } from '../../../src/channels/africastalking/sms-opt-out.ts';
import { machineWordOf } from '../../../src/channels/africastalking/words.ts';
import type { Parsed } from '../../../src/channels/channel.ts';
import type { DeliveryReport } from '../../../src/channels/sending.ts';
import { describeForgotten, type Fields, requestOf } from './forgotten.ts';

const route = { serviceCode: '22384' };
const plain: Fields = {
	id: 'ATXid_1',
	status: 'Failed',
	phoneNumber: '+233241234567',
	failureReason: 'DeliveryFailure',
};
const parse = (fields: Fields): Parsed => africastalkingSmsDelivery.parse(requestOf(fields));
const report = (changes: Partial<DeliveryReport>): Parsed => ({
	is: 'report',
	report: { ref: 'ATXid_1', state: 'sent', word: 'Sent', to: '+233241234567', ...changes },
});
const withStatus = (status: string): Fields => ({ id: 'ATXid_1', status, phoneNumber: '+233241234567' });

describeForgotten({ handler: africastalkingSmsDelivery, ...route, plain, is: ['report'] });
describeForgotten({
	handler: africastalkingSmsOptOut,
	...route,
	plain: { phoneNumber: '+233241234567' },
	is: ['opt-out'],
});

describe('africastalking/sms-delivery: recorded payloads', () => {
	it.each(['Sent', 'Submitted', 'Buffered'])('takes %s for sent, which says nothing of the phone', (word) => {
		expect(parse({ ...withStatus(word), networkCode: '62001', retryCount: '0' })).toEqual(report({ word }));
	});
	it('takes Success for delivered, although it means accepted in the answer to a send', () => {
		expect(parse(withStatus('Success'))).toEqual(report({ word: 'Success', state: 'delivered' }));
	});
	it('takes Rejected, Failed and Expired for the ends that they are', () => {
		expect(parse(withStatus('Rejected'))).toEqual(report({ word: 'Rejected', state: 'failed' }));
		expect(parse(withStatus('Failed'))).toEqual(report({ word: 'Failed', state: 'failed' }));
		expect(parse(withStatus('Expired'))).toEqual(report({ word: 'Expired', state: 'expired' }));
	});
	it('lets a message to an absent subscriber stay sent, because the phone may come back', () => {
		expect(parse(withStatus('AbsentSubscriber'))).toEqual(
			report({ word: 'AbsentSubscriber', state: 'sent', reason: 'absent-subscriber' }),
		);
	});
	it.each(['Parked', 'toString', '__proto__', ''])('keeps the unlisted word "%s" and changes nothing', (word) => {
		expect(parse(withStatus(word))).toEqual(report({ word, state: undefined }));
	});
	it.each([
		['InsufficientCredit', 'insufficient-credit'],
		['NotNetworkSubcriber', 'not-network-subscriber'],
		['NotNetworkSubscriber', 'not-network-subscriber'],
		['DoNotDisturbRejection', 'do-not-disturb'],
		['SomethingNew', 'something-new'],
		['number +233241234567 is barred', 'unlisted'],
	])('gives the failure reason %s as %s', (failureReason, reason) => {
		expect(parse({ ...plain, failureReason })).toEqual(report({ word: 'Failed', state: 'failed', reason }));
	});
	it.each(['UserInBlackList', 'UserInBlacklist'])('hears in %s that the person told them to stop', (failureReason) => {
		expect(parse({ ...plain, status: 'Rejected', failureReason })).toEqual(
			report({ word: 'Rejected', state: 'failed', reason: 'user-in-blacklist', optedOut: true }),
		);
	});
	it('understands a report without a number', () => {
		expect(parse({ id: 'ATXid_1', status: 'Success' })).toEqual({
			is: 'report',
			report: { ref: 'ATXid_1', state: 'delivered', word: 'Success' },
		});
	});
	it.each<[Fields, string]>([
		[{ status: 'Success' }, 'id-missing'],
		[{ id: 'None', status: 'Failed' }, 'id-implausible'],
		[{ id: 'ATXid_1' }, 'status-missing'],
	])('finds %j odd', (fields, reason) => {
		expect(parse(fields)).toEqual({ is: 'odd', reason });
	});
});

describe('africastalking/sms-opt-out: recorded payloads', () => {
	it.each(['22384', 'COCOA', ''])('honours an opt-out from sender "%s", because the person means us', (senderId) => {
		expect(africastalkingSmsOptOut.parse(requestOf({ senderId, phoneNumber: '+233241234567' }))).toEqual({
			is: 'opt-out',
			from: '+233241234567',
			wants: 'stopped',
		});
	});
	it.each<[Fields, string]>([
		[{ senderId: 'COCOA' }, 'phone-number-missing'],
		[{ phoneNumber: 'x' }, 'phone-number-implausible'],
	])('finds %j odd', (fields, reason) => {
		expect(africastalkingSmsOptOut.parse(requestOf(fields))).toEqual({ is: 'odd', reason });
	});
	it('asks for another delivery where the wish could not be kept', () => {
		expect(africastalkingSmsOptOut.again.status).toBe(503);
	});
});

describe('machineWordOf', () => {
	it.each([
		['UserInBlacklist', 'user-in-blacklist'],
		['Queued', 'queued'],
		['', 'unlisted'],
		['X'.repeat(49), 'unlisted'],
	])('makes %s %s', (word, means) => {
		expect(machineWordOf(word)).toBe(means);
	});
	it('never lets a number through', () => {
		expect(machineWordOf('Barred233241234567')).toBe('unlisted');
	});
});
