/* Is the state of a meeting a function of its lines alone, is every entry taken whole or not at
 * all, and is what every entry must have asked of each? */
#include <stdlib.h>
#include <string.h>
#include "tests/unit/meeting_maker.h"

static struct maker *new_maker(unsigned persons)
{
	struct maker *k = malloc(sizeof(*k));

	assert_non_null(k);
	maker_init(k, persons);
	return k;
}

static void free_maker(struct maker *k)
{
	maker_release(k);
	free(k);
}

static int make_whole(void **state)
{
	struct maker *k = malloc(sizeof(*k));

	assert_non_null(k);
	maker_whole(k);
	*state = k;
	return 0;
}

static int drop_whole(void **state)
{
	free_maker(*state);
	return 0;
}

static void a_whole_meeting_runs_to_its_seal(void **state)
{
	const struct maker *k = *state;
	const struct meeting *m = &k->meeting;
	const struct attempt *a = m->polls[0]->attempts[0];
	json_t *counts = maker_json("[[5,2,0]]");

	assert_true(m->is_sealed);
	assert_int_equal(m->tree.size, k->line_count);
	assert_int_equal(a->state, ATTEMPT_PUBLISHED);
	assert_null(m->current);
	assert_int_equal(a->issued, 8);
	assert_int_equal(a->returned, 7);
	assert_int_equal(a->tested, 1);
	assert_true(json_equal(a->counts, counts));
	json_decref(counts);
}

static void the_same_lines_give_the_same_state(void **state)
{
	const struct maker *k = *state;
	struct maker *again = new_maker(9);
	uint8_t one[32], other[32];

	/* another salt places keys elsewhere and must not show */
	meeting_release(&again->meeting);
	meeting_init(&again->meeting, 12345);
	for (size_t i = 0; i < k->line_count; i++)
		assert_int_equal(meeting_apply(&again->meeting, k->lines[i], strlen(k->lines[i])), OK);
	maker_digest(k, one);
	maker_digest(again, other);
	assert_memory_equal(one, other, 32);
	free_maker(again);
}

/* The meeting up to an open poll, with every type of entry on the way. */
static void probe_to_open(struct maker *k)
{
	uint8_t badge[32] = { 1 };
	json_t *revoke = maker_machine_body("hall-1", "hall");

	maker_found(k);
	maker_roll(k);
	maker_machines(k);
	maker_add(k, "machine", NULL, maker_machine_body("hall-1", "hall"));
	json_object_del(revoke, "name");
	json_object_del(revoke, "role");
	json_object_set_new(revoke, "reason", json_string("丢失"));
	maker_add(k, "machine_revoke", NULL, revoke);
	maker_add(k, "badge", NULL, json_pack("{s:s, s:o}", "number", "1", "hash", maker_hex(badge, sizeof(badge))));
	maker_ceremony(k, CEREMONY_DONE);
	maker_add(k, "ceremony_start", NULL, maker_json("{'ceremony':2,'n':1,'t':1,'trustees':['trustee-2']}"));
	maker_add(k, "ceremony_abort", NULL, maker_json("{'ceremony':2,'reason':'断电'}"));
	maker_slips(k);
	maker_add(k, "reissue", NULL, maker_json("{'number':'9','reason':'遗失'}"));
	maker_sit(k, 1, 7);
	maker_add(k, "leave", NULL, maker_json("{'number':'7'}"));
	maker_add(k, "return", NULL, maker_json("{'number':'7'}"));
	maker_define(k, "budget", "motion", 1);
	maker_open(k, "budget");
}

