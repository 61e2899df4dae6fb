/* hear.js - the server's events (P16.14): one stream, begun again whenever it has ended. In a page, or in the worker that pages share.
 *
 * Must not know: pages, what an event means. */

const RETRY_MS = 2000;

/* say({isOnline}) when the stream begins or is lost, say({event}) for each nudge, from now on. */
export function hear(say) {
	const source = new EventSource("/events");

	source.onopen = () => say({ isOnline: true });
	source.onmessage = ({ data }) => say({ event: JSON.parse(data).event });
	source.onerror = () => {
		say({ isOnline: false });
		/* where the server answered with an error the browser itself does not try again */
		if (source.readyState === EventSource.CLOSED)
			setTimeout(hear, RETRY_MS, say);
	};
}
