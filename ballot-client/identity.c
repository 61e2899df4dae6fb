/* identity.c - see identity.h. Must not know TLS or connections. */
#include "ballot-client/identity.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "protocol/base/fields.h"
#include "protocol/os/os.h"

enum { MACHINE_FILE_MAX = 4096, PRIVATE = 0600 };

enum err identity_path(char out[IDENTITY_PATH_MAX], const struct identity *who, const char *file)
{
	char path[IDENTITY_PATH_MAX];
	int len = snprintf(path, sizeof(path), "%s/%s", who->folder, file);

	if (len < 0 || (size_t)len >= sizeof(path))
		return ERR_TOO_LONG;
	memcpy(out, path, (size_t)len + 1);
	return OK;
}

static enum err set_folder(struct identity *who, const char *folder)
{
	if (strlen(folder) >= sizeof(who->folder))
		return ERR_TOO_LONG;
	strcpy(who->folder, folder);
	return OK;
}

static enum err from_json(struct identity *out, const json_t *object)
{
	struct fields f;
	const char *meeting, *name, *role, *host;
	int64_t port;
	enum err err;

	fields_open(&f, object);
	meeting = fields_text(&f, "meeting", MEETING_ID_LEN, MEETING_ID_LEN);
	name = fields_text(&f, "name", 1, MACHINE_NAME_MAX);
	role = fields_text(&f, "role", 1, ID_MAX);
	host = fields_text(&f, "host", 1, IDENTITY_HOST_MAX);
	port = fields_int(&f, "port", 1, UINT16_MAX);
	err = fields_close(&f);
	if (err)
		return err;
	if (!machine_role_read(&out->role, role))
		return ERR_RANGE;
	strcpy(out->meeting, meeting);
	strcpy(out->name, name);
	strcpy(out->host, host);
	out->port = (uint16_t)port;
	return OK;
}

enum err identity_read(struct identity *out, const char *folder)
{
	struct identity who = { 0 };
	char path[IDENTITY_PATH_MAX];
	struct buf text = { 0 };
	json_t *object = NULL;
	enum err err = set_folder(&who, folder);

	if (!err)
		err = identity_path(path, &who, "machine.json");
	if (!err)
		err = file_read(&text, path, MACHINE_FILE_MAX);
	if (!err)
		err = json_read(&object, (const char *)text.at, text.len);
	if (!err)
		err = from_json(&who, object);
	if (!err)
		*out = who;
	json_decref(object);
	buf_release(&text);
	return err;
}

bool identity_is_there(const char *folder)
{
	struct identity who;
	char path[IDENTITY_PATH_MAX];

	return set_folder(&who, folder) != OK || identity_path(path, &who, "machine.json") != OK || access(path, F_OK) == 0 || errno != ENOENT;
}

static enum err write_file(const struct identity *who, const char *file, const void *bytes, size_t len)
{
	char path[IDENTITY_PATH_MAX];
	enum err err = identity_path(path, who, file);

	return err ? err : file_write_durable(path, bytes, len, PRIVATE);
}

static enum err write_machine(const struct identity *who)
{
	json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:i}", "meeting", who->meeting, "name", who->name,
				   "role", machine_role_name(who->role), "host", who->host, "port", who->port);
	char *line = object ? json_write(object) : NULL;
	enum err err = line ? write_file(who, "machine.json", line, strlen(line)) : ERR_MEMORY;

	free(line);
	json_decref(object);
	return err;
}

enum err identity_write(const struct identity *who, const struct buf *key_pem, const char *certificate_pem, const char *authority_pem)
{
	enum err err = folder_make(who->folder);

	if (!err)
		err = write_file(who, "key.pem", key_pem->at, key_pem->len);
	if (!err)
		err = write_file(who, "certificate.pem", certificate_pem, strlen(certificate_pem));
	if (!err)
		err = write_file(who, "authority.pem", authority_pem, strlen(authority_pem));
	if (!err)
		err = write_machine(who);
	return err;
}

enum err identity_read_head(struct head *out, const struct identity *who)
{
	char path[IDENTITY_PATH_MAX];
	struct buf text = { 0 };
	struct note note;
	enum err err = identity_path(path, who, "head");

	if (!err)
		err = file_read(&text, path, NOTE_MAX_SIZE);
	if (!err)
		err = note_read(&note, (const char *)text.at, text.len);
	if (!err)
		*out = note.head;
	buf_release(&text);
	return err;
}

enum err identity_write_head(const struct identity *who, const char *note)
{
	return write_file(who, "head", note, strlen(note));
}
