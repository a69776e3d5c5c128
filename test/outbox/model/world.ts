import type { OutgoingMessage, Sent } from '../../../src/channels/sending.ts';
import type { Reporter } from '../../../src/outbox/permission.ts';
import { promises } from '../../../src/outbox/promises.ts';
import type { OutboxStanding, OutboxState } from '../../../src/store/coordination.ts';
import type { Message, MessageClass } from '../../../src/store/message.ts';
import type { OutboxRow } from '../../../src/store/store.ts';
import { DAY_MS } from '../support/desk.ts';

/** What people wish and cases say at one moment. */
export interface Wishes {
	/** Numbers that want no texts. */
	readonly stopped: ReadonlySet<string>;
	readonly reporters: ReadonlyMap<string, Reporter>;
}

export interface Queued {
	readonly row: OutboxRow;
	readonly message: Message;
	/** Index of the wishes that stood when the provider's last check may have begun. */
	since: number;
	/** How often it reached the provider, whatever the provider's answer said. */
	taken: number;
	/** How often the provider answered that it certainly did not take it. */
	refused: number;
	calls: number;
	/** When it was first counted against the caps, and for whom. */
	counted: { readonly at: number; readonly to: string } | undefined;
	final: OutboxStanding | undefined;
}

const FINAL: ReadonlySet<OutboxState> = new Set(['delivered', 'failed', 'expired', 'suppressed']);
const BEGUN_BY_US: ReadonlySet<MessageClass> = new Set(['survey', 'broadcast']);

/** What must hold whatever happens. Keeps every state of the wishes, and says in a sentence what was broken. */
export class World {
	readonly broken: string[] = [];
	readonly messages = new Map<string, Queued>();
	readonly wishes: Wishes[] = [{ stopped: new Set(), reporters: new Map() }];

	get now(): Wishes {
		return this.wishes.at(-1) as Wishes;
	}

	add(row: OutboxRow, message: Message): void {
		const fresh = { since: 0, taken: 0, refused: 0, calls: 0, counted: undefined, final: undefined };
		this.messages.set(row.id, { row, message, ...fresh });
	}

	stop(number: string, wants: boolean): void {
		const stopped = new Set(this.now.stopped);
		if (wants) stopped.delete(number);
		else stopped.add(number);
		this.wishes.push({ ...this.now, stopped });
	}

	tell(caseId: string, reporter: Reporter | undefined): void {
		const reporters = new Map(this.now.reporters);
		if (reporter === undefined) reporters.delete(caseId);
		else reporters.set(caseId, reporter);
		this.wishes.push({ ...this.now, reporters });
	}

	/** The provider is asked. What it is asked must have been allowed at some moment since the last check began. */
	called(outgoing: OutgoingMessage, outcome: Sent['outcome'], takes: boolean, at: number): void {
		const queued = this.messages.get(outgoing.id);
		if (queued === undefined) return void this.broken.push('the provider got a message of nobody');
		const { message } = queued;
		const allowed = this.wishes.slice(queued.since).some((wishes) => allows(wishes, queued, outgoing.to));
		if (!allowed) this.broken.push(`${message.class} to who must not get it`);
		if (at >= message.expiresAt) this.broken.push(`${message.class} that was too old`);
		queued.calls += 1;
		if (outcome === 'refused') queued.refused += 1;
		if (takes) queued.taken += 1;
		const most = promises[message.class].again ? 2 : 1;
		if (queued.taken > most) this.broken.push(`${message.class} ${queued.taken} times at the provider`);
		if (queued.calls - queued.refused > most) this.broken.push(`${message.class} asked for again in doubt`);
	}

	/** It was counted against the caps of its person: in no time may be more than a day allows and what came back meanwhile. */
	count(id: string, to: string, at: number): void {
		const queued = this.messages.get(id);
		if (queued === undefined || queued.counted !== undefined) return;
		queued.counted = { at, to };
		const { mostAPersonADay: most } = promises[queued.message.class];
		if (most === undefined) return;
		const times = [...this.messages.values()]
			.filter(({ counted, message }) => counted?.to === to && message.class === queued.message.class)
			.map(({ counted }) => counted?.at ?? 0)
			.toSorted((one, other) => other - one);
		for (const [index, from] of times.entries()) {
			const may = most + (most * (at - from)) / DAY_MS;
			if (index + 1 > may + 1e-6) return void this.broken.push(`${queued.message.class} over the cap of a person`);
		}
	}

	/** How a message stands now, against how it stood. */
	stands(standing: OutboxStanding): void {
		const queued = this.messages.get(standing.row.id);
		if (queued === undefined) return;
		const { state } = standing;
		const before = queued.final;
		if (before !== undefined && (before.state !== state || before.finalAt !== standing.finalAt)) {
			this.broken.push(`${before.state} became ${state}`);
		}
		if (FINAL.has(state)) queued.final ??= standing;
		if (['accepted', 'sent', 'delivered'].includes(state) && !this.hadText(queued.message.text)) {
			this.broken.push(`${queued.message.class} ${state} that the provider never had`);
		}
	}

	/** Of two that are the same in a provider's list nobody can tell which is which: what counts is that the person has the text. */
	private hadText(text: string): boolean {
		return [...this.messages.values()].some(({ message, taken }) => message.text === text && taken > 0);
	}

	/** At the end, when everything has had its time. */
	ends({ row, state }: OutboxStanding): void {
		const queued = this.messages.get(row.id);
		if (state === 'queued' || state === 'attempting') this.broken.push(`${queued?.message.class} left ${state}`);
	}
}

function allows({ stopped, reporters }: Wishes, { row, message }: Queued, to: string): boolean {
	if (row.caseId !== '') {
		const reporter = reporters.get(row.caseId);
		return reporter?.policy === 'sms-neutral' && reporter.number === to && !stopped.has(to);
	}
	if (to !== message.to) return false;
	return !BEGUN_BY_US.has(message.class) || !stopped.has(to);
}
