import { fetchOne, fetchSteps } from '../../src/outbox/fetch-recording.ts';
import { startFetcher } from '../../src/outbox/fetcher.ts';
import { queueLost } from '../../src/outbox/lost-recordings.ts';
import { formatOf } from '../../src/vault/recording.ts';
import { idOf } from '../store/rows.ts';
import {
	ABANDONED_MS,
	africastalkingHost,
	type Booth,
	HOUR_MS,
	inBooth,
	type Recorded,
	wavOf,
} from './support/recorded.ts';

class Killed extends Error {}

const MP3 = Uint8Array.from([0xff, 0xfb, 0x90, 0x44, 1, 2, 3]);

/** It is here once, whole, and nowhere else. */
async function expectMoved(booth: Booth, { row, recordingId }: Recorded, sound: Uint8Array): Promise<void> {
	expect(await booth.standing(row)).toMatchObject({ state: 'accepted', ref: `recording:${row.id}` });
	expect(booth.gateway.recordings.size).toBe(0);
	expect(await booth.store.recordings.of(booth.caseId)).toEqual([
		{ id: recordingId, caseId: booth.caseId, seconds: 12, day: expect.stringMatching(/^2026-11-/) },
	]);
	expect(Buffer.compare((await booth.kept(recordingId)) ?? new Uint8Array(0), sound)).toBe(0);
}

/** Nothing that was told or thrown holds an address, a path of one or a byte of sound. */
function expectNothingTold(booth: Booth, reasons: readonly string[]): void {
	const told = [...booth.alarms, ...booth.endings, ...reasons, ...booth.errors.map(String)].join('\n');
	expect(told).not.toMatch(/http|127\.0\.0\.1|Recordings|RIFF|\/|\+233/);
}

