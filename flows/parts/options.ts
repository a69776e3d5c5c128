import type { Option, TextRef, Value } from '../../src/conversation/index.ts';

/** Options whose labels are `<area>.<value>`. */
export function optionsOf(area: string, values: readonly string[]): readonly Option[] {
	return values.map((value) => option(value, `${area}.${value}`));
}

export function option(value: Value, key: string, group?: TextRef): Option {
	return { value, label: { key }, ...(group === undefined ? {} : { group }) };
}
