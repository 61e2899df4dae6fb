/* assist.c - see assist.h, and its message: `assist`. */
#include "tally-server/core/assist.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/base/code.h"
#include "protocol/base/fields.h"
#include "tally-server/core/handlers.h"
#include "tally-server/core/log.h"
#include "tally-server/core/private.h"

enum { NONCE_SIZE = 8 };

/* ---- what is kept ---- */

/* {NONCE: name}, empty if nobody has helped; the caller lets it go. */
static enum err load(const struct core *c, json_t **out, const char *poll, uint32_t attempt)
{
	struct buf text = { 0 };
	enum err err = private_assists(c->private, &text, poll, attempt);

	if (err == ERR_RANGE) {
		*out = json_object();
		err = *out ? OK : ERR_MEMORY;
	} else if (!err) {
		err = json_read(out, buf_text(&text), text.len);
	}
	buf_release_secret(&text);
	return err;
}

/* The same nonce again counts once. */
static enum err keep(struct core *c, const struct poll *p, const struct attempt *a, const char *nonce, const char *name)
{
	json_t *kept = NULL;
	char *text = NULL;
	enum err err = load(c, &kept, p->id, a->number);

	/* what is damaged is not written over: that it was lost is said at the close */
	if (err && err_category(err) != ERR_CAT_FATAL)
		err = ERR_IO;
	if (!err && json_object_size(kept) >= ASSIST_MAX && !json_object_get(kept, nonce))
		err = ERR_BUSY;
	if (!err && (json_object_set_new(kept, nonce, json_string(name)) || !(text = json_write(kept))))
		err = ERR_MEMORY;
	if (!err)
		err = private_set_assists(c->private, p->id, a->number, text);
	free(text);
	json_decref(kept);
	return err;
}

/* ---- the message ---- */

/* By badge, by number, or an operator by name. Borrowed from the meeting. */
static enum err find_helper(const struct core *c, const char **name, const char *helper)
{
	const struct meeting_operator *operator = meeting_operator(&c->meeting, helper);
	const struct person *person = meeting_person(&c->meeting, helper);
	uint8_t code[BADGE_CODE_SIZE], hash[32];
	bool is_current = true;

	if (operator && operator->is_active) {
		*name = operator->name;
		return OK;
	}
	if (!person && code_read(code, CODE_BADGE, helper) == OK) {
		badge_hash(hash, c->meeting.id, code);
		person = meeting_badge(&c->meeting, hash, &is_current);
	}
	if (!person || !person->is_active)
		return ERR_NO_SUCH_PERSON;
	*name = person->name;
	return is_current ? OK : ERR_BADGE_REVOKED;
}

/* What is open to slips, open or held. */
static enum err check_running(const struct core *c, const char *poll, int64_t number)
{
	const struct attempt *a = meeting_current(&c->meeting);

	if (!a || strcmp(c->meeting.current->id, poll) || a->number != number || !attempt_way_takes_slot(a->way))
		return ERR_NOT_OPEN;
	return a->state == ATTEMPT_OPEN || a->state == ATTEMPT_HELD ? OK : ERR_NOT_OPEN;
}

enum err handle_assist(struct core *c, struct request *r)
{
	char nonce[2 * NONCE_SIZE + 1];
	uint8_t bytes[NONCE_SIZE];
	const char *name = NULL;
	struct fields f;

	fields_open(&f, r->body);
	const char *poll = fields_text(&f, "poll", 1, ID_MAX);
	int64_t number = fields_int(&f, "attempt", 1, UINT32_MAX);
	const char *helper = fields_text(&f, "helper", 1, ACTOR_MAX);
	fields_hex(&f, "nonce", bytes, sizeof bytes);
	enum err err = fields_close(&f);
	if (!err)
		err = check_running(c, poll, number);
	if (!err)
		err = find_helper(c, &name, helper);
	if (!err)
		err = poll_check_helper(c->meeting.current, &c->meeting, name);
	if (err)
		return err;
	hex_encode(nonce, bytes, sizeof bytes);
	if ((err = keep(c, c->meeting.current, meeting_current(&c->meeting), nonce, name)) != OK)
		return err;
	/* who was called has come */
	c->has_changed_view |= floor_call_done(&c->floor, r->machine.name);
	r->ok = json_pack("{s:s}", "name", name);
	return r->ok ? OK : ERR_MEMORY;
}

/* ---- the entry ---- */

/* {name: count} */
static enum err count_helpers(json_t *counts, json_t *kept)
{
	const char *nonce;
	json_t *name;

	json_object_foreach(kept, nonce, name) {
		json_int_t before = json_integer_value(json_object_get(counts, json_string_value(name)));

		if (json_object_set_new(counts, json_string_value(name), json_integer(before + 1)))
			return ERR_MEMORY;
	}
	return OK;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* [{"name", "count"}] in the order of their names' bytes; NULL if out of memory. */
static json_t *sorted(const json_t *counts)
{
	const char *names[ASSIST_MAX], *name;
	json_t *list = json_array(), *count;
	size_t used = 0;

	json_object_foreach((json_t *)(uintptr_t)counts, name, count)
		names[used++] = name;
	qsort(names, used, sizeof *names, by_text);
	for (size_t i = 0; i < used && list; i++) {
		if (json_array_append_new(list, json_pack("{s:s, s:O}", "name", names[i], "count", json_object_get(counts, names[i])))) {
			json_decref(list);
			list = NULL;
		}
	}
	return list;
}

enum err assist_poll_closed(struct core *c, struct request *r, const struct poll *p, const struct attempt *a, json_t *warnings)
{
	json_t *kept = NULL, *counts = json_object(), *helpers;
	enum err err = counts ? load(c, &kept, p->id, a->number) : ERR_MEMORY;

	if (err && err_category(err) != ERR_CAT_FATAL) {
		log_event("lost what=assists");
		err = json_array_append_new(warnings, json_pack("{s:s}", "code", "assists_lost")) ? ERR_MEMORY : OK;
	}
	if (!err && json_object_size(kept)) {
		err = count_helpers(counts, kept);
		helpers = err ? NULL : sorted(counts);
		if (!err)
			err = core_append(c, r, "assist", json_pack("{s:s, s:I, s:o}", "poll", p->id, "attempt", (json_int_t)a->number, "helpers", helpers));
	}
	json_decref(kept);
	json_decref(counts);
	return err ? ERR_STORE : OK;
}
