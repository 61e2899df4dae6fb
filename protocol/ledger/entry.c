/* entry.c - see entry.h. The envelope of P12.1 and nothing of bodies. */
#include "protocol/ledger/entry.h"

#include <stdlib.h>
#include <string.h>
#include "protocol/base/bytes.h"
#include "protocol/base/fields.h"
#include "protocol/ledger/tree.h"

/* JSON allows white space between its parts; a line feed there would make two lines of one entry (P12.3). */
static bool is_one_line(const char *line, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < 0x20)
			return false;
	return true;
}

static enum err read_actors(struct entry *out, const json_t *by)
{
	size_t i;
	const json_t *actor;

	json_array_foreach(by, i, actor) {
		if (!json_is_string(actor))
			return ERR_FIELD_TYPE;
		if (json_string_length(actor) < 1 || json_string_length(actor) > ACTOR_MAX)
			return ERR_RANGE;
		if (strchr(json_string_value(actor), '\n'))
			return ERR_TEXT;
		out->actors[out->actor_count++] = json_string_value(actor);
	}
	return OK;
}

static enum err read_envelope(struct entry *out)
{
	struct fields f;
	const json_t *by = NULL;
	enum err err;

	fields_open(&f, out->json);
	out->number = (uint64_t)fields_int(&f, "n", 0, JSON_INTEGER_MAX);
	fields_hex(&f, "prev", out->prev, sizeof out->prev);
	out->type = fields_text(&f, "type", 1, ENTRY_TYPE_MAX);
	if (fields_has(&f, "at"))
		out->at = fields_int(&f, "at", 1, JSON_INTEGER_MAX);
	if (fields_has(&f, "by"))
		by = fields_array(&f, "by", 1, ENTRY_MAX_ACTORS);
	out->body = fields_object(&f, "body");
	err = fields_close(&f);
	return err ? err : read_actors(out, by);
}

enum err entry_read(struct entry *out, const char *line, size_t len, size_t max)
{
	struct entry read = { 0 };
	enum err err;

	if (len > max)
		return ERR_TOO_LONG;
	if (!is_one_line(line, len))
		return ERR_JSON;
	err = json_read(&read.json, line, len);
	if (err)
		return err;
	err = read_envelope(&read);
	if (err) {
		entry_release(&read);
		return err;
	}
	tree_leaf_hash(read.leaf, line, len);
	*out = read;
	return OK;
}

void entry_release(struct entry *e)
{
	json_decref(e->json);
	*e = (struct entry){ 0 };
}

static bool is_length(const char *text, size_t max)
{
	size_t len = strnlen(text, max + 1);

	return len >= 1 && len <= max;
}

/* The array `by`; NULL if out of memory. */
static json_t *actors_json(const char *const *actors, size_t count)
{
	json_t *by = json_array();

	for (size_t i = 0; i < count; i++) {
		if (json_array_append_new(by, json_string(actors[i]))) {
			json_decref(by);
			return NULL;
		}
	}
	return by;
}

enum err entry_write(char **line, uint64_t number, const uint8_t prev[32], const char *type, int64_t at, const char *const *actors,
		     size_t actor_count, const json_t *body)
{
	char hex[65], *text = NULL;
	json_t *entry;

	if (number > (uint64_t)JSON_INTEGER_MAX || at < 0 || at > JSON_INTEGER_MAX || actor_count > ENTRY_MAX_ACTORS ||
	    !is_length(type, ENTRY_TYPE_MAX))
		return ERR_RANGE;
	for (size_t i = 0; i < actor_count; i++)
		if (!is_length(actors[i], ACTOR_MAX))
			return ERR_RANGE;

	hex_encode(hex, prev, 32);
	entry = json_pack("{s:I, s:s, s:s}", "n", (json_int_t)number, "prev", hex, "type", type);
	if (!entry)
		return ERR_MEMORY;
	if (at && json_object_set_new(entry, "at", json_integer(at)))
		goto out;
	if (actor_count && json_object_set_new(entry, "by", actors_json(actors, actor_count)))
		goto out;
	/* jansson counts references in the value, which is otherwise untouched */
	if (json_object_set(entry, "body", (json_t *)(uintptr_t)body))
		goto out;
	text = json_write(entry);
out:
	json_decref(entry);
	if (!text)
		return ERR_MEMORY;
	*line = text;
	return OK;
}
