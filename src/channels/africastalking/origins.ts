import { ServiceError } from '../../shared/errors.ts';

/** Where the requests of one client may go. */
export interface Origins {
	readonly sandbox: boolean;
	/** Stands in for every host of the provider. */
	readonly baseUrl: string | undefined;
}

/** Fields of a list of messages that the SDK sends as the word `undefined`, since it is never given them. */
const leftOut = ['keyword', 'shortCode'];

/**
 * Where a request goes that the SDK wants to make: to the relay, or to a host of the chosen environment and nowhere else, whatever
 * has happened to the SDK's global addresses.
 *
 * @throws {ServiceError} `misdirected` when it is none of the environment's hosts.
 */
export function addressOf(asked: string, { sandbox, baseUrl }: Origins): URL {
	const url = new URL(asked);
	const [service, ...domain] = url.hostname.split('.');
	const right = sandbox ? 'sandbox.africastalking.com' : 'africastalking.com';
	if (url.protocol !== 'https:' || service === '' || domain.join('.') !== right || url.port !== '') {
		throw new ServiceError('misdirected', 'a request to another host was stopped', "Africa's Talking was not asked.");
	}
	for (const name of leftOut) if (url.searchParams.get(name) === 'undefined') url.searchParams.delete(name);
	return baseUrl === undefined ? url : new URL(`${url.pathname}${url.search}`, baseUrl);
}
