import type { TriesRow } from '../../../src/cases/case-store.ts';
import type { Commit, CommitResult, Store } from '../../../src/store/store.ts';
import { StoreUnavailable } from '../../../src/store/unavailable.ts';

type CaseRow = NonNullable<Commit['cases']>[number];

/** The store's rules for a commit, in memory. */
export class FakeStore implements Pick<Store, 'commit'> {
	gone = false;
	readonly turns = new Map<string, NonNullable<Commit['turn']>>();
	readonly conversations = new Map<string, NonNullable<Commit['conversation']>>();
	readonly people = new Map<string, NonNullable<Commit['person']>>();
	readonly caseRows = new Map<string, CaseRow>();
	readonly events = new Set<string>();
	readonly triesRows = new Map<string, TriesRow>();

	readonly cases = {
		byCode: async (code: string) => found([...this.caseRows.values()].find(({ codeIndex }) => codeIndex === code)),
		byId: async (id: string) => found(this.caseRows.get(id)),
		list: async () => [],
		events: async () => [],
		count: async () => this.caseRows.size,
	};
	readonly tries = { get: async (id: string) => this.triesRows.get(id) };

	readonly commit = async (commit: Commit): Promise<CommitResult> => {
		if (this.gone) throw new StoreUnavailable('gone');
		const before = this.turns.get(commit.turn?.id ?? '');
		if (before !== undefined) return { outcome: 'repeat', turn: before };
		const on = this.#conflict(commit);
		if (on !== undefined) return { outcome: 'conflict', on };
		const { turn, conversation, person, tries } = commit;
		if (turn !== undefined) this.turns.set(turn.id, turn);
		if (conversation !== undefined) this.conversations.set(conversation.id, conversation);
		if (person !== undefined) this.people.set(person.id, person);
		if (tries !== undefined) this.triesRows.set(tries.id, tries);
		for (const row of commit.cases ?? []) this.caseRows.set(row.id, row);
		for (const { id } of commit.caseEvents ?? []) this.events.add(id);
		return { outcome: 'committed' };
	};

	#conflict({
		conversation,
		person,
		tries,
		cases = [],
	}: Commit): 'conversation' | 'person' | 'tries' | 'case-code' | undefined {
		const revision = (row: { revision: number } | undefined) => (row?.revision ?? 0) + 1;
		if (conversation && conversation.revision !== revision(this.conversations.get(conversation.id)))
			return 'conversation';
		const key = person && this.people.get(person.id)?.wrappedKey;
		if (person && key && Buffer.compare(key, person.wrappedKey) !== 0) return 'person';
		if (tries && tries.revision !== revision(this.triesRows.get(tries.id))) return 'tries';
		const codes = [...this.caseRows.values()].map(({ codeIndex }) => codeIndex);
		if (cases.some(({ id, codeIndex }) => this.caseRows.has(id) || codes.includes(codeIndex))) return 'case-code';
		return undefined;
	}
}

function found(row: CaseRow | undefined) {
	return row === undefined ? undefined : { ...row, position: 1 };
}
