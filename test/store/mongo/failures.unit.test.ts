import mongoose from 'mongoose';
import { asOurs, isDuplicate, StoreDamaged, within } from '../../../src/store/mongo/failures.ts';
import { StoreUnavailable } from '../../../src/store/unavailable.ts';

const { MongoNetworkError, MongoServerError } = mongoose.mongo;
const never = new Promise<string>(() => undefined);

/** Holds the whole process up, as a pause does. */
function holdUp(milliseconds: number): void {
	const until = performance.now() + milliseconds;
	while (performance.now() < until);
}

describe('a failure of the driver', () => {
	it.each([
		['of the network', new MongoNetworkError('connection 3 to db.example:27017 closed')],
		['of the server', new MongoServerError({ message: 'not primary, canary', code: 10_107 })],
		['of mongoose', new mongoose.Error.MongooseServerSelectionError('canary')],
		['of a socket itself', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })],
		['of a name server', Object.assign(new Error('getaddrinfo ENOTFOUND db.canary'), { code: 'ENOTFOUND' })],
	])('%s is a store that is away, in words that name no host and no value', (_, error) => {
		const ours = asOurs(error);
		expect(ours).toBeInstanceOf(StoreUnavailable);
		expect((ours as Error).message).not.toMatch(/canary|example/);
	});
	it('that is a mistake of ours is not', () => {
		const mistake = new TypeError('a commit is one person’s');
		expect(asOurs(mistake)).toBe(mistake);
		expect(asOurs(new mongoose.Error.CastError('Buffer', 'canary', 'profile'))).toBeInstanceOf(StoreDamaged);
	});
	it('is a duplicate only where unique indexes refused and nothing else', () => {
		expect(isDuplicate(new MongoServerError({ message: 'E11000', code: 11_000 }))).toBe(true);
		expect(isDuplicate(new MongoServerError({ message: 'slow', code: 64 }))).toBe(false);
		expect(isDuplicate(new MongoNetworkError('closed'))).toBe(false);
	});
});

describe('a question', () => {
	it('is given up after its time', async () => {
		await expect(within(20, never)).rejects.toThrow(StoreUnavailable);
	});
	it('has its time again when the whole process was held up, and its answer is heard', async () => {
		const answer = new Promise<string>((resolve) => setTimeout(() => setImmediate(resolve, 'answer'), 60));
		const asked = within(50, answer);
		holdUp(300);
		expect(await asked).toBe('answer');
	});
	it('is given up all the same when no answer comes after that', async () => {
		const asked = within(50, never);
		holdUp(300);
		await expect(asked).rejects.toThrow(StoreUnavailable);
	});
});
