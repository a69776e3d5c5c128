import fc from 'fast-check';
import { renderTwiml } from '../../../src/channels/twilio/render-twiml.ts';
import type { Reply } from '../../../src/conversation/index.ts';
import { complaintsAbout, itWithXmlParser } from '../support/xml-oracle.ts';

type Spoken = NonNullable<Reply['spoken']>;
const next = 'https://line.example.org/channels/twilio/voice/s3cret?turn=2&m=a';
const audio = (clips: readonly string[]): string => `https://line.example.org/audio/${clips.join('+')}.mp3?a=1&b=2`;
const head = '<?xml version="1.0" encoding="UTF-8"?>';
const french = { by: 'provider', language: 'fr', text: 'Tapez 1 < 2 & "3"' } as const;

function rendered(voice: Spoken['voice'], listen: Spoken['listen'], end = false): string {
	const answer = renderTwiml({ text: 'unused', end, spoken: { voice, listen } }, { next, audio });
	expect(answer.contentType).toBe('text/xml; charset=utf-8');
	return answer.body;
}

/** The project's own check, so that it runs where no XML tool is installed: one root, closed in order, nothing unescaped. */
function isWellFormed(document: string): boolean {
	const body = document.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>/, '');
	if (/[^\P{Cc}\t\n\r\x7f-\x9f]|[\p{Cs}\uFFFE\uFFFF]/u.test(body)) return false;
	const open: string[] = [];
	let roots = 0;
	const rest = body.replace(
		/<(\/?)([A-Za-z]+)((?: [A-Za-z]+="[^"<]*")*)(\/?)>/g,
		(_all, close, name, _attributes, empty) => {
			if (close === '/') return open.pop() === name ? '' : '<';
			if (open.length === 0) roots += 1;
			if (empty === '') open.push(name);
			return '';
		},
	);
	const loose = body.replace(/&(?:amp|lt|gt|quot|apos|#x?[0-9A-Fa-f]+);/g, '');
	return open.length === 0 && roots === 1 && !rest.includes('<') && !loose.includes('&');
}

describe('what is spoken', () => {
	it('asks for keys while it speaks, and goes on where nothing was heard', () => {
		const escaped = next.replace('&', '&amp;');
		expect(rendered(french, { for: 'keys', most: 2, seconds: 8 })).toBe(
			`${head}<Response><Gather input="dtmf" action="${escaped}" method="POST" numDigits="2" timeout="8" finishOnKey="#" actionOnEmptyResult="true">` +
				'<Say voice="Polly.Lea" language="fr-FR">Tapez 1 &lt; 2 &amp; "3"</Say></Gather>' +
				`<Redirect method="POST">${escaped}</Redirect></Response>`,
		);
	});
	it('records after it has spoken, and goes on where nothing was said', () => {
		const escaped = next.replace('&', '&amp;');
		expect(rendered({ by: 'people', clips: ['hello', 'ask'] }, { for: 'recording', most: 60 })).toBe(
			`${head}<Response><Play>https://line.example.org/audio/hello+ask.mp3?a=1&amp;b=2</Play>` +
				`<Record action="${escaped}" method="POST" maxLength="60" timeout="5" finishOnKey="#" playBeep="true"/>` +
				`<Redirect method="POST">${escaped}</Redirect></Response>`,
		);
	});
	it('plays what was just recorded from the address that it is told, and nothing without one', () => {
		const asked = { for: 'keys', most: 1, seconds: 7 } as const;
		const reply = { text: 'x', end: false, spoken: { voice: { by: 'recording', id: 'k' }, listen: asked } } as const;
		const recording = (id: string) => `https://line.example.org/takes/${id}`;
		expect(renderTwiml(reply, { next, audio, recording }).body).toMatch(
			/<Gather [^>]*><Play>https:\/\/line\.example\.org\/takes\/k<\/Play><\/Gather>/,
		);
		expect(renderTwiml(reply, { next, audio }).body).not.toContain('<Play');
	});
	it('hangs up after what is listened to by nobody, and at an end', () => {
		const ended = `${head}<Response><Say voice="Polly.Lea" language="fr-FR">Merci</Say><Hangup/></Response>`;
		const thanks = { by: 'provider', language: 'fr', text: 'Merci' } as const;
		expect(rendered(thanks, { for: 'nothing' })).toBe(ended);
		expect(rendered(thanks, { for: 'keys', most: 1, seconds: 5 }, true)).toBe(ended);
	});
	it('says text without a voice in English, and hangs up', () => {
		expect(renderTwiml({ text: 'Call 116.', end: false }, { next: '', audio }).body).toBe(
			`${head}<Response><Say voice="Polly.Amy" language="en-GB">Call 116.</Say><Hangup/></Response>`,
		);
	});
	it('speaks a language without a voice by the English one', () => {
		expect(rendered({ by: 'provider', language: 'tw', text: 'Akwaaba' }, { for: 'nothing' })).toContain('Polly.Amy');
	});
	it('keeps within the bounds of Twilio', () => {
		expect(rendered(french, { for: 'keys', most: 0, seconds: 0.5 })).toContain('numDigits="1" timeout="1"');
		expect(rendered(french, { for: 'recording', most: 99_999 })).toContain('maxLength="14400"');
	});
	it('is well-formed over any text, and says all of it that can be said', () => {
		expect(isWellFormed('<Response><Say>a</Response>')).toBe(false);
		expect(isWellFormed('<Response>a & b</Response>')).toBe(false);
		expect(isWellFormed('<Response>\uD800</Response>')).toBe(false);
		fc.assert(
			fc.property(hostileText, (text) => {
				const body = rendered({ by: 'provider', language: 'fr', text }, { for: 'keys', most: 1, seconds: 5 });
				expect(isWellFormed(body)).toBe(true);
			}),
			{ numRuns: 1_000 },
		);
	});
	itWithXmlParser('is well-formed to a parser that is not ours', () => {
		const documents = fc
			.sample(hostileText, { numRuns: 300, seed: 7 })
			.map((text) => rendered({ by: 'provider', language: 'en', text }, { for: 'recording', most: 9 }));
		expect(complaintsAbout(documents)).toBe('');
		expect(complaintsAbout([...documents, '<Response><Say>1 & 2</Say></Response>'])).not.toBe('');
	});
});

const hostileText = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 60 }),
	fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }).map((units) => String.fromCharCode(...units)),
	fc.constantFrom(
		']]>',
		'<!--',
		'-->',
		'<![CDATA[',
		'&amp;',
		'&#0;',
		'</Say></Response>',
		'<?xml?>',
		'\uD800',
		'\uFFFF',
		'\0',
		'"\'>',
	),
);
