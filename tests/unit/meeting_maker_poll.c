/* meeting_maker_poll.c - see meeting_maker.h: polls from definition to result, void and seal. */
#include <stdlib.h>
#include <string.h>
#include "tests/unit/meeting_maker.h"
#include "protocol/meeting/profile.h"
#include "protocol/meeting/verdict.h"

json_t *maker_definition(const struct maker *k, const char *poll, const char *kind, unsigned rows)
{
	const json_t *of = profile_kind(k->meeting.profile, kind);
	json_t *contests = json_array(), *limits = json_array(), *terms = json_array();

	assert_non_null(of);
	for (unsigned q = 0; q < rows; q++) {
		json_array_append_new(contests, json_pack("{s:s, s:i}", "title", "第一行", "scale", 0));
		json_array_append_new(terms, json_pack("[i, i]", 2 * (int)q, 1));
	}
	if (!strcmp(kind, "election"))
		json_array_append_new(limits, json_pack("{s:O, s:i, s:i}", "terms", terms, "min", 0, "max", 1));
	json_decref(terms);
	return json_pack("{s:s, s:s, s:s, s:s, s:{s:s}, s:i, s:O, s:o, s:o, s:O, s:O, s:O}", "poll", poll, "kind", kind,
			 "title", "预算", "method", "secret", "electorate", "type", "all", "minimum", 5,
			 "scales", json_object_get(of, "scales"), "contests", contests, "limits", limits,
			 "rule", json_object_get(of, "rule"), "rates", json_object_get(of, "rates"),
			 "rank", json_object_get(of, "rank"));
}

void maker_define_open(struct maker *k, const char *poll, const char *method)
{
	json_t *definition = maker_definition(k, poll, "show", 1);

	json_object_set_new(definition, "method", json_string(method));
	maker_add(k, "poll", NULL, definition);
}

void maker_define(struct maker *k, const char *poll, const char *kind, unsigned rows)
{
	maker_add(k, "poll", NULL, maker_definition(k, poll, kind, rows));
}

/* ---- opening ---- */

struct listed_key {
	uint8_t key[POINT_SIZE];
	bool is_entitled;
};

static int compare_keys(const void *a, const void *b)
{
	const struct listed_key *x = a, *y = b;

	return memcmp(x->key, y->key, POINT_SIZE);
}

static bool is_present(const struct maker *k, const struct poll *poll, uint32_t slip)
{
	char number[12];
	const struct person *p;

	snprintf(number, sizeof(number), "%u", slip);
	p = meeting_person(&k->meeting, number);
	return p && poll_is_elector(poll, p) && meeting_is_in(&k->meeting, p);
}

static json_t *list_json(struct maker *k, const struct poll *poll, uint32_t slot, int64_t *issued)
{
	struct listed_key listed[MAKER_MAX_PERSONS + MAKER_SPARES];
	char entitled[MAKER_MAX_PERSONS + MAKER_SPARES + 1] = "";
	json_t *keys = json_array();
	struct scalar secret;

	for (uint32_t i = 0; i < k->slips; i++) {
		assert_int_equal(slip_slot_key(k->keys.g, &secret, listed[i].key, k->codes[i], k->meeting.id, slot), OK);
		listed[i].is_entitled = i < k->persons && is_present(k, poll, i + 1);
		*issued += listed[i].is_entitled;
	}
	qsort(listed, k->slips, sizeof(listed[0]), compare_keys);
	for (uint32_t i = 0; i < k->slips; i++) {
		json_array_append_new(keys, maker_base64(listed[i].key, POINT_SIZE));
		entitled[i] = listed[i].is_entitled ? '1' : '0';
	}
	return json_pack("{s:i, s:o, s:s}", "issue", 1, "keys", keys, "entitled", entitled);
}

