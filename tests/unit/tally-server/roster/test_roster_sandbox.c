/* test_roster_sandbox.c - what if a hostile file took over the parser? Here roster_parse, which the
 * child calls, does what the first byte says. */
#include "tally-server/roster/roster.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "tests/unit/cmocka_all.h"

enum deed { BEHAVE, REFUSE, OPEN_FILE, MAKE_SOCKET, START_PROCESS, RUN_PROGRAM, KILL_CALLER, READ_MEMORY_FILE, CRASH,
	    LEAVE_FAILED, RUN_FOR_EVER, FILL_MEMORY, SAY_TOO_MUCH, SAY_NO_JSON, SPOIL_CALLERS_FILE };

static const char content[] = "the caller's record";

static void spoil(int fd)
{
	char *at = mmap(NULL, sizeof content, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (at != MAP_FAILED)
		at[0] = 'X';
	if (write(fd, "any", 3) == 3)
		raise(SIGABRT);
}

static enum err fill_memory(void)
{
	for (int i = 0; i < 16; i++) {
		char *part = malloc(64 << 20);

		if (!part)
			return ERR_MEMORY;
		memset(part, 1, 64 << 20);
	}
	return OK;
}

static void say(const char *text)
{
	if (write(0, text, strlen(text)) != (ssize_t)strlen(text))
		_exit(1);
}

static void say_too_much(void)
{
	char words[(1 << 14) + 1] = { 0 };

	memset(words, 'x', sizeof words - 1);
	say("{\"error\":\"column\",\"words\":\"");
	for (int i = 0; i < 1 << 10; i++)
		say(words);
	say("\"}");
}

static enum err do_deed(json_t **out, enum deed deed, int fd)
{
	char *const no_words[] = { NULL };
	char byte;

	switch (deed) {
	case BEHAVE:
		break;
	case REFUSE:
		return ERR_COLUMN;
	case OPEN_FILE:
		return open("/etc/passwd", O_RDONLY) < 0 ? ERR_IO : OK;
	case MAKE_SOCKET:
		return socket(AF_INET, SOCK_STREAM, 0) < 0 ? ERR_IO : OK;
	case START_PROCESS:
		return fork() < 0 ? ERR_IO : OK;
	case RUN_PROGRAM:
		return execve("/bin/true", no_words, no_words) ? ERR_IO : OK;
	case KILL_CALLER:
		return kill(getppid(), SIGTERM) ? ERR_IO : OK;
	case READ_MEMORY_FILE:
		return read(fd, &byte, 1) != 1 ? ERR_IO : OK;
	case CRASH:
	case LEAVE_FAILED:
		say("{}");
		if (deed == CRASH)
			abort();
		_exit(1);
	case RUN_FOR_EVER:
		for (volatile int i = 0;; i = 0)
			(void)i;
	case FILL_MEMORY:
		return fill_memory();
	case SAY_TOO_MUCH:
		say_too_much();
		_exit(0);
	case SAY_NO_JSON:
		say("{{");
		_exit(0);
	case SPOIL_CALLERS_FILE:
		spoil(fd);
		break;
	}
	*out = json_object();
	return *out ? OK : ERR_MEMORY;
}

enum err roster_parse(json_t **out, const uint8_t *bytes, size_t len)
{
	return len == 2 ? do_deed(out, bytes[0], bytes[1]) : ERR_BUG;
}

static enum err read_after(json_t **out, enum deed deed, int fd)
{
	const uint8_t bytes[2] = { (uint8_t)deed, (uint8_t)fd };

	return roster_read(out, bytes, sizeof bytes);
}

static void assert_child_lost(enum deed deed, int fd)
{
	json_t *out = NULL;

	assert_int_equal(read_after(&out, deed, fd), ERR_CSV);
	assert_null(out);
	/* nobody is left behind */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void what_the_parser_says_comes_through_the_pipe(void **state)
{
	json_t *out = NULL;

	(void)state;
	assert_int_equal(read_after(&out, REFUSE, 0), ERR_COLUMN);
	assert_null(out);
	assert_int_equal(read_after(&out, BEHAVE, 0), OK);
	assert_int_equal(json_object_size(out), 0);
	json_decref(out);
}

static void a_child_that_asks_for_more_than_memory_and_its_pipe_is_ended(void **state)
{
	(void)state;
	for (enum deed deed = OPEN_FILE; deed <= READ_MEMORY_FILE; deed++)
		assert_child_lost(deed, 0);
}

static void a_child_that_crashes_fails_or_never_ends_is_not_believed(void **state)
{
	(void)state;
	assert_child_lost(CRASH, 0);
	assert_child_lost(LEAVE_FAILED, 0);
	assert_child_lost(RUN_FOR_EVER, 0);
}

static void a_child_that_says_too_much_or_nonsense_is_not_believed(void **state)
{
	(void)state;
	assert_child_lost(SAY_TOO_MUCH, 0);
	assert_child_lost(SAY_NO_JSON, 0);
}

static void memory_of_a_child_is_bounded(void **state)
{
#ifdef __SANITIZE_ADDRESS__     /* under which the bound is not set */
	(void)state;
	skip();
#else
	json_t *out = NULL;

	(void)state;
	assert_int_equal(read_after(&out, FILL_MEMORY, 0), ERR_MEMORY);
	assert_null(out);
#endif
}

static void files_of_the_caller_are_out_of_the_childs_reach(void **state)
{
	char path[] = "/tmp/tally-test-XXXXXX", now[sizeof content];
	int fd = mkstemp(path);
	json_t *out = NULL;

	(void)state;
	assert_true(fd > 0 && fd < 256);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(pwrite(fd, content, sizeof content, 0), sizeof content);
	assert_int_equal(read_after(&out, SPOIL_CALLERS_FILE, fd), OK);
	json_decref(out);
	assert_int_equal(pread(fd, now, sizeof now, 0), sizeof content);
	assert_string_equal(now, content);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_parser_says_comes_through_the_pipe),
		cmocka_unit_test(a_child_that_asks_for_more_than_memory_and_its_pipe_is_ended),
		cmocka_unit_test(a_child_that_crashes_fails_or_never_ends_is_not_believed),
		cmocka_unit_test(a_child_that_says_too_much_or_nonsense_is_not_believed),
		cmocka_unit_test(memory_of_a_child_is_bounded),
		cmocka_unit_test(files_of_the_caller_are_out_of_the_childs_reach),
	};

	roster_prepare();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
