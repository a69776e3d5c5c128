import { createSecretKey, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { systemChance } from '../../src/shared/chance.ts';
import { createVault, wrappingKeyId } from '../../src/vault/create-vault.ts';
import type { Holder, Place, ServiceKey, Vault } from '../../src/vault/vault.ts';
import { VaultError } from '../../src/vault/vault-error.ts';
import { memoryRing } from './memory-ring.ts';

const vault = createVault(memoryRing(), systemChance);
const holder: Holder = { collection: 'persons', id: 'p1' };
const { key, wrapped } = vault.newKey(holder);
const place: Place = { collection: 'caseEvents', field: 'sealed', id: 'c1' };
const services: readonly ServiceKey[] = ['spool', 'quarantine', 'outbox', 'request'];

/** Any UTF-16 at all, lone surrogates included. */
const anyText = fc
	.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 100 })
	.map((units) => String.fromCharCode(...units));
const anyPlace = fc.record({ collection: anyText, field: anyText, id: anyText });

/** The code of what is thrown; nothing is thrown but errors of the vault. */
function codeOfFailure(act: () => unknown): string {
	try {
		act();
	} catch (error) {
		if (error instanceof VaultError) return error.code;
		throw error;
	}
	return 'opened';
}

function secretOf(text: string): KeyObject {
	return createSecretKey(Buffer.from(text));
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
	return bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
}

function bitsOf(bytes: Uint8Array): readonly number[] {
	return Array.from({ length: bytes.length * 8 }, (_, bit) => bit);
}

/** Bytes 1 and 2 of what the ring sealed name the key: another number is a key that nobody has. */
function codeOfFlip(bit: number): string {
	return bit >> 3 === 1 || bit >> 3 === 2 ? 'unknown-key' : 'tampered';
}

