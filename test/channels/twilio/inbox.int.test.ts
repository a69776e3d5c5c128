import { createTwilioSender } from '../../../src/channels/twilio/send-sms.ts';
import { startTwilioGateway, type TwilioGateway } from '../../support/gateways/twilio.ts';
import { accountSid, authToken, line, person } from './requests.ts';

const patient = new AbortController().signal;
const nowhere = 'https://line.example.org/channels/twilio/sms/s3cret';
const BEGIN = Date.UTC(2026, 10, 25, 6);

let now = BEGIN;
let gateway: TwilioGateway;

beforeEach(async () => {
	now = BEGIN;
	gateway = await startTwilioGateway({ seed: 1, accountSid, authToken, now: () => now });
});
afterEach(() => gateway.stop());

function openSender() {
	const sender = createTwilioSender({ accountSid, authToken, timeoutMs: 15_000, baseUrl: gateway.url });
	if (sender.inbox === undefined) throw new Error('it has a list');
	return { ...sender, inbox: sender.inbox };
}

const write = (Body: string, From: string = person, To: string = line) =>
	gateway.receive({ url: nowhere, From, To, Body });

describe('twilio: the list of what came in', () => {
	it('shows texts of people to one number of ours by the ids of their callbacks, oldest first', async () => {
		await write('before');
		now += 60_000;
		const first = now;
		await write('one');
		now += 1_500;
		await write('two');
		await write('to another', person, '+15005550007');
		await write('from nobody', 'MTN');
		const { inbox, send } = openSender();
		await send({ id: 'a', to: person, from: line, text: 'ours', validForSeconds: 60, reportsTo: '' }, patient);
		const found = await inbox.received({ to: line, since: first }, patient);
		expect(found.map(({ text, from, to, sentAt }) => ({ text, from, to, sentAt }))).toEqual([
			{ text: 'one', from: person, to: line, sentAt: first },
			{ text: 'two', from: person, to: line, sentAt: first + 1_000 },
		]);
		expect(inbox.sameIds).toBe(true);
		expect(found[0]?.messageId).toMatch(/^SM[0-9a-f]{32}$/);
	});
	it('is read to its last page', async () => {
		for (let count = 0; count < 250; count += 1) await write(`text ${count}`);
		const found = await openSender().inbox.received({ to: line, since: BEGIN }, patient);
		expect(new Set(found.map(({ text }) => text)).size).toBe(250);
	});
	it('that cannot be had is an error that says nothing of the account', async () => {
		const { inbox } = openSender();
		await gateway.stop();
		const ask = inbox.received({ to: line, since: BEGIN }, patient);
		await expect(ask).rejects.toMatchObject({ code: 'twilio-inbox' });
		await expect(ask).rejects.not.toThrow(authToken);
	});
});
