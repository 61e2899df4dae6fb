/* keys.c - the key ceremony as the server relays it, and acts that trustees sign. See handlers.h.
 *
 * The fold keeps the order of steps; here their mathematics is checked before an entry is written (P14.14). */
#include <stdlib.h>
#include <string.h>
#include "tally-server/core/count.h"
#include "tally-server/core/handlers.h"
#include "tally-server/core/slips.h"

enum err handle_ceremony_start(struct core *c, struct request *r)
{
	const struct meeting *m = &c->meeting;
	json_int_t id = (json_int_t)m->ceremony_count + 1;
	struct fields f;

	fields_open(&f, r->body);
	int64_t t = fields_int(&f, "t", 1, TRUSTEE_MAX);
	const json_t *trustees = fields_array(&f, "trustees", 1, TRUSTEE_MAX);
	enum err err = fields_close(&f);
	if (err)
		return err;
	err = core_append(c, r, "ceremony_start",
			  json_pack("{s:I, s:I, s:I, s:o}", "ceremony", id, "n", (json_int_t)json_array_size(trustees),
				    "t", (json_int_t)t, "trustees", json_deep_copy(trustees)));
	if (!err && !(r->ok = json_pack("{s:I}", "ceremony", id)))
		err = ERR_MEMORY;
	c->act_waits |= !err;
	return err;
}

enum err handle_ceremony_abort(struct core *c, struct request *r)
{
	struct fields f;

	fields_open(&f, r->body);
	const char *reason = fields_text(&f, "reason", 1, TEXT_MAX);
	enum err err = fields_close(&f);
	if (err)
		return err;
	return core_append(c, r, "ceremony_abort", json_pack("{s:I, s:s}", "ceremony", (json_int_t)c->meeting.ceremony_count, "reason", reason));
}

/* The ceremony that a step names, if it is the latest; the fold says the rest. */
static const struct ceremony_record *running(const struct core *c, const struct request *r)
{
	const struct meeting *m = &c->meeting;

	if (!m->ceremony_count || json_integer_value(json_object_get(r->body, "ceremony")) != (json_int_t)m->ceremony_count)
		return NULL;
	return m->ceremonies[m->ceremony_count - 1];
}

static enum err append_step(struct core *c, struct request *r, const char *type)
{
	json_int_t number = (json_int_t)c->meeting.tree.size;
	enum err err = core_append(c, r, type, json_deep_copy(r->body));

	if (!err && !(r->ok = json_pack("{s:I}", "entry", number)))
		err = ERR_MEMORY;
	return err;
}

enum err handle_ceremony_commit(struct core *c, struct request *r)
{
	return append_step(c, r, "ceremony_commit");
}

enum err handle_ceremony_reveal(struct core *c, struct request *r)
{
	const struct ceremony_record *k = running(c, r);
	const char *text = json_string_value(json_object_get(r->body, "reveal"));
	struct reveal reveal;

	if (!k)
		return ERR_CEREMONY;
	struct group *g = group_new();
	enum err err = g ? ceremony_read_reveal(g, &reveal, &k->params, text ? text : "") : ERR_MEMORY;
	group_free(g);
	return err ? err : append_step(c, r, "ceremony_reveal");
}

enum err handle_ceremony_shares(struct core *c, struct request *r)
{
	return append_step(c, r, "ceremony_shares");
}

enum err handle_ceremony_confirm(struct core *c, struct request *r)
{
	const struct ceremony_record *k = running(c, r);
	uint8_t key[POINT_SIZE], shares[TRUSTEE_MAX][POINT_SIZE];
	const char *claimed = json_string_value(json_object_get(r->body, "key"));
	char text[92];

	if (!k || k->step != CEREMONY_CONFIRM)
		return ERR_CEREMONY;
	struct group *g = group_new();
	enum err err = g ? ceremony_keys(g, key, shares, &k->params, k->reveals) : ERR_MEMORY;
	group_free(g);
	if (err)
		return err;
	base64_encode(text, key, sizeof key);
	if (!claimed || strcmp(claimed, text) != 0)
		return ERR_SHARE;
	return append_step(c, r, "ceremony_confirm");
}

/* ---- acts ---- */

enum err handle_acts(struct core *c, struct request *r)
{
	struct fields f;
	json_t *acts = json_array();

	fields_open(&f, r->body);
	enum err err = fields_close(&f);
	if (!err && c->act.number && c->act.state == ACT_WAITING &&
	    json_array_append_new(acts, json_pack("{s:I, s:s}", "number", (json_int_t)c->act.number, "text", c->act.text)))
		err = ERR_MEMORY;
	if (!err && !(r->ok = json_pack("{s:O}", "acts", acts)))
		err = ERR_MEMORY;
	json_decref(acts);
	return err;
}

