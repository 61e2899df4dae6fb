/* roster.js - the roster: a table of everybody that scrolls well with thousands of rows, search,
 * delegations; import and edit are next door.
 *
 * Only the rows that are seen are drawn. Must not know: messages. */

import { isInControl, meeting, watch, watchControl } from "/console/meeting.js";
import { byStrokes, linesOf, shown, twice } from "/console/names.js";
import { delegations, people } from "/console/people.js";
import { editPerson } from "/console/person.js";
import { importRoster } from "/console/roster_import.js";
import { key } from "/console/view.js";
import { el, replace } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { clock, number, t, word } from "/page/lang.js";

const ROW = 44, MARGIN = 12;    /* height of a row in px, as in prepare.css; rows drawn beyond what is seen */

const COLUMNS = [
	["number", "REPORT_NUMBER_HEAD"], ["name", "REPORT_NAME_HEAD"], ["unit", "REPORT_UNIT_HEAD"], ["post", "REPORT_POST_HEAD"], ["seat", "REPORT_SEAT_HEAD"],
	["role", "CON_ROLE"], ["status", "REPORT_STATUS_HEAD"],
];

const UNIT_HEADS = ["REPORT_UNIT_HEAD", "BASE_EXPECTED", "BASE_PRESENT", "PRESENCE_ON_LEAVE", "REPORT_OBSERVERS"];

/* How someone stands in this sitting. */
function standing(person) {
	if (person.status === "excluded")
		return t("CON_EXCLUDED");
	if (person.presence === "in")
		return `${t("REPORT_IN_HEAD")} ${clock(person.first_in)}`;
	if (person.presence === "left")
		return `${t("REPORT_OUT_HEAD")} ${clock(person.last_out)}`;
	return person.leave ? t("PRESENCE_ON_LEAVE") : "";
}

const NAME = 7, WIDE = 10;      /* characters that stand in one line of a cell */

const text = (value, n) => el("span", { class: linesOf(value, n), title: value }, value);

const CELL = {
	number: person => el("td", { class: "code" }, isInControl()
		? el("button", { class: "link", type: "button", "data-keep": person.number }, person.number) : person.number),
	name: (person, same) => el("td", { class: "name" }, el("span", { class: linesOf(person.name, NAME) }, shown(person.name)),
		same.has(person.name) ? el("small", { class: "same" }, t("CON_SAME_NAME")) : null),
	unit: person => el("td", null, text(person.unit, WIDE)),
	post: person => el("td", null, text(person.post, WIDE)),
	seat: person => el("td", null, person.seat),
	role: person => el("td", null, word("CON_ROLE_", person.role)),
	status: person => el("td", null, standing(person)),
};

function sorted(list, by) {
	if (by === "name" || by === "unit")
		return byStrokes(list, person => person[by]);
	return by ? [...list].sort((a, b) => a[by].localeCompare(b[by], "zh", { numeric: true })) : list;
}