json_t *maker_open_body(struct maker *k, const char *poll)
{
	const struct poll *p = meeting_poll(&k->meeting, poll);
	static const char *const ways[METHOD_COUNT] = { [METHOD_SECRET] = "sealed", [METHOD_OPEN] = "open", [METHOD_HANDS] = "hands" };
	bool has_slot = p && p->method != METHOD_HANDS;
	uint32_t slot = has_slot ? k->meeting.slots_used + 1 : 0;
	int64_t expected, present, electors, electors_in, issued = 0;
	struct threshold quorum;
	json_t *lists = json_array(), *quorum_json;

	assert_non_null(p);
	(void)poll_has_quorum(p, &k->meeting, &quorum, &expected, &present);
	poll_electors(p, &k->meeting, &electors, &electors_in);
	if (has_slot)
		json_array_append_new(lists, list_json(k, p, slot, &issued));
	else
		issued = electors_in;
	quorum_json = json_pack("{s:I, s:I, s:I, s:I, s:I, s:s}", "expected", (json_int_t)expected,
				"present", (json_int_t)present, "required", (json_int_t)threshold_required(&quorum, expected),
				"num", (json_int_t)quorum.num, "den", (json_int_t)quorum.den, "op", rule_op_name(quorum.op));
	return json_pack("{s:s, s:i, s:I, s:s, s:i, s:i, s:o, s:I, s:I, s:o, s:I, s:I, s:o}", "poll", poll,
			 "attempt", (int)p->attempt_count + 1, "definition", (json_int_t)p->definition_entry,
			 "way", ways[p->method], "slot", (int)slot, "ceremony", (int)k->keys.c.id,
			 "key_record", maker_hex(k->keys.record, 32), "expected", (json_int_t)electors,
			 "present", (json_int_t)electors_in, "quorum", quorum_json, "issued", (json_int_t)issued,
			 "without_slip", (json_int_t)(electors_in - issued), "lists", lists);
}

void maker_open_any(struct maker *k, const char *poll)
{
	maker_add(k, "poll_open", NULL, maker_open_body(k, poll));
}

void maker_open(struct maker *k, const char *poll)
{
	maker_add(k, "poll_open", NULL, maker_open_body(k, poll));
	if (k->has_total)
		total_release(&k->total);
	assert_int_equal(total_init(k->keys.g, &k->total, ballot_form_ciphertexts(&meeting_current(&k->meeting)->form)), OK);
	k->has_total = true;
}

json_t *maker_state_poll(const struct maker *k)
{
	const struct attempt *a = meeting_current(&k->meeting);
	json_t *reveals = json_array();

	assert_non_null(a);
	for (uint32_t i = 0; i < k->keys.c.n; i++)
		json_array_append_new(reveals, json_string(k->keys.texts[i]));
	return json_pack("{s:s, s:i, s:s, s:i, s:s, s:i, s:i, s:i, s:o}", "poll", k->meeting.current->id,
			 "attempt", (int)a->number, "state", attempt_state_name(a->state), "slot", (int)a->slot,
			 "definition", k->meeting.current->line, "ceremony", (int)k->keys.c.id, "n", (int)k->keys.c.n,
			 "t", (int)k->keys.c.t, "reveals", reveals);
}

json_t *maker_attempt_body(const struct maker *k, const char *poll)
{
	const struct poll *p = meeting_poll(&k->meeting, poll);

	assert_non_null(p);
	return json_pack("{s:s, s:i}", "poll", poll, "attempt", (int)p->attempt_count);
}

static json_t *current_body(const struct maker *k)
{
	assert_non_null(k->meeting.current);
	return maker_attempt_body(k, k->meeting.current->id);
}

/* ---- ballots ---- */

void maker_slot_key(struct maker *k, uint8_t key[POINT_SIZE], struct scalar *secret, unsigned slip)
{
	const struct attempt *a = meeting_current(&k->meeting);

	assert_non_null(a);
	assert_int_equal(slip_slot_key(k->keys.g, secret, key, k->codes[slip - 1], k->meeting.id, a->slot), OK);
}

void maker_ballot(struct maker *k, struct maker_ballot *b, unsigned slip, const uint8_t *marks)
{
	const struct ballot_form *form = &meeting_current(&k->meeting)->form;

	maker_slot_key(k, b->key, &b->secret, slip);
	b->len = ballot_form_body_size(form);
	b->body = malloc(b->len);
	assert_non_null(b->body);
	assert_int_equal(ballot_seal(k->keys.g, b->body, b->seed, form, b->key, marks, &k->rng), OK);
	ballot_tracking_hash(b->tracking, form, b->key, b->body);
}

