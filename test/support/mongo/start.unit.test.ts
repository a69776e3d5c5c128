import { jest } from '@jest/globals';

type Within = (limitMs: number, wanted: Promise<unknown>, late: () => Error) => Promise<unknown>;
/** The script is plain JavaScript, which the compiler does not read. */
const { within } = (await import(new URL('./start.mjs', import.meta.url).href)) as { readonly within: Within };

const LIMIT_MS = 60_000;

describe('waiting for a server to start', () => {
	beforeEach(() => {
		jest.useFakeTimers();
	});
	afterEach(() => {
		jest.useRealTimers();
	});

	it('leaves a server alone that started in time, however long it then runs', async () => {
		let ended = 0;
		const started = within(LIMIT_MS, Promise.resolve('ready'), () => {
			ended++;
			return new Error('late');
		});
		await expect(started).resolves.toBe('ready');
		await jest.advanceTimersByTimeAsync(LIMIT_MS * 10);
		expect(ended).toBe(0);
	});

	it('gives up on a server that is late', async () => {
		const started = within(LIMIT_MS, new Promise(() => undefined), () => new Error('late'));
		const refused = expect(started).rejects.toThrow('late');
		await jest.advanceTimersByTimeAsync(LIMIT_MS);
		await refused;
	});
});