export function roster(root, area) {
	let all = [], same = new Set(), list = [], find = null, query = "", unit = "", by = "", view = "people";
	const search = el("input", { class: "input small", type: "search" }), units = el("select", { class: "select small" });
	const count = el("span", { class: "quiet", role: "status" });
	const head = el("thead"), body = el("tbody");
	const scroller = el("div", { class: "roster-scroll", tabindex: "0" });
	const table = el("table", { class: "table roster-table" }, el("colgroup", null, COLUMNS.map(([name]) => el("col", { class: `col-${name}` }))), head, body);

	const edit = person => editPerson(person).then(isDone => isDone && load());
	const rowOf = person => el("tr", { class: isInControl() ? "pressable" : "", "data-number": person.number }, COLUMNS.map(([name]) => CELL[name](person, same)));
	const spacer = rows => el("tr", { class: "spacer", "aria-hidden": true, style: { height: `${rows * ROW}px` } });
	const draw = () => {
		const first = Math.max(0, Math.floor(scroller.scrollTop / ROW) - MARGIN);
		const last = Math.min(list.length, Math.ceil((scroller.scrollTop + scroller.clientHeight) / ROW) + MARGIN);

		replace(body, spacer(first), list.slice(first, last).map(rowOf), spacer(list.length - last));
	};
	const drawHead = () => replace(head, el("tr", null, COLUMNS.map(([name, text]) => el("th", { "aria-sort": by === name ? "ascending" : "none" },
		el("button", { class: "sort", type: "button", onclick: () => {
			by = by === name ? "" : name;
			choose();
		} }, t(text), by === name ? icon("up") : null)))));
	const fits = person => [person.name, person.unit, person.post].some(text => text.includes(query)) ||
		person.number.startsWith(query) || person.seat === query;
	const choose = () => {
		const found = query ? [...new Set([...find?.(query) ?? [], ...all.filter(fits)])] : all;
		list = sorted(unit ? found.filter(person => person.unit === unit) : found, by);
		count.textContent = t("CON_PEOPLE_COUNT", number(list.length));
		drawHead();
		draw();
	};
	const load = async () => {
		all = await people();
		same = twice(all.map(person => person.name));
		replace(units, el("option", { value: "" }, t("CON_ALL_UNITS")),
			delegations(all).map(each => el("option", { value: each.unit }, `${each.unit}（${each.voters + each.others}）`)));
		units.value = unit;
		find = null;
		choose();
		layout();
	};
	const unitTable = () => el("table", { class: "table" },
		el("thead", null, el("tr", null, UNIT_HEADS.map((name, i) => el("th", { class: i ? "num" : "" }, t(name))))),
		el("tbody", null, delegations(all).map(each => el("tr", null, el("td", null, each.unit || t("CON_NO_UNIT")),
			[each.voters, each.present, each.leave, each.others].map(n => el("td", { class: "num" }, number(n)))))));
	const layout = () => {
		if (!all.length)
			replace(scroller, el("div", { class: "empty" }, el("h2", null, t("CON_NO_ROSTER")), el("p", { class: "quiet" }, t("CON_NO_ROSTER_WHY"))));
		else if (view === "units")
			replace(scroller, unitTable());
		else if (table.parentNode !== scroller)
			replace(scroller, table);
		draw();
	};
	const viewKey = (name, text) => el("button", { class: "btn small", type: "button", "aria-pressed": view === name, "data-keep": name, onclick: () => {
		view = name;
		bar();
		layout();
	} }, t(text));
	const top = el("header", { class: "section-head" });
	const bar = () => {
		search.setAttribute("aria-label", t("CON_SEARCH"));
		search.placeholder = t("CON_SEARCH_PEOPLE");
		units.setAttribute("aria-label", t("REPORT_UNIT_HEAD"));
		replace(top, el("h1", null, t("CON_ROSTER")), el("span", { class: "keys" }, viewKey("people", "CON_PEOPLE"), viewKey("units", "CON_DELEGATIONS")),
			search, units, count,
			isInControl() ? el("span", { class: "keys right" }, key({ class: "btn small", onclick: () => edit(null) }, icon("plus"), t("CON_ADD_PERSON")),
				key({ class: `btn small ${meeting.status.expected ? "" : "main"}`, onclick: () => importRoster(load) }, icon("file"), t("CON_IMPORT"))) : null);
	};

	/* the table of readings is large: it is fetched when someone searches */
	search.addEventListener("input", async () => {
		query = search.value.trim().toLowerCase();
		choose();
		if (!query || find)
			return;
		const { searchIndex } = await import("/desk/search.js");
		find = searchIndex(all);
		choose();
	});
	units.addEventListener("change", () => {
		unit = units.value;
		choose();
	});
	scroller.addEventListener("scroll", draw, { passive: true });
	body.addEventListener("click", event => {
		const line = event.target.closest("tr[data-number]");
		if (line && isInControl())
			edit(all.find(person => person.number === line.dataset.number));
	});
	root.append(top, scroller);
	bar();
	let size = meeting.status.size;
	area.onStop(watch(() => {
		if (meeting.status.size !== size)
			load().catch(() => {});
		({ size } = meeting.status);
	}));
	area.onStop(watchControl(() => {
		bar();
		draw();
	}));
	area.listen(document, "langchange", () => {
		bar();
		load().catch(() => {});
	});
	area.listen(window, "resize", draw);
	load().catch(() => {});
}