describe('a recording that is fetched', () => {
	it(
		'is kept under its case’s key, deleted at the provider, and accepted',
		inBooth(async (booth) => {
			const sound = wavOf(60_000);
			const recorded = await booth.record(sound);
			await booth.fetch();
			await expectMoved(booth, recorded, sound);
			expect(booth.calls).toEqual(['fetch', 'delete']);
			expect(booth.endings).toEqual(['accepted']);
			expect(booth.alarms).toEqual([]);
			const row = await booth.store.recordings.get(recorded.recordingId);
			expect(Buffer.from(row?.sealed ?? []).includes(Buffer.from(sound.subarray(44, 76)))).toBe(false);
			await booth.fetchAfterwards();
			expect(booth.calls).toHaveLength(2);
		}),
	);
	it(
		'goes through every step in order, since the kill tests rely on their names',
		inBooth(async (booth) => {
			const seen: string[] = [];
			booth.onStep = (step) => void seen.push(step);
			await booth.record(wavOf(100));
			await booth.fetch();
			expect(seen).toEqual(fetchSteps);
		}),
	);
	it(
		'is attempted on record before the provider is asked, and kept before it is deleted there',
		inBooth(async (booth) => {
			const { row, recordingId } = await booth.record(wavOf(100));
			booth.onStep = async (step) => {
				if (step === 'before-fetch') expect((await booth.standing(row)).state).toBe('attempting');
				if (step === 'before-deletion') expect(await booth.kept(recordingId)).toBeDefined();
			};
			await booth.fetch();
			expect(booth.errors).toEqual([]);
		}),
	);
	it.each(fetchSteps)('is neither lost nor doubled when the process dies at "%s"', (step) =>
		inBooth(async (booth) => {
			const sound = wavOf(5_000, step);
			const recorded = await booth.record(sound);
			let deaths = 0;
			booth.onStep = (now) => {
				if (now !== step || deaths > 0) return;
				deaths += 1;
				throw new Killed(step);
			};
			await booth.fetch();
			expect(booth.errors).toEqual([expect.any(Killed)]);
			await booth.fetchAfterwards();
			await expectMoved(booth, recorded, sound);
			expect(booth.errors).toHaveLength(1);
			expect(booth.alarms).toEqual([]);
		})(),
	);
	it(
		'is neither lost nor doubled when every step kills the process once, one after the other',
		inBooth(async (booth) => {
			const sound = wavOf(5_000);
			const recorded = await booth.record(sound);
			const deadly = new Set<string>(fetchSteps);
			booth.onStep = (step) => {
				if (deadly.delete(step)) throw new Killed(step);
			};
			for (let hour = 0; hour < 10; hour++) await booth.fetchAfterwards();
			expect(booth.errors).toHaveLength(fetchSteps.length);
			await expectMoved(booth, recorded, sound);
		}),
	);
	it.each([
		['before', 'before'],
		['after', 'before'],
		['before', 'after'],
		['after', 'after'],
	] as const)(
		'is there once when the provider’s answers are lost (%s it fetched, %s it deleted)',
		(fetching, deleting) =>
			inBooth(async (booth) => {
				const sound = wavOf(5_000);
				booth.faults.push(fetching, 'fine', deleting);
				const recorded = await booth.record(sound);
				await booth.fetch();
				const { state, reason, row } = await booth.standing(recorded.row);
				expect({ state, reason, waits: row.due - booth.clock.now() }).toEqual({
					state: 'queued',
					reason: 'unlisted',
					waits: 10_000,
				});
				await booth.fetchAfterwards();
				await expectMoved(booth, recorded, sound);
				// What is kept here is not fetched again.
				expect(booth.calls).toEqual(['fetch', 'fetch', 'delete', 'delete']);
				expectNothingTold(booth, [reason]);
			})(),
	);
	it(
		'waits longer each time that the provider does not give it, for two days at least, and then has failed, and people are told',
		inBooth(async (booth) => {
			const { row } = await booth.commit({ recordingId: idOf('r'), url: `${booth.gateway.url}/elsewhere`, seconds: 0 });
			const begun = booth.clock.now();
			const waited: number[] = [];
			const reasons: string[] = [];
			for (;;) {
				await booth.fetch();
				const standing = await booth.standing(row);
				reasons.push(standing.reason);
				if (standing.state !== 'queued') break;
				expect(booth.alarms).toEqual([]);
				waited.push(standing.row.due - booth.clock.now());
				booth.clock.move(standing.row.due - booth.clock.now());
			}
			expect(waited.slice(0, 8)).toEqual([10, 30, 90, 270, 810, 2_430, 3_600, 3_600].map((seconds) => seconds * 1_000));
			expect(booth.clock.now() - begun).toBeGreaterThanOrEqual(48 * HOUR_MS);
			expect(booth.clock.now() - begun).toBeLessThanOrEqual(73 * HOUR_MS);
			expect(await booth.standing(row)).toMatchObject({ state: 'failed', reason: 'recording-address' });
			expect(booth.alarms).toEqual(['recording-lost gh-voice']);
			expectNothingTold(booth, reasons);
		}),
	);
	it(
		'is kept though the provider never deletes it, and people are told that it is left there',
		inBooth(async (booth) => {
			const sound = wavOf(500);
			booth.faults.push('fine', ...Array.from({ length: 200 }, () => 'before' as const));
			const { row, recordingId } = await booth.record(sound);
			for (let hour = 0; hour < 74; hour++) {
				booth.clock.move(HOUR_MS);
				await booth.fetch();
			}
			expect(await booth.kept(recordingId)).toEqual(Buffer.from(sound));
			expect(await booth.standing(row)).toMatchObject({ state: 'failed', reason: 'unlisted' });
			expect(booth.alarms).toEqual(['recording-left gh-voice']);
		}),
	);
	it(
		'is given up in time by a provider that never answers, though it does not listen to the signal',
		inBooth(async (booth) => {
			const { row } = await booth.record(wavOf(100));
			const calls = { fetchRecording: () => new Promise<Uint8Array>(() => {}) };
			const [claim] = await booth.claim();
			if (claim === undefined) throw new Error('it is free');
			await fetchOne(claim, { id: 'gh-voice', calls }, { ...booth.parts, deadlineMs: 30 });
			expect(await booth.standing(row)).toMatchObject({ state: 'queued', reason: 'timeout' });
		}),
	);
	it.each([
		['empty', new Uint8Array(0), 'recording-empty'],
		['larger than two megabytes', new Uint8Array(2_097_153), 'recording-too-large'],
	] as const)('is not kept while it is %s', (_, sound, reason) =>
		inBooth(async (booth) => {
			const { row, recordingId } = await booth.record(wavOf(10));
			booth.route = { id: 'gh-voice', calls: { ...booth.route.calls, fetchRecording: async () => sound } };
			await booth.fetch();
			expect(await booth.standing(row)).toMatchObject({ state: 'queued', reason });
			expect(await booth.kept(recordingId)).toBeUndefined();
			expect(booth.gateway.recordings.size).toBe(1);
		})(),
	);
	it(
		'is kept at two megabytes, the most that the provider’s adapter gives',
		inBooth(async (booth) => {
			const sound = wavOf(2_000_000 - 44);
			const recorded = await booth.record(sound);
			await booth.fetch();
			await expectMoved(booth, recorded, sound);
		}),
	);
	it(
		'is kept all the same when it is like no sound, and people are told once',
		inBooth(async (booth) => {
			const odd = Buffer.from('<html>not found</html>');
			booth.faults.push('fine', 'before');
			const recorded = await booth.record(odd);
			await booth.fetch();
			await booth.fetchAfterwards();
			await expectMoved(booth, recorded, odd);
			expect(booth.alarms).toEqual(['recording-not-sound gh-voice']);
		}),
	);
	it(
		'is suppressed, and people are told, when no key opens where it lies',
		inBooth(async (booth) => {
			const { row } = await booth.record(wavOf(10), { sealed: Uint8Array.of(1, 2, 3) });
			await booth.fetch();
			expect(await booth.standing(row)).toMatchObject({ state: 'suppressed', reason: 'unreadable' });
			expect(booth.alarms).toEqual(['unreadable gh-voice']);
			expect(booth.calls).toEqual([]);
		}),
	);
	it(
		'waits for its case, and is not deleted anywhere while there is none',
		inBooth(async (booth) => {
			const { row } = await booth.record(wavOf(10), { caseId: idOf('nobody') });
			await booth.fetch();
			expect(await booth.standing(row)).toMatchObject({ state: 'queued', reason: 'no-case' });
			expect(booth.calls).toEqual([]);
			expect(booth.gateway.recordings.size).toBe(1);
		}),
	);
});

