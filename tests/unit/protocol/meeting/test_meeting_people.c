/* Who may act, who is on the roll, and who is in: does each rule of P14.1 to P14.5 hold, and only it? */
#include "tests/unit/meeting_case.h"

#define TEXT_50 "12345678901234567890123456789012345678901234567890"
static const char LONG_TEXT[] = "'" TEXT_50 TEXT_50 TEXT_50 TEXT_50 "1'";      /* 201 */
static const char LONG_NAME[] = "'1234567890123456789012345678901234567890123456789012345678901'";      /* 61 */

static void genesis_is_for_this_product_and_profile(void **state)
{
	static const struct spoilt rows[] = {
		{ "product", "'other'", ERR_RANGE }, { "version", "2", ERR_RANGE }, { "group", "'P-384'", ERR_RANGE },
		{ "meeting", "'0123456789ABCDEI'", ERR_TEXT }, { "meeting", "'0123456789ABCDE'", ERR_RANGE }, { "name", "''", ERR_RANGE },
		{ "sittings", "[]", ERR_RANGE }, { "sittings", "['']", ERR_RANGE }, { "sittings", "[1]", ERR_FIELD_TYPE },
		{ "sittings", "['a\\nb']", ERR_TEXT }, { "log_key", "'AAAA'", ERR_BASE64 }, { "authority", "'00'", ERR_HEX },
	};
	struct maker *k = *state;

	refuse_each(k, "genesis", NULL, maker_genesis_body(k), rows, COUNT(rows));
	maker_refuse(k, ERR_NOT_PERMITTED, "by", "genesis", "machine:server", maker_genesis_body(k));
	maker_found(k);
	assert_string_equal(k->meeting.origin, "tally/m/0123456789ABCDEF");
}

static void the_founder_is_the_first_operator(void **state)
{
	struct maker *k = *state;
	const char *const secretary = "{'name':'secretary','roles':['secretariat','chair'],'active':true}";

	maker_add(k, "genesis", NULL, maker_genesis_body(k));
	maker_refuse(k, ERR_NOT_PERMITTED, "by", "operator", "chair", maker_json(secretary));
	maker_refuse(k, ERR_NOT_PERMITTED, "name", "operator", NULL, with(maker_json(secretary), "name", "'chair'"));
	maker_refuse(k, ERR_NOT_PERMITTED, "name", "operator", NULL, with(maker_json(secretary), "active", "false"));
	maker_refuse(k, ERR_NOT_PERMITTED, "by", "person", NULL, maker_person_body(1, "delegate"));
	maker_add(k, "operator", NULL, maker_json(secretary));
	assert_int_equal(meeting_operator(&k->meeting, "secretary")->roles, ROLE_SECRETARIAT | ROLE_CHAIR);
	maker_add(k, "person", NULL, maker_person_body(1, "delegate"));
}

static void operators_act_while_they_are_active(void **state)
{
	static const struct spoilt rows[] = {
		{ "roles", "[]", ERR_RANGE }, { "roles", "['king']", ERR_RANGE }, { "roles", "['desk','desk']", ERR_RANGE },
		{ "roles", "[1]", ERR_RANGE }, { "name", "''", ERR_RANGE }, { "name", LONG_NAME, ERR_RANGE }, { "name", "'machine:x'", ERR_TEXT },
	};
	struct maker *k = *state;
	const char *const clerk = "{'name':'clerk','roles':['desk'],'active':false}";

	maker_found(k);
	refuse_each(k, "operator", NULL, maker_json(clerk), rows, COUNT(rows));
	maker_refuse(k, ERR_NOT_PERMITTED, "by", "person", "nobody", maker_person_body(1, "delegate"));
	maker_add(k, "person", "clerk", maker_person_body(1, "delegate"));
	maker_add(k, "operator", NULL, maker_json(clerk));
	maker_refuse(k, ERR_NOT_PERMITTED, "by", "person", "clerk", maker_person_body(2, "delegate"));
	assert_int_equal(k->meeting.operator_count, 3);
}

