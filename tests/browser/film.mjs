// film.mjs - what a camera sees when somebody holds a code before it, for Chromium's camera of a file.
//
// Must not know: what the code is for.

import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './hall.mjs';

// The module that the pages carry, which Node takes for one only where a package says so.
export async function qrModule(name) {
	const folder = mkdtempSync(join(tmpdir(), 'tally-qr-'));

	try {
		cpSync(join(ROOT, 'protocol/page/vendor/qr'), folder, { recursive: true });
		writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
		return await import(join(folder, name));
	} finally {
		rmSync(folder, { recursive: true });
	}
}

// One second: grey, 640×480, the code in the middle of it.
export async function filmOf(text) {
	const { default: encodeQR } = await qrModule('index.js');
	const rows = encodeQR(text, 'raw', { ecc: text.length > 80 ? 'low' : 'quartile', border: 4 });
	const [width, height] = [640, 480], dot = Math.min(8, Math.floor(height / rows.length));
	const luma = Buffer.alloc(width * height, 120);
	const [left, top] = [width, height].map(side => (side - rows.length * dot) >> 1);

	rows.forEach((row, y) => row.forEach((dark, x) => {
		for (let i = 0; i < dot; i++)
			luma.fill(dark ? 16 : 235, (top + y * dot + i) * width + left + x * dot, (top + y * dot + i) * width + left + (x + 1) * dot);
	}));
	const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, Buffer.alloc(width * height / 2, 128)]);
	return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420\n`), ...Array.from({ length: 10 }, () => frame)]);
}
