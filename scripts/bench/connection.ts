import { connect, type Socket } from 'node:net';

/** What came back for one request; `CON` as well for a text that was acknowledged. */
export type Answered = 'CON' | 'END' | { readonly fault: string };

/** An HTTP client of as little work as possible: one keep-alive socket, one request at a time. */
export class Connection {
	readonly #port: number;
	readonly #head: string;
	#socket: Socket | undefined;
	#received = '';
	#waiting: ((answered: Answered) => void) | undefined;

	constructor(port: number, path: string) {
		this.#port = port;
		this.#head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: `;
	}

	/** Sends one form body of ASCII; `then` is called once, whatever happens. */
	post(body: string, then: (answered: Answered) => void): void {
		this.#waiting = then;
		this.#received = '';
		this.#socket ??= this.#open();
		this.#socket.write(`${this.#head}${body.length}\r\n\r\n${body}`, 'latin1');
	}

	close(): void {
		this.#socket?.destroy();
		this.#socket = undefined;
	}

	#open(): Socket {
		const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
		socket.setEncoding('latin1');
		socket.on('data', (chunk: string) => this.#receive(socket, chunk));
		socket.on('error', () => undefined);
		socket.on('close', () => this.#closed(socket));
		return socket;
	}

	#receive(socket: Socket, chunk: string): void {
		this.#received = this.#received === '' ? chunk : this.#received + chunk;
		const answer = read(this.#received);
		if (answer === undefined) return;
		if (answer.closes) {
			socket.destroy();
			this.#socket = undefined;
		}
		this.#finish(answer.answered);
	}

	#closed(socket: Socket): void {
		if (this.#socket !== socket) return;
		this.#socket = undefined;
		this.#finish({ fault: 'connection closed' });
	}

	#finish(answered: Answered): void {
		const waiting = this.#waiting;
		this.#waiting = undefined;
		waiting?.(answered);
	}
}

/** Reads a whole response; `undefined` while a part of it is missing. */
function read(received: string): { readonly answered: Answered; readonly closes: boolean } | undefined {
	const end = received.indexOf('\r\n\r\n');
	if (end < 0) return undefined;
	const head = received.slice(0, end);
	const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
	if (length === undefined) return { answered: { fault: 'no content length' }, closes: true };
	if (received.length < end + 4 + Number(length)) return undefined;
	return { answered: answerOf(received, end + 4), closes: /\r\nconnection: *close/i.test(head) };
}

function answerOf(received: string, bodyAt: number): Answered {
	const status = received.slice(9, 12);
	if (status !== '200') return { fault: `status ${status}` };
	if (received.startsWith('CON ', bodyAt) || received.startsWith('OK', bodyAt)) return 'CON';
	return received.startsWith('END ', bodyAt) ? 'END' : { fault: 'neither CON nor END' };
}
