/* Definitions, quorum, opening and the states of an attempt: what opens, what does not, and what each state permits. */
#include "tests/unit/meeting_case.h"

/* ---- definitions ---- */

static void definitions_are_read_strictly(void **state)
{
	static const struct spoilt rows[] = {
		{ "poll", "''", ERR_RANGE }, { "poll", "'Budget'", ERR_TEXT }, { "poll", "'123456789012345678901'", ERR_RANGE },
		{ "kind", "'other'", ERR_RULE }, { "kind", "'Motion'", ERR_TEXT }, { "title", "''", ERR_RANGE },
		{ "method", "'hands'", ERR_RANGE }, { "electorate", "{'type':'some'}", ERR_RANGE },
		{ "electorate", "{'type':'all','more':1}", ERR_FIELD_UNKNOWN }, { "minimum", "4", ERR_RANGE }, { "minimum", "10001", ERR_RANGE },
		{ "scales", "[]", ERR_RANGE }, { "scales", "[[{'id':'a','text':'a','abstain':false}]]", ERR_RANGE },
		{ "scales", "[[{'id':'a','text':'a','abstain':false},{'id':'a','text':'b','abstain':false}]]", ERR_RANGE },
		{ "scales", "[[{'id':'A','text':'a','abstain':false},{'id':'b','text':'b','abstain':false}]]", ERR_TEXT },
		{ "scales", "[[{'id':'a','text':'a'},{'id':'b','text':'b','abstain':false}]]", ERR_FIELD_MISSING },
		{ "scales", "[7]", ERR_RANGE },
		{ "scales", "[[{'id':'for','text':'反对','abstain':false},{'id':'against','text':'赞成','abstain':false},"
			    "{'id':'abstain','text':'弃权','abstain':true}]]", ERR_RULE }, { "contests", "[]", ERR_RANGE }, { "contests", "[{'title':'x','scale':1}]", ERR_RANGE },
		{ "contests", "[{'title':'','scale':0}]", ERR_RANGE }, { "contests", "[{'title':'x','scale':0,'more':0}]", ERR_FIELD_UNKNOWN },
		{ "limits", "[{'terms':[],'min':0,'max':1}]", ERR_RANGE }, { "limits", "[{'terms':[[2,1]],'min':0,'max':1}]", ERR_RANGE },
		{ "limits", "[{'terms':[[0,0]],'min':0,'max':1}]", ERR_RANGE }, { "limits", "[{'terms':[[0,1],[0,1]],'min':0,'max':1}]", ERR_RANGE },
		{ "limits", "[{'terms':[[0]],'min':0,'max':1}]", ERR_FIELD_TYPE }, { "limits", "[{'terms':[0],'min':0,'max':1}]", ERR_FIELD_TYPE },
		{ "limits", "[{'terms':[[0,1001]],'min':0,'max':1}]", ERR_RANGE }, { "limits", "[{'terms':[[0,1]],'min':1,'max':0}]", ERR_RANGE },
		{ "limits", "[{'terms':[[0,1]],'min':0,'max':1024}]", ERR_RANGE }, { "rule", "{}", ERR_RULE }, { "rates", "[1]", ERR_RULE },
	};
	struct maker *k = *state;

	refuse_each(k, "poll", NULL, maker_definition(k, "budget", "motion", 1), rows, COUNT(rows));
	maker_define(k, "budget", "motion", 1);
}

static void a_definition_asks_for_no_less_than_the_profile(void **state)
{
	struct maker *k = *state;
	json_t *genesis = maker_genesis_body(k);

	json_object_set_new(json_object_get(genesis, "profile"), "minimum", json_integer(7));
	maker_add(k, "genesis", NULL, genesis);
	maker_add(k, "operator", NULL, maker_json("{'name':'secretary','roles':['secretariat'],'active':true}"));
	maker_refuse(k, ERR_RANGE, "minimum", "poll", NULL, with(maker_definition(k, "budget", "motion", 1), "minimum", "6"));
	maker_add(k, "poll", NULL, with(maker_definition(k, "budget", "motion", 1), "minimum", "7"));
}

static void the_agenda_ends_somewhere(void **state)
{
	struct maker *k = *state;
	char id[16];

	for (int i = 0; i < MEETING_MAX_POLLS; i++) {
		snprintf(id, sizeof(id), "p%d", i);
		maker_define(k, id, "motion", 1);
	}
	maker_refuse(k, ERR_RANGE, NULL, "poll", NULL, maker_definition(k, "more", "motion", 1));
	maker_define(k, "p7", "election", 1);
}

