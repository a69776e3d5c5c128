/** The part of split-sms 0.1.7 that tests use; the package has no types. */
declare module 'split-sms' {
	export function split(
		message: string,
		options?: { readonly characterset?: 'GSM' | 'Unicode' },
	): {
		readonly characterSet: 'GSM' | 'Unicode';
		readonly parts: readonly { readonly content: string; readonly length: number; readonly bytes: number }[];
		readonly bytes: number;
		readonly length: number;
	};
}
