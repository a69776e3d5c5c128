import fc from 'fast-check';
import { grant } from '../../src/store/rates.ts';

const NOW = 1_795_000_000_000;

describe('a route’s rate', () => {
	const rates = [0.1, 0.3, 0.5, 1, 3, 6, 7, 11, 13, 30, 70, 300];
	it.each(rates)('of %d a second grants its whole burst after a pause, and nothing more at that time', (perSecond) => {
		for (let burst = 1; burst <= 20; burst++) {
			const ask = { name: 'gh-sms', now: NOW, perSecond, burst, wanted: 99 };
			const { granted, after } = grant(0, ask);
			expect([burst, granted]).toEqual([burst, burst]);
			expect(grant(after, ask)).toEqual({ granted: 0, after });
		}
	});
	it.each(rates)(
		'of %d a second is used up by whoever asks for one every millisecond, and never exceeded',
		(perSecond) => {
			const lasting = 20_000;
			let sent = 0;
			let kept = 0;
			for (let later = 0; later <= lasting; later++) {
				const { granted, after } = grant(kept, { name: 'gh-sms', now: NOW + later, perSecond, burst: 2, wanted: 1 });
				kept = after;
				sent += granted;
			}
			const allowed = 2 + (lasting / 1_000) * perSecond;
			expect(sent).toBeLessThanOrEqual(allowed);
			// Each one granted may cost it a thousandth of a millisecond, and the last may be due just after the end.
			expect(sent).toBeGreaterThan(allowed * (1 - perSecond * 1e-6) - 1);
		},
	);
	it('is never exceeded in any stretch of time, whoever asks, for how many, by a clock however wrong', () => {
		const asks = fc.array(fc.tuple(fc.integer({ min: -300, max: 900 }), fc.nat(9)), { minLength: 1, maxLength: 40 });
		const rate = fc.record({
			perSecond: fc.double({ min: 0.05, max: 500, noNaN: true }),
			burst: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.double({ min: 1, max: 20, noNaN: true })),
		});
		fc.assert(
			fc.property(rate, asks, ({ perSecond, burst }, steps) => {
				let now = NOW;
				let kept = 0;
				const sent = steps.map(([later, wanted]) => {
					now += later;
					const { granted, after } = grant(kept, { name: 'gh-sms', now, perSecond, burst, wanted });
					expect(granted).toBeLessThanOrEqual(wanted);
					expect(after).toBeGreaterThanOrEqual(kept);
					kept = after;
					return { now, granted };
				});
				for (const [from] of sent.entries()) {
					let total = 0;
					let earliest = Number.POSITIVE_INFINITY;
					let latest = 0;
					for (const one of sent.slice(from)) {
						if (one.granted === 0) continue;
						total += one.granted;
						earliest = Math.min(earliest, one.now);
						latest = Math.max(latest, one.now);
						expect(total).toBeLessThanOrEqual(burst + ((latest - earliest) / 1_000) * perSecond + 1e-9);
					}
				}
			}),
		);
	});
});
