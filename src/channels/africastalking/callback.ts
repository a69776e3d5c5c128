import type { GatewayRequest } from '../channel.ts';
import { parseForm } from './form.ts';

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

/** Each field's name in a reason, and the most UTF-16 units of its value: a dozen times what was ever seen. */
const fields: Readonly<Record<keyof Callback, { readonly word: string; readonly longest: number }>> = {
	sessionId: { word: 'session-id', longest: 128 },
	phoneNumber: { word: 'phone-number', longest: 32 },
	serviceCode: { word: 'service-code', longest: 64 },
	networkCode: { word: 'network-code', longest: 32 },
	/** All that is typed in one session: 180 s at most, 182 characters an answer. */
	text: { word: 'text', longest: 4_096 },
	status: { word: 'status', longest: 64 },
	date: { word: 'date', longest: 64 },
	durationInMillis: { word: 'duration', longest: 32 },
};

const fieldByName = new Map(
	Object.entries(fields).map(([name, { word, longest }]) => [name, { key: name as keyof Callback, word, longest }]),
);

/**
 * Reads a callback's form. Fields that we do not know are passed over: the gateway may add some.
 *
 * @returns the callback, or a machine word for why it is odd.
 */
export function readCallback(request: GatewayRequest): Callback | string {
	if (!isForm(request.contentType)) return 'content-type';
	const form = parseForm(request.body);
	if (form === undefined) return 'form-too-long';
	const callback: Callback = {};
	for (let at = 0; at < form.length; at += 2) {
		const field = fieldByName.get(form[at] ?? '');
		if (field === undefined) continue;
		const value = form[at + 1] ?? '';
		if (callback[field.key] !== undefined) return `${field.word}-repeated`;
		if (value.length > field.longest) return `${field.word}-too-long`;
		callback[field.key] = value;
	}
	return callback;
}

const formType = 'application/x-www-form-urlencoded';

/** Parameters such as a charset are let pass: the URL standard knows none for forms. */
function isForm(contentType: string): boolean {
	if (contentType === formType) return true;
	const end = contentType.indexOf(';');
	return (end === -1 ? contentType : contentType.slice(0, end)).trim().toLowerCase() === formType;
}
