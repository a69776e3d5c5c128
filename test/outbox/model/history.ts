import type { ListedMessage, ReportedState, Sent } from '../../../src/channels/sending.ts';
import { reconcile } from '../../../src/outbox/reconcile.ts';
import { type SendingRoute, type SendParts, type Step, sendOne } from '../../../src/outbox/send-one.ts';
import { takeReport } from '../../../src/outbox/take-report.ts';
import type { OutboxClaim } from '../../../src/store/coordination.ts';
import { messageClasses } from '../../../src/store/message.ts';
import { seededChance } from '../../support/doors.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import { World } from './world.ts';

const PEOPLE = ['+233240000001', '+233240000002', '+233240000003'];
const CASES = ['case-1', 'case-2'];
const POLICIES = ['sms-neutral', 'sms-neutral', 'never', 'ussd-only'] as const;
const REPORTS: readonly (ReportedState | undefined)[] = [
	'accepted',
	'sent',
	'delivered',
	'failed',
	'expired',
	undefined,
];
const CLAIM_MS = 60_000;
const TIMES = { abandonedMs: 13_000, doubtMs: 600_000 };
const MINUTE_MS = 60_000;

/** The process that sends is gone; what it held stays as it is. */
class Crash extends Error {}

/** Part of the code that is broken on purpose: what the outbox does in place of what it should. */
export type Broken = (parts: SendParts) => SendParts;

/** One history drawn from a seed: so many steps on a store of its own. Gives what was broken in it, each in a sentence. */
export async function history(
	seed: string,
	steps: number,
	broken: Broken = (parts) => parts,
): Promise<readonly string[]> {
	const desk = await openDesk();
	try {
		const course = new Course(desk, seed, broken);
		for (let step = 0; step < steps && course.world.broken.length === 0; step += 1) await course.step();
		await course.end();
		return course.world.broken;
	} finally {
		await desk.close();
	}
}

class Course {
	readonly world = new World();
	private readonly chance: ReturnType<typeof seededChance>;
	private readonly provided: ListedMessage[] = [];
	private readonly held: OutboxClaim[] = [];
	private readonly desk: Desk;
	private readonly broken: Broken;
	private calm = false;
	private texts = 0;

	constructor(desk: Desk, seed: string, broken: Broken) {
		this.desk = desk;
		this.chance = seededChance(`outbox|${seed}`);
		this.broken = broken;
	}

	async step(): Promise<void> {
		const actions: readonly (() => Promise<void>)[] = [
			() => this.queue(),
			() => this.queue(),
			() => this.queue(),
			() => this.wish(),
			() => this.tell(),
			() => this.send(),
			() => this.send(),
			() => this.hold(),
			() => this.wake(),
			() => this.report(),
			() => this.look(),
			() => this.wait(),
		];
		await this.pick(actions)();
		if (this.below(8) === 0) await this.stand();
	}

	/** Everybody is patient and the provider well: nothing may stay open but what nobody can know. */
	async end(): Promise<void> {
		this.calm = true;
		for (let round = 0; round < 60; round += 1) {
			this.desk.clock.move(35 * MINUTE_MS);
			await this.look();
			await this.run(await this.desk.claim(1_000));
		}
		await this.stand((standing) => this.world.ends(standing));
	}

	private below(most: number): number {
		return Number(this.chance.digits(6)) % most;
	}

	private pick<Item>(items: readonly Item[]): Item {
		return items[this.below(items.length)] as Item;
	}

	private async queue(): Promise<void> {
		const kind = this.pick(messageClasses);
		const caseId = kind === 'notice' || this.below(6) === 0 ? this.pick(CASES) : '';
		const text = this.below(3) === 0 ? 'one of those that are the same' : `text ${this.texts++}`;
		const to = kind === 'notice' ? '' : this.pick(PEOPLE);
		const message = {
			class: kind,
			to,
			text,
			textId: 'text',
			expiresAt: this.desk.clock.now() + this.below(1_500) * MINUTE_MS,
		};
		this.world.add(await this.desk.queue(message, { caseId }), message);
	}

	private async wish(): Promise<void> {
		const number = this.pick(PEOPLE);
		const wants = this.below(3) > 0;
		await this.desk.wants(number, wants ? 'some' : 'none');
		this.world.stop(number, wants);
	}

