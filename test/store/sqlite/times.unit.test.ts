import fc from 'fast-check';
import { packTimes, unpackTimes } from '../../../src/store/sqlite/times.ts';

it('keeps any times exactly, since a limit is counted from them', () => {
	fc.assert(
		fc.property(fc.array(fc.maxSafeNat()), (times) => {
			expect(unpackTimes(packTimes(times))).toEqual(times);
		}),
	);
});

it('reads times from the middle of other bytes', () => {
	const around = new Uint8Array(27);
	around.set(packTimes([1_795_000_000_000, 7]), 3);
	expect(unpackTimes(around.subarray(3, 19))).toEqual([1_795_000_000_000, 7]);
});
