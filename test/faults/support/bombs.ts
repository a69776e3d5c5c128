import { gzipSync } from 'node:zlib';

/** What must come back: a screen, with the body in quarantine under that reason; a screen of the line; or a plain refusal. */
export type Outcome = { readonly odd: string } | 'turn' | 'last-resort' | 400 | 405 | 431;

/** A request that no gateway means well with. */
export interface Bomb {
	readonly name: string;
	readonly method?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body: Buffer;
	/** Bytes of the body that are sent before the sender falls silent; absent: all. */
	readonly sent?: number;
	readonly outcome: Outcome;
}

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

let sessions = 0;

/** A callback that is well formed but for what is changed. */
function form(changes: Readonly<Record<string, string | undefined>>, more = ''): Buffer {
	sessions += 1;
	const fields: Record<string, string | undefined> = {
		sessionId: `ATUid_bomb_${sessions}`,
		phoneNumber: '%2B233240000001',
		networkCode: '62001',
		serviceCode: '*789*56%23',
		text: '',
		...changes,
	};
	const given = Object.entries(fields).filter(([, value]) => value !== undefined);
	return Buffer.from(given.map(([name, value]) => `${name}=${value}`).join('&') + more);
}

const bomb = (name: string, body: Buffer, outcome: Outcome, headers: Readonly<Record<string, string>> = {}): Bomb => ({
	name,
	body,
	outcome,
	headers,
});

const odd = (reason: string): Outcome => ({ odd: reason });
const nested = (levels: number): Buffer => Buffer.from('['.repeat(levels) + ']'.repeat(levels));
const MEBIBYTE = 1_048_576;
const gzip100MiB = gzipSync(Buffer.alloc(100 * MEBIBYTE));
const gzip10MiB = gzipSync(Buffer.alloc(10 * MEBIBYTE));

/** Sizes and shapes. */
const bulky = (): readonly Bomb[] => [
	bomb('a body just over 16 kB', form({ text: 'a'.repeat(16_400) }), odd('body-too-long')),
	bomb('a body of 5 MB', form({ text: 'a'.repeat(5 * MEBIBYTE) }), odd('body-too-long')),
	bomb('10^5 fields', form({}, '&a=1'.repeat(100_000)), odd('body-too-long')),
	bomb('1,000 fields in 16 kB', form({}, '&a=1'.repeat(1_000)), odd('form-too-long')),
	bomb('JSON 200,000 levels deep', nested(200_000), odd('body-too-long'), { 'content-type': JSON_TYPE }),
	bomb('JSON 8,000 levels deep', nested(8_000), odd('content-type'), { 'content-type': JSON_TYPE }),
	bomb('100 MiB in a gzip of 102 kB', gzip100MiB, odd('body-too-long'), {
		'content-encoding': 'gzip',
	}),
	bomb('10 MiB in a gzip of 10 kB', gzip10MiB, odd('body-encoded'), {
		'content-encoding': 'gzip',
	}),
	bomb('an encoding that is none', form({}), odd('body-encoded'), { 'content-encoding': 'br, br, br' }),
	bomb('a header of 1 MB', form({}), 431, { 'x-long': 'a'.repeat(MEBIBYTE) }),
	bomb('a text of 1,000 hops', form({ text: `${'1*'.repeat(999)}1` }), 'turn'),
	bomb('a text of 4,000 hops', form({ text: '1*'.repeat(4_000) }), odd('text-too-long')),
];

/** Names that mean something to JavaScript or to a database. */
const cunning = (): readonly Bomb[] => [
	bomb('fields named __proto__ and constructor', form({}, '&__proto__=1&constructor=2&__proto__[admin]=1'), 'turn'),
	bomb('only __proto__', Buffer.from('__proto__=1&__proto__[text]=1'), odd('session-id-missing')),
	bomb(
		'an operator for a number',
		form({ phoneNumber: undefined }, '&phoneNumber[$ne]=1'),
		odd('phone-number-missing'),
	),
	bomb('an operator for a text', form({ text: undefined }, '&text[$ne]=1'), odd('text-missing')),
	bomb('an operator for a session', form({ sessionId: '{"$ne":null}' }), 'turn'),
	bomb('SQL for a session', form({ sessionId: "x';DROP/**/TABLE/**/turns;--" }), 'turn'),
	bomb('a field twice', form({}, '&text=2'), odd('text-repeated')),
	bomb('JSON for a callback', Buffer.from('{"__proto__":{"admin":true}}'), odd('content-type'), {
		'content-type': JSON_TYPE,
	}),
	bomb('a multipart form', form({}), odd('content-type'), { 'content-type': 'multipart/form-data; boundary=x' }),
	bomb('no content type', form({}), odd('content-type'), { 'content-type': '' }),
	bomb('a service code that is not ours', form({ serviceCode: '*100%23' }), odd('service-code-not-ours')),
];

/** Characters. */
const unreadable = (): readonly Bomb[] => [
	bomb('lone surrogates', form({ text: '%ED%A0%80%ED%B0%80' }), 'turn'),
	bomb('bytes that are no UTF-8', form({ text: '%FF%FE%C0%AF' }), 'turn'),
	bomb('NUL in the text', form({ text: '1%00' }), 'turn'),
	bomb('NUL in the session', form({ sessionId: 'a%00b' }), odd('session-id-implausible')),
	bomb('NUL in the number', form({ phoneNumber: '%2B23324000000%00' }), odd('phone-number-implausible')),
	bomb('marks that turn the writing round', form({ text: '%E2%80%AE%E2%80%8F1%E2%81%A9' }), 'turn'),
	bomb('escapes that are none', form({ text: '%%%zz%' }), 'turn'),
	bomb('an empty body', Buffer.alloc(0), odd('session-id-missing')),
	bomb('random bytes', Buffer.from('c0ffee00ff80fe'.repeat(64), 'hex'), odd('session-id-missing')),
];

/** Manners. */
const rude = (): readonly Bomb[] => [
	{ ...bomb('a GET', Buffer.alloc(0), 405), method: 'GET' },
	{ ...bomb('a body that stops half-way', form({}), 'last-resort'), sent: 20 },
	bomb('a chunk whose length is no number', Buffer.from('zz\r\nabc\r\n'), 400, { 'transfer-encoding': 'chunked' }),
];

/** All of them, made anew: no session twice. */
export const bombs = (): readonly Bomb[] => [...bulky(), ...cunning(), ...unreadable(), ...rude()];

/** The request as it goes over the wire. */
export function wireOf({ method = 'POST', headers = {}, body, sent }: Bomb, path: string): Buffer {
	const all: Record<string, string> = { host: 'localhost', 'content-type': FORM, connection: 'close', ...headers };
	if (all['transfer-encoding'] === undefined) all['content-length'] = String(body.length);
	const lines = Object.entries(all)
		.filter(([, value]) => value !== '')
		.map(([name, value]) => `${name}: ${value}`);
	const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
	return Buffer.concat([head, body.subarray(0, sent ?? body.length)]);
}
