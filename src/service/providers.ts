import { africastalkingSms } from '../channels/africastalking/sms.ts';
import { africastalkingSmsDelivery } from '../channels/africastalking/sms-delivery.ts';
import { africastalkingSmsOptOut } from '../channels/africastalking/sms-opt-out.ts';
import { africastalkingUssd } from '../channels/africastalking/ussd.ts';
import { africastalkingVoice } from '../channels/africastalking/voice.ts';
import type { GatewayHandler } from '../channels/channel.ts';
import type { CallMaker, MessageSender } from '../channels/sending.ts';
import { createSimulator, type Simulator } from '../channels/simulator/sender.ts';
import type { ConfiguredRoute } from '../programmes/programme.ts';
import type { Settings } from '../settings/settings.ts';
import { ServiceError } from '../shared/errors.ts';

/** What a programme's providers bring: their callbacks, and who carries its texts. */
export interface Providers {
	readonly handlers: readonly GatewayHandler[];
	/** By route id; a route that is not here sends nothing, and its messages wait. */
	readonly senders: ReadonlyMap<string, MessageSender>;
	/** Who makes calls, by route id; of a route that is not here nobody is called. */
	readonly callers: ReadonlyMap<string, Pick<CallMaker, 'call'>>;
	/** Who keeps what was said on calls, by route id. */
	readonly recorders: ReadonlyMap<string, Omit<CallMaker, 'call'>>;
	/** Where texts and calls go that no provider carries, outside production. */
	readonly simulator?: Simulator;
}

const africastalking: readonly GatewayHandler[] = [
	africastalkingUssd,
	africastalkingSms,
	africastalkingSmsDelivery,
	africastalkingSmsOptOut,
	africastalkingVoice,
];

/**
 * Loads only the providers that the programme has routes of: an SDK costs some 30 MB.
 * @throws {ServiceError} `provider-settings` when a provider lacks what it needs.
 */
export async function openProviders(routes: readonly ConfiguredRoute[], settings: Settings): Promise<Providers> {
	const usesTwilio = routes.some(({ provider }) => provider === 'twilio');
	const calls = routes.some(({ channel }) => channel === 'voice');
	// On the machine of a developer the next turn is posted to where the first one was.
	if (calls && settings.environment === 'production') refuseWithout(settings, ['publicOrigin'], 'for calls');
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
	const recorders = await callersOf(routes, settings);
	const callers = new Map<string, Pick<CallMaker, 'call'>>(recorders);
	for (const { id, incoming } of routes.filter((route) => route.channel === 'voice' && !recorders.has(route.id))) {
		if (simulator !== undefined) callers.set(id, simulator.caller);
		else if (incoming === 'call-back')
			refuseWithout(settings, ['africastalkingUsername', 'africastalkingKey'], 'that calls back');
	}
	return {
		handlers: [...africastalking, ...(usesTwilio ? await twilioHandlers(settings) : [])],
		senders,
		callers,
		recorders,
		...(simulator === undefined ? {} : { simulator }),
	};
}

async function callersOf(
	routes: readonly ConfiguredRoute[],
	settings: Settings,
): Promise<ReadonlyMap<string, CallMaker>> {
	const callers = new Map<string, CallMaker>();
	for (const { id, provider, channel } of routes) {
		if (channel !== 'voice') continue;
		const caller = provider === 'twilio' ? await twilioCaller(settings) : await africastalkingCaller(settings);
		if (caller !== undefined) callers.set(id, caller);
	}
	return callers;
}

async function africastalkingCaller(settings: Settings): Promise<CallMaker | undefined> {
	const { africastalkingUsername: username, africastalkingKey: apiKey, africastalkingUrl: baseUrl } = settings;
	if (username === '' || apiKey === '') return undefined;
	const { createAfricastalkingCaller } = await import('../channels/africastalking/call.ts');
	const timeoutMs = settings.sendDeadline;
	const recordingHosts = settings.africastalkingRecordingHosts;
	return createAfricastalkingCaller({
		username,
		apiKey,
		timeoutMs,
		recordingHosts,
		...(baseUrl === '' ? {} : { baseUrl }),
	});
}

/** Seconds that a phone rings before a mailbox of the operator takes the call. */
const RING_SECONDS = 25;

async function twilioCaller(settings: Settings): Promise<CallMaker> {
	const { twilioAccount: accountSid, twilioToken: authToken, twilioUrl: baseUrl } = settings;
	const { createTwilioCaller } = await import('../channels/twilio/call.ts');
	const relay = baseUrl === '' ? {} : { baseUrl, recordingOrigins: [baseUrl] };
	return createTwilioCaller({
		accountSid,
		authToken,
		timeoutMs: settings.sendDeadline,
		ringSeconds: RING_SECONDS,
		...relay,
	});
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
	refuseWithout(settings, ['twilioAccount', 'twilioToken', 'publicOrigin'], 'of Twilio');
	const { createTwilioSender } = await import('../channels/twilio/send-sms.ts');
	const timeoutMs = settings.sendDeadline;
	return createTwilioSender({ accountSid, authToken, timeoutMs, ...(baseUrl === '' ? {} : { baseUrl }) });
}

async function twilioHandlers(settings: Settings): Promise<readonly GatewayHandler[]> {
	const { twilioAccount: accountSid, publicOrigin } = settings;
	const authTokens = [settings.twilioToken, settings.twilioOtherToken].filter((token) => token !== '');
	const { createTwilioHandlers } = await import('../channels/twilio/create-handlers.ts');
	const { sms, smsStatus, voice } = createTwilioHandlers({ accountSid, authTokens, publicOrigin });
	return [sms, smsStatus, voice];
}

const NAMES = {
	africastalkingUsername: 'AFRICASTALKING_USERNAME',
	africastalkingKey: 'AFRICASTALKING_API_KEY',
	twilioAccount: 'TWILIO_ACCOUNT_SID',
	twilioToken: 'TWILIO_AUTH_TOKEN',
	publicOrigin: 'PUBLIC_ORIGIN',
} as const;

function refuseWithout(settings: Settings, needed: readonly (keyof typeof NAMES)[], kind: string): void {
	const missing = needed.filter((key) => settings[key] === '').map((key) => NAMES[key]);
	if (missing.length === 0) return;
	throw new ServiceError(
		'provider-settings',
		`a route ${kind} needs ${missing.join(', ')}`,
		`The programme has a route ${kind}, and these settings are not set: ${missing.join(', ')}.`,
	);
}
