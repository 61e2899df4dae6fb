/* Does the verifier find what the fold cannot see, name its entry, and find every change of a finished record? */
#include "protocol/meeting/verify.h"

#include "tests/unit/meeting_case.h"
#include "protocol/meeting/verdict.h"

/* A verifier that follows a maker's ledger, as a trustee does. */
struct follower {
	struct verifier v;
	uint64_t counter;
	struct rng rng;
	size_t followed;
};

static void follower_init(struct follower *f)
{
	f->counter = 900;
	f->rng = fixed_rng(&f->counter);
	f->followed = 0;
	assert_int_equal(verifier_init(&f->v, &f->rng), OK);
}

/* Apply what the maker has added; the first error, if any. */
static enum err follow(struct follower *f, const struct maker *k)
{
	enum err err = OK;

	for (; f->followed < k->line_count && !err; f->followed++)
		err = verifier_apply(&f->v, k->lines[f->followed], strlen(k->lines[f->followed]));
	return err;
}

/* The fold took the maker's last entry; the verifier must not, and must say which. */
static void expect_refused(const struct maker *k, enum err expected, uint64_t entry)
{
	struct follower f;
	enum err err;

	follower_init(&f);
	err = follow(&f, k);
	if (!err)
		err = verifier_flush(&f.v);
	if (err != expected || f.v.failed_entry != entry)
		fail_msg("got %s at entry %llu, not %s at %llu", err_code(err), (unsigned long long)f.v.failed_entry, err_code(expected),
			 (unsigned long long)entry);
	/* once failed, failed for ever */
	assert_int_equal(verifier_apply(&f.v, k->lines[0], strlen(k->lines[0])), expected);
	assert_int_equal(verifier_flush(&f.v), expected);
	verifier_release(&f.v);
}

/* ---- following ---- */

static void the_encrypted_total_is_there_before_the_box_is_opened(void **state)
{
	struct maker *k = *state;
	struct follower f;

	follower_init(&f);
	for (unsigned i = 1; i <= 7; i++) {
		maker_vote(k, i, i > 5);
		assert_int_equal(follow(&f, k), OK);
	}
	/* ballots wait for their batch until someone asks */
	assert_int_equal(f.v.box.total.ballots, 0);
	assert_int_equal(verifier_flush(&f.v), OK);
	assert_int_equal(f.v.box.total.ballots, 7);
	for (size_t j = 0; j < k->total.count; j++) {
		assert_true(point_equal(f.v.group, f.v.box.total.alpha[j], k->total.alpha[j]));
		assert_true(point_equal(f.v.group, f.v.box.total.beta[j], k->total.beta[j]));
	}
	verifier_release(&f.v);
}

static void a_closed_box_is_complete(void **state)
{
	struct maker *k = *state;
	struct follower f;

	follower_init(&f);
	for (unsigned i = 1; i <= 7; i++)
		maker_vote(k, i, i > 5);
	maker_close(k);
	assert_int_equal(follow(&f, k), OK);
	assert_int_equal(f.v.box.total.ballots, 7);
	verifier_release(&f.v);
}

static void every_poll_has_a_box_of_its_own(void **state)
{
	struct maker *k = *state;
	struct follower f;

	follower_init(&f);
	for (unsigned i = 1; i <= 6; i++)
		maker_vote(k, i, 0);
	maker_count(k);
	maker_define(k, "second", "election", 3);
	maker_open(k, "second");
	for (unsigned i = 1; i <= 5; i++)
		maker_vote(k, i, (uint8_t)(i > 1));
	maker_void(k, "second");
	maker_open(k, "second");
	for (unsigned i = 1; i <= 5; i++)
		maker_vote(k, i, (uint8_t)(i > 1));
	maker_count(k);
	assert_int_equal(follow(&f, k), OK);
	assert_int_equal(f.v.box.total.ballots, 5);
	verifier_release(&f.v);
}

static void a_full_batch_is_checked_at_once(void **state)
{
	struct maker k;
	struct follower f;

	(void)state;
	maker_init(&k, MAKER_MAX_PERSONS);
	maker_prepare(&k, MAKER_MAX_PERSONS);
	maker_define(&k, "budget", "motion", 1);
	maker_open(&k, "budget");
	for (unsigned i = 1; i <= MAKER_MAX_PERSONS; i++)
		maker_vote(&k, i, 0);
	follower_init(&f);
	assert_int_equal(follow(&f, &k), OK);
	assert_int_equal(MAKER_MAX_PERSONS, VERIFY_BATCH);
	assert_int_equal(f.v.box.total.ballots, VERIFY_BATCH);
	verifier_release(&f.v);
	maker_release(&k);
}

