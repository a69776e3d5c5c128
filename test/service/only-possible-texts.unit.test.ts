import { onlyPossibleTexts } from '../../src/service/sending.ts';
import { loaded } from '../support/line.ts';

const { words, programme } = loaded;

describe('a text', () => {
	it('can come to people of a route where a provider carries it, and is offered to nobody else', () => {
		const inGhana = onlyPossibleTexts(words, programme.routes, new Map([['gh-sms', true]]));
		for (const id of ['gh-ussd', 'gh-sms', 'gh-voice']) expect(inGhana.route(id).textsBy).toBe('gh-sms');
		for (const id of ['ci-ussd', 'ci-sms', 'ci-voice']) {
			const { textsBy, ...rest } = words.route(id);
			expect(textsBy).toBe('ci-sms');
			expect(inGhana.route(id)).toEqual(rest);
		}
	});
	it('changes nothing else of a route, and no word', () => {
		const everywhere = onlyPossibleTexts(
			words,
			programme.routes,
			new Map([
				['gh-sms', true],
				['ci-sms', true],
			]),
		);
		for (const { id } of programme.routes) expect(everywhere.route(id)).toEqual(words.route(id));
		expect(everywhere.say).toBe(words.say);
		expect(() => everywhere.route('nowhere')).toThrow('no route nowhere');
	});
});
