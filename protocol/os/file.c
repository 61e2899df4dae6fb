/* file.c - files that are there whole or not at all, and folders for them. Must not know what is in them. */
#include "protocol/os/os.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 65536 };

static ssize_t read_some(int fd, void *at, size_t len)
{
	ssize_t got;

	do
		got = read(fd, at, len);
	while (got < 0 && errno == EINTR);
	return got;
}

/* Everything up to the end of the file; the chunk may hold a secret. */
static enum err read_all(struct buf *out, int fd, size_t max)
{
	uint8_t chunk[CHUNK];
	enum err err = OK;

	while (!err) {
		ssize_t got = read_some(fd, chunk, sizeof chunk);

		if (got == 0)
			break;
		if (got < 0)
			err = ERR_IO;
		else if ((size_t)got > max - out->len)
			err = ERR_TOO_LONG;
		else
			buf_add(out, chunk, (size_t)got);
		if (out->failed)
			err = ERR_MEMORY;
	}
	wipe(chunk, sizeof chunk);
	return err;
}

enum err file_read(struct buf *out, const char *path, size_t max)
{
	struct buf read = { 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum err err;

	if (fd < 0)
		return ERR_IO;
	err = read_all(&read, fd, max);
	close(fd);
	if (!err) {
		buf_add(out, read.at, read.len);
		err = out->failed ? ERR_MEMORY : OK;
	}
	buf_release_secret(&read);
	return err;
}

static bool write_all(int fd, const uint8_t *at, size_t len)
{
	while (len) {
		ssize_t done = write(fd, at, len);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		at += done;
		len -= (size_t)done;
	}
	return true;
}

/* The folder that `path` is in; the caller frees it. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return strdup(".");
	return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

/* A new name in a folder is durable once the folder is. */
static enum err sync_folder_of(const char *path)
{
	char *folder = folder_of(path);
	int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	enum err err = fd >= 0 && !fsync(fd) ? OK : ERR_IO;

	if (fd >= 0)
		close(fd);
	free(folder);
	return err;
}

enum err file_write_durable(const char *path, const void *bytes, size_t len, unsigned mode)
{
	struct buf name = { 0 };
	const char *temporary;
	enum err err = ERR_IO;
	int fd;

	buf_addf(&name, "%s.XXXXXX", path);
	temporary = buf_text(&name);
	fd = name.failed ? -1 : mkostemp((char *)name.at, O_CLOEXEC);
	if (fd < 0)
		goto out;
	if (!fchmod(fd, mode) && write_all(fd, bytes, len) && !fsync(fd))
		err = OK;
	/* close may be the one to tell of a lost write */
	if (close(fd))
		err = ERR_IO;
	if (!err && rename(temporary, path))
		err = ERR_IO;
	if (err)
		unlink(temporary);
	else
		err = sync_folder_of(path);
out:
	buf_release(&name);
	return err;
}

static enum err make_one(const char *path)
{
	struct stat found;

	if (!mkdir(path, 0700))
		return sync_folder_of(path);
	if (errno == EEXIST && !stat(path, &found) && S_ISDIR(found.st_mode))
		return OK;
	return ERR_IO;
}

enum err folder_make(const char *path)
{
	char *part = strdup(path);
	enum err err = part && *part ? OK : ERR_IO;

	/* every parent in turn: the path cut at one slash after the other */
	for (char *slash = part; !err && (slash = strchr(slash + 1, '/'));) {
		*slash = 0;
		err = make_one(part);
		*slash = '/';
	}
	if (!err)
		err = make_one(path);
	free(part);
	return err;
}
