import { createProgrammeDesk, type DeskParts, type ProgrammeDesk } from '../programmes/desk.ts';
import type { Settings } from '../settings/settings.ts';
import type { RecordStore } from '../store/records.ts';
import type { Loaded } from './load-words.ts';

/** The catalogue's desk of this installation, the same for the command line, the API and the pages. */
export function openProgrammeDesk(
	records: RecordStore,
	{ words, programme, areas }: Pick<Loaded, 'words' | 'programme' | 'areas'>,
	{ publishByAnother, kAnonymity }: Pick<Settings, 'publishByAnother' | 'kAnonymity'>,
	told: DeskParts['told'],
): ProgrammeDesk {
	return createProgrammeDesk({
		records,
		ground: { words, routes: programme.routes },
		areas,
		byAnother: publishByAnother === '1',
		least: kAnonymity,
		...(told === undefined ? {} : { told }),
	});
}
