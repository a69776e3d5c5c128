import { type CipherKey, createCipheriv, createDecipheriv } from 'node:crypto';
import type { Chance } from '../shared/chance.ts';
import type { Place } from './vault.ts';
import { VaultError } from './vault-error.ts';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const TAG_LENGTH = { authTagLength: TAG_BYTES } as const;

/** Random ivs drawn at once: one call to the system's randomness costs as much as a whole sealing. */
const IVS_A_DRAW = 1024;

/** Seals bytes behind a header that stays readable: header | iv (12) | ciphertext | tag (16). */
export type Sealer = (key: CipherKey, header: Uint8Array, bound: Uint8Array, plain: Uint8Array) => Uint8Array;

/**
 * AES-256-GCM with random 96-bit ivs, of which one key should see fewer than 2^32 (NIST SP 800-38D §8.3): out of reach for
 * a person's or a case's key; the ring's own keys are rotated long before.
 */
export function createSealer(chance: Chance): Sealer {
	let ivs: Uint8Array = new Uint8Array(0);
	let next = 0;
	const drawIv = (): Uint8Array => {
		if (next === ivs.length) {
			ivs = chance.bytes(IV_BYTES * IVS_A_DRAW);
			next = 0;
		}
		next += IV_BYTES;
		return ivs.subarray(next - IV_BYTES, next);
	};
	return (key, header, bound, plain) => {
		const iv = drawIv();
		const cipher = createCipheriv(ALGORITHM, key, iv, TAG_LENGTH);
		cipher.setAAD(bound);
		const hidden = cipher.update(plain);
		cipher.final();
		const start = header.length + IV_BYTES;
		const sealed = Buffer.allocUnsafe(start + hidden.length + TAG_BYTES);
		sealed.set(header, 0);
		sealed.set(iv, header.length);
		sealed.set(hidden, start);
		sealed.set(cipher.getAuthTag(), start + hidden.length);
		return sealed;
	};
}

/**
 * The bytes that a `Sealer` sealed behind a header of `headerBytes`, which the caller has read.
 * @throws {VaultError} `tampered` when key, bytes or what they are bound to differ.
 */
export function openSealed(key: CipherKey, headerBytes: number, bound: Uint8Array, sealed: Uint8Array): Buffer {
	const start = headerBytes + IV_BYTES;
	const end = sealed.length - TAG_BYTES;
	if (end < start) throw new VaultError('tampered', 'a sealed value is too short');
	const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(headerBytes, start), TAG_LENGTH);
	decipher.setAAD(bound);
	decipher.setAuthTag(sealed.subarray(end));
	const plain = decipher.update(sealed.subarray(start, end));
	try {
		decipher.final();
	} catch (cause) {
		throw new VaultError('tampered', 'a sealed value does not match its key or place', { cause });
	}
	return plain;
}

const scratch = Buffer.alloc(1_024);

/**
 * What a sealed value is bound to, as bytes: application | schema version | use | collection | field | id. Lengths stand
 * before the free parts, so that no two places read alike; UTF-16 because it tells every two strings apart.
 * The bytes hold until the next call.
 * @param use which kind of key seals; a closed word without dots.
 */
export function bindingOf(use: string, { collection, field, id }: Place): Buffer {
	const text = `kasakuma.1.${use}.${collection.length}.${collection}.${field.length}.${field}.${id}`;
	if (text.length * 2 > scratch.length) return Buffer.from(text, 'utf16le');
	return scratch.subarray(0, scratch.write(text, 'utf16le'));
}
