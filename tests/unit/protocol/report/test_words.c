/* Do the sentences of a report say who is elected, by what, and of whom; warn of what a result
 * gives away; and can a name in the record speak for the report? */
#include "protocol/meeting/verdict.h"
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
	report_text_poll(&shown, &k->meeting, k->meeting.polls[0], LANG_ZH);
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
	report_text_poll(&one, &k->meeting, k->meeting.polls[0], LANG_EN);
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

/* ---- elections ---- */

#define VOTES "[{'id':'for','text':'赞成','abstain':false},{'id':'against','text':'反对','abstain':false},{'id':'abstain','text':'弃权','abstain':true}]"
#define WRITE_IN "[{'id':'for','text':'另选','abstain':false},{'id':'none','text':'不另选','abstain':false}]"
#define CANDIDATES "'contests':[{'title':'甲','scale':0},{'title':'乙','scale':0},{'title':'丙','scale':0},{'title':'丁','scale':1},{'title':'戊','scale':1}]"
#define ELECTION "{" CANDIDATES ",'scales':[" VOTES "," WRITE_IN "],'seats':2,'rates':[],'rank':''," \
		 "'rule':{'type':'election','counts':['for'],'op':'GT','num':1,'den':2,'base':'EXPECTED'}}"
#define RUNOFF "{'contests':[{'title':'乙','scale':0},{'title':'丙','scale':0}],'scales':[" VOTES "],'seats':1,'rates':[],'rank':''," \
	       "'rule':{'type':'plurality','counts':['for']}}"

/* A definition, its counts and what they decide, of 71 expected and 64 ballots. */
struct decided {
	json_t *definition, *counts, *verdict;
	struct attempt attempt;
};

static void decide(struct decided *d, const char *definition, const char *counts)
{
	*d = (struct decided){ .definition = maker_json(definition), .counts = maker_json(counts),
			       .attempt = { .expected = 71, .present = 66, .issued = 66, .returned = 64 } };
	struct figures f[FORMS_MAX];

	attempt_figures(f, &d->attempt);
	assert_int_equal(verdict_decide(&d->verdict, d->definition, d->counts, f), OK);
}

static void forget(struct decided *d)
{
	json_decref(d->definition);
	json_decref(d->counts);
	json_decref(d->verdict);
}

static void expect_words(struct buf *out, const char *expected)
{
	assert_string_equal(buf_text(out), expected);
	buf_drop(out, out->len);
}

static void expect_seats(const char *definition, const char *counts, const char *zh, const char *en)
{
	struct buf out = { 0 };
	struct decided d;

	decide(&d, definition, counts);
	assert_true(words_seats(&out, LANG_ZH, d.definition, d.verdict));
	expect_words(&out, zh);
	assert_true(words_seats(&out, LANG_EN, d.definition, d.verdict));
	expect_words(&out, en);
	buf_release(&out);
	forget(&d);
}

static void who_is_elected_is_said_and_what_follows(void **state)
{
	(void)state;
	expect_seats(ELECTION, "[[40,20,4],[10,50,4],[36,20,8],[37,27],[0,64]]", "当选：甲、丁；名额已满", "Elected: 甲, 丁; all seats are filled");
	expect_seats(ELECTION, "[[40,20,4],[37,20,7],[37,20,7],[0,64],[0,64]]", "当选：甲；缺额 1 名；末位得票相同：乙、丙；须在得票相同者中重新投票",
		     "Elected: 甲; seats left: 1; tied for the last seats: 乙, 丙; a runoff among the tied follows");
	expect_seats(ELECTION, "[[35,20,9],[35,20,9],[35,20,9],[0,64],[0,64]]", "当选：–；缺额 2 名；另行选举，或经决定减少名额",
		     "Elected: –; seats left: 2; a supplementary election, or a decision to reduce the seats, follows");
	expect_seats(RUNOFF, "[[20,0,44],[20,44,0]]", "当选：–；缺额 1 名；末位得票相同：乙、丙；再次得票相同，由执行主席决定并记录",
		     "Elected: –; seats left: 1; tied for the last seats: 乙, 丙; tied again: the chair decides, on record");
	expect_seats(RUNOFF, "[[20,0,44],[19,45,0]]", "当选：乙；名额已满", "Elected: 乙; all seats are filled");
}

static void what_is_decided_by_steps_has_no_seats(void **state)
{
	json_t *definition = maker_json("{'rule':{'type':'ladder','steps':[],'otherwise':'counted'}}");
	struct buf out = { 0 };

	(void)state;
	assert_false(words_seats(&out, LANG_ZH, definition, NULL));
	assert_int_equal(out.len, 0);
	json_decref(definition);
}

