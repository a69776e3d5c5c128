import fs from 'node:fs';

/** What the spool asks of the file system. A seam for the fault tests; every call waits for the disk, as `node:fs` does. */
export interface SpoolFs {
	/** Creates it, and those above it, if missing. */
	readonly makeDirectory: (path: string, mode: number) => void;
	readonly names: (directory: string) => readonly string[];
	/** `ax` creates and appends, `a` appends, `r+` changes in place, `r` is for syncing a directory. */
	readonly open: (path: string, flags: 'ax' | 'a' | 'r+' | 'r', mode?: number) => number;
	/** Appends at most `bytes`; returns how many were written. */
	readonly write: (file: number, bytes: Uint8Array) => number;
	readonly truncate: (file: number, length: number) => void;
	/** Content, size and the directory's entries reach the disk. */
	readonly sync: (file: number) => void;
	/** Content and what is needed to read it back reach the disk. */
	readonly syncData: (file: number) => void;
	readonly close: (file: number) => void;
	readonly read: (path: string) => Uint8Array;
	readonly rename: (from: string, to: string) => void;
	readonly remove: (path: string) => void;
}

export const realFs: SpoolFs = {
	makeDirectory: (path, mode) => {
		fs.mkdirSync(path, { recursive: true, mode });
		// Had it been there already, it may be open to others.
		fs.chmodSync(path, mode);
	},
	names: (directory) => fs.readdirSync(directory),
	open: (path, flags, mode) => fs.openSync(path, flags, mode),
	write: (file, bytes) => fs.writeSync(file, bytes),
	truncate: (file, length) => fs.ftruncateSync(file, length),
	sync: (file) => fs.fsyncSync(file),
	syncData: (file) => fs.fdatasyncSync(file),
	close: (file) => fs.closeSync(file),
	read: (path) => fs.readFileSync(path),
	rename: (from, to) => fs.renameSync(from, to),
	remove: (path) => fs.unlinkSync(path),
};
