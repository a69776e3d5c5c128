import { describeForged } from './forged-cases.ts';
import { type HandlerTable, plainRequest, requestOf, routeSecret } from './handler-table.ts';
import { listening } from './listening.ts';
import { describeNothingSaid } from './nothing-said-cases.ts';

export function describeServed(table: HandlerTable): void {
	describeSecret(table);
	describeEffects(table);
	describeFailures(table);
	if (table.sign !== undefined) describeForged(table);
	describe('what is said of people', () => describeNothingSaid(table));
}

function describeSecret(table: HandlerTable): void {
	const { path } = table.handler;
	it.each([
		`/channels/${path}/${routeSecret}x`,
		`/channels/${path}/${routeSecret.slice(0, -1)}`,
		`/channels/${path}/${routeSecret.toUpperCase()}`,
		`/channels/${path}/${encodeURIComponent(routeSecret).replace('r', '%72')}`,
		`/channels/${path}/`,
		`/channels/${path}`,
		`/channels/${path}/${routeSecret}/`,
		`/channels/${path}/x?${routeSecret}`,
		`/channels/${path}x/${routeSecret}`,
		`/channels/${path}/../${path}/${routeSecret}`,
		`/channels/${routeSecret}`,
	])('is not found and not parsed at %s', async (target) => {
		await listening(table, {}, async (send, heard) => {
			const answered = await send({ ...plainRequest(table, table.plain[0]), target });
			expect(answered).toEqual({ status: 404, contentType: 'text/plain; charset=utf-8', body: 'Not found\n' });
			expect(heard).toMatchObject({ parsed: 0, effects: [], forged: [] });
		});
	});
}

function describeEffects(table: HandlerTable): void {
	const { acknowledge, again } = table.handler;

	it.each(table.plain)('has its effect and gets its answer: $name', async (plain) => {
		await listening(table, {}, async (send, heard) => {
			const answered = await send(plainRequest(table, plain));
			expect(answered.status).toBe(200);
			if (plain.is === 'turn' || plain.is === 'call') expect(answered.body).toContain('Choisir');
			else expect(answered).toMatchObject({ contentType: acknowledge.contentType, body: acknowledge.body });
			expect(heard.effects.map(({ is }) => is)).toEqual(plain.is === 'nothing' ? [] : [plain.is]);
		});
	});
	it.each(table.plain)(
		'is kept unread, and answered all the same, when it cannot be understood: $name',
		async (plain) => {
			await listening(table, {}, async (send, heard) => {
				const [needed = ''] = plain.needs;
				const body = table.encode(plain.fields.filter(([name]) => name !== needed));
				const answered = await send(requestOf(table, { body, query: plain.query }));
				expect(answered.status).toBe(200);
				expect(answered.body).not.toBe('');
				expect(heard.effects).toEqual([{ is: 'odd', about: Buffer.from(body) }]);
			});
		},
	);
	it.each(table.plain)(
		'gets a 503 or the help lines, and never an error page, when the line fails: $name',
		async (plain) => {
			const line = () => Promise.reject(new Error('canary'));
			await listening(table, { line }, async (send) => {
				const answered = await send(plainRequest(table, plain));
				expect(answered.body).not.toBe('');
				if (plain.is === 'nothing' || plain.is === 'session-end') expect(answered.status).toBe(200);
				else expect(answered.status).toBe(again?.status ?? 200);
			});
		},
	);
}

function describeFailures(table: HandlerTable): void {
	it('is kept unread when its body is too long or compressed, and nothing of it is parsed', async () => {
		const plain = plainRequest(table, table.plain[0]);
		await listening(table, {}, async (send, heard) => {
			const long = Buffer.concat([plain.body, Buffer.alloc(40_000, 'x')]);
			for (const request of [
				{ ...plain, body: long },
				{ ...plain, headers: { ...plain.headers, 'content-encoding': 'gzip' } },
			])
				expect((await send(request)).status).toBe(200);
			expect(heard.effects.map(({ is }) => is)).toEqual(['odd', 'odd']);
			expect(heard.parsed).toBe(0);
		});
	});
	it('answers before the deadline although the line never comes to an end', async () => {
		const line = () => new Promise<void>(() => {});
		await listening(table, { line, deadline: 20 }, async (send) => {
			const answered = await send(plainRequest(table, table.plain[0]));
			expect(answered.body).not.toBe('');
			expect([200, 503]).toContain(answered.status);
		});
	});
}
