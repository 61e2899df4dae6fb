/* ceremony.c - see ceremony.h: what a trustee shows the others - commitment, reveal, confirmation. Shares are in ceremony_share.c.
 *
 * Must not know: the order of steps, files, entries. */
#include "protocol/crypto/ceremony.h"

#include <stdlib.h>
#include <string.h>
#include "protocol/base/bytes.h"
#include "protocol/base/fields.h"
#include "protocol/crypto/hash.h"

enum { FRESH_SIZE = 32 };

static const char POSSESSION_TAG[] = "tally/1/possession";

void ceremony_secret_wipe(struct ceremony_secret *s)
{
	wipe(s, sizeof(*s));
}

bool ceremony_is_valid(const struct ceremony *c)
{
	return c->n >= 1 && c->n <= TRUSTEE_MAX && c->t <= c->n && 2 * c->t > c->n;
}

struct scalar ceremony_draw_scalar(const struct rng *rng)
{
	uint8_t random[64];
	struct scalar x;

	do {
		rng_fill(rng, random, sizeof(random));
		x = scalar_reduce(random);
	} while (scalar_is_zero(x));
	wipe(random, sizeof(random));
	return x;
}

static void draw_secret(struct ceremony_secret *s, uint32_t t, const struct rng *rng)
{
	for (uint32_t k = 0; k < t; k++)
		s->coefficients[k] = ceremony_draw_scalar(rng);
	s->channel = ceremony_draw_scalar(rng);
	rng_fill(rng, s->cosign_seed, sizeof(s->cosign_seed));
}

/* The caller releases it. */
static struct buf possession_fields(const struct ceremony *c, uint32_t index, uint32_t k)
{
	struct buf fields = { 0 };

	schnorr_add_field(&fields, c->meeting, strlen(c->meeting));
	schnorr_add_u64(&fields, c->id);
	schnorr_add_u64(&fields, index);
	schnorr_add_u64(&fields, k);
	return fields;
}

static enum err prove_possession(struct group *g, uint8_t signature[SCHNORR_SIZE], const struct ceremony *c, uint32_t index, uint32_t k,
				 struct scalar coefficient, const struct rng *rng)
{
	struct buf fields = possession_fields(c, index, k);
	enum err err = schnorr_sign(g, signature, POSSESSION_TAG, coefficient, &fields, rng);

	buf_release(&fields);
	return err;
}

static enum err check_possession(struct group *g, const struct ceremony *c, uint32_t index, uint32_t k, const uint8_t point[POINT_SIZE],
				 const uint8_t signature[SCHNORR_SIZE])
{
	struct buf fields = possession_fields(c, index, k);
	enum err err = schnorr_check(g, POSSESSION_TAG, point, &fields, signature);

	buf_release(&fields);
	return err;
}

/* The public side of a secret: reveal and proofs, as the text will hold them. */
struct shown {
	struct reveal reveal;
	uint8_t possession[TRUSTEE_MAX][SCHNORR_SIZE];
	uint8_t fresh[FRESH_SIZE];
};

static enum err show(struct group *g, struct shown *s, const struct ceremony *c, const struct ceremony_secret *secret,
		     const struct rng *rng)
{
	struct reveal *r = &s->reveal;
	struct point *p = point_new(g);
	enum err err;

	if (!p)
		return ERR_MEMORY;
	rng_fill(rng, s->fresh, sizeof(s->fresh));
	err = sign_public(r->cosign, secret->cosign_seed);
	if (err)
		goto out;
	point_mul_base(g, p, secret->channel);
	point_encode(g, r->channel, p);
	for (uint32_t k = 0; k < c->t; k++) {
		point_mul_base(g, p, secret->coefficients[k]);
		point_encode(g, r->coefficients[k], p);
		err = prove_possession(g, s->possession[k], c, r->index, k, secret->coefficients[k], rng);
		if (err)
			goto out;
	}
	err = group_status(g);
out:
	point_free(p);
	return err;
}

static json_t *base64_array(const uint8_t *bytes, size_t len, uint32_t count)
{
	json_t *array = json_array();

	for (uint32_t k = 0; k < count; k++)
		if (json_array_append_new(array, json_base64(bytes + k * len, len))) {
			json_decref(array);
			return NULL;
		}
	return array;
}

/* NULL if out of memory, or if the name is not UTF-8. */
static char *write_reveal(const struct shown *s, uint32_t t)
{
	const struct reveal *r = &s->reveal;
	json_t *object = json_object();
	char *text = NULL;

	/* setting a NULL, the mark of a failed allocation, fails too */
	if (!json_object_set_new(object, "index", json_integer(r->index)) &&
	    !json_object_set_new(object, "name", json_string(r->name)) &&
	    !json_object_set_new(object, "auto", json_boolean(r->is_auto)) &&
	    !json_object_set_new(object, "channel", json_base64(r->channel, POINT_SIZE)) &&
	    !json_object_set_new(object, "cosign", json_base64(r->cosign, SIGN_KEY_SIZE)) &&
	    !json_object_set_new(object, "coefficients", base64_array(r->coefficients[0], POINT_SIZE, t)) &&
	    !json_object_set_new(object, "possession", base64_array(s->possession[0], SCHNORR_SIZE, t)) &&
	    !json_object_set_new(object, "fresh", json_base64(s->fresh, FRESH_SIZE)))
		text = json_write(object);
	json_decref(object);
	return text;
}

