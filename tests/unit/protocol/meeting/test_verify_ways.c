/* What the fold cannot tell of ways beside sealed ballots: is an open vote its key's own, and is a
 * vote found that was moved between box and paper? */
#include "protocol/meeting/verify.h"
#include "tests/unit/meeting_case.h"

/* The fold took all of the maker's entries; the verifier must find fault with the last alone. */
static void expect_last_refused(const struct maker *k, enum err expected)
{
	struct verifier *v = malloc(sizeof(*v));
	uint64_t counter = 5;
	struct rng rng = fixed_rng(&counter);
	enum err err = OK;

	assert_non_null(v);
	assert_int_equal(verifier_init(v, &rng), OK);
	for (size_t i = 0; i < k->line_count && !err; i++)
		err = verifier_apply(v, k->lines[i], strlen(k->lines[i]));
	assert_string_equal(err_code(err), err_code(expected));
	assert_int_equal(v->failed_entry, err ? k->line_count - 1 : 0);
	verifier_release(v);
	free(v);
}

static int case_vote(void **state)
{
	static const uint8_t yes = 0;

	case_prepared(state);
	maker_define_open(*state, "show", "open");
	maker_open_any(*state, "show");
	maker_add(*state, "open_vote", NULL, maker_vote_body(*state, 1, &yes));
	return 0;
}

static void an_open_vote_is_signed_with_its_marks(void **state)
{
	static const uint8_t yes = 0;
	struct maker *k = *state;

	expect_last_refused(k, OK);
	maker_add(k, "open_vote", NULL, with(maker_vote_body(k, 2, &yes), "marks", "[1]"));
	expect_last_refused(k, ERR_SIGNATURE);
}

static void an_open_vote_is_signed_by_its_key(void **state)
{
	static const uint8_t yes = 0;
	struct maker *k = *state;
	json_t *body = maker_vote_body(k, 2, &yes), *other = maker_vote_body(k, 3, &yes);

	json_object_set(body, "sig", json_object_get(other, "sig"));
	json_decref(other);
	maker_add(k, "open_vote", NULL, body);
	expect_last_refused(k, ERR_SIGNATURE);
}

/* Eleven of twelve are there; six vote by terminal, five on paper; shares are in. */
static int case_mixed(void **state)
{
	static const unsigned last[] = { 7, 8, 9, 10, 11 };
	struct maker *k = malloc(sizeof(*k));
	json_t *fields;

	assert_non_null(k);
	maker_init(k, 12);
	maker_prepare(k, 11);
	maker_define(k, "budget", "motion", 1);
	maker_open(k, "budget");
	for (unsigned i = 1; i <= 6; i++)
		maker_vote(k, i, i > 4);
	maker_add(k, "paper_issue", NULL, maker_paper_issue_body(k, last, 5));
	maker_close(k);
	fields = with(with(maker_attempt_body(k, "budget"), "forms", "[{'returned':5,'invalid':0}]"), "counts", "[[2,2,1]]");
	maker_act(k, "paper_count", fields);
	for (uint32_t i = 1; i <= 2; i++)
		maker_cosign(k, i);
	for (uint32_t i = 1; i <= 2; i++)
		maker_share(k, i);
	*state = k;
	return 0;
}

static void box_and_paper_are_checked_each_for_itself(void **state)
{
	struct maker *k = *state;

	maker_result(k);
	expect_last_refused(k, OK);
}

static void a_vote_moved_within_the_box_is_found(void **state)
{
	struct maker *k = *state;
	json_t *body = maker_told_result_body(k, maker_json("[[5,5,1]]")), *right = maker_result_body(k);

	/* the box held 4 and 2 */
	json_object_set(body, "shares", json_object_get(right, "shares"));
	json_decref(right);
	maker_add(k, "result", "machine:server", with(body, "electronic", "[[3,3,0]]"));
	expect_last_refused(k, ERR_NO_TOTAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(case_vote, an_open_vote_is_signed_with_its_marks),
		CASE(case_vote, an_open_vote_is_signed_by_its_key),
		CASE(case_mixed, box_and_paper_are_checked_each_for_itself),
		CASE(case_mixed, a_vote_moved_within_the_box_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
