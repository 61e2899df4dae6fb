/* Is the browser started at an address of its own, and anew at another when it ends, with nothing
 * of ours in its hands and nothing of its own left behind? */
#include <event2/event.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "ballot-client/kiosk/browser.h"
#include "protocol/os/os.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/temp_folder.h"

#define PAGE(number) "<!doctype html><meta http-equiv=refresh content=\"0;url=http://127.0.0.1:1/?t=" number "\">\n"

/* By this line a program says that it is there. */
#define THERE "echo >> ${HOME%/*}/there\n"

/* In place of Chromium: notes the page at its last argument, its home and its descriptors, and does as the test says. */
static void put_program(const struct temp_folder *f, const char *then)
{
	char path[TEMP_PATH_SIZE + 40], text[1000];

	snprintf(path, sizeof path, "%s/chromium", f->path);
	snprintf(text, sizeof text, "#!/bin/sh\nfor last; do :; done\n/bin/cat \"${last#file://}\" >> %s/pages\necho \"$*\" > %s/arguments\necho \"$HOME\" > %s/home\n"
		 "/bin/ls /proc/self/fd > %s/fds\n%s\n", f->path, f->path, f->path, f->path, then);
	assert_int_equal(file_write_durable(path, text, strlen(text), 0700), OK);
	setenv("PATH", f->path, 1);
}

static void new_address(void *context, char out[160])
{
	int *count = context;

	snprintf(out, 160, "http://127.0.0.1:1/?t=%d", ++*count);
}

static void run_for(struct event_base *base, int ms)
{
	struct timeval wait = { ms / 1000, ms % 1000 * 1000 };

	event_base_loopexit(base, &wait);
	event_base_dispatch(base);
}

/* Until the program has been there so often. */
static void run_until_there(const struct temp_folder *f, struct event_base *base, size_t times)
{
	char path[TEMP_PATH_SIZE + 40];
	struct buf text = { 0 };

	snprintf(path, sizeof path, "%s/there", f->path);
	for (int i = 0; i < 1000 && text.len < times; i++) {
		run_for(base, 20);
		buf_release(&text);
		if (file_read(&text, path, 100) != OK)
			text.len = 0;
	}
	assert_int_equal(text.len, times);
	buf_release(&text);
}

static void has_text(const struct temp_folder *f, const char *name, const char *expected)
{
	char path[TEMP_PATH_SIZE + 40];
	struct buf text = { 0 };

	snprintf(path, sizeof path, "%s/%s", f->path, name);
	assert_int_equal(file_read(&text, path, 10000), OK);
	assert_string_equal(buf_text(&text), expected);
	buf_release(&text);
}

static void is_nowhere(const struct temp_folder *f, const char *name, const char *text)
{
	char path[TEMP_PATH_SIZE + 40];
	struct buf found = { 0 };

	snprintf(path, sizeof path, "%s/%s", f->path, name);
	assert_int_equal(file_read(&found, path, 10000), OK);
	assert_null(strstr(buf_text(&found), text));
	buf_release(&found);
}

static size_t profiles(const struct temp_folder *f)
{
	char pattern[TEMP_PATH_SIZE + 40];
	glob_t found = { 0 };

	snprintf(pattern, sizeof pattern, "%s/tally-kiosk-*", f->path);
	size_t count = glob(pattern, 0, NULL, &found) == 0 ? found.gl_pathc : 0;
	globfree(&found);
	return count;
}

/* Its home is its profile, and others may not look into that. */
static void is_home(const struct temp_folder *f)
{
	char pattern[TEMP_PATH_SIZE + 40], expected[TEMP_PATH_SIZE + 60];
	glob_t found = { 0 };
	struct stat s;

	snprintf(pattern, sizeof pattern, "%s/tally-kiosk-*", f->path);
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	snprintf(expected, sizeof expected, "%s\n", found.gl_pathv[0]);
	has_text(f, "home", expected);
	assert_int_equal(stat(found.gl_pathv[0], &s), 0);
	assert_int_equal(s.st_mode & 077, 0);
	globfree(&found);
}

static void begin(const struct temp_folder *f, struct event_base *base, struct browser **b, int *count)
{
	assert_int_equal(browser_new(b, &(struct browser_options){
		.base = base, .memory = f->path, .context = count, .new_address = new_address }), OK);
}

