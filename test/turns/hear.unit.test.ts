import { hear, type SessionMark } from '../../src/turns/hear.ts';

/** Feeds one session's texts through `hear`, as the gateway would send them, a minute apart. */
function session(texts: readonly string[], every = 60_000) {
	let mark: SessionMark | undefined;
	return texts.map((heard, index) => {
		const hearing = hear({ sessionId: 's', heard }, mark, index * every);
		if (hearing.repeat !== 'possible') mark = hearing.mark;
		return hearing;
	});
}

const inputs = (texts: readonly string[], every?: number) =>
	session(texts, every).map(({ input, repeat }) => (repeat === 'no' ? input : repeat));

describe('hearing an accumulating carrier', () => {
	it('takes an unknown session for a dial whatever its text holds, since people dial deep', () => {
		expect(inputs(['1*2'])).toEqual([{ kind: 'dial' }]);
	});

	it.each([
		['the part after the transcript before', ['', '1', '1*2'], { kind: 'key', digits: '2' }],
		['a star inside an input as part of it', ['', '1', '1*a*b'], { kind: 'text', text: 'a*b' }],
		['an empty later input as an empty text, never dropped', ['', '1', '1*'], { kind: 'text', text: '' }],
		['an empty first input after a deep dial', ['1', '1*'], { kind: 'text', text: '' }],
		['what follows a deep dial as the first answer', ['1*2', '1*2*3'], { kind: 'key', digits: '3' }],
		['letters as text', ['', 'Soubré'], { kind: 'text', text: 'Soubré' }],
		['leading zeros as they were typed', ['', '1', '1*00'], { kind: 'key', digits: '00' }],
	])('hears %s', (_, texts, expected) => {
		expect(inputs(texts).at(-1)).toEqual(expected);
	});

	it('knows the same text of the same session for a repeat, however late', () => {
		expect(inputs(['', '1', '1', '1*2', '1*2'])).toEqual([
			{ kind: 'dial' },
			{ kind: 'key', digits: '1' },
			'certain',
			{ kind: 'key', digits: '2' },
			'certain',
		]);
	});

	it('takes an earlier text for a possible repeat, to be looked up', () => {
		expect(inputs(['', '1', '1*2', '1'])[3]).toBe('possible');
		expect(inputs(['', '1', '1*2', ''])[3]).toBe('possible');
	});

	it('gives a repeat the identity of the turn it repeats, and every other turn its own', () => {
		const heard = session(['', '1', '1', '1*2', '1*2*1']);
		expect(heard[2]?.identity).toBe(heard[1]?.identity);
		expect(new Set(heard.map(({ identity }) => identity)).size).toBe(4);
	});
});

describe('hearing a carrier that sends the last input alone', () => {
	it('finds it out at the first text that extends nothing', () => {
		expect(inputs(['', '1', '2', '1', '1'])).toEqual([
			{ kind: 'dial' },
			{ kind: 'key', digits: '1' },
			{ kind: 'key', digits: '2' },
			{ kind: 'key', digits: '1' },
			{ kind: 'key', digits: '1' },
		]);
	});

	it('gives the same text typed again another identity, so that it is not taken for a repeat', () => {
		const identities = session(['', '1', '2', '1', '1']).map(({ identity }) => identity);
		expect(new Set(identities).size).toBe(5);
	});

	it('takes the same text within three seconds for a retry of the gateway', () => {
		expect(inputs(['', '1', '2', '2'], 1_000)[3]).toBe('certain');
	});
});

it('starts anew with a new session, and keeps no mark of the one before', () => {
	const first = hear({ sessionId: 'a', heard: '' }, undefined, 0);
	const second = hear({ sessionId: 'b', heard: '' }, first.mark, 1);
	expect(second).toMatchObject({ input: { kind: 'dial' }, repeat: 'no', mark: { id: 'b', count: 1 } });
});