describe('a recording of a case that was erased', () => {
	it.each(['opened', 'attempted', 'fetched', 'before-keeping', 'kept'] as const)(
		'is deleted at the provider and kept nowhere, though the erasure comes at "%s"',
		(step) =>
			inBooth(async (booth) => {
				const { row, recordingId } = await booth.record(wavOf(10));
				booth.onStep = async (now) => {
					if (now === step) await booth.store.housekeeping.erase({ collection: 'cases', id: booth.caseId });
				};
				await booth.fetch();
				expect(booth.gateway.recordings.size).toBe(0);
				expect(await booth.store.recordings.get(recordingId)).toBeUndefined();
				expect(await booth.store.recordings.of(booth.caseId)).toEqual([]);
				// By the time of "kept" it had been: nothing more is known of it than that it was moved.
				const state = step === 'kept' ? 'accepted' : 'failed';
				expect((await booth.standing(row)).state).toBe(state);
				expect(booth.alarms).toEqual([]);
			})(),
	);
	it(
		'is deleted there when it was erased long before, without being fetched',
		inBooth(async (booth) => {
			const { row } = await booth.record(wavOf(10));
			await booth.store.housekeeping.erase({ collection: 'cases', id: booth.caseId });
			await booth.fetch();
			expect(booth.calls).toEqual(['delete']);
			expect(booth.gateway.recordings.size).toBe(0);
			expect(await booth.standing(row)).toMatchObject({ state: 'failed', reason: 'case-erased' });
		}),
	);
});

describe('a recording at Africa’s Talking, which deletes none', () => {
	it(
		'is kept and accepted; when its case is erased before that, people are told to have it deleted',
		inBooth(async (booth) => {
			const host = await africastalkingHost(new Map([['/one.mp3', MP3]]));
			try {
				booth.route = { id: 'gh-voice', calls: host.calls };
				const remote = { recordingId: idOf('one'), url: host.urlOf('/one.mp3'), seconds: 12 };
				const { row, recordingId } = await booth.commit(remote);
				await booth.fetch();
				expect(await booth.kept(recordingId)).toEqual(Buffer.from(MP3));
				expect(await booth.standing(row)).toMatchObject({ state: 'accepted' });
				const later = await booth.commit({ ...remote, recordingId: idOf('two') });
				await booth.store.housekeeping.erase({ collection: 'cases', id: booth.caseId });
				await booth.fetch();
				expect(await booth.standing(later.row)).toMatchObject({ state: 'failed', reason: 'case-erased' });
				expect(booth.alarms).toEqual(['recording-left gh-voice']);
			} finally {
				await host.stop();
			}
		}),
	);
});

