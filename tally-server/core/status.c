/* status.c - the summary that screens are drawn from, and snapshots. Reads; decides nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "protocol/base/code.h"
#include "protocol/os/os.h"
#include "tally-server/core/handlers.h"
#include "tally-server/core/load.h"
#include "tally-server/core/second.h"
#include "tally-server/core/web.h"

static json_t *quorum_of(const struct meeting *m)
{
	struct threshold t = { 0 };
	int64_t expected, present;

	meeting_has_quorum(m, &t, &expected, &present);
	return core_quorum(&t, expected, present);
}

static json_t *ceremony_of(const struct meeting *m)
{
	const struct ceremony_record *c = m->ceremony_count ? m->ceremonies[m->ceremony_count - 1] : NULL;
	char fingerprint[CODE_TEXT_SIZE] = "";

	if (!c)
		return json_null();
	/* there is a record to read aloud once all have revealed */
	if (c->step == CEREMONY_SHARES || c->step == CEREMONY_CONFIRM || c->step == CEREMONY_DONE)
		code_show(fingerprint, CODE_FINGERPRINT, c->hash);
	return json_pack("{s:I, s:s, s:I, s:I, s:s}", "number", (json_int_t)c->params.id, "step", ceremony_step_name(c->step),
			 "done", (json_int_t)c->done, "t", (json_int_t)c->params.t, "fingerprint", fingerprint);
}

static json_t *poll_of(const struct poll *p, const struct request *r)
{
	const struct attempt *a = poll_last_attempt(p);
	bool shows = a && core_shows_result(p, a, r);
	json_t *o = json_pack("{s:s, s:s, s:s, s:I, s:I, s:s}", "poll", p->id, "kind", p->kind, "title", p->title,
			      "entry", (json_int_t)p->definition_entry, "attempt", (json_int_t)(a ? a->number : 0),
			      "state", a ? attempt_state_name(a->state) : "draft");
	bool ok = o != NULL;

	ok = ok && !json_object_set_new(o, "way", json_string(a ? attempt_way_name(a->way) : ""));
	ok = ok && !json_object_set_new(o, "papers", json_integer(a ? a->papers : 0));
	ok = ok && !json_object_set_new(o, "papers_wait", json_boolean(a && attempt_awaits_paper(a)));
	ok = ok && !json_object_set_new(o, "paper_next", json_boolean(p->must_be_paper && a && a->state == ATTEMPT_VOID));
	ok = ok && !json_object_set_new(o, "rehearsal", json_boolean(p->is_rehearsal));
	ok = ok && !json_object_set_new(o, "publication", json_string(p->is_limited ? "presidium" : "hall"));
	ok = ok && !json_object_set_new(o, "issued", json_integer(a ? a->issued : 0));
	ok = ok && !json_object_set_new(o, "returned", json_integer(a ? attempt_returned(a) : 0));
	ok = ok && !json_object_set(o, "counts", shows && a->counts ? a->counts : json_null());
	ok = ok && !json_object_set(o, "verdict", shows && a->verdict ? a->verdict : json_null());
	if (ok)
		return o;
	json_decref(o);
	return NULL;
}

