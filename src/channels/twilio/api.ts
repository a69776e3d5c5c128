import type TwilioSdk from 'twilio';
import { exchange, Unanswered } from './exchange.ts';

export interface ApiOptions {
	/** `AC` and 32 hexadecimal digits. */
	readonly accountSid: string;
	readonly authToken: string;
	/** Milliseconds for one request, with its connection. */
	readonly timeoutMs: number;
	/** Origin of Twilio's API; for tests. */
	readonly baseUrl?: string;
}

/** How a request to Twilio's API went. */
export type Ran<T> =
	| { readonly is: 'done'; readonly value: T }
	/** Answered with an error; `code` is Twilio's, '' where it gives none. */
	| { readonly is: 'error'; readonly status: number; readonly code: string }
	| { readonly is: 'unanswered'; readonly word: string; readonly handedOver: boolean };

export interface Api {
	/** Runs one request of Twilio's client; never throws. */
	readonly run: <T>(work: (client: TwilioSdk.Twilio) => Promise<T>, signal: AbortSignal) => Promise<Ran<T>>;
}

export const twilioOrigin = 'https://api.twilio.com';
/** A page of a hundred messages takes some 150 KB. */
const mostBytes = 2_000_000;

/**
 * Twilio's client on a transport of ours: one attempt without retries, an end by signal and time, and a word on whether
 * anything was handed over. The package is loaded at once, but not waited for.
 */
export function createApi(options: ApiOptions): Api {
	const loading = import('twilio').then(({ default: sdk }) => sdk);
	/** Reported by the first request that needs it. */
	loading.catch(() => undefined);
	return {
		run: async (work, signal) => {
			let answered = { status: 0, code: '' };
			try {
				const sdk = await loading;
				const client = clientOf(sdk, options, signal, (status, code) => {
					answered = { status, code };
				});
				return { is: 'done', value: await work(client) };
			} catch (error) {
				if (error instanceof Unanswered) return { is: 'unanswered', word: error.code, handedOver: error.handedOver };
				if (answered.status === 0) return { is: 'unanswered', word: 'client-not-ready', handedOver: false };
				if (answered.status >= 300) return { is: 'error', ...answered };
				return { is: 'unanswered', word: 'answer-implausible', handedOver: true };
			}
		},
	};
}

function clientOf(
	sdk: typeof TwilioSdk,
	{ accountSid, authToken, timeoutMs, baseUrl = twilioOrigin }: ApiOptions,
	signal: AbortSignal,
	heard: (status: number, code: string) => void,
): TwilioSdk.Twilio {
	const httpClient = new sdk.RequestClient({ timeout: timeoutMs });
	httpClient.request = async ({ method, uri, params, data, headers }) => {
		const asked = new URL(uri);
		const url = new URL(asked.pathname + asked.search, baseUrl);
		for (const [name, value] of pairsOf(params)) url.searchParams.append(name, value);
		const { status, body } = await exchange({
			url,
			method: method.toUpperCase(),
			headers: { ...headersOf(headers), Authorization: basicAuth(accountSid, authToken) },
			...(data === undefined ? {} : { body: new URLSearchParams(pairsOf(data)).toString() }),
			timeoutMs,
			mostBytes,
			signal,
		});
		const parsed = parse(body.toString('utf8'));
		heard(status, codeIn(parsed));
		return { statusCode: status, body: parsed as never, headers: {}, toString: () => 'answer' };
	};
	return new sdk.Twilio(accountSid, authToken, { httpClient, accountSid });
}

export function basicAuth(user: string, password: string): string {
	return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function pairsOf(data: unknown): [string, string][] {
	return Object.entries(data ?? {}).flatMap(([name, value]) =>
		(Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, String(one)]),
	);
}

function headersOf(headers: unknown): Record<string, string> {
	return Object.fromEntries(pairsOf(headers));
}

/** `{}` for what is no JSON object: the client reads any member of it as missing. */
function parse(text: string): object {
	try {
		const parsed: unknown = JSON.parse(text);
		return typeof parsed === 'object' && parsed !== null ? parsed : {};
	} catch {
		return {};
	}
}

function codeIn(body: object): string {
	const code = (body as { code?: unknown }).code;
	return typeof code === 'number' && Number.isSafeInteger(code) ? String(code) : '';
}
