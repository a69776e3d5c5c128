import { crc32, inflateRawSync } from 'node:zlib';
import { codeOf, ServiceError } from '../../src/shared/errors.ts';

/** Bytes of a workbook as it is, and of all that it unpacks to. A catalogue of 10,000 entries is far below both. */
export const MOST_PACKED = 16 * 1024 * 1024;
const MOST_UNPACKED = 64 * 1024 * 1024;
/** Files in it. */
const MOST_FILES = 200;
/** Last row and column that a cell may claim: the reader fills every gap before it. */
const MOST_ROWS = 20_000;
const MOST_COLUMNS = 400;

/** Offsets and signatures: APPNOTE.TXT of PKWARE, 6.3.10, §4.3. */
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_BYTES = 22;
const MOST_COMMENT = 0xffff;

interface PackedFile {
	readonly name: string;
	readonly method: number;
	readonly data: Buffer;
}

/**
 * A workbook packed anew, without compression: with the few files that are read, none of them larger than it says, and no cell outside a
 * table of sane size. What reads it afterwards cannot be made to unpack a bomb or to fill a million rows.
 * @throws {ServiceError} `workbook-unreadable`, with the reason.
 */
export function tameWorkbook(bytes: Uint8Array): ArrayBuffer {
	if (bytes.length > MOST_PACKED) throw unreadable('is larger than 16 MB');
	let left = MOST_UNPACKED;
	const names = new Set<string>();
	const files = filesIn(Buffer.from(bytes)).flatMap(({ name, method, data }) => {
		if (!/\.(?:xml|xml\.rels|rels)$/.test(name)) return [];
		if (names.has(name)) throw unreadable('holds a file twice');
		names.add(name);
		const body = unpack(method, data, left);
		left -= body.length;
		refuseFarCells(name, body);
		return [{ name, body }];
	});
	return pack(files);
}

function filesIn(zip: Buffer): readonly PackedFile[] {
	try {
		return readDirectory(zip);
	} catch (cause) {
		// A count or an offset that points outside it.
		throw cause instanceof ServiceError ? cause : unreadable('is damaged', cause);
	}
}

function readDirectory(zip: Buffer): readonly PackedFile[] {
	const end = endOf(zip);
	const count = zip.readUInt16LE(end + 10);
	if (count > MOST_FILES) throw unreadable(`holds more than ${MOST_FILES} files`);
	let at = zip.readUInt32LE(end + 16);
	const files: PackedFile[] = [];
	for (let index = 0; index < count; index++) {
		if (zip.readUInt32LE(at) !== CENTRAL) throw unreadable('is damaged');
		if ((zip.readUInt16LE(at + 8) & 1) === 1) throw unreadable('is locked with a password');
		const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset)) as [
			number,
			number,
			number,
		];
		const local = zip.readUInt32LE(at + 42);
		if (zip.readUInt32LE(local) !== LOCAL) throw unreadable('is damaged');
		const begin = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
		files.push({
			name: zip.toString('utf8', at + 46, at + 46 + name),
			method: zip.readUInt16LE(at + 10),
			data: zip.subarray(begin, begin + zip.readUInt32LE(at + 20)),
		});
		at += 46 + name + extra + comment;
	}
	return files;
}

function endOf(zip: Buffer): number {
	const earliest = Math.max(0, zip.length - END_BYTES - MOST_COMMENT);
	for (let at = zip.length - END_BYTES; at >= earliest; at--) if (zip.readUInt32LE(at) === END) return at;
	throw unreadable('is no workbook (.xlsx)');
}

function unpack(method: number, data: Buffer, most: number): Buffer {
	try {
		if (method !== 0 && method !== 8) throw unreadable('is packed in an unknown way');
		const body = method === 0 ? data : inflateRawSync(data, { maxOutputLength: Math.max(1, most) });
		if (body.length > most) throw unreadable('unpacks to more than 64 MB');
		return body;
	} catch (cause) {
		if (cause instanceof ServiceError) throw cause;
		const tooLarge = codeOf(cause) === 'ERR_BUFFER_TOO_LARGE';
		throw unreadable(tooLarge ? 'unpacks to more than 64 MB' : 'is damaged', cause);
	}
}

/** The address of a cell or a row: `<c r="B2">`, `<row r="2">`. */
const ADDRESS = /(?<![\w:.-])r\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

function refuseFarCells(name: string, body: Buffer): void {
	if (!name.startsWith('xl/worksheets/')) return;
	for (const [, quoted, single = ''] of body.toString('utf8').matchAll(ADDRESS)) {
		const [, letters = '', digits = ''] = /^([A-Z]{0,3})(\d{1,7})$/.exec(quoted ?? single) ?? [];
		const column = Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
		if (digits === '' || Number(digits) > MOST_ROWS || column > MOST_COLUMNS)
			throw unreadable(`has a cell outside ${MOST_ROWS} rows and ${MOST_COLUMNS} columns`);
	}
}

function pack(files: readonly { readonly name: string; readonly body: Buffer }[]): ArrayBuffer {
	const heads: Buffer[] = [];
	const parts: Buffer[] = [];
	let offset = 0;
	for (const { name, body } of files) {
		const path = Buffer.from(name, 'utf8');
		// From "version needed" to "extra length", which both headers share: stored, sizes alike, names in UTF-8.
		const shared = Buffer.alloc(26);
		shared.writeUInt16LE(20, 0);
		shared.writeUInt16LE(0x0800, 2);
		shared.writeUInt32LE(crc32(body), 10);
		shared.writeUInt32LE(body.length, 14);
		shared.writeUInt32LE(body.length, 18);
		shared.writeUInt16LE(path.length, 22);
		const rest = Buffer.alloc(14);
		rest.writeUInt32LE(offset, 10);
		heads.push(signed(CENTRAL), Buffer.from([20, 0]), shared, rest, path);
		parts.push(signed(LOCAL), shared, path, body);
		offset += 30 + path.length + body.length;
	}
	const directory = Buffer.concat(heads);
	const end = Buffer.alloc(END_BYTES - 4);
	end.writeUInt16LE(files.length, 4);
	end.writeUInt16LE(files.length, 6);
	end.writeUInt32LE(directory.length, 8);
	end.writeUInt32LE(offset, 12);
	return new Uint8Array(Buffer.concat([...parts, directory, signed(END), end])).buffer;
}

function signed(signature: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(signature);
	return bytes;
}

function unreadable(why: string, cause?: unknown): ServiceError {
	return new ServiceError('workbook-unreadable', `the workbook ${why}`, `The workbook ${why}.`, { cause });
}
