import { flows } from '../../flows/index.ts';
import {
	blank,
	type Conversation,
	converse,
	type Effect,
	type Input,
	type Reply,
	type Told,
	type Turn,
	tell,
	type Words,
} from '../../src/conversation/index.ts';
import { loaded } from '../support/line.ts';

const ROUTE = 'gh-voice';
const words: Words = { ...loaded.words, route: (id) => ({ ...loaded.words.route(id), for: 'recording' }) };

const ama = (languages: string): Told => ({ told: 'speaker', speaker: 'ama', languages });
const prompt = (key: string, place: number): Told => ({
	told: 'prompt',
	key,
	textHash: `hash of ${key}`,
	place,
	of: 300,
	text: `the words of ${key}`,
	language: 'en',
});

/** A call, without a shell: what it is told is handed in, and the conversation goes through JSON between turns. */
function callOf(told: readonly Told[]) {
	let conversation: Conversation = blank({});
	let reply: Reply = { text: '', end: false };
	const effects: Effect[] = [];
	const asked: unknown[] = [];
	const left = [...told];
	const turn = (input: Input): Reply => {
		const one: Turn = { id: 'turn', route: ROUTE, from: '+233240000001', to: '', input, at: 0 };
		let conversed = converse(flows, words, conversation, one);
		while ('ask' in conversed) {
			asked.push(conversed.ask);
			const next = left.shift();
			if (next === undefined) throw new Error(`nothing is told of ${JSON.stringify(conversed.ask)}`);
			conversed = tell(flows, words, conversed, one, next);
		}
		conversation = JSON.parse(JSON.stringify(conversed.conversation)) as Conversation;
		effects.push(...conversed.effects);
		({ reply } = conversed);
		return reply;
	};
	return {
		effects,
		asked,
		dial: () => turn({ kind: 'dial' }),
		press: (digits: string) => turn({ kind: 'key', digits }),
		say: (recording: string) => turn({ kind: 'recording', recording, seconds: 3 }),
		wait: () => turn({ kind: 'silence' }),
		heard: () => reply,
	};
}

/** A call that stands where the first text was read. */
function atFirstText(told: readonly Told[] = [prompt('a', 1), prompt('b', 2)]) {
	const call = callOf([ama('tw'), ...told]);
	call.dial();
	call.press('123456');
	call.press('1');
	return call;
}

describe('the flow of a line for recording', () => {
	it('asks for nothing but the PIN before it knows who is there, and says no text before they agree', () => {
		const call = callOf([ama('tw'), prompt('a', 1)]);
		expect(call.dial().text).toContain('six digits of your secret code');
		expect(call.press('123456').text).toContain('Do you agree?');
		expect(call.asked).toEqual([{ ask: 'speaker', pin: '123456' }]);
		expect(call.press('1').text).toContain('Text 1 of 300. the words of a');
		expect(call.asked.at(-1)).toEqual({ ask: 'prompt', language: 'tw', after: '' });
		expect(call.effects).toEqual([]);
	});
	it('ends kindly when somebody does not agree', () => {
		const call = callOf([ama('tw')]);
		call.dial();
		call.press('123456');
		expect(call.press('2').end).toBe(true);
		expect(call.effects).toEqual([]);
	});
	it('keeps what was recorded of the text that was read, and goes on behind it', () => {
		const call = atFirstText();
		call.press('1');
		expect(call.heard().spoken?.listen).toEqual({ for: 'recording', most: 20 });
		call.say('first');
		call.press('3');
		call.say('second');
		expect(call.press('2').text).toContain('the words of b');
		const kept = { speaker: 'ama', language: 'tw', key: 'a', textHash: 'hash of a', recording: 'second' };
		expect(call.effects).toEqual([{ type: 'prompt.keep', ...kept }]);
		expect(call.asked.at(-1)).toEqual({ ask: 'prompt', language: 'tw', after: 'a' });
	});
	it('plays what was recorded as often as it is wanted, and says what can be done once nothing is pressed', () => {
		const call = atFirstText();
		call.press('1');
		call.say('mine');
		for (const key of ['1', '1', '5']) expect(call.press(key).spoken?.voice).toEqual({ by: 'recording', id: 'mine' });
		const silence = call.wait().spoken;
		expect(silence?.voice).toMatchObject({ by: 'provider' });
		expect(call.press('2').text).toContain('the words of b');
	});
	it('passes a text over without keeping anything, and says so when there is none left', () => {
		const call = atFirstText([prompt('a', 1), { told: 'no-prompt' }]);
		const last = call.press('2');
		expect([last.end, last.text]).toEqual([true, expect.stringContaining('no more texts')]);
		expect(call.effects).toEqual([]);
	});
	it('never keeps what was said of one text as another, however somebody goes back', () => {
		const call = atFirstText();
		call.press('1');
		call.say('of a');
		call.press('2');
		expect(call.press('7').text).toContain('The text is recorded.');
		expect(call.press('2').text).toContain('the words of b');
		expect(call.effects).toHaveLength(1);
	});
	it('asks for the language only of who records in several', () => {
		const call = callOf([ama('en fr'), prompt('a', 1)]);
		call.dial();
		call.press('123456');
		expect(call.press('1').text).toContain('In which language');
	});
	it('says that it cannot go on while the store is away, and goes on where it was', () => {
		const call = atFirstText([prompt('a', 1), { told: 'unavailable' }, prompt('b', 2)]);
		expect(call.press('2').text).toContain('cannot go on now');
		expect(call.press('1').text).toContain('the words of b');
	});
	it('begins anew at the menu key and at a redial, who is there being asked again', () => {
		const call = atFirstText();
		expect(call.press('6').text).toContain('secret code');
		const other = atFirstText();
		expect(other.dial().text).toContain('secret code');
	});
	it('says goodbye and shows the help lines as everywhere', () => {
		const call = atFirstText();
		expect(call.press('9').text).toMatch(/\d, \d/);
		expect(call.press('0')).toMatchObject({ end: true, text: loaded.words.speak('en', { key: 'nav.goodbye' }) });
	});
});

it('a line for people never leads to the flow for recording', () => {
	const entered = flows.all.flatMap(({ machine }) =>
		Object.values(machine.root.states).map(({ meta }) => (meta as { readonly enter?: string } | undefined)?.enter),
	);
	expect(entered).not.toContain('record');
	expect(flows.home.id).toBe('home');
});
