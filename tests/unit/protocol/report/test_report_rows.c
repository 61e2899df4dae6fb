/* Are attendance and results told cell by cell as the record has them, each person and each option once? */
#include "protocol/report/report_rows.h"
#include "tests/unit/meeting_case.h"

/* Rows as lines, cells with bars between them, numbers in brackets. */
static void add_text(void *arg, const char *value)
{
	buf_addf(arg, "%s|", value);
}

static void add_number(void *arg, int64_t value)
{
	buf_addf(arg, "[%lld]|", (long long)value);
}

static void add_end(void *arg)
{
	buf_add_text(arg, "\n");
}

static struct rows_sink sink_of(struct buf *out)
{
	out->len = 0;
	return (struct rows_sink){ add_text, add_number, add_end, out };
}

static size_t line_count(struct buf *out)
{
	size_t count = 0;

	for (const char *s = buf_text(out); *s; s++)
		count += *s == '\n';
	return count;
}

static void assert_has(struct buf *out, const char *line)
{
	if (!strstr(buf_text(out), line))
		fail_msg("no '%s' in\n%s", line, buf_text(out));
}

static void everybody_expected_has_a_row_and_who_came_besides(void **state)
{
	struct maker *k = *state;
	struct buf out = { 0 };
	struct rows_sink sink;

	maker_found(k);
	for (unsigned i = 1; i <= 4; i++)
		maker_add(k, "person", NULL, maker_person_body(i, i < 3 ? "delegate" : "observer"));
	maker_add(k, "sitting_open", NULL, maker_json("{'sitting':1}"));
	maker_add(k, "checkin", NULL, maker_json("{'number':'1','desk_at':1772933400}"));
	maker_add(k, "leave", NULL, maker_json("{'number':'1','desk_at':1772937000}"));
	maker_add(k, "checkin", NULL, maker_json("{'number':'3','desk_at':1772933401}"));
	/* who came back has not gone */
	maker_add(k, "leave", NULL, maker_json("{'number':'3'}"));
	maker_add(k, "return", NULL, maker_json("{'number':'3'}"));
	sink = sink_of(&out);
	rows_attendance(&sink, &k->meeting, LANG_EN, 0);
	assert_int_equal(line_count(&out), 4);
	assert_int_equal(strncmp(buf_text(&out), "Sitting|No.|Name|", 17), 0);
	assert_has(&out, "|left early|2026-03-08 09:30:00|2026-03-08 10:30:00|secretary|\n");
	assert_has(&out, "|2|");
	assert_has(&out, "|absent||||\n");
	assert_has(&out, "|Observer|3|present|2026-03-08 09:30:01||secretary|\n");
	sink = sink_of(&out);
	rows_attendance(&sink, &k->meeting, LANG_ZH, 2);
	assert_int_equal(line_count(&out), 1);
	buf_release(&out);
}

static bool sees_as_told(const void *arg, const struct poll *p, const struct attempt *a)
{
	(void)p;
	(void)a;
	return *(const bool *)arg;
}

static void every_option_of_every_attempt_has_a_row_and_what_is_not_counted_has_one(void **state)
{
	struct maker *k = *state;
	struct buf out = { 0 };
	struct rows_sink sink;
	bool may_see = true;
	const struct rows_reader reader = { sees_as_told, &may_see };

	for (unsigned i = 1; i <= 7; i++)
		maker_vote(k, i, i > 5);
	sink = sink_of(&out);
	rows_results(&sink, &k->meeting, LANG_ZH, &reader);
	assert_int_equal(line_count(&out), 2);
	assert_has(&out, "|正在表决|");
	maker_void(k, "budget");
	sink = sink_of(&out);
	rows_results(&sink, &k->meeting, LANG_EN, &reader);
	assert_int_equal(line_count(&out), 2);
	assert_has(&out, "|void|");
	maker_open(k, "budget");
	for (unsigned i = 1; i <= 7; i++)
		maker_vote(k, i, i > 5);
	maker_count(k);
	sink = sink_of(&out);
	rows_results(&sink, &k->meeting, LANG_ZH, &reader);
	assert_int_equal(line_count(&out), 5);
	assert_has(&out, "|[9]|[8]|[8]|[7]|[7]|[0]|[1]|第一行|");
	assert_has(&out, "|赞成|[5]|通过|\n");
	assert_has(&out, "|反对|[2]|通过|\n");
	assert_has(&out, "|弃权|[0]|通过|\n");
	may_see = false;
	sink = sink_of(&out);
	rows_results(&sink, &k->meeting, LANG_ZH, &reader);
	assert_int_equal(line_count(&out), 3);
	assert_null(strstr(buf_text(&out), "赞成"));
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(case_new, everybody_expected_has_a_row_and_who_came_besides),
		CASE(case_open, every_option_of_every_attempt_has_a_row_and_what_is_not_counted_has_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