static void a_candidate_has_votes_a_base_and_an_outcome(void **state)
{
	static const char *const zh[] = { "当选", "并列", "并列", "未当选" }, *const en[] = { "Elected", "Tied", "Tied", "Not elected" };
	struct buf out = { 0 };
	struct decided d;
	const char *name;

	(void)state;
	decide(&d, ELECTION, "[[40,20,4],[37,20,7],[37,20,7],[9,55],[0,64]]");
	for (size_t q = 0; q < COUNT(zh); q++) {
		assert_string_equal(words_outcome(LANG_ZH, d.verdict, q), zh[q]);
		assert_string_equal(words_outcome(LANG_EN, d.verdict, q), en[q]);
	}
	words_formula(&out, LANG_ZH, d.definition, d.verdict, 0);
	expect_words(&out, "赞成 40 ÷ 应到 71 = 56.3% > 1/2（须有 36 票）");
	words_formula(&out, LANG_EN, d.definition, d.verdict, 3);
	expect_words(&out, "For 9 ÷ expected 71 = 12.7% ≤ 1/2 (36 needed)");
	assert_int_equal(words_base(&name, LANG_ZH, d.definition, d.verdict, 0), 71);
	assert_string_equal(name, "应到");
	forget(&d);
	decide(&d, RUNOFF, "[[20,0,44],[19,45,0]]");
	words_formula(&out, LANG_ZH, d.definition, d.verdict, 0);
	expect_words(&out, "赞成 20");
	assert_int_equal(words_base(&name, LANG_EN, d.definition, d.verdict, 0), 64);
	assert_string_equal(name, "valid ballots");
	forget(&d);
	buf_release(&out);
}

static void the_rule_says_seats_and_what_is_needed(void **state)
{
	struct buf out = { 0 };
	struct decided d;

	(void)state;
	decide(&d, ELECTION, "[[40,20,4],[37,20,7],[37,20,7],[9,55],[0,64]]");
	words_rule(&out, LANG_ZH, d.definition, &d.attempt);
	expect_words(&out, "应选 2 名；赞成 > 应到 71 × 1/2（须有 36 票），始得当选，超过应选名额的按得票多少取足");
	words_rule(&out, LANG_EN, d.definition, &d.attempt);
	expect_words(&out, "seats: 2; For > expected 71 × 1/2 (36 needed) to be elected; of more than there are seats, those with the most votes");
	forget(&d);
	decide(&d, RUNOFF, "[[20,0,44],[19,45,0]]");
	words_rule(&out, LANG_ZH, d.definition, &d.attempt);
	expect_words(&out, "应选 1 名；赞成票多者当选");
	words_rule(&out, LANG_EN, d.definition, &d.attempt);
	expect_words(&out, "seats: 1; those with the most votes are elected");
	forget(&d);
	buf_release(&out);
}

static void a_rule_without_an_attempt_says_no_figures(void **state)
{
	struct buf out = { 0 };
	struct decided d;

	(void)state;
	decide(&d, ELECTION, "[[40,20,4],[37,20,7],[37,20,7],[9,55],[0,64]]");
	words_rule(&out, LANG_ZH, d.definition, NULL);
	expect_words(&out, "赞成 > 应到 × 1/2，始得当选，超过应选名额的按得票多少取足");
	words_quorum_rule(&out, LANG_EN, &(struct threshold){ .num = 2, .den = 3, .op = RULE_GT });
	expect_words(&out, "present > expected × 2/3");
	forget(&d);
	buf_release(&out);
}

static void a_write_in_without_a_vote_is_not_printed(void **state)
{
	struct decided d;

	(void)state;
	decide(&d, ELECTION, "[[0,60,4],[37,20,7],[37,20,7],[1,63],[0,64]]");
	for (size_t q = 0; q < 5; q++)
		assert_int_equal(words_is_silent(d.definition, d.counts, q), q == 4);
	forget(&d);
}

/* ---- rates ---- */

#define GRADES "[{'id':'excellent','text':'优秀','abstain':false},{'id':'not-competent','text':'不称职','abstain':false}]"
#define APPRAISAL "{'contests':[{'title':'甲','scale':0},{'title':'乙','scale':0},{'title':'丙','scale':0}],'scales':[" GRADES "]," \
		  "'rule':{'type':'ladder','steps':[],'otherwise':'counted'},'rank':'score'," \
		  "'rates':[{'name':'competence_rate','scale':0,'base':'VALID','counts':['excellent'],'flag':{'num':80,'den':100}}," \
		  "{'name':'score','scale':0,'base':'VALID','weights':[100,40]}]}"

#define TWO_SCALES "{'contests':[{'title':'甲','scale':0},{'title':'乙','scale':1}],'scales':[" GRADES "," GRADES "]," \
		   "'rule':{'type':'ladder','steps':[],'otherwise':'counted'}," \
		   "'rates':[{'name':'competence_rate','scale':0,'base':'VALID','counts':['excellent','not-competent']}," \
		   "{'name':'competence_rate','scale':1,'base':'VALID','counts':['excellent','not-competent']}]}"

static void a_rate_of_a_sum_is_bracketed_and_told_once_for_all_scales(void **state)
{
	struct buf out = { 0 };
	struct decided d;

	(void)state;
	decide(&d, TWO_SCALES, "[[51,13],[52,12]]");
	words_rule(&out, LANG_ZH, d.definition, NULL);
	expect_words(&out, "只公布票数，不作判定；称职率：（优秀＋不称职）÷ 有效票");
	forget(&d);
	buf_release(&out);
}

