/** One thing that a file takes from another. */
export interface Import {
	readonly specifier: string;
	/** `import type` or `export type`: gone at run time. */
	readonly typeOnly: boolean;
	readonly line: number;
}

export interface Scan {
	/** The source without comments; strings kept, every line in its place. */
	readonly code: string;
	/** The source without comments and without the content of strings; every character in its place. */
	readonly bare: string;
	readonly imports: readonly Import[];
	/** Lines with an `import()` or `import.meta.resolve()` whose module is not a literal, so that no rule can see it. */
	readonly unreadable: readonly number[];
}

/** Reads what a TypeScript source imports, in any of the ways that the language has, without a parser of it. */
export function scan(source: string): Scan {
	const { code, bare } = blank(source);
	return { code, bare, imports: importsOf(code, bare), unreadable: unreadableIn(code, bare) };
}

export function lineAt(text: string, index: number): number {
	return text.slice(0, index).split('\n').length;
}

const FROM = /\b(?:import|export)\s+(type\s+(?!from\b|,))?(?:[\w$*\s{},]+?)\s*from\s*(['"])([^'"\n]+)\2/g;
const SIDE_EFFECT = /\bimport\s*()(['"])([^'"\n]+)\2/g;
const CALL = /\b(?:import|require|import\.meta\.resolve)\s*\(\s*()(['"`])([^'"`\n$]+)\2\s*[,)]/g;
const BY_URL = /\bnew\s+URL\s*\(\s*()(['"])([^'"\n]+\.[jt]s)\2\s*,\s*import\.meta\.url/g;
const ANY_CALL = /(?<![.\w$])(?:import|require|import\.meta\.resolve)\s*\(/g;

function importsOf(code: string, bare: string): Import[] {
	return [FROM, SIDE_EFFECT, CALL, BY_URL].flatMap((pattern) =>
		[...code.matchAll(pattern)]
			.filter((found) => startsInCode(bare, found.index))
			.map((found) => ({
				specifier: found[3] ?? '',
				typeOnly: found[1] !== undefined && found[1] !== '',
				line: lineAt(code, found.index),
			})),
	);
}

function unreadableIn(code: string, bare: string): number[] {
	const read = new Set([...code.matchAll(CALL)].map((found) => found.index));
	return [...bare.matchAll(ANY_CALL)]
		.filter((found) => !read.has(found.index))
		.map((found) => lineAt(code, found.index));
}

function startsInCode(bare: string, index: number): boolean {
	return bare[index] !== ' ';
}

/** Positions of the source, from which the blanked copies are made. */
interface Blanker {
	readonly source: string;
	at: number;
	code: string;
	bare: string;
	/** Depth of braces in each template hole that is open. */
	readonly holes: number[];
}

function blank(source: string): { code: string; bare: string } {
	const blanker: Blanker = { source, at: 0, code: '', bare: '', holes: [] };
	while (blanker.at < source.length) step(blanker);
	return { code: blanker.code, bare: blanker.bare };
}

function step(blanker: Blanker): void {
	const two = blanker.source.slice(blanker.at, blanker.at + 2);
	const one = two[0] ?? '';
	if (two === '//') skip(blanker, /\n|$/, 'comment');
	else if (two === '/*') skip(blanker, /\*\/|$/, 'comment');
	else if (one === "'" || one === '"') quoted(blanker, one);
	else if (one === '`') template(blanker);
	else if (one === '/' && mayBeginRegex(blanker.bare)) regex(blanker);
	else if (one === '}' && blanker.holes.at(-1) === 0) endHole(blanker);
	else plain(blanker, one);
}

function plain(blanker: Blanker, one: string): void {
	const top = blanker.holes.length - 1;
	const depth = blanker.holes[top];
	if (depth !== undefined && one === '{') blanker.holes[top] = depth + 1;
	if (depth !== undefined && one === '}') blanker.holes[top] = depth - 1;
	take(blanker, 1, 'code');
}

function take(blanker: Blanker, count: number, as: 'code' | 'string' | 'comment'): void {
	const taken = blanker.source.slice(blanker.at, blanker.at + count);
	const spaces = taken.replace(/[^\n]/g, ' ');
	blanker.code += as === 'comment' ? spaces : taken;
	blanker.bare += as === 'code' ? taken : spaces;
	blanker.at += count;
}

function skip(blanker: Blanker, end: RegExp, as: 'comment'): void {
	const rest = blanker.source.slice(blanker.at + 2);
	const found = end.exec(rest);
	const closing = found?.[0] === '\n' ? 0 : (found?.[0].length ?? 0);
	take(blanker, 2 + (found?.index ?? rest.length) + closing, as);
}

function quoted(blanker: Blanker, quote: string): void {
	let end = blanker.at + 1;
	while (end < blanker.source.length && blanker.source[end] !== quote && blanker.source[end] !== '\n')
		end += blanker.source[end] === '\\' ? 2 : 1;
	take(blanker, 1, 'code');
	take(blanker, end - blanker.at, 'string');
	take(blanker, 1, 'code');
}

/** From a backquote, or from the end of a hole, to the next hole or the closing backquote. */
function template(blanker: Blanker): void {
	let end = blanker.at + 1;
	while (end < blanker.source.length && blanker.source[end] !== '`' && blanker.source.slice(end, end + 2) !== '${')
		end += blanker.source[end] === '\\' ? 2 : 1;
	const opensHole = blanker.source[end] === '$';
	take(blanker, 1, 'code');
	take(blanker, end - blanker.at, 'string');
	take(blanker, opensHole ? 2 : 1, 'code');
	if (opensHole) blanker.holes.push(0);
}

function endHole(blanker: Blanker): void {
	blanker.holes.pop();
	template(blanker);
}

function mayBeginRegex(before: string): boolean {
	return /(?:^|[(,=:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|in|of|void|yield|await))\s*$/.test(before.slice(-200));
}

function regex(blanker: Blanker): void {
	let end = blanker.at + 1;
	let inClass = false;
	while (end < blanker.source.length && blanker.source[end] !== '\n' && (inClass || blanker.source[end] !== '/')) {
		if (blanker.source[end] === '[') inClass = true;
		if (blanker.source[end] === ']') inClass = false;
		end += blanker.source[end] === '\\' ? 2 : 1;
	}
	take(blanker, end + 1 - blanker.at, 'string');
}