	/** A reporter changes number or policy, or withdraws. */
	private async tell(): Promise<void> {
		const caseId = this.pick(CASES);
		const reporter =
			this.below(6) === 0
				? undefined
				: { policy: this.pick(POLICIES), ...(this.below(8) === 0 ? {} : { number: this.pick(PEOPLE) }) };
		if (reporter === undefined) this.desk.reporters.delete(caseId);
		else this.desk.reporters.set(caseId, reporter);
		this.world.tell(caseId, reporter);
	}

	/** Two senders look at once. */
	private async send(): Promise<void> {
		const [some, others] = [await this.desk.claim(1 + this.below(4)), await this.desk.claim(1 + this.below(4))];
		await Promise.all([this.run(some), this.run(others)]);
	}

	/** A sender claims, and is paused. */
	private async hold(): Promise<void> {
		this.held.push(...(await this.desk.claim(1)));
	}

	/** Paused ones go on, however late it is by then. */
	private wake(): Promise<void> {
		return this.run(this.held.splice(0));
	}

	private async run(claims: readonly OutboxClaim[]): Promise<void> {
		await Promise.all(claims.map((claim) => this.sendOne(claim)));
	}

	private async sendOne(claim: OutboxClaim): Promise<void> {
		const parts = this.broken({ ...this.desk.parts, step: (step) => this.at(step, claim) });
		const route: SendingRoute = { ...this.desk.route, sender: { send: async (message) => this.provide(message) } };
		await sendOne(claim, route, parts).catch((error: unknown) => {
			if (!(error instanceof Crash)) throw error;
		});
	}

	/** Between two steps of sending anything may happen. */
	private async at(step: Step, { row }: OutboxClaim): Promise<void> {
		const queued = this.world.messages.get(row.id);
		if (queued === undefined) throw new Error('a claim of nobody');
		if (!this.calm && this.below(60) === 0) throw new Crash();
		if (!this.calm && this.below(20) === 0)
			await this.pick([() => this.wish(), () => this.tell(), () => this.report()])();
		if (step === 'attempted') queued.since = this.world.wishes.length - 1;
		if (step === 'counted') {
			const to = row.caseId === '' ? queued.message.to : '';
			if (to !== '') this.world.count(row.id, to, this.desk.clock.now());
		}
	}

	private provide(message: Parameters<SendingRoute['sender']['send']>[0]): Sent {
		const drawn = this.calm ? 9 : this.below(10);
		const outcomes: readonly (readonly [Sent['outcome'], boolean])[] = [
			['unknown', true],
			['unknown', false],
			['refused', false],
			['refused', false],
		];
		const [outcome, takes] = outcomes[drawn] ?? ['accepted', true];
		this.world.called(message, outcome, takes, this.desk.clock.now());
		const ref = `ref-${this.provided.length}`;
		const { to, text } = message;
		const state = this.pick(['sent', 'delivered', 'failed'] as const);
		if (takes) this.provided.push({ ref, to, text, at: this.desk.clock.now(), report: { ref, state, word: state } });
		if (outcome === 'accepted') return { outcome, ref };
		if (outcome === 'unknown') return { outcome, reason: 'timeout' };
		return { outcome, reason: 'no', retry: drawn === 2 ? 'later' : 'never' };
	}

	private async report(): Promise<void> {
		if (this.provided.length === 0) return;
		const { ref } = this.pick(this.provided);
		const state = this.pick(REPORTS);
		await takeReport('test', { ref, state, word: state ?? 'odd' }, this.desk);
	}

	private async look(): Promise<void> {
		const sentTo = async (to: string, since: number) => this.provided.filter((one) => one.to === to && one.at >= since);
		const route = { ...this.desk.route, sender: { ...this.desk.route.sender, sentTo } };
		await reconcile([route], { ...this.broken(this.desk.parts), ...TIMES, looks: new Map() });
	}

	private async wait(): Promise<void> {
		this.desk.clock.move(this.pick([1_000, CLAIM_MS, 10 * MINUTE_MS, 100 * MINUTE_MS]));
	}

	private async stand(also: (standing: Awaited<ReturnType<Desk['standing']>>) => void = () => {}): Promise<void> {
		for (const { row } of this.world.messages.values()) {
			const standing = await this.desk.standing(row);
			this.world.stands(standing);
			also(standing);
		}
	}
}
