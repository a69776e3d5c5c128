import { type Answers, defineFlow, flowSetup } from '../src/conversation/index.ts';
import { filing } from './parts/filing.ts';

/** A place of our list is known from what was asked before. */
function isPlaceKnown({ place, lastPlace }: Answers): boolean {
	return place === 'same' ? lastPlace !== undefined : typeof place === 'object' && place.code !== undefined;
}

/**
 * A concern that somebody comes to by asking: asked for money, refused, paid too little. What and whom it concerns is known, and
 * where mostly is; it is filed as any other.
 */
export const complaint = defineFlow({
	id: 'complaint',
	version: 1,
	machine: flowSetup.createMachine({
		id: 'complaint',
		context: ({ input }) => input,
		initial: 'begin',
		states: {
			begin: {
				always: [
					{ guard: ({ context: { answers } }) => isPlaceKnown(answers), target: 'numbering' },
					{ target: 'where' },
				],
			},
			...filing,
		},
	}),
});
