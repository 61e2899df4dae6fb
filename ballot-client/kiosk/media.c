/* media.c - see media.h. */
#include "ballot-client/kiosk/media.h"
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "ballot-client/keyfile.h"
#include "protocol/base/fields.h"
#include "protocol/os/os.h"

enum { COPY_MAX = 16 << 20 };

/* MEETING-MACHINE.trustee-key in that folder; a machine's name may hold what a file's may not. */
static enum err copy_path(char out[IDENTITY_PATH_MAX], const char *folder, const struct identity *who)
{
	char name[ACTOR_MAX + 1];

	strcpy(name, who->name);
	for (char *c = name; *c; c++) {
		if (*c == '/' || *c == '.')
			*c = '_';
	}
	int len = snprintf(out, IDENTITY_PATH_MAX, "%s/%s-%s.trustee-key", folder, who->meeting, name);
	return len > 0 && len < IDENTITY_PATH_MAX ? OK : ERR_TOO_LONG;
}

static void add(struct media *m, const struct identity *who, const char *folder)
{
	char path[IDENTITY_PATH_MAX];
	struct stat s;

	if (m->count == MEDIA_MAX || stat(folder, &s) || !S_ISDIR(s.st_mode) || access(folder, W_OK) || copy_path(path, folder, who) != OK)
		return;
	m->has_copy[m->count] = access(path, R_OK) == 0;
	strcpy(m->folders[m->count++], folder);
}

void media_find(struct media *m, const struct identity *who, const char *only)
{
	glob_t found = { 0 };

	m->count = 0;
	if (only) {
		add(m, who, only);
		return;
	}
	if (glob("/media/*/*", GLOB_ONLYDIR, NULL, &found) == 0 || found.gl_pathc == 0)
		(void)!glob("/run/media/*/*", GLOB_ONLYDIR | GLOB_APPEND, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++)
		add(m, who, found.gl_pathv[i]);
	globfree(&found);
}

static enum err copy(const char *from, const char *to)
{
	struct buf bytes = { 0 }, again = { 0 };
	enum err err = file_read(&bytes, from, COPY_MAX);

	if (!err)
		err = file_write_durable(to, bytes.at, bytes.len, 0600);
	if (!err)
		err = file_read(&again, to, COPY_MAX);
	if (!err && (again.len != bytes.len || memcmp(again.at, bytes.at, bytes.len) != 0))
		err = ERR_IO;
	buf_release(&bytes);
	buf_release(&again);
	return err;
}

enum err media_copy_to(const struct media *m, size_t at, const struct identity *who)
{
	char from[IDENTITY_PATH_MAX], to[IDENTITY_PATH_MAX];
	enum err err = at < m->count ? identity_path(from, who, "trustee.key") : ERR_RANGE;

	if (!err)
		err = copy_path(to, m->folders[at], who);
	return err ? err : copy(from, to);
}

/* Is what was opened of this machine, in this meeting?  Its reveal bears the name. */
static bool is_mine(const struct keyfile *k, const struct identity *who)
{
	json_t *reveal = NULL;
	bool is = false;

	if (k->now.reveal && strcmp(k->now.meeting, who->meeting) == 0 && json_read(&reveal, k->now.reveal, strlen(k->now.reveal)) == OK) {
		const char *name = json_string_value(json_object_get(reveal, "name"));

		is = name && strcmp(name, who->name) == 0;
	}
	json_decref(reveal);
	return is;
}

enum err media_take_from(const struct media *m, size_t at, const struct identity *who, const char *passphrase)
{
	char from[IDENTITY_PATH_MAX], to[IDENTITY_PATH_MAX];
	struct keyfile k;
	enum err err = at < m->count ? identity_path(to, who, "trustee.key") : ERR_RANGE;

	if (!err)
		err = copy_path(from, m->folders[at], who);
	if (!err && access(to, F_OK) == 0)
		err = ERR_NAME_TAKEN;
	/* where there is none a new one would be begun */
	if (!err && access(from, R_OK))
		err = ERR_IO;
	if (!err)
		err = keyfile_open(&k, from, passphrase);
	if (err)
		return err;
	bool mine = is_mine(&k, who);
	keyfile_release(&k);
	return mine ? copy(from, to) : ERR_MACHINE;
}
