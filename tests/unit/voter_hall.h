/* voter_hall.h - a delegate's terminal in a hall where a whole meeting was made in memory. In place
 * of link.c stands a link that is answered here, by the meeting's own fold.
 *
 *     struct hall h;
 *     hall_begin(&h);                                 a poll of three rows is open, slip 1 is in, and nothing has been asked yet
 *     hall_run(&h);                                   everything that is asked is answered
 *     … h.state, h.why, hall_sent(&h, "commit"), hall_body(&h, "cast") …
 *     hall_end(&h);
 *
 * Whoever includes it has these functions of link.h; link.o is then not linked. */
#ifndef TALLY_TEST_VOTER_HALL_H
#define TALLY_TEST_VOTER_HALL_H

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include "ballot-client/voter_internal.h"
#include "protocol/base/fields.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/meeting_maker.h"

enum { HALL_SENT_MAX = 60, HALL_TOLD_MAX = 60 };

struct link {
	struct link_options options;
	struct identity who;
	enum link_state state;
	json_t *body;                   /* of the request in flight */
	char type[40];                  /* "": none */
	link_reply *reply;
	void *context;
	int logs_learnt;
	struct head head;               /* of the last answer */
	char sent[HALL_SENT_MAX][40];
	json_t *bodies[HALL_SENT_MAX];
	size_t sent_count;
};

/* What becomes of the next commit, cast or test. */
enum hall_fate { HALL_ANSWERED, HALL_LOST, HALL_NEVER_ARRIVED, HALL_UNREADABLE };

struct hall {
	struct maker k;
	struct event_base *base;
	struct sealer sealer;
	struct voter *voter;
	struct link *link;
	bool has_poll;
	json_t *poll;                   /* to be told in place of the true one; NULL: the true one */
	json_t *slip_status;            /* the same of slip_status, */
	json_t *tested;                 /* and of tested */
	json_t *aside;                  /* more that `state` tells */
	enum err refusal;               /* of the next request */
	enum hall_fate fate;
	bool is_last;                   /* of the next commit */
	json_t *cast;                   /* that was received */
	json_int_t cast_entry;
	/* what the voter told */
	enum voter_state state;
	enum err why;
	int changes;
	bool was_shown_seed;
	uint8_t shown_seed[SEED_SIZE];
};

/* ---- the link ---- */

static struct link *hall_last_link;     /* of the voter that was made last, whoever made it */

enum err link_new(struct link **out, const struct link_options *options)
{
	struct link *l = calloc(1, sizeof *l);

	assert_non_null(l);
	hall_last_link = l;
	l->options = *options;
	l->state = LINK_UP;
	strcpy(l->who.meeting, "0123456789ABCDEF");
	*out = l;
	return OK;
}

void link_free(struct link *l)
{
	for (size_t i = 0; l && i < l->sent_count; i++)
		json_decref(l->bodies[i]);
	if (l)
		json_decref(l->body);
	free(l);
}

enum err link_send(struct link *l, const char *type, json_t *body, link_reply *reply, void *context)
{
	assert_string_equal(l->type, "");
	assert_true(l->sent_count < HALL_SENT_MAX);
	snprintf(l->type, sizeof l->type, "%s", type);
	l->body = body;
	l->reply = reply;
	l->context = context;
	strcpy(l->sent[l->sent_count], l->type);
	l->bodies[l->sent_count++] = json_incref(body);
	return OK;
}

bool link_is_busy(const struct link *l)
{
	return l->type[0];
}

enum link_state link_state(const struct link *l)
{
	return l->state;
}

const struct identity *link_identity(const struct link *l)
{
	return &l->who;
}

const struct head *link_head(const struct link *l)
{
	return &l->head;
}

void link_know_log(struct link *l, const uint8_t key[SIGN_KEY_SIZE])
{
	(void)key;
	l->logs_learnt++;
}

/* ---- the server ---- */

static inline json_t *hall_state(struct hall *h)
{
	json_t *poll = !h->has_poll ? json_null() : h->poll ? json_incref(h->poll) : maker_state_poll(&h->k);

	json_t *state = json_pack("{s:s, s:s, s:o, s:i, s:b, s:o}", "meeting", h->k.meeting.id, "name", "x",
				  "log_key", maker_base64(h->k.meeting.log_key, SIGN_KEY_SIZE), "sitting", 1,
				  "sealed", h->k.meeting.is_sealed, "poll", poll);

	if (h->aside)
		json_object_update(state, h->aside);
	return state;
}

