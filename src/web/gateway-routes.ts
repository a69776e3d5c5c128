import { timingSafeEqual } from 'node:crypto';
import { ServiceError } from '../shared/errors.ts';

/** What the listener must know of a configured route; the rest is its owner's. */
export interface GatewayRoute {
	readonly id: string;
	/** Its handler's path below `/channels`, such as `africastalking/ussd`. */
	readonly path: string;
	/** Last segment of the URL that the gateway was given: the only proof that it is the gateway. */
	readonly secret: string;
}

export const channelsPrefix = '/channels/';

/** Longest secret, in characters. */
const longestSecret = 128;
/** Unreserved characters of a URL: they arrive as they were written, so that nothing is decoded before the comparison. */
const secretShape = /^[A-Za-z0-9._~-]{1,128}$/;

interface Target<Route> {
	readonly route: Route;
	readonly key: Buffer;
}

/**
 * Makes a finder of the route that a URL below `/channels/` means. A secret is compared with every route of its path, each
 * in constant time, and with a decoy where there is none, so that time tells nothing of paths, routes or secrets.
 *
 * @throws {ServiceError} `route-secret` when a secret is unfit for a URL, or two routes could not be told apart.
 */
export function createRouteFinder<Route extends GatewayRoute>(
	routes: readonly Route[],
): (url: string) => Route | undefined {
	const targets = new Map<string, Target<Route>[]>();
	for (const route of routes) {
		const onPath = targets.get(route.path) ?? [];
		refuseUnfit(route, onPath);
		onPath.push({ route, key: writeKey(Buffer.alloc(longestSecret + 1), route.secret) });
		targets.set(route.path, onPath);
	}
	const heard = Buffer.alloc(longestSecret + 1);
	const decoy = Buffer.alloc(longestSecret + 1);

	return (url) => {
		const query = url.indexOf('?');
		const end = query === -1 ? url.length : query;
		const slash = url.lastIndexOf('/', end - 1);
		writeKey(heard, url.slice(slash + 1, end));
		const onPath = targets.get(url.slice(channelsPrefix.length, slash));
		if (onPath === undefined) {
			timingSafeEqual(heard, decoy);
			return undefined;
		}
		let found: Route | undefined;
		for (const target of onPath) if (timingSafeEqual(heard, target.key)) found = target.route;
		return found;
	};
}

/** A secret in a field of fixed size, its length first: `timingSafeEqual` wants equal lengths, and no hash is needed for that. */
function writeKey(key: Buffer, secret: string): Buffer {
	key.fill(0);
	key[0] = Math.min(secret.length, longestSecret + 1);
	key.write(secret, 1, longestSecret, 'latin1');
	return key;
}

function refuseUnfit(route: GatewayRoute, onPath: readonly Target<GatewayRoute>[]): void {
	const unfit = !secretShape.test(route.secret);
	if (!unfit && !onPath.some((other) => other.route.secret === route.secret)) return;
	throw new ServiceError(
		'route-secret',
		`route ${route.id}: its secret is ${unfit ? 'unfit for a URL' : 'that of another route of its path'}`,
		`Give the route ${route.id} a secret of its own: 1 to ${longestSecret} letters, digits and . _ ~ - only.`,
	);
}
