import { z } from 'zod';

/** What a key may be allowed: `<noun>:read`, `<noun>:write`, and for entries of the catalogue to bring them to people. */
export const scopeNames = [
	'audit:read',
	'programmes:read',
	'programmes:write',
	'programmes:publish',
	'webhooks:read',
	'webhooks:write',
] as const;

export type Scope = (typeof scopeNames)[number];

export const scopeSchema = z.enum(scopeNames).meta({ description: 'What a key may do. `write` includes `read`.' });

/** Whether these scopes allow what needs this one: whoever may change a thing may see it. */
export function allows(granted: readonly Scope[], needed: Scope): boolean {
	return granted.some((scope) => scope === needed || scope === needed.replace(/:read$/, ':write'));
}
