import type { RequestListener, ServerResponse } from 'node:http';
import type { Metrics } from './metrics.ts';

/** Whether turns can be kept now; parts are named for operators (`store`, `spool`), with a word each. */
export interface Readiness {
	/** The store or the spool takes writes: a database that is gone is no reason to turn people away. */
	readonly ready: boolean;
	readonly parts: Readonly<Record<string, string>>;
}

export interface AdminOptions {
	readonly readiness: () => Promise<Readiness>;
	readonly metrics: Pick<Metrics, 'page'>;
	/** What the simulator took, for `npm run talk`; absent in production. */
	readonly simulator?: Simulated;
}

/** What was sent to a number, after a position. */
export interface Simulated {
	readonly texts: (to: string, after: number) => readonly unknown[];
	readonly calls: (to: string, after: number) => readonly unknown[];
}

interface AdminAnswer {
	readonly status: number;
	readonly contentType: string;
	readonly body: string;
}

const plainText = 'text/plain; charset=utf-8';

/** The operator's listener, on loopback by default: is the process alive, is it ready, how does it fare. */
export function createAdminListener(options: AdminOptions): RequestListener {
	const answers = adminAnswers(options);
	return (request, response) => {
		const [path = '', query = ''] = (request.url ?? '').split('?', 2);
		const answer = answers.get(path);
		if (answer === undefined) return write(response, { status: 404, contentType: plainText, body: 'Not found\n' });
		if (request.method !== 'GET')
			return write(response, { status: 405, contentType: plainText, body: 'Method not allowed\n' });
		answer(new URLSearchParams(query)).then(
			(answered) => write(response, answered),
			() => write(response, { status: 503, contentType: plainText, body: 'Not available\n' }),
		);
	};
}

/** Paths that are answered, all by GET. */
export const adminPaths = ['/livez', '/readyz', '/metrics', '/simulator/texts', '/simulator/calls'] as const;

type Answering = (query: URLSearchParams) => Promise<AdminAnswer>;

const json = 'application/json; charset=utf-8';

function adminAnswers({ readiness, metrics, simulator }: AdminOptions): ReadonlyMap<string, Answering> {
	const answers: Record<(typeof adminPaths)[number], Answering> = {
		'/livez': async () => ({ status: 200, contentType: plainText, body: 'alive\n' }),
		'/readyz': async () => {
			const state = await readiness();
			return {
				status: state.ready ? 200 : 503,
				contentType: json,
				body: `${JSON.stringify(state)}\n`,
			};
		},
		'/metrics': async () => ({ status: 200, ...(await metrics.page()) }),
		'/simulator/texts': async (query) => taken(simulator?.texts, query),
		'/simulator/calls': async (query) => taken(simulator?.calls, query),
	};
	return new Map(Object.entries(answers));
}

function taken(list: Simulated['texts'] | undefined, query: URLSearchParams): AdminAnswer {
	if (list === undefined) return { status: 404, contentType: plainText, body: 'Not found\n' };
	const found = list(query.get('to') ?? '', Number(query.get('after') ?? 0));
	return { status: 200, contentType: json, body: `${JSON.stringify(found)}\n` };
}

function write(response: ServerResponse, { status, contentType, body }: AdminAnswer): void {
	response.writeHead(status, {
		'Content-Type': contentType,
		'Content-Length': Buffer.byteLength(body),
		'Cache-Control': 'no-store',
		'X-Content-Type-Options': 'nosniff',
	});
	response.end(body);
}
