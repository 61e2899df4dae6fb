/* link.js - the page's only two ways to the program behind it: the stream of its state, and one thing done at a time.
 *
 * Must not know: what a state means. */

/* Do it; null, or the code of what is wrong. Nothing that was handed over is kept. */
export async function act(what) {
	try {
		const reply = await fetch("/do", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(what) });

		return reply.ok ? (await reply.json()).error ?? null : "network";
	} catch {
		return "network";
	}
}

/* onState(state) for each; null while the program is not there. */
export function follow(onState) {
	const stream = new EventSource("/state");

	stream.onmessage = event => onState(JSON.parse(event.data));
	stream.onerror = () => onState(null);
}
