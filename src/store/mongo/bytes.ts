/** The same bytes as the driver takes them, without copying. */
export const toBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Bytes as they come from the driver, which gives a `Binary` where it must keep a subtype and a `Buffer` elsewhere. */
export function toBytes(found: unknown): Uint8Array {
	const view = found instanceof Uint8Array ? found : (found as { readonly buffer: Uint8Array }).buffer;
	return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
