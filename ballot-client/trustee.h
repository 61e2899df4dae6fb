/* trustee.h - the scrutineer's terminal: key share, co-signing, and the only hand that opens the box (P10, P11).
 *
 * Follows the ledger live and verifies every entry on arrival; computes the encrypted total itself and decrypts nothing else. What it does next is a function of the
 * verified meeting and its key file, so that a restart or a lost reply changes nothing. Must not know: voters, slips, screens. */
#ifndef TALLY_TRUSTEE_H
#define TALLY_TRUSTEE_H

#include "ballot-client/keyfile.h"
#include "ballot-client/link.h"

struct trustee;

/* What a person is asked; without one (demo and tests) `is_auto` says yes to all, which the key record shows: else not to TRUSTEE_OPEN. */
enum trustee_question {
	TRUSTEE_FINGERPRINT,            /* of the key record: compare and say yes; `what` is the code */
	TRUSTEE_SLIPS,                  /* sign the lists of an issue of slips? `what` is the fingerprint that the issuer printed */
	TRUSTEE_ACT,                    /* sign this act, any other? `what` is its text */
	TRUSTEE_OPEN,                   /* open the box? `what` is the closing head, `ballots` their number: do they agree with the hall screen? */
};

struct trustee_options {
	struct event_base *base;
	const char *folder;             /* machine's, and where trustee.key lies */
	const char *passphrase;         /* borrowed for trustee_new only */
	bool is_auto;
	void *context;
	/* Put a question; trustee_answer settles it. Asked again after a restart. */
	void (*on_question)(void *context, enum trustee_question q, const char *what, int64_t ballots);
	/* One line for the log: event key=value. */
	void (*on_log)(void *context, const char *line);
};

MUST_CHECK enum err trustee_new(struct trustee **out, const struct trustee_options *options);
/* The person says yes to exactly `what`. Errors: ERR_RANGE if that is not what is being asked. */
MUST_CHECK enum err trustee_answer(struct trustee *t, const char *what);
/* Not OK once something did not verify: nothing is signed or opened any more. */
enum err trustee_failed(const struct trustee *t);
void trustee_free(struct trustee *t);

#endif
