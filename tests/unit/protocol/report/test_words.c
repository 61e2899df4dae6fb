/* Do the sentences of a report warn of what a result gives away, and can a name in the record speak for the report? */
#include "protocol/report/report.h"
#include "protocol/report/words.h"
#include "protocol/text/visible.h"
#include "tests/unit/meeting_case.h"

/* The note about an attempt of so many ballots, counted so. */
static void expect_secrecy(enum lang lang, int64_t returned, const char *counts, const char *expected)
{
	struct attempt a = { .returned = returned, .counts = maker_json(counts) };
	struct poll p = { .definition = maker_json("{'rule':{'type':'ladder'}}") };
	struct buf out = { 0 };

	assert_int_equal(words_secrecy(&out, lang, &p, &a), *expected != '\0');
	assert_string_equal(buf_text(&out), expected);
	buf_release(&out);
	json_decref(p.definition);
	json_decref(a.counts);
}

static void what_a_result_gives_away_is_said(void **state)
{
	(void)state;
	expect_secrecy(LANG_ZH, 10, "[[9,1,0]]", "");
	expect_secrecy(LANG_ZH, 9, "[[8,1,0]]", "保密提示：只收回 9 张选票，人少时容易推知个人的选择");
	expect_secrecy(LANG_ZH, 60, "[[60,0,0],[0,59,1],[0,0,60]]", "保密提示：全票一致的有 2 项，投票人的选择由此可知");
	expect_secrecy(LANG_EN, 5, "[[0,5]]",
		       "Secrecy: where all agree (1), the choice of everyone who voted is known; with only 5 ballots, single votes are easily guessed");
}

static void contains(const char *text, const char *part, bool is_there)
{
	if ((strstr(text, part) != NULL) != is_there)
		fail_msg("%s \"%s\" in:\n%s", is_there ? "no" : "there is", part, text);
}

static void the_note_stands_on_sheet_and_terminal(void **state)
{
	const struct maker *k = *state;
	struct buf html = { 0 }, shown = { 0 };

	assert_int_equal(report_html(&html, &k->meeting, LANG_ZH, NULL), OK);
	report_text_poll(&shown, k->meeting.polls[0], LANG_ZH);
	contains(buf_text(&html), "<p class=meta>保密提示：", true);
	contains(buf_text(&shown), "\n  保密提示：", true);
	buf_release(&html);
	buf_release(&shown);
}

#define OVERRIDE "\xE2\x80\xAE"
#define TERMINAL "\xC2\x9B" "2J"

static void no_name_turns_the_order_of_reading_or_steers_a_terminal(void **state)
{
	struct maker *k = *state;
	json_t *definition = maker_definition(k, "p1", "motion", 2);
	struct buf html = { 0 }, all = { 0 }, one = { 0 };

	json_object_set_new(definition, "title", json_string("议题" OVERRIDE TERMINAL));
	json_object_set_new(json_array_get(json_object_get(definition, "contests"), 1), "title", json_string("对象" OVERRIDE TERMINAL));
	maker_add(k, "poll", NULL, definition);
	maker_open(k, "p1");
	for (unsigned i = 1; i <= 6; i++)
		maker_vote(k, i, i > 2);
	maker_count(k);
	assert_int_equal(report_html(&html, &k->meeting, LANG_ZH, NULL), OK);
	report_text(&all, &k->meeting, LANG_EN);
	report_text_poll(&one, k->meeting.polls[0], LANG_EN);
	for (size_t i = 0; i < 3; i++) {
		const char *text = buf_text((struct buf *[]){ &html, &all, &one }[i]);

		contains(text, "议题" VISIBLE_INSTEAD VISIBLE_INSTEAD "2J", true);
		contains(text, "对象" VISIBLE_INSTEAD VISIBLE_INSTEAD "2J", true);
		contains(text, OVERRIDE, false);
		contains(text, TERMINAL, false);
	}
	buf_release(&html);
	buf_release(&all);
	buf_release(&one);
}

static int case_whole(void **state)
{
	struct maker *k = malloc(sizeof(*k));

	assert_non_null(k);
	maker_whole(k);
	*state = k;
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_result_gives_away_is_said),
		CASE(case_whole, the_note_stands_on_sheet_and_terminal),
		CASE(case_prepared, no_name_turns_the_order_of_reading_or_steers_a_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