static inline json_t *hall_slip_status(struct hall *h, const json_t *body)
{
	uint8_t key[POINT_SIZE], signature[SIGNATURE_SIZE];
	json_int_t slot = json_integer_value(json_object_get(body, "slot"));

	if (h->has_poll)
		assert_int_equal(slot, meeting_current(&h->k.meeting)->slot);
	assert_int_equal(base64_decode(key, sizeof key, json_string_value(json_object_get(body, "key"))), OK);
	assert_int_equal(base64_decode(signature, sizeof signature, json_string_value(json_object_get(body, "sig"))), OK);
	assert_int_equal(slip_status_check(h->k.keys.g, h->k.meeting.id, (uint64_t)slot, key, signature), OK);
	return h->slip_status ? json_incref(h->slip_status) : json_pack("{s:s}", "status", "ok");
}

/* As the server looks it up: the entry, and its place under the head that is asked for. */
static inline enum err hall_tested(struct hall *h, json_t **ok, const json_t *body)
{
	const struct attempt *a = poll_last_attempt(meeting_poll(&h->k.meeting, json_string_value(json_object_get(body, "poll"))));
	uint64_t size = (uint64_t)json_integer_value(json_object_get(body, "size"));
	uint8_t tracking[32], proof[TREE_MAX_PROOF * 32];
	json_t *path = json_array();
	size_t count = 0;

	assert_int_equal(hex_decode(tracking, sizeof tracking, json_string_value(json_object_get(body, "tracking"))), OK);
	const struct test_record *test = attempt_test(a, tracking);
	if (!test || test->entry >= size) {
		json_decref(path);
		return ERR_NO_COMMIT;
	}
	assert_int_equal(tree_inclusion(proof, &count, &h->k.meeting.tree, test->entry, size), OK);
	for (size_t i = 0; i < count; i++)
		json_array_append_new(path, maker_base64(proof + 32 * i, 32));
	*ok = json_pack("{s:I, s:s, s:o, s:o}", "entry", (json_int_t)test->entry, "line", h->k.lines[test->entry], "proof", path, "poll", maker_state_poll(&h->k));
	if (h->tested)
		json_object_update(*ok, h->tested);
	return OK;
}

static inline enum err hall_take(struct hall *h, json_t **ok, const char *type, json_t *body)
{
	char entry_type[60];
	json_int_t entry = (json_int_t)h->k.line_count;
	enum err err;
	bool is_repeated = strcmp(type, "cast") == 0 && h->cast && json_equal(json_object_get(h->cast, "poll"), json_object_get(body, "poll"));

	if (strcmp(type, "assist") == 0) {
		*ok = json_pack("{s:s}", "name", "chair");
		return OK;
	}
	if (strcmp(type, "call") == 0)
		return OK;
	if (is_repeated) {
		if (!json_equal(h->cast, body))
			return ERR_ALREADY_RECEIVED;
		entry = h->cast_entry;
	} else {
		bool is_vote = strcmp(type, "vote") == 0;
		json_t *entry_body = json_copy(body);

		/* the server knows whose slip 1 is */
		if (is_vote)
			json_object_set_new(entry_body, "number", json_string("1"));
		snprintf(entry_type, sizeof entry_type, "%s_%s", is_vote ? "open" : "ballot", type);
		if ((err = maker_try(&h->k, entry_type, NULL, entry_body)) != OK)
			return err;
	}
	if (strcmp(type, "commit") == 0) {
		*ok = json_pack("{s:I, s:b}", "entry", entry, "last", h->is_last);
		return OK;
	}
	if (strcmp(type, "cast") == 0 && !is_repeated) {
		json_decref(h->cast);
		h->cast = json_incref(body);
		h->cast_entry = entry;
	}
	*ok = json_pack("{s:I, s:s, s:s}", "entry", entry, "leaf", "00", "code", "x");
	return OK;
}

static inline void hall_drop(struct hall *h, enum err why)
{
	h->link->state = LINK_DOWN;
	h->link->options.on_state(h->voter, LINK_DOWN, why);
}

