/** Stands before every call to a part; `call` is the call itself, which the gate makes, delays, repeats or never makes. */
export type Gate = <Result>(call: () => Promise<Result>) => Promise<Result>;

/** The same part, with every method behind the gate, those of the parts inside it too; `close` passes freely. */
export function behindGate<Part extends object>(part: Part, gate: Gate): Part {
	return new Proxy(part, {
		get: (target, name) => {
			const value: unknown = Reflect.get(target, name);
			if (name === 'close') return value;
			if (typeof value === 'function') {
				return (...given: readonly unknown[]) => gate(async () => Reflect.apply(value, target, given) as unknown);
			}
			return typeof value === 'object' && value !== null ? behindGate(value, gate) : value;
		},
	});
}
