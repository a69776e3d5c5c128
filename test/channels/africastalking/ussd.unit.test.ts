import fc from 'fast-check';
import { africastalkingUssd } from '../../../src/channels/africastalking/ussd.ts';
import type { Parsed } from '../../../src/channels/channel.ts';
import { describeHandler, type Fields } from '../support/handler-runner.ts';

const route = { serviceCode: '*384*1#' };
const contentType = 'application/x-www-form-urlencoded';

const dial: Fields = [
	['sessionId', 'ATUid_4d2ac2f8e1b90f6c7a35'],
	['phoneNumber', '+233241234567'],
	['networkCode', '62001'],
	['serviceCode', '*384*1#'],
	['text', '1*2'],
];

const encode = (fields: Fields): string =>
	new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString();
const heard = (turn: Partial<Extract<Parsed, { is: 'turn' }>['turn']>): Parsed => ({
	is: 'turn',
	turn: { sessionId: 'ATUid_1', from: '+2250701020304', to: '*384*1#', heard: '', network: '62001', ...turn },
});
const ended = (status: Extract<Parsed, { is: 'session-end' }>['end']['status']): Parsed => ({
	is: 'session-end',
	end: { sessionId: 'ATUid_1', from: '+2250701020304', status },
});
const odd = (reason: string): Parsed => ({ is: 'odd', reason });

const session = 'sessionId=ATUid_1&phoneNumber=%2B2250701020304&networkCode=62001';
const code = 'serviceCode=%2A384%2A1%23';
const notice = `date=2026-11-25+07%3A01%3A02&${session}&${code}&cost=KES+0.10&durationInMillis=41000&hopsCount=4&input=1%2A2&lastAppResponse=END+x`;

