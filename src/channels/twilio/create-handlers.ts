import type { GatewayHandler } from '../channel.ts';
import { createSignatureCheck, type SignatureOptions } from './signature.ts';
import { createSmsHandler } from './sms.ts';
import { createSmsStatusHandler } from './sms-status.ts';
import { createVoiceHandler } from './voice.ts';

export interface TwilioHandlersOptions extends SignatureOptions {
	/** `AC` and 32 hexadecimal digits. */
	readonly accountSid: string;
}

/**
 * Twilio's callbacks on one account: texts, what became of texts, and calls. What Twilio has not signed is `forged`.
 *
 * @throws {ServiceError} when the public origin or a token cannot be right.
 */
export function createTwilioHandlers(options: TwilioHandlersOptions): {
	readonly sms: GatewayHandler;
	readonly smsStatus: GatewayHandler;
	readonly voice: GatewayHandler;
} {
	const shared = { accountSid: options.accountSid, check: createSignatureCheck(options) };
	return {
		sms: createSmsHandler(shared),
		smsStatus: createSmsStatusHandler(shared),
		voice: createVoiceHandler(shared),
	};
}