static void a_terminal_reads_the_form_that_the_fold_reads(void **state)
{
	struct maker *k = *state;
	const struct poll *p;
	struct ballot_form form;
	json_t *definition = NULL;
	uint8_t leaf[32];

	maker_define(k, "council", "election", 3);
	p = meeting_poll(&k->meeting, "council");
	assert_int_equal(poll_form_from_line(&form, &definition, leaf, p->line, strlen(p->line)), OK);
	assert_memory_equal(leaf, p->definition_leaf, 32);
	assert_true(json_equal(definition, p->definition));
	assert_int_equal(form.row_count, 3);
	assert_int_equal(form.options[2], 3);
	assert_int_equal(form.limit_count, 1);
	assert_int_equal(form.limits[0].term_count, 3);
	assert_int_equal(form.limits[0].terms[2].ciphertext, 4);
	assert_int_equal(form.limits[0].max, 1);
	ballot_form_release(&form);
	json_decref(definition);
	assert_int_equal(poll_form_from_line(&form, &definition, leaf, k->lines[0], strlen(k->lines[0])), ERR_ENTRY_TYPE);
	assert_int_equal(poll_form_from_line(&form, &definition, leaf, "{}", 2), ERR_FIELD_MISSING);
}

static void a_draft_is_replaced_in_its_place(void **state)
{
	struct maker *k = *state;

	maker_define(k, "one", "motion", 1);
	maker_define(k, "two", "motion", 1);
	maker_define(k, "one", "election", 2);
	assert_int_equal(k->meeting.poll_count, 2);
	assert_string_equal(k->meeting.polls[0]->id, "one");
	assert_string_equal(k->meeting.polls[0]->kind, "election");
	assert_int_equal(k->meeting.polls[0]->definition_entry, k->line_count - 1);
	maker_open(k, "one");
	maker_refuse(k, ERR_POLL_STATE, NULL, "poll", NULL, maker_definition(k, "one", "motion", 1));
}

/* ---- opening ---- */

static void an_opening_says_what_is_so(void **state)
{
	static const struct spoilt rows[] = {
		{ "poll", "'other'", ERR_NO_SUCH_POLL }, { "attempt", "2", ERR_POLL_STATE }, { "definition", "1", ERR_POLL_STATE },
		{ "slot", "2", ERR_NO_SLOT }, { "ceremony", "2", ERR_NO_KEY },
		{ "key_record", "'0000000000000000000000000000000000000000000000000000000000000000'", ERR_NO_KEY },
		{ "expected", "8", ERR_UNACCOUNTED }, { "present", "9", ERR_UNACCOUNTED }, { "issued", "7", ERR_UNACCOUNTED },
		{ "without_slip", "1", ERR_UNACCOUNTED }, { "issued", "4", ERR_TOO_FEW_RIGHTS }, { "lists", "[]", ERR_SLIP_LIST },
		{ "lists", "[{},{}]", ERR_SLIP_LIST },
		{ "quorum", "{'expected':8,'present':8,'required':6,'num':2,'den':3,'op':'GE'}", ERR_UNACCOUNTED },
		{ "quorum", "{'expected':9,'present':7,'required':6,'num':2,'den':3,'op':'GE'}", ERR_UNACCOUNTED },
		{ "quorum", "{'expected':9,'present':8,'required':5,'num':2,'den':3,'op':'GE'}", ERR_UNACCOUNTED },
		{ "quorum", "{'expected':9,'present':8,'required':6,'num':1,'den':3,'op':'GE'}", ERR_UNACCOUNTED },
		{ "quorum", "{'expected':9,'present':8,'required':6,'num':2,'den':4,'op':'GE'}", ERR_UNACCOUNTED },
		{ "quorum", "{'expected':9,'present':8,'required':6,'num':2,'den':3,'op':'GT'}", ERR_UNACCOUNTED },
		{ "quorum", "{'expected':9,'present':8,'required':6,'num':2,'den':3}", ERR_FIELD_MISSING },
	};
	struct maker *k = *state;
	const struct attempt *a;

	maker_define(k, "budget", "motion", 1);
	refuse_each(k, "poll_open", NULL, maker_open_body(k, "budget"), rows, COUNT(rows));
	maker_open(k, "budget");
	a = meeting_current(&k->meeting);
	assert_int_equal(a->issued, 8);
	assert_int_equal(a->key_count, 12);
	assert_int_equal(a->expected, 9);
	assert_int_equal(a->present, 8);
	maker_define(k, "other", "motion", 1);
	maker_refuse(k, ERR_POLL_OPEN, NULL, "poll_open", NULL, maker_open_body(k, "other"));
}

