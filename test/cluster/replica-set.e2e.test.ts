import mongoose from 'mongoose';
import { systemChance } from '../../src/shared/chance.ts';
import { openMongoStore } from '../../src/store/mongo/open.ts';
import { storeContract } from '../store/contract.ts';
import { dropDatabase, makeMongo } from '../store/make-mongo.ts';
import { conversationRow, eventRow, idOf, personRow, turnRow } from '../store/rows.ts';

/**
 * What only a real replica set can show. `KASAKUMA_CLUSTER_URL` names one, with a user who may step its primary down, as
 * `docker compose --profile cluster-test run --rm cluster-test` does once the set of the profile `cluster` is up.
 */
const cluster = process.env['KASAKUMA_CLUSTER_URL'];
const describeOnCluster = cluster === undefined ? describe.skip : describe;
const name = cluster === undefined ? 'a replica set (left out: KASAKUMA_CLUSTER_URL is not set)' : 'a replica set';

const fresh = (): string => {
	const url = new URL(cluster ?? 'mongodb://127.0.0.1');
	url.pathname = `/kasakuma-${systemChance.id()}`;
	return url.href;
};

const TURNS = 600;
const STEP_DOWN_AT = [100, 300];

async function stepDown(url: string): Promise<void> {
	const connection = await mongoose.createConnection(url).asPromise();
	await connection.getClient().db('admin').command({ replSetStepDown: 10, force: true });
	await connection.close();
}

describeOnCluster(name, () => {
	storeContract(() => makeMongo({ url: fresh() }));

	it('loses and doubles nothing while its primary steps down under writes: each is made again until it is acknowledged', async () => {
		const url = fresh();
		const store = await openMongoStore({ url });
		try {
			await store.commit({ person: personRow('ama') });
			let unavailable = 0;
			for (let revision = 1; revision <= TURNS; revision++) {
				if (STEP_DOWN_AT.includes(revision)) void stepDown(url);
				const turn = `${revision}`;
				const commit = {
					turn: turnRow(turn, { person: idOf('ama') }),
					conversation: conversationRow('ama', revision),
					caseEvents: [eventRow(turn, 'ama')],
				};
				for (let acknowledged = false; !acknowledged; ) {
					try {
						const { outcome } = await store.commit(commit);
						expect(['committed', 'repeat']).toContain(outcome);
						acknowledged = true;
					} catch (error) {
						expect((error as { code?: string }).code).toBe('store-unavailable');
						unavailable += 1;
					}
				}
			}
			await store.settled();
			await store.sweep();
			await store.sweep();
			const events = await store.cases.events(idOf('case ama'));
			expect(events.map(({ id }) => id)).toEqual(
				Array.from({ length: TURNS }, (_, index) => eventRow(`${index + 1}`, 'ama').id),
			);
			expect(await store.counts()).toMatchObject({ turns: TURNS });
			expect(unavailable).toBeGreaterThan(0);
		} finally {
			await store.close();
			await dropDatabase(url);
		}
	}, 300_000);
});
