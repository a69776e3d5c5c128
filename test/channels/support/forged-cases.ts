import fc from 'fast-check';
import { alteredRequests } from './alterations.ts';
import { type HandlerTable, plainRequest, replaced, targetOf } from './handler-table.ts';
import { listening } from './listening.ts';

/** Altered requests that are sent for each plain one; `signed-cases.ts` parses many more. */
const alteredOfEach = 100;

/** Node itself refuses to write some alterations: a line break in a header, a blank in an address. */
function expectUnsendable(error: unknown): void {
	expect((error as { code?: unknown }).code).toMatch(/^ERR_(INVALID_CHAR|UNESCAPED_CHARACTERS)$/);
}

export function describeForged(table: HandlerTable): void {
	it.each(table.plain)('is forbidden, and has no effect, when it is not signed: $name', async (plain) => {
		const genuine = plainRequest(table, plain);
		const [header = ''] = Object.keys(genuine.headers ?? {});
		const signature = String(genuine.headers?.[header]);
		const wrong = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
		const [field = '', value = ''] = plain.fields[0] ?? [];
		await listening(table, {}, async (send, heard) => {
			for (const forged of [
				{ ...genuine, headers: {} },
				{ ...genuine, headers: { [header]: '' } },
				{ ...genuine, headers: { [header]: wrong } },
				{ ...genuine, headers: { [header]: [signature, signature] } },
				{ ...genuine, headers: { [header]: `${signature}, ${signature}` } },
				{ ...genuine, target: `${targetOf(table, plain.query)}${plain.query === undefined ? '?' : '&'}turn=9` },
				{ ...genuine, body: Buffer.from(table.encode(replaced(plain.fields, field, `${value}x`))) },
			])
				expect(await send(forged)).toMatchObject({ status: 403, body: 'Forbidden\n' });
			expect(heard.effects).toEqual([]);
			expect(heard.forged).toHaveLength(7);
		});
	});
	it.each(table.plain)('has no effect but its own when it is altered on the way: $name', async (plain) => {
		const genuine = plainRequest(table, plain);
		await listening(table, {}, async (send, heard) => {
			await send(genuine);
			const own = [...heard.effects];
			for (const { request } of fc.sample(alteredRequests(table, plain), { numRuns: alteredOfEach, seed: 116 }))
				await send(request).catch(expectUnsendable);
			for (const effect of heard.effects.filter(({ is }) => is !== 'odd')) expect(effect).toEqual(own[0]);
			expect(heard.forged.length).toBeGreaterThan(alteredOfEach / 4);
		});
	});
	it.each(table.plain)(
		'is not forbidden when it is signed, or none of the above would prove anything: $name',
		async (plain) => {
			await listening(table, {}, async (send, heard) => {
				expect((await send(plainRequest(table, plain))).status).toBe(200);
				expect(heard.forged).toEqual([]);
			});
		},
	);
}
