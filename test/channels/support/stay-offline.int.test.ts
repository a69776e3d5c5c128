import dgram from 'node:dgram';
import dns from 'node:dns';
import { connect } from 'node:net';
import { serving } from '../../web/harness.ts';
import { allowPort, watchNetwork } from './stay-offline.ts';

/** What is tried while the network is watched. */
async function triedBy(act: () => unknown): Promise<readonly string[]> {
	const watch = watchNetwork();
	try {
		await act();
	} catch {
		/** Whoever is caught may have swallowed it too. */
	} finally {
		watch.stop();
	}
	return watch.tried;
}

describe('watchNetwork', () => {
	it.each<[string, () => unknown, string]>([
		['a connection by name', () => connect(443, 'api.example'), 'connect'],
		['a connection by address', () => connect({ host: '192.0.2.1', port: 443 }), 'connect'],
		['a connection to this machine on a port that the test does not serve', () => connect(9, '127.0.0.1'), 'connect'],
		['a file socket', () => connect('/tmp/none.sock'), 'connect'],
		['fetch', () => fetch('http://192.0.2.1/'), 'connect'],
		['a name', () => dns.lookup('api.example', () => undefined), 'lookup'],
		['a promised name', () => dns.promises.lookup('api.example'), 'lookup'],
		['a datagram', () => dgram.createSocket('udp4').unref().send('x', 9, '192.0.2.1'), 'send'],
	])('catches %s', async (_what, act, name) => {
		expect(await triedBy(act)).toContain(name);
	});
	it('lets a test reach its own server, and only as long as it says so', async () => {
		await serving(
			(_request, response) => response.end('own'),
			async (port) => {
				const ask = async () => (await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } })).text();
				const forbid = allowPort(port);
				expect(await triedBy(async () => expect(await ask()).toBe('own'))).toEqual([]);
				forbid();
				expect(await triedBy(ask)).toEqual(['connect']);
			},
		);
	});
	it('puts everything back', async () => {
		const before = dns.lookup;
		await triedBy(() => undefined);
		expect(dns.lookup).toBe(before);
	});
});
