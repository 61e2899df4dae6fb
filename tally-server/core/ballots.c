/* ballots.c - what delegates' terminals ask for: the open poll, a slip's status, commit, cast,
 * test, and a test that another has made. See handlers.h.
 *
 * No answer and no log line joins a key to a name, a terminal or an address (P18, A10). */
#include <stdlib.h>
#include <string.h>
#include "protocol/base/code.h"
#include "protocol/crypto/vote.h"
#include "protocol/os/os.h"
#include "tally-server/core/handlers.h"
#include "tally-server/core/private.h"
#include "tally-server/core/slips.h"

/* What a terminal needs of a poll. It computes the key itself from the reveals. */
static json_t *poll_json(const struct meeting *m, const struct poll *p, const struct attempt *a)
{
	const struct ceremony_record *k = m->ceremonies[a->ceremony];
	json_t *reveals = json_array();
	for (uint32_t i = 0; i < k->params.n; i++)
		json_array_append_new(reveals, json_string(k->texts[i]));
	return json_pack("{s:s, s:I, s:s, s:I, s:s, s:I, s:I, s:I, s:o}", "poll", p->id, "attempt", (json_int_t)a->number,
			 "state", attempt_state_name(a->state), "slot", (json_int_t)a->slot, "definition", p->line,
			 "ceremony", (json_int_t)k->params.id, "n", (json_int_t)k->params.n, "t", (json_int_t)k->params.t,
			 "reveals", reveals);
}

/* The poll that is open or held; null if none is. Hands and paper are no terminal's business. */
static json_t *current_json(const struct meeting *m)
{
	const struct attempt *a = meeting_current(m);

	return a && a->slot && (a->state == ATTEMPT_OPEN || a->state == ATTEMPT_HELD) ? poll_json(m, m->current, a) : json_null();
}

enum err handle_state(struct core *c, struct request *r)
{
	struct fields f;

	fields_open(&f, r->body);
	enum err err = fields_close(&f);
	if (err)
		return err;
	int64_t now = clock_wall_seconds(), until = hall_countdown(&c->screens[HALL_MAIN], now);
	r->ok = json_pack("{s:s, s:s, s:o, s:I, s:b, s:b, s:o, s:o*, s:o*}", "meeting", c->meeting.id, "name", c->meeting.name,
			  "log_key", json_base64(c->meeting.log_key, SIGN_KEY_SIZE),
			  "sitting", (json_int_t)c->meeting.sitting, "sealed", c->meeting.is_sealed,
			  "called", floor_is_called(&c->floor, r->machine.name), "poll", current_json(&c->meeting), "until", until ? json_integer(until) : NULL,
			  "at", until ? json_integer(now) : NULL);
	return r->ok ? OK : ERR_MEMORY;
}

/* ---- slip_status ---- */

static const char *slip_status(const struct core *c, uint32_t slot, const uint8_t key[POINT_SIZE], bool in_poll)
{
	const struct private_slip *slip = slips_of_key(c, slot, key);
	const struct person *p = slip && slip->person[0] ? meeting_person(&c->meeting, slip->person) : NULL;

	if (slip && slip->is_revoked)
		return "revoked";
	if (!p)
		return "wrong";
	if (!meeting_is_in(&c->meeting, p))
		return "not_present";
	return in_poll ? "too_late" : "ok";
}

/* The tracking hash of a cast ballot, from its entry: told only to the holder of the key. */
struct found_ballot {
	json_t *body;
};

static bool take_ballot(void *arg, const struct store_entry *stored)
{
	struct found_ballot *found = arg;
	struct entry e;

	if (entry_read(&e, stored->line, stored->len, stored->len) == OK) {
		found->body = json_deep_copy(e.body);
		entry_release(&e);
	}
	return false;
}

/* Body of an entry that is in the store; the caller lets it go. */
static enum err read_back(struct core *c, json_t **body, uint64_t number)
{
	struct found_ballot found = { NULL };
	enum err err = store_read(c->store, number, take_ballot, &found);

	if (!err && !found.body)
		err = ERR_STORE;
	if (!err)
		*body = found.body;
	return err;
}

static enum err tracking_of(struct core *c, uint8_t out[32], const struct attempt *a, const struct attempt_key *k)
{
	json_t *ballot = NULL;
	uint8_t *body = NULL;
	size_t len = ballot_form_body_size(&a->form), got;

	if (a->way == WAY_OPEN) {
		const struct open_vote *vote = attempt_vote(a, (uint64_t)k->cast);

		if (vote)
			vote_tracking_hash(out, &a->form, k->key, vote->marks);
		return vote ? OK : ERR_STORE;
	}
	enum err err = read_back(c, &ballot, (uint64_t)k->cast);
	const char *text = json_string_value(json_object_get(ballot, "body"));

