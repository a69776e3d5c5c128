import { watchPauses } from '../../../src/store/mongo/pauses.ts';

/** Holds the whole process up, as a pause does. */
function holdUp(milliseconds: number): void {
	const until = performance.now() + milliseconds;
	while (performance.now() < until);
}

describe('the watch for pauses', () => {
	it('knows that the process was held up, even before its own timer comes round, and for two seconds', () => {
		let skipped = 0;
		const pauses = watchPauses(() => performance.now() + skipped);
		expect(pauses.recently()).toBe(false);
		holdUp(600);
		expect(pauses.recently()).toBe(true);
		skipped = 400;
		expect(pauses.recently()).toBe(true);
		pauses.stop();
	});
	it('forgets it after that, and takes no ordinary delay for a pause', () => {
		let at = 0;
		const pauses = watchPauses(() => at);
		for (at = 0; at < 2_000; at += 450) expect(pauses.recently()).toBe(false);
		at += 1_000;
		expect(pauses.recently()).toBe(true);
		for (let step = 0; step < 5; step++) {
			at += 450;
			pauses.recently();
		}
		expect(pauses.recently()).toBe(false);
		pauses.stop();
	});
});