describeHandler({
	handler: africastalkingUssd,
	route,
	contentType,
	encode,
	plain: [
		{
			name: 'a turn',
			is: 'turn',
			fields: dial,
			needs: ['sessionId', 'phoneNumber', 'serviceCode', 'text'],
			text: 'text',
		},
	],
	canRepeat: true,
	recorded: [
		{ name: 'a dial', body: `${session}&${code}&text=`, means: heard({}) },
		{ name: 'a later hop', body: `${session}&${code}&text=1%2A2%2A3`, means: heard({ heard: '1*2*3' }) },
		{
			name: 'a later hop with raw stars',
			body: `${session}&serviceCode=*384*1#&text=1*2*3`,
			means: heard({ heard: '1*2*3' }),
		},
		{
			name: 'an empty later input, whose token must not be lost',
			body: `${session}&${code}&text=1**2*`,
			means: heard({ heard: '1**2*' }),
		},
		{ name: 'a deep dial', body: `${session}&${code}&text=2`, means: heard({ heard: '2' }) },
		{
			name: 'words with blanks and accents',
			body: `${session}&${code}&text=1%2Al%27enfant+est+bless%C3%A9`,
			means: heard({ heard: "1*l'enfant est blessé" }),
		},
		{ name: 'blanks that must not be trimmed', body: `${session}&${code}&text=+1+`, means: heard({ heard: ' 1 ' }) },
		{
			name: 'a hash in the input, which is no dial string',
			body: `${session}&${code}&text=1%2A2%23`,
			means: heard({ heard: '1*2#' }),
		},
		{
			name: 'a raw plus in the number',
			body: `sessionId=ATUid_1&phoneNumber=+2250701020304&networkCode=62001&${code}&text=`,
			means: heard({}),
		},
		{
			name: 'a plus that was escaped twice',
			body: `sessionId=ATUid_1&phoneNumber=%252B2250701020304&networkCode=62001&${code}&text=`,
			means: heard({}),
		},
		{
			name: 'two blanks before the number',
			body: `sessionId=ATUid_1&phoneNumber=++2250701020304&${code}&text=`,
			means: odd('phone-number-implausible'),
		},
		{
			name: 'a number without a plus',
			body: `sessionId=ATUid_1&phoneNumber=2250701020304&${code}&text=`,
			means: odd('phone-number-implausible'),
		},
		{
			name: 'a number that begins with 0',
			body: `sessionId=ATUid_1&phoneNumber=%2B0701020304&${code}&text=`,
			means: odd('phone-number-implausible'),
		},
		{
			name: 'a number of 16 digits',
			body: `sessionId=ATUid_1&phoneNumber=%2B2250701020304567&${code}&text=`,
			means: odd('phone-number-implausible'),
		},
		{
			name: 'a number with a letter',
			body: `sessionId=ATUid_1&phoneNumber=%2B22507010203o4&${code}&text=`,
			means: odd('phone-number-implausible'),
		},
		{
			name: 'a withheld number',
			body: `sessionId=ATUid_1&phoneNumber=&${code}&text=`,
			means: odd('phone-number-implausible'),
		},
		{
			name: 'the sandbox network',
			body: `sessionId=ATUid_1&phoneNumber=%2B2250701020304&networkCode=99999&${code}&text=`,
			means: heard({ network: '99999' }),
		},
		{
			name: 'a network nobody listed',
			body: `sessionId=ATUid_1&phoneNumber=%2B2250701020304&networkCode=MTN-CI&${code}&text=`,
			means: heard({ network: 'MTN-CI' }),
		},
		{
			name: 'no network, which no report is refused for',
			body: `sessionId=ATUid_1&phoneNumber=%2B2250701020304&${code}&text=`,
			means: heard({ network: '' }),
		},
		{ name: 'a service code without its hash', body: `${session}&serviceCode=*384*1&text=`, means: heard({}) },
		{
			name: 'a service code with one hash too many',
			body: `${session}&serviceCode=*384*1##&text=`,
			means: odd('service-code-not-ours'),
		},
		{
			name: "another's service code",
			body: `${session}&serviceCode=*384*12#&text=`,
			means: odd('service-code-not-ours'),
		},
		{ name: 'no service code', body: `${session}&text=`, means: odd('service-code-missing') },
		{ name: 'no text', body: `${session}&${code}`, means: odd('text-missing') },
		{ name: 'no session', body: `phoneNumber=%2B2250701020304&${code}&text=`, means: odd('session-id-missing') },
		{
			name: 'an empty session',
			body: `sessionId=&phoneNumber=%2B2250701020304&${code}&text=`,
			means: odd('session-id-empty'),
		},
		{
			name: 'a session with a line break',
			body: `sessionId=a%0Ab&phoneNumber=%2B2250701020304&${code}&text=`,
			means: odd('session-id-implausible'),
		},
		{ name: 'no number', body: `sessionId=ATUid_1&${code}&text=`, means: odd('phone-number-missing') },
		{ name: 'a session that ran to its end', body: `${notice}&status=Success`, means: ended('completed') },
		{ name: 'a session that the person left', body: `${notice}&status=Incomplete`, means: ended('dropped') },
		{ name: 'a session that failed', body: `${notice}&status=Failed&errorMessage=timeout`, means: ended('failed') },
		{
			name: 'a session that ended in a way nobody listed',
			body: `${notice}&status=Cancelled`,
			means: ended('unknown'),
		},
		{ name: 'an end whose word is the name of a method', body: `${notice}&status=toString`, means: ended('unknown') },
		{ name: 'an end that carries a text', body: `${notice}&status=Success&text=1`, means: ended('completed') },
		{
			name: 'a turn that gained a status',
			body: `${session}&${code}&text=1&status=Active`,
			means: heard({ heard: '1' }),
		},
		{
			name: 'an end without a session',
			body: `status=Success&phoneNumber=%2B2250701020304&${code}`,
			means: odd('session-id-missing'),
		},
	],
});

describe('africastalking/ussd: wording on the wire', () => {
	it('goes on with CON and ends with END, and a blank', () => {
		const plain = 'text/plain; charset=utf-8';
		expect(africastalkingUssd.answer({ text: 'Choisir\n1 Oui', end: false })).toEqual({
			contentType: plain,
			body: 'CON Choisir\n1 Oui',
		});
		expect(africastalkingUssd.answer({ text: 'Merci', end: true })).toEqual({ contentType: plain, body: 'END Merci' });
	});

	it('hears exactly what was typed, star, blank, hash and empty token included', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: fc.constantFrom('*', '#', ' ', '+', '%', '1', 'é', 'ɛ', '&', '=', '\n'), maxLength: 60 }),
				(text) => {
					const body = Buffer.from(encode([...dial.slice(0, 4), ['text', text]]));
					expect(africastalkingUssd.parse({ body, contentType }, route)).toMatchObject({
						is: 'turn',
						turn: { heard: text },
					});
				},
			),
		);
	});

	it('forgives one hash on our side of the service code too', () => {
		const body = Buffer.from(`${session}&${code}&text=`);
		expect(africastalkingUssd.parse({ body, contentType }, { serviceCode: '*384*1' })).toMatchObject({ is: 'turn' });
	});
});
