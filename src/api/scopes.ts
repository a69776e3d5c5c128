import { z } from 'zod';

/** What a key may be allowed, as `<noun>:read` or `<noun>:write`. */
export const scopeNames = ['audit:read', 'webhooks:read', 'webhooks:write'] as const;

export type Scope = (typeof scopeNames)[number];

export const scopeSchema = z.enum(scopeNames).meta({ description: 'What a key may do. `write` includes `read`.' });

/** Whether these scopes allow what needs this one: whoever may change a thing may see it. */
export function allows(granted: readonly Scope[], needed: Scope): boolean {
	return granted.some((scope) => scope === needed || scope === needed.replace(/:read$/, ':write'));
}
