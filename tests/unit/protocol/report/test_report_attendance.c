/* Is attendance what the record says, sitting by sitting, with the scans that did not fit? */
#include "protocol/report/report.h"
#include "tests/unit/meeting_case.h"

static void expect_contains(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("no '%s' in:\n%s", part, text);
}

static struct buf html_of(const struct maker *k, enum lang lang)
{
	struct buf out = { 0 };

	assert_int_equal(report_html(&out, &k->meeting, lang, NULL), OK);
	return out;
}

static struct buf text_of(const struct maker *k, enum lang lang)
{
	struct buf out = { 0 };

	report_text(&out, &k->meeting, lang);
	assert_false(out.failed);
	return out;
}

static void attendance_counts_who_came_left_and_stayed_away(void **state)
{
	struct maker *k = *state;
	struct buf html, text;
	json_t *leave = maker_person_body(9, "delegate"), *json, *sitting;

	maker_found(k);
	for (unsigned i = 1; i <= 8; i++)
		maker_add(k, "person", NULL, maker_person_body(i, "delegate"));
	json_object_set_new(leave, "leave", json_true());
	maker_add(k, "person", NULL, leave);
	maker_add(k, "person", NULL, maker_person_body(10, "observer"));
	maker_machines(k);
	maker_sit(k, 1, 6);
	maker_add(k, "checkin", "machine:desk-1", maker_json("{'number':'10'}"));
	maker_add(k, "leave", "machine:desk-1", maker_json("{'number':'2'}"));
	maker_add(k, "leave", "machine:desk-1", maker_json("{'number':'3'}"));
	maker_add(k, "return", "machine:desk-1", maker_json("{'number':'3'}"));
	text = text_of(k, LANG_ZH);
	expect_contains(buf_text(&text), "上午：应到 9  出席 5  中途离场 1  请假 1  缺席 2  列席及其他 1\n");
	buf_release(&text);
	html = html_of(k, LANG_ZH);
	expect_contains(buf_text(&html), "<td>一组</td><td>9</td><td>5</td><td>1</td><td>1</td><td>2</td><td>1</td>");
	/* under the delegation's name, which is said once */
	expect_contains(buf_text(&html), "<tr class=unit><th colspan=7>一组</th></tr>\n<tr><td>");
	expect_contains(buf_text(&html), "<td>代表9</td><td></td><td>9</td><td></td><td></td><td>请假</td>");
	/* who came back is there, and has not gone */
	expect_contains(buf_text(&html), "<td>代表3</td><td></td><td>3</td><td>06:27:02</td><td></td><td>出席</td>");
	buf_release(&html);
	json = report_json(&k->meeting);
	sitting = json_array_get(json_object_get(json, "sittings"), 0);
	assert_int_equal(json_integer_value(json_object_get(sitting, "came")), 5);
	assert_int_equal(json_integer_value(json_object_get(sitting, "left")), 1);
	json_decref(json);

	/* the next sitting begins with nobody; the last one stays as it was */
	maker_add(k, "sitting_close", NULL, maker_json("{'sitting':1}"));
	maker_sit(k, 2, 1);
	text = text_of(k, LANG_EN);
	expect_contains(buf_text(&text), "上午: expected 9  present 5  left early 1  on leave 1  absent 2");
	expect_contains(buf_text(&text), "下午: expected 9  present 1  left early 0  on leave 1  absent 7");
	buf_release(&text);
}

static void scans_that_did_not_fit_are_counted_open_and_settled_by_sitting(void **state)
{
	static const char anomaly[] = "{'number':'2','mode':'out','desk_at':1000,'found':'no_sitting'}";
	struct maker *k = *state;
	struct buf html, text;
	json_t *json;

	maker_found(k);
	maker_roll(k);
	maker_machines(k);
	maker_add(k, "anomaly", "machine:desk-1", maker_json(anomaly));
	maker_sit(k, 1, 6);
	maker_add(k, "anomaly", "machine:desk-1", maker_json(anomaly));
	maker_add(k, "anomaly_settle", "clerk", json_pack("{s:I, s:s}", "anomaly", (json_int_t)k->line_count - 1, "note", "x"));
	maker_add(k, "sitting_close", NULL, maker_json("{'sitting':1}"));
	maker_add(k, "anomaly", "machine:desk-1", maker_json(anomaly));
	maker_sit(k, 2, 6);
	text = text_of(k, LANG_ZH);
	expect_contains(buf_text(&text), "离线登记与记录不一致 3 条，已核对 1 条，未核对 2 条\n下午");
	/* nothing is said of a sitting where all went well */
	assert_null(strstr(strstr(buf_text(&text), "下午"), "离线登记"));
	buf_release(&text);
	html = html_of(k, LANG_EN);
	expect_contains(buf_text(&html), "<p>Scans noted offline that did not fit the record: 3; checked 1, not checked 2</p>");
	buf_release(&html);
	json = report_json(&k->meeting);
	assert_int_equal(json_integer_value(json_object_get(json_object_get(json_array_get(json_object_get(json, "sittings"), 0), "anomalies"), "open")), 2);
	assert_int_equal(json_integer_value(json_object_get(json_object_get(json_array_get(json_object_get(json, "sittings"), 1), "anomalies"), "open")), 0);
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(case_new, attendance_counts_who_came_left_and_stayed_away),
		CASE(case_new, scans_that_did_not_fit_are_counted_open_and_settled_by_sitting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
