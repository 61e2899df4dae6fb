/* report_json.c - see report.h: the figures for other programs. Names as in the specification's entries; must not know words. */
#include "protocol/report/report_internal.h"
#include "protocol/meeting/verdict.h"

/* Times in seconds since 1970; 0 where it has not happened. */
static json_t *times_json(const struct attempt *a)
{
	return json_pack("{s:I, s:I, s:I, s:I}", "opened", (json_int_t)a->opened_at, "closed", (json_int_t)a->closed_at,
			 "counted", (json_int_t)a->counted_at, "published", (json_int_t)a->published_at);
}

static json_t *quorum_json(const struct attempt *a)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:s}", "expected", (json_int_t)a->quorum_expected,
			 "present", (json_int_t)a->quorum_present,
			 "required", (json_int_t)threshold_required(&a->quorum, a->quorum_expected),
			 "num", (json_int_t)a->quorum.num, "den", (json_int_t)a->quorum.den,
			 "op", rule_op_name(a->quorum.op));
}

/* NULL where no seat was given up. */
static json_t *reduction_json(const struct attempt *a)
{
	return a->reduced_seats ? json_pack("{s:I, s:s}", "seats", (json_int_t)a->reduced_seats, "reason", a->reduced_reason) : NULL;
}

/* What came in of each form, in their order; NULL where there is one kind of paper. Elsewhere an attempt's figures are the first form's. */
static json_t *forms_json(const struct poll *p, const struct attempt *a)
{
	size_t count = verdict_form_count(p->definition);
	struct figures f[FORMS_MAX];
	json_t *array = count > 1 ? json_array() : NULL;

	attempt_figures(f, a);
	for (size_t i = 0; array && i < count; i++)
		json_array_append_new(array, json_pack("{s:I, s:I, s:I, s:I}", "returned", (json_int_t)f[i].returned,
						       "valid", (json_int_t)(f[i].returned - f[i].invalid),
						       "invalid", (json_int_t)f[i].invalid,
						       "not_returned", (json_int_t)(f[i].issued - f[i].returned)));
	return array;
}

static json_t *attempt_json(const struct poll *p, const struct attempt *a)
{
	char head[HEAD_TEXT_SIZE] = "";
	struct figures f[FORMS_MAX];

	attempt_figures(f, a);
	if (a->closing_head.size)
		head_show(head, &a->closing_head);
	return json_pack("{s:i, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:s*, s:O*, s:O*, s:s*, s:o*, "
			 "s:s, s:I, s:O*, s:o*, s:I}",
			 "attempt", (int)a->number, "state", attempt_state_name(a->state),
			 "expected", (json_int_t)f->expected, "present", (json_int_t)f->present,
			 "issued", (json_int_t)f->issued, "without_slip", (json_int_t)a->without_slip,
			 "returned", (json_int_t)f->returned, "valid", (json_int_t)(f->returned - f->invalid),
			 "invalid", (json_int_t)f->invalid, "not_returned", (json_int_t)(f->issued - f->returned),
			 "tested", (json_int_t)a->tested, "quorum", quorum_json(a), "times", times_json(a),
			 "head", head[0] ? head : NULL, "counts", a->state == ATTEMPT_VOID ? NULL : a->counts,
			 "verdict", a->state == ATTEMPT_VOID ? NULL : a->verdict, "reason", a->void_reason,
			 "seats_reduced", reduction_json(a), "way", attempt_way_name(a->way), "papers", (json_int_t)a->papers,
			 "electronic", a->electronic, "forms", forms_json(p, a), "assists", (json_int_t)a->assists);
}

static json_t *poll_json(const struct poll *p)
{
	json_t *attempts = json_array();

	for (size_t i = 0; i < p->attempt_count; i++)
		if (json_array_append_new(attempts, attempt_json(p, p->attempts[i]))) {
			json_decref(attempts);
			return NULL;
		}
	return json_pack("{s:s, s:s, s:s, s:b, s:s, s:O*, s:s*, s:O*, s:O*, s:O, s:O, s:o}", "poll", p->id, "kind", p->kind,
			 "title", p->title, "rehearsal", p->is_rehearsal, "publication", p->is_limited ? "presidium" : "hall",
			 "forms", json_object_get(p->definition, "forms"),
			 "together", json_string_value(json_object_get(p->definition, "together")),
			 "order", json_object_get(p->definition, "order"),
			 "follows", json_object_get(p->definition, "follows"),
			 "scales", json_object_get(p->definition, "scales"),
			 "contests", json_object_get(p->definition, "contests"), "attempts", attempts);
}

static json_t *sitting_json(const struct meeting *m, size_t sitting)
{
	const struct sitting *of = &m->sittings[sitting - 1];
	struct attendance_totals t;
	struct anomaly_totals a;

	report_attendance_totals(&t, m, sitting, NULL);
	report_anomalies(&a, m, sitting);
	return json_pack("{s:i, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:{s:I, s:I}}", "sitting", (int)sitting,
			 "name", of->name, "opened", (json_int_t)of->opened_at, "closed", (json_int_t)of->closed_at,
			 "expected", (json_int_t)t.expected, "came", (json_int_t)t.states[WORDS_CAME],
			 "left", (json_int_t)t.states[WORDS_WENT], "on_leave", (json_int_t)t.states[WORDS_ON_LEAVE],
			 "absent", (json_int_t)t.states[WORDS_ABSENT], "others", (json_int_t)t.others,
			 "anomalies", "open", (json_int_t)a.open, "settled", (json_int_t)a.settled);
}

/* The opened sittings and all polls. False if out of memory. */
static bool fill(json_t *sittings, json_t *polls, const struct meeting *m)
{
	for (size_t i = 1; i <= m->sitting_count; i++)
		if (m->sittings[i - 1].was_opened && json_array_append_new(sittings, sitting_json(m, i)))
			return false;
	for (size_t i = 0; i < m->poll_count; i++)
		if (json_array_append_new(polls, poll_json(m->polls[i])))
			return false;
	return true;
}

json_t *report_json(const struct meeting *m)
{
	json_t *sittings = json_array(), *polls = json_array(), *all = NULL;
	char shown[HEAD_TEXT_SIZE];
	struct head head;

	if (sittings && polls && fill(sittings, polls, m) && meeting_head(&head, m, m->tree.size) == OK) {
		head_show(shown, &head);
		all = json_pack("{s:s, s:s, s:I, s:s, s:b, s:O, s:O}", "meeting", m->id, "name", m->name,
				"size", (json_int_t)m->tree.size, "head", shown, "sealed", m->is_sealed, "sittings", sittings,
				"polls", polls);
	}
	json_decref(sittings);
	json_decref(polls);
	return all;
}
