/* keymaker.h - a whole key ceremony in memory (P10), with every message that the trustees would send. For tests only.
 *
 *     struct keymaker k;
 *     keymaker_run(&k, "m1", 1, 3, 2, 7);
 *     … k.key, k.shares[i - 1], k.secrets[i - 1].cosign_seed, k.texts[i - 1] …
 *     keymaker_release(&k);
 *
 * Trustee i is at [i - 1] everywhere. The same arguments give the same keys, another last one (the
 * seed) gives others. Fails the test if any step fails. */
#ifndef TALLY_TESTS_KEYMAKER_H
#define TALLY_TESTS_KEYMAKER_H

#include <stdio.h>
#include <stdlib.h>
#include "protocol/crypto/ceremony.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/fixed_rng.h"

struct keymaker {
	struct group *g;
	struct ceremony c;                      /* .meeting borrowed */
	uint64_t counter;                       /* of rng */
	struct rng rng;
	struct ceremony_secret secrets[TRUSTEE_MAX];
	char *texts[TRUSTEE_MAX];
	struct reveal reveals[TRUSTEE_MAX];
	uint8_t commits[TRUSTEE_MAX][32];
	uint8_t ephemerals[TRUSTEE_MAX][TRUSTEE_MAX][POINT_SIZE];       /* [from - 1][to - 1] */
	uint8_t boxes[TRUSTEE_MAX][TRUSTEE_MAX][SHARE_BOX_SIZE];
	struct scalar shares[TRUSTEE_MAX];      /* x_i */
	uint8_t record[32], key[POINT_SIZE], share_keys[TRUSTEE_MAX][POINT_SIZE];
	uint8_t confirms[TRUSTEE_MAX][SIGN_SIZE];
};

static inline void keymaker_release(struct keymaker *k)
{
	for (uint32_t i = 0; i < TRUSTEE_MAX; i++)
		free(k->texts[i]);
	group_free(k->g);
}

static inline void keymaker_reveal(struct keymaker *k)
{
	for (uint32_t i = 1; i <= k->c.n; i++) {
		char name[16];

		snprintf(name, sizeof(name), "trustee-%u", i);
		assert_int_equal(ceremony_begin(k->g, &k->secrets[i - 1], &k->texts[i - 1], &k->c, i, name, true, &k->rng), OK);
		ceremony_commitment(k->commits[i - 1], &k->c, i, k->texts[i - 1]);
		assert_int_equal(ceremony_read_reveal(k->g, &k->reveals[i - 1], &k->c, k->texts[i - 1]), OK);
	}
}

static inline void keymaker_share(struct keymaker *k)
{
	for (uint32_t to = 1; to <= k->c.n; to++) {
		struct scalar sum = ceremony_own_share(&k->c, to, &k->secrets[to - 1]), share;

		for (uint32_t from = 1; from <= k->c.n; from++) {
			uint8_t *ephemeral = k->ephemerals[from - 1][to - 1], *box = k->boxes[from - 1][to - 1];

			if (from == to)
				continue;
			assert_int_equal(ceremony_make_share(k->g, ephemeral, box, &k->c, from, &k->secrets[from - 1], &k->reveals[to - 1],
							     &k->rng), OK);
			assert_int_equal(ceremony_take_share(k->g, &share, &k->c, &k->reveals[from - 1], to, &k->secrets[to - 1], ephemeral,
							     box), OK);
			sum = scalar_add(sum, share);
		}
		k->shares[to - 1] = sum;
	}
}

static inline void keymaker_run(struct keymaker *k, const char *meeting, uint64_t id, uint32_t n, uint32_t t, uint64_t seed)
{
	*k = (struct keymaker){ .c = { .meeting = meeting, .id = id, .n = n, .t = t }, .counter = seed << 32 };
	k->rng = fixed_rng(&k->counter);
	k->g = group_new();
	assert_non_null(k->g);
	keymaker_reveal(k);
	keymaker_share(k);
	assert_int_equal(ceremony_keys(k->g, k->key, k->share_keys, &k->c, k->reveals), OK);
	ceremony_record_hash(k->record, &k->c, (const char *const *)k->texts);
	for (uint32_t i = 0; i < n; i++)
		assert_int_equal(ceremony_confirm(k->confirms[i], &k->c, k->secrets[i].cosign_seed, k->record, k->key), OK);
}

#endif
