/* sound.js - a tone for each kind of verdict, so that the desk need not look up. Made on the spot: no file, works offline.
 *
 * Must not know: what a verdict is about. */

/* [Hz, start s, length s, shape]: rising is good, falling is bad, level is news. */
const TONES = {
	ok: [[784, 0, 0.12, "sine"], [1175, 0.1, 0.22, "sine"]],
	already: [[392, 0, 0.16, "triangle"], [392, 0.22, 0.16, "triangle"]],
	wrong: [[233, 0, 0.18, "sawtooth"], [175, 0.18, 0.34, "sawtooth"]],
	observer: [[659, 0, 0.12, "triangle"], [659, 0.14, 0.12, "triangle"], [880, 0.28, 0.2, "triangle"]],
	left: [[880, 0, 0.12, "sine"], [587, 0.12, 0.24, "sine"]],
};
const LOUDNESS = { sine: 0.5, triangle: 0.5, sawtooth: 0.22 };

/* -> { play(kind), isMuted(), mute(bool) }; the choice outlives a reload. */
export function openSound() {
	let context = null;
	let muted = localStorage.getItem("desk-mute") === "1";

	function tone([frequency, start, length, shape]) {
		const oscillator = context.createOscillator();
		const gain = context.createGain();
		const from = context.currentTime + start;

		oscillator.type = shape;
		oscillator.frequency.value = frequency;
		gain.gain.setValueAtTime(0, from);
		gain.gain.linearRampToValueAtTime(LOUDNESS[shape], from + 0.01);
		gain.gain.setTargetAtTime(0, from + length - 0.06, 0.02);
		oscillator.connect(gain).connect(context.destination);
		oscillator.start(from);
		oscillator.stop(from + length + 0.1);
	}

	return {
		play(kind) {
			if (muted)
				return;
			/* browsers refuse sound before the first key: the first scan is one */
			context ??= new AudioContext();
			if (context.state === "suspended")
				context.resume();
			TONES[kind].forEach(tone);
		},
		isMuted: () => muted,
		mute(on) {
			muted = on;
			localStorage.setItem("desk-mute", on ? "1" : "0");
		},
	};
}