static void the_list_of_keys_is_the_committed_one_in_its_order(void **state)
{
	struct maker *k = *state;
	json_t *bad, *list, *keys, *first;

	maker_define(k, "budget", "motion", 1);
	bad = maker_open_body(k, "budget");
	keys = json_object_get(json_array_get(json_object_get(bad, "lists"), 0), "keys");
	first = json_incref(json_array_get(keys, 0));
	json_array_set(keys, 0, json_array_get(keys, 1));
	json_array_set_new(keys, 1, first);
	maker_refuse(k, ERR_SLIP_LIST, "keys", "poll_open", NULL, bad);
	bad = maker_open_body(k, "budget");
	keys = json_object_get(json_array_get(json_object_get(bad, "lists"), 0), "keys");
	json_array_set(keys, 1, json_array_get(keys, 0));
	maker_refuse(k, ERR_SLIP_LIST, "keys", "poll_open", NULL, bad);
	bad = maker_open_body(k, "budget");
	keys = json_object_get(json_array_get(json_object_get(bad, "lists"), 0), "keys");
	json_array_set_new(keys, 0, maker_base64((const uint8_t[POINT_SIZE]){ 4 }, POINT_SIZE));
	maker_refuse(k, ERR_SLIP_LIST, "keys", "poll_open", NULL, bad);
	bad = maker_open_body(k, "budget");
	keys = json_object_get(json_array_get(json_object_get(bad, "lists"), 0), "keys");
	json_array_set_new(keys, 3, json_string("AAAA"));
	maker_refuse(k, ERR_BASE64, "keys", "poll_open", NULL, bad);
	bad = maker_open_body(k, "budget");
	list = json_array_get(json_object_get(bad, "lists"), 0);
	json_array_remove(json_object_get(list, "keys"), 0);
	maker_refuse(k, ERR_RANGE, "keys", "poll_open", NULL, bad);
	bad = maker_open_body(k, "budget");
	list = json_array_get(json_object_get(bad, "lists"), 0);
	json_object_set_new(list, "entitled", json_string("11111111000"));
	maker_refuse(k, ERR_RANGE, "entitled", "poll_open", NULL, bad);
	bad = maker_open_body(k, "budget");
	list = json_array_get(json_object_get(bad, "lists"), 0);
	json_object_set_new(list, "entitled", json_string("11111111000x"));
	maker_refuse(k, ERR_TEXT, "entitled", "poll_open", NULL, bad);
	bad = maker_open_body(k, "budget");
	list = json_array_get(json_object_get(bad, "lists"), 0);
	json_object_set_new(list, "entitled", json_string("111111111000"));
	maker_refuse(k, ERR_UNACCOUNTED, "issued", "poll_open", NULL, bad);
	maker_open(k, "budget");
}

static void a_key_of_two_issues_opens_nothing(void **state)
{
	struct maker *k = *state;
	json_t *body, *lists, *again;

	maker_act(k, "slip_lists", maker_slip_lists_fields(k, 2));
	maker_define(k, "budget", "motion", 1);
	body = maker_open_body(k, "budget");
	maker_refuse(k, ERR_SLIP_LIST, "lists", "poll_open", NULL, json_deep_copy(body));
	lists = json_object_get(body, "lists");
	again = json_deep_copy(json_array_get(lists, 0));
	json_object_set_new(again, "issue", json_integer(2));
	json_array_append_new(lists, again);
	maker_refuse(k, ERR_SLIP_LIST, "keys", "poll_open", NULL, body);
}

