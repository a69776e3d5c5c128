import fc from 'fast-check';
import type { GatewayRequest } from '../../../src/channels/channel.ts';
import { alteredRequests } from './alterations.ts';
import { expectRefused, type HandlerTable, parseFields, plainRequest } from './handler-table.ts';
import { isRefused } from './parsed.ts';

/** Of each plain request; all signed tables of the house come to more than 10,000 together. */
const alteredOfEach = 2_000;

export function describeSigned(table: HandlerTable): void {
	it.each(table.plain)('has no effect: $name without the one header that proves it', (plain) => {
		expectForged(table, { ...plainRequest(table, plain), headers: {} });
		const { headers: _headers, ...bare } = plainRequest(table, plain);
		expectForged(table, bare);
	});
	it.each(table.plain)('has no effect: $name with the signature of another request', (plain) => {
		const headers = table.sign?.('/channels/other', Buffer.from('a=b')) ?? {};
		expectForged(table, { ...plainRequest(table, plain), headers });
	});
	it.each(table.plain)('has no effect, or the effect of the original: $name, altered in every way', (plain) => {
		const original = parseFields(table, plain);
		const seen = { forged: 0, odd: 0, same: 0 };
		fc.assert(
			fc.property(alteredRequests(table, plain), ({ request }) => {
				const parsed = table.handler.parse(request, table.route);
				if (isRefused(parsed)) expectRefused(table, parsed);
				else expect(parsed).toEqual(original);
				seen[parsed.is === 'forged' || parsed.is === 'odd' ? parsed.is : 'same'] += 1;
			}),
			{ numRuns: alteredOfEach },
		);
		/** Or nothing was altered that is signed, or nothing was re-sliced that still bears its signature. */
		expect(seen.forged).toBeGreaterThan(alteredOfEach / 2);
		expect(seen.odd).toBeGreaterThan(10);
		expect(seen.same).toBeGreaterThan(10);
	});
}

function expectForged(table: HandlerTable, request: GatewayRequest): void {
	expect(table.handler.parse(request, table.route).is).toBe('forged');
}
