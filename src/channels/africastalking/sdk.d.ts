/** What we use of africastalking 0.8.3, which ships no types: its `lib/sms.js` and `lib/voice.js` are where these come from. */
declare module 'africastalking' {
	interface Sdk {
		readonly SMS: {
			/** Resolves with the body of a 201; rejects with an AxiosError, an error of its own check, or the body of another 2xx. */
			readonly send: (message: {
				readonly to: readonly string[];
				readonly message: string;
				readonly from?: string;
			}) => Promise<unknown>;
			readonly fetchMessages: (after: { readonly lastReceivedId?: string }) => Promise<unknown>;
		};
		readonly VOICE: {
			/** Rejects with a plain string, too. */
			readonly call: (call: {
				readonly callFrom: string;
				readonly callTo: readonly string[];
				readonly clientRequestId: string;
			}) => Promise<unknown>;
		};
	}

	/** @throws where a field is empty. A `sandbox` username turns every client of the process to the sandbox. */
	function createSdk(options: { readonly username: string; readonly apiKey: string }): Sdk;
	namespace createSdk {
		export type { Sdk };
	}
	export = createSdk;
}
