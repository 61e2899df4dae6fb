/* fields.c - see fields.h. Must not know what any field means. */
#include "protocol/base/fields.h"

#include <stdlib.h>
#include <string.h>
#include "protocol/base/bytes.h"

/* jansson recurses by nesting: count it before jansson sees it. */
static bool is_shallow(const char *text, size_t len)
{
	int depth = 0;
	bool in_string = false;

	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (in_string && c == '\\')
			i++;
		else if (c == '"')
			in_string = !in_string;
		else if (!in_string && (c == '{' || c == '[') && ++depth > JSON_MAX_DEPTH)
			return false;
		else if (!in_string && (c == '}' || c == ']'))
			depth--;
	}
	return true;
}

static bool has_control(const char *text, size_t len, bool may_have_lines)
{
	for (size_t i = 0; i < len; i++)
		if (((unsigned char)text[i] < 0x20 || text[i] == 0x7f) && !(may_have_lines && text[i] == '\n'))
			return true;
	return false;
}

/* The rules of P1.3 that jansson does not know. Recursion is bounded by is_shallow. */
static enum err check_value(json_t *value)
{
	const char *key;
	json_t *element;
	json_int_t x;
	size_t i;
	enum err err;

	switch (json_typeof(value)) {
	case JSON_OBJECT:
		json_object_foreach(value, key, element) {
			if (has_control(key, strlen(key), false))
				return ERR_TEXT;
			err = check_value(element);
			if (err)
				return err;
		}
		return OK;
	case JSON_ARRAY:
		json_array_foreach(value, i, element) {
			err = check_value(element);
			if (err)
				return err;
		}
		return OK;
	case JSON_STRING:
		return has_control(json_string_value(value), json_string_length(value), true) ? ERR_TEXT : OK;
	case JSON_INTEGER:
		x = json_integer_value(value);
		return x < -JSON_INTEGER_MAX || x > JSON_INTEGER_MAX ? ERR_JSON : OK;
	case JSON_REAL:
		return ERR_JSON;
	case JSON_TRUE:
	case JSON_FALSE:
	case JSON_NULL:
		return OK;
	}
	return ERR_JSON;
}

static enum err error_of(const json_error_t *error)
{
	switch (json_error_code(error)) {
	case json_error_out_of_memory:
		return ERR_MEMORY;
	case json_error_null_character:
	case json_error_null_byte_in_key:
		return ERR_TEXT;
	default:
		return ERR_JSON;
	}
}

enum err json_read(json_t **out, const char *text, size_t len)
{
	json_error_t error;
	json_t *value;
	enum err err;

	/* nothing before the object and nothing behind it, not even white space (P1.3) */
	if (!len || text[0] != '{' || text[len - 1] != '}' || !is_shallow(text, len))
		return ERR_JSON;
	value = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	if (!value)
		return error_of(&error);
	err = json_is_object(value) ? check_value(value) : ERR_JSON;
	if (err) {
		json_decref(value);
		return err;
	}
	*out = value;
	return OK;
}

char *json_write(const json_t *value)
{
	return json_dumps(value, JSON_COMPACT);
}

json_t *json_base64(const void *bytes, size_t len)
{
	size_t chars = base64_length(len);
	char *text = malloc(chars + 1);
	json_t *value;

	if (!text)
		return NULL;
	base64_encode(text, bytes, len);
	value = json_stringn(text, chars);
	/* the bytes may be a secret */
	wipe(text, chars);
	free(text);
	return value;
}

json_t *json_hex(const void *bytes, size_t len)
{
	char *text = malloc(2 * len + 1);
	json_t *value;

	if (!text)
		return NULL;
	hex_encode(text, bytes, len);
	value = json_stringn(text, 2 * len);
	wipe(text, 2 * len);
	free(text);
	return value;
}

void fields_open(struct fields *f, const json_t *object)
{
	*f = (struct fields){ .object = object, .err = json_is_object(object) ? OK : ERR_FIELD_TYPE };
}

static void fail(struct fields *f, const char *name, enum err err)
{
	if (f->err)
		return;
	f->err = err;
	f->field = name;
}

bool fields_has(const struct fields *f, const char *name)
{
	return json_object_get(f->object, name);
}

/* The field counted as read; NULL, without an error, where it is absent. */
static const json_t *take_opt(struct fields *f, const char *name)
{
	const json_t *value = f->err ? NULL : json_object_get(f->object, name);

	if (value)
		f->read++;
	return value;
}

static const json_t *take(struct fields *f, const char *name)
{
	const json_t *value = take_opt(f, name);

	if (!value)
		fail(f, name, ERR_FIELD_MISSING);
	return value;
}

