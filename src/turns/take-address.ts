import { z } from 'zod';
import type { Reply } from '../conversation/index.ts';
import type { Vault } from '../vault/vault.ts';

/** How long an address of something recorded can be fetched, in milliseconds: the provider does so at once. */
const GOOD_FOR_MS = 5 * 60_000;

const place = { collection: 'takes', field: 'address', id: '' } as const;

const addressSchema = z.strictObject({
	route: z.string(),
	/** Where the provider keeps it. */
	url: z.string(),
	/** Milliseconds since the epoch. */
	until: z.number(),
});

/** Something recorded on a call, still at the provider, and the route of the call. */
export interface AtProvider {
	readonly route: string;
	readonly url: string;
}

/**
 * A reply with which something just recorded is played, with an id that is its address: sealed, so that nobody can make one or learn
 * from it, and every instance can answer for it.
 */
export function withAddress(reply: Reply, at: AtProvider | undefined, now: number, vault: Vault): Reply {
	const { spoken } = reply;
	if (spoken?.voice.by !== 'recording' || at === undefined) return reply;
	const { route, url } = at;
	const sealed = vault.sealFor('outbox', place, JSON.stringify({ route, url, until: now + GOOD_FOR_MS }));
	const id = Buffer.from(sealed).toString('base64url');
	return { ...reply, spoken: { ...spoken, voice: { by: 'recording', id } } };
}

/** What such an id stands for; `undefined`: it is none of ours, or its time is over. */
export function openAddress(id: string, now: number, vault: Vault): AtProvider | undefined {
	try {
		const opened = addressSchema.safeParse(JSON.parse(vault.openFor('outbox', place, Buffer.from(id, 'base64url'))));
		if (!opened.success || opened.data.until < now) return undefined;
		const { route, url } = opened.data;
		return { route, url };
	} catch {
		return undefined;
	}
}
