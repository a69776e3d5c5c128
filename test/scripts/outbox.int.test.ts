import { standingAsJson, standingIn } from '../../scripts/outbox/describe.ts';
import { lanes, messagePlace } from '../../src/store/message.ts';
import { openLine } from '../support/line.ts';

const NOW = 1_795_000_000_000;

describe('the list of what was to be sent', () => {
	it('shows a message that is in doubt with its words, and no wish to be called', async () => {
		const line = await openLine({ inMemory: true });
		try {
			const body = { class: 'reply', to: '+233240000001', text: 'Noted.', textId: '', expiresAt: NOW + 1 };
			const sealed = line.vault.sealFor('outbox', messagePlace('one'), JSON.stringify(body));
			const row = {
				id: 'one',
				kind: 'message',
				route: 'gh-sms',
				lane: lanes.reply,
				due: 0,
				caseId: '',
				sealed,
				day: 'd',
			} as const;
			await line.store.commit({ outbox: [row, { ...row, id: 'wish', kind: 'call-back', route: '' }] });
			for (const route of ['gh-sms', '']) {
				const ask = { kinds: ['message', 'call-back'] as const, route, now: NOW, forMs: 1_000, most: 9 };
				for (const { row: claimed, fence } of await line.store.outbox.claim(ask)) {
					await line.store.outbox.attempt(claimed.id, fence, NOW);
				}
			}
			expect(await line.store.outbox.doubt(NOW + 1)).toBe(2);
			const told = [];
			for await (const standing of standingIn(line.store, 'in-doubt')) told.push(standingAsJson(standing, line.vault));
			expect(told).toEqual([
				expect.objectContaining({ id: 'one', to: '+233240000001', text: 'Noted.', attempts: 1, accepted: '' }),
			]);
		} finally {
			await line.close();
		}
	});
});