static void two_operators_decide_who_else_is_one(void **state)
{
	static const char CLERK[] = "{'name':'clerk','roles':['desk'],'active':true}", CHAIR[] = "{'name':'chair','roles':['chair'],'active':true}";
	struct maker *k = *state;
	const char *const both[] = { "secretary", "chair" }, *const clerk[] = { "secretary", "clerk" }, *const gone[] = { "chair", "secretary" };

	maker_add(k, "genesis", NULL, maker_genesis_body(k));
	maker_add(k, "operator", NULL, maker_json("{'name':'secretary','roles':['secretariat'],'active':true}"));
	/* the first of the others, by whom there is; one who may not act yet is none */
	maker_add(k, "operator", "secretary", maker_json("{'name':'clerk','roles':['desk'],'active':false}"));
	maker_add(k, "operator", "secretary", maker_json(CHAIR));
	maker_refuse(k, ERR_SECOND_PERSON, "by", "operator", "secretary", maker_json(CLERK));
	maker_refuse(k, ERR_SECOND_PERSON, "by", "operator", "secretary", maker_json("{'name':'secretary','roles':['secretariat','chair'],'active':true}"));
	/* nobody vouches for what is changed of themselves, nor may one who is not active */
	assert_int_equal(maker_try_raw(k, "operator", k->clock, both, 2, maker_json(CHAIR)), ERR_SECOND_PERSON);
	assert_int_equal(maker_try_raw(k, "operator", k->clock, clerk, 2, maker_json(CLERK)), ERR_NOT_PERMITTED);
	assert_int_equal(maker_try_raw(k, "operator", k->clock, both, 2, maker_json(CLERK)), OK);
	/* a third, of whatever role, stands in */
	assert_int_equal(maker_try_raw(k, "operator", k->clock, clerk, 2, with(maker_json(CHAIR), "active", "false")), OK);
	assert_int_equal(maker_try_raw(k, "operator", k->clock, gone, 2, maker_json(CHAIR)), ERR_NOT_PERMITTED);
}

static void a_hundred_operators_are_enough(void **state)
{
	struct maker *k = *state;

	maker_found(k);
	for (size_t i = k->meeting.operator_count; i < MEETING_MAX_OPERATORS; i++)
		maker_add(k, "operator", NULL, json_pack("{s:o, s:[s], s:b}", "name", json_sprintf("o%d", (int)i), "roles", "viewer", "active", 1));
	maker_refuse(k, ERR_RANGE, NULL, "operator", NULL, maker_json("{'name':'more','roles':['viewer'],'active':true}"));
	maker_add(k, "operator", NULL, maker_json("{'name':'o50','roles':['desk'],'active':true}"));
}

static void machines_have_names_and_keys_of_their_own(void **state)
{
	struct maker *k = *state;
	json_t *revoke = maker_machine_body("desk-1", "desk");

	maker_found(k);
	maker_machines(k);
	json_object_del(revoke, "name");
	json_object_del(revoke, "role");
	json_object_set_new(revoke, "reason", json_string("丢失"));
	maker_refuse(k, ERR_MACHINE, "name", "machine", NULL, with(maker_machine_body("other", "desk"), "name", "'desk-1'"));
	maker_refuse(k, ERR_MACHINE, "spki", "machine", NULL, with(maker_machine_body("desk-1", "desk"), "name", "'desk-2'"));
	maker_refuse(k, ERR_MACHINE, "name", "machine", NULL, maker_machine_body("server", "desk"));
	maker_refuse(k, ERR_RANGE, "role", "machine", NULL, maker_machine_body("desk-2", "printer"));
	maker_add(k, "person", "machine:desk-1", maker_person_body(1, "delegate"));
	maker_add(k, "machine_revoke", NULL, json_deep_copy(revoke));
	maker_refuse(k, ERR_MACHINE, "by", "person", "machine:desk-1", maker_person_body(2, "delegate"));
	maker_refuse(k, ERR_MACHINE, "spki", "machine_revoke", NULL, revoke);
	/* the name is free again, the key never */
	maker_refuse(k, ERR_MACHINE, "spki", "machine", NULL, maker_machine_body("desk-1", "desk"));
	maker_add(k, "machine", NULL, with(maker_machine_body("desk-9", "desk"), "name", "'desk-1'"));
	maker_add(k, "person", "machine:desk-1", maker_person_body(2, "delegate"));
}