	if (!err && !(body = malloc(len)))
		err = ERR_MEMORY;
	if (!err)
		err = text ? base64_decode_any(body, &got, len, text) : ERR_STORE;
	if (!err)
		ballot_tracking_hash(out, &a->form, k->key, body);
	free(body);
	json_decref(ballot);
	return err;
}

static enum err check_status_signature(const struct core *c, int64_t slot, const uint8_t key[POINT_SIZE],
				       const uint8_t signature[SIGNATURE_SIZE])
{
	struct group *g = group_new();
	enum err err = g ? slip_status_check(g, c->meeting.id, (uint64_t)slot, key, signature) : ERR_MEMORY;

	group_free(g);
	return err;
}

enum err handle_slip_status(struct core *c, struct request *r)
{
	uint8_t key[POINT_SIZE], signature[SIGNATURE_SIZE], tracking[32];
	struct fields f;

	fields_open(&f, r->body);
	int64_t slot = fields_int(&f, "slot", 1, SLIP_MAX_SLOTS);
	fields_base64(&f, "key", key, sizeof key);
	fields_base64(&f, "sig", signature, sizeof signature);
	enum err err = fields_close(&f);
	if (!err)
		err = check_status_signature(c, slot, key, signature);
	if (err)
		return err;

	const struct attempt *a = meeting_current(&c->meeting);
	bool in_poll = a && a->slot == slot;
	const struct attempt_key *k = in_poll ? attempt_key(a, key) : NULL;
	const char *status = k && k->is_paper ? "paper" : k && k->is_entitled ? "ok" : slip_status(c, (uint32_t)slot, key, in_poll);
	if (k && k->cast >= 0) {
		if ((err = tracking_of(c, tracking, a, k)) != OK)
			return err;
		r->ok = json_pack("{s:s, s:o}", "status", "received", "tracking", json_hex(tracking, sizeof tracking));
	} else {
		r->ok = json_pack("{s:s}", "status", status);
	}
	return r->ok ? OK : ERR_MEMORY;
}

/* ---- commit, cast, test ---- */

/* The attempt that a request speaks of, whatever its state. */
static enum err find_attempt(const struct core *c, struct attempt **out, const char *poll, int64_t number)
{
	const struct poll *p = meeting_poll(&c->meeting, poll);
	struct attempt *a = p ? poll_attempt(p, number) : NULL;

	if (!p)
		return ERR_NO_SUCH_POLL;
	if (!a)
		return ERR_NOT_OPEN;
	*out = a;
	return OK;
}

static bool may_commit_again(const struct attempt_key *k)
{
	return k->commits < ATTEMPT_MAX_COMMITS && k->tests < ATTEMPT_MAX_TESTS;
}

enum err handle_commit(struct core *c, struct request *r)
{
	uint8_t key[POINT_SIZE], tracking[32], signature[SIGNATURE_SIZE];
	struct attempt *a = NULL;
	struct fields f;

	fields_open(&f, r->body);
	const char *poll = fields_text(&f, "poll", 1, ID_MAX);
	int64_t number = fields_int(&f, "attempt", 1, UINT32_MAX);
	fields_base64(&f, "key", key, sizeof key);
	fields_hex(&f, "tracking", tracking, sizeof tracking);
	fields_base64(&f, "sig", signature, sizeof signature);
	enum err err = fields_close(&f);
	if (!err)
		err = find_attempt(c, &a, poll, number);
	if (err)
		return err;
	if (a != meeting_current(&c->meeting) || !c->has_box)
		return ERR_NOT_OPEN;
	if ((err = ballot_check_commit(c->box.group, &a->form, key, tracking, signature)) != OK)
		return err;

	json_int_t entry = (json_int_t)c->meeting.tree.size;
	if ((err = core_append(c, r, "ballot_commit", json_deep_copy(r->body))) != OK)
		return err;
	r->ok = json_pack("{s:I, s:b}", "entry", entry, "last", !may_commit_again(attempt_key(a, key)));
	return r->ok ? OK : ERR_MEMORY;
}

/* P9.5. */
static enum err receipt(struct core *c, struct request *r, const struct attempt *a, uint64_t number)
{
	uint8_t leaf[32], tracking[32];
	char code[CODE_TEXT_SIZE];
	enum err err = tree_leaf(leaf, &c->meeting.tree, number);

	if (err)
		return err;
	ballot_tracking_hash(tracking, &a->form, r->ballot.key, r->ballot.body);
	code_show(code, CODE_TRACKING, tracking);
	r->ok = json_pack("{s:I, s:o, s:s}", "entry", (json_int_t)number, "leaf", json_hex(leaf, sizeof leaf), "code", code);
	return r->ok ? OK : ERR_MEMORY;
}

