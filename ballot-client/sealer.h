/* sealer.h - the open poll as a terminal knows it, and sealing for it.
 *
 * Reads what `state` answered, computes the meeting's key from the scrutineers' reveals itself, and seals marks
 * for a slot key. One sealer serves any number of voters in a process: the prepared key is kept from poll to poll.
 * Must not know: the network, who votes. */
#ifndef TALLY_SEALER_H
#define TALLY_SEALER_H

#include <jansson.h>
#include "protocol/crypto/ballot.h"
#include "protocol/crypto/slip.h"
#include "protocol/meeting/meeting.h"

/* The poll of one attempt. */
struct terminal_poll {
	char id[ID_MAX + 1];
	uint32_t attempt, slot;
	bool is_running;                /* open, or held: it may be voted in */
	bool is_held;
	bool is_open;                   /* an open vote: marks are sent as they are */
	struct ballot_form form;
	json_t *definition;             /* owned */
	uint8_t record[32];             /* hash of the key record: its fingerprint is shown */
};
void terminal_poll_release(struct terminal_poll *p);

struct sealer {
	struct group *group;
	bool has_key;
	uint8_t record[32], key[POINT_SIZE];    /* hash of the key record that is prepared, and its K */
};
MUST_CHECK enum err sealer_init(struct sealer *s);
void sealer_release(struct sealer *s);

/* Read `poll` of an answer to `state` or `tested`; `meeting` is the id.
 * Errors: those of fields, of definitions and of reveals; ERR_POINT. */
MUST_CHECK enum err sealer_read_poll(struct sealer *s, struct terminal_poll *out, const char *meeting, const json_t *poll);

/* A sealed ballot and what goes with it. Wipe with sealed_release. */
struct sealed {
	uint8_t *body;                  /* owned */
	size_t len;
	uint8_t tracking[32];
	uint8_t seed[SEED_SIZE];
	uint8_t signature[SIGNATURE_SIZE];      /* of the commit, then of cast or test */
};
void sealed_release(struct sealed *b);
/* Seal `marks` (row_count of them) and sign the commit. */
MUST_CHECK enum err sealer_seal(struct sealer *s, struct sealed *out, const struct terminal_poll *p, struct scalar secret,
				const uint8_t slot_key[POINT_SIZE], const uint8_t *marks);
/* In place of sealer_seal for an open vote: the marks, a byte each, as the body, and the signature
 * that goes with them. No commit, no seed. */
MUST_CHECK enum err sealer_mark(struct sealer *s, struct sealed *out, const struct terminal_poll *p, struct scalar secret,
				const uint8_t slot_key[POINT_SIZE], const uint8_t *marks);
/* Replace the signature by that of the choice: cast or test. */
MUST_CHECK enum err sealer_sign(struct sealer *s, struct sealed *b, enum ballot_purpose purpose,
				const struct terminal_poll *p, struct scalar secret);

#endif