static void the_server_itself_starts_and_counts_and_does_nothing_else(void **state)
{
	struct maker *k = *state;

	maker_found(k);
	maker_add(k, "server_start", "machine:server", maker_json("{'version':'1'}"));
	maker_refuse(k, ERR_MACHINE, "by", "person", "machine:server", maker_person_body(1, "delegate"));
}

static void two_persons_are_two_operators(void **state)
{
	struct maker *k = *state;
	const char *const with_machine[] = { "secretary", "machine:desk-1" }, *const with_stranger[] = { "secretary", "nobody" };
	const char *const body = "{'number':'1','reason':'遗失'}";

	maker_found(k);
	maker_roll(k);
	maker_machines(k);
	assert_int_equal(maker_try_raw(k, "reissue", k->clock, with_machine, 2, maker_json(body)), ERR_MACHINE);
	assert_int_equal(maker_try_raw(k, "reissue", k->clock, with_stranger, 2, maker_json(body)), ERR_NOT_PERMITTED);
	maker_refuse(k, ERR_NO_SUCH_PERSON, "number", "reissue", NULL, with(maker_json(body), "number", "'77'"));
	maker_add(k, "reissue", NULL, maker_json(body));
}

static void persons_are_read_strictly(void **state)
{
	static const struct spoilt rows[] = {
		{ "number", "''", ERR_RANGE }, { "number", "'123456789'", ERR_RANGE }, { "number", "'1a'", ERR_TEXT }, { "name", "''", ERR_RANGE },
		{ "unit", LONG_TEXT, ERR_RANGE }, { "post", LONG_TEXT, ERR_RANGE }, { "seat", LONG_NAME, ERR_RANGE },
		{ "role", "'guest'", ERR_RANGE }, { "status", "'gone'", ERR_RANGE }, { "status", "'excluded'", ERR_RANGE },
	};
	struct maker *k = *state;

	maker_found(k);
	refuse_each(k, "person", NULL, maker_person_body(1, "delegate"), rows, COUNT(rows));
	maker_refuse(k, ERR_RANGE, "status", "person", NULL, with(with(maker_person_body(1, "delegate"), "status", "'gone'"), "reason", "'调离'"));
	maker_add(k, "person", NULL, with(with(maker_person_body(1, "delegate"), "unit", LONG_NAME), "post", LONG_NAME));
}

static void expected(const struct maker *k, int64_t e, int64_t p, int64_t o)
{
	int64_t got_e, got_p, got_o;

	meeting_attendance(&k->meeting, &got_e, &got_p, &got_o);
	assert_int_equal(got_e, e);
	assert_int_equal(got_p, p);
	assert_int_equal(got_o, o);
}

static void only_active_voters_count(void **state)
{
	struct maker *k = *state;
	json_t *excluded = with(with(maker_person_body(3, "delegate"), "status", "'excluded'"), "reason", "'调离'");

	maker_found(k);
	maker_add(k, "person", NULL, maker_person_body(1, "delegate"));
	maker_add(k, "person", NULL, with(maker_person_body(2, "delegate"), "leave", "true"));
	maker_add(k, "person", NULL, excluded);
	maker_add(k, "person", NULL, maker_person_body(4, "observer"));
	maker_machines(k);
	expected(k, 2, 0, 0);
	maker_sit(k, 1, 4);
	expected(k, 2, 2, 1);
}

