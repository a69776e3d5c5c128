/** Values up to here have a bucket each; above, every power of two is cut into 128, so that no figure is off by more than 0.8 %. */
const EXACT = 256;
const CUTS = 128;
/** About 36 minutes in microseconds. */
const MOST = 2 ** 31 - 1;
const BUCKETS = EXACT + (31 - 8) * CUTS;

/** Counts of latencies in microseconds, in a fixed memory whatever their number. */
export class Histogram {
	readonly #counts = new Uint32Array(BUCKETS);
	#total = 0;
	#largest = 0;

	get total(): number {
		return this.#total;
	}

	get largest(): number {
		return this.#largest;
	}

	/** @param micros what is not an integer is rounded down; what is beyond the range counts as its edge */
	add(micros: number): void {
		const value = Math.min(MOST, Math.max(0, Math.floor(micros)));
		const bucket = bucketOf(value);
		this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
		this.#total += 1;
		if (value > this.#largest) this.#largest = value;
	}

	clear(): void {
		this.#counts.fill(0);
		this.#total = 0;
		this.#largest = 0;
	}

	/** Smallest recorded size that at least this share (0 to 1) of all values do not exceed, within 0.8 %; 0 when empty. */
	quantile(share: number): number {
		const wanted = Math.max(1, Math.ceil(share * this.#total));
		let seen = 0;
		for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
			seen += this.#counts[bucket] ?? 0;
			if (seen >= wanted) return Math.min(upperEdge(bucket), this.#largest);
		}
		return 0;
	}
}

function bucketOf(value: number): number {
	if (value < EXACT) return value;
	const power = 31 - Math.clz32(value);
	return EXACT + (power - 8) * CUTS + ((value >>> (power - 7)) - CUTS);
}

function upperEdge(bucket: number): number {
	if (bucket < EXACT) return bucket;
	const power = 8 + Math.floor((bucket - EXACT) / CUTS);
	const cut = CUTS + ((bucket - EXACT) % CUTS);
	return (cut + 1) * 2 ** (power - 7) - 1;
}