static void a_poll_opens_in_a_sitting_with_keys_and_slips_only(void **state)
{
	struct maker *k = *state;
	json_t *body;

	maker_found(k);
	maker_roll(k);
	maker_machines(k);
	maker_define(k, "budget", "motion", 1);
	/* borrowed from another meeting that has all of it */
	body = maker_json("{'poll':'budget','attempt':1,'definition':18,'way':'sealed','slot':1,'ceremony':1,"
			  "'key_record':'0000000000000000000000000000000000000000000000000000000000000000','expected':9,'present':8,"
			  "'quorum':{'expected':9,'present':8,'required':6,'num':2,'den':3,'op':'GE'},'issued':8,'without_slip':0,'lists':[{}]}");
	json_object_set_new(body, "definition", json_integer((json_int_t)k->meeting.polls[0]->definition_entry));
	maker_refuse(k, ERR_NO_SITTING, NULL, "poll_open", NULL, json_deep_copy(body));
	maker_sit(k, 1, 8);
	maker_refuse(k, ERR_NO_KEY, NULL, "poll_open", NULL, json_deep_copy(body));
	maker_ceremony(k, CEREMONY_DONE);
	json_object_set_new(body, "key_record", maker_hex(k->keys.record, 32));
	maker_refuse(k, ERR_NO_SLIPS, NULL, "poll_open", NULL, body);
	maker_slips(k);
	maker_open(k, "budget");
}

static void slots_are_used_once_and_run_out(void **state)
{
	struct maker *k = *state;
	char id[] = "poll-1";

	for (unsigned i = 1; i <= MAKER_SLOTS; i++) {
		id[5] = (char)('0' + i);
		maker_define(k, id, "motion", 1);
		maker_open(k, id);
		assert_int_equal(meeting_current(&k->meeting)->slot, i);
		maker_void(k, id);
	}
	maker_define(k, "late", "motion", 1);
	maker_refuse(k, ERR_NO_SLOT, "slot", "poll_open", NULL, maker_open_body(k, "late"));
}

/* ---- quorum ---- */

/* A meeting of `persons`, `present` of them in, and one poll of `kind`; does it open? */
static enum err try_open(unsigned persons, unsigned present, const char *kind, const char *also)
{
	struct maker *k = malloc(sizeof(*k));
	enum err err;

	assert_non_null(k);
	maker_init(k, persons);
	maker_prepare(k, present);
	maker_define(k, "budget", kind, 1);
	if (also)
		maker_define(k, "also", also, 1);
	err = maker_try(k, "poll_open", NULL, maker_open_body(k, "budget"));
	maker_release(k);
	free(k);
	return err;
}

static void quorum_is_exact(void **state)
{
	(void)state;
	assert_int_equal(try_open(71, 48, "motion", NULL), OK);
	assert_int_equal(try_open(71, 47, "motion", NULL), ERR_QUORUM);
	assert_int_equal(try_open(71, 57, "election", NULL), OK);
	assert_int_equal(try_open(71, 56, "election", NULL), ERR_QUORUM);
	/* an election on the agenda raises the quorum of all */
	assert_int_equal(try_open(71, 56, "motion", "election"), ERR_QUORUM);
	assert_int_equal(try_open(71, 56, "motion", "motion"), OK);
}

static void a_void_election_raises_the_quorum_no_more_but_for_its_own_rerun(void **state)
{
	struct maker *k = *state;
	struct threshold quorum;
	int64_t expected, present;

	/* 8 of 9 meet both; one leaves later: 7 of 9 meet two thirds only */
	maker_define(k, "council", "election", 1);
	maker_open(k, "council");
	maker_void(k, "council");
	maker_add(k, "leave", NULL, maker_json("{'number':'8'}"));
	maker_define(k, "budget", "motion", 1);
	assert_true(meeting_has_quorum(&k->meeting, &quorum, &expected, &present));
	assert_int_equal(quorum.den, 3);
	assert_int_equal(present, 7);
	assert_false(poll_has_quorum(meeting_poll(&k->meeting, "council"), &k->meeting, &quorum, &expected, &present));
	assert_int_equal(quorum.den, 5);
	maker_refuse(k, ERR_QUORUM, NULL, "poll_open", NULL, maker_open_body(k, "council"));
	maker_open(k, "budget");
}

static void fewer_rights_than_the_minimum_do_not_open(void **state)
{
	struct maker *k = *state;
	json_t *body = maker_definition(k, "budget", "motion", 1);

	maker_add(k, "poll", NULL, with(body, "minimum", "9"));
	maker_refuse(k, ERR_TOO_FEW_RIGHTS, NULL, "poll_open", NULL, maker_open_body(k, "budget"));
	maker_add(k, "checkin", NULL, maker_json("{'number':'9'}"));
	maker_open(k, "budget");
}

