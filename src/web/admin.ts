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
		const answer = answers.get((request.url ?? '').split('?', 1)[0] ?? '');
		if (answer === undefined) return write(response, { status: 404, contentType: plainText, body: 'Not found\n' });
		if (request.method !== 'GET')
			return write(response, { status: 405, contentType: plainText, body: 'Method not allowed\n' });
		answer().then(
			(answered) => write(response, answered),
			() => write(response, { status: 503, contentType: plainText, body: 'Not available\n' }),
		);
	};
}

/** Paths that are answered, all by GET. */
export const adminPaths = ['/livez', '/readyz', '/metrics'] as const;

function adminAnswers({ readiness, metrics }: AdminOptions): ReadonlyMap<string, () => Promise<AdminAnswer>> {
	const answers: Record<(typeof adminPaths)[number], () => Promise<AdminAnswer>> = {
		'/livez': async () => ({ status: 200, contentType: plainText, body: 'alive\n' }),
		'/readyz': async () => {
			const state = await readiness();
			return {
				status: state.ready ? 200 : 503,
				contentType: 'application/json; charset=utf-8',
				body: `${JSON.stringify(state)}\n`,
			};
		},
		'/metrics': async () => ({ status: 200, ...(await metrics.page()) }),
	};
	return new Map(Object.entries(answers));
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
