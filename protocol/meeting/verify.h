/* verify.h - the whole of P14: the fold and every equation over the group. What trustees run live and auditors run on a bundle.
 *
 * Ballots are gathered and checked in batches; verify_flush checks what is left. Once an error is returned the verifier stays failed. */
#ifndef TALLY_VERIFY_H
#define TALLY_VERIFY_H

#include "protocol/meeting/box.h"

enum { VERIFY_BATCH = 100 };

struct verifier {
	struct meeting meeting;
	struct group *group;            /* for everything but ballots */
	struct box box;
	bool has_box;
	const struct attempt *boxed;    /* number and poll of the attempt in the box */
	struct verify_pending *pending; /* ballots not yet checked; owned */
	size_t pending_count;
	uint64_t failed_entry;          /* the entry that the error is about */
	enum err failed;                /* OK while all is well */
	const struct rng *rng;          /* for batch weights */
};

MUST_CHECK enum err verifier_init(struct verifier *v, const struct rng *rng);
void verifier_release(struct verifier *v);
/* The next line of the ledger. Errors name v->failed_entry. A close, a share and a result flush first. */
MUST_CHECK enum err verifier_apply(struct verifier *v, const char *line, size_t len);
MUST_CHECK enum err verifier_flush(struct verifier *v);

#endif
