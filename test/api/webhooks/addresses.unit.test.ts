import { createLookup, isPublicAddress, type Resolve } from '../../../src/api/webhooks/addresses.ts';
import { webhookUrlSchema } from '../../../src/api/webhooks/subscriptions.ts';

describe('an address', () => {
	it.each([
		'0.0.0.0',
		'10.0.0.1',
		'100.64.0.1',
		'127.0.0.1',
		'127.255.255.254',
		'169.254.169.254',
		'172.16.0.1',
		'172.31.255.255',
		'192.0.0.170',
		'192.168.1.1',
		'198.18.0.1',
		'224.0.0.1',
		'255.255.255.255',
		'::',
		'::1',
		'::ffff:127.0.0.1',
		'::ffff:8.8.8.8',
		'64:ff9b::7f00:1',
		'fc00::1',
		'fd00:ec2::254',
		'fe80::1',
		'fe80::1%eth0',
		'ff02::1',
		'2001:db8::1',
		'2001:0:7f00:1::1',
		'2002:7f00:1::1',
		'localhost',
		'',
	])('of our own networks, of a cloud or of nobody is refused: %s', (address) => {
		expect(isPublicAddress(address)).toBe(false);
	});

	it.each([
		'8.8.8.8',
		'100.63.255.255',
		'100.128.0.1',
		'172.15.0.1',
		'172.32.0.1',
		'196.1.2.3',
		'2a00:1450::1',
		'2c0f:f248::1',
	])('of the public internet is let through: %s', (address) => {
		expect(isPublicAddress(address)).toBe(true);
	});
});

describe('the address of a webhook', () => {
	it.each([
		'http://hooks.example.org/',
		'ftp://hooks.example.org/',
		'https://127.0.0.1/',
		'https://2130706433/',
		'https://0x7f.1/',
		'https://0177.0.0.1/',
		'https://[::1]/',
		'https://[::ffff:10.0.0.1]/',
		'https://169.254.169.254/latest/meta-data/',
		'https://localhost/',
		'https://printer.local/',
		'https://metadata.google.internal/',
		'https://metadata.google.internal./',
		'https://intranet/',
		'https://user:password@hooks.example.org/',
		'hooks.example.org',
		`https://hooks.example.org/${'x'.repeat(500)}`,
	])('is refused when it is given already: %s', (url) => {
		expect(webhookUrlSchema.safeParse(url).success).toBe(false);
	});

	it.each(['https://hooks.example.org/', 'https://hooks.example.org:8443/in?token=1', 'https://8.8.8.8/'])(
		'is taken: %s',
		(url) => {
			expect(webhookUrlSchema.safeParse(url).success).toBe(true);
		},
	);
});

describe('a name that is looked up to connect', () => {
	const resolving =
		(...addresses: readonly string[]): Resolve =>
		(_name, done) =>
			done(
				null,
				addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
			);
	const outcomeOf = (resolve: Resolve, all: boolean) => {
		let told: unknown;
		createLookup({ resolve, isAllowed: isPublicAddress })('name', { all }, (error, address) => {
			told = (error as { code?: string } | null)?.code ?? address;
		});
		return told;
	};

	it.each([true, false])(
		'gives what was looked up, and is refused for one address that is not public (all: %s)',
		(all) => {
			const good = [{ address: '8.8.8.8', family: 4 }];
			expect(outcomeOf(resolving('8.8.8.8'), all)).toEqual(all ? good : '8.8.8.8');
			expect(outcomeOf(resolving('8.8.8.8', '127.0.0.1'), all)).toBe('address-refused');
			expect(outcomeOf(resolving('fd00::1'), all)).toBe('address-refused');
			expect(outcomeOf(resolving(), all)).toBe('address-refused');
			const gone = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
			expect(outcomeOf((_name, done) => done(gone, []), all)).toBe('ENOTFOUND');
		},
	);
});
