import { openConnection } from './connection.ts';
import { createEngine, type Engine } from './engine.ts';
import type { Link, LinkEnd } from './question.ts';
import { createRunner } from './runner.ts';

/** Opens the database of a file. @param existing see `openConnection`. */
export function openEngine(file: string, existing: boolean): Engine {
	const connection = openConnection(file, existing);
	try {
		return createEngine(connection, file);
	} catch (error) {
		connection.close();
		throw error;
	}
}

/** The engine in the thread that asks: for tests, scripts and tools, where nobody waits for anything else. */
export function openInlineLink(file: string, patienceMs: number): (end: LinkEnd) => Link {
	const engine = openEngine(file, false);
	return (end) => {
		const runner = createRunner({ engine, reopen: () => openEngine(file, true), end, patienceMs });
		return {
			send: (questions) => {
				runner.take(questions);
				runner.tidy();
			},
			close: async () => runner.close(),
		};
	};
}
