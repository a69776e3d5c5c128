import { join } from 'node:path';
import type { MessageSender } from '../../../src/channels/sending.ts';
import { startSender } from '../../../src/outbox/sender.ts';
import { systemChance } from '../../../src/shared/chance.ts';
import { dayOf, systemClock } from '../../../src/shared/clock.ts';
import { lanes, type Message, messagePlace } from '../../../src/store/message.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import type { OutboxRow } from '../../../src/store/store.ts';
import { createVault } from '../../../src/vault/create-vault.ts';
import { openKeyRing } from '../../../src/vault/key-ring.ts';
import type { Vault } from '../../../src/vault/vault.ts';
import { phoneNumberOf } from '../caller.ts';
import { putLoad } from '../put-load.ts';
import { inRounds, type Row, row, type Say, type Size } from '../row.ts';
import { withFolder } from '../server.ts';
import { ghanaianTexts, startService } from '../servers.ts';

/** What a provider takes for an answer, in milliseconds. */
const ANSWER_MS = 50;
const AT_ONCE = 64;
const MESSAGES = 5_000;
/** Committed together. */
const BATCH = 500;

/** Texts in beside turns by USSD, and texts out through the outbox to a provider that answers in 50 ms. */
export async function texts(size: Size, say: Say): Promise<Row[]> {
	const rounds = await inRounds(size, async (number) => {
		const round = { ussd: await turnsIn(size, false), texts: await turnsIn(size, true), out: await sentPerSecond() };
		say(
			`round ${number}/${size.rounds}: ${Object.entries(round)
				.map(([name, figure]) => `${name} ${Math.round(figure)}`)
				.join(', ')} a second`,
		);
		return round;
	});
	return [
		row(
			'a turn by USSD',
			'turns/s',
			rounds.map(({ ussd }) => ussd),
		),
		row(
			'a turn by text, with its answer in the outbox',
			'turns/s',
			rounds.map((round) => round.texts),
			{
				note: 'the answers go to the simulator meanwhile',
			},
		),
		row(
			'texts against USSD',
			'×',
			rounds.map((round) => round.texts / round.ussd),
		),
		row(
			'texts sent through the outbox',
			'turns/s',
			rounds.map(({ out }) => out),
			{
				note: `provider answers in ${ANSWER_MS} ms, ${AT_ONCE} at once: at most ${(AT_ONCE * 1_000) / ANSWER_MS}`,
			},
		),
	];
}

async function turnsIn({ warmUpSeconds, seconds }: Size, byText: boolean): Promise<number> {
	return withFolder(async (folder) => {
		const server = await (byText ? startService(folder, {}, ghanaianTexts) : startService(folder));
		try {
			const load = { warmUpSeconds, seconds, ...(byText ? { medium: 'sms' as const } : {}) };
			return (await putLoad(server, load)).turnsPerSecond;
		} finally {
			await server.stop();
		}
	});
}

/** From the first claim until the last message is recorded as accepted, all of them sealed and durable. */
async function sentPerSecond(): Promise<number> {
	return withFolder(async (folder) => {
		const vault = createVault(openKeyRing(join(folder, 'keys'), systemChance), systemChance);
		const store = await openSqliteStore({ file: join(folder, 'kasakuma.db') });
		for (let from = 0; from < MESSAGES; from += BATCH) {
			await store.commit({ outbox: Array.from({ length: BATCH }, (_, index) => messageRow(vault, from + index)) });
		}
		let left = MESSAGES;
		const done = new Promise<void>((resolve, reject) => {
			const begun = performance.now();
			const sender = startSender(
				{
					id: 'gh-sms',
					provider: 'bench',
					country: 'GH',
					from: '20856',
					alphabet: 'gsm-7',
					perSecond: 100_000,
					segmentsADay: undefined,
					reportsTo: '',
					sender: slowProvider,
				},
				{
					store,
					vault,
					clock: systemClock,
					hours: { from: 0, until: 24 },
					deadlineMs: 10_000,
					reporter: async () => undefined,
					alarm: (what) => reject(new Error(`a message was stopped: ${what}`)),
					ended: () => {
						left -= 1;
						if (left > 0) return;
						perSecond = (MESSAGES * 1_000) / (performance.now() - begun);
						void sender.stop().then(resolve);
					},
				},
				{ most: AT_ONCE, onTrouble: reject },
			);
		});
		let perSecond = 0;
		await done;
		await store.close();
		return perSecond;
	});
}

const slowProvider: MessageSender = {
	send: async ({ id }) => {
		await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
		return { outcome: 'accepted', ref: id };
	},
};

function messageRow(vault: Vault, index: number): OutboxRow {
	const id = `bench${index.toString(36).padStart(16, '0')}`;
	const now = systemClock.now();
	const body: Message = {
		class: 'reply',
		to: phoneNumberOf('GH', index),
		text: 'It is kept. Code 12345678, PIN 123456. Keep both to ask later.',
		textId: '',
		expiresAt: now + 3_600_000,
	};
	const sealed = vault.sealFor('outbox', messagePlace(id), JSON.stringify(body));
	return { id, kind: 'message', route: 'gh-sms', lane: lanes.reply, due: 0, caseId: '', sealed, day: dayOf(now) };
}
