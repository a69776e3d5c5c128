import fc from 'fast-check';
import { priceOf } from '../../../src/channels/africastalking/money.ts';
import { sentOf } from '../../../src/channels/africastalking/sms-answer.ts';
import type { Sent } from '../../../src/channels/sending.ts';

const one = (recipient: object): unknown => ({
	SMSMessageData: { Message: 'Sent to 1/1 Total Cost: KES 0.8000', Recipients: [recipient] },
});
const taken = { statusCode: 101, number: '+233241234567', status: 'Success', cost: 'KES 0.8000', messageId: 'ATXid_1' };

describe('the answer to a send, inside its 201', () => {
	it.each([100, 101, 102])('says by %i that the provider has it, and by Success no more than that', (statusCode) => {
		const price = { amount: '0.8000', currency: 'KES' };
		expect(sentOf(one({ ...taken, statusCode }))).toEqual({ outcome: 'accepted', ref: 'ATXid_1', price });
	});
	it.each<[string, object, Sent]>([
		['a code in quotes', { statusCode: '101', cost: '0' }, { outcome: 'accepted', ref: 'ATXid_1' }],
		['a bare cost', { cost: 0 }, { outcome: 'accepted', ref: 'ATXid_1' }],
		['parts', { cost: '0', messageParts: 3 }, { outcome: 'accepted', ref: 'ATXid_1', segments: 3 }],
		['parts that are none', { cost: '0', messageParts: 'x' }, { outcome: 'accepted', ref: 'ATXid_1' }],
		['no code', { statusCode: undefined, cost: '0' }, { outcome: 'accepted', ref: 'ATXid_1' }],
		['taken, without an id', { messageId: 'None' }, { outcome: 'unknown', reason: 'no-message-id' }],
		['taken, with an empty id', { messageId: '' }, { outcome: 'unknown', reason: 'no-message-id' }],
		['a code nobody listed', { statusCode: 777, status: 'Parked' }, { outcome: 'unknown', reason: 'parked' }],
		[
			'a gateway that failed after giving an id, which may still send it',
			{ statusCode: 501, status: 'GatewayError' },
			{ outcome: 'unknown', reason: 'gateway-error' },
		],
		[
			'a gateway that failed and gave no id',
			{ statusCode: 501, status: 'GatewayError', messageId: 'None' },
			{ outcome: 'refused', reason: 'gateway-error', retry: 'later' },
		],
		[
			'a block list by its word, in the spelling of the reports',
			{ statusCode: undefined, status: 'UserInBlackList', messageId: 'None' },
			{ outcome: 'refused', reason: 'user-in-blacklist', retry: 'never', optedOut: true },
		],
	])('understands %s', (_, changes, sent) => {
		expect(sentOf(one({ ...taken, ...changes }))).toEqual(sent);
	});
	it.each<[string, unknown, Sent]>([
		[
			'an empty list with the reason in the message',
			{ SMSMessageData: { Message: 'InvalidSenderId', Recipients: [] } },
			{ outcome: 'refused', reason: 'invalid-sender-id', retry: 'never' },
		],
		[
			'an empty list without a reason',
			{ SMSMessageData: { Message: 'Sent to 0/1 Total Cost: 0', Recipients: [] } },
			{ outcome: 'unknown', reason: 'no-recipient' },
		],
		[
			'an empty list that is called a success',
			{ SMSMessageData: { Message: 'Success', Recipients: [] } },
			{ outcome: 'unknown', reason: 'no-recipient' },
		],
		[
			'two recipients, where one was asked for',
			{ SMSMessageData: { Message: '', Recipients: [taken, taken] } },
			{ outcome: 'unknown', reason: 'several-recipients' },
		],
		['nothing at all', undefined, { outcome: 'unknown', reason: 'bad-answer' }],
		['a page of HTML', '<html>', { outcome: 'unknown', reason: 'bad-answer' }],
	])('understands %s', (_, body, sent) => {
		expect(sentOf(body)).toEqual(sent);
	});
	it('makes something of any answer, and takes none for accepted that names no id', () => {
		const body = fc.oneof(
			fc.jsonValue(),
			fc
				.record({ statusCode: fc.jsonValue(), status: fc.jsonValue(), messageId: fc.jsonValue(), cost: fc.jsonValue() })
				.map(one),
		);
		fc.assert(
			fc.property(body, (answer) => {
				const sent = sentOf(answer);
				if (sent.outcome === 'accepted') expect(sent.ref).toMatch(/^[!-~]+$/);
				else expect(sent.reason).toMatch(/^[a-z0-9-]+$/);
			}),
		);
	});
});

describe('priceOf', () => {
	it.each([
		['KES 0.8000', { amount: '0.8000', currency: 'KES' }],
		['XOF 12', { amount: '12', currency: 'XOF' }],
		['0', undefined],
		['', undefined],
		['KES', undefined],
		['KES 1,5', undefined],
		['kes 1', undefined],
		[undefined, undefined],
	])('reads %s', (cost, price) => {
		expect(priceOf(cost)).toEqual(price);
	});
});
