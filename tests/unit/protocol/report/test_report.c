/* Do sheets, attendance and results say what the record says, in both languages, and nothing that they must not? */
#include "protocol/report/report.h"

#include "protocol/report/words.h"
#include "tests/unit/meeting_case.h"
#include "protocol/meeting/election.h"
#include "protocol/meeting/verdict.h"

static int case_whole(void **state)
{
	struct maker *k = malloc(sizeof(*k));

	assert_non_null(k);
	maker_whole(k);
	*state = k;
	return 0;
}

static void expect_contains(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("no '%s' in:\n%s", part, text);
}

static void expect_lacks(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("'%s' in:\n%s", part, text);
}

static struct buf html_of(const struct maker *k, enum lang lang)
{
	struct buf out = { 0 };

	assert_int_equal(report_html(&out, &k->meeting, lang, NULL), OK);
	return out;
}

/* The sheets of one poll alone, in Chinese. */
static struct buf sheet_of(const struct maker *k, const char *poll)
{
	struct report_part part = { .what = REPORT_RESULT, .poll = meeting_poll(&k->meeting, poll) };
	struct buf out = { 0 };

	assert_int_equal(report_html_part(&out, &k->meeting, LANG_ZH, &part, NULL), OK);
	return out;
}

static struct buf text_of(const struct maker *k, enum lang lang)
{
	struct buf out = { 0 };

	report_text(&out, &k->meeting, lang);
	assert_false(out.failed);
	return out;
}

/* ---- sentences ---- */

