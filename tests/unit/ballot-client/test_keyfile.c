/* Does a trustee find in its key file, under its passphrase and no other, all that it put there, whatever fails while it is written?
 *
 * Linked so that requests for memory and calls that write come by here (see WRAP in the Makefile). */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "ballot-client/keyfile.h"
#include "protocol/base/fields.h"
#include "protocol/os/os.h"
#include "tests/unit/keyfile_kit.h"

/* ---- keeping ---- */

static void all_that_was_put_in_comes_out(void **state)
{
	struct keyfile k;

	make_and_let_go(state);
	assert_int_equal(keyfile_open(&k, path_of(state), PASSPHRASE), OK);
	is_as_filled(&k.now, 2, false);
	is_as_filled(&k.before, 1, true);
	assert_int_equal(k.opened_count, 2);
	is_opened(&k, "budget", 1, 41);
	is_opened(&k, "budget", 2, 52);
	/* and again, from what was read */
	assert_int_equal(keyfile_save(&k), OK);
	keyfile_release(&k);
	is_empty(&k);
	assert_int_equal(keyfile_open(&k, path_of(state), PASSPHRASE), OK);
	is_as_filled(keyfile_set(&k, 2), 2, false);
	is_as_filled(keyfile_set(&k, 1), 1, true);
	is_opened(&k, "budget", 2, 52);
	keyfile_release(&k);
}

static void one_ceremony_alone_is_kept_with_its_share(void **state)
{
	struct keyfile k;

	assert_int_equal(keyfile_open(&k, path_of(state), PASSPHRASE), OK);
	fill(&k, 1, 0, true);
	assert_int_equal(keyfile_save(&k), OK);
	keyfile_release(&k);
	assert_int_equal(keyfile_open(&k, path_of(state), PASSPHRASE), OK);
	is_as_filled(keyfile_set(&k, 1), 1, true);
	assert_null(keyfile_set(&k, 0));
	assert_null(keyfile_set(&k, 2));
	assert_int_equal(k.opened_count, 0);
	keyfile_release(&k);
}

static void nothing_is_written_before_the_first_save(void **state)
{
	struct keyfile k;

	assert_int_equal(keyfile_open(&k, path_of(state), PASSPHRASE), OK);
	assert_null(keyfile_set(&k, 1));
	assert_null(keyfile_opened(&k, "budget", 1));
	keyfile_release(&k);
	assert_int_equal(access(path_of(state), F_OK), -1);
}

static void the_file_is_its_owners_alone_and_shows_nothing(void **state)
{
	struct buf text;
	struct stat found;
	json_t *object;

	make_and_let_go(state);
	assert_int_equal(stat(path_of(state), &found), 0);
	assert_int_equal(found.st_mode & 0777, 0600);
	read_text(&text, state);
	assert_int_equal(json_read(&object, (const char *)text.at, text.len), OK);
	assert_int_equal(json_object_size(object), 2);
	assert_non_null(json_object_get(object, "salt"));
	assert_non_null(json_object_get(object, "sealed"));
	assert_null(strstr(buf_text(&text), "budget"));
	json_decref(object);
	buf_release(&text);
}

/* The same passphrase for two trustees must not give the same key. */
static void every_file_has_a_salt_of_its_own(void **state)
{
	struct keyfile a, b;
	char other[TEMP_PATH_SIZE + 60];

	assert_int_equal(keyfile_open(&a, path_of(state), PASSPHRASE), OK);
	assert_int_equal(keyfile_open(&b, temp_path(other, state, "other.key"), PASSPHRASE), OK);
	assert_memory_not_equal(a.salt, b.salt, sizeof a.salt);
	assert_memory_not_equal(a.key, b.key, sizeof a.key);
	keyfile_release(&a);
	keyfile_release(&b);
}

/* ---- boxes ---- */

static void an_attempt_that_was_not_opened_is_not_found(void **state)
{
	struct keyfile k;

	make_file(&k, state);
	assert_null(keyfile_opened(&k, "budget", 3));
	assert_null(keyfile_opened(&k, "budge", 1));
	assert_null(keyfile_opened(&k, "plan", 1));
	keyfile_release(&k);
}

