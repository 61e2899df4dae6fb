/* When a write or a sync fails, or the power goes at any moment: is nobody told "received" whose entry is lost? */
#include <stdio.h>
#include <unistd.h>

#include "protocol/ledger/tree.h"
#include "tally-server/store/store.h"
#include "tests/fault/fault_vfs.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/temp_folder.h"

enum { TURNS = 12, TIDY_EVERY = 5 };

/* What a server would have promised: entries of committed turns, and how many operations the disk had seen by then. */
struct promises {
	uint64_t committed;             /* entries */
	uint64_t begun;                 /* entries of the turn that may or may not be there */
	struct {
		size_t ops;
		uint64_t entries;
	} marks[TURNS + 1];
	size_t mark_count;
	enum err err;
};

static const char *line_of(char line[80], uint64_t number)
{
	snprintf(line, 80, "{\"n\":%llu,\"text\":\"a line that is not the same as the others\"}", (unsigned long long)number);
	return line;
}

/* One turn of one to three entries and a row. */
static enum err turn(struct store *s, struct promises *p, unsigned size)
{
	enum err err = store_begin(s);

	for (unsigned i = 0; !err && i < size; i++) {
		uint8_t leaf[32];
		char line[80];

		line_of(line, p->begun);
		tree_leaf_hash(leaf, line, strlen(line));
		err = store_append(s, p->begun++, leaf, line);
	}
	if (!err)
		err = store_put(s, "kind", "latest", &size, sizeof(size));
	if (!err)
		err = store_commit(s);
	return err;
}

/* Run a server's life until it ends or the first error, at which it halts. */
static struct promises live(const char *path)
{
	struct promises p = { 0 };
	struct store *s = NULL;

	p.err = store_open(&s, path);
	for (unsigned i = 0; !p.err && i < TURNS; i++) {
		p.err = turn(s, &p, i % 3 + 1);
		if (!p.err) {
			p.committed = p.begun;
			p.marks[p.mark_count].ops = fault.count;
			p.marks[p.mark_count++].entries = p.committed;
		}
		if (!p.err && i % TIDY_EVERY == TIDY_EVERY - 1)
			p.err = store_tidy(s);
	}
	if (p.err && s) {
		/* whatever comes after the first error is refused as well */
		assert_int_not_equal(store_commit(s), OK);
		store_rollback(s);
		assert_int_not_equal(store_begin(s), OK);
	}
	store_close(s);
	return p;
}

/* Every line as it was given? */
static bool check_line(void *arg, const struct store_entry *e)
{
	uint64_t *next = arg;
	uint8_t leaf[32];
	char line[80];

	line_of(line, *next);
	assert_int_equal(e->number, *next);
	assert_int_equal(e->len, strlen(line));
	assert_memory_equal(e->line, line, e->len);
	tree_leaf_hash(leaf, line, strlen(line));
	assert_memory_equal(e->leaf, leaf, 32);
	++*next;
	return true;
}

/* A restart finds at least what was promised, and nothing that was never written. */
static void check_restart(const char *path, uint64_t least, uint64_t most)
{
	struct store *s = NULL;
	uint64_t found = 0;

	assert_int_equal(store_open(&s, path), OK);
	assert_int_equal(store_read(s, 0, check_line, &found), OK);
	assert_true(found >= least);
	assert_true(found <= most);
	store_close(s);
}

static void remove_files(const char *path)
{
	char name[TEMP_PATH_SIZE + 80];

	unlink(path);
	snprintf(name, sizeof(name), "%s-wal", path);
	unlink(name);
	snprintf(name, sizeof(name), "%s-journal", path);
	unlink(name);
}

static void try_failures(const char *path, int error, bool fails_on)
{
	bool failed = true;

	for (size_t n = 1; failed; n++) {
		struct promises p;

		remove_files(path);
		fault_reset();
		fault.fails_at = n;
		fault.fails_on = fails_on;
		fault.error = error;
		p = live(path);
		failed = fault.count >= n && fault.fails_at;
		/* a life in which nothing failed keeps all; the last failure may come with the closing, after the last promise */
		if (!p.err)
			assert_int_equal(p.mark_count, TURNS);
		fault_reset();
		check_restart(path, p.committed, p.begun);
	}
}

static void an_operation_that_fails_makes_no_false_promise(void **state)
{
	char path[TEMP_PATH_SIZE + 60];

	temp_path(path, state, "meeting.db");
	try_failures(path, SQLITE_IOERR, false);
	try_failures(path, SQLITE_IOERR, true);
	try_failures(path, SQLITE_FULL, true);
}

/* ---- power cuts ---- */

/* The files of one disk. */
struct disk {
	struct {
		unsigned char *bytes;
		size_t len;
		bool exists;
	} files[FAULT_FILES];
};