describe('several that fetch', () => {
	it(
		'keep it once when a pause let another one fetch it meanwhile, and delete it once',
		inBooth(async (booth) => {
			const sound = wavOf(1_000);
			const recorded = await booth.record(sound);
			let woken = false;
			booth.onStep = async (step) => {
				if (step !== 'before-fetch' || woken) return;
				woken = true;
				await booth.fetchAfterwards();
			};
			await booth.fetch();
			await expectMoved(booth, recorded, sound);
			expect(booth.errors).toEqual([]);
			expect(booth.alarms).toEqual([]);
		}),
	);
	it(
		'leave alone what is being fetched, and queue later each time what kills whoever fetches it',
		inBooth(async (booth) => {
			const { row } = await booth.record(wavOf(10));
			booth.onStep = (step) => {
				if (step === 'fetched') throw new Killed();
			};
			await booth.fetch();
			await queueLost(booth.parts, ABANDONED_MS);
			expect((await booth.standing(row)).state).toBe('attempting');
			const waits: number[] = [];
			for (let death = 0; death < 3; death++) {
				booth.clock.move(ABANDONED_MS + 1);
				await queueLost(booth.parts, ABANDONED_MS);
				const { row: queued } = await booth.standing(row);
				waits.push(queued.due - booth.clock.now());
				booth.clock.move(queued.due - booth.clock.now() + 60_000);
				await booth.fetch();
			}
			expect(waits).toEqual([10_000, 30_000, 90_000]);
			booth.clock.move(73 * HOUR_MS);
			await queueLost(booth.parts, ABANDONED_MS);
			expect(await booth.standing(row)).toMatchObject({ state: 'failed', reason: 'nobody-waits' });
			expect(booth.alarms).toEqual(['recording-lost gh-voice']);
		}),
	);
	it(
		'leave texts in doubt to those who send texts',
		inBooth(async (booth) => {
			const { row } = await booth.record(wavOf(10), { kind: 'message' });
			const ask = { kinds: ['message'] as const, route: 'gh-voice', now: booth.clock.now(), forMs: 1_000, most: 1 };
			const [claim] = await booth.store.outbox.claim(ask);
			await booth.store.outbox.attempt(row.id, claim?.fence ?? 0, booth.clock.now());
			booth.clock.move(ABANDONED_MS + 1);
			await queueLost(booth.parts, ABANDONED_MS);
			expect((await booth.standing(row)).state).toBe('in-doubt');
		}),
	);
	it(
		'fetch what is there when they begin and what is committed later, and end what they began before they stop',
		inBooth(async (booth) => {
			const sounds = ['a', 'b', 'c', 'd', 'e'].map((name) => wavOf(500, name));
			const first = await Promise.all(sounds.slice(0, 3).map((sound) => booth.record(sound)));
			const fetchers = [1, 2].map(() =>
				startFetcher(booth.route, booth.parts, { pollMs: 60_000, onTrouble: (error) => booth.errors.push(error) }),
			);
			const later = [];
			for (const sound of sounds.slice(3)) later.push(await booth.record(sound));
			fetchers[0]?.poke();
			while (booth.gateway.recordings.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
			await Promise.all(fetchers.map((fetcher) => fetcher.stop()));
			for (const { row } of [...first, ...later]) expect((await booth.standing(row)).state).toBe('accepted');
			expect(await booth.store.recordings.of(booth.caseId)).toHaveLength(5);
			expect(booth.errors).toEqual([]);
		}),
	);
});

describe('the beginning of a recording', () => {
	it.each([
		['wav', wavOf(4)],
		['mp3', MP3],
		['mp3', Buffer.from('ID3\u0004 and so on')],
		['unknown', Buffer.from('RIFF    AVI ')],
		['unknown', Buffer.from('<html>')],
		['unknown', new Uint8Array(0)],
		['unknown', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)],
	] as const)('says that it is %s', (format, sound) => {
		expect(formatOf(sound)).toBe(format);
	});
});