/* A cast key that speaks again: the same bytes get the same receipt, others are told so (P9.4). */
static enum err repeat(struct core *c, struct request *r, const struct attempt *a, const struct attempt_key *k)
{
	json_t *ballot = NULL;
	enum err err = read_back(c, &ballot, (uint64_t)k->cast);

	if (err)
		return err;
	bool is_same = json_equal(json_object_get(ballot, "body"), json_object_get(r->body, "body"));
	json_decref(ballot);
	return is_same ? receipt(c, r, a, (uint64_t)k->cast) : ERR_ALREADY_RECEIVED;
}

static enum err find_ballot(struct core *c, struct request *r, struct attempt **a)
{
	const char *poll = json_string_value(json_object_get(r->body, "poll"));
	enum err err = find_attempt(c, a, poll ? poll : "", json_integer_value(json_object_get(r->body, "attempt")));

	if (!err && (!r->ballot.body || r->ballot.len != ballot_form_body_size(&(*a)->form)))
		err = r->ballot.verdict != OK ? r->ballot.verdict : ERR_BODY_LENGTH;
	return err;
}

enum err handle_cast(struct core *c, struct request *r)
{
	struct attempt *a = NULL;
	enum err err = find_ballot(c, r, &a);

	if (err)
		return err;
	const struct attempt_key *k = attempt_key(a, r->ballot.key);
	if (k && k->cast >= 0)
		return repeat(c, r, a, k);
	if (a != meeting_current(&c->meeting) || (a->state != ATTEMPT_OPEN && a->state != ATTEMPT_HELD))
		return ERR_NOT_OPEN;
	if (r->ballot.verdict != OK)
		return r->ballot.verdict;

	uint64_t number = c->meeting.tree.size;
	if ((err = core_append(c, r, "ballot_cast", json_deep_copy(r->body))) != OK)
		return err;
	/* from here on the entry is in the meeting: what fails now is fatal */
	if (store_cast(c->store, c->meeting.current->id, a->number, r->ballot.key, number) != OK || box_add(&c->box, r->ballot.body) != OK)
		return ERR_STORE;
	return receipt(c, r, a, number);
}

enum err handle_test(struct core *c, struct request *r)
{
	struct attempt *a = NULL;
	uint8_t seed[SEED_SIZE], *marks;
	const char *text = json_string_value(json_object_get(r->body, "seed"));
	enum err err = find_ballot(c, r, &a);

	if (err)
		return err;
	if (a != meeting_current(&c->meeting) || !c->has_box)
		return ERR_NOT_OPEN;
	if (r->ballot.verdict != OK)
		return r->ballot.verdict;
	if (!text)
		return ERR_FIELD_MISSING;
	if ((err = base64_decode(seed, sizeof seed, text)) != OK)
		return err;
	if (!(marks = malloc(a->form.row_count)))
		return ERR_MEMORY;
	err = ballot_open(c->box.group, marks, &a->form, r->ballot.key, r->ballot.body, seed);
	free(marks);
	if (err)
		return err;

	uint64_t number = c->meeting.tree.size;
	err = core_append(c, r, "ballot_test", json_deep_copy(r->body));
	return err ? err : receipt(c, r, a, number);
}

/* ---- a test that another terminal has made ---- */

static bool take_line(void *arg, const struct store_entry *e)
{
	*(json_t **)arg = json_stringn(e->line, e->len);
	return false;
}

/* Entries are read under the head that the asker has verified already, so that nothing need be believed. */
enum err handle_tested(struct core *c, struct request *r)
{
	uint8_t tracking[32], proof[TREE_MAX_PROOF * 32];
	json_t *line = NULL, *path;
	struct attempt *a = NULL;
	size_t count = 0;
	struct fields f;

	fields_open(&f, r->body);
	const char *poll = fields_text(&f, "poll", 1, ID_MAX);
	int64_t number = fields_int(&f, "attempt", 1, UINT32_MAX), size = fields_int(&f, "size", 1, JSON_INTEGER_MAX);
	fields_hex(&f, "tracking", tracking, sizeof tracking);
	enum err err = fields_close(&f);
	if (!err)
		err = find_attempt(c, &a, poll, number);
	const struct test_record *test = err ? NULL : attempt_test(a, tracking);
	if (!err && (!test || test->entry >= (uint64_t)size))
		err = ERR_NO_COMMIT;
	if (!err)
		err = tree_inclusion(proof, &count, &c->meeting.tree, test->entry, (uint64_t)size);
	if (!err)
		err = store_read(c->store, test->entry, take_line, &line);
	if (err)
		return err;
	path = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(path, json_base64(proof + 32 * i, 32));
	r->ok = json_pack("{s:I, s:o, s:o, s:o}", "entry", (json_int_t)test->entry, "line", line, "proof", path,
			  "poll", poll_json(&c->meeting, meeting_poll(&c->meeting, poll), a));
	return r->ok ? OK : ERR_MEMORY;
}
