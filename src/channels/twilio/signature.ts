import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { ServiceError } from '../../shared/errors.ts';
import type { GatewayRequest } from '../channel.ts';
import { type Form, parseForm } from '../form.ts';

/** A callback that is known to come from Twilio. */
export interface Signed {
	/** Query of the URL that was signed: each name once, values of letters, digits, `-` and `_`. */
	readonly query: ReadonlyMap<string, string>;
	/** What was signed after the URL: every name and its value, sorted by name, with nothing between them. */
	readonly text: string;
	readonly fields: ReadonlyMap<string, string>;
}

export type Verdict =
	| { readonly is: 'signed'; readonly signed: Signed }
	/** `forged`: the signature is not Twilio's. `odd`: it is, and yet the request may be cut anew from one that Twilio sent. */
	| { readonly is: 'forged' | 'odd'; readonly reason: string };

export interface SignatureOptions {
	/** Primary token, and while it is changed the other one. */
	readonly authTokens: readonly string[];
	/** Scheme and host by which Twilio knows us, such as `https://line.example.org`; a port only where it was given one. */
	readonly publicOrigin: string;
}

const headerName = 'x-twilio-signature';
/** Base64 of 20 bytes. */
const signatureShape = /^[A-Za-z0-9+/]{27}=$/;
const formShape = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;
/**
 * Only what needs no escape, no dot segments: Twilio's check also takes a URL that means the same after normalising, and what
 * is read here must be what was signed.
 */
const targetShape =
	/^((?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+)(?:\?([a-z]+=[A-Za-z0-9_-]*(?:&[a-z]+=[A-Za-z0-9_-]*)*))?$/;
const nameShape = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
const firstName = 'AccountSid';

/**
 * Checks `X-Twilio-Signature` over a form: https://www.twilio.com/docs/usage/webhooks/webhooks-security. The URL is made of the
 * public origin and never of what the request says about its host, since proxies and forgers write that.
 *
 * Names and values are signed without anything between them, so a signed request can be cut into other fields that sign the
 * same. Here the border between URL and fields is made certain; `read-fields.ts` does so for the fields.
 *
 * @throws {ServiceError} at once when an option cannot be right.
 */
export function createSignatureCheck({
	authTokens,
	publicOrigin,
}: SignatureOptions): (request: GatewayRequest) => Verdict {
	checkOptions(authTokens, publicOrigin);
	return (request) => {
		const signature = request.headers?.[headerName];
		if (signature === undefined) return forged('signature-missing');
		if (typeof signature !== 'string' || !signatureShape.test(signature)) return forged('signature-implausible');
		const [target = ''] = (request.target ?? '').split('#', 1);
		const parts = targetShape.exec(target);
		if (parts === null) return forged('target-implausible');
		if (!formShape.test(request.contentType)) return forged('content-type');
		const form = parseForm(request.body);
		if (form === undefined) return forged('form-too-long');
		if (!isSigned(authTokens, signature, publicOrigin + target, form)) return forged('signature-wrong');
		return readSigned(form, parts[2] ?? '');
	};
}

function checkOptions(authTokens: readonly string[], publicOrigin: string): void {
	const sentence = 'Set the public address of the line and the auth token of the Twilio account.';
	if (!URL.canParse(publicOrigin) || new URL(publicOrigin).origin !== publicOrigin)
		throw new ServiceError('twilio-origin', 'the public origin is no origin', sentence);
	if (authTokens.length === 0 || authTokens.includes(''))
		throw new ServiceError('twilio-token', 'no auth token, or an empty one', sentence);
}

/** Every token is tried, so that time does not tell which one fits. */
function isSigned(authTokens: readonly string[], signature: string, url: string, form: Form): boolean {
	const params: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
	for (let at = 0; at < form.length; at += 2) {
		const [name = '', value = ''] = [form[at], form[at + 1]];
		const before = params[name];
		params[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
	}
	return authTokens.filter((token) => validateRequest(token, signature, url, params)).length > 0;
}

function readSigned(form: Form, search: string): Verdict {
	const fields = new Map<string, string>();
	for (let at = 0; at < form.length; at += 2) {
		const name = form[at] ?? '';
		if (!nameShape.test(name)) return odd('field-name-implausible');
		if (fields.has(name)) return odd('field-repeated');
		fields.set(name, form[at + 1] ?? '');
	}
	/** By UTF-16 units, as Twilio's own check sorts. */
	const text = [...fields.keys()].sort().reduce((all, name) => all + name + (fields.get(name) ?? ''), '');
	const query = readQuery(search);
	if (query === undefined) return odd('query-repeated');
	/** The first of the fields shows where the query ends: nothing of it went over the border, nothing came from there. */
	if (search !== '' && (search.includes(firstName) || !text.startsWith(firstName))) return odd('query-ambiguous');
	return { is: 'signed', signed: { query, text, fields } };
}

function readQuery(search: string): ReadonlyMap<string, string> | undefined {
	const query = new Map<string, string>();
	for (const pair of search === '' ? [] : search.split('&')) {
		const [name = '', value = ''] = pair.split('=');
		if (query.has(name)) return undefined;
		query.set(name, value);
	}
	return query;
}

const forged = (reason: string): Verdict => ({ is: 'forged', reason });
const odd = (reason: string): Verdict => ({ is: 'odd', reason });
