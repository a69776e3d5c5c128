/** Tests are named for their speed: `*.unit.test.ts`, `*.int.test.ts` (a real database, sockets), `*.e2e.test.ts` (real processes). */
export default {
	testEnvironment: 'node',
	extensionsToTreatAsEsm: ['.ts'],
	roots: ['<rootDir>/test'],
	testMatch: ['**/*.test.ts'],
	transform: {
		'^.+\\.ts$': [
			'@swc/jest',
			{ jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
		],
	},
	// No test proves a speed: a slow machine is waited for, and what hangs is found all the same.
	testTimeout: 30_000,
	maxWorkers: 2,
	// Modules of a finished file stay in memory: a worker that holds too many of them spends its time looking after them.
	workerIdleMemoryLimit: '1GB',
};