void maker_ballot_release(struct maker_ballot *b)
{
	free(b->body);
}

static json_t *signed_body(struct maker *k, const struct maker_ballot *b, enum ballot_purpose purpose)
{
	const struct ballot_form *form = &meeting_current(&k->meeting)->form;
	uint8_t signature[SIGNATURE_SIZE];
	const uint8_t *message = purpose == BALLOT_COMMIT ? b->tracking : b->body;
	json_t *body = current_body(k);

	assert_int_equal(ballot_sign(k->keys.g, signature, purpose, form, b->secret, message, purpose == BALLOT_COMMIT ? 32 : b->len, &k->rng),
			 OK);
	json_object_set_new(body, "key", maker_base64(b->key, POINT_SIZE));
	json_object_set_new(body, "sig", maker_base64(signature, sizeof(signature)));
	if (purpose == BALLOT_COMMIT)
		json_object_set_new(body, "tracking", maker_hex(b->tracking, 32));
	else
		json_object_set_new(body, "body", maker_base64(b->body, b->len));
	if (purpose == BALLOT_TEST)
		json_object_set_new(body, "seed", maker_base64(b->seed, SEED_SIZE));
	return body;
}

json_t *maker_commit_body(struct maker *k, const struct maker_ballot *b)
{
	return signed_body(k, b, BALLOT_COMMIT);
}

json_t *maker_cast_body(struct maker *k, const struct maker_ballot *b)
{
	return signed_body(k, b, BALLOT_CAST);
}

json_t *maker_test_body(struct maker *k, const struct maker_ballot *b)
{
	return signed_body(k, b, BALLOT_TEST);
}

void maker_cast(struct maker *k, const struct maker_ballot *b)
{
	maker_add(k, "ballot_cast", NULL, maker_cast_body(k, b));
	assert_int_equal(total_add(k->keys.g, &k->total, b->body), OK);
}

void maker_vote(struct maker *k, unsigned slip, uint8_t mark)
{
	const struct ballot_form *form = &meeting_current(&k->meeting)->form;
	uint8_t marks[BALLOT_MAX_ROWS];
	struct maker_ballot b;

	for (size_t q = 0; q < form->row_count; q++)
		marks[q] = q ? (uint8_t)(form->options[q] - 1) : mark;
	maker_ballot(k, &b, slip, marks);
	maker_add(k, "ballot_commit", NULL, maker_commit_body(k, &b));
	maker_cast(k, &b);
	maker_ballot_release(&b);
}

/* ---- counting ---- */

json_t *maker_close_body(const struct maker *k)
{
	const struct attempt *a = meeting_current(&k->meeting);
	json_t *body = current_body(k);

	json_object_set_new(body, "issued", json_integer(a->issued));
	json_object_set_new(body, "returned", json_integer(a->returned));
	json_object_set_new(body, "not_returned", json_integer(a->issued - a->papers - a->returned));
	json_object_set_new(body, "tested", json_integer(a->tested));
	json_object_set_new(body, "papers", json_integer(a->papers));
	return body;
}

void maker_close(struct maker *k)
{
	maker_add(k, "poll_close", NULL, maker_close_body(k));
}

json_t *maker_cosign_body(const struct maker *k, uint64_t size, uint32_t index)
{
	const struct meeting *m = &k->meeting;
	struct note_key log = { .signer = NOTE_LOG }, trustee;
	struct buf note = { 0 };
	struct head head;
	json_t *body;

	assert_int_equal(meeting_head(&head, m, size), OK);
	memcpy(log.name, m->origin, sizeof(log.name));
	memcpy(log.key, m->log_key, sizeof(log.key));
	trustee_note_key(&trustee, m, m->key_record, index);
	assert_int_equal(note_start(&note, m->origin, &head), OK);
	assert_int_equal(note_sign_log(&note, &log, k->log_seed), OK);
	assert_int_equal(note_cosign(&note, &trustee, k->keys.secrets[index - 1].cosign_seed, (uint64_t)k->clock), OK);
	body = json_pack("{s:s}", "note", buf_text(&note));
	buf_release(&note);
	return body;
}

