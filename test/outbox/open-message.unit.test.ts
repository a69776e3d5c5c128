import { openMessage } from '../../src/outbox/open-message.ts';
import { messagePlace } from '../../src/store/message.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import { seededChance } from '../support/doors.ts';
import { memoryRing } from '../vault/memory-ring.ts';
import { sealedRow, usualMessage } from './support/desk.ts';

const vault = createVault(memoryRing(), seededChance('open'));
const whole = sealedRow('one', usualMessage, vault);
const sealedAs = (plain: string) => ({
	...whole,
	sealed: vault.sealFor('outbox', messagePlace(whole.id), plain),
});

describe('a sealed message', () => {
	it('opens as it was sealed', () => {
		expect(openMessage(whole, vault)).toEqual(usualMessage);
	});
	it.each([
		['its key is lost', whole, createVault(memoryRing(), seededChance('other'))],
		['it was moved from another row', { ...whole, id: sealedRow('two', usualMessage, vault).id }, vault],
		['a byte of it was changed', { ...whole, sealed: whole.sealed.with(-1, (whole.sealed.at(-1) ?? 0) ^ 1) }, vault],
		['it is empty', { ...whole, sealed: new Uint8Array(0) }, vault],
		['it is no JSON', sealedAs('School'), vault],
		['a newer release added a field', sealedAs(JSON.stringify({ ...usualMessage, more: 1 })), vault],
		['its class is unknown', sealedAs(JSON.stringify({ ...usualMessage, class: 'advert' })), vault],
		['it has no text', sealedAs(JSON.stringify({ ...usualMessage, text: '' })), vault],
	])('is no message where %s, and no error', (_why, row, by) => {
		expect(openMessage(row, by)).toBeUndefined();
	});
});
