import { Agent, request as send } from 'node:http';
import fc from 'fast-check';
import { serving } from '../web/harness.ts';
import { allRecords, aWebhook, withApi } from './support.ts';

const full = process.env['KASAKUMA_FULL'] === '1';
/** As many as the full runs do take minutes. */
const RUNS = full ? 100_000 : 2_000;
/** Bodies that are on their way at once. */
const TOGETHER = 50;

const name = fc.constantFrom('url', 'events', 'state', '__proto__', 'constructor', 'toString', '', '$where', 'a.b');
const leaf = fc.oneof(
	fc.constantFrom<unknown>(null, true, 1e308, -0, '', 'https://hooks.example.org/', 'webhook.ping', '\u0000', '\ud800'),
	fc.string({ unit: 'binary', maxLength: 20 }),
	fc.double(),
);
const tree = fc.letrec<{ value: unknown }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 4 },
		leaf,
		fc.array(tie('value'), { maxLength: 4 }),
		fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
	),
}));

/** Text that is JSON and fits no endpoint, JSON with a piece of it changed, or bytes of any kind. */
const hostile = fc.oneof(
	tree.value.map((value) =>
		Buffer.from(`{"url":"https://hooks.example.org/","events":["webhook.ping"],"x":${JSON.stringify(value)}}`),
	),
	tree.value.map((value) => Buffer.from(`{"url":${JSON.stringify(value)},"events":[]}`)),
	fc
		.tuple(fc.nat(JSON.stringify(aWebhook).length - 4), fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }))
		.map(([at, piece]) => Buffer.from(`${JSON.stringify(aWebhook).slice(0, at)}${piece}`)),
	fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.concat([Buffer.of(0xff), bytes])),
);

const path = fc.constantFrom(
	['POST', '/webhooks'],
	['PUT', `/webhooks/${'a'.repeat(22)}`],
	['POST', '/webhooks/..%2f..%2fkeys/ping'],
	['POST', `/webhooks/%00/deliveries/${'$'.repeat(5)}/replay`],
	['PUT', '/webhooks/__proto__'],
);

describe('hostile bodies', () => {
	it(
		'change nothing, and never make an error of ours',
		async () => {
			await withApi(async ({ app, key, records, refused }) => {
				const { key: bearer } = await key();
				const agent = new Agent({ keepAlive: true, maxSockets: TOGETHER });
				await serving(app, async (port) => {
					const statusOf = (body: Buffer, [method, to]: readonly string[]) =>
						new Promise<number>((resolve, reject) => {
							const headers = {
								'Content-Type': 'application/json',
								'Content-Length': body.length,
								Authorization: `Bearer ${bearer}`,
								'If-Match': '"1"',
								'Idempotency-Key': 'the-same-for-all',
							};
							const asked = send(
								{ port, host: '127.0.0.1', agent, method, path: `/api/v1${to}`, headers },
								(answer) => {
									answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
								},
							);
							asked.on('error', reject).end(body);
						});
					// The day of the key's first use is written by the first of them.
					await statusOf(Buffer.from('{'), ['POST', '/webhooks']);
					const kinds = ['api-key', 'api-request', 'audit', 'webhook', 'webhook-delivery'];
					const before = await allRecords(records, kinds);
					await fc.assert(
						fc.asyncProperty(
							fc.array(fc.tuple(hostile, path), { minLength: TOGETHER, maxLength: TOGETHER }),
							async (asked) => {
								const statuses = await Promise.all(asked.map(([body, to]) => statusOf(body, to)));
								expect(statuses.filter((status) => ![400, 404, 405, 413, 415].includes(status))).toEqual([]);
							},
						),
						{ numRuns: RUNS / TOGETHER },
					);
					expect(await allRecords(records, kinds)).toEqual(before);
				});
				agent.destroy();
				expect(refused.length).toBeGreaterThan(RUNS);
			});
		},
		full ? 1_800_000 : 300_000,
	);
});
