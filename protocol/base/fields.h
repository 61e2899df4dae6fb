/* fields.h - JSON by P1.3 over jansson: objects are read strictly, field by field; bytes are written as base64 or hex (P1.2).
 *
 *     struct fields f;
 *     fields_open(&f, object);
 *     int64_t n = fields_int(&f, "n", 0, 1000000);
 *     const char *name = fields_text(&f, "name", 1, 200);
 *     return fields_close(&f);
 *
 * Sticky: the first error is kept, later reads return zero or "". fields_close reports it, or ERR_FIELD_UNKNOWN where the object
 * holds a field that was not read; use no value before it returned OK. All pointers are borrowed from the object. */
#ifndef TALLY_FIELDS_H
#define TALLY_FIELDS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "protocol/base/err.h"

enum { JSON_MAX_DEPTH = 16 };
/* What every reader of JSON holds exactly (P1.3): integers are from -JSON_INTEGER_MAX to it. */
#define JSON_INTEGER_MAX INT64_C(9007199254740991)

/* Parse exactly one JSON object by P1.3; the caller owns it (json_decref). Errors: ERR_JSON, ERR_TEXT (a control character), ERR_MEMORY. */
MUST_CHECK enum err json_read(json_t **out, const char *text, size_t len);

/* One compact line without the line feed; the caller frees it. NULL if out of memory. */
char *json_write(const json_t *value);

/* Bytes as a new JSON string, base64 or hex. NULL if out of memory, which jansson's packing and
 * setting functions take for a failure of theirs. */
json_t *json_base64(const void *bytes, size_t len);
json_t *json_hex(const void *bytes, size_t len);

struct fields {
	const json_t *object;
	size_t read;            /* fields seen so far */
	enum err err;
	const char *field;      /* name of the field in error, for the detail of a report; a borrowed literal */
};

void fields_open(struct fields *f, const json_t *object);
int64_t fields_int(struct fields *f, const char *name, int64_t min, int64_t max);
bool fields_bool(struct fields *f, const char *name);
/* Text of min..max bytes. */
const char *fields_text(struct fields *f, const char *name, size_t min, size_t max);
/* Text that may hold line feeds: notes and PEM. */
const char *fields_lines(struct fields *f, const char *name, size_t min, size_t max);
/* Text of which may be absent: NULL then. */
const char *fields_text_opt(struct fields *f, const char *name, size_t max);
/* Base64 or hex of exactly `len` bytes into `out`; untouched on error. */
void fields_base64(struct fields *f, const char *name, uint8_t *out, size_t len);
void fields_hex(struct fields *f, const char *name, uint8_t *out, size_t len);
/* Any length up to `cap`: allocates *out (caller frees), sets *len. Both zeroed on error. */
void fields_base64_alloc(struct fields *f, const char *name, uint8_t **out, size_t *len, size_t cap);
/* Array of min..max elements, or an object; NULL on error. */
const json_t *fields_array(struct fields *f, const char *name, size_t min, size_t max);
const json_t *fields_object(struct fields *f, const char *name);
/* As above, NULL without an error where the field is absent. */
const json_t *fields_array_opt(struct fields *f, const char *name, size_t max);
const json_t *fields_object_opt(struct fields *f, const char *name);
bool fields_has(const struct fields *f, const char *name);
MUST_CHECK enum err fields_close(struct fields *f);

#endif
