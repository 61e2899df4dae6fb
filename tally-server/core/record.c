/* record.c - the ways into the record: entries, acts that wait, checkpoints, the box. Declared in core.h.
 *
 * Must not know: who asked, or what the reply will be. */
#include <stdlib.h>
#include <string.h>

#include "protocol/os/os.h"
#include "tally-server/core/core.h"
#include "tally-server/core/log.h"

/* Entries after which terminals must ask for the state again, and those too frequent and too private to be logged one by one. */
static const char *const state_types[] = { "sitting_open", "sitting_close", "poll_open", "poll_hold", "poll_resume",
					   "poll_close", "hands", "paper_count", "result", "publish", "poll_void",
					   "server_start", "seal" };
static const char *const silent_types[] = { "ballot_commit", "ballot_cast", "ballot_test", "open_vote", "key_swap",
					    "paper_issue", "person", "badge", "checkin", "leave", "return" };

#define HAS(list, type) has(list, sizeof(list) / sizeof(*(list)), type)

static bool has(const char *const *list, size_t count, const char *type)
{
	for (size_t i = 0; i < count; i++) {
		if (!strcmp(list[i], type))
			return true;
	}
	return false;
}

/* Fold and keep one composed line. */
static enum err keep(struct core *c, const char *type, const char *line, char detail[DETAIL_MAX])
{
	uint64_t number = c->meeting.tree.size;
	enum err err = meeting_apply(&c->meeting, line, strlen(line));

	if (err) {
		if (detail && c->meeting.detail)
			snprintf(detail, DETAIL_MAX, "%s", c->meeting.detail);
		return err;
	}
	/* the fold went on, the store did not: nothing but an end is left */
	err = store_append(c->store, number, c->meeting.last_leaf, line);
	if (err) {
		c->is_halted = true;
		return err;
	}
	c->has_grown = true;
	if (HAS(state_types, type))
		c->has_changed_state = true;
	if (!HAS(silent_types, type))
		log_event("entry number=%llu type=%s", (unsigned long long)number, type);
	return OK;
}

enum err core_append_by(struct core *c, const char *const *actors, size_t actor_count, const char *type, json_t *body,
			char detail[DETAIL_MAX])
{
	char *line = NULL;
	enum err err;

	if (!body)
		return ERR_MEMORY;
	if (c->is_halted) {
		json_decref(body);
		return ERR_HALTED;
	}
	err = meeting_compose(&line, &c->meeting, type, clock_wall_seconds(), actors, actor_count, body);
	json_decref(body);
	if (!err)
		err = keep(c, type, line, detail);
	free(line);
	return err;
}

enum err core_append(struct core *c, struct request *r, const char *type, json_t *body)
{
	char machine[sizeof(r->machine.name) + sizeof("machine:")];
	const char *actors[2] = { machine, r->second_name };
	size_t count = r->second_name[0] ? 2 : 1;

	if (r->machine.name[0])
		snprintf(machine, sizeof(machine), "machine:%s", r->machine.name);
	else
		actors[0] = r->operator_name;
	return core_append_by(c, actors, count, type, body, r->detail);
}

enum err core_propose(struct core *c, const struct request *r, const char *type, json_t *fields, uint32_t *number)
{
	struct act act = { .number = c->meeting.act_count + 1, .state = ACT_WAITING };

	if (!fields)
		return ERR_MEMORY;
	if (!c->meeting.key_record) {
		json_decref(fields);
		return ERR_NO_KEY;
	}
	if (!json_object_set_new(fields, "act", json_string(type)))
		act.text = json_write(fields);
	json_decref(fields);
	act.type = strdup(type);
	if (!act.text || !act.type) {
		free(act.text);
		free(act.type);
		return ERR_MEMORY;
	}
	snprintf(act.actors[0], sizeof(act.actors[0]), "%s", r->operator_name);
	snprintf(act.actors[1], sizeof(act.actors[1]), "%s", r->second_name);
	free(c->act.type);
	free(c->act.text);
	c->act = act;
	c->act_waits = true;
	*number = act.number;
	log_event("act number=%u type=%s state=waiting", act.number, type);
	return OK;
}

enum err core_note(struct core *c, struct buf *out, uint64_t size)
{
	struct note_key key;
	struct head head;
	enum err err = meeting_head(&head, &c->meeting, size);

	if (err)
		return err;
	log_note_key(&key, &c->meeting);
	err = note_start(out, c->meeting.origin, &head);
	return err ? err : note_sign_log(out, &key, c->log_seed);
}

enum err core_box_start(struct core *c)
{
	const struct attempt *a = meeting_current(&c->meeting);
	struct box box;
	enum err err = a ? box_init(&box, &c->meeting, a, c->rng) : ERR_NOT_OPEN;

	if (err)
		return err;
	if (c->has_box)
		box_release(&c->box);
	c->box = box;
	c->has_box = true;
	return OK;
}