static void probe_ballots(struct maker *k)
{
	static const uint8_t mark = 2;
	struct maker_ballot b;
	struct scalar secret;
	uint8_t old[POINT_SIZE], new[POINT_SIZE];
	json_t *swap = maker_attempt_body(k, "budget");

	maker_ballot(k, &b, 1, &mark);
	maker_add(k, "ballot_commit", NULL, maker_commit_body(k, &b));
	maker_add(k, "ballot_test", NULL, maker_test_body(k, &b));
	maker_ballot_release(&b);
	maker_slot_key(k, old, &secret, 7);
	maker_slot_key(k, new, &secret, 10);
	json_object_set_new(swap, "old", maker_base64(old, sizeof(old)));
	json_object_set_new(swap, "new", maker_base64(new, sizeof(new)));
	maker_add(k, "key_swap", NULL, swap);
	for (unsigned i = 1; i <= 6; i++)
		maker_vote(k, i, 0);
	maker_vote(k, 10, 1);
}

static void every_entry_bears_what_its_type_bears_and_nothing_more(void **state)
{
	struct maker *k = new_maker(9);
	json_t *hold, *refusal;

	(void)state;
	k->does_probe = true;
	probe_to_open(k);
	hold = maker_attempt_body(k, "budget");
	json_object_set_new(hold, "reason", json_string("停电"));
	maker_add(k, "poll_hold", NULL, hold);
	maker_add(k, "poll_resume", NULL, maker_attempt_body(k, "budget"));
	maker_add(k, "server_start", "machine:server", maker_json("{'version':'1.0'}"));
	maker_add(k, "poll_resume", NULL, maker_attempt_body(k, "budget"));
	probe_ballots(k);
	maker_close(k);
	refusal = maker_attempt_body(k, "budget");
	json_object_set_new(refusal, "index", json_integer(2));
	json_object_set_new(refusal, "reason", json_string("封签码不符"));
	maker_add(k, "refusal", "machine:trustee-2", refusal);
	maker_cosign(k, 1);
	maker_cosign(k, 2);
	maker_share(k, 1);
	maker_share(k, 2);
	maker_result(k);
	maker_add(k, "publish", NULL, maker_attempt_body(k, "budget"));
	maker_define(k, "report", "motion", 1);
	maker_open(k, "report");
	maker_void(k, "report");
	maker_add(k, "sitting_close", NULL, maker_json("{'sitting':1}"));
	maker_seal(k);
	free_maker(k);
}

static void lines_out_of_order_or_altered_are_refused(void **state)
{
	const struct maker *k = *state;
	struct maker *again = new_maker(9);
	struct meeting *m = &again->meeting;
	uint8_t before[32], after[32];
	char *altered;

	assert_int_equal(meeting_apply(m, k->lines[1], strlen(k->lines[1])), ERR_ENTRY_NUMBER);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(meeting_apply(m, k->lines[i], strlen(k->lines[i])), OK);
	maker_digest(again, before);
	assert_int_equal(meeting_apply(m, k->lines[5], strlen(k->lines[5])), ERR_ENTRY_NUMBER);
	assert_int_equal(meeting_apply(m, k->lines[7], strlen(k->lines[7])), ERR_ENTRY_NUMBER);
	assert_int_equal(meeting_apply(m, k->lines[6], strlen(k->lines[6]) - 1), ERR_JSON);
	altered = strdup(k->lines[6]);
	assert_non_null(altered);
	strstr(altered, "\"prev\":\"")[8] ^= 1;
	assert_int_equal(meeting_apply(m, altered, strlen(altered)), ERR_ENTRY_PREV);
	free(altered);
	maker_digest(again, after);
	assert_memory_equal(before, after, 32);
	assert_int_equal(meeting_apply(m, k->lines[6], strlen(k->lines[6])), OK);
	free_maker(again);
}

static void nothing_precedes_genesis_and_nothing_follows_the_seal(void **state)
{
	struct maker *k = *state, *empty = new_maker(9);

	maker_refuse(empty, ERR_NO_MEETING, NULL, "operator", NULL, maker_json("{'name':'secretary','roles':['desk'],'active':true}"));
	maker_refuse(k, ERR_SEALED, NULL, "server_start", NULL, maker_json("{'version':'1.0'}"));
	maker_found(empty);
	maker_refuse(empty, ERR_MEETING_EXISTS, NULL, "genesis", NULL, maker_genesis_body(empty));
	free_maker(empty);
}

