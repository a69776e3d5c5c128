import { createFlows, type Flows } from '../src/conversation/index.ts';
import { child } from './child.ts';
import { complaint } from './complaint.ts';
import { details } from './details.ts';
import { home } from './home.ts';
import { learn } from './learn.ts';
import { mine } from './mine.ts';
import { price } from './price.ts';
import { receipt } from './receipt.ts';
import { record } from './record.ts';
import { report } from './report.ts';
import { work } from './work.ts';

/**
 * Every flow, in every version that a stored conversation may still be in. `home` is entered by a dial; the others from it:
 * `report`, `child` and `complaint` lead to `receipt`, and that to `details`; `mine` asks for a report by its code and PIN; `learn` tells
 * what is open to people, `price` and `work` what they ask most, and all three lead to `complaint` or `report` if somebody wants that.
 * `record` is entered by a call on a line for recording, and leads nowhere.
 */
export const flows: Flows = createFlows([
	home,
	report,
	child,
	complaint,
	receipt,
	details,
	mine,
	learn,
	price,
	work,
	record,
]);
