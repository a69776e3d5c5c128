import { fetchSteps } from '../../src/outbox/fetch-recording.ts';
import { requestRow } from '../../src/requests/request-record.ts';
import { recordingsOf } from '../../src/requests/request-recording.ts';
import { createRequestStore } from '../../src/requests/request-store.ts';
import { type Booth, HOUR_MS, inBooth, wavOf } from './support/recorded.ts';

class Killed extends Error {}

/** Ids as they are made: 22 characters. */
const RECORDING = 'r'.repeat(22);

const partsOf = ({ store, vault }: Booth) => ({ records: store.records, vault });
const rowIn = ({ vault, clock }: Booth) => {
	const recorded = { recording: RECORDING, seconds: 12 };
	const asked = {
		code: '12345678',
		kind: 'question',
		country: 'GH',
		askedDay: '2026-11-25',
		route: 'gh-voice',
		language: 'en',
		recorded,
	} as const;
	return requestRow(vault, asked, { id: 'q'.repeat(22), pin: '111111', at: clock.now() });
};

/** A question that was said on a call: its request, and its sound at the provider. */
async function ask(booth: Booth, sound: Uint8Array) {
	const request = rowIn(booth);
	await booth.store.commit({ records: [request] });
	const remote = { recordingId: RECORDING, url: booth.gateway.record(sound), seconds: 12, request: request.id };
	const { row } = await booth.commit(remote, { caseId: '' });
	return { id: request.id, row };
}

async function expectMoved(booth: Booth, id: string, sound: Uint8Array): Promise<void> {
	const kept = await recordingsOf(partsOf(booth), id);
	expect(kept.map(({ id: named, seconds }) => ({ named, seconds }))).toEqual([{ named: RECORDING, seconds: 12 }]);
	expect(Buffer.compare(kept[0]?.sound ?? new Uint8Array(), sound)).toBe(0);
	expect(booth.gateway.recordings.size).toBe(0);
}

describe('a question that was said on a call', () => {
	it.each([[100], [600_000 - 44], [1_900_000]])(
		'is kept sealed with its request, %d bytes of it whole, deleted at the provider, and with no case',
		(length) =>
			inBooth(async (booth) => {
				const sound = wavOf(length);
				const { id, row } = await ask(booth, sound);
				await booth.fetch();
				await expectMoved(booth, id, sound);
				expect(await booth.standing(row)).toMatchObject({ state: 'accepted' });
				expect(booth.calls).toEqual(['fetch', 'delete']);
				expect([booth.alarms, booth.errors]).toEqual([[], []]);
				expect(await booth.store.recordings.of('')).toEqual([]);
				const rows = await booth.store.records.list({ kind: 'request-recording', most: 99 });
				const said = Buffer.from(sound.subarray(44, 76));
				for (const { body } of rows) {
					expect(Buffer.from(body).includes(said)).toBe(false);
					expect(Buffer.from(body).includes('RIFF')).toBe(false);
				}
			})(),
	);
	it.each(fetchSteps)('is neither lost nor doubled when the process dies at "%s"', (step) =>
		inBooth(async (booth) => {
			const sound = wavOf(1_300_000, step);
			const { id } = await ask(booth, sound);
			let deaths = 0;
			booth.onStep = (now) => {
				if (now !== step || deaths > 0) return;
				deaths += 1;
				throw new Killed(step);
			};
			await booth.fetch();
			expect(booth.errors).toEqual([expect.any(Killed)]);
			await booth.fetchAfterwards();
			await expectMoved(booth, id, sound);
			expect(booth.alarms).toEqual([]);
		})(),
	);
	it(
		'is taken back and deleted at the provider when its request is erased, before it is fetched or while it is kept',
		inBooth(async (booth) => {
			for (const step of ['claimed', 'fetched'] as const) {
				const { id } = await ask(booth, wavOf(700_000));
				booth.onStep = async (now) => {
					if (now === step) await createRequestStore(partsOf(booth)).erase(id, booth.clock.now());
				};
				await booth.fetch();
				expect(booth.gateway.recordings.size).toBe(0);
				expect(await recordingsOf(partsOf(booth), id)).toEqual([]);
				const rows = await booth.store.records.list({ kind: 'request-recording', most: 99 });
				expect(rows.filter(({ body }) => body.length > 0)).toEqual([]);
			}
			expect(booth.errors).toEqual([]);
		}),
	);
	it(
		'waits where its request has not arrived yet, and stays at the provider meanwhile',
		inBooth(async (booth) => {
			const request = rowIn(booth);
			const sound = wavOf(100);
			const remote = { recordingId: RECORDING, url: booth.gateway.record(sound), seconds: 12, request: request.id };
			const { row } = await booth.commit(remote, { caseId: '' });
			await booth.fetch();
			expect(await booth.standing(row)).toMatchObject({ state: 'queued', reason: 'no-request' });
			expect(booth.gateway.recordings.size).toBe(1);
			await booth.store.commit({ records: [request] });
			booth.clock.move(HOUR_MS);
			await booth.fetch();
			await expectMoved(booth, request.id, sound);
		}),
	);
});
