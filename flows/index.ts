import { createFlows, type Flows } from '../src/conversation/index.ts';
import { child } from './child.ts';
import { details } from './details.ts';
import { home } from './home.ts';
import { mine } from './mine.ts';
import { receipt } from './receipt.ts';
import { report } from './report.ts';

/**
 * Every flow, in every version that a stored conversation may still be in. `home` is entered by a dial; the others from it:
 * `report` and `child` lead to `receipt`, and that to `details`; `mine` asks for a report by its code and PIN.
 */
export const flows: Flows = createFlows([home, report, child, receipt, details, mine]);
