import { createHash } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { type Sounds, soundNamed } from './sounds.ts';

/** An address names its content, so that whoever fetched it need never ask again. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * Answers `GET` and `HEAD` of `/audio/<ids>.<mp3|wav>` with clips joined into one sound. Public: it says what anybody hears who
 * calls the line, and is fetched by providers that present nothing. A part may be asked for by `Range`.
 */
export function serveSound(sounds: Sounds): RequestHandler<{ readonly name: string }> {
	return function playSound(request, response, next) {
		const sound = soundNamed(request.params.name, sounds);
		if (sound === undefined) return next();
		const { bytes, contentType } = sound;
		const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
		response.set({ 'Content-Type': contentType, 'Cache-Control': FOR_EVER, ETag: etag, 'Accept-Ranges': 'bytes' });
		const part = partOf(request, bytes.length, etag);
		if (part === 'none') return void response.status(416).set('Content-Range', `bytes */${bytes.length}`).end();
		if (part === 'all') return void response.status(200).send(bytes);
		response.status(206).set('Content-Range', `bytes ${part.start}-${part.end}/${bytes.length}`);
		response.send(bytes.subarray(part.start, part.end + 1));
	};
}

type Part = 'all' | 'none' | { readonly start: number; readonly end: number };

/** Several ranges at once, and what is no range, are answered with all of it: https://www.rfc-editor.org/rfc/rfc9110#section-14.2. */
function partOf(request: Pick<Request, 'get' | 'range' | 'method'>, length: number, etag: string): Part {
	const onlyIf = request.get('If-Range');
	if (request.method !== 'GET' || (onlyIf !== undefined && onlyIf !== etag)) return 'all';
	const ranges = request.range(length, { combine: true });
	if (ranges === -1) return 'none';
	if (ranges === undefined || ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return 'all';
	return ranges[0] ?? 'all';
}
