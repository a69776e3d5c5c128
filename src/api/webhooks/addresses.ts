import { type LookupAddress, lookup as lookUpName } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { ServiceError } from '../../shared/errors.ts';

/** IPv4 that is not the public internet (IANA, IPv4 Special-Purpose Address Registry), multicast included. */
const PRIVATE_V4: readonly (readonly [string, number])[] = [
	['0.0.0.0', 8],
	['10.0.0.0', 8],
	['100.64.0.0', 10],
	['127.0.0.0', 8],
	['169.254.0.0', 16],
	['172.16.0.0', 12],
	['192.0.0.0', 24],
	['192.0.2.0', 24],
	['192.88.99.0', 24],
	['192.168.0.0', 16],
	['198.18.0.0', 15],
	['198.51.100.0', 24],
	['203.0.113.0', 24],
	['224.0.0.0', 3],
];

/** Of IPv6 only global unicast (2000::/3) is public, and of that not these: protocol assignments, documentation, 6to4. */
const PUBLIC_V6 = ['2000::', 3] as const;
const PRIVATE_V6: readonly (readonly [string, number])[] = [
	['2001::', 23],
	['2001:db8::', 32],
	['2002::', 16],
	['3fff::', 20],
];

const privateV4 = blockList(PRIVATE_V4, 'ipv4');
const publicV6 = blockList([PUBLIC_V6], 'ipv6');
const privateV6 = blockList(PRIVATE_V6, 'ipv6');

/** Whether an address, `203.0.113.7` or `2a00::7`, is one of the public internet: nobody's own machine, network or cloud metadata. */
export function isPublicAddress(address: string): boolean {
	if (isIP(address) === 4) return !privateV4.check(address, 'ipv4');
	return isIP(address) === 6 && publicV6.check(address, 'ipv6') && !privateV6.check(address, 'ipv6');
}

/** Tells all addresses of a name. */
export type Resolve = (
	name: string,
	done: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void;

/** As the system's resolver has them. */
export const systemResolve: Resolve = (name, done) => lookUpName(name, { all: true, verbatim: true }, done);

export interface Reach {
	readonly resolve: Resolve;
	readonly isAllowed: (address: string) => boolean;
}

/**
 * Looks a name up at the moment of connecting, and lets through what was looked up only: a name that meant a public address when it was
 * given, and means ours now, is refused, and there is no second look-up in between that could say something else. One address that is
 * not allowed spoils all: a name with both is not honest.
 */
export function createLookup({ resolve, isAllowed }: Reach): LookupFunction {
	return (name, options, done) => {
		resolve(name, (error, found) => {
			if (error !== null) return done(error, '', 0);
			const [first] = found;
			if (first === undefined || !found.every(({ address }) => isAllowed(address)))
				return done(addressRefused(), '', 0);
			if (options.all) return done(null, [...found]);
			done(null, first.address, first.family);
		});
	};
}

/** An address written out is connected to without a look-up: it is judged here. @throws {ServiceError} `address-refused`. */
export function refuseAddress({ hostname }: URL, { isAllowed }: Pick<Reach, 'isAllowed'>): void {
	const host = hostname.replace(/^\[(.*)\]$/, '$1');
	if (isIP(host) !== 0 && !isAllowed(host)) throw addressRefused();
}

function addressRefused(): ServiceError {
	return new ServiceError('address-refused', 'not a public address', 'This address is not one of the public internet.');
}

function blockList(subnets: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): BlockList {
	const list = new BlockList();
	for (const [address, prefix] of subnets) list.addSubnet(address, prefix, family);
	return list;
}
