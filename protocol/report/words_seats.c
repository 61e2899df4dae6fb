/* words_seats.c - sentences about who stands and who is elected or distinguished: order, what is
 * followed, seats and their reduction, too few candidates, caps. See words.h. */
#include "protocol/report/words.h"

#include <stdio.h>

enum { NUMBER_SIZE = 24 };

static const char *field(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));

	return value ? value : "";
}

static int64_t number(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

/* Titles of the contests at `places`, "甲、乙". */
static void add_titles(struct buf *out, enum lang lang, const json_t *definition, const json_t *places)
{
	const json_t *place;
	size_t i;

	json_array_foreach(places, i, place)
		buf_addf(out, "%s%s", i ? text(lang, TEXT_FORMULA_AND) : "", words_contest(definition, (size_t)json_integer_value(place)));
}

bool words_seats(struct buf *out, enum lang lang, const json_t *definition, const json_t *verdict)
{
	const json_t *tied = json_object_get(verdict, "tied");
	struct buf names = { 0 };

	if (!words_is_election(definition))
		return false;
	add_titles(&names, lang, definition, json_object_get(verdict, "elected"));
	text_fill(out, lang, TEXT_SEATS_ELECTED, (const char *const[]){ json_array_size(json_object_get(verdict, "elected")) ?
									buf_text(&names) : "–" }, 1);
	buf_drop(&names, names.len);
	if (number(verdict, "unfilled"))
		words_filled(out, lang, TEXT_SEATS_UNFILLED, number(verdict, "unfilled"));
	if (json_array_size(tied)) {
		add_titles(&names, lang, definition, tied);
		text_fill(out, lang, TEXT_SEATS_TIED, (const char *const[]){ buf_text(&names) }, 1);
	}
	buf_release(&names);
	buf_add_text(out, words_named(lang, "NEXT_", field(verdict, "next")));
	return true;
}

bool words_reduction(struct buf *out, enum lang lang, const struct attempt *a)
{
	char seats[NUMBER_SIZE];

	if (!a->reduced_seats)
		return false;
	snprintf(seats, sizeof(seats), "%lld", (long long)a->reduced_seats);
	text_fill(out, lang, TEXT_SEATS_REDUCED, (const char *const[]){ seats, a->reduced_reason }, 2);
	return true;
}

bool words_surplus(struct buf *out, enum lang lang, const struct meeting *m, const struct poll *p)
{
	char digits[2][NUMBER_SIZE];
	int64_t least, extra;

	if (!poll_lacks_surplus(p, m, &least, &extra))
		return false;
	snprintf(digits[0], sizeof(digits[0]), "%lld", (long long)extra);
	snprintf(digits[1], sizeof(digits[1]), "%lld", (long long)least);
	text_fill(out, lang, TEXT_SURPLUS, (const char *const[]){ digits[0], digits[1] }, 2);
	return true;
}

bool words_caps(struct buf *out, enum lang lang, const json_t *definition, const json_t *verdict)
{
	const json_t *caps = json_object_get(verdict, "caps"), *cap;
	size_t i;

	json_array_foreach(caps, i, cap) {
		const json_t *within = json_object_get(cap, "within");
		char digits[2][NUMBER_SIZE];
		struct buf names = { 0 };

		snprintf(digits[0], sizeof(digits[0]), "%lld", (long long)number(cap, "of"));
		snprintf(digits[1], sizeof(digits[1]), "%lld", (long long)number(cap, "max"));
		buf_add_text(out, i ? text(lang, TEXT_FORMULA_THEN) : "");
		text_fill(out, lang, TEXT_CAP_TOLD, (const char *const[]){ words_named(lang, "CAP_", field(cap, "name")), digits[0], digits[1] }, 3);
		add_titles(&names, lang, definition, within);
		if (within)
			text_fill(out, lang, TEXT_CAP_WITHIN, (const char *const[]){ json_array_size(within) ? buf_text(&names) : "–" }, 1);
		buf_release(&names);
	}
	return json_array_size(caps) > 0;
}

bool words_order(struct buf *out, enum lang lang, const json_t *definition)
{
	const json_t *order = json_object_get(definition, "order");

	if (order && json_object_get(order, "reason"))
		text_fill(out, lang, TEXT_ORDER_MANUAL, (const char *const[]){ field(order, "reason") }, 1);
	else if (order)
		buf_add_text(out, text(lang, TEXT_ORDER_STROKES));
	return order;
}

bool words_follows(struct buf *out, enum lang lang, const struct meeting *m, const json_t *definition)
{
	const json_t *follows = json_object_get(definition, "follows");
	const struct poll *before = follows ? meeting_poll(m, field(follows, "poll")) : NULL;
	char attempt[NUMBER_SIZE];

	if (!before)
		return false;
	snprintf(attempt, sizeof(attempt), "%lld", (long long)number(follows, "attempt"));
	text_fill(out, lang, TEXT_FOLLOWS, (const char *const[]){ before->title, attempt }, 2);
	return true;
}
