import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { wrap } from './picture/wrap.ts';
import { createCalling } from './talk/calling.ts';
import { createPhone, type Phone, type Seen } from './talk/phone.ts';
import { type ReachedLine, reachLine } from './talk/reach-line.ts';
import { createSpeaker } from './talk/speak.ts';
import { createTexting } from './talk/texting.ts';
import { formatTranscript, parseTranscript, play, writtenScreen } from './talk/transcript.ts';

const HELP = `A phone in this terminal, on the real line.

  npm run talk -- [--channel ussd|sms|voice] [--lang fr|en] [--country CI|GH] [--number +225…] [--script FILE] [--play]

Type and press Enter to send. On USSD :dial dials (again), :drop loses the session, :hang ends it; :quit leaves.
On SMS write as on a phone; what comes back is shown with its size. No text leaves this machine.
On a call type keys; an empty line is silence. What is said is shown, and spoken with --play (by espeak-ng).
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

async function converse(phone: Phone, line: ReachedLine): Promise<void> {
	if (line.channel === 'sms') console.log(`Write to ${line.serviceCode}. :quit leaves.`);
	else printScreen(await phone.dial(), line);
	const input = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' });
	input.prompt();
	for await (const typed of input) {
		if (typed === ':quit') break;
		if (line.channel === 'sms') printScreen(await phone.send(typed), line);
		else if (typed === ':drop' || typed === ':hang') {
			await phone.drop();
			console.log('The session is over. :dial dials again, :quit leaves.');
		} else if (typed === ':dial') printScreen(await phone.dial(), line);
		else if (phone.inSession()) printScreen(await phone.send(typed), line);
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

function phoneOn(line: ReachedLine, number: string, speak: ReturnType<typeof createSpeaker> | undefined): Phone {
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
			return createCalling({ postTo: line.postTo, number, serviceCode, chance, ...(speak && { speak }) });
	}
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
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return console.log(HELP);
	const line = await reachLine({ channel: values.channel, language: values.lang, country: values.country });
	try {
		const number = values.number ?? NUMBERS[line.country] ?? '';
		const phone = phoneOn(line, number, values.play ? createSpeaker() : undefined);
		if (values.script !== undefined) await playScript(values.script, phone, line);
		else await converse(phone, line);
	} finally {
		await line.leave();
	}
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
