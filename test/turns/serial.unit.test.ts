import { createSerial } from '../../src/turns/serial.ts';

function gate() {
	let open: () => void = () => {};
	const opened = new Promise<void>((resolve) => {
		open = resolve;
	});
	return { open, opened };
}

it('runs what belongs to one key in the order in which it came, even when the first is slow', async () => {
	const serial = createSerial();
	const order: string[] = [];
	const slow = gate();
	const first = serial('a', async () => {
		await slow.opened;
		order.push('first');
	});
	const second = serial('a', async () => {
		order.push('second');
	});
	slow.open();
	await Promise.all([first, second]);
	expect(order).toEqual(['first', 'second']);
});

it('lets other keys pass a slow one', async () => {
	const serial = createSerial();
	const slow = gate();
	const waiting = serial('a', () => slow.opened);
	await expect(serial('b', async () => 'done')).resolves.toBe('done');
	slow.open();
	await waiting;
});

it('goes on after a failure, which only its own caller sees', async () => {
	const serial = createSerial();
	const failing = serial('a', async () => {
		throw new Error('lost');
	});
	const next = serial('a', async () => 'next');
	await expect(failing).rejects.toThrow('lost');
	await expect(next).resolves.toBe('next');
});
