import { flows } from '../../flows/index.ts';
import { faultsOf } from '../../scripts/prove/prove.ts';
import { proveRecording } from '../../scripts/prove/prove-recording.ts';
import { loaded } from '../support/line.ts';

describe('the proof of a line for recording', () => {
	const proven = proveRecording(
		flows,
		{ ...loaded, told: { entries: [], prices: loaded.prices } },
		loaded.programme.routes.map(({ id }) => id),
		0,
	);

	it('finds no fault in what is said to those who record', () => {
		expect(faultsOf(proven)).toBe('');
	});

	it('walks it in every language in which a call is held, and comes to no report', () => {
		const calls = loaded.programme.routes.filter(({ channel }) => channel === 'voice');
		expect(proven.map(({ route, language }) => `${route} ${language}`)).toEqual(
			calls.flatMap(({ id, languages }) => languages.map((language) => `${id} recording ${language}`)),
		);
		for (const { screens, minimal } of proven) {
			expect(screens).toBeGreaterThan(20);
			expect(minimal).toBe(0);
		}
	});
});