static void a_later_line_replaces_the_person_and_keeps_presence_and_badge(void **state)
{
	struct maker *k = *state;
	uint8_t badge[32] = { 5 };
	bool is_current;

	maker_found(k);
	maker_roll(k);
	maker_machines(k);
	maker_add(k, "badge", NULL, json_pack("{s:s, s:o}", "number", "2", "hash", maker_hex(badge, 32)));
	maker_sit(k, 1, 2);
	maker_add(k, "person", NULL, with(maker_person_body(2, "delegate"), "name", "'改名'"));
	assert_int_equal(k->meeting.person_count, 9);
	assert_string_equal(meeting_person(&k->meeting, "2")->name, "改名");
	assert_ptr_equal(meeting_badge(&k->meeting, badge, &is_current), meeting_person(&k->meeting, "2"));
	expected(k, 9, 2, 0);
	/* status is fixed while a sitting is open */
	maker_refuse(k, ERR_SITTING_OPEN, "status", "person", NULL,
		     with(with(maker_person_body(2, "delegate"), "status", "'excluded'"), "reason", "'调离'"));
	maker_add(k, "sitting_close", NULL, maker_json("{'sitting':1}"));
	maker_add(k, "person", NULL, with(with(maker_person_body(2, "delegate"), "status", "'excluded'"), "reason", "'调离'"));
	expected(k, 8, 0, 0);
}

static void a_second_badge_revokes_the_first(void **state)
{
	struct maker *k = *state;
	uint8_t first[32] = { 1 }, second[32] = { 2 };
	bool is_current = false;

	maker_found(k);
	maker_roll(k);
	maker_add(k, "badge", NULL, json_pack("{s:s, s:o}", "number", "1", "hash", maker_hex(first, 32)));
	maker_refuse(k, ERR_DUPLICATE_NUMBER, "hash", "badge", NULL, json_pack("{s:s, s:o}", "number", "2", "hash", maker_hex(first, 32)));
	maker_refuse(k, ERR_NO_SUCH_PERSON, "number", "badge", NULL, json_pack("{s:s, s:o}", "number", "10", "hash", maker_hex(second, 32)));
	maker_add(k, "badge", NULL, json_pack("{s:s, s:o}", "number", "1", "hash", maker_hex(second, 32)));
	assert_string_equal(meeting_badge(&k->meeting, first, &is_current)->number, "1");
	assert_false(is_current);
	assert_string_equal(meeting_badge(&k->meeting, second, &is_current)->number, "1");
	assert_true(is_current);
}

static void a_lost_badge_is_replaced_by_two_persons_with_a_reason(void **state)
{
	struct maker *k = *state;
	uint8_t first[32] = { 1 }, second[32] = { 2 };
	bool is_current = true;
	json_t *body;

	maker_found(k);
	maker_roll(k);
	body = json_pack("{s:s, s:s, s:o}", "number", "1", "reason", "遗失", "hash", maker_hex(second, 32));
	maker_refuse(k, ERR_BADGE, "number", "badge_replace", NULL, json_deep_copy(body));
	maker_add(k, "badge", NULL, json_pack("{s:s, s:o}", "number", "1", "hash", maker_hex(first, 32)));
	maker_refuse(k, ERR_RANGE, "reason", "badge_replace", NULL, with(json_deep_copy(body), "reason", "''"));
	maker_add(k, "badge_replace", NULL, body);
	assert_string_equal(meeting_badge(&k->meeting, first, &is_current)->number, "1");
	assert_false(is_current);
	assert_string_equal(meeting_badge(&k->meeting, second, &is_current)->number, "1");
	assert_true(is_current);
}

static void sittings_open_once_in_order_one_at_a_time(void **state)
{
	struct maker *k = *state;

	maker_found(k);
	maker_refuse(k, ERR_NO_SITTING, NULL, "sitting_close", NULL, maker_json("{'sitting':1}"));
	maker_refuse(k, ERR_NO_SUCH_SITTING, "sitting", "sitting_open", NULL, maker_json("{'sitting':3}"));
	maker_refuse(k, ERR_RANGE, "sitting", "sitting_open", NULL, maker_json("{'sitting':0}"));
	maker_add(k, "sitting_open", NULL, maker_json("{'sitting':2}"));
	maker_refuse(k, ERR_SITTING_OPEN, NULL, "sitting_open", NULL, maker_json("{'sitting':2}"));
	maker_refuse(k, ERR_NO_SUCH_SITTING, "sitting", "sitting_close", NULL, maker_json("{'sitting':1}"));
	maker_add(k, "sitting_close", NULL, maker_json("{'sitting':2}"));
	maker_refuse(k, ERR_NO_SUCH_SITTING, "sitting", "sitting_open", NULL, maker_json("{'sitting':2}"));
	maker_refuse(k, ERR_NO_SUCH_SITTING, "sitting", "sitting_open", NULL, maker_json("{'sitting':1}"));
}

