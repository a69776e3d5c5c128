import express from 'express';
import { listen } from './listen.ts';

/** The yardstick: an Express 5 route that parses Africa's Talking's form and does nothing with it. */
const app = express();
app.disable('x-powered-by');
app.post('/ussd', express.urlencoded({ extended: false }), (_request, response) => {
	// Not `response.send`: its ETag and content negotiation would make the yardstick slower than it need be.
	const body = 'CON Welcome\n1 Report a concern\n2 Ask about my report';
	response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': body.length });
	response.end(body);
});

listen(app);