/* ---- ballots ---- */

/* Commit and cast a ballot of slip `slip` whose body was spoilt before it was committed and signed. Returns its entry. */
static uint64_t cast_spoilt(struct maker *k, unsigned slip, size_t from_end, bool is_test)
{
	const struct ballot_form *form = &meeting_current(&k->meeting)->form;
	static const uint8_t mark = 0;
	struct maker_ballot b;
	uint64_t entry;

	maker_ballot(k, &b, slip, &mark);
	b.body[b.len - from_end] ^= 1;
	ballot_tracking_hash(b.tracking, form, b.key, b.body);
	maker_add(k, "ballot_commit", NULL, maker_commit_body(k, &b));
	entry = k->meeting.tree.size;
	if (is_test)
		maker_add(k, "ballot_test", NULL, maker_test_body(k, &b));
	else
		maker_add(k, "ballot_cast", NULL, maker_cast_body(k, &b));
	maker_ballot_release(&b);
	return entry;
}

static void a_false_proof_is_named_among_good_ballots(void **state)
{
	struct maker *k = *state;
	uint64_t entry;

	maker_vote(k, 1, 0);
	maker_vote(k, 2, 1);
	entry = cast_spoilt(k, 3, 1, false);
	maker_vote(k, 4, 0);
	maker_vote(k, 5, 0);
	maker_close(k);
	expect_refused(k, ERR_PROOF, entry);
}

static void a_false_proof_of_a_tested_ballot_is_named(void **state)
{
	struct maker *k = *state;
	uint64_t entry = cast_spoilt(k, 3, 1, true);

	expect_refused(k, ERR_PROOF, entry);
}

static void a_cast_by_another_slip_is_refused(void **state)
{
	static const uint8_t mark = 0;
	struct maker *k = *state;
	struct maker_ballot mine, other;

	maker_ballot(k, &mine, 1, &mark);
	maker_ballot(k, &other, 2, &mark);
	maker_add(k, "ballot_commit", NULL, maker_commit_body(k, &mine));
	mine.secret = other.secret;
	maker_add(k, "ballot_cast", NULL, maker_cast_body(k, &mine));
	maker_ballot_release(&mine);
	maker_ballot_release(&other);
	expect_refused(k, ERR_SIGNATURE, k->meeting.tree.size - 1);
}

static void a_commit_that_the_slip_did_not_sign_is_refused(void **state)
{
	static const uint8_t mark = 0;
	struct maker *k = *state;
	struct maker_ballot mine, other;

	maker_ballot(k, &mine, 1, &mark);
	maker_ballot(k, &other, 2, &mark);
	mine.secret = other.secret;
	maker_add(k, "ballot_commit", NULL, maker_commit_body(k, &mine));
	maker_ballot_release(&mine);
	maker_ballot_release(&other);
	expect_refused(k, ERR_SIGNATURE, k->meeting.tree.size - 1);
}

static void a_test_must_open_with_its_seed(void **state)
{
	static const uint8_t mark = 0;
	struct maker *k = *state;
	struct maker_ballot b;

	maker_ballot(k, &b, 1, &mark);
	maker_add(k, "ballot_commit", NULL, maker_commit_body(k, &b));
	b.seed[0] ^= 1;
	maker_add(k, "ballot_test", NULL, maker_test_body(k, &b));
	maker_ballot_release(&b);
	expect_refused(k, ERR_OPENING, k->meeting.tree.size - 1);
}

/* ---- opening ---- */

/* Seven ballots, closed and co-signed. */
static int case_cosigned(void **state)
{
	struct maker *k;

	case_open(state);
	k = *state;
	for (unsigned i = 1; i <= 7; i++)
		maker_vote(k, i, i > 5);
	maker_close(k);
	maker_cosign(k, 1);
	maker_cosign(k, 2);
	return 0;
}

