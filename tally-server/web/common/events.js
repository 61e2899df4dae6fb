/* events.js - the worker that all pages of a browser share: it hears the server's events once and passes them on to each.
 *
 * A browser allows six connections to a server, and a stream holds one of them: with a stream a
 * page, the sixth page could ask nothing any more.
 * Must not know: pages, what an event means. */

import { hear } from "/common/hear.js";

const pages = new Set();
let last = null;

self.onconnect = ({ ports: [page] }) => {
	pages.add(page);
	page.onclose = () => pages.delete(page);
	if (last)
		page.postMessage(last);
};

hear(said => {
	if ("isOnline" in said)
		last = said;
	for (const page of pages)
		page.postMessage(said);
});
