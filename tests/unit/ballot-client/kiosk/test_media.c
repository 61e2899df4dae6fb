/* Does a copy of a trustee's key file come back as it was, to that machine in that meeting alone, and never over a key that is there? */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "ballot-client/keyfile.h"
#include "ballot-client/kiosk/media.h"
#include "protocol/os/os.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/temp_folder.h"

static const char PASSPHRASE[] = "correct horse";

struct desk {
	struct identity who;
	struct media media;
	char stick[TEMP_PATH_SIZE + 20], key[TEMP_PATH_SIZE + 40];
};

/* A machine's folder with a key file, and a stick. */
static void begin(struct desk *d, void **state)
{
	const struct temp_folder *f = *state;
	struct ceremony c = { .id = 1, .n = 3, .t = 2, .meeting = "0123456789ABCDEF" };
	struct keyfile k;

	*d = (struct desk){ .who = { .meeting = "0123456789ABCDEF", .name = "监票人/1", .role = MACHINE_TRUSTEE } };
	snprintf(d->who.folder, sizeof d->who.folder, "%s/machine", f->path);
	snprintf(d->stick, sizeof d->stick, "%s/stick", f->path);
	snprintf(d->key, sizeof d->key, "%s/machine/trustee.key", f->path);
	assert_int_equal(mkdir(d->who.folder, 0700), 0);
	assert_int_equal(mkdir(d->stick, 0700), 0);
	assert_int_equal(keyfile_open(&k, d->key, PASSPHRASE), OK);
	keyfile_begin(&k, &c, 1, 0);
	for (size_t i = 0; i < c.t; i++)
		k.now.secret.coefficients[i] = scalar_from_u64(i + 1);
	k.now.secret.channel = scalar_from_u64(7);
	k.now.reveal = strdup("{\"name\":\"监票人/1\"}");
	assert_int_equal(keyfile_save(&k), OK);
	keyfile_release(&k);
	media_find(&d->media, &d->who, d->stick);
	assert_int_equal(d->media.count, 1);
	assert_false(d->media.has_copy[0]);
}

static void read_key(const struct desk *d, struct buf *out)
{
	assert_int_equal(file_read(out, d->key, 1 << 20), OK);
}

static void a_copy_comes_back_as_it_was(void **state)
{
	struct desk d;
	struct buf before = { 0 }, after = { 0 };

	begin(&d, state);
	read_key(&d, &before);
	assert_int_equal(media_copy_to(&d.media, 0, &d.who), OK);
	media_find(&d.media, &d.who, d.stick);
	assert_true(d.media.has_copy[0]);
	assert_int_equal(unlink(d.key), 0);
	assert_int_equal(media_take_from(&d.media, 0, &d.who, PASSPHRASE), OK);
	read_key(&d, &after);
	assert_int_equal(after.len, before.len);
	assert_memory_equal(after.at, before.at, before.len);
	buf_release(&before);
	buf_release(&after);
}

static void a_wrong_passphrase_takes_nothing(void **state)
{
	struct desk d;

	begin(&d, state);
	assert_int_equal(media_copy_to(&d.media, 0, &d.who), OK);
	assert_int_equal(unlink(d.key), 0);
	assert_int_equal(media_take_from(&d.media, 0, &d.who, "wrong horse"), ERR_PASSPHRASE);
	assert_int_not_equal(access(d.key, F_OK), 0);
}

static void a_key_that_is_there_is_never_written_over(void **state)
{
	struct desk d;

	begin(&d, state);
	assert_int_equal(media_copy_to(&d.media, 0, &d.who), OK);
	assert_int_equal(media_take_from(&d.media, 0, &d.who, PASSPHRASE), ERR_NAME_TAKEN);
}

/* The file's name is no proof: what is in it is. */
static void another_machines_copy_is_not_taken(void **state)
{
	struct desk d;
	char mine[TEMP_PATH_SIZE + 80], theirs[TEMP_PATH_SIZE + 80];

	begin(&d, state);
	assert_int_equal(media_copy_to(&d.media, 0, &d.who), OK);
	snprintf(mine, sizeof mine, "%s/0123456789ABCDEF-监票人_1.trustee-key", d.stick);
	snprintf(theirs, sizeof theirs, "%s/0123456789ABCDEF-监票人_2.trustee-key", d.stick);
	assert_int_equal(rename(mine, theirs), 0);
	assert_int_equal(unlink(d.key), 0);
	strcpy(d.who.name, "监票人/2");
	media_find(&d.media, &d.who, d.stick);
	assert_true(d.media.has_copy[0]);
	assert_int_equal(media_take_from(&d.media, 0, &d.who, PASSPHRASE), ERR_MACHINE);
	assert_int_not_equal(access(d.key, F_OK), 0);
}

static void there_must_be_a_stick_and_a_file(void **state)
{
	struct desk d;

	begin(&d, state);
	assert_int_equal(media_copy_to(&d.media, 1, &d.who), ERR_RANGE);
	assert_int_equal(media_take_from(&d.media, 1, &d.who, PASSPHRASE), ERR_RANGE);
	assert_int_equal(unlink(d.key), 0);
	assert_int_equal(media_copy_to(&d.media, 0, &d.who), ERR_IO);
	assert_int_equal(media_take_from(&d.media, 0, &d.who, PASSPHRASE), ERR_IO);
	media_find(&d.media, &d.who, "/nowhere");
	assert_int_equal(d.media.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_copy_comes_back_as_it_was, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(a_wrong_passphrase_takes_nothing, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(a_key_that_is_there_is_never_written_over, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(another_machines_copy_is_not_taken, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(there_must_be_a_stick_and_a_file, temp_folder_make, temp_folder_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