int64_t fields_int(struct fields *f, const char *name, int64_t min, int64_t max)
{
	const json_t *value = take(f, name);
	int64_t x;

	if (!value)
		return 0;
	x = json_integer_value(value);
	if (!json_is_integer(value))
		fail(f, name, ERR_FIELD_TYPE);
	else if (x < min || x > max)
		fail(f, name, ERR_RANGE);
	return f->err ? 0 : x;
}

bool fields_bool(struct fields *f, const char *name)
{
	const json_t *value = take(f, name);

	if (value && !json_is_boolean(value))
		fail(f, name, ERR_FIELD_TYPE);
	return !f->err && json_is_true(value);
}

static void check_text(struct fields *f, const char *name, const json_t *value, size_t min, size_t max)
{
	if (!json_is_string(value))
		fail(f, name, ERR_FIELD_TYPE);
	else if (json_string_length(value) < min || json_string_length(value) > max)
		fail(f, name, ERR_RANGE);
}

const char *fields_lines(struct fields *f, const char *name, size_t min, size_t max)
{
	const json_t *value = take(f, name);

	if (value)
		check_text(f, name, value, min, max);
	return f->err ? "" : json_string_value(value);
}

/* json_read lets line feeds pass for those who ask for lines. */
static void check_one_line(struct fields *f, const char *name, const json_t *value)
{
	if (!f->err && memchr(json_string_value(value), '\n', json_string_length(value)))
		fail(f, name, ERR_TEXT);
}

const char *fields_text(struct fields *f, const char *name, size_t min, size_t max)
{
	const json_t *value = take(f, name);

	if (value)
		check_text(f, name, value, min, max);
	if (value)
		check_one_line(f, name, value);
	return f->err ? "" : json_string_value(value);
}

const char *fields_text_opt(struct fields *f, const char *name, size_t max)
{
	const json_t *value = take_opt(f, name);

	if (value)
		check_text(f, name, value, 0, max);
	if (value)
		check_one_line(f, name, value);
	return f->err || !value ? NULL : json_string_value(value);
}

void fields_base64(struct fields *f, const char *name, uint8_t *out, size_t len)
{
	const char *text = fields_text(f, name, 0, SIZE_MAX);
	enum err err = f->err ? f->err : base64_decode(out, len, text);

	if (err)
		fail(f, name, err);
}

void fields_hex(struct fields *f, const char *name, uint8_t *out, size_t len)
{
	const char *text = fields_text(f, name, 0, SIZE_MAX);
	enum err err = f->err ? f->err : hex_decode(out, len, text);

	if (err)
		fail(f, name, err);
}

void fields_base64_alloc(struct fields *f, const char *name, uint8_t **out, size_t *len, size_t cap)
{
	const char *text = fields_text(f, name, 0, base64_length(cap));
	uint8_t *bytes;
	enum err err;

	*out = NULL;
	*len = 0;
	if (f->err)
		return;
	/* never nothing, so that NULL means lack of memory alone */
	bytes = malloc(strlen(text) / 4 * 3 + 1);
	err = bytes ? base64_decode_any(bytes, len, cap, text) : ERR_MEMORY;
	if (err) {
		free(bytes);
		fail(f, name, err);
		return;
	}
	*out = bytes;
}

static const json_t *check_array(struct fields *f, const char *name, const json_t *value, size_t min, size_t max)
{
	if (!json_is_array(value))
		fail(f, name, ERR_FIELD_TYPE);
	else if (json_array_size(value) < min || json_array_size(value) > max)
		fail(f, name, ERR_RANGE);
	return f->err ? NULL : value;
}

static const json_t *check_object(struct fields *f, const char *name, const json_t *value)
{
	if (!json_is_object(value))
		fail(f, name, ERR_FIELD_TYPE);
	return f->err ? NULL : value;
}

const json_t *fields_array(struct fields *f, const char *name, size_t min, size_t max)
{
	const json_t *value = take(f, name);

	return value ? check_array(f, name, value, min, max) : NULL;
}

const json_t *fields_object(struct fields *f, const char *name)
{
	const json_t *value = take(f, name);

	return value ? check_object(f, name, value) : NULL;
}

const json_t *fields_array_opt(struct fields *f, const char *name, size_t max)
{
	const json_t *value = take_opt(f, name);

	return value ? check_array(f, name, value, 0, max) : NULL;
}

const json_t *fields_object_opt(struct fields *f, const char *name)
{
	const json_t *value = take_opt(f, name);

	return value ? check_object(f, name, value) : NULL;
}

enum err fields_close(struct fields *f)
{
	if (!f->err && f->read != json_object_size(f->object))
		fail(f, NULL, ERR_FIELD_UNKNOWN);
	return f->err;
}
