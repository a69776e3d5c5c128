import { createAfricastalkingSender } from '../../../src/channels/africastalking/send-sms.ts';
import { type AfricastalkingGateway, startAfricastalkingGateway } from '../../support/gateways/africastalking.ts';

const apiKey = 'atsk_secret_key_5f1e';
const patient = new AbortController().signal;
const BEGIN = Date.UTC(2026, 10, 25, 6);
const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

let gateway: AfricastalkingGateway;

beforeEach(async () => {
	gateway = await startAfricastalkingGateway({ seed: 'inbox', apiKey });
});
afterEach(() => gateway.stop());

async function openInbox() {
	const { inbox } = await createAfricastalkingSender({
		username: 'sandbox',
		apiKey,
		timeoutMs: 15_000,
		baseUrl: gateway.url,
	});
	if (inbox === undefined) throw new Error('it has a list');
	return inbox;
}

describe('africastalking: the list of what came in', () => {
	it('shows texts of people to one number of ours, as they were written and when', async () => {
		await gateway.receive({ from: '+233241234567', to: '22384', text: 'un', date: '2026-11-25 06:04:45' });
		await gateway.receive({ from: '+2250701020304', to: '22384', text: '', date: '2026-11-25T06:04:46Z' });
		await gateway.receive({ from: 'MTN', to: '22384', text: 'from nobody' });
		await gateway.receive({ from: '+233241234567', to: '20856', text: 'to another', date: '2026-11-25 06:04:47' });
		await gateway.receive({ from: '+233241234567', to: '22384', text: 'at no time', date: 'yesterday' });
		const inbox = await openInbox();
		const sentAt = Date.UTC(2026, 10, 25, 6, 4, 45);
		expect(await inbox.received({ to: '22384', since: sentAt }, patient)).toEqual([
			{ messageId: '1001', from: '+233241234567', to: '22384', text: 'un', network: '', sentAt },
			{ messageId: '1002', from: '+2250701020304', to: '22384', text: '', network: '', sentAt: sentAt + 1_000 },
		]);
		expect(await inbox.received({ to: '22384', since: sentAt + 1_000 }, patient)).toHaveLength(1);
	});
	it('is found where a time begins, in few questions among many texts, and in fewer the next time', async () => {
		for (let minute = 0; minute < 1_500; minute += 1) {
			const date = dateOf(BEGIN + minute * 60_000);
			await gateway.receive({ from: '+233241234567', to: '22384', text: `text ${minute}`, date });
		}
		const inbox = await openInbox();
		for (const from of [0, 1, 99, 100, 101, 640, 1_399, 1_499]) {
			gateway.requests.length = 0;
			const found = await (await openInbox()).received({ to: '22384', since: BEGIN + from * 60_000 }, patient);
			expect(found.map(({ text }) => text)).toEqual(
				Array.from({ length: 1_500 - from }, (_, place) => `text ${from + place}`),
			);
			expect(gateway.requests.length).toBeLessThan(16 + (1_500 - from) / 100 + 2);
		}
		for (const from of [1_400, 1_410, 1_300]) {
			const found = await inbox.received({ to: '22384', since: BEGIN + from * 60_000 }, patient);
			expect(found).toHaveLength(1_500 - from);
		}
		gateway.requests.length = 0;
		await inbox.received({ to: '22384', since: BEGIN + 1_310 * 60_000 }, patient);
		expect(gateway.requests.length).toBeLessThan(8);
		expect(await inbox.received({ to: '22384', since: BEGIN + 9_999 * 60_000 }, patient)).toEqual([]);
	});
	it('that cannot be had is an error that says nothing of the account', async () => {
		const inbox = await openInbox();
		await gateway.stop();
		const ask = inbox.received({ to: '22384', since: BEGIN }, patient);
		await expect(ask).rejects.toMatchObject({ code: 'africastalking-inbox' });
		await expect(ask).rejects.not.toThrow(apiKey);
	});
});
