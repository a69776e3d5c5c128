/** What a blind index is for. Each purpose has its own key, so that two indexes of one number cannot be joined. */
export type Purpose = 'person' | 'code' | 'turn' | 'pin';

/**
 * Whose data key it is. Erasing the holder's wrapped key makes everything sealed with it unreadable wherever it lies; a
 * backup that still holds the wrapped key ends with its key-encryption key (`docs/decisions/0003-keys-and-pins.md`).
 */
export interface Holder {
	readonly collection: 'persons' | 'cases';
	readonly id: string;
}

/** Where a sealed value stands; bound into it, so that it cannot be moved to another row or field. */
export interface Place {
	readonly collection: string;
	readonly field: string;
	readonly id: string;
}

/** A data key in memory. Opaque: only the vault reads it. */
export interface DataKey {
	readonly bytes: Uint8Array;
}

/** Service-wide keys for what belongs to no person or case yet. */
export type ServiceKey = 'spool' | 'quarantine' | 'outbox' | 'request';

/**
 * Sealing, blind indexes and keys. AES-256-GCM; data keys are random, one a person and one a case, wrapped by the newest
 * key-encryption key of the ring. Nothing here waits: all of it is a few microseconds.
 */
export interface Vault {
	/** HMAC-SHA-256 under the purpose's key, first 128 bits, base64url (22 characters). */
	readonly index: (purpose: Purpose, value: string) => string;
	readonly newKey: (holder: Holder) => { readonly key: DataKey; readonly wrapped: Uint8Array };
	/** @throws {VaultError} `unknown-key` when the ring lacks its wrapping key, `tampered` when it was changed or moved. */
	readonly openKey: (holder: Holder, wrapped: Uint8Array) => DataKey;
	readonly seal: (key: DataKey, place: Place, plain: string) => Uint8Array;
	/** @throws {VaultError} `tampered` when bytes, row or field differ from what was sealed. */
	readonly open: (key: DataKey, place: Place, sealed: Uint8Array) => string;
	readonly sealFor: (service: ServiceKey, place: Place, plain: string) => Uint8Array;
	readonly openFor: (service: ServiceKey, place: Place, sealed: Uint8Array) => string;
	/** Id of the key-encryption key that new data keys are wrapped with. */
	readonly currentKeyId: string;
	/** Wraps again with the newest key, or `undefined` when it already is. */
	readonly rewrap: (holder: Holder, wrapped: Uint8Array) => Uint8Array | undefined;
}
