/** `2017-05-03T06:04:45Z` or `2017-05-03 06:04:45`, both UTC; a fraction of the second is let pass. */
const shape = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?Z?$/;

/**
 * A date as the provider writes it, in milliseconds since the epoch.
 *
 * @returns `undefined` when it cannot be read, or is no day of the calendar.
 */
export function timeOf(date: string): number | undefined {
	const parts = shape.exec(date);
	if (parts === null) return undefined;
	const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
	const at = Date.UTC(year, month - 1, day, hour, minute, second);
	const normal = `${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}.000Z`;
	return new Date(at).toISOString() === normal ? at : undefined;
}