static void presence_goes_in_out_and_in_again(void **state)
{
	struct maker *k = *state;
	const char *const one = "{'number':'1'}";

	maker_found(k);
	maker_roll(k);
	maker_machines(k);
	maker_refuse(k, ERR_NO_SITTING, NULL, "checkin", NULL, maker_json(one));
	maker_add(k, "sitting_open", NULL, maker_json("{'sitting':1}"));
	maker_refuse(k, ERR_NO_SUCH_PERSON, "number", "checkin", NULL, maker_json("{'number':'10'}"));
	maker_refuse(k, ERR_NOT_IN, "number", "leave", NULL, maker_json(one));
	maker_refuse(k, ERR_NOT_IN, "number", "return", NULL, maker_json(one));
	maker_add(k, "checkin", "machine:desk-1", maker_json(one));
	assert_string_equal(meeting_person(&k->meeting, "1")->sittings[0].by, "machine:desk-1");
	maker_refuse(k, ERR_ALREADY_IN, "number", "checkin", NULL, maker_json(one));
	maker_refuse(k, ERR_ALREADY_IN, "number", "return", NULL, maker_json(one));
	maker_add(k, "leave", NULL, maker_json(one));
	expected(k, 9, 0, 0);
	maker_refuse(k, ERR_NOT_IN, "number", "leave", NULL, maker_json(one));
	maker_refuse(k, ERR_ALREADY_IN, "number", "checkin", NULL, maker_json(one));
	maker_add(k, "return", NULL, maker_json(one));
	expected(k, 9, 1, 0);
}

static const struct attendance *attendance_of(const struct maker *k, const char *number)
{
	return &meeting_person(&k->meeting, number)->sittings[0];
}

/* What a desk saw while it could not reach the server happened when the desk says. */
static void a_desk_s_own_time_is_the_time_of_arrival_and_leaving(void **state)
{
	struct maker *k = *state;

	maker_found(k);
	maker_roll(k);
	maker_add(k, "sitting_open", NULL, maker_json("{'sitting':1}"));
	maker_refuse(k, ERR_RANGE, "desk_at", "checkin", NULL, maker_json("{'number':'1','desk_at':-1}"));
	maker_add(k, "checkin", NULL, maker_json("{'number':'1','desk_at':1000}"));
	maker_add(k, "leave", NULL, maker_json("{'number':'1','desk_at':2000}"));
	assert_int_equal(attendance_of(k, "1")->first_in, 1000);
	assert_int_equal(attendance_of(k, "1")->last_out, 2000);
	maker_add(k, "return", NULL, maker_json("{'number':'1','desk_at':3000}"));
	assert_int_equal(attendance_of(k, "1")->first_in, 1000);
}

