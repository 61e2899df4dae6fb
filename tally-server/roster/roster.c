/* roster.c - see roster.h. The child that parses: it has the bytes in memory and one pipe to answer
 * on, and the kernel ends it if it asks for more. */
#include "tally-server/roster/roster_internal.h"
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "protocol/base/fields.h"
#include "tally-server/sandbox.h"

/* seconds of work; a busy machine may take longer over them */
enum { CHILD_SECONDS = 3, CHILD_WAIT_MS = 8000, CHILD_MEMORY = 1 << 30, ANSWER_MAX = 16 << 20 };

/* Nothing but allocating, writing the answer and leaving (sanitizers leave by way of sigaltstack). */
static bool enter_sandbox(void)
{
	static const int allowed[] = { SCMP_SYS(write), SCMP_SYS(exit_group), SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap),
				       SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(sigaltstack), SCMP_SYS(rt_sigreturn), SCMP_SYS(sched_yield) };
	struct rlimit memory = { CHILD_MEMORY, CHILD_MEMORY }, seconds = { CHILD_SECONDS, CHILD_SECONDS };
	bool ok = setrlimit(RLIMIT_CPU, &seconds) == 0;

#ifndef __SANITIZE_ADDRESS__     /* which reserves terabytes of addresses */
	ok = ok && setrlimit(RLIMIT_AS, &memory) == 0;
#else
	(void)memory;
#endif
	return ok && sandbox_calls(allowed, sizeof allowed / sizeof *allowed, SANDBOX_KILLS);
}

static bool write_all(int fd, const char *at, size_t len)
{
	while (len) {
		ssize_t n = write(fd, at, len);

		if (n <= 0)
			return false;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

void roster_prepare(void)
{
	json_object_seed(0);    /* jansson would open /dev/urandom for it in the child */
	roster_text_prepare();
}

/* Answer with one JSON object: the result, or {"error": code}. */
static void child(int fd, const uint8_t *bytes, size_t len)
{
	json_t *answer = NULL;

	/* the caller's files are open here too, and might be written or mapped */
	if (dup2(fd, 0) != 0)
		_exit(1);
	closefrom(1);
	if (!enter_sandbox())
		_exit(1);
	enum err err = roster_parse(&answer, bytes, len);
	if (err)
		answer = json_pack("{s:s}", "error", err_code(err));
	char *text = answer ? json_dumps(answer, JSON_COMPACT) : NULL;
	_exit(text && write_all(0, text, strlen(text)) ? 0 : 1);
}

/* Everything the child writes until it ends, with CHILD_WAIT_MS of silence at most. */
static enum err read_answer(struct buf *out, int fd)
{
	uint8_t chunk[65536];
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	for (;;) {
		if (poll(&wait, 1, CHILD_WAIT_MS) <= 0)
			return ERR_CSV;
		ssize_t n = read(fd, chunk, sizeof chunk);

		if (n < 0)
			return ERR_IO;
		if (n == 0)
			return out->failed ? ERR_MEMORY : OK;
		if (out->len + (size_t)n > ANSWER_MAX)
			return ERR_CSV;
		buf_add(out, chunk, (size_t)n);
	}
}

enum err roster_read(json_t **out, const uint8_t *bytes, size_t len)
{
	struct buf answer = { 0 };
	json_t *object = NULL;
	int fds[2], status = 0;

	if (len > ROSTER_MAX_BYTES)
		return ERR_TOO_LONG;
	if (pipe(fds))
		return ERR_IO;

	pid_t pid = fork();
	if (pid == 0)
		child(fds[1], bytes, len);
	close(fds[1]);
	enum err err = pid < 0 ? ERR_IO : read_answer(&answer, fds[0]);
	close(fds[0]);
	if (pid > 0) {
		if (err)
			kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
	}
	if (!err && (!WIFEXITED(status) || WEXITSTATUS(status) != 0))
		err = ERR_CSV;

	if (!err)
		err = json_read(&object, (const char *)answer.at, answer.len) ? ERR_CSV : OK;
	const char *code = json_string_value(json_object_get(object, "error"));
	if (!err && code)
		err = err_from_code(code);
	if (!err)
		*out = json_incref(object);
	json_decref(object);
	buf_release(&answer);
	return err;
}
