import express, { type ErrorRequestHandler, type Express, type Router } from 'express';
import helmet from 'helmet';
import { serveSound } from './audio/serve-sound.ts';
import { type FetchTake, serveTake, takesPrefix } from './audio/serve-take.ts';
import { audioPrefix, NO_SOUNDS, type Sounds } from './audio/sounds.ts';
import { failureOf } from './error-status.ts';
import { failurePage, homePage, notFoundPage, styleSource } from './pages.ts';
import { respond } from './respond.ts';

/** Most bytes of a body that a page or an endpoint of staff takes. */
const longestBody = 262_144;
/** Most fields of a form. */
const mostFields = 256;

export interface AppObserver {
	readonly answered: (status: number) => void;
	/** `error` is for its code; its message may quote a person. */
	readonly failed: (status: number, error: unknown) => void;
}

/** The API's router, and from whom the address of a caller is taken (Express's `trust proxy`). */
export interface MountedApi {
	readonly router: Router;
	readonly trustedProxies: string;
}

/** Everything that is no gateway's webhook. Pages, endpoints, the simulator and what calls play are mounted here. */
export function createApp(
	observer: AppObserver,
	sounds: Sounds = NO_SOUNDS,
	api?: MountedApi,
	fetchTake?: FetchTake,
): Express {
	const app = express();
	app.disable('x-powered-by');
	app.disable('etag');
	app.use(function countAnswers(_request, response, next) {
		response.on('finish', () => observer.answered(response.statusCode));
		next();
	});
	app.use(
		helmet({
			contentSecurityPolicy: { useDefaults: false, directives: contentSecurity },
			referrerPolicy: { policy: 'no-referrer' },
		}),
	);
	if (api !== undefined) {
		app.set('trust proxy', api.trustedProxies);
		// Before the readers of bodies: the API reads its own, of callers with a key.
		app.use(api.router);
	}
	app.use(express.json({ limit: longestBody, inflate: false }));
	app.use(express.urlencoded({ extended: false, limit: longestBody, inflate: false, parameterLimit: mostFields }));
	app.get(
		'/',
		respond(() => homePage),
	);
	app.get(`${audioPrefix}:name`, serveSound(sounds));
	if (fetchTake !== undefined) app.get(`${takesPrefix}:id`, serveTake(fetchTake));
	app.use(respond(() => notFoundPage));
	app.use(failWith(observer));
	return app;
}

/** Nothing from anywhere but what a page names; no script, no frame, no form to another place. */
const contentSecurity = {
	defaultSrc: ["'none'"],
	styleSrc: [styleSource],
	baseUri: ["'none'"],
	formAction: ["'self'"],
	frameAncestors: ["'none'"],
};

function failWith(observer: AppObserver): ErrorRequestHandler {
	return function showFailure(error, _request, response, next) {
		const { status, code } = failureOf(error);
		observer.failed(status, error);
		if (response.headersSent) return next(error);
		const page = failurePage(status, code);
		response.status(status).set('Content-Type', page.contentType).send(page.body);
	};
}