/* ---- states ---- */

static json_t *hold_body(const struct maker *k)
{
	return with(maker_attempt_body(k, "budget"), "reason", "'停电'");
}

static void hold_and_resume_take_turns(void **state)
{
	struct maker *k = *state;

	maker_refuse(k, ERR_POLL_STATE, NULL, "poll_resume", NULL, maker_attempt_body(k, "budget"));
	maker_refuse(k, ERR_NO_SUCH_POLL, "poll", "poll_hold", NULL, with(hold_body(k), "poll", "'other'"));
	maker_refuse(k, ERR_POLL_STATE, "attempt", "poll_hold", NULL, with(hold_body(k), "attempt", "2"));
	maker_add(k, "poll_hold", NULL, hold_body(k));
	maker_refuse(k, ERR_POLL_STATE, NULL, "poll_hold", NULL, hold_body(k));
	maker_refuse(k, ERR_POLL_OPEN, NULL, "sitting_close", NULL, maker_json("{'sitting':1}"));
	maker_add(k, "poll_resume", NULL, maker_attempt_body(k, "budget"));
	assert_int_equal(meeting_current(&k->meeting)->state, ATTEMPT_OPEN);
}

static void a_start_of_the_server_holds_an_open_poll_and_no_other(void **state)
{
	struct maker *k = *state;

	maker_add(k, "server_start", "machine:server", maker_json("{'version':'1'}"));
	assert_int_equal(meeting_current(&k->meeting)->state, ATTEMPT_HELD);
	maker_add(k, "server_start", "machine:server", maker_json("{'version':'1'}"));
	assert_int_equal(meeting_current(&k->meeting)->state, ATTEMPT_HELD);
	maker_add(k, "poll_resume", NULL, maker_attempt_body(k, "budget"));
	for (unsigned i = 1; i <= 5; i++)
		maker_vote(k, i, 0);
	maker_close(k);
	maker_add(k, "server_start", "machine:server", maker_json("{'version':'1'}"));
	assert_int_equal(meeting_current(&k->meeting)->state, ATTEMPT_CLOSED);
}

static void a_close_says_what_came(void **state)
{
	static const struct spoilt rows[] = {
		{ "issued", "9", ERR_UNACCOUNTED }, { "returned", "4", ERR_UNACCOUNTED }, { "not_returned", "2", ERR_UNACCOUNTED },
		{ "tested", "1", ERR_UNACCOUNTED }, { "attempt", "2", ERR_POLL_STATE },
	};
	struct maker *k = *state;
	const struct attempt *a = meeting_current(&k->meeting);
	struct head head;

	for (unsigned i = 1; i <= 5; i++)
		maker_vote(k, i, 0);
	refuse_each(k, "poll_close", NULL, maker_close_body(k), rows, COUNT(rows));
	maker_refuse(k, ERR_UNACCOUNTED, "issued", "poll_close", NULL, with(with(maker_close_body(k), "issued", "9"), "not_returned", "4"));
	maker_refuse(k, ERR_UNACCOUNTED, "returned", "poll_close", NULL, with(with(maker_close_body(k), "returned", "4"), "not_returned", "4"));
	maker_add(k, "poll_hold", NULL, hold_body(k));
	maker_close(k);
	assert_int_equal(a->state, ATTEMPT_CLOSED);
	assert_int_equal(meeting_head(&head, &k->meeting, a->close_entry + 1), OK);
	assert_int_equal(a->closing_head.size, head.size);
	assert_memory_equal(a->closing_head.root, head.root, 32);
	maker_refuse(k, ERR_POLL_STATE, NULL, "poll_close", NULL, maker_close_body(k));
	maker_refuse(k, ERR_POLL_STATE, NULL, "publish", NULL, maker_attempt_body(k, "budget"));
}

