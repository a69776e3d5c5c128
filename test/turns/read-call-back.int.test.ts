import { type CallBack, readCallBack } from '../../src/turns/read-call-back.ts';
import { openLine, type TestLine } from '../support/line.ts';

let line: TestLine;

beforeEach(async () => {
	line = await openLine();
});

afterEach(() => line.close());

async function wishes(): Promise<readonly CallBack[]> {
	const rows = await line.store.outbox.list({ after: '', most: 9 });
	return Promise.all(rows.map((row) => readCallBack(row, line)));
}

/** Dials and types one after another; gives the last screen. */
async function type(...typed: readonly string[]): Promise<string> {
	const phone = line.phone('ci-ussd');
	let seen = await phone.dial();
	for (const one of typed) seen = await phone.send(one);
	return seen.text;
}

const minimal = ['1', '1', '1', '2', '260401', '2'] as const;

it('tells whom to call who could not go on, though no case was opened', async () => {
	await type('1', '1', 'x', 'y', 'z', '1');
	expect(await wishes()).toMatchObject([{ number: '+2250700000001', language: 'fr' }]);
});

it('tells the number and the time that a reporter chose, with the code of the case', async () => {
	await type(...minimal, '1', '1', '2', '4', '3', '2');
	expect(await wishes()).toMatchObject([
		{ number: '+2250700000001', time: 'evening', code: expect.stringMatching(/^\d{8}$/) },
	]);
});

it('has nobody called who withdrew the report, since the case keeps no number any more', async () => {
	const phone = line.phone('ci-ussd');
	await phone.dial();
	let receipt = '';
	for (const one of minimal) receipt = (await phone.send(one)).text;
	const [, code = '', pin = ''] = /(\d{8}).*?(\d{6})/.exec(receipt) ?? [];
	for (const one of ['1', '1', '2', '4', '3', '2']) await phone.send(one);
	await phone.dial();
	for (const one of ['4', code, pin, '3', '1']) await phone.send(one);
	expect(await wishes()).toMatchObject([{ closed: 'withdrawn' }]);
});
