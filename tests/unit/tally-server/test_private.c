/* Does the private table keep what it was told, over restarts, under its own key alone, and readable to nobody else? */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tally-server/core/private.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/fixed_rng.h"
#include "tests/unit/temp_folder.h"

/* A table in a store; counter 1 so that salts differ from keys. */
struct room {
	uint64_t counter;
	struct rng rng;
	struct store *store;
	struct private_table *table;
	char db[TEMP_PATH_SIZE + 60], key[TEMP_PATH_SIZE + 60];
};

static enum err enter(struct room *r, void **state)
{
	r->rng = fixed_rng(&r->counter);
	r->table = NULL;
	assert_int_equal(store_open(&r->store, temp_path(r->db, state, "meeting.db")), OK);
	return private_open(&r->table, r->store, temp_path(r->key, state, "private.key"), &r->rng);
}

static void leave(struct room *r)
{
	private_free(r->table);
	store_close(r->store);
}

static void slips_badges_keys_and_details_survive_a_restart(void **state)
{
	static const uint8_t code[BADGE_CODE_SIZE] = "badgecode";
	struct room r = { .counter = 1 };
	uint8_t keys[3 * POINT_SIZE], read[BADGE_CODE_SIZE];
	const struct private_slip *slip;
	struct buf b = { 0 };
	size_t count;

	memset(keys, 7, sizeof(keys));
	assert_int_equal(enter(&r, state), OK);
	assert_int_equal(private_set_badge(r.table, "12", code), OK);
	assert_int_equal(private_set_keys(r.table, 1, 5, keys, 3), OK);
	assert_int_equal(private_set_details(r.table, "12", "{\"tel4\":\"1234\"}"), OK);
	assert_int_equal(private_assign(r.table, 1, 2, "12"), OK);
	assert_int_equal(private_assign(r.table, 1, 3, ""), OK);
	assert_int_equal(private_assign(r.table, 1, 1, "7"), OK);
	assert_int_equal(private_revoke(r.table, 1, 1), OK);
	leave(&r);

	assert_int_equal(enter(&r, state), OK);
	assert_int_equal(private_badge(r.table, read, "12"), OK);
	assert_memory_equal(read, code, sizeof(code));
	assert_int_equal(private_badge(r.table, read, "13"), ERR_RANGE);
	assert_int_equal(private_keys(r.table, &b, 1, 5), OK);
	assert_int_equal(b.len, sizeof(keys));
	assert_memory_equal(b.at, keys, sizeof(keys));
	assert_int_equal(private_keys(r.table, &b, 1, 6), ERR_RANGE);
	b.len = 0;
	assert_int_equal(private_details(r.table, &b, "12"), OK);
	assert_string_equal(buf_text(&b), "{\"tel4\":\"1234\"}");
	slip = private_slips(r.table, &count);
	assert_int_equal(count, 3);
	for (uint32_t i = 0; i < 3; i++)
		assert_int_equal(slip[i].outer, i + 1);
	assert_true(slip[0].is_revoked);
	assert_string_equal(slip[0].person, "7");
	assert_string_equal(slip[2].person, "");
	buf_release(&b);
	leave(&r);
}

static void a_person_holds_the_latest_slip_that_is_not_revoked(void **state)
{
	struct room r = { .counter = 1 };

	assert_int_equal(enter(&r, state), OK);
	assert_null(private_slip_of(r.table, "12"));
	assert_int_equal(private_assign(r.table, 1, 2, "12"), OK);
	assert_int_equal(private_slip_of(r.table, "12")->outer, 2);
	assert_int_equal(private_assign(r.table, 2, 1, "12"), OK);
	assert_int_equal(private_slip_of(r.table, "12")->issue, 2);
	assert_int_equal(private_revoke(r.table, 2, 1), OK);
	assert_int_equal(private_slip_of(r.table, "12")->issue, 1);
	assert_int_equal(private_revoke(r.table, 1, 2), OK);
	assert_null(private_slip_of(r.table, "12"));
	assert_true(private_slip(r.table, 1, 2)->is_revoked);
	assert_null(private_slip(r.table, 1, 3));
	assert_int_equal(private_revoke(r.table, 1, 3), ERR_RANGE);
	assert_int_equal(private_assign(r.table, 0, 1, "12"), ERR_RANGE);
	assert_int_equal(private_assign(r.table, 1, 1, "123456789"), ERR_RANGE);
	leave(&r);
}

static void another_key_or_none_does_not_open_the_table(void **state)
{
	struct room r = { .counter = 1 };
	FILE *f;

	assert_int_equal(enter(&r, state), OK);
	leave(&r);
	f = fopen(r.key, "r+b");
	assert_non_null(f);
	putc(0xaa, f);
	fclose(f);
	assert_int_equal(enter(&r, state), ERR_PASSPHRASE);
	leave(&r);
	unlink(r.key);
	assert_int_equal(enter(&r, state), ERR_IO);
	assert_int_not_equal(access(r.key, F_OK), 0);
	leave(&r);
}

static void a_row_moved_to_another_place_is_refused(void **state)
{
	static const uint8_t code[BADGE_CODE_SIZE] = "badgecode";
	struct room r = { .counter = 1 };
	struct buf row = { 0 };
	uint8_t read[BADGE_CODE_SIZE];

	assert_int_equal(enter(&r, state), OK);
	assert_int_equal(private_set_badge(r.table, "12", code), OK);
	assert_int_equal(store_get(r.store, "private_badge", "12", &row), OK);
	assert_int_equal(store_put(r.store, "private_badge", "13", row.at, row.len), OK);
	assert_int_equal(private_badge(r.table, read, "13"), ERR_PASSPHRASE);
	assert_int_equal(store_put(r.store, "private_details", "12", row.at, row.len), OK);
	row.len = 0;
	assert_int_equal(private_details(r.table, &row, "12"), ERR_PASSPHRASE);
	buf_release(&row);
	leave(&r);
}

static void neither_name_nor_code_stands_in_the_file(void **state)
{
	struct room r = { .counter = 1 };
	struct buf bytes = { 0 };
	FILE *f;
	int byte;

	assert_int_equal(enter(&r, state), OK);
	assert_int_equal(private_set_badge(r.table, "12", (const uint8_t *)"CANARYCODE"), OK);
	assert_int_equal(private_set_details(r.table, "12", "CANARYTEXT"), OK);
	assert_int_equal(private_assign(r.table, 1, 2, "77665544"), OK);
	leave(&r);
	f = fopen(r.db, "rb");
	assert_non_null(f);
	while ((byte = getc(f)) != EOF) {
		uint8_t one = (uint8_t)byte;

		buf_add(&bytes, &one, 1);
	}
	fclose(f);
	assert_non_null(memmem(bytes.at, bytes.len, "private_badge", 13));
	assert_null(memmem(bytes.at, bytes.len, "CANARY", 6));
	assert_null(memmem(bytes.at, bytes.len, "77665544", 8));
	buf_release(&bytes);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temp_folder_make, temp_folder_remove)
	const struct CMUnitTest tests[] = {
		IN_FOLDER(slips_badges_keys_and_details_survive_a_restart),
		IN_FOLDER(a_person_holds_the_latest_slip_that_is_not_revoked),
		IN_FOLDER(another_key_or_none_does_not_open_the_table),
		IN_FOLDER(a_row_moved_to_another_place_is_refused),
		IN_FOLDER(neither_name_nor_code_stands_in_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
