/* Is a file there whole or not at all, with the mode that was asked for, and are folders made with their parents? */
#include "tests/unit/cmocka_all.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "protocol/os/os.h"

struct place {
	char folder[32], file[64];
};

static int make_place(void **state)
{
	static struct place p;

	strcpy(p.folder, "/tmp/test_file.XXXXXX");
	if (!mkdtemp(p.folder))
		return -1;
	snprintf(p.file, sizeof p.file, "%s/file", p.folder);
	*state = &p;
	return 0;
}

static int remove_place(void **state)
{
	struct place *p = *state;

	unlink(p->file);
	return rmdir(p->folder);
}

static unsigned mode_of(const char *path)
{
	struct stat found;

	assert_int_equal(stat(path, &found), 0);
	return found.st_mode & 07777;
}

static size_t files_in(const char *folder)
{
	DIR *d = opendir(folder);
	size_t count = 0;

	while (readdir(d))
		count++;
	closedir(d);
	return count - 2;
}

static void what_was_written_is_read(void **state)
{
	struct place *p = *state;
	struct buf b = { 0 };
	static uint8_t big[200000];

	memset(big, 7, sizeof big);
	assert_int_equal(file_write_durable(p->file, big, sizeof big, 0600), OK);
	assert_int_equal(file_read(&b, p->file, sizeof big), OK);
	assert_int_equal(b.len, sizeof big);
	assert_int_equal(file_read(&b, p->file, sizeof big - 1), ERR_TOO_LONG);
	assert_memory_equal(b.at, big, sizeof big);
	buf_release(&b);
	assert_int_equal(file_write_durable(p->file, "", 0, 0600), OK);
	assert_int_equal(file_read(&b, p->file, 0), OK);
	assert_int_equal(b.len, 0);
}

static void a_new_file_replaces_the_old_with_its_own_mode_and_leaves_nothing_else(void **state)
{
	struct place *p = *state;
	struct buf b = { 0 };

	assert_int_equal(file_write_durable(p->file, "old and longer", 14, 0644), OK);
	assert_int_equal(mode_of(p->file), 0644);
	assert_int_equal(file_write_durable(p->file, "new", 3, 0600), OK);
	assert_int_equal(mode_of(p->file), 0600);
	assert_int_equal(files_in(p->folder), 1);
	assert_int_equal(file_read(&b, p->file, 100), OK);
	assert_string_equal(buf_text(&b), "new");
	buf_release(&b);
}

static void a_file_that_cannot_be_written_leaves_nothing(void **state)
{
	struct place *p = *state;
	char taken[80], below[80];

	assert_int_equal(file_write_durable("/nowhere/at/all", "x", 1, 0600), ERR_IO);
	/* a folder cannot be replaced by a file: the last step fails */
	snprintf(taken, sizeof taken, "%s/taken", p->folder);
	snprintf(below, sizeof below, "%s/taken/x", p->folder);
	assert_int_equal(folder_make(below), OK);
	assert_int_equal(file_write_durable(taken, "x", 1, 0600), ERR_IO);
	assert_int_equal(files_in(taken), 1);
	assert_int_equal(rmdir(below), 0);
	assert_int_equal(rmdir(taken), 0);
	unlink(p->file);
	assert_int_equal(files_in(p->folder), 0);
}

static void a_file_that_is_too_long_or_missing_changes_nothing(void **state)
{
	struct place *p = *state;
	struct buf b = { 0 };

	buf_add_text(&b, "kept");
	assert_int_equal(file_write_durable(p->file, "12345", 5, 0600), OK);
	assert_int_equal(file_read(&b, p->file, 4), ERR_TOO_LONG);
	assert_int_equal(file_read(&b, "/nowhere/at/all", 4), ERR_IO);
	assert_int_equal(file_read(&b, p->folder, 4), ERR_IO);
	assert_string_equal(buf_text(&b), "kept");
	assert_int_equal(file_read(&b, p->file, 5), OK);
	assert_string_equal(buf_text(&b), "kept12345");
	buf_release(&b);
}

static void folders_are_made_with_their_parents_for_the_owner_alone(void **state)
{
	struct place *p = *state;
	char a[80], ab[80], file[80];

	snprintf(a, sizeof a, "%s/a", p->folder);
	snprintf(ab, sizeof ab, "%s/a/b/", p->folder);
	assert_int_equal(folder_make(ab), OK);
	assert_int_equal(folder_make(ab), OK);
	assert_int_equal(mode_of(a), 0700);
	assert_int_equal(mode_of(ab), 0700);
	assert_int_equal(rmdir(ab), 0);
	assert_int_equal(rmdir(a), 0);

	assert_int_equal(file_write_durable(p->file, "x", 1, 0600), OK);
	snprintf(file, sizeof file, "%s/sub", p->file);
	assert_int_equal(folder_make(p->file), ERR_IO);
	assert_int_equal(folder_make(file), ERR_IO);
	assert_int_equal(folder_make(""), ERR_IO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_written_is_read, make_place, remove_place),
		cmocka_unit_test_setup_teardown(a_new_file_replaces_the_old_with_its_own_mode_and_leaves_nothing_else, make_place, remove_place),
		cmocka_unit_test_setup_teardown(a_file_that_cannot_be_written_leaves_nothing, make_place, remove_place),
		cmocka_unit_test_setup_teardown(a_file_that_is_too_long_or_missing_changes_nothing, make_place, remove_place),
		cmocka_unit_test_setup_teardown(folders_are_made_with_their_parents_for_the_owner_alone, make_place, remove_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
