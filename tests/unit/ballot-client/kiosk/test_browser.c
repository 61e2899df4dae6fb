/* Is the browser started at an address of its own, and anew at another when it ends, with nothing of ours in its hands and nothing of its own left behind? */
#include <event2/event.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "ballot-client/kiosk/browser.h"
#include "protocol/os/os.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/temp_folder.h"

enum { AGAIN_MS = 3500 };

/* In place of Chromium: notes its last argument, its profile and its descriptors, and does as the test says. */
static void put_program(const struct temp_folder *f, const char *then)
{
	char path[TEMP_PATH_SIZE + 40], text[1000];

	snprintf(path, sizeof path, "%s/chromium", f->path);
	snprintf(text, sizeof text, "#!/bin/sh\nfor last; do :; done\necho \"$last\" >> %s/addresses\necho \"$1\" > %s/profile\n/bin/ls /proc/self/fd > %s/fds\n%s\n", f->path,
		 f->path, f->path, then);
	assert_int_equal(file_write_durable(path, text, strlen(text), 0700), OK);
	setenv("PATH", f->path, 1);
	setenv("XDG_RUNTIME_DIR", f->path, 1);
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

static void has_text(const struct temp_folder *f, const char *name, const char *expected)
{
	char path[TEMP_PATH_SIZE + 40];
	struct buf text = { 0 };

	snprintf(path, sizeof path, "%s/%s", f->path, name);
	assert_int_equal(file_read(&text, path, 10000), OK);
	assert_string_equal(buf_text(&text), expected);
	buf_release(&text);
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

static void one_that_ends_is_started_anew_at_another_address(void **state)
{
	const struct temp_folder *f = *state;
	struct event_base *base = event_base_new();
	struct browser *b;
	int count = 0, extra = open("/dev/null", O_RDONLY);

	put_program(f, "exit 1");
	assert_int_equal(browser_new(&b, &(struct browser_options){ .base = base, .context = &count, .new_address = new_address }), OK);
	run_for(base, AGAIN_MS);
	has_text(f, "addresses", "http://127.0.0.1:1/?t=1\nhttp://127.0.0.1:1/?t=2\n");
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

	put_program(f, "/bin/mkdir ${1#*=}/cache && echo secret > ${1#*=}/cache/page\nexec /bin/sleep 100");
	assert_int_equal(browser_new(&b, &(struct browser_options){ .base = base, .context = &count, .new_address = new_address }), OK);
	run_for(base, 300);
	assert_int_equal(profiles(f), 1);
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
	setenv("XDG_RUNTIME_DIR", "/nowhere", 1);
	assert_int_equal(browser_new(&b, &(struct browser_options){ .base = base, .context = &count, .new_address = new_address }), ERR_IO);
	assert_int_equal(count, 0);
	event_base_free(base);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_that_ends_is_started_anew_at_another_address, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(it_ends_with_us_and_leaves_no_file, temp_folder_make, temp_folder_remove),
		cmocka_unit_test_setup_teardown(without_a_folder_in_memory_it_is_not_started, temp_folder_make, temp_folder_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
