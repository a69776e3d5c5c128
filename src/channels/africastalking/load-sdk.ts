import { createRequire } from 'node:module';
import type { Sdk } from 'africastalking';
import type { OutgoingRequest } from './watched-transport.ts';

/** The SDK, and the HTTP client that it uses. */
export interface LoadedSdk {
	readonly create: (options: { readonly username: string; readonly apiKey: string }) => Sdk;
	readonly axios: {
		readonly interceptors: {
			readonly request: { readonly use: (before: (request: OutgoingRequest) => OutgoingRequest) => unknown };
			readonly response: { readonly use: (after: (response: object) => object) => unknown };
		};
	};
}

/**
 * Loads africastalking, which costs 160 ms and 33 MB: only where a route of it is configured. Its own HTTP client is found from
 * where it lies, so that it is the very one that it uses: the SDK has no other place to set a deadline.
 */
export async function loadSdk(): Promise<LoadedSdk> {
	const { default: create } = await import('africastalking');
	const fromHere = createRequire(import.meta.url);
	const fromSdk = createRequire(fromHere.resolve('africastalking'));
	return { create, axios: fromSdk('axios') as LoadedSdk['axios'] };
}
