/* seats.js - a map of seats from their numbers alone: "3-12", "3排12座", "东区 3-12". Taken or free, nothing else.
 *
 * Must not know: whose a seat is. */

import { el } from "/page/dom.js";
import { t } from "/page/lang.js";

const WIDTH = 1030, HEIGHT = 610, STAGE = 56, STAGE_GAP = 34, CELL_MAX = 54, RATIO_MAX = 1.6, FILL = 0.76, LOOSE_PER_ROW = 24;

/* {block, row, column}; null where the text is no such place. */
function place(seat) {
	const found = /^(.*?)(\d+)\D+?(\d+)\D*$/.exec(seat.normalize("NFKC"));

	return found && { block: found[1].trim(), row: Number(found[2]), column: Number(found[3]) };
}

const sorted = values => [...new Set(values)].sort((a, b) => a - b);

/* Rows without a seat close up; a column that nobody has in any row is an aisle, however wide. */
function columnPlaces(columns) {
	const places = new Map();
	let at = 0;

	sorted(columns).forEach((column, i, all) => {
		at += i === 0 ? 0 : column - all[i - 1] > 1 ? 1.8 : 1;
		places.set(column, at);
	});
	return { places, width: at + 1 };
}

/* Blocks stand side by side, an aisle between. Gives {spots: [{x, y, taken}], width, height} in cells. */
function layout(seats) {
	const known = seats.map(([seat, taken]) => ({ ...place(seat), taken, seat })), placed = known.filter(one => one.row !== undefined);
	const loose = known.filter(one => one.row === undefined);
	const spots = [];
	let left = 0, height = 0;

	for (const block of new Set(placed.map(one => one.block))) {
		const here = placed.filter(one => one.block === block), rows = sorted(here.map(one => one.row));
		const { places, width } = columnPlaces(here.map(one => one.column));

		for (const one of here)
			spots.push({ x: left + places.get(one.column), y: rows.indexOf(one.row), taken: one.taken });
		left += width + 1.2;
		height = Math.max(height, rows.length);
	}
	const perRow = Math.max(LOOSE_PER_ROW, Math.ceil(left));

	loose.forEach((one, i) => spots.push({ x: i % perRow, y: height + (placed.length ? 0.6 : 0) + Math.floor(i / perRow), taken: one.taken }));
	return {
		spots, width: Math.max(left - 1.2, Math.min(perRow, loose.length), 1),
		height: height + (loose.length ? (placed.length ? 0.6 : 0) + Math.ceil(loose.length / perRow) : 0),
	};
}

const box = (x, y, w, h) => `M${x.toFixed(1)} ${y.toFixed(1)}h${w.toFixed(1)}v${h.toFixed(1)}h-${w.toFixed(1)}z`;

export function seatMap(seats) {
	const { spots, width, height } = layout(seats);
	/* as large as fits; where there are many rows a seat is wider than it is deep */
	const room = { w: Math.min(CELL_MAX, WIDTH / width), h: Math.min(CELL_MAX, (HEIGHT - STAGE - STAGE_GAP) / height) };
	const pitch = { w: Math.min(room.w, room.h * RATIO_MAX), h: Math.min(room.h, room.w * RATIO_MAX) };
	const size = { w: pitch.w * FILL, h: Math.min(pitch.h, pitch.w) * FILL };
	const left = (WIDTH - width * pitch.w) / 2 + (pitch.w - size.w) / 2;
	const top = STAGE + STAGE_GAP;
	const at = inset => spot => box(left + spot.x * pitch.w + inset, top + spot.y * pitch.h + inset, size.w - 2 * inset, size.h - 2 * inset);
	const used = Math.ceil(top + height * pitch.h);

	return el("section", { class: "map" },
		el("svg", { class: "seatmap", viewBox: `0 0 ${WIDTH} ${used}`, role: "img", "aria-label": t("HALL_SEATS_MAP") },
			el("path", { class: "stage", d: `M${WIDTH / 4} 0h${WIDTH / 2}v${STAGE}h-${WIDTH / 2}z` }),
			el("text", { x: WIDTH / 2, y: STAGE - 15 }, t("HALL_STAGE")),
			el("path", { class: "taken", d: spots.filter(spot => spot.taken).map(at(0)).join("") }),
			el("path", { class: "free", d: spots.filter(spot => !spot.taken).map(at(2)).join("") })),
		el("p", { class: "keyline" }, el("span", null, el("i", { class: "k-taken" }), t("HALL_TAKEN")), el("span", null, el("i", { class: "k-free" }), t("HALL_FREE"))));
}
