import { permissionFor } from '../../src/outbox/permission.ts';
import { type MessageClass, messageClasses } from '../../src/store/message.ts';
import { StoreUnavailable } from '../../src/store/unavailable.ts';
import { AMA, type Desk, KOFI, sealedRow, usualMessage, withDesk } from './support/desk.ts';

const CASE = 'case-1';

/** What is said of a message of a class; of a notice the case has the number. */
function asked(desk: Desk, kind: MessageClass, changes: { readonly to?: string; readonly caseId?: string } = {}) {
	const { caseId = kind === 'notice' ? CASE : '', to = kind === 'notice' ? '' : AMA } = changes;
	const message = { ...usualMessage, class: kind, to };
	return permissionFor(sealedRow('one', message, desk.vault, { caseId }), message, desk.parts);
}

const beginsUs = ['survey', 'broadcast'] as const;

describe('permission', () => {
	it.each(messageClasses)('is given to %s where nothing stands against it', (kind) =>
		withDesk(async (desk) => {
			desk.reporters.set(CASE, { number: KOFI, policy: 'sms-neutral' });
			expect(await asked(desk, kind)).toEqual({ to: kind === 'notice' ? KOFI : AMA });
		})(),
	);
	it.each(beginsUs)('is refused to %s for who wants no texts, until they want some again', (kind) =>
		withDesk(async (desk) => {
			await desk.wants(AMA, 'none');
			expect(await asked(desk, kind)).toEqual({ refused: 'opted-out' });
			expect(await asked(desk, kind, { to: KOFI })).toEqual({ to: KOFI });
			await desk.wants(AMA, 'some');
			expect(await asked(desk, kind)).toEqual({ to: AMA });
		})(),
	);
	it(
		'is given to the answer to a text of their own even for who wants no texts',
		withDesk(async (desk) => {
			await desk.wants(AMA, 'none');
			expect(await asked(desk, 'reply')).toEqual({ to: AMA });
		}),
	);
	it.each(messageClasses)('is refused to %s about a case whose reporter did not wish for neutral texts', (kind) =>
		withDesk(async (desk) => {
			const about = { caseId: CASE, to: AMA };
			expect(await asked(desk, kind, about)).toEqual({ refused: 'contact-policy' });
			for (const policy of ['never', 'ussd-only', 'call-at'] as const) {
				desk.reporters.set(CASE, { number: AMA, policy });
				expect(await asked(desk, kind, about)).toEqual({ refused: 'contact-policy' });
			}
		})(),
	);
	it.each(messageClasses)('for %s about a case is for the number of the case and no other', (kind) =>
		withDesk(async (desk) => {
			desk.reporters.set(CASE, { number: KOFI, policy: 'sms-neutral' });
			expect(await asked(desk, kind, { caseId: CASE, to: AMA })).toEqual({ to: KOFI });
			desk.reporters.set(CASE, { policy: 'sms-neutral' });
			expect(await asked(desk, kind, { caseId: CASE, to: AMA })).toEqual({ refused: 'no-number' });
		})(),
	);
	it.each(messageClasses)('is refused to %s about a case for who wants no texts: it is more than an answer', (kind) =>
		withDesk(async (desk) => {
			desk.reporters.set(CASE, { number: KOFI, policy: 'sms-neutral' });
			await desk.wants(KOFI, 'none');
			expect(await asked(desk, kind, { caseId: CASE, to: AMA })).toEqual({ refused: 'opted-out' });
		})(),
	);
	it.each(messageClasses)('is refused to %s that has no number', (kind) =>
		withDesk(async (desk) => {
			expect(await asked(desk, kind, { caseId: '', to: '' })).toEqual({ refused: 'no-number' });
		})(),
	);
	it(
		'is not guessed while the store does not answer',
		withDesk(
			async (desk) => {
				await expect(asked(desk, 'notice')).rejects.toThrow(StoreUnavailable);
			},
			{ parts: { reporter: () => Promise.reject(new StoreUnavailable('away')) } },
		),
	);
});
