/* test_alloc_fault.c - when memory runs out at the first, second, third … request: is it said so,
 * is nothing lost, and is all as it was before?
 *
 * Linked so that the rooms' own requests and jansson's come by here (see WRAP in the Makefile). Those for digests and for
 * reading JSON are granted: a process without memory for them ends (hash.h, process_harden). Leaks show under `make asan`. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/base/fields.h"
#include "protocol/os/os.h"
#include "tally-server/roster/roster.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/meeting_maker.h"

/* FAIL_ONCE: one request is refused, and what comes after it is granted; FAIL_ON: that one and every one after. */
enum mode { FAIL_ONCE, FAIL_ON, MODE_COUNT };

static struct {
	bool is_armed, has_failed;
	enum mode mode;
	size_t left;            /* requests to be granted before the first that is not */
} memory;

static bool is_refused(void)
{
	if (!memory.is_armed || (memory.has_failed && memory.mode == FAIL_ONCE))
		return false;
	if (memory.left) {
		memory.left--;
		return false;
	}
	memory.has_failed = true;
	return true;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *at, size_t size);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t max);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *at, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t max);

void *__wrap_malloc(size_t size)
{
	return is_refused() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return is_refused() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *at, size_t size)
{
	return is_refused() ? NULL : __real_realloc(at, size);
}

char *__wrap_strdup(const char *text)
{
	return is_refused() ? NULL : __real_strdup(text);
}

char *__wrap_strndup(const char *text, size_t max)
{
	return is_refused() ? NULL : __real_strndup(text, max);
}

/* ---- what is granted ---- */

json_t *__real_json_loadb(const char *text, size_t len, size_t flags, json_error_t *error);
json_t *__real_json_stringn(const char *text, size_t len);
void __real_hash_start(struct hash *t, const char *tag);
void __real_hash_field(struct hash *t, const void *bytes, size_t len);
void __real_hash_text(struct hash *t, const char *text);
void __real_hash_u64(struct hash *t, uint64_t x);
json_t *__wrap_json_loadb(const char *text, size_t len, size_t flags, json_error_t *error);
json_t *__wrap_json_stringn(const char *text, size_t len);
void __wrap_hash_start(struct hash *t, const char *tag);
void __wrap_hash_field(struct hash *t, const void *bytes, size_t len);
void __wrap_hash_text(struct hash *t, const char *text);
void __wrap_hash_u64(struct hash *t, uint64_t x);

#define GRANTED(call) do { \
		bool was_armed = memory.is_armed; \
		memory.is_armed = false; \
		call; \
		memory.is_armed = was_armed; \
	} while (0)

json_t *__wrap_json_loadb(const char *text, size_t len, size_t flags, json_error_t *error)
{
	json_t *value;

	GRANTED(value = __real_json_loadb(text, len, flags, error));
	return value;
}

json_t *__wrap_json_stringn(const char *text, size_t len)
{
	json_t *value;

	GRANTED(value = __real_json_stringn(text, len));
	return value;
}

void __wrap_hash_start(struct hash *t, const char *tag)
{
	GRANTED(__real_hash_start(t, tag));
}

void __wrap_hash_field(struct hash *t, const void *bytes, size_t len)
{
	GRANTED(__real_hash_field(t, bytes, len));
}

void __wrap_hash_text(struct hash *t, const char *text)
{
	GRANTED(__real_hash_text(t, text));
}

void __wrap_hash_u64(struct hash *t, uint64_t x)
{
	GRANTED(__real_hash_u64(t, x));
}

/* ---- rounds ---- */

/* One more request is granted in every round, until a round in which none was refused: that was the last.
 *
 *     for (struct fault f = { .mode = mode }; fault_next(&f);) {
 *             fault_begin(&f);
 *             err = …;
 *             fault_end(&f, err);
 *             … what must hold after `err` …
 *     } */
struct fault {
	enum mode mode;
	size_t rounds;
	bool is_done;
};

static bool fault_next(struct fault *f)
{
	f->rounds++;
	return !f->is_done;
}

