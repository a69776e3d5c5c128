import { jest } from '@jest/globals';
import fc from 'fast-check';
import { type HandlerTable, type PlainRequest, parseFields, plainRequest, requestOf } from './handler-table.ts';
import { identityOf, isRefused } from './parsed.ts';

/** Hours for which a provider repeats a delivery that was not acknowledged. */
const late = 12 * 3_600_000;
/** What differs from one delivery of the same to the next. */
const ofADelivery = { 'i-twilio-idempotency-token': 'another', 'x-request-id': '7', date: 'today', 'user-agent': 'x' };

export function describeIdentity(table: HandlerTable): void {
	it.each(table.plain)('knows $name that comes twice, and hours later, as the same', (plain) => {
		const first = deliver(table, plain);
		expect(first).toEqual(deliver(table, plain));
		expect(first).toEqual(laterOn(() => deliver(table, plain)));
		expect(identityOf(first)).not.toBe(first.is === 'nothing' ? undefined : '');
	});
	it('hears the same in each request, whatever came before it', () => {
		const wires = [
			...table.plain.map(({ fields, query }) => ({ body: table.encode(fields), query })),
			...(table.recorded ?? []),
		].map((wire) => requestOf(table, wire));
		const alone = wires.map((request) => table.handler.parse(request, table.route));
		fc.assert(
			fc.property(fc.array(fc.nat(wires.length - 1), { minLength: 2, maxLength: 20 }), (order) => {
				for (const at of order) {
					const request = wires[at];
					if (request !== undefined) expect(table.handler.parse(request, table.route)).toEqual(alone[at]);
				}
			}),
			{ numRuns: 100 },
		);
	});
	it('changes nothing of the request that it is given, since the same bytes go to quarantine', () => {
		for (const plain of table.plain) {
			const request = plainRequest(table, plain);
			const before = Buffer.from(request.body);
			table.handler.parse(Object.freeze({ ...request, headers: Object.freeze({ ...request.headers }) }), table.route);
			expect(request.body.equals(before)).toBe(true);
		}
	});
	it('tells one message, session or call from another', () => {
		for (const plain of table.plain) {
			const ids = plain.fields.map(([, value]) => otherIdentity(table, plain, value));
			const own = identityOf(parseFields(table, plain));
			if (own !== '') expect(ids.some((id) => id !== undefined && id !== own)).toBe(true);
		}
	});
}

/** The identity when the last character of a value is another, in every field that has it. */
function otherIdentity(table: HandlerTable, plain: PlainRequest, value: string): string | undefined {
	const other = value.slice(0, -1) + (value.endsWith('1') ? '2' : '1');
	const fields = plain.fields.map(([name, one]) => [name, one === value ? other : one] as const);
	const parsed = parseFields(table, plain, fields);
	return isRefused(parsed) ? undefined : identityOf(parsed);
}

function deliver(table: HandlerTable, plain: PlainRequest) {
	const request = plainRequest(table, plain);
	return table.handler.parse({ ...request, headers: { ...ofADelivery, ...request.headers } }, table.route);
}

function laterOn<T>(act: () => T): T {
	jest.useFakeTimers({ now: Date.now() + late });
	try {
		return act();
	} finally {
		jest.useRealTimers();
	}
}
