import { listen } from './listen.ts';

/** The floor of what Node can do: reads the body, answers, and does nothing else. */
listen((request, response) => {
	const chunks: Buffer[] = [];
	request.on('data', (chunk: Buffer) => chunks.push(chunk));
	request.on('end', () => {
		const heard = Buffer.concat(chunks).toString('latin1');
		const body = heard.endsWith('text=') ? 'CON Welcome\n1 Report a concern' : 'CON Thank you';
		response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': body.length });
		response.end(body);
	});
});