static json_t *polls_of(const struct meeting *m, const struct request *r)
{
	json_t *array = json_array();

	for (size_t i = 0; i < m->poll_count; i++) {
		if (json_array_append_new(array, poll_of(m->polls[i], r))) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

/* Whose count on paper waits, or in what two of them differ: for people, and without the figures of one that waits. */
static json_t *paper_entry_of(const struct core *c, const struct request *r)
{
	const json_t *e = c->paper_entry;

	const struct attempt *a = meeting_current(&c->meeting);

	if (!e || !a || !attempt_awaits_paper(a) || r->machine.name[0])
		return json_null();
	return json_pack("{s:O, s:O, s:s, s:O}", "poll", json_object_get(e, "poll"), "by", json_object_get(e, "by"),
			 "state", json_object_get(e, "count") ? "waiting" : "differs", "at", json_object_get(e, "at"));
}

/* By machine, whether it is here. One pass over the connections, as there may be thousands of both. NULL if out of memory. */
static bool *connected_machines(const struct core *c)
{
	bool *connected = calloc(c->meeting.machine_count + 1, sizeof(*connected));

	for (size_t i = 0; connected && i < c->conn_count; i++) {
		const uint32_t *at = c->conns[i]->has_machine ? map_get(&c->meeting.machine_index, c->conns[i]->spki) : NULL;

		if (at)
			connected[*at] = true;
	}
	return connected;
}

static json_t *machines_of(const struct core *c, const bool *connected)
{
	json_t *array = json_array();
	bool ok = array != NULL;

	for (size_t i = 0; ok && i < c->meeting.machine_count; i++) {
		const struct machine *m = &c->meeting.machines[i];

		if (!m->is_revoked)
			ok = !json_array_append_new(array, json_pack("{s:s, s:s, s:b, s:s*}", "name", m->name,
								     "role", machine_role_name(m->role),
								     "connected", connected[i],
								     "holder", m->holder[0] ? m->holder : NULL));
	}
	if (ok)
		return array;
	json_decref(array);
	return NULL;
}

static json_t *desk_named(const json_t *desks, const char *name)
{
	json_t *desk;
	size_t i;

	json_array_foreach(desks, i, desk)
		if (!strcmp(json_string_value(json_object_get(desk, "name")), name))
			return desk;
	return NULL;
}

/* Those that have said how they are, in browsers too, and the enrolled ones that have not. */
static json_t *desks_of(const struct core *c, const bool *connected)
{
	json_t *array = floor_desks(&c->floor, clock_wall_seconds());
	bool ok = array != NULL;

	for (size_t i = 0; ok && i < c->meeting.machine_count; i++) {
		const struct machine *m = &c->meeting.machines[i];
		json_t *heard;

		if (m->is_revoked || m->role != MACHINE_DESK)
			continue;
		heard = desk_named(array, m->name);
		if (!heard)
			ok = !json_array_append_new(array, json_pack("{s:s, s:b, s:i, s:i}", "name", m->name,
								     "online", connected[i], "pending", 0, "seen_at", 0));
		else if (connected[i])
			ok = !json_object_set_new(heard, "online", json_true());
	}
	if (ok)
		return array;
	json_decref(array);
	return NULL;
}

enum err handle_status(struct core *c, struct request *r)
{
	const struct meeting *m = &c->meeting;
	int64_t expected, present, observers;
	struct fields f;
	bool *connected;
	enum err err;

	fields_open(&f, r->body);
	err = fields_close(&f);
	if (err)
		return err;
	connected = connected_machines(c);
	if (!connected)
		return ERR_MEMORY;
	meeting_attendance(m, &expected, &present, &observers);
	r->ok = json_pack("{s:s, s:s, s:I, s:o, s:b, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o}", "meeting", m->id,
			  "name", m->name, "size", (json_int_t)m->tree.size, "head", core_head_text(c, m->tree.size),
			  "sealed", m->is_sealed, "sitting", (json_int_t)m->sitting, "expected", (json_int_t)expected,
			  "present", (json_int_t)present, "observers", (json_int_t)observers, "quorum", quorum_of(m),
			  "ceremony", ceremony_of(m), "polls", polls_of(m, r), "paper_entry", paper_entry_of(c, r),
			  "machines", machines_of(c, connected), "control", web_control(c, r));
	/* what goes on at desks and seats is for who runs the meeting */
	if (!r->ok || (!r->machine.name[0] && (json_object_set_new(r->ok, "desks", desks_of(c, connected)) ||
						json_object_set_new(r->ok, "calls", floor_calls(&c->floor)) ||
						json_object_set_new(r->ok, "asked", second_asked(c, r)))))
		err = ERR_MEMORY;
	free(connected);
	return err;
}

enum err handle_snapshot(struct core *c, struct request *r)
{
	struct fields f;
	char name[48], *path;
	enum err err;

	fields_open(&f, r->body);
	err = fields_close(&f);
	if (err)
		return err;
	snprintf(name, sizeof(name), "snapshot-%llu.db", (unsigned long long)c->meeting.tree.size);
	path = load_path(c, name);
	if (!path)
		return ERR_MEMORY;
	/* of the same size it holds the same entries, or is what a crash left */
	unlink(path);
	err = store_snapshot(c->store, path);
	if (!err) {
		r->ok = json_pack("{s:s}", "path", path);
		err = r->ok ? OK : ERR_MEMORY;
	}
	free(path);
	return err;
}
