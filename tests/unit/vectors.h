/* vectors.h - reading the files of tests/vectors, and the random inputs that they list played back.
 * Fails the test where a file is not as expected. */
#ifndef TALLY_TESTS_VECTORS_H
#define TALLY_TESTS_VECTORS_H

#include <jansson.h>
#include <string.h>
#include "protocol/base/bytes.h"
#include "protocol/crypto/rng.h"
#include "tests/unit/cmocka_all.h"

/* The caller owns it. Tests run from the top of the repository. */
static inline json_t *vectors_load(const char *path)
{
	json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);

	assert_non_null(root);
	return root;
}

static inline const json_t *vectors_get(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	assert_non_null(value);
	return value;
}

static inline const char *vectors_text(const json_t *object, const char *name)
{
	assert_true(json_is_string(vectors_get(object, name)));
	return json_string_value(vectors_get(object, name));
}

static inline uint64_t vectors_int(const json_t *object, const char *name)
{
	return (uint64_t)json_integer_value(vectors_get(object, name));
}

static inline void vectors_base64(uint8_t *out, size_t len, const json_t *text)
{
	assert_true(json_is_string(text));
	assert_int_equal(base64_decode(out, len, json_string_value(text)), OK);
}

/* Is object.name these bytes? */
static inline void vectors_equal(const json_t *object, const char *name, const uint8_t *bytes, size_t len)
{
	uint8_t expected[256];

	assert_true(len <= sizeof(expected));
	vectors_base64(expected, len, vectors_get(object, name));
	assert_memory_equal(bytes, expected, len);
}

/* Random bytes written down beforehand: no more and no fewer may be asked for. */
struct script {
	uint8_t bytes[4096];
	size_t len, at;
};

static inline void script_fill(void *state, void *out, size_t len)
{
	struct script *s = state;

	assert_true(s->at + len <= s->len);
	memcpy(out, s->bytes + s->at, len);
	s->at += len;
}

static inline struct rng script_rng(struct script *s)
{
	return (struct rng){ .fill = script_fill, .state = s };
}

static inline void script_add(struct script *s, size_t len, const json_t *base64)
{
	assert_true(s->len + len <= sizeof(s->bytes));
	vectors_base64(s->bytes + s->len, len, base64);
	s->len += len;
}

/* A scalar as the 64 random bytes that give it. */
static inline void script_add_scalar(struct script *s, const json_t *base64)
{
	memset(s->bytes + s->len, 0, 32);
	s->len += 32;
	script_add(s, 32, base64);
}

static inline void script_ended(const struct script *s)
{
	assert_int_equal(s->at, s->len);
}

#endif
