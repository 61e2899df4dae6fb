/* Is a passphrase one line and no more, is it never seen, and does a sealed secret open for its key and context alone? */
#include "tests/unit/cmocka_all.h"

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include "protocol/os/os.h"

/* Read from a pipe that holds `text`; what is left behind the line goes to `rest`. */
static enum err read_piped(char *out, size_t cap, const char *text, char *rest)
{
	int ends[2];
	ssize_t left;
	enum err err;

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], text, strlen(text)), strlen(text));
	close(ends[1]);
	err = passphrase_read(out, cap, "unused", ends[0]);
	left = read(ends[0], rest, 63);
	rest[left > 0 ? left : 0] = 0;
	close(ends[0]);
	return err;
}

static void a_passphrase_is_one_line_and_the_next_is_left(void **state)
{
	char out[16] = "untouched", rest[64];

	(void)state;
	assert_int_equal(read_piped(out, sizeof out, "", rest), ERR_RANGE);
	assert_int_equal(read_piped(out, sizeof out, "\nx\n", rest), ERR_RANGE);
	assert_int_equal(read_piped(out, sizeof out, "0123456789abcdef\n", rest), ERR_RANGE);
	assert_string_equal(out, "untouched");
	assert_int_equal(read_piped(out, sizeof out, "0123456789abcde\nnext\n", rest), OK);
	assert_string_equal(out, "0123456789abcde");
	assert_string_equal(rest, "next\n");
	assert_int_equal(read_piped(out, sizeof out, "口令 x", rest), OK);
	assert_string_equal(out, "口令 x");
	assert_int_equal(passphrase_read(out, sizeof out, "", 9999), ERR_IO);
}

enum { CHILD_OK = 10, CHILD_WRONG = 11 };

static void child_on_terminal(void)
{
	char out[16];
	enum err err = passphrase_read(out, sizeof out, "passphrase: ", -1);

	_exit(!err && !strcmp(out, "secret") ? CHILD_OK : CHILD_WRONG);
}

/* What the terminal shows until `until`, or its end, appears in it. */
static void read_screen(int terminal, char *seen, size_t cap, const char *until)
{
	size_t len = strlen(seen);
	ssize_t got;

	while (!strstr(seen, until) && len + 1 < cap && (got = read(terminal, seen + len, cap - 1 - len)) > 0)
		seen[len += (size_t)got] = 0;
}

static int wait_for(pid_t child)
{
	int status;

	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void a_terminal_shows_the_prompt_but_not_the_passphrase(void **state)
{
	char seen[256] = "";
	struct termios mode;
	int terminal, status;
	pid_t child = forkpty(&terminal, NULL, NULL, NULL);

	(void)state;
	if (child == 0)
		child_on_terminal();
	read_screen(terminal, seen, sizeof seen, "passphrase: ");
	/* what is typed before the echo is off would be shown, and is thrown away */
	do
		assert_int_equal(tcgetattr(terminal, &mode), 0);
	while (mode.c_lflag & ECHO);
	assert_int_equal(write(terminal, "secret\n", 7), 7);
	read_screen(terminal, seen, sizeof seen, "\n");
	status = wait_for(child);
	assert_null(strstr(seen, "secret"));
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), CHILD_OK);
	close(terminal);
}

static void a_signal_stops_the_program_only_after_the_echo_is_back(void **state)
{
	char seen[256] = "";
	struct termios mode;
	int terminal, held, status;
	pid_t child = forkpty(&terminal, NULL, NULL, NULL);

	(void)state;
	if (child == 0)
		child_on_terminal();
	read_screen(terminal, seen, sizeof seen, "passphrase: ");
	/* the other end held open, so that its settings outlive the child */
	held = open(ptsname(terminal), O_RDWR | O_NOCTTY);
	assert_true(held >= 0);
	do
		assert_int_equal(tcgetattr(terminal, &mode), 0);
	while (mode.c_lflag & ECHO);
	kill(child, SIGTERM);
	status = wait_for(child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
	assert_int_equal(tcgetattr(terminal, &mode), 0);
	assert_true(mode.c_lflag & ECHO);
	close(held);
	close(terminal);
}

/* OpenSSL's answer for N = 2^15 was compared with Python's hashlib.scrypt. */
static void stretching_gives_the_known_answer(void **state)
{
	const uint8_t salt[16] = "0123456789abcdef";
	uint8_t out[32];
	char hex[65];

	(void)state;
	assert_int_equal(secret_stretch(out, "口令", salt), OK);
	hex_encode(hex, out, 32);
	assert_string_equal(hex, "9469256ffdb14c1b083914f860c2aeb8ff2c7b98e5c1126c65cbc30d962e6b18");
}

static void what_was_sealed_opens_for_its_key_and_context_alone(void **state)
{
	uint8_t key[32] = { 1 }, sealed[33], again[33], out[6] = "kept";

	(void)state;
	assert_int_equal(secret_seal(sealed, key, "context", 7, "plain", 5, &os_rng), OK);
	assert_int_equal(secret_seal(again, key, "context", 7, "plain", 5, &os_rng), OK);
	assert_memory_not_equal(sealed, again, 12);
	for (size_t i = 0; i < sizeof sealed; i++) {
		sealed[i] ^= 1;
		assert_int_equal(secret_open(out, key, "context", 7, sealed, sizeof sealed), ERR_PASSPHRASE);
		sealed[i] ^= 1;
	}
	for (size_t len = 0; len < sizeof sealed; len++)
		assert_int_equal(secret_open(out, key, "context", 7, sealed, len), ERR_PASSPHRASE);
	assert_int_equal(secret_open(out, key, "contexT", 7, sealed, sizeof sealed), ERR_PASSPHRASE);
	key[0] = 2;
	assert_int_equal(secret_open(out, key, "context", 7, sealed, sizeof sealed), ERR_PASSPHRASE);
	assert_string_equal((char *)out, "kept");
	key[0] = 1;
	assert_int_equal(secret_open(out, key, "context", 7, sealed, sizeof sealed), OK);
	assert_memory_equal(out, "plain", 5);
}

static void nothing_can_be_sealed_too(void **state)
{
	uint8_t key[32] = { 1 }, sealed[28], out[1] = { 9 };

	(void)state;
	assert_int_equal(secret_seal(sealed, key, NULL, 0, "", 0, &os_rng), OK);
	assert_int_equal(secret_open(out, key, NULL, 0, sealed, sizeof sealed), OK);
	assert_int_equal(secret_open(out, key, "x", 1, sealed, sizeof sealed), ERR_PASSPHRASE);
	assert_int_equal(out[0], 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_passphrase_is_one_line_and_the_next_is_left),
		cmocka_unit_test(a_terminal_shows_the_prompt_but_not_the_passphrase),
		cmocka_unit_test(a_signal_stops_the_program_only_after_the_echo_is_back),
		cmocka_unit_test(stretching_gives_the_known_answer),
		cmocka_unit_test(what_was_sealed_opens_for_its_key_and_context_alone),
		cmocka_unit_test(nothing_can_be_sealed_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