static void fault_begin(const struct fault *f)
{
	memory.mode = f->mode;
	memory.left = f->rounds - 1;
	memory.has_failed = false;
	memory.is_armed = true;
}

static void fault_end(struct fault *f, enum err err)
{
	memory.is_armed = false;
	f->is_done = !memory.has_failed;
	if (err != (memory.has_failed ? ERR_MEMORY : OK))
		fail_msg("request %zu %s: %s", f->rounds, memory.has_failed ? "refused" : "granted", err_code(err));
}

/* Something was asked for at all? Else the hooks are not in place. */
static void assert_tried(const struct fault *f, size_t at_least)
{
	if (f->rounds <= at_least)
		fail_msg("only %zu rounds", f->rounds);
}

static const char object_text[] = "{\"n\":1,\"list\":[1,2,[3,{\"deep\":\"值\"}]],\"text\":\"a long text that does not fit where short ones do\",\"yes\":true}";

/* How a program that was hardened, and whose request `round` is refused, ends after reading object_text: with a wait status. */
static int read_in_child(enum mode mode, size_t round)
{
	int status = 0;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		json_t *out = NULL;

		process_harden(64);
		memory.mode = mode;
		memory.left = round - 1;
		memory.is_armed = true;
		out = __real_json_loadb(object_text, strlen(object_text), 0, NULL);
		_exit(out && !memory.has_failed ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void json(enum mode mode)
{
	size_t round = 1;
	int status;

	for (; (status = read_in_child(mode, round)) != 0; round++)
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	assert_true(round > 6);
}

static void entry(enum mode mode)
{
	static const char *const by[] = { "secretary", "chair" };
	struct fault writing = { .mode = mode }, reading = { .mode = mode };
	json_t *body = json_loads(object_text, 0, NULL);
	const uint8_t prev[32] = { 7 };
	char *kept = NULL;

	while (fault_next(&writing)) {
		char *line = NULL;

		fault_begin(&writing);
		enum err err = entry_write(&line, 7, prev, "void", 1795300000, by, 2, body);
		fault_end(&writing, err);
		assert_true((line == NULL) == (err != OK));
		kept = line;
	}
	while (fault_next(&reading)) {
		struct entry e, before;

		memset(&e, 0xA5, sizeof e);
		before = e;
		fault_begin(&reading);
		enum err err = entry_read(&e, kept, strlen(kept), ENTRY_MAX_SIZE);
		fault_end(&reading, err);
		if (err)
			assert_memory_equal(&e, &before, sizeof e);
		else
			entry_release(&e);
	}
	assert_tried(&writing, 6);
	free(kept);
	json_decref(body);
}

static enum err make_note(struct buf *out)
{
	static const uint8_t seed[SIGN_SEED_SIZE] = { 1 };
	const struct head head = { .size = 4711 };
	struct note_key log = { .signer = NOTE_LOG, .name = "tally/m/0123456789ABCDEF" }, witness = { .signer = NOTE_COSIGNER, .name = "witness" };
	struct note note;
	enum err err = sign_public(log.key, seed);

	memcpy(witness.key, log.key, sizeof log.key);
	if (!err)
		err = note_start(out, log.name, &head);
	if (!err)
		err = note_sign_log(out, &log, seed);
	if (!err)
		err = note_cosign(out, &witness, seed, 1795300000);
	if (!err)
		err = note_read(&note, (const char *)out->at, out->len);
	if (!err)
		err = note_check(&note, (const char *)out->at, &witness);
	return err;
}

static void note(enum mode mode)
{
	struct fault f = { .mode = mode };

	while (fault_next(&f)) {
		struct buf out = { 0 };

		fault_begin(&f);
		enum err err = make_note(&out);
		fault_end(&f, err);
		buf_release(&out);
	}
	assert_tried(&f, 3);
}

static void tree(enum mode mode)
{
	struct tree t;
	uint8_t leaf[32] = { 0 }, before[32], after[32];
	size_t refused = 0;

	tree_init(&t);
	for (uint8_t i = 0; i < 200; i++) {
		leaf[0] = i;
		assert_int_equal(tree_root(before, &t, i), OK);
		for (struct fault f = { .mode = mode }; fault_next(&f);) {
			fault_begin(&f);
			enum err err = tree_add(&t, leaf);
			fault_end(&f, err);
			refused += err != OK;
			assert_int_equal(t.size, i + !err);
			assert_int_equal(tree_root(after, &t, i), OK);
			assert_memory_equal(before, after, 32);
		}
	}
	assert_true(refused > 4);
	tree_release(&t);
}

static void map(enum mode mode)
{
	struct map m;
	uint8_t key[32] = { 0 };
	size_t refused = 0;

	map_init(&m, 0);
	for (uint8_t i = 0; i < 200; i++) {
		key[0] = i;
		for (struct fault f = { .mode = mode }; fault_next(&f);) {
			fault_begin(&f);
			enum err err = map_set(&m, key, i);
			fault_end(&f, err);
			refused += err != OK;
			assert_int_equal(m.count, i + !err);
		}
		for (key[0] = 0; key[0] <= i; key[0]++)
			assert_int_equal(*map_get(&m, key), key[0]);
	}
	assert_true(refused > 2);
	map_release(&m);
}

static void roster(enum mode mode)
{
	static const char *const samples[] = { "schema/samples/roster-en.csv", "schema/samples/roster-bad.csv", "schema/samples/roster.xlsx" };

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		struct fault f = { .mode = mode };
		struct buf file = { 0 };

		assert_int_equal(file_read(&file, samples[i], ROSTER_MAX_BYTES), OK);
		while (fault_next(&f)) {
			json_t *out = NULL;

			fault_begin(&f);
			enum err err = roster_parse(&out, file.at, file.len);
			fault_end(&f, err);
			assert_true((out == NULL) == (err != OK));
			json_decref(out);
		}
		assert_tried(&f, 100);
		buf_release(&file);
	}
}

static void assert_unchanged(const struct maker *k, const uint8_t before[32], const char *line)
{
	uint8_t after[32];

	maker_digest(k, after);
	if (memcmp(before, after, 32))
		fail_msg("the meeting changed with %s", line);
}

/* Every entry of a whole meeting, refused until there was memory for all of it, is applied in the end as if nothing had happened. */
static void fold(enum mode mode)
{
	struct maker k, again;
	uint8_t expected[32], before[32];

	maker_whole(&k);
	maker_digest(&k, expected);
	maker_init(&again, 9);
	for (size_t i = 0; i < k.line_count; i++) {
		maker_digest(&again, before);
		for (struct fault f = { .mode = mode }; fault_next(&f);) {
			fault_begin(&f);
			enum err err = meeting_apply(&again.meeting, k.lines[i], strlen(k.lines[i]));
			fault_end(&f, err);
			if (err)
				assert_unchanged(&again, before, k.lines[i]);
		}
	}
	assert_unchanged(&again, expected, "refusals before it");
	maker_release(&again);
	maker_release(&k);
}

static void in_both_modes(void (*test)(enum mode))
{
	for (enum mode mode = FAIL_ONCE; mode < MODE_COUNT; mode++)
		test(mode);
}

static void json_is_read_whole_or_the_process_ends(void **state) { (void)state; in_both_modes(json); }
static void writing_and_reading_an_entry(void **state) { (void)state; in_both_modes(entry); }
static void signing_and_checking_a_note(void **state) { (void)state; in_both_modes(note); }
static void growing_the_tree(void **state) { (void)state; in_both_modes(tree); }
static void filling_a_map(void **state) { (void)state; in_both_modes(map); }
static void reading_a_roster(void **state) { (void)state; in_both_modes(roster); }
static void folding_a_meeting(void **state) { (void)state; in_both_modes(fold); }

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_is_read_whole_or_the_process_ends),
		cmocka_unit_test(writing_and_reading_an_entry),
		cmocka_unit_test(signing_and_checking_a_note),
		cmocka_unit_test(growing_the_tree),
		cmocka_unit_test(filling_a_map),
		cmocka_unit_test(reading_a_roster),
		cmocka_unit_test(folding_a_meeting),
	};

	json_set_alloc_funcs(__wrap_malloc, free);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
