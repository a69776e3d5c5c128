import { Agent, request } from 'node:http';
import type { Callback } from './book.ts';
import type { Caller } from './caller.ts';
import type { ServiceProcess } from './process.ts';

interface Answer {
	readonly status: number;
	readonly body: string;
}

/** Longer than any gateway waits. */
const PATIENCE_MS = 20_000;

/** Speaks to one process of the service as Africa's Talking does. */
export class Gateway {
	readonly #url: URL;
	readonly #serviceCode: string;
	readonly #agent = new Agent({ keepAlive: true, noDelay: true });

	readonly #patienceMs: number;

	/** @param patienceMs how long an answer is waited for. */
	constructor(service: Pick<ServiceProcess, 'origin' | 'path' | 'serviceCode'>, patienceMs: number = PATIENCE_MS) {
		this.#patienceMs = patienceMs;
		this.#url = new URL(service.path, service.origin);
		this.#serviceCode = service.serviceCode;
	}

	/** Posts one callback. Rejects when the connection breaks or no answer comes. */
	post({ sessionId, number, text }: Callback): Promise<Answer> {
		const fields = { sessionId, phoneNumber: number, networkCode: '62001', serviceCode: this.#serviceCode, text };
		const form = new URLSearchParams(fields).toString();
		return new Promise((resolve, reject) => {
			const sending = request(this.#url, {
				method: 'POST',
				agent: this.#agent,
				timeout: this.#patienceMs,
				headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': form.length },
			});
			sending.on('timeout', () => sending.destroy(new Error('no answer')));
			sending.on('error', reject);
			sending.on('response', (response) => {
				const chunks: Buffer[] = [];
				response.on('data', (chunk: Buffer) => chunks.push(chunk));
				response.on('error', reject);
				response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
			});
			sending.end(form);
		});
	}

	/** The caller's next turn. @returns whether an answer came; if none did, the turn stays due. */
	async turn(caller: Caller): Promise<boolean> {
		const sentAt = performance.now();
		try {
			const { status, body } = await this.post(caller.next());
			caller.answered(status, body, sentAt, performance.now());
			return true;
		} catch {
			return false;
		}
	}

	/** All of them take turn after turn, as fast as answers come, until `goesOn` says no or there is no answer any more. */
	async talk(callers: readonly Caller[], goesOn: (caller: Caller) => boolean): Promise<void> {
		const one = async (caller: Caller) => {
			while (goesOn(caller) && (await this.turn(caller)));
		};
		await Promise.all(callers.map(one));
	}

	close(): void {
		this.#agent.destroy();
	}
}
