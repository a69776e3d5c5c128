import fc from 'fast-check';
import {
	type Fields,
	handlers,
	line,
	messageSid,
	person,
	request,
	route,
	signed,
	sms,
	smsTarget,
	status,
	statusTarget,
} from './requests.ts';

const heard = (fields: Fields) => handlers.sms.parse(signed(smsTarget, { ...sms, ...fields }), route);
const reported = (fields: Fields, target = statusTarget) =>
	handlers.smsStatus.parse(signed(target, { ...status, ...fields }), route);
const message = { messageId: messageSid, from: person, to: line, text: sms['Body'], network: '' };
const without = (fields: Fields, name: string): Fields =>
	Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));

describe('twilio/sms', () => {
	it('hears a text with its id, numbers and words', () => {
		expect(heard({})).toEqual({ is: 'message', message });
	});
	it('hears every text as it was written, whatever stands in it, unless it imitates the fields behind it', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
				expect(heard({ Body: text })).toEqual({ is: 'message', message: { ...message, text } });
			}),
			{ numRuns: 500 },
		);
	});
	it.each([
		'',
		' ',
		'Body Body',
		'To',
		'From',
		'From+22507',
		'Come From+2250700000001 To me',
		'MessageSid',
		'1',
		'&=+%',
	])('takes "%s" for a text like any other', (text) => {
		expect(heard({ Body: text })).toEqual({ is: 'message', message: { ...message, text } });
	});
	it('keeps a text apart that Twilio itself would read in two ways', () => {
		expect(heard({ Body: 'x', OptOutTypo: 'y' }).is).toBe('message');
		expect(heard({ Body: 'OptOutTypeSTOP' })).toEqual({ is: 'odd', reason: 'opt-out-implausible' });
	});
	it.each([
		['STOP', 'stopped'],
		['START', 'started'],
		['HELP', undefined],
		['NEWWORD', undefined],
	])('knows from OptOutType %s what Twilio does from now on', (word, optOut) => {
		expect(heard({ OptOutType: word })).toEqual({
			is: 'message',
			message: { ...message, ...(optOut === undefined ? {} : { optOut }) },
		});
	});
	it('reads a joined text that a carrier handed on as base64, and leaves words alone that only look like it', () => {
		const text = "L'enfant est blessé à la main, il travaille dans le champ depuis trois jours.";
		const encoded = Buffer.from(`${text} `.padEnd(84)).toString('base64');
		expect(heard({ Body: encoded })).toMatchObject({ message: { text: expect.stringContaining(text) } });
		for (const word of ['STOP', 'a'.repeat(64), 'Abcd'.repeat(20), Buffer.alloc(60, 0xff).toString('base64')])
			expect(heard({ Body: word })).toMatchObject({ message: { text: word } });
	});
	it('hears a picture message by its words', () => {
		const mms = messageSid.replace('SM', 'MM');
		const media = { NumMedia: '1', MediaUrl0: 'https://api.twilio.com/x/Media/ME1', MediaContentType0: 'image/jpeg' };
		expect(heard({ ...media, MessageSid: mms, SmsMessageSid: mms, SmsSid: mms, Body: '' })).toMatchObject({
			message: { messageId: mms, text: '' },
		});
	});
	it('hears the same at the fallback URL, which gets the error besides', () => {
		expect(heard({ ErrorCode: '11200', ErrorUrl: 'https://line.example.org/channels/twilio/sms/s3cret' })).toEqual({
			is: 'message',
			message,
		});
	});
	it.each([
		['MessageSid', 'XX1', 'message-id-implausible'],
		['MessageSid', `SM${'A'.repeat(32)}`, 'message-id-implausible'],
		['From', 'MTN', 'from-implausible'],
		['From', '+0123456789', 'from-implausible'],
		['To', '+233209999999', 'service-code-not-ours'],
		['To', 'whatsapp:+233201234567', 'to-implausible'],
		['AccountSid', 'AC1', 'account-implausible'],
	])('finds %s=%s odd', (name, value, reason) => {
		expect(heard({ [name]: value })).toEqual({ is: 'odd', reason });
	});
	it.each(['MessageSid', 'From', 'To', 'AccountSid', 'Body'])('finds a text without %s odd', (name) => {
		expect(handlers.sms.parse(signed(smsTarget, without(sms, name)), route).is).toBe('odd');
	});
	it('takes nothing that is no form or too long, since it cannot be checked', () => {
		const given = signed(smsTarget, sms);
		expect(handlers.sms.parse({ ...given, contentType: 'application/json' }, route).is).toBe('forged');
		expect(handlers.sms.parse(signed(smsTarget, { ...sms, Body: 'x'.repeat(20_000) }), route).is).toBe('forged');
		expect(handlers.sms.parse(request(smsTarget, []), route).is).toBe('forged');
	});
	it('acknowledges without a word, and asks for it again with 503 where it could not be kept', () => {
		expect(handlers.sms.acknowledge).toEqual({
			contentType: 'text/xml; charset=utf-8',
			body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
		});
		expect(handlers.sms.again?.status).toBe(503);
		expect(handlers.smsStatus.again?.status).toBe(503);
		expect(handlers.voice.again).toBeUndefined();
	});
});

describe('twilio/sms-status', () => {
	const report = { ref: messageSid, ours: 'abc-DEF_1', to: person };
	it.each([
		['queued', 'accepted'],
		['accepted', 'accepted'],
		['scheduled', 'accepted'],
		['sending', 'accepted'],
		['sent', 'sent'],
		['partially_delivered', 'sent'],
		['delivered', 'delivered'],
		['read', 'delivered'],
		['receiving', undefined],
		['received', undefined],
		['teleported', undefined],
		['constructor', undefined],
	])('keeps the word %s, and reads it as %s', (word, state) => {
		expect(reported({ MessageStatus: word, ErrorCode: '' })).toEqual({
			is: 'report',
			report: { ...report, state, word },
		});
	});
	it.each([
		['undelivered', '30003', 'failed', 'phone-unreachable'],
		['failed', '30036', 'expired', 'too-late'],
		['failed', '12345', 'failed', 'twilio-12345'],
		['failed', '0', 'failed', undefined],
		['canceled', '', 'failed', undefined],
	])('knows why it %s with %s', (word, code, state, reason) => {
		expect(reported({ MessageStatus: word, ErrorCode: code })).toEqual({
			is: 'report',
			report: { ...report, state, word, ...(reason === undefined ? {} : { reason }) },
		});
	});
	it('knows by 21610 that the person told Twilio to stop', () => {
		expect(reported({ MessageStatus: 'failed', ErrorCode: '21610' })).toMatchObject({
			report: { state: 'failed', reason: 'opted-out', optedOut: true },
		});
	});
	it('knows a message by its own id alone where the URL has none of ours', () => {
		const target = '/channels/twilio/sms-status/s3cret';
		expect(reported({ ErrorCode: '' }, target)).toMatchObject({ is: 'report', report: { ref: messageSid } });
		expect(reported({ ErrorCode: '' }, target)).not.toHaveProperty('report.ours');
	});
	it.each(['MessageSid', 'MessageStatus', 'AccountSid'])('finds a report without %s odd', (name) => {
		expect(handlers.smsStatus.parse(signed(statusTarget, without(status, name)), route).is).toBe('odd');
	});
});
