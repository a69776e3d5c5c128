import { isIP } from 'node:net';
import { z } from 'zod';

/** Names for networks that Express knows (its setting `trust proxy`). */
const NETWORK_NAMES = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** Addresses, networks (`10.0.0.0/8`) and names of networks, separated by commas. */
export const proxies = z
	.string()
	.refine(
		(text) => text.split(',').every((part) => isNetwork(part.trim())),
		'must be addresses or networks, separated by commas',
	);

function isNetwork(text: string): boolean {
	const [address = '', prefix, ...more] = text.split('/');
	if (NETWORK_NAMES.has(text)) return true;
	const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
	const fits = prefix === undefined || (/^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= bits);
	return bits > 0 && more.length === 0 && fits;
}
