/* trustee.h - the scrutineer's terminal: key share, co-signing, and the only hand that opens the box (P10, P11).
 *
 * Follows the ledger live and verifies every entry on arrival; computes the encrypted total itself and decrypts nothing else.
 * What it does next is a function of the verified meeting and its key file, so that a restart or a lost reply changes nothing.
 * Must not know: voters, slips, screens. */
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
	TRUSTEE_OPEN,                   /* open the box, if the hall shows the same closing head (`what`) and number of `ballots`? */
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
	/* What is verified, the link, or what is asked may have changed. May be NULL. */
	void (*on_change)(void *context);
};

MUST_CHECK enum err trustee_new(struct trustee **out, const struct trustee_options *options);
/* The person says yes to exactly `what`. Errors: ERR_RANGE if that is not what is being asked. */
MUST_CHECK enum err trustee_answer(struct trustee *t, const char *what);
/* The person says no. About the box: the refusal goes into the ledger, with the reason; nothing is
 * signed or opened, and trustee_answer may still say yes to the same.
 * Errors: ERR_RANGE as above. */
MUST_CHECK enum err trustee_decline(struct trustee *t, const char *what);
/* Not OK once something did not verify: nothing is signed or opened any more. */
enum err trustee_failed(const struct trustee *t);
void trustee_free(struct trustee *t);

/* ---- what a screen may show (trustee_view.c); everything is borrowed ---- */

const struct meeting *trustee_meeting(const struct trustee *t);
enum link_state trustee_link(const struct trustee *t);
/* Is everything that the server has verified here? */
bool trustee_is_current(const struct trustee *t);
/* Does this question still wait for an answer? */
bool trustee_is_asking(const struct trustee *t, enum trustee_question q);
/* This trustee's index in the key record in force; 0 if there is none, or it is none of its trustees. */
uint32_t trustee_index(const struct trustee *t);
/* Does the key file hold the very share that everybody computes the public part of (P10.5)?  What must be so before a meeting may start. */
bool trustee_owns_share(const struct trustee *t);

#endif
