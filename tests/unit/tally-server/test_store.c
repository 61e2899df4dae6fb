/* Is what was committed there afterwards, in order and only once; does one process alone have it;
 * and does a snapshot hold nothing private? */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "protocol/meeting/election.h"
#include "protocol/ledger/tree.h"
#include "tally-server/store/store.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/meeting_maker.h"
#include "tests/unit/temp_folder.h"

static char path[TEMP_PATH_SIZE + 60];

static struct store *open_fresh(void **state)
{
	struct store *s = NULL;

	assert_int_equal(store_open(&s, temp_path(path, state, "meeting.db")), OK);
	return s;
}

static enum err append_text(struct store *s, uint64_t number, const char *line)
{
	uint8_t leaf[32];

	tree_leaf_hash(leaf, line, strlen(line));
	return store_append(s, number, leaf, line);
}

/* Lines behind one another, each leaf checked. */
static bool gather(void *arg, const struct store_entry *e)
{
	struct buf *b = arg;
	uint8_t leaf[32];

	tree_leaf_hash(leaf, e->line, e->len);
	assert_memory_equal(leaf, e->leaf, 32);
	buf_addf(b, "%llu:%.*s;", (unsigned long long)e->number, (int)e->len, e->line);
	return true;
}

static bool stop_at_once(void *arg, const struct store_entry *e)
{
	(void)e;
	++*(int *)arg;
	return false;
}

static void entries_come_back_in_order_after_reopening(void **state)
{
	struct store *s = open_fresh(state);
	struct buf b = { 0 };
	uint64_t size = 99;
	int calls = 0;

	assert_int_equal(store_size(s, &size), OK);
	assert_int_equal(size, 0);
	assert_int_equal(store_begin(s), OK);
	assert_int_equal(append_text(s, 0, "zero"), OK);
	assert_int_equal(append_text(s, 1, "\xe4\xb8\x80"), OK);
	assert_int_equal(append_text(s, 2, "two"), OK);
	assert_int_equal(store_commit(s), OK);
	store_close(s);

	s = open_fresh(state);
	assert_int_equal(store_size(s, &size), OK);
	assert_int_equal(size, 3);
	assert_int_equal(store_read(s, 1, gather, &b), OK);
	assert_string_equal(buf_text(&b), "1:\xe4\xb8\x80;2:two;");
	assert_int_equal(store_read(s, 0, stop_at_once, &calls), OK);
	assert_int_equal(calls, 1);
	buf_release(&b);
	store_close(s);
}

static void what_was_rolled_back_is_not_there(void **state)
{
	struct store *s = open_fresh(state);
	struct buf b = { 0 };
	uint64_t size;

	assert_int_equal(store_begin(s), OK);
	assert_int_equal(append_text(s, 0, "zero"), OK);
	assert_int_equal(store_put(s, "kind", "id", "x", 1), OK);
	store_rollback(s);
	assert_int_equal(store_size(s, &size), OK);
	assert_int_equal(size, 0);
	assert_int_equal(store_get(s, "kind", "id", &b), ERR_RANGE);
	store_close(s);
}

static void a_number_out_of_turn_ends_the_store(void **state)
{
	static const uint64_t wrong[] = { 0, 2 };

	for (size_t i = 0; i < 2; i++) {
		struct store *s = open_fresh(state);
		uint64_t size;

		assert_int_equal(store_size(s, &size), OK);
		if (!size)
			assert_int_equal(append_text(s, 0, "zero"), OK);
		assert_int_equal(store_begin(s), OK);
		assert_int_equal(append_text(s, wrong[i], "wrong"), ERR_STORE);
		assert_string_not_equal(store_reason(s), "");
		/* and nothing is committed after that, whatever the caller does */
		assert_int_equal(append_text(s, 1, "one"), ERR_STORE);
		assert_int_equal(store_commit(s), ERR_STORE);
		store_close(s);
	}
}

