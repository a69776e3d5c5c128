import type { ProofFault } from './checks.ts';
import { type Ground, lookAt, silence, type as typeOn, type Visit } from './visit.ts';

/** Keys of a call that mean the same on every page. */
export const spokenKeys = { leave: '0', start: '6', help: '9', more: '8', back: '7', again: '5' } as const;

/** More options than this in one go are not remembered, and have no keys. */
const OPTIONS_MOST = 4;

/** Every option of the screen has a key from 1 to 4 on some page, and 7 and 5 do what is said of them. */
export function checkSpoken(ground: Ground, { conversation, path }: Visit, faults: ProofFault[]): void {
	const { screen, layout } = lookAt(ground, conversation);
	const fail = (kind: string, detail: string) => faults.push({ kind, path, detail });
	const offered = layout.pages.flatMap(({ spoken }) => [...(spoken?.choices.values() ?? [])]);
	for (const { value } of 'options' in screen ? (screen.options ?? []) : [])
		if (!offered.includes(value)) fail('option-hidden', `option ${JSON.stringify(value)} is on no page`);
	for (const [page, { text, options, spoken }] of layout.pages.entries()) {
		if (options.length > OPTIONS_MOST) fail('too-many-options', `${options.length} on page ${page + 1}`);
		if (text.includes('\n')) fail('not-spoken', `page ${page + 1} has a line break`);
		if (conversation.ended || spoken?.listen.for !== 'keys') continue;
		const at = { ...conversation, page };
		if (typeOn(ground, at, spokenKeys.again)[0]?.reply.text !== text) fail('again-key', '5 does not say it again');
		if (page > 0 && typeOn(ground, at, spokenKeys.back)[0]?.conversation.page !== page - 1)
			fail('back-key', '7 does not turn the page back');
	}
}

/** Two silences are asked again, within the length of a page; the third ends the call with nothing but a kind word. */
export function checkSilence(ground: Ground, { conversation, path }: Visit, faults: ProofFault[]): void {
	const { units } = ground.words.route(ground.routeId).profile;
	let now = conversation;
	for (let count = 1; count <= 3; count++) {
		const [spoken, ...others] = typeOn(ground, now, silence);
		const fail = (detail: string) => faults.push({ kind: 'silence', path, detail: `silence ${count} ${detail}` });
		if (spoken === undefined || others.length > 0 || spoken.effects.length > 0) return void fail('does something');
		if (spoken.reply.text.length > units) fail(`is answered with ${spoken.reply.text.length} characters`);
		if (spoken.reply.end !== (count === 3)) fail(count === 3 ? 'does not end the call' : 'ends the call');
		now = spoken.conversation;
	}
	if (now.state !== conversation.state) faults.push({ kind: 'silence', path, detail: 'loses where the person was' });
}
