/* vote.c - see vote.h. */
#include "protocol/crypto/vote.h"

#include "protocol/crypto/hash.h"
#include "protocol/crypto/schnorr.h"

#define VOTE_TAG "tally/1/open-vote"

void vote_tracking_hash(uint8_t out[32], const struct ballot_form *f, const uint8_t slot_key[POINT_SIZE], const uint8_t *marks)
{
	struct hash t;

	hash_start(&t, "tally/1/tracking");
	hash_field(&t, f->h_poll, 64);
	hash_field(&t, slot_key, POINT_SIZE);
	hash_field(&t, marks, f->row_count);
	hash_end32(&t, out);
}

static struct buf signed_fields(const struct ballot_form *f, const uint8_t *marks)
{
	struct buf fields = { 0 };

	schnorr_add_field(&fields, f->h_poll, 64);
	for (size_t q = 0; q < f->row_count; q++)
		schnorr_add_u64(&fields, marks[q]);
	return fields;
}

enum err vote_sign(struct group *g, uint8_t signature[SIGNATURE_SIZE], const struct ballot_form *f, struct scalar secret,
		   const uint8_t *marks, const struct rng *rng)
{
	struct buf fields = signed_fields(f, marks);
	enum err err = schnorr_sign(g, signature, VOTE_TAG, secret, &fields, rng);

	buf_release(&fields);
	wipe(&secret, sizeof(secret));
	return err;
}

enum err vote_check(struct group *g, const struct ballot_form *f, const uint8_t slot_key[POINT_SIZE], const uint8_t *marks,
		    const uint8_t signature[SIGNATURE_SIZE])
{
	struct buf fields = signed_fields(f, marks);
	enum err err = schnorr_check(g, VOTE_TAG, slot_key, &fields, signature);

	buf_release(&fields);
	return err;
}
