/* keyfile_kit.h - a trustee's key file with known contents, and calls of the system that fail when
 * they are told to. For test_keyfile.c, whose WRAP_ line in the Makefile names the calls. */
#ifndef TALLY_TESTS_KEYFILE_KIT_H
#define TALLY_TESTS_KEYFILE_KIT_H

#include "tests/unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "ballot-client/keyfile.h"
#include "protocol/os/os.h"
#include "tests/unit/temp_folder.h"

static const char MEETING[] = "0123456789ABCDEF", PASSPHRASE[] = "correct horse";

/* ---- what fails ---- */

/* Calls that are granted before one is refused; SIZE_MAX: all. */
static struct {
	size_t memory, writing;
	bool has_refused, has_renamed;
	int written;                    /* the temporary file */
} granted = { SIZE_MAX, SIZE_MAX, false, false, -1 };

static bool is_refused(size_t *left)
{
	if (*left == SIZE_MAX || (*left)--)
		return false;
	*left = SIZE_MAX;
	granted.has_refused = true;
	return true;
}

void *__real_malloc(size_t size);
void *__real_realloc(void *at, size_t size);
char *__real_json_write(const json_t *value);
int __real_mkostemp(char *name, int flags);
ssize_t __real_write(int fd, const void *bytes, size_t len);
int __real_fsync(int fd);
int __real_close(int fd);
int __real_rename(const char *from, const char *to);
void *__wrap_malloc(size_t size);
void *__wrap_realloc(void *at, size_t size);
char *__wrap_json_write(const json_t *value);
int __wrap_mkostemp(char *name, int flags);
ssize_t __wrap_write(int fd, const void *bytes, size_t len);
int __wrap_fsync(int fd);
int __wrap_close(int fd);
int __wrap_rename(const char *from, const char *to);

void *__wrap_malloc(size_t size)
{
	return is_refused(&granted.memory) ? NULL : __real_malloc(size);
}

void *__wrap_realloc(void *at, size_t size)
{
	return is_refused(&granted.memory) ? NULL : __real_realloc(at, size);
}

/* Whole or not at all: a process in whose middle of a line there is no memory ends (process_harden). */
char *__wrap_json_write(const json_t *value)
{
	size_t left = granted.memory;
	char *text;

	if (is_refused(&granted.memory))
		return NULL;
	granted.memory = SIZE_MAX;
	text = __real_json_write(value);
	granted.memory = left == SIZE_MAX ? left : left - 1;
	return text;
}

int __wrap_mkostemp(char *name, int flags)
{
	if (is_refused(&granted.writing))
		return -1;
	granted.written = __real_mkostemp(name, flags);
	return granted.written;
}

/* Half of it is written before the disk is full. */
ssize_t __wrap_write(int fd, const void *bytes, size_t len)
{
	if (!is_refused(&granted.writing))
		return __real_write(fd, bytes, len);
	return __real_write(fd, bytes, len / 2) < 0 ? -1 : 0;
}

int __wrap_fsync(int fd)
{
	return is_refused(&granted.writing) ? -1 : __real_fsync(fd);
}

int __wrap_close(int fd)
{
	/* closing the folder, which was only read, tells nothing */
	bool refused = fd == granted.written && is_refused(&granted.writing);

	if (fd == granted.written)
		granted.written = -1;

	return __real_close(fd) || refused ? -1 : 0;
}

int __wrap_rename(const char *from, const char *to)
{
	if (is_refused(&granted.writing))
		return -1;
	granted.has_renamed = true;
	return __real_rename(from, to);
}

/* ---- a trustee's secrets ---- */

static struct scalar number(uint64_t x)
{
	/* as wide as real ones */
	return scalar_sub(scalar_from_u64(0), scalar_from_u64(x));
}

/* As after the shares of ceremony `id`, if it has come so far. */
static void fill(struct keyfile *k, uint64_t id, uint64_t in_force, bool has_share)
{
	keyfile_begin(k, &(struct ceremony){ .meeting = MEETING, .id = id, .n = 3, .t = 2 }, 3, in_force);
	for (uint32_t i = 0; i < 2; i++)
		k->now.secret.coefficients[i] = number(1000 * id + i);
	k->now.secret.channel = number(1000 * id + 7);
	memset(k->now.secret.cosign_seed, (int)id, SIGN_SEED_SIZE);
	k->now.reveal = strdup(id == 1 ? "{\"first\":1}" : "{\"later\":2}");
	k->now.has_share = has_share;
	if (has_share)
		k->now.share = number(1000 * id + 9);
}

static void open_box(struct keyfile *k, const char *poll, uint32_t attempt, uint64_t size)
{
	uint8_t root[32], *share = malloc(50);

	assert_non_null(share);
	memset(root, (int)size, sizeof root);
	memset(share, (int)attempt, 50);
	assert_int_equal(keyfile_add_opened(k, poll, attempt, size, root, share, 50), OK);
}

static void is_as_filled(const struct key_set *s, uint64_t id, bool has_share)
{
	assert_non_null(s);
	assert_string_equal(s->meeting, MEETING);
	assert_int_equal(s->ceremony, id);
	assert_int_equal(s->index, 3);
	assert_int_equal(s->t, 2);
	for (uint32_t i = 0; i < 2; i++)
		assert_true(scalar_equal(s->secret.coefficients[i], number(1000 * id + i)));
	assert_true(scalar_equal(s->secret.channel, number(1000 * id + 7)));
	for (size_t i = 0; i < SIGN_SEED_SIZE; i++)
		assert_int_equal(s->secret.cosign_seed[i], id);
	assert_string_equal(s->reveal, id == 1 ? "{\"first\":1}" : "{\"later\":2}");
	assert_int_equal(s->has_share, has_share);
	if (has_share)
		assert_true(scalar_equal(s->share, number(1000 * id + 9)));
}

static void is_opened(const struct keyfile *k, const char *poll, uint32_t attempt, uint64_t size)
{
	const struct opened *o = keyfile_opened(k, poll, attempt);

	assert_non_null(o);
	assert_string_equal(o->poll, poll);
	assert_int_equal(o->attempt, attempt);
	assert_int_equal(o->size, size);
	assert_int_equal(o->share_len, 50);
	for (size_t i = 0; i < 32; i++)
		assert_int_equal(o->root[i], size);
	for (size_t i = 0; i < 50; i++)
		assert_int_equal(o->share[i], attempt);
}

static void is_empty(const struct keyfile *k)
{
	static const struct keyfile nothing;

	assert_memory_equal(k, &nothing, sizeof nothing);
}

static const char *path_of(void **state)
{
	static char path[TEMP_PATH_SIZE + 60];

	return temp_path(path, state, "trustee.key");
}

/* Ceremony 1 with its share, ceremony 2 just begun, two boxes opened; saved. */
static void make_file(struct keyfile *k, void **state)
{
	assert_int_equal(keyfile_open(k, path_of(state), PASSPHRASE), OK);
	fill(k, 1, 0, true);
	fill(k, 2, 1, false);
	open_box(k, "budget", 1, 41);
	open_box(k, "budget", 2, 52);
	assert_int_equal(keyfile_save(k), OK);
}

static void make_and_let_go(void **state)
{
	struct keyfile k;

	make_file(&k, state);
	keyfile_release(&k);
}

static void read_text(struct buf *out, void **state)
{
	*out = (struct buf){ 0 };
	assert_int_equal(file_read(out, path_of(state), 64 << 20), OK);
}

static void write_text(void **state, const char *text)
{
	assert_int_equal(file_write_durable(path_of(state), text, strlen(text), 0600), OK);
}

#endif
