import type { LoadResult } from '../load-plan.ts';
import { putLoad } from '../put-load.ts';
import { inRounds, type Row, row, type Say, type Size } from '../row.ts';
import { type Server, withFolder } from '../server.ts';
import { startMenuBuilder, startPeer, startService } from '../servers.ts';

const SERVERS = {
	ours: (folder: string): Promise<Server> => startService(folder),
	express: () => startPeer('express-form'),
	nodeHttp: () => startPeer('node-http'),
	menuBuilderFull: (folder: string) => startMenuBuilder(folder, 'FULL'),
	menuBuilderNormal: (folder: string) => startMenuBuilder(folder, 'NORMAL'),
} as const;

type Name = keyof typeof SERVERS;
type Round = Readonly<Record<Name, LoadResult>>;

/** Share of its core from which on the load generator may have been the limit, and the server faster than it shows. */
const LOAD_BOUND = 0.95;

/** Closed loop: turns a second of our sealed, durable turn beside servers that do less. */
export async function throughput(size: Size, say: Say): Promise<Row[]> {
	const rounds = await inRounds(size, (number) =>
		oneRound(size, (line) => say(`round ${number}/${size.rounds}: ${line}`)),
	);
	const perSecond = (name: Name): number[] => rounds.map((round) => round[name].turnsPerSecond);
	const against = (name: Name): number[] =>
		rounds.map((round) => round.ours.turnsPerSecond / round[name].turnsPerSecond);
	return [
		row('our turn, sealed and durable', 'turns/s', perSecond('ours'), noteOf(rounds, 'ours')),
		row('Express 5 that parses the form', 'turns/s', perSecond('express'), noteOf(rounds, 'express')),
		row('node:http that reads the body', 'turns/s', perSecond('nodeHttp'), noteOf(rounds, 'nodeHttp')),
		row('ussd-menu-builder, SQLite FULL', 'turns/s', perSecond('menuBuilderFull'), noteOf(rounds, 'menuBuilderFull')),
		row(
			'ussd-menu-builder, SQLite NORMAL',
			'turns/s',
			perSecond('menuBuilderNormal'),
			noteOf(rounds, 'menuBuilderNormal'),
		),
		row('ours against Express', '×', against('express'), { target: { atLeast: 0.7 }, note: 'aim 1' }),
		row('ours against node:http', '×', against('nodeHttp')),
		row('ours against ussd-menu-builder, FULL', '×', against('menuBuilderFull'), { target: { atLeast: 1.5 } }),
		row('ours against ussd-menu-builder, NORMAL', '×', against('menuBuilderNormal'), {
			note: 'its last turns may be lost',
		}),
	];
}

async function oneRound(size: Size, say: Say): Promise<Round> {
	return {
		ours: await measure('ours', size, say),
		express: await measure('express', size, say),
		nodeHttp: await measure('nodeHttp', size, say),
		menuBuilderFull: await measure('menuBuilderFull', size, say),
		menuBuilderNormal: await measure('menuBuilderNormal', size, say),
	};
}

function measure(name: Name, { warmUpSeconds, seconds }: Size, say: Say): Promise<LoadResult> {
	return withFolder(async (folder) => {
		const server = await SERVERS[name](folder);
		try {
			const result = await putLoad(server, { warmUpSeconds, seconds });
			say(`${name}: ${Math.round(result.turnsPerSecond)} turns/s, p99 ${(result.p99 / 1000).toFixed(1)} ms`);
			return result;
		} finally {
			await server.stop();
		}
	});
}

function noteOf(rounds: readonly Round[], name: Name): Pick<Row, 'note'> {
	const loadBound = rounds.some((round) => round[name].busy > LOAD_BOUND);
	const early = rounds.reduce((sum, round) => sum + round[name].endedEarly, 0);
	const notes = [
		...(loadBound ? ['the load generator was the limit'] : []),
		...(early > 0 ? [`${early} sessions ended early`] : []),
	];
	return notes.length > 0 ? { note: notes.join('; ') } : {};
}
