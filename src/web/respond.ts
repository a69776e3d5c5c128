import type { Request, RequestHandler } from 'express';

/** What a page or an endpoint answers. */
export interface WebResponse {
	readonly status: number;
	/** With its charset. */
	readonly contentType: string;
	readonly body: string;
	readonly headers?: Readonly<Record<string, string>>;
}

/** An Express handler that returns its response, so that it can neither answer twice nor forget to; what it throws becomes the error page. */
export function respond(handle: (request: Request) => WebResponse | Promise<WebResponse>): RequestHandler {
	return async function respondWith(request, response) {
		const { status, contentType, body, headers } = await handle(request);
		response
			.status(status)
			.set({ ...headers, 'Content-Type': contentType })
			.send(body);
	};
}