static void add_by_trustee(struct maker *k, const char *type, uint32_t index, json_t *body)
{
	char by[30];

	snprintf(by, sizeof(by), "machine:trustee-%u", index);
	maker_add(k, type, by, body);
}

void maker_cosign(struct maker *k, uint32_t index)
{
	add_by_trustee(k, "cosign", index, maker_cosign_body(k, meeting_current(&k->meeting)->closing_head.size, index));
}

static struct opening opening_of(const struct maker *k)
{
	const struct attempt *a = meeting_current(&k->meeting);

	return (struct opening){ .meeting = k->meeting.id, .poll = k->meeting.current->id, .attempt = a->number, .h_poll = a->form.h_poll,
				 .key_record = k->keys.record, .head_size = a->closing_head.size, .head_root = a->closing_head.root,
				 .total = &k->total };
}

json_t *maker_share_body(struct maker *k, uint32_t index)
{
	const struct attempt *a = meeting_current(&k->meeting);
	size_t len = k->total.count * FACTOR_SIZE;
	struct opening o = opening_of(k);
	json_t *body = current_body(k);
	uint8_t *share = malloc(len);

	assert_non_null(share);
	assert_int_equal(opening_share(k->keys.g, share, &o, index, k->keys.shares[index - 1], &k->rng), OK);
	json_object_set_new(body, "index", json_integer(index));
	json_object_set_new(body, "size", json_integer((json_int_t)a->closing_head.size));
	json_object_set_new(body, "root", maker_hex(a->closing_head.root, 32));
	json_object_set_new(body, "share", maker_base64(share, len));
	free(share);
	return body;
}

void maker_share(struct maker *k, uint32_t index)
{
	add_by_trustee(k, "share", index, maker_share_body(k, index));
}

/* Counts of all options from those of the ciphertexts (P11.5). */
static json_t *counts_json(const struct attempt *a, const uint64_t *sums)
{
	json_t *counts = json_array();

	for (size_t q = 0; q < a->form.row_count; q++) {
		json_t *row = json_array();
		json_int_t left = a->returned;

		for (size_t o = 0; o + 1 < a->form.options[q]; o++) {
			json_array_append_new(row, json_integer((json_int_t)*sums));
			left -= (json_int_t)*sums++;
		}
		json_array_append_new(row, json_integer(left));
		json_array_append_new(counts, row);
	}
	return counts;
}

/* Each count and its fellow; `one` is let go. */
static json_t *sum_counts(json_t *one, const json_t *other)
{
	json_t *all = json_array(), *row, *count;
	size_t q, o;

	json_array_foreach(one, q, row) {
		json_t *sums = json_array();

		json_array_foreach(row, o, count)
			json_array_append_new(sums, json_integer(json_integer_value(count) + json_integer_value(json_array_get(json_array_get(other, q), o))));
		json_array_append_new(all, sums);
	}
	json_decref(one);
	return all;
}

json_t *maker_result_body(struct maker *k)
{
	const struct attempt *a = meeting_current(&k->meeting);
	struct opening o = opening_of(k);
	uint64_t *sums = calloc(k->total.count, sizeof(*sums));
	uint32_t indices[MAKER_THRESHOLD];
	const uint8_t *shares[MAKER_THRESHOLD];
	json_t *body = current_body(k), *entries = json_array(), *counts, *verdict = NULL;
	struct figures figures[FORMS_MAX];

	assert_non_null(sums);
	assert_true(a->share_count >= MAKER_THRESHOLD);
	for (size_t i = 0; i < MAKER_THRESHOLD; i++) {
		indices[i] = a->shares[i].index;
		shares[i] = a->shares[i].bytes;
		json_array_append_new(entries, json_integer((json_int_t)a->shares[i].entry));
	}
	assert_int_equal(opening_combine(k->keys.g, sums, &o, indices, shares, MAKER_THRESHOLD), OK);
	counts = counts_json(a, sums);
	free(sums);
	if (a->by_hand) {
		json_object_set(body, "electronic", counts);
		counts = sum_counts(counts, a->by_hand);
	}
	attempt_figures(figures, a);
	assert_int_equal(verdict_decide(&verdict, k->meeting.current->definition, counts, figures), OK);
	json_object_set_new(body, "shares", entries);
	json_object_set_new(body, "counts", counts);
	json_object_set_new(body, "verdict", verdict);
	return body;
}

