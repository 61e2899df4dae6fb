/* Does a sheet tell how it was voted - box and paper apart, what is unaccounted for, who signed,
 * who voted what - and is a ballot paper the definition and nothing else? */
#include "protocol/report/report.h"
#include "tests/unit/meeting_case.h"

static void expect_has(struct buf *page, const char *text)
{
	if (!strstr(buf_text(page), text))
		fail_msg("no %s", text);
}

static struct buf sheets(const struct maker *k)
{
	struct buf page = { 0 };

	assert_int_equal(report_html(&page, &k->meeting, LANG_EN, NULL), OK);
	return page;
}

static void hands_are_told_with_who_signed_them(void **state)
{
	struct maker *k = *state;
	struct buf page;

	maker_define_open(k, "show", "show_of_hands");
	maker_open_any(k, "show");
	maker_act(k, "hands", with(maker_attempt_body(k, "show"), "counts", "[[5,2,0]]"));
	maker_add(k, "result", "machine:server", maker_told_result_body(k, maker_json("[[5,2,0]]")));
	page = sheets(k);
	expect_has(&page, "show of hands");
	expect_has(&page, "counted by secretary and chair; signed by trustee-1");
	/* there is no secret to be warned about */
	assert_null(strstr(buf_text(&page), "single votes are easily guessed"));
	buf_release(&page);
}

static void an_open_vote_is_told_by_name(void **state)
{
	static const uint8_t yes = 0, no = 1;
	struct maker *k = *state;
	struct buf page;

	maker_define_open(k, "show", "open");
	maker_open_any(k, "show");
	maker_add(k, "open_vote", NULL, maker_vote_body(k, 2, &no));
	maker_add(k, "open_vote", NULL, maker_vote_body(k, 1, &yes));
	maker_close(k);
	maker_add(k, "result", "machine:server", maker_told_result_body(k, maker_json("[[1,1,0]]")));
	page = sheets(k);
	/* in the order of the roll, not in that of the votes */
	expect_has(&page, "<tr><td>1</td><td>代表1</td><td>For</td></tr>\n<tr><td>2</td><td>代表2</td><td>Against</td></tr>");
	assert_null(strstr(buf_text(&page), "secret ballot"));
	buf_release(&page);
}

static void paper_that_bears_no_mark_is_unaccounted_for(void **state)
{
	struct maker *k = *state;
	struct buf page;
	json_t *fields;

	maker_define(k, "budget", "motion", 1);
	maker_add(k, "poll_open", NULL, maker_paper_body(k, "budget"));
	maker_close(k);
	page = sheets(k);
	expect_has(&page, "waiting for the count on paper");
	buf_release(&page);
	fields = with(with(maker_attempt_body(k, "budget"), "forms", "[{'returned':7,'invalid':1}]"), "counts", "[[4,1,0]]");
	maker_act(k, "paper_count", fields);
	maker_add(k, "result", "machine:server", maker_told_result_body(k, maker_json("[[4,1,0]]")));
	page = sheets(k);
	expect_has(&page, "on paper: 8 issued, 7 returned, 1 invalid");
	expect_has(&page, "<td>4</td><td>1</td><td>0</td><td>1</td>");
	buf_release(&page);
}

static void a_paper_too_many_is_the_reason_of_the_void(void **state)
{
	struct maker *k = *state;
	struct buf page;

	maker_define(k, "budget", "motion", 1);
	maker_add(k, "poll_open", NULL, maker_paper_body(k, "budget"));
	maker_close(k);
	maker_act(k, "paper_count", with(with(maker_attempt_body(k, "budget"), "forms", "[{'returned':9,'invalid':0}]"), "counts", "[[4,1,0]]"));
	page = sheets(k);
	expect_has(&page, "more papers came in than were issued");
	buf_release(&page);
}

static void a_ballot_paper_has_rows_and_options_in_their_order(void **state)
{
	struct maker *k = *state;
	struct buf page = { 0 };
	const char *first, *second;

	maker_define(k, "budget", "motion", 2);
	assert_int_equal(report_papers(&page, &k->meeting, meeting_poll(&k->meeting, "budget"), LANG_ZH), OK);
	expect_has(&page, "<th>赞成</th><th>反对</th><th>弃权</th>");
	first = strstr(buf_text(&page),
		       json_string_value(json_object_get(json_array_get(json_object_get(k->meeting.polls[0]->definition,
											"contests"), 0), "title")));
	second = first ?
		strstr(first,
		       json_string_value(json_object_get(json_array_get(json_object_get(k->meeting.polls[0]->definition,
											"contests"), 1), "title"))) : NULL;
	assert_non_null(second);
	assert_null(strstr(buf_text(&page), "代表1"));
	buf_release(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(case_prepared, hands_are_told_with_who_signed_them),
		CASE(case_prepared, an_open_vote_is_told_by_name),
		CASE(case_prepared, paper_that_bears_no_mark_is_unaccounted_for),
		CASE(case_prepared, a_paper_too_many_is_the_reason_of_the_void),
		CASE(case_prepared, a_ballot_paper_has_rows_and_options_in_their_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
