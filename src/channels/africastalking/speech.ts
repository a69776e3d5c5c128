import type { Listening, Reply, Utterance } from '../../conversation/index.ts';
import type { Addresses } from '../channel.ts';
import { escapeXml } from './xml.ts';

/**
 * Names of Google's voices, by language. The English one stands in the provider's own text.
 * UNVERIFIED: no source shows the French one at this provider, only at Google.
 */
const voices = new Map([
	['en', 'en-US-Standard-C'],
	['fr', 'fr-FR-Standard-A'],
]);
const englishVoice = 'en-US-Standard-C';

/** What a reply that was not made for a call is listened to with: 182 keys would be a USSD screen; nobody types more than 20. */
const plainListening: Listening = { for: 'keys', most: 20, seconds: 10 };

/**
 * What is spoken next, as the provider's XML: https://developers.africastalking.com/docs/voice/actions/overview. Written here and
 * not by the SDK, whose builder escapes nothing. One `Say` or `Play` in each, as more are not promised to be spoken. Silence calls
 * nobody back: the next verb runs, so one always sends the call on.
 */
export function speechOf(reply: Reply, addresses: Addresses): string {
	const { next } = addresses;
	const { voice, listen } = reply.spoken ?? plain(reply);
	const saying = sayingOf(voice, addresses);
	const onward = `<Redirect>${escapeXml(next)}</Redirect>`;
	return `<?xml version="1.0" encoding="UTF-8"?><Response>${verbsOf(listen, saying, next, onward)}</Response>`;
}

function plain(reply: Reply): Utterance {
	return {
		voice: { by: 'provider', language: 'en', text: reply.text },
		listen: reply.end ? { for: 'nothing' } : plainListening,
	};
}

function verbsOf(listen: Listening, saying: string, next: string, onward: string): string {
	switch (listen.for) {
		case 'keys':
			return `${verb('GetDigits', { numDigits: listen.most, timeout: listen.seconds, finishOnKey: '#', callbackUrl: next }, saying)}${onward}`;
		case 'recording':
			return `${verb('Record', { maxLength: listen.most, finishOnKey: '#', playBeep: 'true', callbackUrl: next }, saying)}${onward}`;
		case 'nothing':
			return saying;
	}
}

function sayingOf(voice: Utterance['voice'], { audio, recording }: Addresses): string {
	if (voice.by === 'people') return playing(audio(voice.clips));
	if (voice.by === 'recording') return recording === undefined ? '' : playing(recording(voice.id));
	return verb('Say', { voice: voiceOf(voice.language) }, escapeXml(voice.text));
}

const playing = (url: string): string => `<Play url="${escapeXml(url)}"/>`;

/** `fr-CI` speaks French. A language that no machine speaks is read by the English voice: it has recordings, or nothing. */
function voiceOf(language: string): string {
	return voices.get(language.toLowerCase().split('-')[0] ?? '') ?? englishVoice;
}

function verb(name: string, attributes: Readonly<Record<string, string | number>>, inside: string): string {
	const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
	return `<${name}${written.join('')}>${inside}</${name}>`;
}
