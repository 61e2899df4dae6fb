/* slip.c - see slip.h. */
#include "protocol/crypto/slip.h"

#include <stdlib.h>
#include <string.h>
#include "protocol/crypto/hash.h"
#include "protocol/crypto/schnorr.h"

static const char STATUS_TAG[] = "tally/1/status";

static bool is_slot(uint64_t slot)
{
	return slot >= 1 && slot <= SLIP_MAX_SLOTS;
}

enum err slip_slot_key(struct group *g, struct scalar *secret, uint8_t key[POINT_SIZE], const uint8_t code[SLIP_CODE_SIZE],
		       const char *meeting, uint64_t slot)
{
	struct point *public = NULL;
	struct scalar x = { 0 };
	struct hash t;
	enum err err;

	if (!is_slot(slot))
		return ERR_RANGE;
	public = point_new(g);
	if (!public)
		return ERR_MEMORY;
	hash_start(&t, "tally/1/slot-key");
	hash_field(&t, code, SLIP_CODE_SIZE);
	hash_text(&t, meeting);
	hash_u64(&t, slot);
	x = scalar_hash(&t);
	point_mul_base(g, public, x);
	err = scalar_is_zero(x) ? ERR_SCALAR : group_status(g);
	if (err)
		goto out;
	point_encode(g, key, public);
	*secret = x;
out:
	wipe(&x, sizeof(x));
	point_free(public);
	return err;
}

static int compare_keys(const void *a, const void *b)
{
	return memcmp(a, b, POINT_SIZE);
}

enum err slip_list_hash(uint8_t out[32], uint8_t *keys, size_t count, const char *meeting, uint64_t issue, uint64_t slot)
{
	struct hash t;

	if (count < 1 || count > SLIP_MAX_COUNT || !is_slot(slot))
		return ERR_RANGE;
	qsort(keys, count, POINT_SIZE, compare_keys);
	for (size_t i = 1; i < count; i++)
		if (!compare_keys(keys + (i - 1) * POINT_SIZE, keys + i * POINT_SIZE))
			return ERR_SLIP_LIST;
	hash_start(&t, "tally/1/slot-list");
	hash_text(&t, meeting);
	hash_u64(&t, issue);
	hash_u64(&t, slot);
	hash_field(&t, keys, count * POINT_SIZE);
	hash_end32(&t, out);
	return OK;
}

void slip_fingerprint(uint8_t out[32], const char *meeting, uint64_t issue, uint64_t slips, const uint8_t *lists, size_t slots)
{
	struct hash t;

	hash_start(&t, "tally/1/slip-lists");
	hash_text(&t, meeting);
	hash_u64(&t, issue);
	hash_u64(&t, slips);
	hash_field(&t, lists, slots * 32);
	hash_end32(&t, out);
}

/* The caller releases it. */
static struct buf status_fields(const char *meeting, uint64_t slot)
{
	struct buf fields = { 0 };

	schnorr_add_field(&fields, meeting, strlen(meeting));
	schnorr_add_u64(&fields, slot);
	return fields;
}

enum err slip_status_sign(struct group *g, uint8_t signature[97], const char *meeting, uint64_t slot, struct scalar secret,
			  const struct rng *rng)
{
	struct buf fields;
	enum err err;

	if (!is_slot(slot))
		return ERR_RANGE;
	fields = status_fields(meeting, slot);
	err = schnorr_sign(g, signature, STATUS_TAG, secret, &fields, rng);
	buf_release(&fields);
	return err;
}

enum err slip_status_check(struct group *g, const char *meeting, uint64_t slot, const uint8_t key[POINT_SIZE], const uint8_t signature[97])
{
	struct buf fields;
	enum err err;

	if (!is_slot(slot))
		return ERR_RANGE;
	fields = status_fields(meeting, slot);
	err = schnorr_check(g, STATUS_TAG, key, &fields, signature);
	buf_release(&fields);
	return err;
}