json_t *maker_told_result_body(struct maker *k, json_t *counts)
{
	const struct attempt *a = meeting_current(&k->meeting);
	json_t *body = current_body(k), *verdict = NULL;
	struct figures figures[FORMS_MAX];

	attempt_figures(figures, a);
	assert_int_equal(verdict_decide(&verdict, k->meeting.current->definition, counts, figures), OK);
	json_object_set_new(body, "shares", json_array());
	json_object_set_new(body, "counts", counts);
	json_object_set_new(body, "verdict", verdict);
	return body;
}

void maker_result(struct maker *k)
{
	maker_add(k, "result", "machine:server", maker_result_body(k));
}

void maker_count(struct maker *k)
{
	const char *poll = k->meeting.current->id;

	maker_close(k);
	maker_cosign(k, 1);
	maker_cosign(k, 3);
	maker_share(k, 3);
	maker_share(k, 1);
	maker_result(k);
	maker_add(k, "publish", NULL, maker_attempt_body(k, poll));
}

/* ---- void and seal ---- */

void maker_void(struct maker *k, const char *poll)
{
	json_t *fields = maker_attempt_body(k, poll);

	json_object_set_new(fields, "reason", json_string("印错"));
	json_object_set_new(fields, "paper", json_false());
	maker_act(k, "poll_void", fields);
}

json_t *maker_seal_fields(const struct maker *k)
{
	const struct meeting *m = &k->meeting;
	json_t *polls = json_array();

	for (size_t i = 0; i < m->poll_count; i++)
		for (size_t j = 0; j < m->polls[i]->attempt_count; j++) {
			const struct attempt *a = m->polls[i]->attempts[j];

			json_array_append_new(polls, json_pack("{s:s, s:i, s:s}", "poll", m->polls[i]->id,
							       "attempt", (int)a->number,
							       "state", attempt_state_name(a->state)));
		}
	return json_pack("{s:I, s:o}", "size", (json_int_t)m->tree.size, "polls", polls);
}

void maker_seal(struct maker *k)
{
	maker_act(k, "seal", maker_seal_fields(k));
}

/* A lost badge, a wrong scan, one that came too late. */
static void maker_mishaps(struct maker *k)
{
	const uint8_t badges[2][32] = { { 1 }, { 2 } };

	maker_add(k, "badge", NULL, json_pack("{s:s, s:o}", "number", "8", "hash", maker_hex(badges[0], 32)));
	maker_add(k, "badge_replace", NULL, json_pack("{s:s, s:s, s:o}", "number", "8", "reason", "遗失", "hash", maker_hex(badges[1], 32)));
	maker_add(k, "leave", NULL, maker_json("{'number':'8'}"));
	maker_add(k, "checkin_undo", NULL, maker_json("{'number':'8','reason':'误扫'}"));
	maker_add(k, "anomaly", NULL, maker_json("{'number':'8','mode':'in','desk_at':1,'found':'already_in'}"));
	maker_add(k, "anomaly_settle", NULL, json_pack("{s:I, s:s}", "anomaly", (json_int_t)k->line_count - 1, "note", "已核对"));
}

void maker_whole(struct maker *k)
{
	static const uint8_t mark = 1;
	struct maker_ballot b;

	maker_init(k, 9);
	maker_prepare(k, 8);
	maker_define(k, "roads", "motion", 1);
	maker_define(k, "budget", "motion", 1);
	maker_add(k, "agenda", NULL, maker_json("{'polls':['budget']}"));
	maker_open(k, "budget");
	maker_ballot(k, &b, 1, &mark);
	maker_add(k, "ballot_commit", NULL, maker_commit_body(k, &b));
	maker_add(k, "ballot_test", NULL, maker_test_body(k, &b));
	maker_ballot_release(&b);
	for (unsigned i = 1; i <= 7; i++)
		maker_vote(k, i, i > 5);
	maker_count(k);
	maker_mishaps(k);
	maker_add(k, "sitting_close", NULL, maker_json("{'sitting':1}"));
	maker_seal(k);
}