static void a_rate_below_its_flag_is_marked_and_a_score_has_a_place(void **state)
{
	struct buf out = { 0 };
	struct decided d;

	(void)state;
	decide(&d, APPRAISAL, "[[51,13],[52,12],[52,12]]");
	words_rates(&out, LANG_ZH, d.definition, d.verdict, 0, true);
	expect_words(&out, "称职率 79.7%（低于 80.0%）；加权得分 87.81　第 3 名");
	words_rates(&out, LANG_EN, d.definition, d.verdict, 0, true);
	expect_words(&out, "Competence rate 79.7% (below 80.0%); Weighted score 87.81, place 3");
	words_rates(&out, LANG_ZH, d.definition, d.verdict, 1, false);
	expect_words(&out, "称职率：优秀 52 ÷ 有效票 64 = 81.3%；加权得分：88.75　第 1 名");
	words_rates(&out, LANG_EN, d.definition, d.verdict, 2, false);
	expect_words(&out, "Competence rate: Excellent 52 ÷ valid ballots 64 = 81.3%; Weighted score: 88.75, place 1");
	words_rule(&out, LANG_ZH, d.definition, &d.attempt);
	expect_words(&out, "只公布票数，不作判定；称职率：优秀 ÷ 有效票");
	forget(&d);
	buf_release(&out);
}

/* ---- who votes ---- */

static void expect_electorate(enum electorate_type type, const char *electorate, const char *zh, const char *en)
{
	json_t *given = maker_json(electorate);
	struct poll p = { .definition = json_pack("{s:O}", "electorate", given), .electorate = type,
			  .unit = json_string_value(json_object_get(given, "unit")) };
	struct buf out = { 0 };

	assert_int_equal(words_electorate(&out, LANG_ZH, &p), *zh != '\0');
	expect_words(&out, zh);
	assert_int_equal(words_electorate(&out, LANG_EN, &p), *en != '\0');
	expect_words(&out, en);
	buf_release(&out);
	json_decref(p.definition);
	json_decref(given);
}

static void those_who_do_not_vote_are_told_with_the_reason(void **state)
{
	(void)state;
	expect_electorate(ELECTORATE_ALL, "{'type':'all'}", "", "");
	expect_electorate(ELECTORATE_UNIT, "{'type':'unit','unit':'一组'}", "只由一组表决；应到、实到均为该代表团的人数",
			  "Only 一组 votes; expected and present are of this delegation");
	expect_electorate(ELECTORATE_LIST, "{'type':'list','numbers':['1','2','3']}", "只由指定的 3 人表决；应到、实到均为其中的人数",
			  "Only those named vote (3); expected and present are of them");
	expect_electorate(ELECTORATE_EXCEPT, "{'type':'except','numbers':['1','9'],'reason':'回避'}", "2 人不参加表决，不计入应到和实到：回避",
			  "Not voting, and in neither expected nor present: 2; 回避");
}

static void the_electorate_stands_on_sheet_and_terminal(void **state)
{
	struct maker *k = *state;
	struct buf html = { 0 }, shown = { 0 };

	maker_add(k, "poll", NULL, with(maker_definition(k, "p1", "motion", 1), "electorate", "{'type':'except','numbers':['1'],'reason':'回避'}"));
	maker_open(k, "p1");
	for (unsigned i = 2; i <= 7; i++)
		maker_vote(k, i, i > 3);
	maker_count(k);
	assert_int_equal(report_html(&html, &k->meeting, LANG_ZH, NULL), OK);
	report_text_poll(&shown, &k->meeting, k->meeting.polls[0], LANG_EN);
	contains(buf_text(&html), "1 人不参加表决，不计入应到和实到：回避", true);
	contains(buf_text(&shown), "Not voting, and in neither expected nor present: 1; 回避", true);
	buf_release(&html);
	buf_release(&shown);
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
		cmocka_unit_test(who_is_elected_is_said_and_what_follows),
		cmocka_unit_test(what_is_decided_by_steps_has_no_seats),
		cmocka_unit_test(a_candidate_has_votes_a_base_and_an_outcome),
		cmocka_unit_test(the_rule_says_seats_and_what_is_needed),
		cmocka_unit_test(a_rule_without_an_attempt_says_no_figures),
		cmocka_unit_test(a_write_in_without_a_vote_is_not_printed),
		cmocka_unit_test(a_rate_below_its_flag_is_marked_and_a_score_has_a_place),
		cmocka_unit_test(a_rate_of_a_sum_is_bracketed_and_told_once_for_all_scales),
		cmocka_unit_test(those_who_do_not_vote_are_told_with_the_reason),
		CASE(case_prepared, the_electorate_stands_on_sheet_and_terminal),
		CASE(case_prepared, no_name_turns_the_order_of_reading_or_steers_a_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
