import type { TurnRow } from '../store.ts';
import { toBytes } from './bytes.ts';
import type { TurnDocument } from './documents.ts';
import type { Models } from './models.ts';

const toTurn = ({ _id: id, person, reply, day }: TurnDocument): TurnRow => ({ id, person, reply: toBytes(reply), day });

/**
 * A turn that was committed: `moved`, in its own collection; `anywhere`, also with its person, from where it has not been moved
 * yet. It is looked for where it is moved to last, since by then it is there if it was not where it comes from.
 */
export async function findTurn(models: Models, id: string, where: 'moved' | 'anywhere'): Promise<TurnRow | undefined> {
	if (where === 'anywhere') {
		const holder = await models.persons.findOne({ 'pending.id': id }, { pending: 1 }).lean();
		const turn = holder?.pending?.find((entry) => entry.id === id)?.turn;
		if (turn !== undefined) return toTurn({ _id: id, ...turn });
	}
	const found = await models.turns.findById(id, { pending: 0 }).lean();
	return found === null ? undefined : toTurn(found);
}
