/* store.c - see store.h. The first error of SQLite is kept and is the answer to everything that
 * follows: after a failed write nobody may be told "received". */
#include "tally-server/store/store.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "tally-server/embedded.h"

enum { APPLICATION_ID = 0x74616c79, WAL_MAX_PAGES = 8192, REASON_MAX = 200, VALUE_MAX = 4 << 20 };

/* Every statement, all prepared at open, so that a typing error fails at the first start. */
#define STATEMENTS(X) \
	X(BEGIN, "BEGIN IMMEDIATE") \
	X(COMMIT, "COMMIT") \
	X(ROLLBACK, "ROLLBACK") \
	X(APPEND, "INSERT INTO entry (number, leaf, line) SELECT ?1, ?2, ?3 WHERE ?1 = (SELECT coalesce(max(number) + 1, 0) FROM entry)") \
	X(CAST, "INSERT INTO ballot (poll, attempt, key, entry) VALUES (?1, ?2, ?3, ?4)") \
	X(SIZE, "SELECT coalesce(max(number) + 1, 0) FROM entry") \
	X(READ, "SELECT number, leaf, line FROM entry WHERE number >= ?1 ORDER BY number") \
	X(PUT, "INSERT INTO kept (kind, id, value) VALUES (?1, ?2, ?3) ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value") \
	X(GET, "SELECT value FROM kept WHERE kind = ?1 AND id = ?2") \
	X(DELETE, "DELETE FROM kept WHERE kind = ?1 AND id = ?2") \
	X(EACH, "SELECT id, value FROM kept WHERE kind = ?1 ORDER BY id")

enum statement {
#define X(name, sql) SQL_##name,
	STATEMENTS(X)
#undef X
	SQL_COUNT
};

static const char *const statements[SQL_COUNT] = {
#define X(name, sql) [SQL_##name] = sql,
	STATEMENTS(X)
#undef X
};

struct store {
	sqlite3 *db;
	sqlite3_stmt *statements[SQL_COUNT];
	int wal_pages;                  /* since the last checkpoint */
	bool has_failed;
	char reason[REASON_MAX];
};

static enum err fail(struct store *s)
{
	if (!s->has_failed)
		snprintf(s->reason, sizeof(s->reason), "%s", sqlite3_errmsg(s->db));
	s->has_failed = true;
	return ERR_STORE;
}

const char *store_reason(const struct store *s)
{
	return s->reason;
}

/* ---- opening ---- */

/* A row of one text column, as `wanted`? For pragmas that answer with what they did. */
static bool answers(sqlite3 *db, const char *sql, const char *wanted)
{
	sqlite3_stmt *st = NULL;
	bool yes = false;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW) {
		const char *got = (const char *)sqlite3_column_text(st, 0);

		yes = got && !strcmp(got, wanted);
	}
	sqlite3_finalize(st);
	return yes;
}

