import type { Parsed } from '../../../src/channels/channel.ts';

export const isRefused = (parsed: Parsed): boolean => parsed.is === 'odd' || parsed.is === 'forged';

/** By what a repeated delivery is known as one; '' where the provider gives nothing. */
export function identityOf(parsed: Parsed): string {
	switch (parsed.is) {
		case 'turn':
			return parsed.turn.sessionId;
		case 'message':
			return parsed.message.messageId;
		case 'call':
			return `${parsed.call.callId}#${parsed.call.turn}`;
		case 'session-end':
			return parsed.end.sessionId;
		case 'report':
			return parsed.report.ref;
		case 'opt-out':
			return `${parsed.from}#${parsed.wants}`;
		default:
			return '';
	}
}

/** Whom it is about, as far as it says so. */
export function numberOf(parsed: Parsed): string | undefined {
	switch (parsed.is) {
		case 'turn':
			return parsed.turn.from;
		case 'message':
			return parsed.message.from;
		case 'call':
			return parsed.call.from;
		case 'session-end':
			return parsed.end.from;
		case 'report':
			return parsed.report.to;
		case 'opt-out':
			return parsed.from;
		default:
			return undefined;
	}
}

/** What a person wrote. */
export function textOf(parsed: Parsed): string | undefined {
	if (parsed.is === 'turn') return parsed.turn.heard;
	return parsed.is === 'message' ? parsed.message.text : undefined;
}
