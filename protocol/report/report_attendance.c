/* report_attendance.c - who came: totals by unit, and every person's arrival and leaving, sitting by sitting. Must not know: polls. */
#include "protocol/report/report_internal.h"

#include <stdio.h>
#include <string.h>

enum { PERSON_COLUMNS = 7 };

static bool is_counted(const struct person *p)
{
	return person_is_voter(p) && p->is_active;
}

void report_attendance_totals(struct attendance_totals *out, const struct meeting *m, size_t sitting, const char *unit)
{
	*out = (struct attendance_totals){ 0 };
	for (size_t i = 0; i < m->person_count; i++) {
		const struct person *p = &m->persons[i];

		if (unit && strcmp(unit, p->unit))
			continue;
		if (is_counted(p)) {
			out->expected++;
			out->states[words_presence(p, sitting)]++;
		} else if (p->sittings[sitting - 1].presence != PRESENCE_AWAY) {
			out->others++;
		}
	}
}

static size_t first_sitting(const struct meeting *m)
{
	size_t first = 1;

	while (first < m->sitting_count && !m->sittings[first - 1].was_opened)
		first++;
	return first;
}

void report_anomalies(struct anomaly_totals *out, const struct meeting *m, size_t sitting)
{
	*out = (struct anomaly_totals){ 0 };
	for (size_t i = 0; i < m->anomaly_count; i++) {
		const struct anomaly *a = &m->anomalies[i];

		if (a->sitting != sitting && (a->sitting || sitting != first_sitting(m)))
			continue;
		out->settled += a->note != NULL;
		out->open += !a->note;
	}
}

/* Is nobody before person i of the same unit? */
static bool is_first_of_unit(const struct meeting *m, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (!strcmp(m->persons[j].unit, m->persons[i].unit))
			return false;
	return true;
}

static void add_totals(const struct sheet *s, const struct meeting *m, size_t sitting, const char *unit)
{
	struct attendance_totals totals;

	report_attendance_totals(&totals, m, sitting, unit);
	buf_add_text(s->out, "<tr>");
	sheet_cell(s, unit ? unit : text(s->lang, TEXT_REPORT_ALL));
	sheet_number(s, totals.expected);
	for (int state = 0; state < WORDS_PRESENCE_COUNT; state++)
		sheet_number(s, totals.states[state]);
	sheet_number(s, totals.others);
	buf_add_text(s->out, "</tr>\n");
}

static void add_units(const struct sheet *s, const struct meeting *m, size_t sitting)
{
	static const enum text_id heads[] = { TEXT_REPORT_UNIT_HEAD, TEXT_BASE_EXPECTED, TEXT_PRESENCE_CAME, TEXT_PRESENCE_WENT,
					      TEXT_PRESENCE_ON_LEAVE, TEXT_PRESENCE_ABSENT, TEXT_REPORT_OBSERVERS };

	buf_add_text(s->out, "<table class=left><thead><tr>");
	for (size_t i = 0; i < PERSON_COLUMNS; i++)
		sheet_head(s, heads[i]);
	buf_add_text(s->out, "</tr></thead>\n");
	for (size_t i = 0; i < m->person_count; i++)
		if (is_first_of_unit(m, i))
			add_totals(s, m, sitting, m->persons[i].unit);
	add_totals(s, m, sitting, NULL);
	buf_add_text(s->out, "</table>\n");
}

static void add_person(const struct sheet *s, const struct person *p, size_t sitting)
{
	const struct attendance *a = &p->sittings[sitting - 1];
	/* who is expected nowhere is listed only for having come */
	bool has_status = is_counted(p) || a->presence != PRESENCE_AWAY;

	buf_add_text(s->out, "<tr>");
	sheet_cell(s, p->number);
	sheet_name(s, p->name);
	sheet_cell(s, p->post);
	sheet_cell(s, p->seat);
	sheet_clock(s, a->first_in);
	sheet_clock(s, a->presence == PRESENCE_LEFT ? a->last_out : 0);
	sheet_cell(s, has_status ? words_presence_name(s->lang, words_presence(p, sitting)) : "–");
	buf_add_text(s->out, "</tr>\n");
}

