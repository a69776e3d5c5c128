import { dayOf } from '../../shared/clock.ts';
import type { CatalogueRecords } from './version-record.ts';

/** One record, written after each change of what is published, so that whoever serves people looks at one and not at all of them. */
const RECORD_KIND = 'programme-edition';
const RECORD_ID = 'latest';

/** Count of changes of what is published; 0 before the first. */
export async function editionOf(records: Pick<CatalogueRecords, 'get'>): Promise<number> {
	return (await records.get(RECORD_KIND, RECORD_ID))?.revision ?? 0;
}

/**
 * Says that something was published, withdrawn or marked as over; told after it was. Of several at once each is counted.
 * @param what reference and state: no two changes are the same, so that none is taken for another's.
 */
export async function tellEdition(records: CatalogueRecords, what: string, at: number): Promise<void> {
	for (;;) {
		const revision = (await editionOf(records)) + 1;
		const body = new TextEncoder().encode(what);
		const row = { kind: RECORD_KIND, id: RECORD_ID, revision, state: '', day: dayOf(at), body };
		if ((await records.put(row)) === 'kept') return;
	}
}
