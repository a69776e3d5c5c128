import { africastalkingSms } from '../channels/africastalking/sms.ts';
import { africastalkingSmsDelivery } from '../channels/africastalking/sms-delivery.ts';
import { africastalkingSmsOptOut } from '../channels/africastalking/sms-opt-out.ts';
import { africastalkingUssd } from '../channels/africastalking/ussd.ts';
import type { GatewayHandler } from '../channels/channel.ts';
import type { MessageSender } from '../channels/sending.ts';
import { createSimulator, type Simulator } from '../channels/simulator/sender.ts';
import type { ConfiguredRoute } from '../programmes/programme.ts';
import type { Settings } from '../settings/settings.ts';
import { ServiceError } from '../shared/errors.ts';

/** What a programme's providers bring: their callbacks, and who carries its texts. */
export interface Providers {
	readonly handlers: readonly GatewayHandler[];
	/** By route id; a route that is not here sends nothing, and its messages wait. */
	readonly senders: ReadonlyMap<string, MessageSender>;
	/** Where texts go that no provider carries, outside production. */
	readonly simulator?: Simulator;
}

const africastalking: readonly GatewayHandler[] = [
	africastalkingUssd,
	africastalkingSms,
	africastalkingSmsDelivery,
	africastalkingSmsOptOut,
];

/**
 * Loads only the providers that the programme has routes of: an SDK costs some 30 MB.
 * @throws {ServiceError} `provider-settings` when a provider lacks what it needs.
 */
export async function openProviders(routes: readonly ConfiguredRoute[], settings: Settings): Promise<Providers> {
	const usesTwilio = routes.some(({ provider }) => provider === 'twilio');
	const simulator = settings.environment === 'production' ? undefined : createSimulator();
	const senders = new Map<string, MessageSender>();
	const carriers = {
		africastalking: await africastalkingSender(routes, settings),
		twilio: usesTwilio ? await twilioSender(settings) : undefined,
	};
	for (const route of routes.filter(({ channel }) => channel === 'sms')) {
		const sender = carriers[route.provider] ?? simulator?.sender;
		if (sender !== undefined) senders.set(route.id, sender);
	}
	return {
		handlers: [...africastalking, ...(usesTwilio ? await twilioHandlers(settings) : [])],
		senders,
		...(simulator === undefined ? {} : { simulator }),
	};
}

async function africastalkingSender(
	routes: readonly ConfiguredRoute[],
	settings: Settings,
): Promise<MessageSender | undefined> {
	const { africastalkingUsername: username, africastalkingKey: apiKey, africastalkingUrl: baseUrl } = settings;
	const sends = routes.some(({ provider, channel }) => provider === 'africastalking' && channel === 'sms');
	if (!sends || username === '' || apiKey === '') return undefined;
	const { createAfricastalkingSender } = await import('../channels/africastalking/send-sms.ts');
	const timeoutMs = settings.sendDeadline;
	return createAfricastalkingSender({ username, apiKey, timeoutMs, ...(baseUrl === '' ? {} : { baseUrl }) });
}

async function twilioSender(settings: Settings): Promise<MessageSender> {
	const { twilioAccount: accountSid, twilioToken: authToken, twilioUrl: baseUrl } = settings;
	refuseWithout(settings, ['twilioAccount', 'twilioToken', 'publicOrigin']);
	const { createTwilioSender } = await import('../channels/twilio/send-sms.ts');
	const timeoutMs = settings.sendDeadline;
	return createTwilioSender({ accountSid, authToken, timeoutMs, ...(baseUrl === '' ? {} : { baseUrl }) });
}

async function twilioHandlers(settings: Settings): Promise<readonly GatewayHandler[]> {
	const { twilioAccount: accountSid, publicOrigin } = settings;
	const authTokens = [settings.twilioToken, settings.twilioOtherToken].filter((token) => token !== '');
	const { createTwilioHandlers } = await import('../channels/twilio/create-handlers.ts');
	const { sms, smsStatus } = createTwilioHandlers({ accountSid, authTokens, publicOrigin });
	return [sms, smsStatus];
}

const NAMES = { twilioAccount: 'TWILIO_ACCOUNT_SID', twilioToken: 'TWILIO_AUTH_TOKEN', publicOrigin: 'PUBLIC_ORIGIN' };

function refuseWithout(settings: Settings, needed: readonly (keyof typeof NAMES)[]): void {
	const missing = needed.filter((key) => settings[key] === '').map((key) => NAMES[key]);
	if (missing.length === 0) return;
	throw new ServiceError(
		'provider-settings',
		`a route of Twilio needs ${missing.join(', ')}`,
		`The programme has a route of Twilio, and these settings are not set: ${missing.join(', ')}.`,
	);
}