/* Those of one unit, under its name, where there are any. */
static void add_unit_persons(const struct sheet *s, const struct meeting *m, size_t sitting, const char *unit, bool are_counted)
{
	bool is_begun = false;

	for (size_t i = 0; i < m->person_count; i++) {
		const struct person *p = &m->persons[i];

		if (is_counted(p) != are_counted || strcmp(p->unit, unit))
			continue;
		if (!is_begun) {
			buf_addf(s->out, "<tr class=unit><th colspan=%d>", PERSON_COLUMNS);
			html_text(s->out, unit[0] ? unit : "–");
			buf_add_text(s->out, "</th></tr>\n");
			is_begun = true;
		}
		add_person(s, p, sitting);
	}
}

static void add_persons(const struct sheet *s, const struct meeting *m, size_t sitting, bool are_counted)
{
	static const enum text_id heads[PERSON_COLUMNS] = { TEXT_REPORT_NUMBER_HEAD, TEXT_REPORT_NAME_HEAD,
							    TEXT_REPORT_POST_HEAD, TEXT_REPORT_SEAT_HEAD, TEXT_REPORT_IN_HEAD,
							    TEXT_REPORT_OUT_HEAD, TEXT_REPORT_STATUS_HEAD };

	buf_add_text(s->out, "<table class=\"rows people\"><thead><tr>");
	for (size_t i = 0; i < PERSON_COLUMNS; i++)
		sheet_head(s, heads[i]);
	buf_add_text(s->out, "</tr></thead>\n");
	for (size_t i = 0; i < m->person_count; i++)
		if (is_first_of_unit(m, i))
			add_unit_persons(s, m, sitting, m->persons[i].unit, are_counted);
	buf_add_text(s->out, "</table>\n");
}

static bool has_others(const struct meeting *m)
{
	for (size_t i = 0; i < m->person_count; i++)
		if (!is_counted(&m->persons[i]))
			return true;
	return false;
}

static void add_sitting(const struct sheet *s, const struct meeting *m, size_t sitting)
{
	const struct sitting *of = &m->sittings[sitting - 1];
	struct anomaly_totals totals;
	struct buf words = { 0 };

	report_anomalies(&totals, m, sitting);
	buf_add_text(s->out, "<section class=long>\n");
	sheet_title(s, TEXT_REPORT_ATTENDANCE);
	buf_add_text(s->out, "<p class=sub>");
	html_text(s->out, of->name);
	buf_add_text(s->out, " · ");
	words_date(s->out, s->lang, of->opened_at);
	buf_add_text(s->out, " ");
	words_clock(s->out, of->opened_at);
	if (of->was_closed) {
		buf_add_text(s->out, "–");
		words_clock(s->out, of->closed_at);
	}
	buf_add_text(s->out, "</p>\n");
	add_units(s, m, sitting);
	if (words_anomalies(&words, s->lang, totals.open, totals.settled)) {
		buf_add_text(s->out, "<p>");
		sheet_words(s, &words);
		buf_add_text(s->out, "</p>\n");
	}
	add_persons(s, m, sitting, true);
	if (has_others(m)) {
		buf_addf(s->out, "<h3>%s</h3>\n", text(s->lang, TEXT_REPORT_OBSERVERS));
		add_persons(s, m, sitting, false);
	}
	buf_add_text(s->out, "</section>\n");
}

void report_attendance(const struct sheet *s, const struct meeting *m, size_t only)
{
	for (size_t sitting = 1; sitting <= m->sitting_count; sitting++)
		if (m->sittings[sitting - 1].was_opened && (!only || only == sitting))
			add_sitting(s, m, sitting);
}
