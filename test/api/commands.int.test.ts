import { runApiKeys } from '../../scripts/api/run-api-keys.ts';
import { runAudit } from '../../scripts/api/run-audit.ts';
import { createApiKeys } from '../../src/api/keys.ts';
import { type ApiTest, withApi } from './support.ts';

async function say(test: ApiTest, run: typeof runApiKeys, ...words: string[]) {
	const lines: string[] = [];
	const code = await run({ ...test.options, words, say: (line) => lines.push(line) });
	return { code, said: lines.join('\n') };
}

describe('npm run api-keys', () => {
	it('makes a key that works, shows it once, lists it without it, and revokes it', async () => {
		await withApi(async (test) => {
			const made = await say(
				test,
				runApiKeys,
				'create',
				'--name',
				'Monitoring',
				'--scopes',
				'audit:read',
				'--days',
				'30',
			);
			const [key = ''] = /^kk_\S+/.exec(made.said) ?? [];
			expect((await test.ask('get', '/audit', { key })).status).toBe(200);
			expect((await test.ask('get', '/webhooks', { key })).status).toBe(403);
			const listed = await say(test, runApiKeys, 'list');
			const id = key.slice(3, 25);
			expect(listed.said).toMatch(new RegExp(`^${id}  until 2026-12-25  used 2026-11-25  audit:read  Monitoring$`));
			expect(listed.said).not.toContain(key.slice(26));
			expect((await say(test, runApiKeys, 'revoke', id)).code).toBe(0);
			expect((await test.ask('get', '/audit', { key })).status).toBe(401);
			expect((await say(test, runApiKeys, 'list')).said).toContain('revoked 2026-11-25');
			expect((await say(test, runApiKeys, 'revoke', 'nobody')).code).toBe(1);
			const links = await test.audit.list({ after: 0, most: 10 });
			expect(links.map(({ actor, action, step }) => `${actor} ${action} ${step}`)).toEqual([
				'operator createApiKey intent',
				'operator createApiKey done',
				'operator revokeApiKey intent',
				'operator revokeApiKey done',
				'operator revokeApiKey intent',
				'operator revokeApiKey refused',
			]);
		});
	});

	it.each([
		[[]],
		[['create']],
		[['create', '--name', 'Monitoring']],
		[['create', '--name', 'Monitoring', '--scopes', 'everything']],
		[['create', '--name', 'Monitoring', '--scopes', 'audit:read', '--secret', 'mine']],
		[['list', 'all']],
		[['revoke']],
	])('says how it is used when it cannot understand %j, and makes nothing', async (words) => {
		await withApi(async (test) => {
			const { code, said } = await say(test, runApiKeys, ...words);
			expect([code, said]).toEqual([2, expect.stringContaining('npm run api-keys -- create')]);
			expect(await createApiKeys(test.options).list({ after: '', most: 1 })).toEqual([]);
		});
	});

	it.each(['0', '367', '1.5', 'x'])('makes no key of %s days', async (days) => {
		await withApi(async (test) => {
			const words = ['create', '--name', 'Monitoring', '--scopes', 'audit:read', '--days', days];
			await expect(say(test, runApiKeys, ...words)).rejects.toMatchObject({ code: 'key-unfit' });
			expect(await createApiKeys(test.options).list({ after: '', most: 1 })).toEqual([]);
		});
	});
});

describe('npm run audit', () => {
	it('lists the chain, verifies it, and tells a chain that was cut off to who noted its head', async () => {
		await withApi(async (test) => {
			await say(test, runApiKeys, 'create', '--name', 'Monitoring', '--scopes', 'audit:read');
			expect((await say(test, runAudit, 'list')).said).toMatch(
				/^1 {2}2026-11-25T08:00:00.000Z {2}operator {2}createApiKey {2}intent/,
			);
			const json = (await say(test, runAudit, 'list', '--json')).said.split('\n').map((line) => JSON.parse(line));
			expect(json.map(({ number }) => number)).toEqual([1, 2]);
			const { code, said } = await say(test, runAudit, 'verify');
			expect([code, said]).toEqual([0, expect.stringMatching(/^The chain is sound: 2 links\.\n[0-9a-f]{64}$/)]);
			expect((await say(test, runAudit, 'verify', said.slice(-64))).code).toBe(0);
			expect((await say(test, runAudit, 'verify', 'f'.repeat(64))).code).toBe(1);
			expect((await say(test, runAudit, 'verify', 'short')).code).toBe(2);
		});
	});
});
