import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';

const FOLDERS = ['src/shared', 'src/store', 'src/store/sqlite'];

/**
 * Does what the tests ask for by files beside the database, before the worker hears a message: `.crash` ends the thread,
 * `.hang` holds it up, as a disk does that does not answer, until the file is gone.
 */
const SABOTAGE = `
import { existsSync, rmSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
const wait = new Int32Array(new SharedArrayBuffer(4));
parentPort.on('message', () => {
	if (existsSync(workerData.file + '.crash')) {
		rmSync(workerData.file + '.crash');
		process.exit(1);
	}
	while (existsSync(workerData.file + '.hang')) Atomics.wait(wait, 0, 0, 5);
});
await import('./worker-itself.js');
`;

/** The store as it is built, for a worker cannot be started from TypeScript; its worker can be made to crash and to hang. */
export function buildStore(name: string): { readonly open: string; readonly remove: () => void } {
	const target = join(process.cwd(), 'node_modules', '.cache', `${name}-${process.pid}`);
	for (const folder of FOLDERS) {
		mkdirSync(join(target, folder), { recursive: true });
		for (const file of readdirSync(folder).filter((one) => one.endsWith('.ts'))) {
			const { code } = transformSync(readFileSync(join(folder, file), 'utf8'), {
				jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
				module: { type: 'es6' },
			});
			const built = file.replace(/\.ts$/, file === 'worker.ts' ? '-itself.js' : '.js');
			writeFileSync(join(target, folder, built), code.replaceAll(/(from ')(\.[^']+)\.ts'/g, "$1$2.js'"));
		}
	}
	writeFileSync(join(target, 'package.json'), '{"type":"module"}');
	writeFileSync(join(target, 'src/store/sqlite/worker.js'), SABOTAGE);
	return {
		open: join(target, 'src/store/sqlite/open.js'),
		remove: () => rmSync(target, { recursive: true, force: true }),
	};
}
