import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What must lie nowhere, by what it is: each is there once in the world. */
export type Canaries = Readonly<Record<string, string>>;

/** Something of a person that was found where it must not be. */
export interface Hit {
	readonly canary: string;
	readonly encoding: string;
	readonly where: string;
}

interface Needle {
	readonly canary: string;
	readonly encoding: string;
	readonly bytes: Buffer;
}

/** A text as base64 shows it somewhere inside a longer one: the characters that depend on nothing around it. */
function insideBase64(text: string, before: number): string {
	const whole = Buffer.from(`${'x'.repeat(before)}${text}`)
		.toString('base64')
		.replace(/=+$/, '');
	const length = Buffer.byteLength(text);
	return whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + length) * 8) / 6));
}

/** The ways in which a text may lie in bytes, unsealed. */
function waysOf(text: string): readonly (readonly [string, string | Buffer])[] {
	const hex = Buffer.from(text).toString('hex');
	const inBase64 = [0, 1, 2].map((before) => insideBase64(text, before));
	const inUrl = inBase64.map((one) => one.replaceAll('+', '-').replaceAll('/', '_'));
	return [
		['utf-8', text],
		['latin-1', Buffer.from(text, 'latin1')],
		['utf-16le', Buffer.from(text, 'utf16le')],
		['utf-16be', Buffer.from(text, 'utf16le').swap16()],
		['hex', hex],
		['HEX', hex.toUpperCase()],
		['url', encodeURIComponent(text)],
		['form', encodeURIComponent(text).replaceAll('%20', '+')],
		['json', JSON.stringify(text).slice(1, -1)],
		...[...inBase64, ...inUrl].map((one) => ['base64', one] as const),
	];
}

function needlesOf(canaries: Canaries): readonly Needle[] {
	return Object.entries(canaries).flatMap(([canary, text]) =>
		waysOf(text).map(([encoding, way]) => ({ canary, encoding, bytes: Buffer.from(way) })),
	);
}

/** Makes a search for canaries in bytes. */
export function createSearch(canaries: Canaries): (bytes: Uint8Array, where: string) => readonly Hit[] {
	const needles = needlesOf(canaries);
	return (bytes, where) => {
		const hay = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		return needles
			.filter((needle) => hay.includes(needle.bytes))
			.map(({ canary, encoding }) => ({ canary, encoding, where }));
	};
}

/** Folders of secrets, which nobody looks for people in. */
const LEFT_OUT = new Set(['keys', 'routes']);

/** Every file below a data folder, as it lies on the disk now. */
export function filesIn(folder: string): readonly { readonly name: string; readonly bytes: Buffer }[] {
	return readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
		.filter((name) => !LEFT_OUT.has(name.split('/')[0] ?? ''))
		.map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
}
