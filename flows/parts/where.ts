import type { Answers, PlaceScreen } from '../../src/conversation/index.ts';
import { option } from './options.ts';

/**
 * Where it is: a community code or a typed name; "same place as before" once one is known, without saying which, since
 * somebody else may hold the phone.
 */
export function whereScreen(answers: Answers): PlaceScreen {
	return {
		kind: 'place',
		name: 'place',
		ask: { key: 'report.where' },
		simpler: { key: 'report.where.simpler' },
		...(answers['lastPlace'] === undefined ? {} : { options: [option('same', 'report.where.same')] }),
	};
}
