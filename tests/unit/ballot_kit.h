/* ballot_kit.h - a key, a slip, and forms of the usual kinds, for tests of ballots. */
#ifndef TALLY_TEST_BALLOT_KIT_H
#define TALLY_TEST_BALLOT_KIT_H

#include "protocol/crypto/ballot.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/fixed_rng.h"

struct ballot_kit {
	struct group *g;
	struct point *p;                /* scratch */
	uint64_t counter;
	struct rng rng;
	struct scalar secret;           /* of the slip's slot key */
	uint8_t slot_key[POINT_SIZE], key[POINT_SIZE];
};

static inline void ballot_kit_key(struct ballot_kit *k, uint8_t out[POINT_SIZE], struct scalar secret)
{
	point_mul_base(k->g, k->p, secret);
	point_encode(k->g, out, k->p);
}

static inline void ballot_kit_init(struct ballot_kit *k)
{
	*k = (struct ballot_kit){ .g = group_new(), .counter = 1000 };
	assert_non_null(k->g);
	k->rng = fixed_rng(&k->counter);
	k->p = point_new(k->g);
	k->secret = scalar_from_u64(0x5107);
	ballot_kit_key(k, k->slot_key, k->secret);
	ballot_kit_key(k, k->key, scalar_from_i64(-987654321));
	group_set_key(k->g, k->p);
}

static inline void ballot_kit_release(struct ballot_kit *k)
{
	assert_int_equal(group_status(k->g), OK);
	point_free(k->p);
	group_free(k->g);
}

/* 1 of 3. */
static inline struct ballot_form form_motion(void)
{
	static uint8_t options[] = { 3 };

	return (struct ballot_form){ .h_poll = { 1 }, .row_count = 1, .options = options };
}

/* Three candidates (for, against, abstain) for two seats, and a write-in for at most each one against. */
static inline struct ballot_form form_election(void)
{
	static uint8_t options[] = { 3, 3, 3, 2 };
	static struct limit_term approvals[] = { { 0, 1 }, { 2, 1 }, { 4, 1 }, { 6, 1 } };
	static struct limit_term balance[] = { { 6, 1 }, { 1, -1 }, { 3, -1 }, { 5, -1 } };
	static struct limit limits[] = { { approvals, 4, 0, 2 }, { balance, 4, -3, 0 } };

	return (struct ballot_form){ .h_poll = { 2 }, .row_count = 4, .options = options, .limit_count = 2, .limits = limits };
}

#endif
