/** The best few of many candidates, without sorting them all. Equals keep the order in which they came. */
export interface Best<Candidate> {
	readonly offer: (candidate: Candidate, cost: number) => void;
	/** Best first. */
	readonly ranked: () => readonly { readonly candidate: Candidate; readonly cost: number }[];
}

export function bestOf<Candidate>(most: number): Best<Candidate> {
	const ranked: { candidate: Candidate; cost: number }[] = [];
	return {
		offer: (candidate, cost) => {
			const last = ranked.at(-1);
			if (ranked.length >= most && last !== undefined && cost >= last.cost) return;
			let at = ranked.length;
			while (at > 0 && cost < (ranked[at - 1]?.cost ?? cost)) at--;
			ranked.splice(at, 0, { candidate, cost });
			if (ranked.length > most) ranked.pop();
		},
		ranked: () => ranked,
	};
}
