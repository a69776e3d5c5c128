import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { prepareAging, STEP_ROWS, type Step } from '../../../src/store/sqlite/aging.ts';
import { migrate } from '../../../src/store/sqlite/migrations.ts';

const ROWS = 2 * STEP_ROWS + 100;
const DAY = '2026-06-01';

function databaseOf(rows: number): DatabaseSyncInstance {
	const connection = new DatabaseSync(':memory:');
	migrate(connection);
	connection.exec(`
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
		INSERT INTO outbox (id, kind, case_id, sealed, day, state)
			SELECT 'id' || i, 'message', '', x'01', '2026-01-01', CASE i % 2 WHEN 0 THEN 'failed' ELSE 'accepted' END FROM n`);
	return connection;
}

/** Runs a job to its end; gives what each step did. */
function run(step: (before: string, from: string) => Step): readonly number[] {
	const did: number[] = [];
	for (let from: string | undefined = ''; from !== undefined; ) {
		const { gone, next } = step(DAY, from);
		did.push(Object.values(gone).reduce((sum, rows) => sum + rows, 0));
		from = next === undefined ? undefined : String(next);
	}
	return did;
}

it('empties and removes messages in steps of a few milliseconds', () => {
	const connection = databaseOf(ROWS);
	const { outboxBodies, outbox } = prepareAging(connection);
	expect(run(outboxBodies)).toEqual([STEP_ROWS, STEP_ROWS, 100]);
	expect(run(outboxBodies)).toEqual([0]);
	expect(run(outbox)).toEqual([STEP_ROWS, STEP_ROWS, 100]);
	connection.close();
});

it('finds them by an index of their days, whatever else lies there', () => {
	const connection = databaseOf(10);
	const asked: string[] = [];
	prepareAging({
		prepare: (sql: string) => {
			asked.push(sql);
			return connection.prepare(sql);
		},
	} as DatabaseSyncInstance);
	const plans = asked
		.filter((sql) => sql.includes('day <'))
		.map((sql) => JSON.stringify(connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(DAY)));
	expect(plans).toHaveLength(2);
	expect(plans[0]).toContain('outbox_with_body_by_day (day<?)');
	expect(plans[1]).toContain('outbox_emptied_by_day (day<?)');
	for (const plan of plans) expect(plan).not.toContain('SCAN outbox');
	connection.close();
});
