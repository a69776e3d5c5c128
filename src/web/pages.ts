import { createHash } from 'node:crypto';
import type { WebResponse } from './respond.ts';

const style = `:root{color-scheme:light dark}body{font:1.125rem/1.6 system-ui,sans-serif;max-width:38rem;margin:0 auto;padding:2rem 1rem}h1{font-size:1.5rem}`;

/** The one style that the content security policy lets in. */
export const styleSource = `'sha256-${createHash('sha256').update(style).digest('base64')}'`;

const html = 'text/html; charset=utf-8';

function page(status: number, title: string, main: string): WebResponse {
	const body = `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;
	return { status, contentType: html, body };
}

/** What a person finds who opens the service's address: what this is, and that a report is made by phone. */
export const homePage = page(
	200,
	'Kasakuma',
	`<h1>Kasakuma</h1>
<section>
<p>Kasakuma est la ligne téléphonique des communautés du cacao en Côte d’Ivoire et au Ghana.
On s’en sert depuis n’importe quel téléphone, en composant le code affiché dans la communauté.
Ce n’est pas un service d’urgence, et rien ne se signale sur cette page.</p>
</section>
<section lang="en">
<p>Kasakuma is the phone line of cocoa communities in Côte d’Ivoire and Ghana.
It works from any phone, by dialling the code shown in the community.
It is not an emergency service, and nothing can be reported on this page.</p>
</section>`,
);

export const notFoundPage = page(
	404,
	'Page introuvable · Page not found',
	`<h1>Page introuvable</h1>
<p lang="en">Page not found</p>`,
);

const failures = new Map([
	[400, ['Demande incompréhensible', 'The request could not be understood']],
	[403, ['Accès refusé', 'Not allowed']],
	[413, ['Demande trop longue', 'The request is too long']],
	[503, ['Service momentanément indisponible', 'The service is unavailable for a moment']],
]);

/** What went wrong, as far as a stranger may know. `code` is one of ours, never a message. */
export function failurePage(status: number, code: string): WebResponse {
	const [french, english] =
		failures.get(status) ?? (status < 500 ? (failures.get(400) ?? []) : ['Erreur du service', 'Service error']);
	const shown = /^[a-z][a-z-]*$/.test(code) ? code : 'error';
	return page(
		status,
		`${french} · ${english}`,
		`<h1>${french}</h1>
<p lang="en">${english}</p>
<p><code>${shown}</code></p>`,
	);
}
