import { Agent, request as send } from 'node:http';
import fc from 'fast-check';
import { example } from '../programmes/catalogue/example.ts';
import { serving } from '../web/harness.ts';
import { withApi } from './support.ts';

const RUNS = 1_000;
/** Bodies that are on their way at once. */
const TOGETHER = 50;

const name = fc.constantFrom(
	'id',
	'who',
	'wording',
	'and',
	'var',
	'__proto__',
	'constructor',
	'',
	'$where',
	'en',
	'fr',
);
const leaf = fc.oneof(
	fc.constantFrom<unknown>(null, true, 1e308, -0, '', 'GH16', 'free', '\u0000', '\ud800', '../../etc/passwd'),
	fc.string({ unit: 'binary', maxLength: 20 }),
	fc.double(),
);
const tree = fc.letrec<{ value: unknown }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 5 },
		leaf,
		fc.array(tie('value'), { maxLength: 4 }),
		fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
	),
})).value;

const field = fc.constantFrom('areas', 'who', 'wording', 'gives', 'costs', 'sources', 'validFrom');

const hostile = fc.oneof(
	fc.tuple(field, tree).map(([at, value]) => ({ ...example, [at]: value })),
	tree.map((value) => ({ ...example, odd: value })),
	tree.map((entry) => ({ entries: [entry] })),
	fc.tuple(field, tree).map(([at, value]) => ({ entries: [example, { ...example, id: 'other', [at]: value }] })),
	fc.constantFrom('a', '[', '"', '{"a":').map((piece) => piece.repeat(300)),
);

const path = fc.constantFrom(
	['POST', '/programmes'],
	['PUT', `/programmes/${example.id}`],
	['PUT', '/programmes/__proto__'],
	['POST', '/programme-imports'],
	['POST', `/programmes/${example.id}/versions/999999/publish`],
	['POST', `/programmes/${'%00'}/versions/1/withdraw`],
);

describe('hostile bodies to the catalogue', () => {
	it('never make an error of ours, nor keep anything that cannot be read again', async () => {
		await withApi(async ({ app, key, ask }) => {
			const { key: bearer } = await key();
			const agent = new Agent({ keepAlive: true, maxSockets: TOGETHER });
			let asked = 0;
			await serving(app, async (port) => {
				const statusOf = (body: string, [method, to]: readonly string[]) =>
					new Promise<number>((resolve, reject) => {
						asked += 1;
						const headers = {
							'Content-Type': 'application/json',
							'Content-Length': Buffer.byteLength(body),
							Authorization: `Bearer ${bearer}`,
							'If-Match': '"4"',
							'Idempotency-Key': `hostile-body-${asked}`,
						};
						const sent = send({ port, host: '127.0.0.1', agent, method, path: `/api/v1${to}`, headers }, (answer) => {
							answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
						});
						sent.on('error', reject).end(body);
					});
				expect(await statusOf(JSON.stringify(example), ['POST', '/programmes'])).toBe(201);
				let refused = 0;
				await fc.assert(
					fc.asyncProperty(
						fc.array(fc.tuple(hostile, path), { minLength: TOGETHER, maxLength: TOGETHER }),
						async (bodies) => {
							const texts = bodies.map(
								([body, to]) => [typeof body === 'string' ? body : JSON.stringify(body), to] as const,
							);
							const statuses = await Promise.all(texts.map(([body, to]) => statusOf(body, to)));
							expect(statuses.filter((status) => ![200, 201, 400, 404, 409, 412].includes(status))).toEqual([]);
							refused += statuses.filter((status) => status >= 400).length;
						},
					),
					{ numRuns: RUNS / TOGETHER },
				);
				const { status, body } = await ask('get', '/programmes?most=200', { key: bearer });
				expect([status, body.items[0]]).toMatchObject([200, { programme: example.id, version: 1, state: 'draft' }]);
				expect(refused).toBeGreaterThan(RUNS / 2);
			});
			agent.destroy();
		});
	}, 120_000);
});
