import { drive } from './drive.ts';
import type { LoadPlan } from './load-plan.ts';

/** The load generator's own process: takes a plan as JSON in its first argument, gives the result as JSON on standard output. */
const plan = JSON.parse(process.argv[2] ?? '{}') as LoadPlan;
process.stdout.write(`${JSON.stringify(await drive(plan))}\n`);