/* The share is gone even where it was not kept: leaks show under the sanitizer. */
static void no_more_boxes_are_opened_than_the_file_takes(void **state)
{
	struct keyfile k;
	uint8_t root[32] = { 0 }, *share;
	uint32_t count = 0;

	assert_int_equal(keyfile_open(&k, path_of(state), PASSPHRASE), OK);
	fill(&k, 1, 0, true);
	do {
		share = malloc(50);
		assert_non_null(share);
		memset(share, 1, 50);
		count++;
	} while (count < 5000 && keyfile_add_opened(&k, "budget", count, 9, root, share, 50) == OK);
	assert_int_equal(count, 1001);
	assert_int_equal(k.opened_count, 1000);
	share = malloc(50);
	assert_int_equal(keyfile_add_opened(&k, "budget", count, 9, root, share, 50), ERR_TOO_LONG);
	assert_int_equal(keyfile_save(&k), OK);
	keyfile_release(&k);
	assert_int_equal(keyfile_open(&k, path_of(state), PASSPHRASE), OK);
	assert_non_null(keyfile_opened(&k, "budget", 1000));
	keyfile_release(&k);
}

static void a_file_that_could_not_be_read_back_is_not_written(void **state)
{
	struct keyfile k;
	struct buf before, after;
	size_t len = 10 << 20;
	uint8_t root[32] = { 0 }, *share = calloc(1, len);

	make_file(&k, state);
	read_text(&before, state);
	assert_int_equal(keyfile_add_opened(&k, "plan", 1, 60, root, share, len), OK);
	assert_int_equal(keyfile_save(&k), ERR_TOO_LONG);
	read_text(&after, state);
	assert_int_equal(after.len, before.len);
	assert_memory_equal(after.at, before.at, before.len);
	buf_release(&before);
	buf_release(&after);
	keyfile_release(&k);
}

/* ---- failing ---- */

static size_t files_in(void **state)
{
	const struct temp_folder *f = *state;
	DIR *folder = opendir(f->path);
	size_t count = 0;

	assert_non_null(folder);
	for (const struct dirent *d; (d = readdir(folder)) != NULL;)
		count += d->d_name[0] != '.';
	closedir(folder);
	return count;
}

/* Saves, with one call after the other refused, until none is: how often one was. Until then the
 * old file is there, or, if only its folder was not synced, the new. */
static size_t save_failing(struct keyfile *k, void **state, size_t *calls)
{
	struct buf before, after;
	size_t rounds = 0;

	read_text(&before, state);
	for (;; rounds++) {
		granted.has_refused = granted.has_renamed = false;
		*calls = rounds;
		enum err err = keyfile_save(k);
		*calls = SIZE_MAX;
		if (!err)
			break;
		assert_true(granted.has_refused);
		assert_int_equal(files_in(state), 1);
		read_text(&after, state);
		if (!granted.has_renamed) {
			assert_int_equal(after.len, before.len);
			assert_memory_equal(after.at, before.at, before.len);
		}
		buf_release(&after);
	}
	assert_false(granted.has_refused);
	buf_release(&before);
	return rounds;
}

static void is_whole(void **state)
{
	struct keyfile k;

	assert_int_equal(keyfile_open(&k, path_of(state), PASSPHRASE), OK);
	is_as_filled(&k.now, 2, false);
	is_as_filled(&k.before, 1, true);
	is_opened(&k, "budget", 1, 41);
	is_opened(&k, "budget", 2, 52);
	is_opened(&k, "plan", 1, 60);
	keyfile_release(&k);
}

static void without_memory_the_old_file_stays(void **state)
{
	struct keyfile k;

	make_file(&k, state);
	open_box(&k, "plan", 1, 60);
	json_set_alloc_funcs(__wrap_malloc, free);
	assert_true(save_failing(&k, state, &granted.memory) > 100);
	json_set_alloc_funcs(malloc, free);
	keyfile_release(&k);
	is_whole(state);
}

static void without_a_disk_the_old_file_stays(void **state)
{
	struct keyfile k;

	make_file(&k, state);
	open_box(&k, "plan", 1, 60);
	/* the temporary file made, written, synced and closed; renamed; the folder synced */
	assert_int_equal(save_failing(&k, state, &granted.writing), 6);
	keyfile_release(&k);
	is_whole(state);
}

static void a_box_for_which_there_is_no_memory_is_not_opened(void **state)
{
	struct keyfile k;
	uint8_t root[32] = { 0 }, *share;

	make_file(&k, state);
	share = malloc(50);
	granted.memory = 0;
	assert_int_equal(keyfile_add_opened(&k, "plan", 1, 60, root, share, 50), ERR_MEMORY);
	granted.memory = SIZE_MAX;
	assert_null(keyfile_opened(&k, "plan", 1));
	is_opened(&k, "budget", 2, 52);
	keyfile_release(&k);
}

