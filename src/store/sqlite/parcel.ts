/**
 * Flat values in order and all bytes in one piece: what crosses between threads at a tenth of the cost of objects, since every
 * object and every byte array of a message is otherwise copied with its own header.
 */
export interface Parcel {
	readonly cells: readonly Cell[];
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** What is sent seldom and goes as it is. */
	readonly rest: readonly unknown[];
}

export type Cell = string | number | boolean;

export interface Packer {
	readonly cell: (...cells: readonly Cell[]) => void;
	readonly bytes: (bytes: Uint8Array) => void;
	readonly rest: (value: unknown) => void;
	readonly finish: () => Parcel;
}

export function createPacker(): Packer {
	const cells: Cell[] = [];
	const pieces: Uint8Array[] = [];
	const rest: unknown[] = [];
	let length = 0;
	return {
		cell: (...given) => {
			for (const one of given) cells.push(one);
		},
		bytes: (piece) => {
			cells.push(piece.length);
			pieces.push(piece);
			length += piece.length;
		},
		rest: (value) => {
			rest.push(value);
		},
		finish: () => {
			const bytes = new Uint8Array(length);
			let at = 0;
			for (const piece of pieces) {
				bytes.set(piece, at);
				at += piece.length;
			}
			return { cells, bytes, rest };
		},
	};
}

export interface Unpacker {
	readonly more: () => boolean;
	readonly text: () => string;
	readonly number: () => number;
	readonly flag: () => boolean;
	readonly bytes: () => Uint8Array;
	readonly rest: () => unknown;
}

/** Takes apart what a packer of the same release put together, in the same order. */
export function createUnpacker({ cells, bytes, rest }: Parcel): Unpacker {
	let cell = 0;
	let at = 0;
	let other = 0;
	const next = () => cells[cell++];
	return {
		more: () => cell < cells.length,
		text: () => next() as string,
		number: () => next() as number,
		flag: () => next() as boolean,
		bytes: () => {
			const from = at;
			at += next() as number;
			return bytes.subarray(from, at);
		},
		rest: () => rest[other++],
	};
}