static void below_the_minimum_the_box_stays_shut_and_the_poll_may_be_held_again(void **state)
{
	struct maker *k = *state;

	for (unsigned i = 1; i <= 4; i++)
		maker_vote(k, i, 0);
	maker_close(k);
	assert_int_equal(k->meeting.polls[0]->attempts[0]->state, ATTEMPT_NOT_OPENED);
	assert_null(k->meeting.current);
	maker_refuse(k, ERR_POLL_STATE, NULL, "refusal", "machine:trustee-1",
		     with(with(maker_attempt_body(k, "budget"), "index", "1"), "reason", "'x'"));
	maker_add(k, "publish", NULL, maker_attempt_body(k, "budget"));
	assert_int_equal(k->meeting.polls[0]->attempts[0]->state, ATTEMPT_NOT_OPENED);
	maker_refuse(k, ERR_POLL_STATE, NULL, "publish", NULL, maker_attempt_body(k, "budget"));
	maker_refuse(k, ERR_POLL_STATE, NULL, "poll_void", NULL,
		     maker_act_body(k, "poll_void", with(with(maker_attempt_body(k, "budget"), "reason", "'x'"), "paper", "false"), 2));
	maker_open(k, "budget");
	assert_int_equal(meeting_current(&k->meeting)->number, 2);
}

static void a_void_attempt_is_followed_by_the_second(void **state)
{
	struct maker *k = *state;
	uint8_t first[64];

	memcpy(first, meeting_current(&k->meeting)->form.h_poll, 64);
	maker_vote(k, 1, 0);
	maker_refuse(k, ERR_POLL_STATE, "attempt", "poll_void", NULL,
		     maker_act_body(k, "poll_void", maker_json("{'poll':'budget','attempt':2,'reason':'x','paper':false}"), 2));
	maker_void(k, "budget");
	assert_string_equal(k->meeting.polls[0]->attempts[0]->void_reason, "印错");
	maker_refuse(k, ERR_POLL_STATE, NULL, "poll_void", NULL,
		     maker_act_body(k, "poll_void", with(with(maker_attempt_body(k, "budget"), "reason", "'x'"), "paper", "false"), 2));
	maker_open(k, "budget");
	assert_int_equal(meeting_current(&k->meeting)->number, 2);
	assert_int_equal(meeting_current(&k->meeting)->slot, 2);
	assert_memory_not_equal(meeting_current(&k->meeting)->form.h_poll, first, 64);
	for (unsigned i = 1; i <= 8; i++)
		maker_vote(k, i, 0);
	maker_count(k);
	maker_refuse(k, ERR_POLL_STATE, NULL, "poll_open", NULL, maker_open_body(k, "budget"));
}

static void the_longest_line_is_what_the_open_poll_computes(void **state)
{
	struct maker *k = *state;
	size_t body;

	assert_int_equal(meeting_max_line(&k->meeting), ENTRY_MAX_SIZE);
	maker_define(k, "council", "election", 600);
	maker_open(k, "council");
	body = ballot_form_body_size(&meeting_current(&k->meeting)->form);
	assert_true(meeting_max_line(&k->meeting) >= ENTRY_MAX_SIZE && meeting_max_line(&k->meeting) > base64_length(body));
	maker_void(k, "council");
	assert_int_equal(meeting_max_line(&k->meeting), ENTRY_MAX_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(case_prepared, definitions_are_read_strictly),
		CASE(case_new, a_definition_asks_for_no_less_than_the_profile),
		CASE(case_prepared, the_agenda_ends_somewhere),
		CASE(case_prepared, a_terminal_reads_the_form_that_the_fold_reads),
		CASE(case_prepared, a_draft_is_replaced_in_its_place),
		CASE(case_prepared, an_opening_says_what_is_so),
		CASE(case_prepared, the_list_of_keys_is_the_committed_one_in_its_order),
		CASE(case_prepared, a_key_of_two_issues_opens_nothing),
		CASE(case_new, a_poll_opens_in_a_sitting_with_keys_and_slips_only),
		CASE(case_prepared, slots_are_used_once_and_run_out),
		cmocka_unit_test(quorum_is_exact),
		CASE(case_prepared, a_void_election_raises_the_quorum_no_more_but_for_its_own_rerun),
		CASE(case_prepared, fewer_rights_than_the_minimum_do_not_open),
		CASE(case_open, hold_and_resume_take_turns),
		CASE(case_open, a_start_of_the_server_holds_an_open_poll_and_no_other),
		CASE(case_open, a_close_says_what_came),
		CASE(case_open, below_the_minimum_the_box_stays_shut_and_the_poll_may_be_held_again),
		CASE(case_open, a_void_attempt_is_followed_by_the_second),
		CASE(case_prepared, the_longest_line_is_what_the_open_poll_computes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
