import { jest } from '@jest/globals';
import type { GatewayRequest } from '../../../src/channels/channel.ts';
import { type HandlerTable, replaced, requestOf, routeSecret } from './handler-table.ts';
import { listening } from './listening.ts';

/**
 * What must be said nowhere: the secrets, and of what was sent all that may tell of somebody. Words of the provider's own, such as
 * a status, are let pass.
 */
function markersOf(table: HandlerTable): readonly string[] {
	const values = table.plain
		.flatMap(({ fields }) => fields.map(([, value]) => value))
		.filter((value) => value !== table.route.serviceCode);
	const telling = values.filter((value) => (value.match(/\d/g) ?? []).length >= 6 || /[^!-~]/.test(value));
	const numbers = telling
		.filter((value) => /^\+\d+$/.test(value))
		.flatMap((value) => [value.slice(1), value.slice(-7)]);
	const inForms = [...telling, ...numbers].flatMap((value) => [value, encodeURIComponent(value)]);
	return [...new Set([...inForms, routeSecret, ...(table.secrets ?? []), ...signaturesOf(table)])];
}

function signaturesOf(table: HandlerTable): readonly string[] {
	return requestsOf(table).flatMap(({ headers = {} }) => Object.values(headers).flatMap((value) => value ?? []));
}

/** Plain requests, and what goes wrong with them in every way that is answered in another place. */
function requestsOf(table: HandlerTable): readonly GatewayRequest[] {
	const [most] = table.plain;
	const plain = table.plain.map(({ fields, query }) => requestOf(table, { body: table.encode(fields), query }));
	const odd = table.plain.flatMap(({ fields, query, needs }) =>
		needs.map((name) => requestOf(table, { body: table.encode(fields.filter((field) => field[0] !== name)), query })),
	);
	const strange = most.fields.map(([name, value]) =>
		requestOf(table, { body: table.encode(replaced(most.fields, name, `${value}\0${value}`)), query: most.query }),
	);
	const [first] = plain;
	if (first === undefined) return [];
	return [
		...plain,
		...odd,
		...strange,
		{ ...first, contentType: 'text/plain; of=+2250701020304' },
		{ ...first, headers: { ...first.headers, 'content-encoding': 'gzip' } },
		{ ...first, headers: { 'x-twilio-signature': 'bad' } },
		{ ...first, body: Buffer.concat([first.body, Buffer.alloc(40_000, first.body)]) },
		{ ...first, target: `${first.target ?? ''}?${first.body.toString()}` },
		{ ...first, target: `${first.target ?? ''}x` },
		{ ...first, target: `${first.target ?? ''}/${encodeURIComponent(first.body.toString())}` },
	];
}

/** Fails with an error that quotes all it knows, as those of libraries do. */
class Telling extends Error {
	readonly about: unknown;

	constructor(about: unknown) {
		super(`could not keep ${JSON.stringify(about)} at ${routeSecret}`);
		this.about = about;
	}
}

/** The same with a code for machines, where the log would look for a word of ours. */
class TellingByCode extends Telling {
	readonly code: string;

	constructor(about: unknown) {
		super(about);
		this.code = JSON.stringify(about);
	}
}

interface Line {
	readonly how: string;
	readonly line: (about: unknown) => Promise<void>;
	/** Whether the log has something to hold back. */
	readonly drops: boolean;
}

const lines: readonly Line[] = [
	{ how: 'all goes well', line: async () => {}, drops: false },
	{ how: 'an error quotes everything', line: (about) => Promise.reject(new Telling(about)), drops: false },
	{ how: "an error's code does", line: (about) => Promise.reject(new TellingByCode(about)), drops: true },
	{ how: 'what fails is no error', line: (about) => Promise.reject(about as Error), drops: false },
];

/** On a call the provider is told where the next turn goes: its own address, with its secret. */
const withoutNext = (body: string): string => body.replaceAll(routeSecret, '');

export function describeNothingSaid(table: HandlerTable): void {
	const markers = markersOf(table);

	it('has marks to look for', () => {
		expect(markers.length).toBeGreaterThan(5);
	});
	it.each(lines)('tells nobody a number, a word, an id or a secret when $how', async ({ line, drops }) => {
		const printed = capturePrinted();
		try {
			await listening(table, { line }, async (send, heard) => {
				const answers: string[] = [];
				for (const request of requestsOf(table)) answers.push(withoutNext((await send(request)).body));
				const said = [...heard.lines, ...answers, ...printed.lines, await heard.labels()].join('\n');
				expect(markers.filter((marker) => said.includes(marker))).toEqual([]);
				expect(heard.lines.length).toBeGreaterThan(table.plain.length);
				expect(heard.dropped() > 0).toBe(drops);
			});
		} finally {
			printed.stop();
		}
	});
}

/** What goes past the log. */
function capturePrinted(): { readonly lines: string[]; readonly stop: () => void } {
	const lines: string[] = [];
	const spies = (['debug', 'log', 'info', 'warn', 'error', 'trace'] as const).map((method) =>
		jest.spyOn(console, method).mockImplementation((...said: unknown[]) => {
			lines.push(said.map(String).join(' '));
		}),
	);
	return {
		lines,
		stop: () => {
			for (const spy of spies) spy.mockRestore();
		},
	};
}
