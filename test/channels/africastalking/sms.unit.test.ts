import fc from 'fast-check';
import { africastalkingSms } from '../../../src/channels/africastalking/sms.ts';
import { timeOf } from '../../../src/channels/africastalking/time.ts';
import type { IncomingMessage, Parsed } from '../../../src/channels/channel.ts';
import { describeForgotten, type Fields, requestOf } from './forgotten.ts';

const plain: Fields = {
	date: '2026-11-25T06:04:45Z',
	from: '+233241234567',
	id: '28a92cdf-2d63-4ee3-93df-4233d3de0356',
	text: "l'enfant est blessé",
	to: '22384',
	networkCode: '62001',
};
const parse = (fields: Fields | string, serviceCode = '22384'): Parsed =>
	africastalkingSms.parse(requestOf(fields), { serviceCode });
const message = (changes: Partial<IncomingMessage> = {}): Parsed => ({
	is: 'message',
	message: {
		messageId: '28a92cdf-2d63-4ee3-93df-4233d3de0356',
		from: '+233241234567',
		to: '22384',
		text: "l'enfant est blessé",
		network: '62001',
		sentAt: Date.UTC(2026, 10, 25, 6, 4, 45),
		...changes,
	},
});
const odd = (reason: string): Parsed => ({ is: 'odd', reason });
const without = (name: string): Fields => Object.fromEntries(Object.entries(plain).filter(([field]) => field !== name));

describeForgotten({ handler: africastalkingSms, serviceCode: '22384', plain, is: ['message'] });

describe('africastalking/sms: recorded payloads', () => {
	it('hears a message with all its fields, those of premium services too', () => {
		expect(parse({ ...plain, linkId: 'SampleLinkId123', cost: 'KES 1.0000' })).toEqual(message());
	});
	it.each([
		['with T and Z', '2017-05-03T06:04:45Z', Date.UTC(2017, 4, 3, 6, 4, 45)],
		['with a blank', '2017-05-03 06:04:45', Date.UTC(2017, 4, 3, 6, 4, 45)],
	])('reads a date %s, because both were seen', (_, date, sentAt) => {
		expect(parse({ ...plain, date })).toEqual(message({ sentAt }));
	});
	it.each(['', 'yesterday', '2017-02-30 06:04:45', '2017-05-03 24:04:45', '2017-05-03 06:04:45+03:00'])(
		'hears a message whose date is "%s", and says no time',
		(date) => {
			expect(parse({ ...plain, date })).toEqual({
				is: 'message',
				message: expect.not.objectContaining({ sentAt: expect.anything() }),
			});
		},
	);
	it.each(['', ' ', '\n'])('takes the blank text "%s" for a message, because a person sent it', (text) => {
		expect(parse({ ...plain, text })).toEqual(message({ text }));
	});
	it('gives no id where there is none, so that nobody compares an invented one', () => {
		expect(parse(without('id'))).toEqual(message({ messageId: '' }));
		expect(parse({ ...plain, id: '' })).toEqual(message({ messageId: '' }));
	});
	it('hears a message without a network', () => {
		expect(parse(without('networkCode'))).toEqual(message({ network: '' }));
	});
	it('hears any text exactly', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
				expect(parse({ ...plain, text })).toEqual(message({ text }));
			}),
		);
	});
	it.each([
		['+22384', '22384'],
		['%2B22527000000', '+22527000000'],
		['+22527000000', '22527000000'],
	])('knows %s as our %s, whatever became of the plus', (to, ours) => {
		const body = new URLSearchParams(without('to')).toString();
		expect(parse(`${body}&to=${to}`, ours)).toEqual(message({ to: ours }));
	});
	it.each([
		['from', 'from-missing'],
		['to', 'to-missing'],
		['text', 'text-missing'],
	])('finds a message without %s odd', (name, reason) => {
		expect(parse(without(name))).toEqual(odd(reason));
	});
	it.each<[string, Fields, string]>([
		['a sender that is a word', { from: 'MTN' }, 'from-implausible'],
		['a sender without a plus', { from: '233241234567' }, 'from-implausible'],
		["another's short code", { to: '22385' }, 'to-not-ours'],
		['an id that is the word None', { id: 'None' }, 'id-implausible'],
		['an id with a line break', { id: 'a\nb' }, 'id-implausible'],
	])('finds %s odd', (_, changes, reason) => {
		expect(parse({ ...plain, ...changes })).toEqual(odd(reason));
	});
	it('asks for another delivery with anything but 200, as the provider repeats until then', () => {
		expect(africastalkingSms.again.status).toBe(503);
	});
});

describe('timeOf', () => {
	it('reads every second of the calendar in both forms', () => {
		const seconds = fc.integer({ min: 0, max: 4_102_444_799 }).map((at) => at * 1_000);
		fc.assert(
			fc.property(seconds, (at) => {
				const iso = `${new Date(at).toISOString().slice(0, 19)}Z`;
				expect(timeOf(iso)).toBe(at);
				expect(timeOf(iso.replace('T', ' ').replace('Z', ''))).toBe(at);
			}),
		);
	});
});
