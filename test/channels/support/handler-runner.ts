import { describeAnswers } from './answer-cases.ts';
import { describeForgotten } from './forgotten-cases.ts';
import { type HandlerTable, parseWire } from './handler-table.ts';
import { describeHostile } from './hostile-cases.ts';
import { describeIdentity } from './identity-cases.ts';
import { describeServed } from './served-cases.ts';
import { describeSigned } from './signed-cases.ts';
import { keepOffline } from './stay-offline.ts';

export type { Fields, HandlerTable, PlainRequest, RecordedPayload } from './handler-table.ts';

/**
 * Tests a provider's handler: its recorded payloads, then the cases that people forget. The last of them are served on loopback;
 * that nothing else is called is watched all the while.
 */
export function describeHandler(table: HandlerTable): void {
	const { path } = table.handler;
	describe(path, () => {
		keepOffline();
		if (table.recorded !== undefined) {
			describe('recorded payloads', () => {
				it.each(table.recorded ?? [])('$name', ({ body, query, means }) => {
					expect(parseWire(table, { body, query })).toEqual(means);
				});
			});
		}
		describe('what people forget', () => describeForgotten(table));
		describe('what nobody would send', () => describeHostile(table));
		describe('what comes again, late or out of order', () => describeIdentity(table));
		describe('answers', () => describeAnswers(table));
		if (table.sign !== undefined) describe('what was not signed', () => describeSigned(table));
		describe('behind the listener', () => describeServed(table));
	});
}
