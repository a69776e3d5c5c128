import { fetchSteps } from '../../src/outbox/fetch-recording.ts';
import { openTakeSound, TAKE_BYTES_MOST, TAKE_SOUND_RECORD, type TakeState, takeRow } from '../../src/prompts/take.ts';
import { type Booth, HOUR_MS, inBooth, wavOf } from './support/recorded.ts';

class Killed extends Error {}

/** Ids as they are made: 22 characters. */
const TAKE = 't'.repeat(22);

const keep = (booth: Booth, state: TakeState = 'new') =>
	booth.store.commit({
		records: [
			takeRow({
				id: TAKE,
				state,
				speaker: 'ama',
				language: 'tw',
				key: 'home.menu',
				textHash: 'hash',
				seconds: 4,
				day: '2026-11-25',
			}),
		],
	});

/** A recording of a speaker at the provider; gives the row that has it fetched or deleted. */
async function say(booth: Booth, take: 'kept' | 'unkept', sound = wavOf(100)) {
	const remote = { recordingId: TAKE, url: booth.gateway.record(sound), seconds: 4, take };
	return (await booth.commit(remote, { caseId: '' })).row;
}

async function soundIn({ store, vault }: Booth): Promise<Buffer | undefined> {
	const row = await store.records.get(TAKE_SOUND_RECORD, TAKE);
	const sound = row && openTakeSound(vault, row);
	return sound && Buffer.from(sound);
}

describe('what a speaker recorded', () => {
	it.each([100, 320_044, TAKE_BYTES_MOST - 44])('of %d bytes is kept sealed and deleted at the provider', (length) =>
		inBooth(async (booth) => {
			const sound = wavOf(length);
			await keep(booth);
			const row = await say(booth, 'kept', sound);
			await booth.fetch();
			expect((await soundIn(booth))?.equals(sound)).toBe(true);
			expect(await booth.standing(row)).toMatchObject({ state: 'accepted' });
			expect([booth.gateway.recordings.size, booth.alarms, booth.errors]).toEqual([0, [], []]);
			const sealed = await booth.store.records.get(TAKE_SOUND_RECORD, TAKE);
			expect(Buffer.from(sealed?.body ?? []).includes('RIFF')).toBe(false);
		})(),
	);
	it.each(fetchSteps)('is neither lost nor doubled when the process dies at "%s"', (step) =>
		inBooth(async (booth) => {
			const sound = wavOf(64_000, step);
			await keep(booth);
			await say(booth, 'kept', sound);
			let deaths = 0;
			booth.onStep = (now) => {
				if (now !== step || deaths > 0) return;
				deaths += 1;
				throw new Killed(step);
			};
			await booth.fetch();
			await booth.fetchAfterwards();
			expect((await soundIn(booth))?.equals(sound)).toBe(true);
			expect([booth.gateway.recordings.size, booth.alarms]).toEqual([0, []]);
		})(),
	);
	it(
		'is fetched though the record of its take is still on its way',
		inBooth(async (booth) => {
			await say(booth, 'kept');
			await booth.fetch();
			expect(await soundIn(booth)).toBeDefined();
		}),
	);
	it(
		'is only deleted where it was rejected before it came',
		inBooth(async (booth) => {
			await keep(booth, 'rejected');
			await say(booth, 'kept');
			await booth.fetch();
			expect([await soundIn(booth), booth.gateway.recordings.size]).toEqual([undefined, 0]);
		}),
	);
	it(
		'and did not keep is only deleted; what they kept meanwhile is left to whoever fetches it',
		inBooth(async (booth) => {
			await say(booth, 'unkept');
			await booth.fetch();
			expect([await soundIn(booth), booth.gateway.recordings.size]).toEqual([undefined, 0]);
			await keep(booth);
			const row = await say(booth, 'unkept');
			await booth.fetch();
			expect(await booth.standing(row)).toMatchObject({ state: 'accepted' });
			expect([booth.gateway.recordings.size, booth.alarms]).toEqual([1, []]);
		}),
	);
	it(
		'raises no alarm at a provider that deletes nothing, and is not fetched from it unless it was kept',
		inBooth(async (booth) => {
			const { fetchRecording } = booth.route.calls;
			booth.route = { id: booth.route.id, calls: { fetchRecording } };
			const row = await say(booth, 'unkept');
			await booth.fetch();
			expect(await booth.standing(row)).toMatchObject({ state: 'accepted' });
			expect([booth.calls, booth.alarms]).toEqual([[], []]);
		}),
	);
	it(
		'is given up with an alarm after days where it is too large to be kept',
		inBooth(async (booth) => {
			await keep(booth);
			const row = await say(booth, 'kept', wavOf(TAKE_BYTES_MOST + 1));
			await booth.fetch();
			expect(await booth.standing(row)).toMatchObject({ state: 'queued', reason: 'recording-too-large' });
			booth.clock.move(80 * HOUR_MS);
			await booth.fetch();
			expect([(await booth.standing(row)).state, booth.alarms]).toEqual(['failed', ['recording-lost gh-voice']]);
		}),
	);
});
