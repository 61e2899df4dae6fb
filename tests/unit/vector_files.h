/* vector_files.h - reading the JSON of tests/vectors, and randomness that plays back what a vector lists.
 *
 * Tests run from the top of the repository. A file that is not as expected fails the test. */
#ifndef TALLY_TESTS_VECTOR_FILES_H
#define TALLY_TESTS_VECTOR_FILES_H

#include <jansson.h>
#include <string.h>
#include "protocol/base/bytes.h"
#include "protocol/crypto/rng.h"
#include "protocol/crypto/scalar.h"
#include "tests/unit/cmocka_all.h"

/* The caller owns it. */
static inline json_t *listed_file(const char *path)
{
	json_t *file = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);

	if (!file)
		fail_msg("cannot read %s", path);
	return file;
}

static inline const json_t *listed_value(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	if (!value)
		fail_msg("no %s", name);
	return value;
}

static inline const json_t *listed_array(const json_t *object, const char *name)
{
	assert_true(json_is_array(listed_value(object, name)));
	return listed_value(object, name);
}

static inline const char *listed_text(const json_t *object, const char *name)
{
	assert_true(json_is_string(listed_value(object, name)));
	return json_string_value(listed_value(object, name));
}

static inline uint64_t listed_number(const json_t *object, const char *name)
{
	assert_true(json_is_integer(listed_value(object, name)));
	return (uint64_t)json_integer_value(listed_value(object, name));
}

/* Base64 of any length; the caller releases the buffer. */
static inline struct buf listed_buf(const json_t *object, const char *name)
{
	const char *text = listed_text(object, name);
	size_t cap = strlen(text) + 1, len;
	uint8_t *bytes = test_malloc(cap);
	struct buf out = { 0 };

	assert_int_equal(base64_decode_any(bytes, &len, cap, text), OK);
	buf_add(&out, bytes, len);
	test_free(bytes);
	return out;
}

/* Exactly `len` bytes of base64. */
static inline void listed_bytes(const json_t *object, const char *name, uint8_t *out, size_t len)
{
	if (base64_decode(out, len, listed_text(object, name)))
		fail_msg("%s is not %zu bytes", name, len);
}

static inline struct scalar listed_scalar(const json_t *object, const char *name)
{
	uint8_t bytes[32];
	struct scalar s;

	listed_bytes(object, name, bytes, sizeof(bytes));
	assert_int_equal(scalar_decode(&s, bytes), OK);
	return s;
}

/* Are these the bytes that the vector lists? */
static inline void expect_listed(const json_t *object, const char *name, const uint8_t *found, size_t len)
{
	struct buf listed = listed_buf(object, name);

	assert_int_equal(listed.len, len);
	assert_memory_equal(found, listed.at, len);
	buf_release(&listed);
}

/* Is this the error that the vector lists, or OK where it lists null? `what` names the vector. */
static inline void expect_listed_error(const json_t *object, enum err found, const char *what)
{
	const char *listed = json_string_value(listed_value(object, "error"));

	if (strcmp(err_code(found), listed ? listed : "ok"))
		fail_msg("%s: found %s, listed %s", what, err_code(found), listed ? listed : "ok");
}

/* Random bytes as listed, in the order in which they were added: no more and no fewer may be drawn. */
struct playback {
	struct buf inputs;
	size_t at;
};

static inline void playback_fill(void *state, void *out, size_t len)
{
	struct playback *p = state;

	if (p->inputs.len - p->at < len)
		fail_msg("more randomness is drawn than the vector lists");
	memcpy(out, p->inputs.at + p->at, len);
	p->at += len;
}

static inline struct rng playback_rng(struct playback *p)
{
	return (struct rng){ .fill = playback_fill, .state = p };
}

static inline void playback_add(struct playback *p, size_t len, const json_t *base64)
{
	uint8_t bytes[64];

	assert_true(len <= sizeof(bytes) && json_is_string(base64));
	assert_int_equal(base64_decode(bytes, len, json_string_value(base64)), OK);
	buf_add(&p->inputs, bytes, len);
}

static inline void playback_end(struct playback *p)
{
	assert_int_equal(p->at, p->inputs.len);
	buf_release(&p->inputs);
}

#endif
