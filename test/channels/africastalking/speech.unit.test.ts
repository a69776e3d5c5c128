import fc from 'fast-check';
import { africastalkingVoice } from '../../../src/channels/africastalking/voice.ts';
import { escapeXml } from '../../../src/channels/africastalking/xml.ts';
import type { Addresses } from '../../../src/channels/channel.ts';
import type { Listening, Reply, Utterance } from '../../../src/conversation/index.ts';
import { complaintsAbout, itWithXmlParser } from '../support/xml-oracle.ts';

const next = 'https://line.example/channels/africastalking/voice/s?turn=2&l=fr';
const addresses: Addresses = { next, audio: (clips) => `https://line.example/audio?c=${clips.join('+')}&s=1` };
const bodyOf = (reply: Reply): string => africastalkingVoice.answer(reply, addresses).body;
const speak = (voice: Utterance['voice'], listen: Listening): string =>
	bodyOf({ text: 'x', end: false, spoken: { voice, listen } }).replace('<?xml version="1.0" encoding="UTF-8"?>', '');
const french = (text: string): Utterance['voice'] => ({ by: 'provider', language: 'fr', text });
const escapedNext = next.replaceAll('&', '&amp;');

describe('africastalking/voice: what is spoken', () => {
	it('is XML', () => {
		expect(africastalkingVoice.answer({ text: 'x', end: true }, addresses).contentType).toBe(
			'application/xml; charset=utf-8',
		);
	});
	it('asks for keys around one Say, and goes on after silence, which calls nobody back', () => {
		expect(speak(french('Un & deux'), { for: 'keys', most: 1, seconds: 8 })).toBe(
			`<Response><GetDigits numDigits="1" timeout="8" finishOnKey="#" callbackUrl="${escapedNext}"><Say voice="fr-FR-Standard-A">Un &amp; deux</Say></GetDigits><Redirect>${escapedNext}</Redirect></Response>`,
		);
	});
	it('asks for keys around one Play of all clips', () => {
		expect(speak({ by: 'people', clips: ['a', 'b'] }, { for: 'keys', most: 4, seconds: 8 })).toBe(
			`<Response><GetDigits numDigits="4" timeout="8" finishOnKey="#" callbackUrl="${escapedNext}"><Play url="https://line.example/audio?c=a+b&amp;s=1"/></GetDigits><Redirect>${escapedNext}</Redirect></Response>`,
		);
	});
	it('plays what was just recorded from the address that it is told, and nothing without one', () => {
		const asked = { for: 'keys', most: 1, seconds: 7 } as const;
		const reply = { text: 'x', end: false, spoken: { voice: { by: 'recording', id: 'k' }, listen: asked } } as const;
		const at = (recording?: (id: string) => string) =>
			africastalkingVoice.answer(reply, { ...addresses, ...(recording === undefined ? {} : { recording }) }).body;
		expect(at((id) => `https://line.example/takes/${id}?a&b`)).toContain(
			'<Play url="https://line.example/takes/k?a&amp;b"/></GetDigits>',
		);
		expect(at()).toMatch(/<GetDigits [^>]*><\/GetDigits>/);
	});
	it('records what is said, and goes on after silence', () => {
		expect(speak(french('Parlez'), { for: 'recording', most: 60 })).toBe(
			`<Response><Record maxLength="60" finishOnKey="#" playBeep="true" callbackUrl="${escapedNext}"><Say voice="fr-FR-Standard-A">Parlez</Say></Record><Redirect>${escapedNext}</Redirect></Response>`,
		);
	});
	it('says its last words and is silent, because a call ends where no verb follows', () => {
		expect(speak(french('Merci'), { for: 'nothing' })).toBe(
			'<Response><Say voice="fr-FR-Standard-A">Merci</Say></Response>',
		);
		expect(speak({ by: 'people', clips: ['bye'] }, { for: 'nothing' })).toBe(
			'<Response><Play url="https://line.example/audio?c=bye&amp;s=1"/></Response>',
		);
	});
	it.each([
		['en', 'en-US-Standard-C'],
		['fr-CI', 'fr-FR-Standard-A'],
		['FR', 'fr-FR-Standard-A'],
		['tw', 'en-US-Standard-C'],
		['', 'en-US-Standard-C'],
	])('speaks %s with the voice %s', (language, voice) => {
		expect(speak({ by: 'provider', language, text: 'x' }, { for: 'nothing' })).toContain(`<Say voice="${voice}">`);
	});
	it('says a reply that was made for no call in English, and ends as it does', () => {
		expect(bodyOf({ text: 'Goodbye', end: true })).toMatch(
			/<Response><Say voice="en-US-Standard-C">Goodbye<\/Say><\/Response>$/,
		);
		expect(bodyOf({ text: 'One or two?', end: false })).toMatch(
			/<GetDigits numDigits="20" .*One or two\?.*<\/GetDigits><Redirect>.*<\/Redirect><\/Response>$/,
		);
	});
});

