import { ServiceError } from '../shared/errors.ts';

/** What each code tells an operator. */
const FOR_STAFF = {
	tampered: 'A sealed record was changed or moved since it was written, and cannot be opened.',
	'unknown-key':
		'A sealed record needs a key that is not in the key directory. Restore it from the backup of the keys.',
	'key-exposed':
		'Other accounts of this machine can reach a key. Allow only the service: chmod 0700 for the directory, 0600 for its files.',
	'key-damaged': 'A key file is incomplete. Restore it from the backup of the keys.',
	'key-missing':
		'A key is missing. Restore it from the backup of the keys; only if it never existed, make it with `npm run keys -- add`.',
	'key-exists': 'That key exists already and was left as it is.',
	'key-foreign':
		'These keys do not belong to this database. Put the `keys` folder of the installation that began it in the place of this one.',
} as const;

export type VaultErrorCode = keyof typeof FOR_STAFF;

/** A sealed value or a key that cannot be trusted. Its message names files, collections and fields, and no row. */
export class VaultError extends ServiceError {
	override readonly name = 'VaultError';
	declare readonly code: VaultErrorCode;

	constructor(code: VaultErrorCode, message: string, options?: ErrorOptions) {
		super(code, message, FOR_STAFF[code], options);
	}
}