static void a_share_of_another_trustee_is_refused(void **state)
{
	struct maker *k = *state;
	json_t *body = maker_share_body(k, 1);

	json_object_set_new(body, "index", json_integer(2));
	maker_add(k, "share", "machine:trustee-2", body);
	expect_refused(k, ERR_DECRYPTION, k->meeting.tree.size - 1);
}

static void a_share_by_another_key_is_refused(void **state)
{
	struct maker *k = *state;

	k->keys.shares[0] = scalar_add(k->keys.shares[0], scalar_from_u64(1));
	maker_share(k, 1);
	expect_refused(k, ERR_DECRYPTION, k->meeting.tree.size - 1);
}

/* A result with another count, its verdict rightly computed from it. */
static json_t *other_result(struct maker *k, const char *counts_text)
{
	json_t *body = maker_result_body(k), *counts = maker_json(counts_text), *verdict = NULL;
	struct figures figures[FORMS_MAX];

	attempt_figures(figures, meeting_current(&k->meeting));
	assert_int_equal(verdict_decide(&verdict, k->meeting.current->definition, counts, figures), OK);
	json_object_set_new(body, "counts", counts);
	json_object_set_new(body, "verdict", verdict);
	return body;
}

static void a_vote_moved_in_the_result_is_found(void **state)
{
	static const char *const counts[] = { "[[6,1,0]]", "[[4,2,1]]", "[[5,1,1]]", "[[7,0,0]]", "[[2,5,0]]" }, *const server[] = { "machine:server" };
	struct maker *k = *state;

	maker_share(k, 1);
	maker_share(k, 3);
	for (size_t i = 0; i < COUNT(counts); i++) {
		struct follower f;
		char *line = NULL;
		json_t *body = other_result(k, counts[i]);

		follower_init(&f);
		assert_int_equal(follow(&f, k), OK);
		assert_int_equal(meeting_compose(&line, &k->meeting, "result", k->clock, server, 1, body), OK);
		assert_int_equal(verifier_apply(&f.v, line, strlen(line)), ERR_NO_TOTAL);
		assert_int_equal(f.v.failed_entry, k->meeting.tree.size);
		json_decref(body);
		free(line);
		verifier_release(&f.v);
	}
}

/* ---- keys ---- */

/* Up to the commits of a ceremony; then the reveal of trustee 1 is `text` (stolen), to which its commit was made. */
static void reveal_text(struct maker *k, char *text)
{
	free(k->keys.texts[0]);
	k->keys.texts[0] = text;
	ceremony_commitment(k->keys.commits[0], &k->keys.c, 1, text);
	for (uint32_t i = 1; i <= MAKER_TRUSTEES; i++) {
		char by[30];

		snprintf(by, sizeof(by), "machine:trustee-%u", i);
		maker_add(k, "ceremony_commit", by, maker_ceremony_body(k, CEREMONY_COMMIT, i));
	}
	maker_add(k, "ceremony_reveal", "machine:trustee-1", maker_ceremony_body(k, CEREMONY_REVEAL, 1));
}

static int case_ceremony(void **state)
{
	case_new(state);
	maker_found(*state);
	maker_machines(*state);
	maker_ceremony(*state, CEREMONY_COMMIT);
	return 0;
}

/* The reveal with two elements of a list of texts exchanged. */
static char *exchanged(const char *text, const char *list)
{
	json_t *reveal = json_loads(text, 0, NULL), *array = json_object_get(reveal, list), *first = json_incref(json_array_get(array, 0));
	char *out;

	json_array_set(array, 0, json_array_get(array, 1));
	json_array_set_new(array, 1, first);
	out = json_dumps(reveal, JSON_COMPACT);
	json_decref(reveal);
	return out;
}

static void a_coefficient_without_its_possession_is_refused(void **state)
{
	struct maker *k = *state;

	reveal_text(k, exchanged(k->keys.texts[0], "possession"));
	expect_refused(k, ERR_SIGNATURE, k->meeting.tree.size - 1);
}

static void a_coefficient_off_the_curve_is_refused(void **state)
{
	struct maker *k = *state;
	json_t *reveal = json_loads(k->keys.texts[0], 0, NULL);
	uint8_t point[POINT_SIZE] = { 4, [64] = 1 };

	json_array_set_new(json_object_get(reveal, "coefficients"), 0, maker_base64(point, sizeof(point)));
	reveal_text(k, json_dumps(reveal, JSON_COMPACT));
	json_decref(reveal);
	expect_refused(k, ERR_POINT, k->meeting.tree.size - 1);
}

