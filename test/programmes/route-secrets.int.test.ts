import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { routeSecrets } from '../../src/programmes/route-secrets.ts';
import { systemChance } from '../../src/shared/chance.ts';

const routes = [{ id: 'ci-ussd' }, { id: 'gh-ussd' }];

describe('route secrets', () => {
	let data = '';
	let directory = '';
	beforeEach(() => {
		data = mkdtempSync(join(tmpdir(), 'routes-'));
		directory = join(data, 'routes');
	});
	afterEach(() => rmSync(data, { recursive: true }));

	it('are made once, 256 bits each, and are the same ever after, since a gateway was told the address', () => {
		const first = routeSecrets(directory, routes, systemChance);
		expect([...first.keys()]).toEqual(['ci-ussd', 'gh-ussd']);
		for (const secret of first.values()) expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
		expect(new Set(first.values()).size).toBe(2);
		expect(routeSecrets(directory, routes, systemChance)).toEqual(first);
	});

	it('are for our eyes only, and leave nothing else behind', () => {
		routeSecrets(directory, routes, systemChance);
		expect(readdirSync(directory).sort()).toEqual(['ci-ussd', 'gh-ussd']);
		expect(statSync(directory).mode & 0o777).toBe(0o700);
		for (const { id } of routes) expect(statSync(join(directory, id)).mode & 0o777).toBe(0o600);
	});

	it('gives a new route its secret and keeps the others', () => {
		const first = routeSecrets(directory, routes.slice(0, 1), systemChance);
		expect(routeSecrets(directory, routes, systemChance).get('ci-ussd')).toBe(first.get('ci-ussd'));
	});

	it('takes the secret that an operator brought from another machine', () => {
		routeSecrets(directory, routes, systemChance);
		const brought = 'b'.repeat(43);
		writeFileSync(join(directory, 'ci-ussd'), brought);
		expect(routeSecrets(directory, routes, systemChance).get('ci-ussd')).toBe(brought);
	});

	it('keeps the secret of whoever was first when two processes start at once', () => {
		const other = 'o'.repeat(43);
		const slow = {
			...systemChance,
			id: () => {
				writeFileSync(join(directory, 'ci-ussd'), other, { mode: 0o600 });
				return systemChance.id();
			},
		};
		expect(routeSecrets(directory, routes.slice(0, 1), slow).get('ci-ussd')).toBe(other);
		expect(readdirSync(directory)).toEqual(['ci-ussd']);
	});

	it.each(['', 'hunter2', 'x'.repeat(42), `${'x'.repeat(43)}/`])(
		'refuses a file that holds %j, without repeating it',
		(held) => {
			routeSecrets(directory, routes, systemChance);
			writeFileSync(join(directory, 'ci-ussd'), held);
			const start = () => routeSecrets(directory, routes, systemChance);
			expect(start).toThrow('The file of route ci-ussd holds no secret.');
			if (held !== '') expect(start).not.toThrow(held);
			expect(readFileSync(join(directory, 'ci-ussd'), 'utf8')).toBe(held);
		},
	);

	it('refuses a file that others may read', () => {
		routeSecrets(directory, routes, systemChance);
		chmodSync(join(directory, 'gh-ussd'), 0o644);
		expect(() => routeSecrets(directory, routes, systemChance)).toThrow(
			'The secret of route gh-ussd can be read by others.',
		);
	});
});