describe('sealing', () => {
	it('gives back every text at every place', () => {
		fc.assert(
			fc.property(anyPlace, anyText, (at, text) => {
				expect(vault.open(key, at, vault.seal(key, at, text))).toBe(text);
				for (const service of services) {
					expect(vault.openFor(service, at, vault.sealFor(service, at, text))).toBe(text);
				}
			}),
		);
	});

	it('refuses a value at any other place, so that nobody can move a sealed value to a row where they may read it', () => {
		fc.assert(
			fc.property(anyPlace, anyPlace, anyText, (from, to, text) => {
				fc.pre(from.collection !== to.collection || from.field !== to.field || from.id !== to.id);
				expect(codeOfFailure(() => vault.open(key, to, vault.seal(key, from, text)))).toBe('tampered');
				expect(codeOfFailure(() => vault.openFor('spool', to, vault.sealFor('spool', from, text)))).toBe('tampered');
			}),
		);
	});

	it.each<[string, Partial<Place>]>([
		['another row', { id: 'c2' }],
		['another field', { field: 'profile' }],
		['another collection', { collection: 'persons' }],
		['a place that reads alike when its parts are joined', { collection: 'caseEvent', field: 'ssealed' }],
		['a place whose parts hold the separator', { collection: 'caseEvents.6.sealed', field: '', id: 'c1' }],
	])('refuses a value at %s', (_name, other) => {
		const sealed = vault.seal(key, place, 'il porte des charges lourdes');
		expect(codeOfFailure(() => vault.open(key, { ...place, ...other }, sealed))).toBe('tampered');
	});

	it('tells places apart that UTF-8 would join: two different lone surrogates', () => {
		const sealed = vault.seal(key, { ...place, id: '\ud800' }, '');
		expect(codeOfFailure(() => vault.open(key, { ...place, id: '\ud801' }, sealed))).toBe('tampered');
	});

	it('refuses a value when any one bit of it is flipped', () => {
		const sealed = vault.seal(key, place, 'ma petite sœur');
		const codes = bitsOf(sealed).map((bit) => codeOfFailure(() => vault.open(key, place, flipped(sealed, bit))));
		expect(new Set(codes)).toEqual(new Set(['tampered']));
	});

	it('refuses what a service sealed when any one bit of it is flipped, its key number included', () => {
		const sealed = vault.sealFor('quarantine', place, 'ma petite sœur');
		const codeAt = (bit: number) => codeOfFailure(() => vault.openFor('quarantine', place, flipped(sealed, bit)));
		expect(bitsOf(sealed).map(codeAt)).toEqual(bitsOf(sealed).map(codeOfFlip));
	});

	it('refuses a value that was cut or lengthened anywhere', () => {
		const sealed = vault.seal(key, place, 'x');
		const cut = Array.from(sealed, (_, length) => sealed.subarray(0, length));
		const codes = cut.map((bytes) => codeOfFailure(() => vault.open(key, place, bytes)));
		expect(new Set(codes)).toEqual(new Set(['tampered']));
		expect(codeOfFailure(() => vault.open(key, place, Buffer.concat([sealed, Buffer.alloc(1)])))).toBe('tampered');
	});

	it('refuses any bytes that it did not seal', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
				expect(codeOfFailure(() => vault.open(key, place, bytes))).toBe('tampered');
				expect(['tampered', 'unknown-key']).toContain(codeOfFailure(() => vault.openFor('spool', place, bytes)));
				expect(['tampered', 'unknown-key']).toContain(codeOfFailure(() => vault.openKey(holder, bytes)));
			}),
		);
	});

	it("refuses a value under another holder's key, because each person and case has a key of its own", () => {
		const other = vault.newKey({ collection: 'cases', id: 'p1' }).key;
		expect(codeOfFailure(() => vault.open(other, place, vault.seal(key, place, 'x')))).toBe('tampered');
	});

	it('refuses what one service sealed for another even when a key file was copied over another', () => {
		const same = { id: 'x-1', number: 1, key: secretOf('x'.repeat(32)) };
		const copied = createVault({ newest: () => same, find: () => same, ids: () => [] }, systemChance);
		const sealed = copied.sealFor('spool', place, 'x');
		expect(codeOfFailure(() => copied.openFor('outbox', place, sealed))).toBe('tampered');
		expect(copied.openFor('spool', place, sealed)).toBe('x');
	});

	it('refuses what one service sealed when another opens it', () => {
		const sealed = vault.sealFor('spool', place, 'x');
		expect(codeOfFailure(() => vault.openFor('outbox', place, sealed))).toBe('tampered');
		expect(codeOfFailure(() => vault.open(key, place, sealed))).toBe('tampered');
	});

	it('seals the same text differently each time, beyond the ivs that it draws at once', () => {
		const sealed = Array.from({ length: 3000 }, () => vault.seal(key, place, 'oui'));
		const ivs = new Set(sealed.map((bytes) => Buffer.from(bytes.subarray(1, 13)).toString('hex')));
		expect(ivs.size).toBe(3000);
		expect(vault.open(key, place, sealed.at(-1) ?? new Uint8Array())).toBe('oui');
	});

	it.each([
		['two answers of different length', 'oui', 'non, jamais, et personne ne le sait'],
		['a short and a longer narrative', 'x'.repeat(260), 'x'.repeat(500)],
	])('makes %s equally long, because a length tells how much was said', (_name, one, other) => {
		expect(vault.seal(key, place, one)).toHaveLength(vault.seal(key, place, other).length);
	});

	it('holds no part of the text', () => {
		const sealed = Buffer.from(vault.seal(key, place, 'canary-5512'));
		expect(sealed.includes('canary')).toBe(false);
	});

	it('says in an error neither the text nor the row', () => {
		const act = () => vault.open(key, { ...place, id: 'secret-row' }, vault.seal(key, place, 'secret-text'));
		expect(act).toThrow(expect.objectContaining({ message: expect.not.stringContaining('secret') }));
	});
});