static void an_undoing_takes_one_movement_back(void **state)
{
	struct maker *k = *state;
	const char *const one = "{'number':'1'}", *const undo = "{'number':'1','reason':'同名误签'}";

	maker_found(k);
	maker_roll(k);
	maker_refuse(k, ERR_NO_SITTING, NULL, "checkin_undo", NULL, maker_json(undo));
	maker_add(k, "sitting_open", NULL, maker_json("{'sitting':1}"));
	maker_refuse(k, ERR_NO_SUCH_PERSON, "number", "checkin_undo", NULL, maker_json("{'number':'10','reason':'x'}"));
	maker_refuse(k, ERR_NOTHING_TO_UNDO, "number", "checkin_undo", NULL, maker_json(undo));
	maker_add(k, "checkin", NULL, maker_json(one));
	maker_refuse(k, ERR_RANGE, "reason", "checkin_undo", NULL, maker_json("{'number':'1','reason':''}"));
	maker_add(k, "checkin_undo", NULL, maker_json(undo));
	expected(k, 9, 0, 0);
	assert_int_equal(attendance_of(k, "1")->presence, PRESENCE_AWAY);
	assert_int_equal(attendance_of(k, "1")->first_in, 0);
	assert_string_equal(attendance_of(k, "1")->by, "");
	maker_refuse(k, ERR_NOTHING_TO_UNDO, "number", "checkin_undo", NULL, maker_json(undo));

	maker_add(k, "checkin", NULL, maker_json("{'number':'1','desk_at':1000}"));
	maker_add(k, "leave", NULL, maker_json("{'number':'1','desk_at':2000}"));
	maker_add(k, "checkin_undo", NULL, maker_json(undo));
	expected(k, 9, 1, 0);
	assert_int_equal(attendance_of(k, "1")->last_out, 0);
	assert_int_equal(attendance_of(k, "1")->first_in, 1000);
	maker_refuse(k, ERR_NOTHING_TO_UNDO, "number", "checkin_undo", NULL, maker_json(undo));

	maker_add(k, "leave", NULL, maker_json("{'number':'1','desk_at':3000}"));
	maker_add(k, "return", NULL, maker_json(one));
	maker_add(k, "checkin_undo", NULL, maker_json(undo));
	assert_int_equal(attendance_of(k, "1")->presence, PRESENCE_LEFT);
	assert_int_equal(attendance_of(k, "1")->last_out, 3000);
}

static void nothing_is_taken_back_while_a_poll_runs(void **state)
{
	struct maker *k = *state;
	const char *const undo = "{'number':'1','reason':'同名误签'}";

	maker_refuse(k, ERR_POLL_OPEN, NULL, "checkin_undo", NULL, maker_json(undo));
	maker_add(k, "poll_hold", NULL, maker_json("{'poll':'budget','attempt':1,'reason':'x'}"));
	maker_refuse(k, ERR_POLL_OPEN, NULL, "checkin_undo", NULL, maker_json(undo));
	maker_void(k, "budget");
	maker_add(k, "checkin_undo", NULL, maker_json(undo));
}

static void an_anomaly_is_kept_and_changes_nothing(void **state)
{
	static const struct spoilt rows[] = {
		{ "number", "'10'", ERR_NO_SUCH_PERSON }, { "mode", "'up'", ERR_RANGE }, { "found", "'lost'", ERR_RANGE }, { "desk_at", "-1", ERR_RANGE },
	};
	const char *const body = "{'number':'2','mode':'out','desk_at':1000,'found':'not_in'}";
	struct maker *k = *state;
	const struct anomaly *a;

	maker_found(k);
	maker_roll(k);
	maker_machines(k);
	refuse_each(k, "anomaly", NULL, maker_json(body), rows, COUNT(rows));
	maker_add(k, "anomaly", "machine:desk-1", maker_json(body));
	assert_int_equal(k->meeting.anomaly_count, 1);
	a = &k->meeting.anomalies[0];
	assert_string_equal(k->meeting.persons[a->person].number, "2");
	assert_true(a->is_out);
	assert_int_equal(a->found, FOUND_NOT_IN);
	assert_int_equal(a->desk_at, 1000);
	assert_int_equal(a->sitting, 0);
	assert_int_equal(a->entry, k->meeting.tree.size - 1);
	assert_string_equal(a->by, "machine:desk-1");
	expected(k, 9, 0, 0);
}

static void an_anomaly_is_settled_once_by_whom_it_is_said(void **state)
{
	struct maker *k = *state;
	json_t *settling;
	const struct anomaly *a;

	maker_found(k);
	maker_roll(k);
	maker_machines(k);
	maker_sit(k, 1, 3);
	for (int i = 0; i < 2; i++)
		maker_add(k, "anomaly", "machine:desk-1", maker_json("{'number':'2','mode':'out','desk_at':1000,'found':'already_out'}"));
	a = &k->meeting.anomalies[1];
	assert_int_equal(a->sitting, 1);
	settling = json_pack("{s:I, s:s}", "anomaly", (json_int_t)a->entry, "note", "同名误扫");
	maker_refuse(k, ERR_RANGE, "note", "anomaly_settle", NULL, with(json_deep_copy(settling), "note", "''"));
	maker_refuse(k, ERR_ANOMALY, "anomaly", "anomaly_settle", NULL, with(json_deep_copy(settling), "anomaly", "1"));
	maker_add(k, "anomaly_settle", "clerk", json_deep_copy(settling));
	assert_string_equal(a->note, "同名误扫");
	assert_string_equal(a->settled_by, "clerk");
	assert_int_equal(a->settled_at, k->meeting.last_at);
	assert_null(k->meeting.anomalies[0].note);
	maker_refuse(k, ERR_ANOMALY, "anomaly", "anomaly_settle", NULL, settling);
	expected(k, 9, 3, 0);
}