enum err ceremony_begin(struct group *g, struct ceremony_secret *secret, char **text, const struct ceremony *c, uint32_t index,
			const char *name, bool is_auto, const struct rng *rng)
{
	struct ceremony_secret drawn = { 0 };
	struct shown shown = { .reveal = { .index = index, .is_auto = is_auto } };
	struct reveal again;
	char *written = NULL;
	enum err err;

	if (!ceremony_is_valid(c) || strlen(name) > TRUSTEE_NAME_MAX)
		return ERR_RANGE;
	memcpy(shown.reveal.name, name, strlen(name) + 1);
	draw_secret(&drawn, c->t, rng);
	err = show(g, &shown, c, &drawn, rng);
	if (err)
		goto out;
	written = write_reveal(&shown, c->t);
	/* what the others would refuse to read must not be committed to */
	err = written ? ceremony_read_reveal(NULL, &again, c, written) : ERR_MEMORY;
	if (err)
		goto out;
	*secret = drawn;
	*text = written;
	written = NULL;
out:
	free(written);
	ceremony_secret_wipe(&drawn);
	return err;
}

void ceremony_commitment(uint8_t out[32], const struct ceremony *c, uint32_t index, const char *reveal_text)
{
	struct hash t;

	hash_start(&t, "tally/1/ceremony-commit");
	hash_text(&t, c->meeting);
	hash_u64(&t, c->id);
	hash_u64(&t, index);
	hash_text(&t, reveal_text);
	hash_end32(&t, out);
}

static enum err read_array(struct fields *f, const char *name, uint8_t *out, size_t len, uint32_t count)
{
	const json_t *array = fields_array(f, name, count, count);
	enum err err = f->err;

	for (uint32_t k = 0; !err && k < count; k++) {
		const char *text = json_string_value(json_array_get(array, k));

		err = text ? base64_decode(out + k * len, len, text) : ERR_FIELD_TYPE;
	}
	return err;
}

static enum err read_shown(struct shown *s, const struct ceremony *c, const json_t *object)
{
	struct reveal *r = &s->reveal;
	struct fields f;
	const char *name;
	enum err err, closed;

	fields_open(&f, object);
	r->index = (uint32_t)fields_int(&f, "index", 1, c->n);
	name = fields_text(&f, "name", 1, TRUSTEE_NAME_MAX);
	r->is_auto = fields_bool(&f, "auto");
	fields_base64(&f, "channel", r->channel, POINT_SIZE);
	fields_base64(&f, "cosign", r->cosign, SIGN_KEY_SIZE);
	err = read_array(&f, "coefficients", r->coefficients[0], POINT_SIZE, c->t);
	if (!err)
		err = read_array(&f, "possession", s->possession[0], SCHNORR_SIZE, c->t);
	fields_base64(&f, "fresh", s->fresh, FRESH_SIZE);
	closed = fields_close(&f);
	if (err || closed)
		return err ? err : closed;
	memcpy(r->name, name, strlen(name) + 1);
	return OK;
}

static enum err check_shown(struct group *g, const struct shown *s, const struct ceremony *c)
{
	struct point *p = point_new(g);
	enum err err;

	if (!p)
		return ERR_MEMORY;
	err = point_decode(g, p, s->reveal.channel);
	for (uint32_t k = 0; !err && k < c->t; k++)
		err = check_possession(g, c, s->reveal.index, k, s->reveal.coefficients[k], s->possession[k]);
	point_free(p);
	return err;
}

enum err ceremony_read_reveal(struct group *g, struct reveal *out, const struct ceremony *c, const char *text)
{
	struct shown s = { 0 };
	json_t *object = NULL;
	size_t len = strnlen(text, REVEAL_MAX + 1);
	enum err err;

	if (!ceremony_is_valid(c))
		return ERR_RANGE;
	if (len > REVEAL_MAX)
		return ERR_TOO_LONG;
	err = json_read(&object, text, len);
	if (err)
		return err;
	err = read_shown(&s, c, object);
	if (!err && g)
		err = check_shown(g, &s, c);
	if (!err)
		*out = s.reveal;
	json_decref(object);
	return err;
}

void ceremony_record_hash(uint8_t out[32], const struct ceremony *c, const char *const *texts)
{
	struct hash t;

	hash_start(&t, "tally/1/key-record");
	hash_text(&t, c->meeting);
	hash_u64(&t, c->id);
	hash_u64(&t, c->n);
	hash_u64(&t, c->t);
	for (uint32_t i = 0; i < c->n; i++)
		hash_text(&t, texts[i]);
	hash_end32(&t, out);
}

static struct buf confirm_message(const struct ceremony *c, const uint8_t record[32], const uint8_t key[POINT_SIZE])
{
	struct hash t;

	hash_start(&t, "tally/1/confirm");
	hash_text(&t, c->meeting);
	hash_u64(&t, c->id);
	hash_field(&t, record, 32);
	hash_field(&t, key, POINT_SIZE);
	return hash_end_fields(&t);
}

enum err ceremony_confirm(uint8_t signature[SIGN_SIZE], const struct ceremony *c, const uint8_t seed[SIGN_SEED_SIZE],
			  const uint8_t record[32], const uint8_t key[POINT_SIZE])
{
	struct buf message = confirm_message(c, record, key);
	enum err err = message.failed ? ERR_MEMORY : sign_make(signature, seed, message.at, message.len);

	buf_release(&message);
	return err;
}

enum err ceremony_check_confirm(const struct ceremony *c, const uint8_t cosign[SIGN_KEY_SIZE], const uint8_t signature[SIGN_SIZE],
				const uint8_t record[32], const uint8_t key[POINT_SIZE])
{
	struct buf message = confirm_message(c, record, key);
	enum err err = message.failed ? ERR_MEMORY : sign_check(cosign, signature, message.at, message.len);

	buf_release(&message);
	return err;
}
