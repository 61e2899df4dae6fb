/* fault_vfs.h - a layer under SQLite that writes down every write, sync, truncation and deletion, and fails the one it is told to.
 *
 * It offers no shared memory and promises nothing about torn writes: a store that needs more than
 * an exclusive connection and fsync fails here. */
#ifndef TALLY_TEST_FAULT_VFS_H
#define TALLY_TEST_FAULT_VFS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { FAULT_MAX_OPS = 4096, FAULT_FILES = 3 };
enum fault_kind { FAULT_WRITE, FAULT_SYNC, FAULT_TRUNCATE, FAULT_DELETE };

/* The database, its write-ahead log, its rollback journal. */
static const char *const fault_suffixes[FAULT_FILES] = { ".db", "-wal", "-journal" };

struct fault_op {
	enum fault_kind kind;
	int file;
	sqlite3_int64 at;               /* offset of a write; size of a truncation */
	size_t len;
	unsigned char *bytes;
};

/* One for the process, since SQLite gives a VFS no argument of ours. */
static struct fault_world {
	sqlite3_vfs *real;
	struct fault_op ops[FAULT_MAX_OPS];
	size_t count;
	size_t fails_at;                /* number of the operation that fails, from 1; 0: none */
	bool fails_on;                  /* and all after it */
	int error;                      /* SQLITE_IOERR or SQLITE_FULL */
} fault;

struct fault_file {
	sqlite3_file base;
	int file;
	sqlite3_file *real;             /* behind this struct */
};

static void fault_reset(void)
{
	sqlite3_vfs *real = fault.real;

	for (size_t i = 0; i < fault.count; i++)
		free(fault.ops[i].bytes);
	memset(&fault, 0, sizeof(fault));
	fault.real = real;
	fault.error = SQLITE_IOERR;
}

static int fault_file_of(const char *name)
{
	size_t len = name ? strlen(name) : 0;

	for (int i = 0; i < FAULT_FILES; i++) {
		size_t n = strlen(fault_suffixes[i]);

		if (len >= n && !strcmp(name + len - n, fault_suffixes[i]))
			return i;
	}
	return -1;
}

/* Write the operation down; true if it is to fail. */
static bool fault_note(enum fault_kind kind, int file, sqlite3_int64 at, const void *bytes, size_t len)
{
	struct fault_op *op;
	size_t number = fault.count + 1;

	if (fault.fails_at && (number == fault.fails_at || (fault.fails_on && number > fault.fails_at))) {
		/* it counts, so that the next has the next number, but it did not happen */
		if (fault.count < FAULT_MAX_OPS)
			fault.ops[fault.count++] = (struct fault_op){ .kind = FAULT_WRITE, .file = -1 };
		return true;
	}
	if (fault.count == FAULT_MAX_OPS || file < 0)
		return false;
	op = &fault.ops[fault.count++];
	*op = (struct fault_op){ .kind = kind, .file = file, .at = at, .len = len };
	if (len) {
		op->bytes = malloc(len);
		memcpy(op->bytes, bytes, len);
	}
	return false;
}

static sqlite3_file *fault_real(sqlite3_file *f)
{
	return ((struct fault_file *)f)->real;
}

static int fault_close(sqlite3_file *f)
{
	return fault_real(f)->pMethods->xClose(fault_real(f));
}

static int fault_read(sqlite3_file *f, void *out, int len, sqlite3_int64 at)
{
	return fault_real(f)->pMethods->xRead(fault_real(f), out, len, at);
}

static int fault_write(sqlite3_file *f, const void *bytes, int len, sqlite3_int64 at)
{
	if (fault_note(FAULT_WRITE, ((struct fault_file *)f)->file, at, bytes, (size_t)len))
		return fault.error == SQLITE_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
	return fault_real(f)->pMethods->xWrite(fault_real(f), bytes, len, at);
}

static int fault_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	if (fault_note(FAULT_TRUNCATE, ((struct fault_file *)f)->file, size, NULL, 0))
		return SQLITE_IOERR_TRUNCATE;
	return fault_real(f)->pMethods->xTruncate(fault_real(f), size);
}

static int fault_sync(sqlite3_file *f, int flags)
{
	if (fault_note(FAULT_SYNC, ((struct fault_file *)f)->file, 0, NULL, 0))
		return SQLITE_IOERR_FSYNC;
	/* what reaches the disk is decided by the replay, not by this machine */
	(void)flags;
	return SQLITE_OK;
}

static int fault_size(sqlite3_file *f, sqlite3_int64 *size)
{
	return fault_real(f)->pMethods->xFileSize(fault_real(f), size);
}

static int fault_lock(sqlite3_file *f, int lock)
{
	return fault_real(f)->pMethods->xLock(fault_real(f), lock);
}

static int fault_unlock(sqlite3_file *f, int lock)
{
	return fault_real(f)->pMethods->xUnlock(fault_real(f), lock);
}

static int fault_check_lock(sqlite3_file *f, int *out)
{
	return fault_real(f)->pMethods->xCheckReservedLock(fault_real(f), out);
}

static int fault_control(sqlite3_file *f, int op, void *arg)
{
	return fault_real(f)->pMethods->xFileControl(fault_real(f), op, arg);
}

static int fault_sector(sqlite3_file *f)
{
	(void)f;
	return 4096;
}

static int fault_characteristics(sqlite3_file *f)
{
	(void)f;
	return 0;
}

static const sqlite3_io_methods fault_methods = {
	.iVersion = 1, .xClose = fault_close, .xRead = fault_read, .xWrite = fault_write, .xTruncate = fault_truncate, .xSync = fault_sync,
	.xFileSize = fault_size, .xLock = fault_lock, .xUnlock = fault_unlock, .xCheckReservedLock = fault_check_lock,
	.xFileControl = fault_control,
	.xSectorSize = fault_sector, .xDeviceCharacteristics = fault_characteristics,
};

static int fault_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
	struct fault_file *file = (struct fault_file *)f;
	int rc;

	(void)vfs;
	file->base.pMethods = NULL;
	file->file = fault_file_of(name);
	file->real = (sqlite3_file *)(file + 1);
	rc = fault.real->xOpen(fault.real, name, file->real, flags, out);
	if (rc == SQLITE_OK)
		file->base.pMethods = &fault_methods;
	return rc;
}

static int fault_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	(void)vfs;
	if (fault_note(FAULT_DELETE, fault_file_of(name), 0, NULL, 0))
		return SQLITE_IOERR_DELETE;
	return fault.real->xDelete(fault.real, name, sync);
}

/* Make it the default, once. */
static void fault_register(void)
{
	static sqlite3_vfs vfs;

	fault.real = sqlite3_vfs_find(NULL);
	vfs = *fault.real;
	vfs.pNext = NULL;
	vfs.zName = "fault";
	vfs.szOsFile = (int)sizeof(struct fault_file) + fault.real->szOsFile;
	vfs.xOpen = fault_open;
	vfs.xDelete = fault_delete;
	sqlite3_vfs_register(&vfs, 1);
	fault_reset();
}

#endif
