/* temp_folder.h - a folder of its own for a test, gone afterwards. */
#ifndef TALLY_TEST_TEMP_FOLDER_H
#define TALLY_TEST_TEMP_FOLDER_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEMP_PATH_SIZE = 200 };

struct temp_folder {
	char path[TEMP_PATH_SIZE];
};

static inline int temp_folder_remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

/* For cmocka: setup and teardown with *state a struct temp_folder. */
static inline int temp_folder_make(void **state)
{
	const char *root = getenv("TMPDIR");
	struct temp_folder *f = calloc(1, sizeof(*f));

	if (!f)
		return -1;
	snprintf(f->path, sizeof(f->path), "%s/tally-test-XXXXXX", root ? root : "/tmp");
	*state = f;
	return mkdtemp(f->path) ? 0 : -1;
}

static inline int temp_folder_remove(void **state)
{
	struct temp_folder *f = *state;

	nftw(f->path, temp_folder_remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(f);
	return 0;
}

/* "folder/name" into `out`. */
static inline const char *temp_path(char out[TEMP_PATH_SIZE + 60], void *const *state, const char *name)
{
	const struct temp_folder *f = *state;

	snprintf(out, TEMP_PATH_SIZE + 60, "%s/%s", f->path, name);
	return out;
}

#endif