static void disk_write(struct disk *d, const struct fault_op *op, size_t len)
{
	size_t end = (size_t)op->at + len;

	d->files[op->file].exists = true;
	if (end > d->files[op->file].len) {
		d->files[op->file].bytes = realloc(d->files[op->file].bytes, end);
		memset(d->files[op->file].bytes + d->files[op->file].len, 0, end - d->files[op->file].len);
		d->files[op->file].len = end;
	}
	memcpy(d->files[op->file].bytes + op->at, op->bytes, len);
}

static void disk_apply(struct disk *d, const struct fault_op *op)
{
	if (op->kind == FAULT_WRITE)
		disk_write(d, op, op->len);
	if (op->kind == FAULT_TRUNCATE && (size_t)op->at < d->files[op->file].len)
		d->files[op->file].len = (size_t)op->at;
	if (op->kind == FAULT_DELETE) {
		d->files[op->file].len = 0;
		d->files[op->file].exists = false;
	}
}

static void disk_store(const struct disk *d, const char *path)
{
	static const char *const tails[FAULT_FILES] = { "", "-wal", "-journal" };

	remove_files(path);
	for (int i = 0; i < FAULT_FILES; i++) {
		char name[TEMP_PATH_SIZE + 80];
		FILE *f;

		if (!d->files[i].exists)
			continue;
		snprintf(name, sizeof(name), "%s%s", path, tails[i]);
		f = fopen(name, "wb");
		assert_non_null(f);
		assert_int_equal(fwrite(d->files[i].bytes, 1, d->files[i].len, f), d->files[i].len);
		fclose(f);
	}
}

static void disk_release(struct disk *d)
{
	for (int i = 0; i < FAULT_FILES; i++)
		free(d->files[i].bytes);
}

/* All that happened up to operation `count`; the last write only in its first half. */
static void disk_with_torn_end(struct disk *d, const struct fault_op *ops, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i + 1 == count && ops[i].kind == FAULT_WRITE)
			disk_write(d, &ops[i], ops[i].len / 2);
		else
			disk_apply(d, &ops[i]);
	}
}

/* Only what a sync of its file has made certain up to operation `count`; deletions are synced as they are made. */
static void disk_as_synced(struct disk *d, const struct fault_op *ops, size_t count)
{
	for (int file = 0; file < FAULT_FILES; file++) {
		size_t certain = 0;

		for (size_t i = 0; i < count; i++) {
			if (ops[i].file == file && (ops[i].kind == FAULT_SYNC || ops[i].kind == FAULT_DELETE))
				certain = i;
		}
		for (size_t i = 0; i < certain + 1 && i < count; i++) {
			if (ops[i].file == file)
				disk_apply(d, &ops[i]);
		}
	}
}

static uint64_t promised_at(const struct promises *p, size_t ops)
{
	uint64_t entries = 0;

	for (size_t i = 0; i < p->mark_count; i++) {
		if (p->marks[i].ops <= ops)
			entries = p->marks[i].entries;
	}
	return entries;
}

static void cut_everywhere(void **state, void (*make)(struct disk *, const struct fault_op *, size_t))
{
	char path[TEMP_PATH_SIZE + 60];
	struct fault_op *ops;
	struct promises p;
	size_t count;

	temp_path(path, state, "meeting.db");
	fault_reset();
	p = live(path);
	assert_int_equal(p.err, OK);
	count = fault.count;
	assert_true(count > TURNS && count < FAULT_MAX_OPS);
	ops = malloc(count * sizeof(*ops));
	memcpy(ops, fault.ops, count * sizeof(*ops));
	/* the restarts write too: their operations are not these */
	fault.count = 0;
	for (size_t cut = 0; cut <= count; cut++) {
		struct disk d = { 0 };

		make(&d, ops, cut);
		disk_store(&d, path);
		disk_release(&d);
		check_restart(path, promised_at(&p, cut), p.committed);
		fault_reset();
	}
	for (size_t i = 0; i < count; i++)
		free(ops[i].bytes);
	free(ops);
}

static void after_a_cut_with_a_torn_last_write_every_promise_is_kept(void **state)
{
	cut_everywhere(state, disk_with_torn_end);
}

static void after_a_cut_that_loses_all_that_was_not_synced_every_promise_is_kept(void **state)
{
	cut_everywhere(state, disk_as_synced);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temp_folder_make, temp_folder_remove)
	const struct CMUnitTest tests[] = {
		IN_FOLDER(an_operation_that_fails_makes_no_false_promise),
		IN_FOLDER(after_a_cut_with_a_torn_last_write_every_promise_is_kept),
		IN_FOLDER(after_a_cut_that_loses_all_that_was_not_synced_every_promise_is_kept),
	};

	fault_register();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