/* ---- refusing ---- */

static void opens_with(void **state, const char *passphrase, enum err expected)
{
	struct keyfile k;
	enum err err = keyfile_open(&k, path_of(state), passphrase);

	if (err != expected)
		fail_msg("%s, not %s", err_code(err), err_code(expected));
	if (err)
		is_empty(&k);
	else
		keyfile_release(&k);
}

static void another_passphrase_opens_nothing(void **state)
{
	make_and_let_go(state);
	opens_with(state, "correct hors", ERR_PASSPHRASE);
	opens_with(state, "", ERR_PASSPHRASE);
	opens_with(state, PASSPHRASE, OK);
}

static void a_path_that_cannot_be_looked_at_is_not_an_empty_file(void **state)
{
	struct keyfile k;
	char below[TEMP_PATH_SIZE + 80], too_long[5000];

	make_and_let_go(state);
	snprintf(below, sizeof below, "%s/trustee.key", path_of(state));
	assert_int_equal(keyfile_open(&k, below, PASSPHRASE), ERR_IO);
	is_empty(&k);
	memset(too_long, 'a', sizeof too_long);
	too_long[sizeof too_long - 1] = 0;
	assert_int_equal(keyfile_open(&k, too_long, PASSPHRASE), ERR_TOO_LONG);
	is_empty(&k);
}

static void a_damaged_file_opens_nothing(void **state)
{
	static const char *const texts[] = { "", "{}", "[]", "{\"salt\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"sealed\":\"AAAA\",\"more\":1}",
					     "{\"salt\":\"AAAA\",\"sealed\":\"AAAA\"}", "{\"salt\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"sealed\":\"AAAA\"}" };
	static const enum err errors[] = { ERR_JSON, ERR_FIELD_MISSING, ERR_JSON, ERR_FIELD_UNKNOWN, ERR_BASE64, ERR_PASSPHRASE };
	struct buf text;

	make_and_let_go(state);
	read_text(&text, state);
	char *line = strdup(buf_text(&text)), *sealed = strstr(line, "\"sealed\":\"") + strlen("\"sealed\":\"");
	/* the last group of four may be padded, where not every character can stand */
	size_t whole = strlen(sealed) - strlen("\"}") - 4;

	for (size_t i = 0; i < 5; i++) {
		char *at = sealed + i * (whole - 1) / 4, was = *at;

		*at = was == 'A' ? 'B' : 'A';
		write_text(state, line);
		opens_with(state, PASSPHRASE, ERR_PASSPHRASE);
		*at = was;
	}
	write_text(state, line);
	opens_with(state, PASSPHRASE, OK);
	line[strlen(line) / 2] = 0;
	write_text(state, line);
	opens_with(state, PASSPHRASE, ERR_JSON);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		write_text(state, texts[i]);
		opens_with(state, PASSPHRASE, errors[i]);
	}
	free(line);
	buf_release(&text);
}

/* ---- what another version might have sealed ---- */

struct inside {
	struct keyfile k;
	json_t *object;
};

static void look_inside(struct inside *in, void **state)
{
	struct buf text;
	json_t *outer;
	uint8_t sealed[8192], plain[8192];
	size_t len;

	make_file(&in->k, state);
	read_text(&text, state);
	assert_int_equal(json_read(&outer, (const char *)text.at, text.len), OK);
	assert_int_equal(base64_decode_any(sealed, &len, sizeof sealed, json_string_value(json_object_get(outer, "sealed"))), OK);
	assert_int_equal(secret_open(plain, in->k.key, "tally/1/trustee", 15, sealed, len), OK);
	assert_int_equal(json_read(&in->object, (const char *)plain, len - 28), OK);
	json_decref(outer);
	buf_release(&text);
}

/* Seals `object` in place of what was inside, and opens the file. */
static void is_taken(const struct inside *in, void **state, const json_t *object, enum err expected)
{
	char *plain = json_write(object), *line;
	size_t len = strlen(plain);
	uint8_t *sealed = malloc(len + 28);
	json_t *outer;

	assert_int_equal(secret_seal(sealed, in->k.key, "tally/1/trustee", 15, plain, len, &os_rng), OK);
	outer = json_pack("{s:o, s:o}", "salt", json_base64(in->k.salt, sizeof in->k.salt), "sealed", json_base64(sealed, len + 28));
	line = json_write(outer);
	write_text(state, line);
	json_decref(outer);
	free(line);
	free(sealed);
	free(plain);
	opens_with(state, PASSPHRASE, expected);
}

