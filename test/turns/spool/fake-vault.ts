import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Place, ServiceKey, Vault } from '../../../src/vault/vault.ts';

/** The service-wide part of a vault, with its rules: what is sealed for one place opens nowhere else. */
export function fakeVault(key: Uint8Array = new Uint8Array(32).fill(7)): Pick<Vault, 'sealFor' | 'openFor'> {
	const bound = (service: ServiceKey, { collection, field, id }: Place) =>
		Buffer.from(JSON.stringify([service, collection, field, id]));
	return {
		sealFor: (service, place, plain) => {
			const nonce = randomBytes(12);
			const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bound(service, place));
			return Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
		},
		openFor: (service, place, sealed) => {
			const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
			decipher.setAAD(bound(service, place)).setAuthTag(sealed.subarray(-16));
			return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('utf8');
		},
	};
}
