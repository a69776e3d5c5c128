import { type Chance, systemChance } from '../../shared/chance.ts';
import { type Clock, systemClock } from '../../shared/clock.ts';
import { codeOf } from '../../shared/errors.ts';
import type { Vault } from '../../vault/vault.ts';
import { inlineLink } from './link.ts';
import { takeLock } from './lock.ts';
import { SegmentFiles } from './segment.ts';
import { type Spool, type SpoolTrouble, SpoolUnavailable } from './spool.ts';
import { realFs } from './spool-fs.ts';
import { startSpool } from './start.ts';
import { workerLink } from './worker-link.ts';

export interface SpoolOptions {
	/** Made if missing, for this user only. One process a directory. */
	readonly directory: string;
	readonly vault: Pick<Vault, 'sealFor' | 'openFor'>;
	/** Work on the files in this thread: for tests and scripts. A slow disk then stops everything else. */
	readonly inline?: boolean;
	/** Milliseconds that an append may take; default 1000. */
	readonly timeoutMs?: number;
	readonly clock?: Clock;
	readonly chance?: Pick<Chance, 'id'>;
	/** Told of what an operator should see. */
	readonly onTrouble?: (trouble: SpoolTrouble) => void;
}

/**
 * Opens the spool of a directory and counts what a former process left there; a drain hands it on.
 * @throws {SpoolTaken} when another process has it.
 * @throws {SpoolUnavailable} when the directory cannot be made, locked or read.
 */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
	const { directory, vault, timeoutMs = 1000, clock = systemClock, chance = systemChance } = options;
	try {
		realFs.makeDirectory(directory, 0o700);
	} catch (error) {
		throw new SpoolUnavailable(`The spool directory cannot be made: ${codeOf(error)}`, { cause: error });
	}
	const release = takeLock(directory);
	const link = options.inline ? inlineLink(new SegmentFiles(realFs, directory)) : workerLink(directory);
	try {
		return await startSpool(
			{ link, vault, clock, chance, timeoutMs, onTrouble: options.onTrouble ?? (() => undefined) },
			release,
		);
	} catch (error) {
		await link.close();
		release();
		throw error;
	}
}
