/* verify.h - the whole of P14: the fold and every equation over the group. What trustees run live and auditors run on a bundle.
 *
 * Ballots are gathered and checked in batches; verifier_flush checks what is left. Once an error is returned the verifier stays failed.
 * Must not know: files, sockets. */
#ifndef TALLY_VERIFY_H
#define TALLY_VERIFY_H

#include "protocol/meeting/box.h"

enum { VERIFY_BATCH = 100 };

/* A ballot that waits for its batch. */
struct verify_pending {
	uint64_t entry;
	enum ballot_purpose purpose;
	uint8_t key[POINT_SIZE], signature[SIGNATURE_SIZE], seed[SEED_SIZE];    /* seed: of a test */
	uint8_t *body;                  /* owned */
	size_t len;
};

struct verifier {
	struct meeting meeting;
	struct group *group;            /* for everything but ballots */
	struct box box;                 /* of the attempt that was opened last; its total is complete after verifier_flush */
	bool has_box;
	struct verify_pending pending[VERIFY_BATCH];
	size_t pending_count;
	uint64_t failed_entry;          /* the entry that the error is about */
	enum err failed;                /* OK while all is well */
	const struct rng *rng;          /* for batch weights */
};

MUST_CHECK enum err verifier_init(struct verifier *v, const struct rng *rng);
void verifier_release(struct verifier *v);
/* The next line of the ledger, without its line feed. An error is about v->failed_entry, which may be an earlier ballot of the batch. */
MUST_CHECK enum err verifier_apply(struct verifier *v, const char *line, size_t len);
MUST_CHECK enum err verifier_flush(struct verifier *v);

#endif
