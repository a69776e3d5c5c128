import request from 'supertest';
import { createApp } from '../../../src/web/app.ts';
import { audioPath, forms, type Sounds } from '../../../src/web/audio/sounds.ts';
import { clipOf } from '../../scripts/support/clips.ts';

const one = 'a1b2c3d4e5f6';
const two = '0123456789ab';
const bare = (format: 'mp3' | 'wav', seconds: number): Buffer =>
	forms[format].read(clipOf(format, seconds)) ?? Buffer.alloc(0);
const sounds: Sounds = {
	mp3: new Map([
		[one, bare('mp3', 0.72)],
		[two, bare('mp3', 1.44)],
		['pause', forms.mp3.silent(0.288)],
	]),
	wav: new Map([
		[one, bare('wav', 0.72)],
		[two, bare('wav', 1.44)],
		['long', Buffer.alloc(8_000 * 80)],
	]),
};
const app = createApp({ answered: () => undefined, failed: () => undefined }, sounds);
const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
	request(app)
		.get(path)
		.set(headers)
		.buffer(true)
		.parse((response, done) => {
			const read: Buffer[] = [];
			response.on('data', (data: Buffer) => read.push(data));
			response.on('end', () => done(null, Buffer.concat(read)));
		});

describe('recorded clips over HTTP', () => {
	it.each([
		['mp3', 'audio/mpeg', 4_000],
		['wav', 'audio/wav', 8_000],
	] as const)('are one %s of all that the address names, that may be kept for ever', async (format, type, rate) => {
		const { status, headers, body } = await get(audioPath([one, two, one], format));
		expect([status, headers['content-type']]).toEqual([200, type]);
		expect(forms[format].read(body)?.length).toBe((0.72 + 1.44 + 0.72) * rate);
		expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
		expect(headers['content-length']).toBe(String(body.length));
		expect(headers['etag']).toMatch(/^"[\w-]{22}"$/);
	});

	it('are not sent again to who has them, and only told of to who asks so', async () => {
		const path = audioPath([one, 'pause', two], 'mp3');
		const { headers, body } = await get(path);
		const again = await get(path, { 'If-None-Match': headers['etag'] ?? '' });
		expect([again.status, again.body.length]).toEqual([304, 0]);
		const head = await request(app).head(path);
		expect([head.status, head.headers['content-length']]).toEqual([200, String(body.length)]);
		expect((await get(audioPath([two, 'pause', two], 'mp3'))).headers['etag']).not.toBe(headers['etag']);
	});

	it('are sent in part to who asks for a part', async () => {
		const path = audioPath([one], 'mp3');
		const { headers, body } = await get(path);
		const part = async (range: string, more: Readonly<Record<string, string>> = {}) => {
			const answer = await get(path, { Range: range, ...more });
			return [answer.status, answer.headers['content-range'], answer.body.length];
		};
		const whole = [200, undefined, body.length];
		expect(await part('bytes=0-9')).toEqual([206, `bytes 0-9/${body.length}`, 10]);
		expect(await part('bytes=-5')).toEqual([206, `bytes ${body.length - 5}-${body.length - 1}/${body.length}`, 5]);
		expect(await part(`bytes=${body.length}-`)).toEqual([416, `bytes */${body.length}`, 0]);
		expect(await part('bytes=0-1,9-10')).toEqual(whole);
		expect(await part('lines=1-2')).toEqual(whole);
		expect(await part('bytes=x')).toEqual(whole);
		expect(await part('bytes=0-9', { 'If-Range': '"another"' })).toEqual(whole);
		expect(await part('bytes=0-9', { 'If-Range': headers['etag'] ?? '' })).toEqual([
			206,
			`bytes 0-9/${body.length}`,
			10,
		]);
	});

	it.each([
		['an unknown clip', `/audio/${one}-ffffffffffff.mp3`],
		['another form', `/audio/${one}.ogg`],
		['no form', `/audio/${one}`],
		['no clip', '/audio/.mp3'],
		['an empty clip', `/audio/${one}-.mp3`],
		['a clip that this form lacks', '/audio/pause.wav'],
		['a path', `/audio/..%2f..%2fpackage.json`],
		['a folder', `/audio/fr/${one}.mp3`],
		['a member of every object', '/audio/__proto__.mp3'],
		['a constructor', '/audio/constructor.wav'],
		['a line break', `/audio/${one}.mp3%0a`],
		['more than a page ever says', `/audio/long-long.wav`],
		['an address without an end', `/audio/${Array.from({ length: 120 }, () => one).join('-')}.mp3`],
	])('are not found for %s', async (_, path) => {
		const { status, headers } = await get(path);
		expect([status, headers['content-type'], headers['cache-control']]).toEqual([
			404,
			'text/html; charset=utf-8',
			undefined,
		]);
	});
});
