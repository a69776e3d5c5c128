import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from '../../scripts/audio/check.ts';
import { createFfmpeg, type Ffmpeg } from '../../scripts/audio/ffmpeg.ts';
import { readTexts } from '../../scripts/audio/languages.ts';
import { entryOf, spokenText } from '../../scripts/audio/manifest.ts';
import { reviewed } from '../../scripts/audio/review.ts';
import { type DeskWords, runDesk } from '../../scripts/audio/run-desk.ts';
import type { Desk } from '../../scripts/audio/speakers.ts';
import type { ClipManifest } from '../../src/conversation/index.ts';
import { isActive, readSpeaker, SPEAKER_RECORD, speakerRowId } from '../../src/prompts/speaker.ts';
import { TAKE_SOUND_RECORD, type Take, takeRow, takeSoundRow } from '../../src/prompts/take.ts';
import { textHashOf } from '../../src/service/load-clips.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import { wavOf } from '../outbox/support/recorded.ts';
import { seededChance, stillClock } from '../support/doors.ts';
import { describeWithFfmpeg } from '../support/ffmpeg.ts';
import { memoryRing } from '../vault/memory-ring.ts';

const KEY = 'home.menu';
const NAME = 'Ama Kouassi';
const DAY = '2026-11-24';

let root = '';
let store: Store;
let desk: Desk;
let said: string[] = [];
/** What ffmpeg is: none is needed unless a clip is made. */
let ffmpeg: Ffmpeg = () => {
	throw new Error('nothing is made here');
};

beforeEach(async () => {
	root = mkdtempSync(join(tmpdir(), 'kasakuma-takes-'));
	cpSync('locales/fr', join(root, 'fr'), { recursive: true });
	store = await openSqliteStore({ file: ':memory:', inline: true });
	const chance = seededChance('takes');
	said = [];
	const say = (line: string) => void said.push(line);
	desk = { records: store.records, vault: createVault(memoryRing(), chance), clock: stillClock(), chance, say };
});
afterEach(async () => {
	await store.close();
	rmSync(root, { recursive: true, force: true });
});

const read = (language: string) => readTexts(root, language);

async function run(command: DeskWords['command'], positionals: readonly string[], languages: readonly string[] = []) {
	said = [];
	const code = await runDesk({ command, positionals, languages }, { read, ffmpeg }, desk);
	return { code, said: said.join('\n') };
}

const refusal = (code: string) => expect.objectContaining({ code, forStaff: expect.stringMatching(/\.$/) });

async function addAma() {
	const { said: shown } = await run('speaker', ['add', NAME], ['fr']);
	const pin = /^\d{6}$/m.exec(shown)?.[0] ?? '';
	const row = await desk.records.get(SPEAKER_RECORD, speakerRowId(desk.vault, pin));
	if (row === undefined) throw new Error('no speaker was added');
	return { pin, row, speaker: readSpeaker(desk.vault, row) };
}

/** A take as a call leaves it, with its sound where one is given. */
async function aTake(speaker: string, sound?: Uint8Array, changes: Partial<Take> = {}): Promise<string> {
	const id = 'take'.padEnd(22, 'x');
	const textHash = textHashOf(spokenText(read('fr'), KEY));
	const take: Take = {
		...{ id, state: 'new', speaker, language: 'fr', key: KEY, textHash, seconds: 3, day: DAY },
		...changes,
	};
	await store.commit({ records: [takeRow(take)] });
	if (sound !== undefined) await desk.records.put(takeSoundRow(desk.vault, id, sound, DAY));
	return id;
}

const retext = () => writeFileSync(join(root, 'fr', 'home.json'), JSON.stringify({ menu: 'Un autre texte.' }));

describe('who may record by phone', () => {
	it('gets a PIN that is shown once and kept nowhere', async () => {
		const { pin, row, speaker } = await addAma();
		expect(speaker).toMatchObject({ name: NAME, languages: ['fr'] });
		const kept = Buffer.from(JSON.stringify({ ...row, body: Buffer.from(row.body).toString('latin1') }));
		for (const secret of [pin, NAME]) expect(kept.includes(secret)).toBe(false);
		expect((await run('speaker', ['list'])).said).toBe(`${speaker.id}\tactive\tfr\t${NAME}`);
		expect((await run('speaker', ['list'])).said).not.toContain(pin);
	});
	it('gets another PIN than anybody else, also where the same one was drawn', async () => {
		const drawn = ['111111', '111111', '222222'];
		desk = { ...desk, chance: { ...desk.chance, digits: () => drawn.shift() ?? '' } };
		expect((await addAma()).pin).toBe('111111');
		expect((await addAma()).pin).toBe('222222');
	});
	it('records no more once removed, and keeps their name beside what they recorded', async () => {
		const { pin, speaker } = await addAma();
		const id = await aTake(speaker.id);
		expect((await run('speaker', ['remove', speaker.id])).code).toBe(0);
		const row = await desk.records.get(SPEAKER_RECORD, speakerRowId(desk.vault, pin));
		expect(row && isActive(row)).toBe(false);
		expect((await run('takes', [])).said).toMatch(new RegExp(`^${id}.*${NAME}$`));
		expect((await run('speaker', ['remove', 'nobody'])).code).toBe(1);
	});
	it('needs a name, and a language that has texts', async () => {
		await expect(run('speaker', ['add', ' '], ['fr'])).rejects.toEqual(refusal('no-speaker-name'));
		await expect(run('speaker', ['add', NAME], ['xx'])).rejects.toEqual(refusal('no-language'));
		expect((await run('speaker', ['add', NAME])).code).toBe(2);
	});
	it.each([[['add']], [['list', 'x']], [['remove']], [[]], [['add', 'a', 'b']]])(
		'is told how it is typed of %j',
		async (typed) => {
			expect((await run('speaker', typed, ['fr'])).code).toBe(2);
		},
	);
});