static void a_key_that_does_not_follow_from_the_reveals_is_refused(void **state)
{
	struct maker *k = *state;
	uint64_t entry;

	maker_found(k);
	maker_machines(k);
	maker_ceremony(k, CEREMONY_CONFIRM);
	/* all trustees conspire to sign another key */
	memcpy(k->keys.key, k->keys.share_keys[0], POINT_SIZE);
	for (uint32_t i = 0; i < MAKER_TRUSTEES; i++)
		assert_int_equal(ceremony_confirm(k->keys.confirms[i], &k->keys.c, k->keys.secrets[i].cosign_seed, k->keys.record, k->keys.key), OK);
	entry = k->meeting.tree.size;
	maker_add(k, "ceremony_confirm", "machine:trustee-1", maker_ceremony_body(k, CEREMONY_CONFIRM, 1));
	expect_refused(k, ERR_SHARE, entry);
}

/* ---- a finished record ---- */

static int case_whole(void **state)
{
	struct maker *k = malloc(sizeof(*k));

	assert_non_null(k);
	maker_whole(k);
	*state = k;
	return 0;
}

/* A copy of lines to be tampered with. */
struct record {
	char **lines;
	size_t count;
};

static struct record record_copy(const struct maker *k)
{
	struct record r = { .lines = calloc(k->line_count + 1, sizeof(*r.lines)), .count = k->line_count };

	assert_non_null(r.lines);
	for (size_t i = 0; i < r.count; i++)
		r.lines[i] = strdup(k->lines[i]);
	return r;
}

static void record_release(struct record *r)
{
	for (size_t i = 0; i < r->count; i++)
		free(r->lines[i]);
	free(r->lines);
}

/* What verifying says, to the seal; `entry` of the failure. */
static enum err record_verify(const struct record *r, uint64_t *entry)
{
	struct follower f;
	enum err err = OK;

	follower_init(&f);
	for (size_t i = 0; i < r->count && !err; i++)
		err = verifier_apply(&f.v, r->lines[i], strlen(r->lines[i]));
	if (!err)
		err = verifier_flush(&f.v);
	if (!err && !f.v.meeting.is_sealed)
		err = ERR_UNSEALED;
	*entry = err == ERR_UNSEALED ? r->count : f.v.failed_entry;
	verifier_release(&f.v);
	return err;
}

/* Give all lines from `from` on the number and prev that fit their place, as one who holds the server could. */
static void record_relink(struct record *r, size_t from)
{
	for (size_t i = from; i < r->count; i++) {
		const char *rest = strstr(r->lines[i], "\"type\":");
		uint8_t prev[32] = { 0 };
		struct buf line = { 0 };
		char hex[65];

		assert_non_null(rest);
		if (i)
			tree_leaf_hash(prev, r->lines[i - 1], strlen(r->lines[i - 1]));
		hex_encode(hex, prev, sizeof(prev));
		buf_addf(&line, "{\"n\":%zu,\"prev\":\"%s\",%s", i, hex, rest);
		free(r->lines[i]);
		r->lines[i] = strdup(buf_text(&line));
		buf_release(&line);
	}
}

static void record_drop(struct record *r, size_t i)
{
	free(r->lines[i]);
	memmove(&r->lines[i], &r->lines[i + 1], (r->count - i - 1) * sizeof(*r->lines));
	r->count--;
}

static void the_whole_record_holds(void **state)
{
	struct record r = record_copy(*state);
	uint64_t entry;

	assert_int_equal(record_verify(&r, &entry), OK);
	/* relinking what is right changes nothing: the attacks below change only what they mean to */
	record_relink(&r, 0);
	assert_int_equal(record_verify(&r, &entry), OK);
	record_release(&r);
}