static void a_composed_line_leaves_out_what_its_type_does_not_bear(void **state)
{
	const struct maker *k = *state;
	const char *const by[] = { "machine:terminal-1" };
	json_t *body = json_object();
	char *line = NULL;

	assert_int_equal(meeting_compose(&line, &k->meeting, "ballot_cast", 1795300000, by, 1, body), OK);
	assert_null(strstr(line, "\"at\""));
	assert_null(strstr(line, "terminal"));
	free(line);
	assert_int_equal(meeting_compose(&line, &k->meeting, "nonsense", 1795300000, by, 1, body), ERR_ENTRY_TYPE);
	json_decref(body);
}

static void a_seal_names_the_size_and_the_end_of_every_attempt(void **state)
{
	static const struct {
		const char *field, *value, *detail;
		enum err err;
	} rows[] = {
		{ "size", "0", "size", ERR_HEAD },
		{ "polls", "[]", "poll", ERR_FIELD_TYPE },
		{ "polls", "[{'poll':'budget','attempt':1,'state':'counted'}]", "polls", ERR_RESULT },
		{ "polls", "[{'poll':'budgets','attempt':1,'state':'void'}]", "polls", ERR_RESULT },
		{ "polls", "[{'poll':'budget','attempt':2,'state':'void'}]", "attempt", ERR_RANGE },
		{ "polls", "[{'poll':'budget','attempt':1,'state':'void'},{'poll':'budget','attempt':1,'state':'void'}]", "polls", ERR_RESULT },
	};
	struct maker *k = new_maker(9);
	json_t *fields;

	(void)state;
	maker_prepare(k, 9);
	maker_define(k, "budget", "motion", 1);
	maker_open(k, "budget");
	fields = maker_seal_fields(k);
	maker_refuse(k, ERR_POLL_OPEN, NULL, "seal", NULL, maker_act_body(k, "seal", fields, 2));
	maker_void(k, "budget");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fields = maker_seal_fields(k);
		json_object_set_new(fields, rows[i].field, maker_json(rows[i].value));
		maker_refuse(k, rows[i].err, rows[i].err == ERR_FIELD_TYPE ? NULL : rows[i].detail, "seal", NULL,
			     maker_act_body(k, "seal", fields, 2));
	}
	maker_seal(k);
	free_maker(k);
}

static void heads_are_those_of_every_size(void **state)
{
	const struct maker *k = *state;
	struct maker *again = new_maker(9);
	struct head then, now;

	for (size_t i = 0; i < k->line_count; i++) {
		assert_int_equal(meeting_apply(&again->meeting, k->lines[i], strlen(k->lines[i])), OK);
		assert_int_equal(meeting_head(&now, &again->meeting, i + 1), OK);
		assert_int_equal(meeting_head(&then, &k->meeting, i + 1), OK);
		assert_memory_equal(now.root, then.root, sizeof(now.root));
	}
	assert_int_equal(meeting_head(&now, &k->meeting, k->line_count + 1), ERR_RANGE);
	free_maker(again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_whole_meeting_runs_to_its_seal, make_whole, drop_whole),
		cmocka_unit_test_setup_teardown(the_same_lines_give_the_same_state, make_whole, drop_whole),
		cmocka_unit_test_setup_teardown(lines_out_of_order_or_altered_are_refused, make_whole, drop_whole),
		cmocka_unit_test_setup_teardown(nothing_precedes_genesis_and_nothing_follows_the_seal, make_whole, drop_whole),
		cmocka_unit_test_setup_teardown(heads_are_those_of_every_size, make_whole, drop_whole),
		cmocka_unit_test_setup_teardown(a_composed_line_leaves_out_what_its_type_does_not_bear, make_whole, drop_whole),
		cmocka_unit_test(every_entry_bears_what_its_type_bears_and_nothing_more),
		cmocka_unit_test(a_seal_names_the_size_and_the_end_of_every_attempt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