describe('what was recorded by phone', () => {
	it('is listed with its state, whether its sound is here, and whether its text is still the same', async () => {
		const { speaker } = await addAma();
		const id = await aTake(speaker.id);
		expect((await run('takes', [], ['fr'])).said).toBe(
			[id, 'new, no sound yet', 'fr', KEY, '3 s', DAY, NAME].join('\t'),
		);
		expect((await run('takes', [], ['en'])).said).toBe('');
		retext();
		await desk.records.put(takeSoundRow(desk.vault, id, wavOf(100), DAY));
		expect((await run('takes', [])).said).toContain('\tnew, stale\t');
	});
	it('makes no clip where its text has changed, its sound is not here, it was rejected, or there is none', async () => {
		const { speaker } = await addAma();
		const id = await aTake(speaker.id);
		const exporting = (of: string) => run('takes', ['export', of, join(root, 'out')]);
		await expect(exporting('none')).rejects.toEqual(refusal('no-take'));
		await expect(exporting(id)).rejects.toEqual(refusal('no-sound-yet'));
		await desk.records.put(takeSoundRow(desk.vault, id, wavOf(100), DAY));
		retext();
		await expect(exporting(id)).rejects.toEqual(refusal('take-stale'));
		await run('takes', ['reject', id]);
		await expect(exporting(id)).rejects.toEqual(refusal('take-rejected'));
		expect(existsSync(join(root, 'out'))).toBe(false);
	});
	it('is gone for good once it is rejected', async () => {
		const { speaker } = await addAma();
		const id = await aTake(speaker.id, wavOf(100));
		expect((await run('takes', ['reject', id])).code).toBe(0);
		expect((await desk.records.get(TAKE_SOUND_RECORD, id))?.body).toHaveLength(0);
		expect((await run('takes', [])).said).toContain('\trejected, no sound yet\t');
	});
	it.each([[['export', 'a']], [['reject']], [['keep', 'a']]])('is told how it is typed of %j', async (typed) => {
		expect((await run('takes', typed)).code).toBe(2);
	});
});

describe('a second speaker who signs for a clip', () => {
	const text = () => spokenText(read('fr'), KEY);
	const clips = (): ClipManifest => {
		const bytes = { mp3: wavOf(1), wav: wavOf(2) };
		return entryOf(KEY, text(), bytes, { seconds: 3, speaker: NAME, consent: `by phone, ${DAY}` });
	};
	it('has it played', () => {
		const after = reviewed(clips(), read('fr'), KEY, ' Esi Mensah ');
		expect(after[KEY]).toEqual({ ...clips()[KEY], state: 'reviewed', by: 'Esi Mensah' });
	});
	it('is not its speaker, in whatever letters', () => {
		for (const by of [NAME, ' ama KOUASSI', ' '])
			expect(() => reviewed(clips(), read('fr'), KEY, by)).toThrow(refusal('reviewed-by-speaker') as never);
	});
	it('signs for no clip whose text has changed, and for none that is not there', () => {
		const before = clips();
		expect(() => reviewed(before, read('fr'), 'home.about', 'Esi')).toThrow(refusal('no-clip') as never);
		retext();
		expect(() => reviewed(before, read('fr'), KEY, 'Esi')).toThrow(refusal('clip-stale') as never);
	});
});

describeWithFfmpeg('a take that is made a clip by ffmpeg itself', () => {
	it('is found without fault, a draft by its speaker, who agreed by phone', async () => {
		ffmpeg = createFfmpeg();
		const phone = join(root, 'phone.wav');
		const word = "aevalsrc='if(between(t,0.5,2.5),0.2*sin(2*PI*300*t)*(0.7+0.3*sin(2*PI*3*t)),0)':d=3:s=8000";
		ffmpeg(['-y', '-f', 'lavfi', '-i', word, '-c:a', 'pcm_s16le', phone]);
		const { speaker } = await addAma();
		const id = await aTake(speaker.id, readFileSync(phone));
		const out = join(root, 'out');
		const manifest = JSON.parse((await run('takes', ['export', id, out])).said) as ClipManifest;
		const consent = `by phone, ${DAY}`;
		expect(manifest[KEY]).toMatchObject({
			speaker: NAME,
			consent,
			state: 'draft',
			textHash: textHashOf(spokenText(read('fr'), KEY)),
		});
		expect(check(read('fr'), manifest, out, ffmpeg)).toEqual([]);
		expect(readdirSync(out)).toHaveLength(2);
		expect((await run('takes', [])).said).toContain('\texported\t');
	}, 60_000);
});