describe('data keys', () => {
	it('open again what was sealed before, after the wrapped key was stored', () => {
		const sealed = vault.seal(key, place, 'x');
		expect(vault.open(vault.openKey(holder, Uint8Array.from(wrapped)), place, Uint8Array.from(sealed))).toBe('x');
	});

	it.each<[string, Holder]>([
		['another person', { collection: 'persons', id: 'p2' }],
		['a case of the same id', { collection: 'cases', id: 'p1' }],
	])('cannot be moved to %s', (_name, other) => {
		expect(codeOfFailure(() => vault.openKey(other, wrapped))).toBe('tampered');
	});

	it('cannot be opened when any one bit of the wrapped key is flipped', () => {
		const codeAt = (bit: number) => codeOfFailure(() => vault.openKey(holder, flipped(wrapped, bit)));
		expect(bitsOf(wrapped).map(codeAt)).toEqual(bitsOf(wrapped).map(codeOfFlip));
	});

	it('are random: two holders never share one', () => {
		expect(vault.newKey(holder).key.bytes).not.toEqual(key.bytes);
		expect(key.bytes).toHaveLength(32);
	});
});

describe('rotation of the ring', () => {
	function rotated(): { vault: Vault; ring: ReturnType<typeof memoryRing>; old: Uint8Array } {
		const ring = memoryRing();
		ring.add('kek');
		const before = createVault(ring, systemChance);
		const old = before.newKey(holder).wrapped;
		ring.add('kek');
		return { vault: before, ring, old };
	}

	it('wraps new keys with the newest key and still opens the older ones', () => {
		const { vault: after, old } = rotated();
		expect(after.currentKeyId).toBe('kek-2');
		expect(wrappingKeyId(old)).toBe('kek-1');
		expect(wrappingKeyId(after.newKey(holder).wrapped)).toBe('kek-2');
		expect(after.openKey(holder, old).bytes).toHaveLength(32);
	});

	it('wraps an older key again, so that the same data key opens under the newest', () => {
		const { vault: after, ring, old } = rotated();
		const before = after.openKey(holder, old);
		const again = after.rewrap(holder, old);
		ring.lose('kek-1');
		expect(after.openKey(holder, again ?? new Uint8Array())).toEqual(before);
		expect(after.rewrap(holder, again ?? new Uint8Array())).toBeUndefined();
	});

	it('does not wrap again what it cannot vouch for', () => {
		const { vault: after, old } = rotated();
		expect(codeOfFailure(() => after.rewrap({ collection: 'persons', id: 'p2' }, old))).toBe('tampered');
	});

	it('fails closed when the key that sealed is not in the ring', () => {
		const { vault: after, ring, old } = rotated();
		ring.lose('kek-1');
		expect(codeOfFailure(() => after.openKey(holder, old))).toBe('unknown-key');
	});

	it('opens what a service sealed before its key was rotated', () => {
		const ring = memoryRing();
		const own = createVault(ring, systemChance);
		const sealed = own.sealFor('spool', place, 'x');
		ring.add('spool');
		expect(own.openFor('spool', place, sealed)).toBe('x');
		expect(own.sealFor('spool', place, 'x')[2]).toBe(2);
	});
});

describe('blind indexes', () => {
	const number = '+2250701020304';

	it('find the same value again', () => {
		expect(vault.index('person', number)).toBe(vault.index('person', number));
		expect(vault.index('person', number)).toMatch(/^[\w-]{22}$/);
	});

	it('are keyed: two rings give different indexes of one number, so that a list of all numbers finds nobody', () => {
		expect(createVault(memoryRing(), systemChance).index('person', number)).not.toBe(vault.index('person', number));
	});

	it('differ by purpose, so that two of them cannot be joined', () => {
		const purposes = ['person', 'code', 'turn', 'pin'] as const;
		expect(new Set(purposes.map((purpose) => vault.index(purpose, number))).size).toBe(purposes.length);
	});

	it('differ for different values', () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 2 }), (values) => {
				expect(new Set(values.map((value) => vault.index('code', value))).size).toBe(2);
			}),
		);
	});

	it('are HMAC-SHA-256 cut to 128 bits: test case 2 of RFC 4231', () => {
		const rfc = memoryRing();
		const known = createVault(
			{ ...rfc, newest: () => ({ id: 'x-1', number: 1, key: secretOf('Jefe') }) },
			systemChance,
		);
		const expected = Buffer.from('5bdcc146bf60754e6a042426089575c7', 'hex').toString('base64url');
		expect(known.index('person', 'what do ya want for nothing?')).toBe(expected);
	});
});