static void a_dropped_repeated_or_exchanged_line_is_named(void **state)
{
	const struct maker *k = *state;
	uint64_t entry;

	for (size_t i = 0; i < k->line_count; i++) {
		struct record r = record_copy(k);

		record_drop(&r, i);
		if (i + 1 < k->line_count)
			assert_int_equal(record_verify(&r, &entry), ERR_ENTRY_NUMBER);
		else
			assert_int_equal(record_verify(&r, &entry), ERR_UNSEALED);
		assert_int_equal(entry, i);
		record_release(&r);

		r = record_copy(k);
		free(r.lines[r.count - 1]);
		memmove(&r.lines[i + 1], &r.lines[i], (r.count - i - 1) * sizeof(*r.lines));
		r.lines[i] = strdup(k->lines[i]);
		if (i + 1 < k->line_count) {
			assert_int_not_equal(record_verify(&r, &entry), OK);
			assert_int_equal(entry, i + 1);
		}
		record_release(&r);

		if (i + 1 == k->line_count)
			continue;
		r = record_copy(k);
		char *line = r.lines[i];
		r.lines[i] = r.lines[i + 1];
		r.lines[i + 1] = line;
		assert_int_equal(record_verify(&r, &entry), ERR_ENTRY_NUMBER);
		assert_int_equal(entry, i);
		record_release(&r);
	}
}

static void a_changed_character_is_named_at_its_entry_or_the_next(void **state)
{
	const struct maker *k = *state;

	for (size_t i = 0; i < k->line_count; i++) {
		size_t len = strlen(k->lines[i]);

		for (size_t place = 0; place < 3; place++) {
			struct record r = record_copy(k);
			uint64_t entry;
			enum err err;

			r.lines[i][(i * 7 + place * len / 3) % len] ^= 1;
			err = record_verify(&r, &entry);
			/* in the last line, what still reads well is found by the checkpoint alone */
			if (err || i + 1 < k->line_count)
				assert_true(err && (entry == i || entry == i + 1));
			record_release(&r);
		}
	}
}

/* With the server's keys one can write another ledger, but neither trustees' nor delegates' signatures. */
static void no_line_can_be_left_out_even_by_the_server(void **state)
{
	const struct maker *k = *state;

	for (size_t i = 0; i < k->line_count; i++) {
		struct record r = record_copy(k);
		uint64_t entry;

		record_drop(&r, i);
		record_relink(&r, i);
		assert_int_not_equal(record_verify(&r, &entry), OK);
		assert_true(entry >= i);
		record_release(&r);
	}
}

/* Nor put another time, or another person's name, into what trustees have co-signed. */
static void no_line_before_a_cosigned_head_can_be_rewritten(void **state)
{
	const struct maker *k = *state;
	size_t close = (size_t)k->meeting.polls[0]->attempts[0]->close_entry;

	for (size_t i = 0; i < close; i++) {
		struct record r = record_copy(k);
		char *at = strstr(r.lines[i], "\"at\":1795");
		uint64_t entry;

		if (at) {
			at[5]++;
			record_relink(&r, i);
			assert_int_not_equal(record_verify(&r, &entry), OK);
		}
		record_release(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(case_open, the_encrypted_total_is_there_before_the_box_is_opened),
		CASE(case_open, a_closed_box_is_complete),
		CASE(case_open, every_poll_has_a_box_of_its_own),
		cmocka_unit_test(a_full_batch_is_checked_at_once),
		CASE(case_open, a_false_proof_is_named_among_good_ballots),
		CASE(case_open, a_false_proof_of_a_tested_ballot_is_named),
		CASE(case_open, a_cast_by_another_slip_is_refused),
		CASE(case_open, a_commit_that_the_slip_did_not_sign_is_refused),
		CASE(case_open, a_test_must_open_with_its_seed),
		CASE(case_cosigned, a_share_of_another_trustee_is_refused),
		CASE(case_cosigned, a_share_by_another_key_is_refused),
		CASE(case_cosigned, a_vote_moved_in_the_result_is_found),
		CASE(case_ceremony, a_coefficient_without_its_possession_is_refused),
		CASE(case_ceremony, a_coefficient_off_the_curve_is_refused),
		CASE(case_new, a_key_that_does_not_follow_from_the_reveals_is_refused),
		CASE(case_whole, the_whole_record_holds),
		CASE(case_whole, a_dropped_repeated_or_exchanged_line_is_named),
		CASE(case_whole, a_changed_character_is_named_at_its_entry_or_the_next),
		CASE(case_whole, no_line_can_be_left_out_even_by_the_server),
		CASE(case_whole, no_line_before_a_cosigned_head_can_be_rewritten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
