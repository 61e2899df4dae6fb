/* camera.js - reads the codes of badges and slips that are held before the camera: frames go to the
 * decoder, codes go to the caller, pictures go nowhere.
 *
 * Must not know: what a code means. */
import { decodeQR } from "/page/vendor/qr/decode.js";

const WIDTH = 640;              /* enough for 29 modules at an arm's length, and quick */
const PAUSE_MS = 90;
const SAME_CODE_MS = 3000;      /* a code still held there is not a second scan */

/* The text of a QR code on a canvas; null if there is none. */
export function decodeCanvas(canvas) {
	const image = canvas.getContext("2d", { willReadFrequently: true }).getImageData(0, 0, canvas.width, canvas.height);

	try {
		return decodeQR(image);
	} catch {
		return null;
	}
}

function drawFrame(canvas, video) {
	canvas.width = WIDTH;
	canvas.height = Math.round(WIDTH * video.videoHeight / video.videoWidth);
	canvas.getContext("2d", { willReadFrequently: true }).drawImage(video, 0, 0, canvas.width, canvas.height);
}

/* Show the camera in `video` and call onCode(text) for each code that comes into view, until stop().
 * Throws what getUserMedia throws where there is no camera or no permission. */
export async function openCamera(video, onCode) {
	const stream = await navigator.mediaDevices.getUserMedia({
		video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
	});
	const canvas = document.createElement("canvas");
	let last = { text: "", at: 0 };
	let timer = 0;

	function look() {
		timer = setTimeout(look, PAUSE_MS);
		if (!video.videoWidth)
			return;
		drawFrame(canvas, video);
		const text = decodeCanvas(canvas);

		if (text === null)
			return;
		const isNew = text !== last.text || performance.now() - last.at > SAME_CODE_MS;

		last = { text, at: performance.now() };
		if (isNew)
			onCode(text);
	}

	function stop() {
		clearTimeout(timer);
		for (const track of stream.getTracks())
			track.stop();
		video.srcObject = null;
		/* what was seen last is a secret */
		canvas.width = 0;
	}

	video.srcObject = stream;
	try {
		await video.play();
	} catch (error) {
		stop();
		throw error;
	}
	look();
	return { stop };
}
