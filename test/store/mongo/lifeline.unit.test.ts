import { createLifeline } from '../../../src/store/mongo/lifeline.ts';

describe('the lifeline of a connection', () => {
	const make = (reconnect: () => Promise<void> = async () => undefined) => {
		const made = { at: 0, times: 0 };
		const lifeline = createLifeline(
			() => {
				made.times += 1;
				return reconnect();
			},
			() => made.at,
		);
		return { made, lifeline };
	};
	const fail = ({ made, lifeline }: ReturnType<typeof make>, from: number, to: number) => {
		for (made.at = from; made.at <= to; made.at += 500) lifeline.failed();
	};

	it('leaves a connection alone that fails now and then, or for less than ten seconds', () => {
		const one = make();
		fail(one, 0, 9_500);
		one.lifeline.succeeded();
		fail(one, 10_000, 19_500);
		expect(one.made.times).toBe(0);
	});
	it('makes a connection anew on which nothing has succeeded for ten seconds, once, and again ten seconds later', async () => {
		const one = make();
		fail(one, 0, 10_000);
		expect(one.made.times).toBe(1);
		await new Promise(setImmediate);
		fail(one, 10_500, 20_000);
		expect(one.made.times).toBe(1);
		fail(one, 20_500, 21_000);
		expect(one.made.times).toBe(2);
	});
	it('does not make two at once, and goes on after one that could not be made', async () => {
		let refuse: (error: Error) => void = () => undefined;
		const one = make(() => new Promise((_, reject) => (refuse = reject)));
		fail(one, 0, 60_000);
		expect(one.made.times).toBe(1);
		refuse(new Error('still away'));
		await new Promise(setImmediate);
		fail(one, 60_500, 80_000);
		expect(one.made.times).toBe(2);
	});
});