static void one_that_ends_is_started_anew_at_another_address(void **state)
{
	const struct temp_folder *f = *state;
	struct event_base *base = event_base_new();
	struct browser *b;
	int count = 0, extra = open("/dev/null", O_RDONLY);

	put_program(f, THERE "exit 1");
	begin(f, base, &b, &count);
	run_until_there(f, base, 2);
	has_text(f, "pages", PAGE("1") PAGE("2"));
	is_nowhere(f, "arguments", "?t=");
	/* the three that everybody has, and the one by which ls reads the folder */
	has_text(f, "fds", "0\n1\n2\n3\n");
	browser_free(b);
	close(extra);
	event_base_free(base);
}

static void it_ends_with_us_and_leaves_no_file(void **state)
{
	const struct temp_folder *f = *state;
	struct event_base *base = event_base_new();
	struct browser *b;
	int count = 0;

	put_program(f, "/bin/mkdir ${1#*=}/cache && echo secret > ${1#*=}/cache/page\n" THERE "exec /bin/sleep 100");
	begin(f, base, &b, &count);
	run_until_there(f, base, 1);
	assert_int_equal(profiles(f), 1);
	is_home(f);
	browser_free(b);
	assert_int_equal(profiles(f), 0);
	assert_int_equal(count, 1);
	event_base_free(base);
}

static void without_a_folder_in_memory_it_is_not_started(void **state)
{
	const struct temp_folder *f = *state;
	struct event_base *base = event_base_new();
	struct browser *b;
	int count = 0;

	put_program(f, "exit 0");
	assert_int_equal(browser_new(&b, &(struct browser_options){
		.base = base, .memory = "/nowhere", .context = &count, .new_address = new_address }), ERR_IO);
	assert_int_equal(count, 0);
	event_base_free(base);
}

/* The process that has noted its number; nobody may be there to bury it. */
static bool ends_soon(const struct temp_folder *f)
{
	const struct timespec pause = { 0, 20000000 };
	char path[TEMP_PATH_SIZE + 40];
	struct buf pid = { 0 };

	snprintf(path, sizeof path, "%s/pid", f->path);
	assert_int_equal(file_read(&pid, path, 100), OK);
	snprintf(path, sizeof path, "/proc/%d/cmdline", atoi(buf_text(&pid)));
	buf_release(&pid);
	for (int i = 0; i < 1000; i++, nanosleep(&pause, NULL)) {
		FILE *left = fopen(path, "r");
		bool is_gone = !left || fgetc(left) == EOF;

		if (left)
			fclose(left);
		if (is_gone)
			return true;
	}
	return false;
}

/* Killed, the program removes nothing; the browser ends all the same, and the next program clears up. */
static void what_one_that_was_killed_has_left_is_cleared_by_the_next(void **state)
{
	const struct temp_folder *f = *state;
	struct event_base *base = event_base_new();
	struct browser *b, *beside;
	int count = 0, status;

	put_program(f, "echo $$ > ${HOME%/*}/pid\n" THERE "exec /bin/sleep 100");
	pid_t child = fork();
	if (child == 0) {
		struct event_base *own = event_base_new();

		begin(f, own, &b, &count);
		run_until_there(f, own, 1);
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(ends_soon(f));
	assert_int_equal(profiles(f), 1);
	begin(f, base, &b, &count);
	assert_int_equal(profiles(f), 1);
	/* one that is in use stays */
	begin(f, base, &beside, &count);
	assert_int_equal(profiles(f), 2);
	browser_free(beside);
	browser_free(b);
	assert_int_equal(profiles(f), 0);
	event_base_free(base);
}

/* It hears nothing of being asked to end. */
static void one_that_does_not_end_is_ended(void **state)
{
	const struct temp_folder *f = *state;
	struct event_base *base = event_base_new();
	struct browser *b;
	int count = 0;

	put_program(f, "trap '' TERM\n" THERE "while :; do /bin/sleep 1; done");
	begin(f, base, &b, &count);
	run_until_there(f, base, 1);
	browser_free(b);
	assert_int_equal(profiles(f), 0);
	event_base_free(base);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_that_ends_is_started_anew_at_another_address, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(it_ends_with_us_and_leaves_no_file, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(without_a_folder_in_memory_it_is_not_started, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(what_one_that_was_killed_has_left_is_cleared_by_the_next, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(one_that_does_not_end_is_ended, temp_folder_make, temp_folder_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
