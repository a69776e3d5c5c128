import { DatabaseSync } from '@photostructure/sqlite';
import express from 'express';
import UssdMenu from 'ussd-menu-builder';
import { listen } from './listen.ts';

/**
 * The peer: `ussd-menu-builder` on Express as its README shows, one three-level menu, its sessions in SQLite.
 * Arguments: the database file, and `FULL` (durable, as ours) or `NORMAL` (kinder: the last turns may be lost with the power).
 */
const [file = ':memory:', synchronous = 'FULL'] = process.argv.slice(2);

const database = new DatabaseSync(file);
database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous === 'NORMAL' ? 'NORMAL' : 'FULL'}`);
database.exec('CREATE TABLE sessions (id TEXT PRIMARY KEY) WITHOUT ROWID');
database.exec('CREATE TABLE answers (session TEXT, key TEXT, value TEXT, PRIMARY KEY (session, key)) WITHOUT ROWID');
// Held until the end: a database that nobody refers to is collected and closed under its statements.
process.once('exit', () => database.close());
const find = database.prepare('SELECT 1 FROM sessions WHERE id = ?');
const start = database.prepare('INSERT INTO sessions (id) VALUES (?)');
const get = database.prepare('SELECT value FROM answers WHERE session = ? AND key = ?');
const set = database.prepare('INSERT OR REPLACE INTO answers (session, key, value) VALUES (?, ?, ?)');

const menu = new UssdMenu();
menu.sessionConfig({
	start: (sessionId, callback) => {
		if (!find.get(sessionId)) start.run(sessionId);
		callback?.();
	},
	get: (sessionId, key, callback) => {
		callback?.(null, get.get(sessionId, key)?.['value']);
	},
	set: (sessionId, key, value, callback) => {
		set.run(sessionId, key, String(value));
		callback?.();
	},
	// Kept, as ours keeps every turn: nothing is deleted on the line.
	end: (_sessionId, callback) => callback?.(),
});

menu.startState({
	run: () => menu.con('Welcome to the cocoa line\n1 A child works\n2 A child is not in school\n3 Other'),
	next: { '*^[1-3]$': 'who' },
});
menu.state('who', {
	run: () => {
		void menu.session.set('kind', menu.val).then(() => menu.con('About whom?\n1 Myself\n2 My child\n3 Another child'));
	},
	next: { '*^[1-3]$': 'danger' },
});
menu.state('danger', {
	run: () => {
		void menu.session.set('who', menu.val).then(() => menu.con('In danger now?\n1 Yes\n2 No'));
	},
	next: { '*^[12]$': 'thanks' },
});
menu.state('thanks', {
	run: () => {
		void menu.session
			.set('danger', menu.val)
			.then(() => Promise.all([menu.session.get('kind'), menu.session.get('who')]))
			.then(([kind, who]: readonly unknown[]) => menu.end(`Thank you. Noted: ${String(kind)}, ${String(who)}.`));
	},
});

const app = express();
app.disable('x-powered-by');
app.post('/ussd', express.urlencoded({ extended: false }), (request, response) => {
	void menu.run(request.body, (message: string) => {
		response.send(message);
	});
});

listen(app);
