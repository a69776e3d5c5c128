import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { wrap } from './picture/wrap.ts';
import { createCalling } from './talk/calling.ts';
import { createPhone, type Phone, type Seen } from './talk/phone.ts';
import { type ReachedLine, reachLine } from './talk/reach-line.ts';
import { createSpeaker } from './talk/speak.ts';
import { createTexting } from './talk/texting.ts';
import { formatTranscript, parseTranscript, play, writtenScreen } from './talk/transcript.ts';

const HELP = `A phone in this terminal, on the real line.

  npm run talk -- [--channel ussd|sms|voice] [--lang fr|en] [--country CI|GH] [--number +225…] [--script FILE] [--play] [--answer]

Type and press Enter to send. On USSD :dial dials (again), :drop loses the session, :hang ends it; :quit leaves.
On SMS write as on a phone; what comes back is shown with its size. No text leaves this machine.
On a call type keys; an empty line is silence. What is said is shown, and spoken with --play (by espeak-ng).
Whoever asks the line to call them is told when it does; --channel voice --answer takes the newest of those calls up.
It talks to the service that runs on PORT; if none does, it starts one on the data in DATA_DIR.
--script plays a transcript and fails if a screen differs; a screen that the file lacks is printed, for you to keep.`;

const NUMBERS: Readonly<Record<string, string>> = { CI: '+2250700000001', GH: '+233240000001' };
const NETWORKS: Readonly<Record<string, string>> = { CI: '61203', GH: '62001' };

function printScreen(seen: Seen, line: ReachedLine): void {
	const width = 34;
	const rows = writtenScreen(seen, line.measure);
	const measure = rows.at(-1)?.slice(2) ?? '';
	console.log(`┌${'─'.repeat(width)}┐`);
	for (const row of rows.slice(0, -1))
		for (const part of wrap(row, width - 2)) console.log(`│ ${part.padEnd(width - 2)} │`);
	console.log(`└${`─ ${measure} `.padEnd(width, '─')}┘`);
}

/** Milliseconds that a call takes at the most from being asked for to being made, on a line that has nothing else to do. */
const RINGS_WITHIN_MS = 500;

/** Tells of calls that the line makes to this phone; it looks a little while where a call may just have been asked for. */
function createRinging(line: ReachedLine, number: string): (seen: Seen) => Promise<void> {
	let after = 0;
	return async ({ end }) => {
		if (line.channel === 'voice' || (line.channel === 'ussd' && !end)) return;
		for (let waited = 0; waited <= RINGS_WITHIN_MS; waited += 50) {
			const calls = await line.calls(number, after);
			after = calls.at(-1)?.position ?? after;
			if (calls.length > 0) {
				const answer = `npm run talk -- --channel voice --country ${line.country} --number ${number} --answer`;
				return console.log(`The line calls ${number}. In another terminal: ${answer}`);
			}
			await pause(50);
		}
	};
}

async function converse(phone: Phone, line: ReachedLine, rings: (seen: Seen) => Promise<void>): Promise<void> {
	const show = async (seen: Seen): Promise<void> => {
		printScreen(seen, line);
		await rings(seen);
	};
	if (line.channel === 'sms') console.log(`Write to ${line.serviceCode}. :quit leaves.`);
	else await show(await phone.dial());
	const input = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' });
	input.prompt();
	for await (const typed of input) {
		if (typed === ':quit') break;
		if (line.channel === 'sms') await show(await phone.send(typed));
		else if (typed === ':drop' || typed === ':hang') {
			await phone.drop();
			console.log('The session is over. :dial dials again, :quit leaves.');
		} else if (typed === ':dial') await show(await phone.dial());
		else if (phone.inSession()) await show(await phone.send(typed));
		else console.log('No session is open. :dial dials, :quit leaves.');
		input.prompt();
	}
	input.close();
}

async function playScript(file: string, phone: Phone, line: ReachedLine): Promise<void> {
	const steps = parseTranscript(readFileSync(file, 'utf8'));
	const played = await play(steps, { phone, measure: line.measure }, false);
	if (steps.every(({ expected, action }) => expected !== undefined || action === 'drop')) {
		console.log(`${file}: ${steps.length} steps, every screen as written`);
	} else process.stdout.write(formatTranscript(played));
}

interface Handset {
	readonly number: string;
	readonly speak: ReturnType<typeof createSpeaker> | undefined;
	/** Id of the call that is taken up. */
	readonly takesUp: string | undefined;
}

function phoneOn(line: ReachedLine, { number, speak, takesUp }: Handset): Phone {
	const { serviceCode, chance, post } = line;
	const networkCode = NETWORKS[line.country] ?? '99999';
	switch (line.channel) {
		case 'ussd':
			return createPhone({ post, number, serviceCode, networkCode, chance });
		case 'sms':
			return createTexting({
				post,
				number,
				serviceCode,
				networkCode,
				chance,
				texts: (after) => line.texts(number, after),
			});
		case 'voice':
			return createCalling({
				...{ postTo: line.postTo, number, serviceCode, chance },
				...(speak && { speak }),
				...(takesUp !== undefined && { takesUp }),
			});
	}
}

/** @throws {Error} when the line makes no call to this number. */
async function newestCall(line: ReachedLine, number: string): Promise<string> {
	const newest = (await line.calls(number, 0)).at(-1);
	if (newest === undefined)
		throw new Error(`no call to ${number} waits. Ask for one on a line that goes on running: npm start`);
	return newest.ours;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			channel: { type: 'string', default: 'ussd' },
			lang: { type: 'string', default: 'fr' },
			country: { type: 'string' },
			number: { type: 'string' },
			script: { type: 'string' },
			play: { type: 'boolean', default: false },
			answer: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return console.log(HELP);
	const line = await reachLine({ channel: values.channel, language: values.lang, country: values.country });
	try {
		const number = values.number ?? NUMBERS[line.country] ?? '';
		const phone = phoneOn(line, {
			number,
			speak: values.play ? createSpeaker() : undefined,
			takesUp: values.answer ? await newestCall(line, number) : undefined,
		});
		if (values.script !== undefined) await playScript(values.script, phone, line);
		else await converse(phone, line, createRinging(line, number));
	} finally {
		await line.leave();
	}
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
