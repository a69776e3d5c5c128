import process from 'node:process';

/** A set-up that cannot go on; its message is all that the user needs. */
export class SetUpError extends Error {}

/** Progress goes to standard error: standard output belongs to the program that is started. @param {string} line */
export function say(line) {
	process.stderr.write(`${line}\n`);
}

/** @param {number} since milliseconds, from `performance.now()` */
export function secondsSince(since) {
	return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
