import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPhone } from '../../scripts/talk/phone.ts';
import { readMonth } from '../../src/programmes/interest/interest-record.ts';
import { startNoting } from '../../src/service/interest.ts';
import { openStore } from '../../src/service/open-store.ts';
import { startService } from '../../src/service/start-service.ts';
import { readSettings } from '../../src/settings/settings.ts';
import { dayOf, systemClock } from '../../src/shared/clock.ts';
import { createLog } from '../../src/shared/log.ts';
import { makeSqlite } from '../store/make-sqlite.ts';
import { seededChance, stillClock } from '../support/doors.ts';
import { loaded, openLine } from '../support/line.ts';

describe('what people ask for', () => {
	it('is in the store when the service stops, by topic, place and language, and its log says nothing', async () => {
		const made = await makeSqlite();
		const [clock, chance] = [stillClock(), seededChance('noting')];
		const lines: string[] = [];
		const log = createLog({ level: 'debug', write: (line) => lines.push(line), clock });
		const noting = startNoting(made, loaded.words, { clock, chance, log });
		const line = await openLine({ noted: noting.noted });
		try {
			const phone = line.phone('gh-ussd');
			await phone.dial();
			for (const typed of ['1', '00', '5', '1', 'Juaboso', '2']) await phone.send(typed);
			const stored = () => readMonth(made.store.records, { country: 'GH', month: '2026-11' });
			expect((await stored()).cells).toEqual([]);
			await noting.stop();
			expect((await stored()).cells.map(({ area, counts }) => [area, counts.asked, counts.found])).toEqual([
				['', 1, 0],
				['GH1606', 0, 1],
			]);
			expect(lines).toEqual([]);
		} finally {
			await line.close();
			await made.dispose();
		}
	});

	it('never stands in the way of a turn: one that cannot be counted is answered, and the log has a code alone', async () => {
		const made = await makeSqlite();
		const [clock, chance] = [stillClock(), seededChance('noting')];
		const lines: string[] = [];
		const log = createLog({ level: 'debug', write: (line) => lines.push(line), clock });
		const step = () => {
			throw new TypeError('of +233240000001');
		};
		const knowledge = { ...loaded.words.knowledge, programmes: { ...loaded.words.knowledge.programmes, step } };
		const noting = startNoting(made, { ...loaded.words, knowledge }, { clock, chance, log });
		const line = await openLine({ noted: noting.noted });
		try {
			const phone = line.phone('gh-ussd');
			await phone.dial();
			for (const typed of ['1', '00', '5', '1']) await phone.send(typed);
			expect((await phone.send('1')).text).toContain('Age of the person');
			expect(lines.map((one) => JSON.parse(one))).toMatchObject([{ event: 'interest-not-kept', code: 'TypeError' }]);
			expect(lines.join('')).not.toContain('233');
		} finally {
			await noting.stop();
			await line.close();
			await made.dispose();
		}
	});

	it('is counted by a running service, which adds it to its store at the latest when it stops', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'kasakuma-interest-'));
		const settings = readSettings({ PORT: '0', ADMIN_PORT: '0', DATA_DIR: folder });
		const service = await startService(settings, {
			environment: {},
			nodeArguments: [],
			root: process.cwd(),
			log: createLog({ level: 'silent', write: () => undefined, clock: systemClock }),
			stopwatch: () => performance.now(),
			inline: true,
		});
		try {
			const { path = '', serviceCode = '' } = service.routes.find(({ id }) => id === 'gh-ussd') ?? {};
			const chance = seededChance('phone');
			const post = async (body: string) => {
				const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
				return (await fetch(`http://127.0.0.1:${service.port}${path}`, { method: 'POST', headers, body })).text();
			};
			const phone = createPhone({ post, number: '+233240000001', serviceCode, networkCode: '62001', chance });
			await phone.dial();
			for (const typed of ['1', '00', '5', '1']) await phone.send(typed);
		} finally {
			await service.stop();
		}
		const store = await openStore(settings, folder, { inline: true, timeoutMs: 30_000 });
		try {
			const month = dayOf(systemClock.now()).slice(0, 7);
			const { cells } = await readMonth(store.records, { country: 'GH', month });
			expect(cells).toMatchObject([{ topic: 'school', area: '', language: 'en', counts: { asked: 1 } }]);
		} finally {
			await store.close();
			rmSync(folder, { recursive: true, force: true });
		}
	});
});
