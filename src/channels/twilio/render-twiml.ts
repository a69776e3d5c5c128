import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import type { Reply } from '../../conversation/index.ts';
import type { Addresses, GatewayAnswer } from '../channel.ts';
import { xml } from './handler.ts';

type Utterance = NonNullable<Reply['spoken']>;
type Voice = { readonly voice: 'Polly.Lea' | 'Polly.Amy'; readonly language: 'fr-FR' | 'en-GB' };

/** Voices by language. Twilio has none for English of Ghana nor for French of Côte d'Ivoire. */
const voices = new Map<string, Voice>([
	['fr', { voice: 'Polly.Lea', language: 'fr-FR' }],
	['en', { voice: 'Polly.Amy', language: 'en-GB' }],
]);
const fallbackVoice: Voice = { voice: 'Polly.Amy', language: 'en-GB' };

/** Seconds of silence that end a recording. */
const silenceEnds = 5;
/** Twilio's bounds: https://www.twilio.com/docs/voice/twiml/gather and `/record`. */
const mostSilence = 600;
const mostKeys = 100;
const mostRecorded = 14_400;

/** What can stand in no XML document, or is not to be spoken. */
const unspeakable = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]+/gu;

/** What is said after `<Response>`, or within `<Gather>`. */
interface Speaker {
	say(attributes: Voice, message: string): unknown;
	play(url: string): unknown;
}

/** A turn of a call as TwiML: https://www.twilio.com/docs/voice/twiml. Text without a voice is said in English. */
export function renderTwiml(reply: Reply, addresses: Addresses): GatewayAnswer {
	const { voice, listen }: Utterance = reply.spoken ?? {
		voice: { by: 'provider', language: 'en', text: reply.text },
		listen: { for: 'nothing' },
	};
	const response = new VoiceResponse();
	if (reply.end || listen.for === 'nothing') {
		speak(response, voice, addresses);
		response.hangup();
	} else if (listen.for === 'keys') {
		speak(response.gather(gatherOf(listen, addresses.next)), voice, addresses);
		goOn(response, addresses.next);
	} else {
		speak(response, voice, addresses);
		response.record(recordOf(listen.most, addresses.next));
		goOn(response, addresses.next);
	}
	return { contentType: xml, body: response.toString() };
}

/** A verb that heard nothing may fall through to the next one; without one the call would end instead of hearing a silence. */
function goOn(response: VoiceResponse, next: string): void {
	response.redirect({ method: 'POST' }, next);
}

function gatherOf(
	listen: { readonly most: number; readonly seconds: number },
	action: string,
): Parameters<VoiceResponse['gather']>[0] {
	return {
		input: ['dtmf'],
		action,
		method: 'POST',
		numDigits: within(listen.most, 1, mostKeys),
		timeout: within(listen.seconds, 1, mostSilence),
		finishOnKey: '#',
		actionOnEmptyResult: true,
	};
}

function recordOf(most: number, action: string): Parameters<VoiceResponse['record']>[0] {
	return {
		action,
		method: 'POST',
		maxLength: within(most, 1, mostRecorded),
		timeout: silenceEnds,
		finishOnKey: '#',
		playBeep: true,
	};
}

function speak(into: Speaker, voice: Utterance['voice'], addresses: Addresses): void {
	if (voice.by === 'people') {
		if (voice.clips.length > 0) into.play(addresses.audio(voice.clips));
		return;
	}
	if (voice.by === 'recording') {
		const address = addresses.recording?.(voice.id) ?? '';
		if (address !== '') into.play(address);
		return;
	}
	const text = voice.text.replace(unspeakable, ' ').trim();
	if (text !== '') into.say(voices.get(voice.language) ?? fallbackVoice, text);
}

function within(value: number, least: number, most: number): number {
	return Math.min(most, Math.max(least, Math.floor(value)));
}