static inline void hall_reconnect(struct hall *h)
{
	h->link->state = LINK_UP;
	h->link->options.on_state(h->voter, LINK_UP, OK);
}

static inline void hall_nudge(struct hall *h)
{
	h->link->options.on_event(h->voter, "state");
}

/* Answer what is in flight; false if nothing is. */
static inline bool hall_answer(struct hall *h)
{
	struct link *l = h->link;
	json_t *body = l->body, *ok = NULL;
	char type[40];
	enum err err = h->refusal;
	enum hall_fate fate = HALL_ANSWERED;

	if (!l->type[0])
		return false;
	strcpy(type, l->type);
	h->refusal = OK;
	if (!err && strcmp(type, "state") == 0) {
		ok = hall_state(h);
	} else if (!err && strcmp(type, "slip_status") == 0) {
		ok = hall_slip_status(h, body);
	} else if (!err && strcmp(type, "tested") == 0) {
		err = hall_tested(h, &ok, body);
	} else {
		fate = h->fate;
		h->fate = HALL_ANSWERED;
		if (!err && fate != HALL_NEVER_ARRIVED)
			err = hall_take(h, &ok, type, body);
	}
	if (fate != HALL_ANSWERED) {
		err = fate == HALL_UNREADABLE ? ERR_JSON : ERR_NETWORK;
		json_decref(ok);
		ok = NULL;
		hall_drop(h, err);
	}
	l->type[0] = 0;
	l->body = NULL;
	assert_int_equal(meeting_head(&l->head, &h->k.meeting, h->k.meeting.tree.size), OK);
	l->reply(l->context, err, ok, "");
	json_decref(ok);
	json_decref(body);
	return true;
}

static inline void hall_run(struct hall *h)
{
	for (int i = 0; i < 20 && hall_answer(h); i++)
		;
	assert_string_equal(h->link->type, "");
}

/* ---- the voter ---- */

static inline void hall_on_change(void *context, enum voter_state s, enum err why)
{
	struct hall *h = context;

	h->changes++;
	h->state = s;
	h->why = why;
	if (voter_tested_seed(h->voter)) {
		h->was_shown_seed = true;
		memcpy(h->shown_seed, voter_tested_seed(h->voter), SEED_SIZE);
	}
}

static inline void hall_begin(struct hall *h)
{
	*h = (struct hall){ .base = event_base_new(), .has_poll = true };
	maker_init(&h->k, 9);
	maker_prepare(&h->k, 9);
	maker_define(&h->k, "budget", "election", 3);
	maker_open(&h->k, "budget");
	assert_int_equal(sealer_init(&h->sealer), OK);
	assert_int_equal(voter_new(&h->voter, &(struct voter_options){ .base = h->base, .folder = "x", .sealer = &h->sealer, .context = h,
								       .on_change = hall_on_change }),
			 OK);
	h->link = h->voter->link;
	voter_set_slip(h->voter, h->k.codes[0]);
}

static inline void hall_end(struct hall *h)
{
	voter_free(h->voter);
	sealer_release(&h->sealer);
	event_base_free(h->base);
	json_decref(h->poll);
	json_decref(h->slip_status);
	json_decref(h->tested);
	json_decref(h->aside);
	json_decref(h->cast);
	maker_release(&h->k);
}

/* How often this was sent, and the body of the last time. */
static inline int hall_sent(const struct hall *h, const char *type)
{
	int count = 0;

	for (size_t i = 0; i < h->link->sent_count; i++)
		count += strcmp(h->link->sent[i], type) == 0;
	return count;
}

static inline const json_t *hall_body(const struct hall *h, const char *type)
{
	for (size_t i = h->link->sent_count; i-- > 0;) {
		if (strcmp(h->link->sent[i], type) == 0)
			return h->link->bodies[i];
	}
	fail_msg("no %s was sent", type);
	return NULL;
}

static inline void hall_is(const struct hall *h, enum voter_state s, enum err why)
{
	if (h->state != s || h->why != why)
		fail_msg("%s, %s; not %s, %s", voter_state_name(h->state), err_code(h->why), voter_state_name(s), err_code(why));
}

#endif