enum err handle_act(struct core *c, struct request *r)
{
	static const char *const states[] = { [ACT_WAITING] = "waiting", [ACT_DONE] = "done", [ACT_GONE] = "gone" };
	struct fields f;

	fields_open(&f, r->body);
	int64_t number = fields_int(&f, "number", 1, UINT32_MAX);
	enum err err = fields_close(&f);
	if (err)
		return err;
	/* the next act has the number of one that went unsigned: nobody is told that another's act is done */
	bool is_known = number == c->act.number && (!strcmp(r->operator_name, c->act.actors[0]) || !strcmp(r->operator_name, c->act.actors[1]));
	r->ok = json_pack("{s:s, s:i}", "state", is_known ? states[c->act.state] : "gone",
			  "signatures", is_known ? __builtin_popcount(c->act.signers) : 0);
	return r->ok ? OK : ERR_MEMORY;
}

static json_t *act_body(const struct core *c)
{
	json_t *sigs = json_array();

	for (uint32_t i = 0; i < TRUSTEE_MAX; i++) {
		if (!(c->act.signers >> i & 1))
			continue;
		json_array_append_new(sigs, json_pack("{s:I, s:o}", "index", (json_int_t)i + 1, "sig", json_base64(c->act.sigs[i], SIGN_SIZE)));
	}
	return json_pack("{s:I, s:s, s:o}", "number", (json_int_t)c->act.number, "act", c->act.text, "sigs", sigs);
}

/* The last signature is there: the act becomes an entry, and what hangs on it is done. */
static enum err complete_act(struct core *c, struct request *r)
{
	const char *actors[2] = { c->act.actors[0], c->act.actors[1] };
	enum err err = core_append_by(c, actors, 2, c->act.type, act_body(c), r->detail);

	if (err) {
		c->act.state = ACT_GONE;        /* unlawful by now: to be proposed again */
		return err;
	}
	c->act.state = ACT_DONE;
	/* entry and private table stand or fall together */
	if (strcmp(c->act.type, "slip_lists") == 0 && slips_assign(c) != OK)
		return ERR_STORE;
	if ((strcmp(c->act.type, "poll_void") == 0 || strcmp(c->act.type, "hands") == 0) && slips_poll_ended(c, NULL) != OK)
		return ERR_STORE;
	/* what the act told may be all that a result waited for */
	count_finish(c);
	c->has_changed_state = true;
	return OK;
}

enum err handle_act_sign(struct core *c, struct request *r)
{
	const struct ceremony_record *k = c->meeting.key_record;
	uint32_t index = core_trustee_index(c, r);
	uint8_t signature[SIGN_SIZE];
	struct fields f;

	fields_open(&f, r->body);
	int64_t number = fields_int(&f, "number", 1, UINT32_MAX);
	fields_base64(&f, "sig", signature, sizeof signature);
	enum err err = fields_close(&f);
	if (err)
		return err;
	if (!index)
		return ERR_NOT_PERMITTED;
	if (number != c->act.number || c->act.state != ACT_WAITING)
		return number == c->act.number && c->act.state == ACT_DONE ? OK : ERR_ACT;
	if ((err = sign_check_act(k->reveals[index - 1].cosign, signature, c->meeting.id, (uint64_t)number, c->act.text)) != OK)
		return err;

	memcpy(c->act.sigs[index - 1], signature, sizeof signature);
	c->act.signers |= 1U << (index - 1);
	return (uint32_t)__builtin_popcount(c->act.signers) >= meeting_act_signatures(&c->meeting, c->act.type) ? complete_act(c, r) : OK;
}

static json_t *all_attempts(const struct meeting *m)
{
	json_t *array = json_array();

	for (size_t i = 0; i < m->poll_count; i++) {
		for (size_t j = 0; j < m->polls[i]->attempt_count; j++) {
			const struct attempt *a = m->polls[i]->attempts[j];

			json_array_append_new(array, json_pack("{s:s, s:I, s:s}", "poll", m->polls[i]->id,
							       "attempt", (json_int_t)a->number,
							       "state", attempt_state_name(a->state)));
		}
	}
	return array;
}

enum err handle_seal(struct core *c, struct request *r)
{
	struct fields f;
	uint32_t number;

	fields_open(&f, r->body);
	fields_object(&f, "second");            /* checked by the request path */
	enum err err = fields_close(&f);
	if (err)
		return err;
	if (c->meeting.current)
		return ERR_POLL_OPEN;
	if (c->meeting.sitting)
		return ERR_SITTING_OPEN;
	err = core_propose(c, r, "seal", json_pack("{s:I, s:o}", "size", (json_int_t)c->meeting.tree.size,
						   "polls", all_attempts(&c->meeting)), &number);
	if (!err && !(r->ok = json_pack("{s:I}", "act", (json_int_t)number)))
		err = ERR_MEMORY;
	return err;
}
