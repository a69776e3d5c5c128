/** An error that says what to do with it: a code for machines, a message for us, a sentence for staff. */
export class ServiceError extends Error {
	override readonly name: string = 'ServiceError';
	/** Stable; in logs and metrics. */
	readonly code: string;
	/** What an operator reads. No personal data. */
	readonly forStaff: string;

	constructor(code: string, message: string, forStaff: string, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
		this.forStaff = forStaff;
	}
}

/** The code of an error without its message, which might quote a person's words. */
export function codeOf(error: unknown): string {
	if (error instanceof ServiceError) return error.code;
	const code = (error as { code?: unknown } | null)?.code;
	if (typeof code === 'string') return code;
	return error instanceof Error ? error.name : 'unknown';
}
