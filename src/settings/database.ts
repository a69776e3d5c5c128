import { z } from 'zod';

/** Where everything lasts. */
export type Database =
	/** Without a file it is `kasakuma.db` in the data folder. */
	| { readonly kind: 'sqlite'; readonly file: string | undefined }
	/** May hold a password. */
	| { readonly kind: 'mongo'; readonly url: string };

/** https://www.mongodb.com/docs/manual/reference/connection-string/: hosts, a database, options; the driver checks the options. */
const MONGO_URL = /^mongodb(?<srv>\+srv)?:\/\/(?:[^@/?#\s]+@)?(?<hosts>[^@/?#\s]+)(?:\/[\w-]*)?(?:\?[^\s#]*)?$/i;
const MONGO_HOST = /^(?:[\w.-]+|\[[\da-f:]+\])(?::(?<port>\d{1,5}))?$/i;

/** Of `mongodb+srv://` the one name stands for hosts and ports. */
function isMongoUrl(url: string): boolean {
	const { srv, hosts = '' } = MONGO_URL.exec(url)?.groups ?? {};
	if (srv !== undefined) return MONGO_HOST.test(hosts) && !hosts.includes(':');
	return hosts.split(',').every((host) => {
		const found = MONGO_HOST.exec(host);
		const ofHost = Number(found?.groups?.['port'] ?? 1);
		return found !== null && ofHost >= 1 && ofHost <= 65_535;
	});
}

/** The value may hold a password: it is never quoted. */
export const database = z.string().transform((url, context): Database => {
	if (url === '') return { kind: 'sqlite', file: undefined };
	const [, file] = /^sqlite:(?:\/\/)?(.+)$/.exec(url) ?? [];
	if (file !== undefined) return { kind: 'sqlite', file };
	if (isMongoUrl(url)) return { kind: 'mongo', url };
	context.addIssue(
		/^mongodb/.test(url)
			? 'must be mongodb://user:password@host:port/database, with what is special in user and password percent-encoded'
			: 'must be unset, sqlite:<file> or mongodb://…',
	);
	return z.NEVER;
});
