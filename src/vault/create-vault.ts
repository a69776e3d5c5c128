import { createHmac } from 'node:crypto';
import type { Chance } from '../shared/chance.ts';
import { bindingOf, createSealer, openSealed } from './envelope.ts';
import { KEY_BYTES } from './key-files.ts';
import type { KeyKind, KeyRing, RingKey } from './key-ring.ts';
import { padText, unpadText } from './padding.ts';
import type { Holder, Place, Purpose, Vault } from './vault.ts';
import { VaultError } from './vault-error.ts';

/** First byte of what a person's or case's key sealed. */
const BY_DATA_KEY = Buffer.of(1);
/** First byte of what a key of the ring sealed; its number follows in two bytes. */
const BY_RING_KEY = 2;
const RING_HEADER_BYTES = 3;

const INDEX_BYTES = 16;

/** The vault over a ring of keys; see `Vault`. What it seals is ciphertext in size classes (see `padText`) plus 29 or 31 bytes. */
export function createVault(ring: KeyRing, chance: Chance): Vault {
	const seal = createSealer(chance);

	const sealByRing = (kind: KeyKind, place: Place, plain: Uint8Array): Uint8Array => {
		const newest = ring.newest(kind);
		return seal(newest.key, ringHeader(newest), bindingOf(kind, place), plain);
	};
	const openByRing = (kind: KeyKind, place: Place, sealed: Uint8Array): Buffer => {
		const number = ringKeyNumber(sealed);
		const found = ring.find(kind, number);
		if (found === undefined) throw new VaultError('unknown-key', `the key ring has no ${kind}-${number}`);
		return openSealed(found.key, RING_HEADER_BYTES, bindingOf(kind, place), sealed);
	};

	return {
		index: (purpose, value) => indexOf(ring, purpose, value),
		newKey: (holder) => {
			const bytes = chance.bytes(KEY_BYTES);
			return { key: { bytes }, wrapped: sealByRing('kek', keyPlace(holder), bytes) };
		},
		openKey: (holder, wrapped) => ({ bytes: openByRing('kek', keyPlace(holder), wrapped) }),
		seal: (key, place, plain) => seal(key.bytes, BY_DATA_KEY, bindingOf('value', place), padText(plain)),
		open: (key, place, sealed) => {
			if (sealed[0] !== BY_DATA_KEY[0]) throw notSealedSo(place);
			return textOf(openSealed(key.bytes, BY_DATA_KEY.length, bindingOf('value', place), sealed), place);
		},
		sealFor: (service, place, plain) => sealByRing(service, place, padText(plain)),
		openFor: (service, place, sealed) => textOf(openByRing(service, place, sealed), place),
		get currentKeyId() {
			return ring.newest('kek').id;
		},
		rewrap: (holder, wrapped) => {
			const place = keyPlace(holder);
			const bytes = openByRing('kek', place, wrapped);
			if (ringKeyNumber(wrapped) === ring.newest('kek').number) return undefined;
			return sealByRing('kek', place, bytes);
		},
	};
}

/**
 * Id of the key-encryption key that wrapped this data key, whether or not the ring has it.
 * @throws {VaultError} `tampered` when it is no wrapped key.
 */
export function wrappingKeyId(wrapped: Uint8Array): string {
	return `kek-${ringKeyNumber(wrapped)}`;
}

function ringHeader({ number }: RingKey): Uint8Array {
	return Uint8Array.of(BY_RING_KEY, number >> 8, number & 0xff);
}

function ringKeyNumber(sealed: Uint8Array): number {
	const [form, high, low] = sealed;
	if (form !== BY_RING_KEY || high === undefined || low === undefined) {
		throw new VaultError('tampered', 'a value is not sealed by a key of the ring');
	}
	return (high << 8) | low;
}

function keyPlace({ collection, id }: Holder): Place {
	return { collection, field: 'wrappedKey', id };
}

function textOf(padded: Buffer, place: Place): string {
	const text = unpadText(padded);
	if (text === undefined) throw notSealedSo(place);
	return text;
}

function notSealedSo({ collection, field }: Place): VaultError {
	return new VaultError('tampered', `${collection}.${field} is not in the form of sealed text`);
}

function indexOf(ring: KeyRing, purpose: Purpose, value: string): string {
	const hmac = createHmac('sha256', ring.newest(`index-${purpose}`).key)
		.update(value)
		.digest();
	return hmac.toString('base64url', 0, INDEX_BYTES);
}
