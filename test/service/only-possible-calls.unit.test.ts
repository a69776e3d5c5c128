import { flows } from '../../flows/index.ts';
import { blank, converse, type Turn } from '../../src/conversation/index.ts';
import { onlyPossibleCalls } from '../../src/service/calling.ts';
import { loaded } from '../support/line.ts';

const { words, programme } = loaded;

/** The menu, as somebody sees it whose language is known. */
function menuOn(route: string, callers: ReadonlyMap<string, unknown>): string {
	const turn: Turn = { id: 't', route, from: '+233240000001', to: '', input: { kind: 'dial' }, at: 1 };
	const told = onlyPossibleCalls(words, programme.routes, callers);
	const conversed = converse(flows, told, blank({ language: 'en' }), turn);
	return 'reply' in conversed ? conversed.reply.text : '';
}

describe('a call', () => {
	it('is offered on USSD and by text where a provider can make it in that country, and nowhere else', () => {
		const inGhana = new Map([['gh-voice', true]]);
		for (const route of ['gh-ussd', 'gh-sms']) expect(menuOn(route, inGhana)).toMatch(/^\d Call me$/m);
		for (const route of ['ci-ussd', 'ci-sms']) expect(menuOn(route, inGhana)).not.toContain('Call me');
		expect(menuOn('gh-ussd', new Map())).not.toContain('Call me');
	});

	it('is not offered to who is on one', () => {
		const everywhere = new Map([
			['gh-voice', true],
			['ci-voice', true],
		]);
		expect(menuOn('gh-voice', everywhere)).not.toContain('call from us');
	});
});