static int64_t number_of(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *st = NULL;
	int64_t n = -1;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
		n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

static enum err open_file(sqlite3 **db, const char *path)
{
	int rc = sqlite3_open_v2(path, db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

	if (rc != SQLITE_OK)
		return ERR_STORE;
	sqlite3_db_config(*db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(*db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(*db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	return OK;
}

/* Run the migrations above `version`, then the views; the caller holds the transaction. */
static bool migrate_from(sqlite3 *db, int64_t version)
{
	char pragmas[120];

	for (const struct embedded *e = embedded_schema; e->name; e++) {
		long number = strtol(e->name, NULL, 10);

		/* views.sql has no number and comes last */
		if (number && number <= version)
			continue;
		if (sqlite3_exec(db, e->text, NULL, NULL, NULL) != SQLITE_OK)
			return false;
		if (number)
			version = number;
	}
	snprintf(pragmas, sizeof(pragmas), "PRAGMA user_version = %lld; PRAGMA application_id = %d", (long long)version, APPLICATION_ID);
	return sqlite3_exec(db, pragmas, NULL, NULL, NULL) == SQLITE_OK;
}

static int64_t newest_version(void)
{
	int64_t newest = 0;

	for (const struct embedded *e = embedded_schema; e->name; e++) {
		long number = strtol(e->name, NULL, 10);

		newest = number > newest ? number : newest;
	}
	return newest;
}

static bool migrate(sqlite3 *db)
{
	int64_t version, application;
	bool ok = sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;

	if (!ok)
		return false;
	version = number_of(db, "PRAGMA user_version");
	application = number_of(db, "PRAGMA application_id");
	/* a database of something else, or of a later version, is not touched */
	ok = version >= 0 && version <= newest_version() && application == (version ? APPLICATION_ID : 0);
	if (ok && version < newest_version())
		ok = migrate_from(db, version);
	if (ok && sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK)
		return true;
	sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return false;
}

static int count_pages(void *arg, sqlite3 *db, const char *name, int pages)
{
	struct store *s = arg;

	(void)db;
	(void)name;
	s->wal_pages = pages;
	return SQLITE_OK;
}

static bool prepare(struct store *s)
{
	/* temporary files would lie outside the folder that core may write to */
	if (sqlite3_exec(s->db, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; "
				"PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY", NULL, NULL, NULL) != SQLITE_OK)
		return false;
	/* exclusive locking comes first: then the WAL needs no shared memory, and there is no second connection that could hurt it */
	if (!answers(s->db, "PRAGMA journal_mode = WAL", "wal"))
		return false;
	if (sqlite3_exec(s->db, "PRAGMA synchronous = FULL", NULL, NULL, NULL) != SQLITE_OK || !answers(s->db, "PRAGMA synchronous", "2"))
		return false;
	sqlite3_wal_autocheckpoint(s->db, 0);
	sqlite3_wal_hook(s->db, count_pages, s);
	if (!migrate(s->db))
		return false;
	for (int i = 0; i < SQL_COUNT; i++) {
		if (sqlite3_prepare_v3(s->db, statements[i], -1, SQLITE_PREPARE_PERSISTENT, &s->statements[i], NULL) != SQLITE_OK)
			return false;
	}
	return true;
}

enum err store_open(struct store **out, const char *path)
{
	struct store *s = calloc(1, sizeof(*s));
	enum err err;

	if (!s)
		return ERR_MEMORY;
	err = open_file(&s->db, path);
	if (!err && !prepare(s))
		err = (sqlite3_errcode(s->db) & 0xff) == SQLITE_BUSY ? ERR_BUSY : ERR_STORE;
	if (err) {
		store_close(s);
		return err;
	}
	*out = s;
	return OK;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	for (int i = 0; i < SQL_COUNT; i++)
		sqlite3_finalize(s->statements[i]);
	sqlite3_close(s->db);
	free(s);
}

/* ---- statements ---- */

/* Bind by kind: 'i' int64_t, 't' text, 'b' bytes and their length. Bytes are borrowed until the statement is reset. */
struct value {
	char kind;
	int64_t number;
	const void *at;
	size_t len;
};

static sqlite3_stmt *bind(struct store *s, enum statement which, const struct value *values, int count)
{
	sqlite3_stmt *st = s->statements[which];

	if (s->has_failed)
		return NULL;
	for (int i = 0; i < count; i++) {
		const struct value *v = &values[i];
		int rc = SQLITE_MISUSE;

		if (v->kind == 'i')
			rc = sqlite3_bind_int64(st, i + 1, v->number);
		else if (v->kind == 't')
			rc = sqlite3_bind_text64(st, i + 1, v->at, v->len, SQLITE_STATIC, SQLITE_UTF8);
		else if (v->kind == 'b')
			rc = sqlite3_bind_blob64(st, i + 1, v->len ? v->at : "", v->len, SQLITE_STATIC);
		if (rc != SQLITE_OK) {
			(void)fail(s);
			return NULL;
		}
	}
	return st;
}

static void finish(sqlite3_stmt *st)
{
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
}

/* Run a statement that returns no rows. */
static enum err run(struct store *s, enum statement which, const struct value *values, int count)
{
	sqlite3_stmt *st = bind(s, which, values, count);
	enum err err = OK;

	if (!st)
		return ERR_STORE;
	if (sqlite3_step(st) != SQLITE_DONE)
		err = fail(s);
	finish(st);
	return err;
}

static struct value of_text(const char *text)
{
	return (struct value){ .kind = 't', .at = text, .len = strlen(text) };
}

static struct value of_bytes(const void *at, size_t len)
{
	return (struct value){ .kind = 'b', .at = at, .len = len };
}

static struct value of_number(uint64_t n)
{
	return (struct value){ .kind = 'i', .number = (int64_t)n };
}

/* ---- transactions ---- */

enum err store_begin(struct store *s)
{
	return run(s, SQL_BEGIN, NULL, 0);
}

enum err store_commit(struct store *s)
{
	enum err err = run(s, SQL_COMMIT, NULL, 0);

	/* a hall that never falls idle must not fill the disk */
	if (!err && s->wal_pages > WAL_MAX_PAGES)
		err = store_tidy(s);
	return err;
}

void store_rollback(struct store *s)
{
	/* may find no transaction, where SQLite has ended it itself */
	sqlite3_step(s->statements[SQL_ROLLBACK]);
	sqlite3_reset(s->statements[SQL_ROLLBACK]);
}

enum err store_tidy(struct store *s)
{
	if (s->has_failed)
		return ERR_STORE;
	if (!s->wal_pages)
		return OK;
	if (sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL) != SQLITE_OK)
		return fail(s);
	s->wal_pages = 0;
	return OK;
}

/* ---- the record ---- */

enum err store_append(struct store *s, uint64_t number, const uint8_t leaf[32], const char *line)
{
	const struct value values[] = { of_number(number), of_bytes(leaf, 32), of_text(line) };
	enum err err = run(s, SQL_APPEND, values, 3);

	if (!err && sqlite3_changes(s->db) != 1) {
		snprintf(s->reason, sizeof(s->reason), "entry %llu is not the next one", (unsigned long long)number);
		s->has_failed = true;
		err = ERR_STORE;
	}
	return err;
}

enum err store_cast(struct store *s, const char *poll, int64_t attempt, const uint8_t key[65], uint64_t number)
{
	const struct value values[] = { of_text(poll), of_number((uint64_t)attempt), of_bytes(key, 65), of_number(number) };
	sqlite3_stmt *st = bind(s, SQL_CAST, values, 4);
	enum err err = OK;
	int rc;

	if (!st)
		return ERR_STORE;
	rc = sqlite3_step(st);
	if (rc == SQLITE_CONSTRAINT_UNIQUE)
		err = ERR_ALREADY_RECEIVED;
	else if (rc != SQLITE_DONE)
		err = fail(s);
	finish(st);
	return err;
}

enum err store_size(struct store *s, uint64_t *entries)
{
	sqlite3_stmt *st = bind(s, SQL_SIZE, NULL, 0);
	enum err err = OK;

	if (!st)
		return ERR_STORE;
	if (sqlite3_step(st) == SQLITE_ROW)
		*entries = (uint64_t)sqlite3_column_int64(st, 0);
	else
		err = fail(s);
	finish(st);
	return err;
}

enum err store_read(struct store *s, uint64_t from, bool (*each)(void *arg, const struct store_entry *err), void *arg)
{
	const struct value values[] = { of_number(from) };
	sqlite3_stmt *st = bind(s, SQL_READ, values, 1);
	enum err err = OK;
	int rc;

	if (!st)
		return ERR_STORE;
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		struct store_entry entry = {
			.number = (uint64_t)sqlite3_column_int64(st, 0),
			.leaf = sqlite3_column_blob(st, 1),
			.line = (const char *)sqlite3_column_text(st, 2),
			.len = (size_t)sqlite3_column_bytes(st, 2),
		};

		if (!entry.leaf || !entry.line || sqlite3_column_bytes(st, 1) != 32)
			err = fail(s);
		if (err || !each(arg, &entry))
			break;
	}
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		err = fail(s);
	finish(st);
	return err;
}

/* ---- rows beside the record ---- */

enum err store_put(struct store *s, const char *kind, const char *id, const void *value, size_t len)
{
	const struct value values[] = { of_text(kind), of_text(id), of_bytes(value, len) };

	return len > VALUE_MAX ? ERR_TOO_LONG : run(s, SQL_PUT, values, 3);
}

enum err store_get(struct store *s, const char *kind, const char *id, struct buf *out)
{
	const struct value values[] = { of_text(kind), of_text(id) };
	sqlite3_stmt *st = bind(s, SQL_GET, values, 2);
	enum err err = OK;
	int rc;

	if (!st)
		return ERR_STORE;
	rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		buf_add(out, sqlite3_column_blob(st, 0), (size_t)sqlite3_column_bytes(st, 0));
	else
		err = rc == SQLITE_DONE ? ERR_RANGE : fail(s);
	finish(st);
	return !err && out->failed ? ERR_MEMORY : err;
}

enum err store_delete(struct store *s, const char *kind, const char *id)
{
	const struct value values[] = { of_text(kind), of_text(id) };

	return run(s, SQL_DELETE, values, 2);
}

enum err store_each(struct store *s, const char *kind, bool (*each)(void *arg, const char *id, const void *value, size_t len), void *arg)
{
	const struct value values[] = { of_text(kind) };
	sqlite3_stmt *st = bind(s, SQL_EACH, values, 1);
	enum err err = OK;
	int rc;

	if (!st)
		return ERR_STORE;
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		const char *id = (const char *)sqlite3_column_text(st, 0);

		if (!id)
			err = fail(s);
		if (err || !each(arg, id, sqlite3_column_blob(st, 1), (size_t)sqlite3_column_bytes(st, 1)))
			break;
	}
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		err = fail(s);
	finish(st);
	return err;
}

/* ---- a copy to read ---- */

/* Where a snapshot's entries go. */
struct copy {
	sqlite3_stmt *insert;
	bool ok;
};

static bool copy_entry(void *arg, const struct store_entry *e)
{
	struct copy *c = arg;

	c->ok = sqlite3_bind_int64(c->insert, 1, (int64_t)e->number) == SQLITE_OK
		&& sqlite3_bind_blob(c->insert, 2, e->leaf, 32, SQLITE_STATIC) == SQLITE_OK
		&& sqlite3_bind_text64(c->insert, 3, e->line, e->len, SQLITE_STATIC, SQLITE_UTF8) == SQLITE_OK
		&& sqlite3_step(c->insert) == SQLITE_DONE;
	sqlite3_reset(c->insert);
	return c->ok;
}

static enum err fill_copy(struct store *s, sqlite3 *db)
{
	struct copy c = { .ok = true };
	enum err err = ERR_IO;

	/* what was never copied cannot be left over: the other tables are dropped empty */
	if (!migrate(db) || sqlite3_exec(db, "BEGIN; DROP TABLE ballot; DROP TABLE kept", NULL, NULL, NULL) != SQLITE_OK)
		return ERR_IO;
	if (sqlite3_prepare_v2(db, "INSERT INTO entry (number, leaf, line) VALUES (?1, ?2, ?3)", -1, &c.insert, NULL) == SQLITE_OK) {
		err = store_read(s, 0, copy_entry, &c);
		if (!err && !c.ok)
			err = ERR_IO;
	}
	sqlite3_finalize(c.insert);
	if (!err && sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
		err = ERR_IO;
	return err;
}

enum err store_snapshot(struct store *s, const char *path)
{
	sqlite3 *db = NULL;
	enum err err;

	if (!access(path, F_OK))
		return ERR_IO;
	err = open_file(&db, path) ? ERR_IO : fill_copy(s, db);
	if (sqlite3_close(db) != SQLITE_OK && !err)
		err = ERR_IO;
	if (err)
		unlink(path);
	return err;
}