static void the_record_cannot_be_changed_even_by_sql(void **state)
{
	struct store *s = open_fresh(state);
	sqlite3 *db;

	assert_int_equal(append_text(s, 0, "zero"), OK);
	store_close(s);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_not_equal(sqlite3_exec(db, "UPDATE entry SET line = 'other'", NULL, NULL, NULL), SQLITE_OK);
	assert_int_not_equal(sqlite3_exec(db, "DELETE FROM entry", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void a_key_casts_once_an_attempt(void **state)
{
	struct store *s = open_fresh(state);
	uint8_t key[65] = { 4 }, other[65] = { 4, 1 };

	assert_int_equal(append_text(s, 0, "zero"), OK);
	assert_int_equal(store_begin(s), OK);
	assert_int_equal(store_cast(s, "budget", 1, key, 0), OK);
	assert_int_equal(store_cast(s, "budget", 1, key, 0), ERR_ALREADY_RECEIVED);
	assert_int_equal(store_cast(s, "budget", 2, key, 0), OK);
	assert_int_equal(store_cast(s, "report", 1, key, 0), OK);
	assert_int_equal(store_cast(s, "budget", 1, other, 0), OK);
	/* a refusal is no failure: the rest is committed */
	assert_int_equal(store_commit(s), OK);
	store_close(s);
	s = open_fresh(state);
	assert_int_equal(store_begin(s), OK);
	assert_int_equal(store_cast(s, "budget", 1, key, 0), ERR_ALREADY_RECEIVED);
	store_rollback(s);
	store_close(s);
}

static void a_ballot_without_its_entry_is_not_committed(void **state)
{
	struct store *s = open_fresh(state);
	uint8_t key[65] = { 4 };

	assert_int_equal(store_begin(s), OK);
	assert_int_equal(store_cast(s, "budget", 1, key, 0), OK);
	assert_int_equal(store_commit(s), ERR_STORE);
	store_rollback(s);
	store_close(s);
}

static bool gather_rows(void *arg, const char *id, const void *value, size_t len)
{
	buf_addf(arg, "%s=%.*s;", id, (int)len, (const char *)value);
	return true;
}

static void rows_are_put_replaced_found_and_deleted(void **state)
{
	struct store *s = open_fresh(state);
	struct buf b = { 0 };

	assert_int_equal(store_put(s, "fruit", "b", "pear", 4), OK);
	assert_int_equal(store_put(s, "fruit", "a", "apple", 5), OK);
	assert_int_equal(store_put(s, "fruit", "b", "plum", 4), OK);
	assert_int_equal(store_put(s, "tool", "a", "saw", 3), OK);
	assert_int_equal(store_put(s, "fruit", "empty", NULL, 0), OK);
	assert_int_equal(store_each(s, "fruit", gather_rows, &b), OK);
	assert_string_equal(buf_text(&b), "a=apple;b=plum;empty=;");
	b.len = 0;
	assert_int_equal(store_get(s, "fruit", "b", &b), OK);
	assert_string_equal(buf_text(&b), "plum");
	assert_int_equal(store_get(s, "fruit", "c", &b), ERR_RANGE);
	assert_int_equal(store_delete(s, "fruit", "b"), OK);
	assert_int_equal(store_get(s, "fruit", "b", &b), ERR_RANGE);
	assert_int_equal(store_get(s, "tool", "a", &b), OK);
	buf_release(&b);
	store_close(s);
}

static void a_second_process_is_told_that_it_is_busy(void **state)
{
	struct store *s = open_fresh(state), *second = NULL;

	assert_int_equal(store_open(&second, path), ERR_BUSY);
	assert_null(second);
	store_close(s);
	s = open_fresh(state);
	store_close(s);
}

static void exec_all(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void a_database_of_something_else_or_later_is_left_alone(void **state)
{
	struct store *s = open_fresh(state);

	store_close(s);
	exec_all("PRAGMA user_version = 9999");
	assert_int_equal(store_open(&s, path), ERR_STORE);
	exec_all("PRAGMA user_version = 1; PRAGMA application_id = 1");
	assert_int_equal(store_open(&s, path), ERR_STORE);
	temp_path(path, state, "other.db");
	exec_all("CREATE TABLE mine (x); PRAGMA application_id = 7");
	assert_int_equal(store_open(&s, path), ERR_STORE);
}

/* ---- snapshots ---- */

/* The one value that a query gives, as text. */
static const char *ask(const char *file, const char *sql)
{
	static char answer[300];
	sqlite3 *db;
	sqlite3_stmt *st;

	assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(db));
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	snprintf(answer, sizeof(answer), "%s", (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	sqlite3_close(db);
	return answer;
}

/* Nine people, one poll counted five to two, one of them gone before it ended, another only by
 * mistake; and one that is announced unopened, of two ballots. */
static void write_meeting(struct store *s)
{
	struct maker k;
	json_t *election;

	maker_init(&k, 9);
	maker_prepare(&k, 9);
	maker_define(&k, "budget", "motion", 1);
	maker_open(&k, "budget");
	for (unsigned i = 1; i <= 7; i++)
		maker_vote(&k, i, i > 5);
	maker_add(&k, "leave", NULL, json_pack("{s:s, s:i}", "number", "9", "desk_at", 1000));
	maker_count(&k);
	maker_add(&k, "leave", NULL, json_pack("{s:s}", "number", "8"));
	maker_add(&k, "checkin_undo", NULL, json_pack("{s:s, s:s}", "number", "8", "reason", "同名误签"));
	maker_define(&k, "ward", "motion", 1);
	maker_open(&k, "ward");
	maker_vote(&k, 1, 0);
	maker_vote(&k, 2, 0);
	maker_close(&k);
	maker_add(&k, "assist", NULL, maker_json("{'poll':'ward','attempt':1,'helpers':[{'name':'chair','count':2},{'name':'secretary','count':1}]}"));
	maker_add(&k, "publish", NULL, maker_attempt_body(&k, "ward"));
	maker_define_open(&k, "show", "show_of_hands");
	maker_open_any(&k, "show");
	maker_act(&k, "hands", json_pack("{s:s, s:i, s:[[i, i, i]]}", "poll", "show", "attempt", 1, "counts", 5, 1, 0));
	maker_add(&k, "result", "machine:server", maker_told_result_body(&k, maker_json("[[5,1,0]]")));
	maker_define(&k, "paper", "motion", 1);
	maker_add(&k, "poll_open", NULL, maker_paper_body(&k, "paper"));
	maker_close(&k);
	maker_act(&k, "paper_count", maker_json("{'poll':'paper','attempt':1,'forms':[{'returned':9,'invalid':0}],'counts':[[5,1,0]]}"));
	for (int i = 0; i < 2; i++)
		maker_add(&k, "anomaly", "machine:desk-1", maker_json("{'number':'8','mode':'in','desk_at':1,'found':'already_in'}"));
	maker_add(&k, "anomaly_settle", NULL, json_pack("{s:I, s:s}", "anomaly", (json_int_t)k.line_count - 1, "note", "ok"));
	maker_define(&k, "gone", "motion", 1);
	maker_define(&k, "next", "motion", 1);
	maker_add(&k, "agenda", NULL, maker_json("{'polls':['paper','next','show','budget','ward']}"));
	maker_define(&k, "new", "motion", 1);
	election = maker_definition(&k, "seats", "ballot", 2);
	json_object_set_new(election, "contests", maker_json("[{'title':'甲','scale':0},{'title':'乙','scale':0}]"));
	json_object_set_new(election, "seats", json_integer(1));
	json_object_set_new(election, "order", maker_json("{'type':'manual','reason':'by age'}"));
	json_object_set_new(election, "limits", election_limits(election));
	maker_add(&k, "poll", NULL, election);
	maker_define(&k, "next", "motion", 2);
	assert_int_equal(store_begin(s), OK);
	for (size_t i = 0; i < k.line_count; i++)
		assert_int_equal(append_text(s, i, k.lines[i]), OK);
	assert_int_equal(store_put(s, "private_slip", "1/1", "CANARY", 6), OK);
	maker_release(&k);
}

static void a_snapshot_holds_the_record_and_its_views_and_nothing_private(void **state)
{
	struct store *s = open_fresh(state);
	char copy[TEMP_PATH_SIZE + 60];
	struct buf bytes = { 0 };
	FILE *f;
	int byte;

	write_meeting(s);
	/* within the turn's transaction, as the server does it */
	assert_int_equal(store_snapshot(s, temp_path(copy, state, "copy.db")), OK);
	assert_int_equal(store_commit(s), OK);
	assert_int_equal(store_snapshot(s, copy), ERR_IO);
	store_close(s);

	assert_string_equal(ask(copy, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"), "1");
	assert_string_equal(ask(copy, "SELECT count(*) FROM attendance"), "9");
	assert_string_equal(ask(copy, "SELECT count(*) || max(last_out IS NOT NULL) FROM attendance WHERE is_in = 0 AND number = '9'"), "11");
	/* what was taken back did not happen; a desk's own time is the time */
	assert_string_equal(ask(copy, "SELECT is_in || (last_out IS NULL) FROM attendance WHERE number = '8'"), "11");
	assert_string_equal(ask(copy, "SELECT last_out FROM attendance WHERE number = '9'"), "1000");
	assert_string_equal(ask(copy, "SELECT poll || attempt || state || issued || returned || not_returned FROM polls WHERE poll = 'budget'"), "budget1published972");
	assert_string_equal(ask(copy, "SELECT state FROM polls WHERE poll = 'ward'"), "not_opened");
	assert_string_equal(ask(copy, "SELECT way || state || issued || returned || not_returned FROM polls WHERE poll = 'show'"), "handscounted862");
	assert_string_equal(ask(copy, "SELECT way || state || papers || returned FROM polls WHERE poll = 'paper'"), "papervoid89");
	assert_string_equal(ask(copy, "SELECT group_concat(choice || count) FROM (SELECT * FROM results WHERE poll = 'budget' ORDER BY contest, position)"),
			    "for5,against2,abstain0");
	assert_string_equal(ask(copy, "SELECT DISTINCT outcome FROM results"), "passed");
	assert_string_equal(ask(copy, "SELECT count(*) || max(number || found || settled_by || note) FROM anomalies"), "28already_insecretaryok");
	assert_string_equal(ask(copy, "SELECT group_concat(poll || attempt || name || count) FROM assists"), "ward1chair2,ward1secretary1");
	/* in the order that was decided, then what is new; without what was withdrawn */
	assert_string_equal(ask(copy, "SELECT group_concat(item || poll) FROM (SELECT * FROM agenda ORDER BY item)"), "1paper,2next,3show,4budget,5ward,6new,7seats");
	assert_string_equal(ask(copy, "SELECT seats || candidates || candidates_order || order_reason || coalesce(least_surplus, '-') FROM agenda WHERE poll = 'seats'"),
			    "12manualby age-");
	assert_string_equal(ask(copy, "SELECT count(*) FROM agenda WHERE seats IS NULL AND candidates IS NULL"), "6");
	assert_string_equal(ask(copy, "SELECT group_concat(item || poll) FROM (SELECT * FROM polls ORDER BY item)"), "1paper,3show,4budget,5ward");
	assert_string_equal(ask(copy, "SELECT count(*) FROM agenda, record WHERE n = definition AND json_array_length(body, '$.contests') = 2 AND poll = 'next'"), "1");
	f = fopen(copy, "rb");
	assert_non_null(f);
	while ((byte = getc(f)) != EOF) {
		uint8_t one = (uint8_t)byte;

		buf_add(&bytes, &one, 1);
	}
	fclose(f);
	assert_null(memmem(bytes.at, bytes.len, "CANARY", 6));
	buf_release(&bytes);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temp_folder_make, temp_folder_remove)
	const struct CMUnitTest tests[] = {
		IN_FOLDER(entries_come_back_in_order_after_reopening),
		IN_FOLDER(what_was_rolled_back_is_not_there),
		IN_FOLDER(a_number_out_of_turn_ends_the_store),
		IN_FOLDER(the_record_cannot_be_changed_even_by_sql),
		IN_FOLDER(a_key_casts_once_an_attempt),
		IN_FOLDER(a_ballot_without_its_entry_is_not_committed),
		IN_FOLDER(rows_are_put_replaced_found_and_deleted),
		IN_FOLDER(a_second_process_is_told_that_it_is_busy),
		IN_FOLDER(a_database_of_something_else_or_later_is_left_alone),
		IN_FOLDER(a_snapshot_holds_the_record_and_its_views_and_nothing_private),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