static void dates_are_right_at_every_edge_of_the_calendar(void **state)
{
	static const struct { int64_t at; const char *zh, *en; } rows[] = {
		{ 0, "1970年1月1日", "1970-01-01" },
		{ 951753599, "2000年2月28日", "2000-02-28" },
		{ 951753600, "2000年2月29日", "2000-02-29" },
		{ 951840000, "2000年3月1日", "2000-03-01" },
		{ 1767196799, "2025年12月31日", "2025-12-31" },
		{ 1767196800, "2026年1月1日", "2026-01-01" },
		{ 1772937030, "2026年3月8日", "2026-03-08" },
		{ 4107513600, "2100年3月1日", "2100-03-01" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf zh = { 0 }, en = { 0 };

		words_date(&zh, LANG_ZH, rows[i].at);
		words_date(&en, LANG_EN, rows[i].at);
		assert_string_equal(buf_text(&zh), rows[i].zh);
		assert_string_equal(buf_text(&en), rows[i].en);
		buf_release(&zh);
		buf_release(&en);
	}
}

static void the_clock_is_of_the_same_zone(void **state)
{
	struct buf out = { 0 };

	(void)state;
	words_clock(&out, 1772937030);
	assert_string_equal(buf_text(&out), "10:30:30");
	buf_release(&out);
}

/* The formula of one contest of the shipped profile's `kind`, counted as `counts`. */
static void expect_formula(enum lang lang, const char *kind, const char *base, const char *counts_text,
			   const struct figures *f, const char *expected)
{
	json_t *profile = json_load_file("schema/profiles/hunyuan.json", 0, NULL), *of, *counts = maker_json(counts_text), *definition, *verdict = NULL;
	struct buf out = { 0 };

	assert_non_null(profile);
	of = json_object_get(json_object_get(profile, "kinds"), kind);
	if (base)
		json_object_set_new(json_array_get(json_object_get(json_object_get(of, "rule"), "steps"), 0), "base", json_string(base));
	definition = json_pack("{s:O, s:o, s:O, s:O, s:O}", "scales", json_object_get(of, "scales"),
			       "contests", maker_json("[{'title':'x','scale':0}]"), "rule", json_object_get(of, "rule"),
			       "rates", json_object_get(of, "rates"), "rank", json_object_get(of, "rank"));
	assert_int_equal(verdict_decide(&verdict, definition, counts, f), OK);
	words_formula(&out, lang, definition, verdict, 0);
	assert_string_equal(buf_text(&out), expected);
	buf_release(&out);
	json_decref(verdict);
	json_decref(definition);
	json_decref(counts);
	json_decref(profile);
}

static void the_formula_shows_what_was_decided_on_what(void **state)
{
	struct figures f = { .expected = 218, .present = 210, .issued = 210, .returned = 205 };

	(void)state;
	expect_formula(LANG_ZH, "resolution", NULL, "[[152,33,20]]", &f, "赞成 152 ÷ 实到 210 = 72.4% > 1/2（须有 106 票）");
	expect_formula(LANG_EN, "resolution", NULL, "[[152,33,20]]", &f, "For 152 ÷ present 210 = 72.4% > 1/2 (106 needed)");
	/* the sign is the one that is true */
	expect_formula(LANG_ZH, "resolution", NULL, "[[105,80,20]]", &f, "赞成 105 ÷ 实到 210 = 50.0% ≤ 1/2（须有 106 票）");
	expect_formula(LANG_ZH, "satisfaction", NULL, "[[100,50,50,5]]", &f,
		       "满意 100 ÷ 应到 218 = 45.9% ≤ 1/2（须有 110 票）；满意＋基本满意 150 ÷ 应到 218 = 68.8% > 1/2（须有 110 票）");
	f.returned = 5;
	expect_formula(LANG_ZH, "resolution", "CAST", "[[0,0,5]]", &f, "赞成 0 ÷ 参加表决 0：基数为零，不成立");
}

/* ---- sheets ---- */

static void a_sheet_holds_figures_votes_verdict_and_head(void **state)
{
	const struct maker *k = *state;
	struct buf zh = html_of(k, LANG_ZH), en = html_of(k, LANG_EN);
	char head[HEAD_TEXT_SIZE];

	head_show(head, &k->meeting.polls[0]->attempts[0]->closing_head);
	expect_contains(buf_text(&zh), "<tr><td>9</td><td>8</td><td>8</td><td>7</td><td>7</td><td>0</td><td>1</td></tr>");
	expect_contains(buf_text(&zh), "赞成</td><td><b>5</b></td><td>62.5%</td>");
	expect_contains(buf_text(&zh), "未投</td><td><b>1</b></td><td>12.5%</td>");
	expect_contains(buf_text(&zh), "<b>通过</b>");
	expect_contains(buf_text(&zh), "赞成 5 ÷ 实到 8 = 62.5% &gt; 1/2（须有 5 票）");
	expect_contains(buf_text(&zh), "法定人数：实到 8 ÷ 应到 9 = 88.9% ≥ 2/3（须有 6 人），符合规定");
	expect_contains(buf_text(&zh), "总监票人");
	expect_contains(buf_text(&zh), head);
	expect_contains(buf_text(&zh), "检查票 1 张");
	expect_contains(buf_text(&en), "<b>Passed</b>");
	expect_contains(buf_text(&en), "For 5 ÷ present 8 = 62.5% &gt; 1/2 (5 needed)");
	buf_release(&zh);
	buf_release(&en);
}

static void a_sheet_says_how_often_somebody_was_helped_and_not_by_whom(void **state)
{
	struct maker *k = *state;
	struct buf zh, en;

	for (unsigned i = 1; i <= 6; i++)
		maker_vote(k, i, 0);
	maker_close(k);
	zh = sheet_of(k, "budget");
	expect_lacks(buf_text(&zh), "协助");
	buf_release(&zh);
	maker_add(k, "assist", NULL, with(maker_attempt_body(k, "budget"), "helpers", "[{'name':'chair','count':2},{'name':'secretary','count':1}]"));
	zh = sheet_of(k, "budget");
	en = html_of(k, LANG_EN);
	expect_contains(buf_text(&zh), "协助：3 人次");
	expect_contains(buf_text(&en), "Helped at terminals: 3 times");
	expect_lacks(buf_text(&zh), "chair");
	buf_release(&zh);
	buf_release(&en);
}

static void the_same_record_gives_the_same_bytes(void **state)
{
	const struct maker *k = *state;
	struct meeting again;
	struct buf first = html_of(k, LANG_ZH), second = { 0 };

	meeting_init(&again, 77);
	for (size_t i = 0; i < k->line_count; i++)
		assert_int_equal(meeting_apply(&again, k->lines[i], strlen(k->lines[i])), OK);
	assert_int_equal(report_html(&second, &again, LANG_ZH, NULL), OK);
	assert_int_equal(first.len, second.len);
	assert_memory_equal(first.at, second.at, first.len);
	buf_release(&first);
	buf_release(&second);
	meeting_release(&again);
}

#define NASTY "<script>&\"'"

static void no_word_of_the_record_becomes_markup(void **state)
{
	struct maker *k = *state;
	json_t *person, *definition, *fields;
	struct buf out;

	maker_found(k);
	person = maker_person_body(1, "delegate");
	for (size_t i = 0; i < 4; i++)
		json_object_set_new(person, (const char *[]){ "name", "unit", "post", "seat" }[i], json_string(NASTY));
	maker_add(k, "person", NULL, person);
	for (unsigned i = 2; i <= 9; i++)
		maker_add(k, "person", NULL, maker_person_body(i, "delegate"));
	maker_machines(k);
	maker_ceremony(k, CEREMONY_DONE);
	maker_slips(k);
	maker_sit(k, 1, 8);
	for (unsigned rows = 1; rows <= 2; rows++) {
		char id[4] = { 'p', (char)('0' + rows), '\0' };

		definition = maker_definition(k, id, "motion", rows);
		json_object_set_new(definition, "title", json_string(NASTY));
		json_object_set_new(json_array_get(json_object_get(definition, "contests"), 0), "title", json_string(NASTY));
		maker_add(k, "poll", NULL, definition);
		maker_open(k, id);
		for (unsigned i = 1; i <= 6; i++)
			maker_vote(k, i, 0);
		maker_count(k);
	}
	maker_define(k, "p3", "motion", 1);
	maker_open(k, "p3");
	fields = maker_attempt_body(k, "p3");
	json_object_set_new(fields, "reason", json_string(NASTY));
	json_object_set_new(fields, "paper", json_false());
	maker_act(k, "poll_void", fields);
	out = html_of(k, LANG_ZH);
	expect_lacks(buf_text(&out), "<script>");
	expect_lacks(buf_text(&out), "&\"'");
	expect_contains(buf_text(&out), "&lt;script&gt;&amp;&quot;&#39;");
	buf_release(&out);
}

/* Rows by grades as one table, with how many rows got which outcome in the summary. */
static void many_contests_are_one_table(void **state)
{
	struct maker *k = *state;
	struct buf html, text;

	maker_define(k, "board", "election", 3);
	maker_open(k, "board");
	for (unsigned i = 1; i <= 6; i++)
		maker_vote(k, i, (uint8_t)(i == 6));
	maker_count(k);
	html = html_of(k, LANG_ZH);
	expect_contains(buf_text(&html), "<td>当选 1 项；未当选 2 项</td>");
	expect_contains(buf_text(&html), "<tr><th>对象</th><th>赞成</th><th>反对</th><th>弃权</th><th>结果</th></tr></thead>\n"
			"<tr><td>第一行</td><td>5 <small>55.6%</small></td><td>1 <small>11.1%</small></td><td>0 <small>0.0%</small></td><td><b>当选</b></td></tr>");
	expect_contains(buf_text(&html), "判定规则：赞成 &gt; 应到 9 × 1/2（须有 5 票）：当选；其余：未当选");
	buf_release(&html);
	text = text_of(k, LANG_ZH);
	expect_contains(buf_text(&text), "  对象        赞成      反对      弃权  结果\n  第一行         5         1         0  当选\n"
			"  第一行         0         0         6  未当选\n");
	buf_release(&text);
}

/* ---- what is not told ---- */

static void a_void_attempt_tells_its_reason_and_no_counts(void **state)
{
	struct maker *k = *state;
	struct buf html, text;
	json_t *json, *attempt;

	for (unsigned i = 1; i <= 7; i++)
		maker_vote(k, i, i > 5);
	maker_close(k);
	maker_cosign(k, 1);
	maker_cosign(k, 2);
	maker_share(k, 1);
	maker_share(k, 2);
	maker_result(k);
	html = html_of(k, LANG_ZH);
	text = text_of(k, LANG_ZH);
	expect_contains(buf_text(&html), "通过（未公布）");
	expect_contains(buf_text(&text), "已计票");
	buf_release(&html);
	buf_release(&text);

	maker_void(k, "budget");
	html = sheet_of(k, "budget");
	text = text_of(k, LANG_ZH);
	expect_contains(buf_text(&html), "本次表决已作废：印错");
	expect_contains(buf_text(&text), "本次表决已作废：印错");
	expect_lacks(buf_text(&html), "赞成");
	expect_lacks(buf_text(&text), "赞成");
	buf_release(&html);
	buf_release(&text);
	json = report_json(&k->meeting);
	attempt = json_array_get(json_object_get(json_array_get(json_object_get(json, "polls"), 0), "attempts"), 0);
	assert_null(json_object_get(attempt, "counts"));
	assert_null(json_object_get(attempt, "verdict"));
	assert_string_equal(json_string_value(json_object_get(attempt, "reason")), "印错");
	json_decref(json);
}

static void too_few_ballots_are_not_opened_and_that_is_said(void **state)
{
	struct maker *k = *state;
	struct buf text;

	for (unsigned i = 1; i <= 4; i++)
		maker_vote(k, i, 0);
	maker_close(k);
	text = text_of(k, LANG_ZH);
	expect_contains(buf_text(&text), "收回 4 张，少于最低票数 5 张，为保密不开箱");
	buf_release(&text);
}

static void a_running_poll_has_no_result(void **state)
{
	struct maker *k = *state;
	struct buf html, text;

	maker_vote(k, 1, 0);
	html = html_of(k, LANG_EN);
	text = text_of(k, LANG_EN);
	expect_contains(buf_text(&text), "open");
	expect_lacks(buf_text(&text), "For");
	expect_contains(buf_text(&html), "not yet sealed");
	buf_release(&html);
	buf_release(&text);
}

/* ---- drawings ---- */

static enum err draw(struct buf *out, const char *text, unsigned size_mm)
{
	buf_addf(out, "<svg>%s at %u</svg>", text, size_mm);
	return OK;
}

static enum err draw_nothing(struct buf *out, const char *text, unsigned size_mm)
{
	(void)out;
	(void)text;
	(void)size_mm;
	return ERR_TOO_LONG;
}

static void every_head_is_drawn_where_someone_draws(void **state)
{
	const struct maker *k = *state;
	char closing[HEAD_TEXT_SIZE], final[HEAD_TEXT_SIZE], expected[HEAD_TEXT_SIZE + 30];
	struct buf out = { 0 };
	struct head head;

	assert_int_equal(meeting_head(&head, &k->meeting, k->meeting.tree.size), OK);
	head_show(final, &head);
	head_show(closing, &k->meeting.polls[0]->attempts[0]->closing_head);
	assert_int_equal(report_html(&out, &k->meeting, LANG_ZH, draw), OK);
	snprintf(expected, sizeof(expected), "<svg>%s at 28</svg>", closing);
	expect_contains(buf_text(&out), expected);
	snprintf(expected, sizeof(expected), "<svg>%s at 28</svg>", final);
	expect_contains(buf_text(&out), expected);
	buf_release(&out);
	out = (struct buf){ 0 };
	assert_int_equal(report_html(&out, &k->meeting, LANG_ZH, draw_nothing), ERR_TOO_LONG);
	assert_int_equal(out.len, 0);
	buf_release(&out);
}

/* ---- columns ---- */

static void columns_stand_under_one_another(void **state)
{
	const struct maker *k = *state;
	struct buf text = text_of(k, LANG_ZH);

	expect_contains(buf_text(&text), "  ○ 赞成       5    62.5%\n  ✕ 反对       2    25.0%\n  △ 弃权       0     0.0%\n  … 未投       1    12.5%\n");
	buf_release(&text);
	text = text_of(k, LANG_EN);
	expect_contains(buf_text(&text), "  ○ For             5    62.5%\n  ✕ Against         2    25.0%\n  △ Abstain         0     0.0%\n  … not voted       1    12.5%\n");
	buf_release(&text);
}

/* ---- forms, polls together, rules ---- */

static void hold_with(struct maker *k, json_t *definition, unsigned votes)
{
	char poll[ID_MAX + 1];

	snprintf(poll, sizeof(poll), "%s", json_string_value(json_object_get(definition, "poll")));
	maker_add(k, "poll", NULL, definition);
	maker_open(k, poll);
	for (unsigned i = 1; i <= votes; i++)
		maker_vote(k, i, 0);
	maker_count(k);
}

static void each_form_has_its_papers_and_what_belongs_together_stands_on_one_sheet(void **state)
{
	struct maker *k = *state;
	struct buf html;
	json_t *json;
	const json_t *attempt;

	hold_with(k, with(with(maker_definition(k, "teams", "motion", 3), "forms", "[{'title':'甲票','contests':1},{'title':'乙票','contests':2}]"), "together",
			  "'both'"), 7);
	html = html_of(k, LANG_ZH);
	expect_contains(buf_text(&html), "<tr><td>甲票</td><td>8</td><td>7</td><td>7</td><td>0</td><td>1</td></tr>");
	expect_contains(buf_text(&html), "<tr><td>乙票</td><td>8</td><td>7</td>");
	/* alone it is together with nothing */
	expect_lacks(buf_text(&html), "同场表决发票");
	buf_release(&html);
	hold_with(k, with(maker_definition(k, "budget", "motion", 1), "together", "'both'"), 6);
	html = html_of(k, LANG_ZH);
	expect_contains(strstr(buf_text(&html), "同场表决发票"), "甲票</td><td>8</td><td>7</td>");
	expect_contains(strstr(buf_text(&html), "同场表决发票"), "预算</td><td>8</td><td>6</td>");
	buf_release(&html);
	json = report_json(&k->meeting);
	attempt = json_array_get(json_object_get(json_array_get(json_object_get(json, "polls"), 0), "attempts"), 0);
	assert_int_equal(json_array_size(json_object_get(attempt, "forms")), 2);
	assert_int_equal(json_integer_value(json_object_get(json_array_get(json_object_get(attempt, "forms"), 1), "not_returned")), 1);
	attempt = json_array_get(json_object_get(json_array_get(json_object_get(json, "polls"), 1), "attempts"), 0);
	assert_null(json_object_get(attempt, "forms"));
	json_decref(json);
}

static void help_at_terminals_is_told_in_sheet_text_and_figures(void **state)
{
	struct maker *k = *state;
	struct buf html, text;
	json_t *json;

	maker_define(k, "budget", "motion", 1);
	maker_open(k, "budget");
	for (unsigned i = 1; i <= 6; i++)
		maker_vote(k, i, 0);
	maker_close(k);
	maker_add(k, "assist", NULL, with(maker_attempt_body(k, "budget"), "helpers", "[{'name':'chair','count':2},{'name':'secretary','count':1}]"));
	html = html_of(k, LANG_ZH);
	expect_contains(buf_text(&html), "协助：3 人次");
	buf_release(&html);
	text = text_of(k, LANG_ZH);
	expect_contains(buf_text(&text), "\n  协助：3 人次\n");
	expect_lacks(buf_text(&text), "chair");
	buf_release(&text);
	json = report_json(&k->meeting);
	assert_int_equal(json_integer_value(json_object_get(json_array_get(json_object_get(json_array_get(json_object_get(json,
			"polls"), 0), "attempts"), 0), "assists")), 3);
	json_decref(json);
}

/* Two candidates for as many seats, in that order. */
static json_t *election(const struct maker *k, const char *poll, const char *titles, const char *order)
{
	json_t *d = with(with(maker_definition(k, poll, "ballot", 2), "contests", titles), "order", order);

	json_object_set_new(d, "seats", json_integer(2));
	json_object_set_new(d, "limits", election_limits(d));
	return d;
}

static void an_election_tells_its_order_what_it_follows_and_seats_given_up(void **state)
{
	static const char two[] = "[{'title':'甲','scale':0},{'title':'乙','scale':0}]";
	struct maker *k = *state;
	struct buf html, text;

	hold_with(k, election(k, "first", two, "{'type':'strokes'}"), 8);
	maker_add(k, "seats_reduced", NULL, maker_json("{'poll':'first','attempt':1,'seats':1,'reason':'主席团决定'}"));
	html = sheet_of(k, "first");
	expect_contains(buf_text(&html), "候选人以姓氏笔画为序");
	expect_contains(buf_text(&html), "经决定名额减为 1 名：主席团决定");
	expect_lacks(buf_text(&html), "接续");
	buf_release(&html);
	hold_with(k, with(election(k, "second", two, "{'type':'manual','reason':'上级批准'}"), "follows", "{'poll':'first','attempt':1}"), 8);
	html = sheet_of(k, "second");
	expect_contains(buf_text(&html), "候选人排列：上级批准");
	expect_contains(buf_text(&html), "接续“预算”第 1 次表决");
	buf_release(&html);
	/* and so does the text */
	text = text_of(k, LANG_ZH);
	expect_contains(buf_text(&text), "\n  候选人以姓氏笔画为序\n");
	expect_contains(buf_text(&text), "\n  接续“预算”第 1 次表决\n  候选人排列：上级批准\n");
	expect_lacks(buf_text(&text), "差额");
	buf_release(&text);
	json_object_set_new(json_object_get(json_object_get(k->meeting.profile, "kinds"), "ballot"), "surplus", maker_json("{'num':1,'den':5}"));
	text = text_of(k, LANG_ZH);
	expect_contains(buf_text(&text), "\n  差额 0 名，少于规定的 1 名\n");
	buf_release(&text);
}

static void a_rehearsal_is_told_as_one_and_has_no_votes(void **state)
{
	struct maker *k = *state;
	struct buf html, text;
	json_t *json;

	maker_add(k, "poll", NULL, with(maker_definition(k, "practice", "motion", 1), "rehearsal", "true"));
	maker_open(k, "practice");
	for (unsigned i = 1; i <= 7; i++)
		maker_vote(k, i, 0);
	maker_close(k);
	html = sheet_of(k, "practice");
	text = text_of(k, LANG_EN);
	expect_contains(buf_text(&html), " · 演练");
	expect_contains(buf_text(&html), "演练：收回 7 ÷ 实到 8 = 87.5% &lt; 98/100，未达到要求");
	expect_lacks(buf_text(&html), "赞成");
	expect_contains(buf_text(&text), "Rehearsal: returned 7 ÷ present 8 = 87.5% < 98/100");
	buf_release(&html);
	buf_release(&text);
	json = report_json(&k->meeting);
	assert_true(json_is_true(json_object_get(json_array_get(json_object_get(json, "polls"), 0), "rehearsal")));
	json_decref(json);
}

static void the_first_page_says_that_the_record_holds_what_is_for_the_presidium(void **state)
{
	struct maker *k = *state;
	struct buf html;

	maker_define(k, "budget", "motion", 1);
	meeting_poll(&k->meeting, "budget")->is_limited = true;
	html = html_of(k, LANG_ZH);
	expect_lacks(buf_text(&html), "本记录含有");
	buf_release(&html);
	maker_open(k, "budget");
	html = html_of(k, LANG_ZH);
	expect_contains(buf_text(&html), "本记录含有结果限主席团的表决（1 项）");
	expect_contains(buf_text(&html), " · 结果限主席团");
	assert_true(strstr(buf_text(&html), "本记录含有") < strstr(buf_text(&html), "</section>"));
	buf_release(&html);
}

static void the_sheet_of_rules_says_thresholds_and_settings_with_their_source(void **state)
{
	struct maker *k = *state;
	json_t *genesis = maker_genesis_body(k);
	struct buf html;

	with(json_object_get(genesis, "profile"), "settings", "{'body':{'value':'主席团','source':'001:117'}}");
	maker_add(k, "genesis", NULL, genesis);
	html = html_of(k, LANG_ZH);
	expect_contains(buf_text(&html), "本次会议的规则");
	expect_contains(buf_text(&html), "赞成 &gt; 实到 × 1/2");
	expect_contains(buf_text(&html), "<td>受理报告和裁定争议</td><td class=left>主席团</td><td class=left>001:117</td>");
	buf_release(&html);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_are_right_at_every_edge_of_the_calendar),
		cmocka_unit_test(the_clock_is_of_the_same_zone),
		cmocka_unit_test(the_formula_shows_what_was_decided_on_what),
		CASE(case_whole, a_sheet_holds_figures_votes_verdict_and_head),
		CASE(case_open, a_sheet_says_how_often_somebody_was_helped_and_not_by_whom),
		CASE(case_whole, the_same_record_gives_the_same_bytes),
		CASE(case_new, no_word_of_the_record_becomes_markup),
		CASE(case_prepared, many_contests_are_one_table),
		CASE(case_prepared, each_form_has_its_papers_and_what_belongs_together_stands_on_one_sheet),
		CASE(case_prepared, an_election_tells_its_order_what_it_follows_and_seats_given_up),
		CASE(case_prepared, help_at_terminals_is_told_in_sheet_text_and_figures),
		CASE(case_prepared, a_rehearsal_is_told_as_one_and_has_no_votes),
		CASE(case_prepared, the_first_page_says_that_the_record_holds_what_is_for_the_presidium),
		CASE(case_new, the_sheet_of_rules_says_thresholds_and_settings_with_their_source),
		CASE(case_open, a_void_attempt_tells_its_reason_and_no_counts),
		CASE(case_open, too_few_ballots_are_not_opened_and_that_is_said),
		CASE(case_open, a_running_poll_has_no_result),
		CASE(case_whole, every_head_is_drawn_where_someone_draws),
		CASE(case_whole, columns_stand_under_one_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
