/* save.js - bytes that the server sent, handed to the browser to keep as a file.
 *
 * Must not know: what is in it. */

import { el } from "/page/dom.js";

const KEPT_MS = 60000;

export const bytesOf = base64 => Uint8Array.from(atob(base64), char => char.charCodeAt(0));

/* parts: bytes and texts, one after the other. */
export function save(name, parts) {
	const url = URL.createObjectURL(new Blob(parts));

	el("a", { href: url, download: name }).click();
	setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
