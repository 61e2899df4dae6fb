/* trustee_internal.h - what trustee.c, trustee_ceremony.c and trustee_view.c share. */
#ifndef TALLY_TRUSTEE_INTERNAL_H
#define TALLY_TRUSTEE_INTERNAL_H

#include "ballot-client/trustee.h"
#include "protocol/meeting/verify.h"

struct trustee {
	struct trustee_options options;
	struct link *link;
	struct verifier verifier;       /* the meeting as this machine has verified it */
	struct keyfile keys;
	struct event *retry;            /* after an answer that was an error */
	enum err failed;
	bool is_behind;                 /* the server has more entries */
	bool acts_wait;                 /* ask for acts */
	uint64_t cosign_size;           /* the head that is being co-signed, and the keys to do it with */
	const struct key_set *cosign_set;
	json_t *act;                    /* {"number","text"} that waits; or NULL */
	bool act_is_signed;             /* and the server has the signature */
	bool is_declined;               /* the refusal of the box that waits has yet to be sent */
	/* hashes of what the person has been asked, and of the last thing they agreed to; zero for nothing */
	uint8_t asked[32], agreed[32];
};

/* Record an error that ends this trustee's work, or log one that will be tried again. */
void trustee_fail(struct trustee *t, enum err err, const char *what);
void trustee_log(struct trustee *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Send, once the last head is on disk, and take the next step with the answer. */
void trustee_send(struct trustee *t, const char *type, json_t *body);
/* Has the person agreed to this? If not, asks (once). */
bool trustee_is_agreed(struct trustee *t, enum trustee_question q, const char *what, int64_t ballots);

/* trustee_ceremony.c: do this trustee's part of a running ceremony. True if a message was sent or a person is being asked. */
bool trustee_do_ceremony(struct trustee *t);

/* trustee_view.c: this trustee's index in a ceremony by its machine's name; 0 if none. */
uint32_t trustee_index_in(const struct trustee *t, const struct ceremony_record *c);
/* Has this trustee given its share of the attempt? */
bool trustee_has_given(const struct attempt *a, uint32_t index);

#endif
