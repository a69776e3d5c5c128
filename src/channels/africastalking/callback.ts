import type { GatewayRequest } from '../channel.ts';
import { parseForm } from '../form.ts';

/** The fields of a callback that we read, decoded; absent when the form lacks them. */
export interface Callback {
	sessionId?: string;
	phoneNumber?: string;
	serviceCode?: string;
	networkCode?: string;
	text?: string;
	/** Below: only in end-of-session notifications. */
	status?: string;
	date?: string;
	durationInMillis?: string;
}

/** A field's name in a reason, and the most UTF-16 units of its value. */
export interface FieldRule {
	readonly word: string;
	readonly longest: number;
}

/** Lengths: a dozen times what was ever seen. */
export const readCallback = createReader<Callback>({
	sessionId: { word: 'session-id', longest: 128 },
	phoneNumber: { word: 'phone-number', longest: 32 },
	serviceCode: { word: 'service-code', longest: 64 },
	networkCode: { word: 'network-code', longest: 32 },
	/** All that is typed in one session: 180 s at most, 182 characters an answer. */
	text: { word: 'text', longest: 4_096 },
	status: { word: 'status', longest: 64 },
	date: { word: 'date', longest: 64 },
	durationInMillis: { word: 'duration', longest: 32 },
});

/**
 * Makes a reader of one kind of callback's form, from its fields. Fields that are not among them are passed over: the gateway
 * may add some.
 *
 * @returns a function that gives the callback, or a machine word for why it is odd.
 */
export function createReader<T extends { [name in keyof T]?: string }>(
	fields: Readonly<Record<keyof T & string, FieldRule>>,
): (request: GatewayRequest) => T | string {
	const fieldByName = new Map(
		Object.entries<FieldRule>(fields).map(([name, { word, longest }]) => [
			name,
			{ key: name as keyof T & string, word, longest },
		]),
	);
	return (request) => {
		if (!isForm(request.contentType)) return 'content-type';
		const form = parseForm(request.body);
		if (form === undefined) return 'form-too-long';
		const callback: { [name in keyof T]?: string } = {};
		for (let at = 0; at < form.length; at += 2) {
			const field = fieldByName.get(form[at] ?? '');
			if (field === undefined) continue;
			const value = form[at + 1] ?? '';
			if (callback[field.key] !== undefined) return `${field.word}-repeated`;
			if (value.length > field.longest) return `${field.word}-too-long`;
			callback[field.key] = value;
		}
		return callback as T;
	};
}

const formType = 'application/x-www-form-urlencoded';

/** Parameters such as a charset are let pass: the URL standard knows none for forms. */
function isForm(contentType: string): boolean {
	if (contentType === formType) return true;
	const end = contentType.indexOf(';');
	return (end === -1 ? contentType : contentType.slice(0, end)).trim().toLowerCase() === formType;
}