static void a_second_sitting_begins_empty(void **state)
{
	struct maker *k = *state;

	maker_found(k);
	maker_roll(k);
	maker_machines(k);
	maker_sit(k, 1, 9);
	expected(k, 9, 9, 0);
	maker_add(k, "sitting_close", NULL, maker_json("{'sitting':1}"));
	expected(k, 9, 0, 0);
	maker_sit(k, 2, 3);
	expected(k, 9, 3, 0);
	/* the first sitting's sheet stays */
	assert_int_equal(meeting_person(&k->meeting, "9")->sittings[0].presence, PRESENCE_IN);
	assert_int_equal(meeting_person(&k->meeting, "9")->sittings[1].presence, PRESENCE_AWAY);
}

static void the_roll_stands_still_while_a_poll_runs(void **state)
{
	struct maker *k = *state;

	maker_refuse(k, ERR_POLL_OPEN, NULL, "person", NULL, maker_person_body(1, "delegate"));
	maker_refuse(k, ERR_POLL_OPEN, NULL, "person", NULL, maker_person_body(10, "observer"));
	maker_refuse(k, ERR_POLL_OPEN, NULL, "sitting_close", NULL, maker_json("{'sitting':1}"));
	/* beside a key_swap it would tell whose key was swapped */
	maker_refuse(k, ERR_POLL_OPEN, NULL, "reissue", NULL, maker_json("{'number':'1','reason':'遗失'}"));
	for (unsigned i = 1; i <= 5; i++)
		maker_vote(k, i, 0);
	maker_close(k);
	maker_refuse(k, ERR_POLL_OPEN, NULL, "person", NULL, maker_person_body(1, "delegate"));
	maker_add(k, "reissue", NULL, maker_json("{'number':'1','reason':'遗失'}"));
	maker_add(k, "sitting_close", NULL, maker_json("{'sitting':1}"));
	maker_void(k, "budget");
	maker_add(k, "person", NULL, maker_person_body(1, "delegate"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(case_new, genesis_is_for_this_product_and_profile),
		CASE(case_new, the_founder_is_the_first_operator),
		CASE(case_new, operators_act_while_they_are_active),
		CASE(case_new, two_operators_decide_who_else_is_one),
		CASE(case_new, a_hundred_operators_are_enough),
		CASE(case_new, machines_have_names_and_keys_of_their_own),
		CASE(case_new, the_server_itself_starts_and_counts_and_does_nothing_else),
		CASE(case_new, two_persons_are_two_operators),
		CASE(case_new, persons_are_read_strictly),
		CASE(case_new, only_active_voters_count),
		CASE(case_new, a_later_line_replaces_the_person_and_keeps_presence_and_badge),
		CASE(case_new, a_second_badge_revokes_the_first),
		CASE(case_new, a_lost_badge_is_replaced_by_two_persons_with_a_reason),
		CASE(case_new, sittings_open_once_in_order_one_at_a_time),
		CASE(case_new, presence_goes_in_out_and_in_again),
		CASE(case_new, a_desk_s_own_time_is_the_time_of_arrival_and_leaving),
		CASE(case_new, an_undoing_takes_one_movement_back),
		CASE(case_open, nothing_is_taken_back_while_a_poll_runs),
		CASE(case_new, an_anomaly_is_kept_and_changes_nothing),
		CASE(case_new, an_anomaly_is_settled_once_by_whom_it_is_said),
		CASE(case_new, a_second_sitting_begins_empty),
		CASE(case_open, the_roll_stands_still_while_a_poll_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