const hostile = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 60 }),
	fc.string({
		unit: fc.constantFrom(
			'&',
			'<',
			'>',
			'"',
			"'",
			']]>',
			'<!--',
			'\0',
			'\uD800',
			'\uDFFF',
			'\uFFFE',
			'\r',
			'&#0;',
			'é',
			'😀',
		),
		maxLength: 30,
	}),
);
const anyListening: fc.Arbitrary<Listening> = fc.constantFrom<Listening>(
	{ for: 'keys', most: 3, seconds: 5 },
	{ for: 'recording', most: 30 },
	{ for: 'nothing' },
);
const anyVoice: fc.Arbitrary<Utterance['voice']> = fc.oneof(
	hostile.map((text) => ({ by: 'provider' as const, language: 'fr', text })),
	fc.array(hostile, { maxLength: 3 }).map((clips) => ({ by: 'people' as const, clips })),
);

describe('africastalking/voice: hostile text', () => {
	it('never breaks out of where it stands', () => {
		const inside = '[^<>"\']*';
		const saying = `(?:<Say voice="${inside}">${inside}</Say>|<Play url="${inside}"/>)`;
		const shape = new RegExp(
			`^<\\?xml version="1\\.0" encoding="UTF-8"\\?><Response>(?:${saying}|<(GetDigits|Record)(?: \\w+="${inside}")+>${saying}</\\1><Redirect>${inside}</Redirect>)</Response>$`,
		);
		fc.assert(
			fc.property(anyVoice, anyListening, (voice, listen) => {
				const body = bodyOf({ text: 'x', end: false, spoken: { voice, listen } });
				expect(body).toMatch(shape);
				expect(body.replace(/&(?:amp|lt|gt|quot|apos);/g, '')).not.toContain('&');
			}),
			{ numRuns: 500 },
		);
	});
	it('is said as it was, but for what XML cannot hold', () => {
		const entities = new Map([
			['&amp;', '&'],
			['&lt;', '<'],
			['&gt;', '>'],
			['&quot;', '"'],
			['&apos;', "'"],
		]);
		fc.assert(
			fc.property(hostile, (text) => {
				const read = escapeXml(text).replace(/&\w+;/g, (entity) => entities.get(entity) ?? 'none');
				const speakable = Array.from(text)
					.filter((character) => {
						const code = character.codePointAt(0) ?? 0;
						const isControl = (code < 0x20 && !'\t\n\r'.includes(character)) || (code >= 0x7f && code <= 0x9f);
						return !isControl && !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff;
					})
					.join('');
				expect(read).toBe(speakable);
			}),
			{ numRuns: 1_000 },
		);
	});
	itWithXmlParser('is well-formed to a parser that is not ours', () => {
		const documents = fc
			.sample(fc.tuple(anyVoice, anyListening), { numRuns: 300, seed: 7 })
			.map(([voice, listen]) => bodyOf({ text: 'x', end: false, spoken: { voice, listen } }));
		expect(complaintsAbout(documents)).toBe('');
		expect(complaintsAbout([...documents, '<Response><Say>1 & 2</Say></Response>'])).not.toBe('');
	});
});