/* The object with `value` (stolen; NULL: nothing) as a field of `within`: "" for itself, else of the first of that list. */
static void with(const struct inside *in, void **state, const char *within, const char *field, json_t *value, enum err expected)
{
	json_t *object = json_deep_copy(in->object), *place = *within ? json_array_get(json_object_get(object, within), 0) : object;

	assert_true(json_is_object(place));
	if (value)
		json_object_set_new(place, field, value);
	else
		assert_int_equal(json_object_del(place, field), 0);
	is_taken(in, state, object, expected);
	json_decref(object);
}

static void every_field_inside_must_be_there_and_no_other(void **state)
{
	static const char *const fields[][2] = {
		{ "", "sets" }, { "", "opened" }, { "sets", "meeting" }, { "sets", "ceremony" }, { "sets", "index" }, { "sets", "coefficients" },
		{ "sets", "channel" }, { "sets", "cosign" }, { "sets", "reveal" }, { "opened", "poll" }, { "opened", "attempt" }, { "opened", "size" },
		{ "opened", "root" }, { "opened", "share" },
	};
	struct inside in;

	look_inside(&in, state);
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		with(&in, state, fields[i][0], fields[i][1], NULL, ERR_FIELD_MISSING);
		with(&in, state, fields[i][0], fields[i][1], json_true(), ERR_FIELD_TYPE);
	}
	with(&in, state, "", "more", json_true(), ERR_FIELD_UNKNOWN);
	with(&in, state, "sets", "more", json_true(), ERR_FIELD_UNKNOWN);
	with(&in, state, "opened", "more", json_true(), ERR_FIELD_UNKNOWN);
	json_decref(in.object);
	keyfile_release(&in.k);
}

static json_t *copies(const json_t *value, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, json_deep_copy(value));
	return list;
}

static void every_field_inside_is_within_its_bounds(void **state)
{
	uint8_t too_large[32];
	struct inside in;

	look_inside(&in, state);
	const json_t *set = json_array_get(json_object_get(in.object, "sets"), 0), *coefficient = json_array_get(json_object_get(set, "coefficients"), 0);
	memset(too_large, 0xFF, sizeof too_large);
	json_t *no_scalar = json_base64(too_large, sizeof too_large);
	with(&in, state, "", "sets", json_array(), ERR_RANGE);
	with(&in, state, "", "sets", copies(set, 3), ERR_RANGE);
	with(&in, state, "sets", "meeting", json_string("0123456789ABCDEF0"), ERR_RANGE);
	with(&in, state, "sets", "ceremony", json_integer(0), ERR_RANGE);
	with(&in, state, "sets", "index", json_integer(10), ERR_RANGE);
	with(&in, state, "sets", "coefficients", copies(coefficient, 10), ERR_RANGE);
	with(&in, state, "sets", "coefficients", copies(no_scalar, 2), ERR_SCALAR);
	with(&in, state, "sets", "channel", json_incref(no_scalar), ERR_SCALAR);
	with(&in, state, "sets", "share", no_scalar, ERR_SCALAR);
	with(&in, state, "opened", "poll", json_string("a-name-of-21-bytes---"), ERR_RANGE);
	with(&in, state, "opened", "attempt", json_integer(0), ERR_RANGE);
	with(&in, state, "opened", "root", json_string("00"), ERR_HEX);
	json_decref(in.object);
	keyfile_release(&in.k);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, temp_folder_make, temp_folder_remove)
	static const struct CMUnitTest tests[] = {
		TEST(all_that_was_put_in_comes_out),
		TEST(one_ceremony_alone_is_kept_with_its_share),
		TEST(nothing_is_written_before_the_first_save),
		TEST(the_file_is_its_owners_alone_and_shows_nothing),
		TEST(every_file_has_a_salt_of_its_own),
		TEST(an_attempt_that_was_not_opened_is_not_found),
		TEST(no_more_boxes_are_opened_than_the_file_takes),
		TEST(a_file_that_could_not_be_read_back_is_not_written),
		TEST(without_memory_the_old_file_stays),
		TEST(without_a_disk_the_old_file_stays),
		TEST(a_box_for_which_there_is_no_memory_is_not_opened),
		TEST(another_passphrase_opens_nothing),
		TEST(a_path_that_cannot_be_looked_at_is_not_an_empty_file),
		TEST(a_damaged_file_opens_nothing),
		TEST(every_field_inside_must_be_there_and_no_other),
		TEST(every_field_inside_is_within_its_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
