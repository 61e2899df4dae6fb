/* meeting_maker.h - a whole small meeting in memory, entry by entry, with real keys, slips and sealed ballots. For tests only.
 *
 *     struct maker k;
 *     maker_init(&k, 9);
 *     maker_prepare(&k, 9);                           genesis to check-in of nine
 *     maker_define(&k, "budget", "motion", 1);
 *     maker_open(&k, "budget");
 *     maker_vote(&k, 1, 0); …                         person 1 marks option 0 in every row
 *     maker_close(&k); maker_cosign(&k, 1); maker_cosign(&k, 2); maker_share(&k, 1); maker_share(&k, 2);
 *     maker_result(&k); … or all of these: maker_count(&k); maker_seal(&k);
 *     … k.lines[0 .. k.line_count - 1], k.meeting …
 *     maker_release(&k);
 *
 * Everything is repeatable: the same calls give the same lines. Steps fail the test if the fold refuses them; the
 * maker_..._body functions give what a step would write, to be spoilt and tried with maker_try. Person i has number
 * i and, from the start, slip i; slips beyond persons are spares. */
#ifndef TALLY_TESTS_MEETING_MAKER_H
#define TALLY_TESTS_MEETING_MAKER_H

#include "protocol/crypto/opening.h"
#include "protocol/meeting/meeting.h"
#include "tests/unit/keymaker.h"

enum { MAKER_TRUSTEES = 3, MAKER_THRESHOLD = 2, MAKER_SPARES = 3, MAKER_SLOTS = 4, MAKER_MAX_PERSONS = 100, MAKER_CLOCK = 1795300000 };

struct maker {
	struct meeting meeting;
	uint64_t counter;
	struct rng rng;
	uint8_t log_seed[SIGN_SEED_SIZE];
	int64_t clock;                  /* a second later with every entry */
	char **lines;                   /* the ledger so far */
	size_t line_count;
	bool does_probe;                /* maker_add first tries what is wrong with the entry in every way that any entry can be wrong */
	unsigned persons;
	uint32_t slips;
	uint8_t codes[MAKER_MAX_PERSONS + MAKER_SPARES][SLIP_CODE_SIZE];
	bool has_keys;
	struct keymaker keys;           /* keys.g has K as its key */
	bool has_total;
	struct total total;             /* of the poll that was opened last */
};

/* A ballot as a terminal would hold it. */
struct maker_ballot {
	uint8_t key[POINT_SIZE];
	struct scalar secret;
	uint8_t *body;
	size_t len;
	uint8_t seed[SEED_SIZE], tracking[32];
};

void maker_init(struct maker *k, unsigned persons);
void maker_release(struct maker *k);

/* Compose, apply and keep one entry; steals `body`. `by` NULL is the secretary, and the chair where two are needed. */
enum err maker_try(struct maker *k, const char *type, const char *by, json_t *body);
/* The same with everything given, and nothing left out. */
enum err maker_try_raw(struct maker *k, const char *type, int64_t at, const char *const *actors, size_t actor_count, json_t *body);
void maker_add(struct maker *k, const char *type, const char *by, json_t *body);
/* A hash of all that the meeting knows. */
void maker_digest(const struct maker *k, uint8_t out[32]);
/* Try an entry that must be refused with `expected` and leave the meeting as it was; `detail` NULL asks for none in particular. */
void maker_refuse(struct maker *k, enum err expected, const char *detail, const char *type, const char *by, json_t *body);
/* What maker_add does where does_probe is set. `body` is borrowed. */
void maker_probe(struct maker *k, const char *type, const char *by, const json_t *body);
bool maker_takes_two(const struct maker *k, const char *type);
/* A JSON value from text with ' for ". Fails the test if it is none. */
json_t *maker_json(const char *text);
json_t *maker_base64(const void *bytes, size_t len);
json_t *maker_hex(const void *bytes, size_t len);

/* ---- preparing ---- */
json_t *maker_genesis_body(const struct maker *k);
/* Genesis and the operators secretary, chair and clerk. */
void maker_found(struct maker *k);
json_t *maker_person_body(unsigned number, const char *role);
/* All persons as delegates. */
void maker_roll(struct maker *k);
json_t *maker_machine_body(const char *name, const char *role);
/* Machines trustee-1 .. trustee-3, desk-1, terminal-1. */
void maker_machines(struct maker *k);
json_t *maker_ceremony_start_body(void);
/* A ceremony with new keys, from its start; stops before step `until` (CEREMONY_DONE: the whole). */
void maker_ceremony(struct maker *k, enum ceremony_step until);
json_t *maker_ceremony_body(const struct maker *k, enum ceremony_step step, uint32_t index);
/* An act with `fields` (stolen; "act" is added) signed by the first `signers` trustees. */
json_t *maker_act_body(const struct maker *k, const char *type, json_t *fields, uint32_t signers);
/* Add such an act, signed by enough. */
void maker_act(struct maker *k, const char *type, json_t *fields);
/* Issue 1; with another number the same slips once more. */
json_t *maker_slip_lists_fields(struct maker *k, unsigned issue);
void maker_slips(struct maker *k);
/* Open the sitting and check in persons 1 .. present. */
void maker_sit(struct maker *k, unsigned sitting, unsigned present);
/* All of the above for sitting 1. */
void maker_prepare(struct maker *k, unsigned present);

/* ---- a poll ---- */
/* `kind`: "motion", or "election": as many rows, of which at most one may be approved (option 0). */
json_t *maker_definition(const struct maker *k, const char *poll, const char *kind, unsigned rows);
void maker_define(struct maker *k, const char *poll, const char *kind, unsigned rows);
/* A motion of a kind that need not be secret: `method` "open" or "show_of_hands". */
void maker_define_open(struct maker *k, const char *poll, const char *method);
/* What opening `poll` must say now; of a secret poll, with sealed ballots. */
json_t *maker_open_body(struct maker *k, const char *poll);
/* A poll of any way; maker_open is for sealed ballots, whose total it begins. */
void maker_open_any(struct maker *k, const char *poll);
void maker_open(struct maker *k, const char *poll);
/* What opening it on paper must say; giving papers to the holders of these slips; exchanging a slip's key while it runs. */
json_t *maker_paper_body(struct maker *k, const char *poll);
json_t *maker_paper_issue_body(struct maker *k, const unsigned *slips, size_t count);
/* The open vote of person `slip`, who holds that slip. */
json_t *maker_vote_body(struct maker *k, unsigned slip, const uint8_t *marks);
json_t *maker_swap_body(struct maker *k, unsigned from, unsigned to);
/* What `state` tells a terminal of the current attempt (P16, `poll`). */
json_t *maker_state_poll(const struct maker *k);
/* {"poll", "attempt"} of the last attempt of `poll`. */
json_t *maker_attempt_body(const struct maker *k, const char *poll);
/* Person's slot key in the slot of the current attempt; spares come after persons. */
void maker_slot_key(struct maker *k, uint8_t key[POINT_SIZE], struct scalar *secret, unsigned slip);
/* Seal a ballot with `marks` (one a row); free with maker_ballot_release. */
void maker_ballot(struct maker *k, struct maker_ballot *b, unsigned slip, const uint8_t *marks);
void maker_ballot_release(struct maker_ballot *b);
json_t *maker_commit_body(struct maker *k, const struct maker_ballot *b);
json_t *maker_cast_body(struct maker *k, const struct maker_ballot *b);
json_t *maker_test_body(struct maker *k, const struct maker_ballot *b);
/* Cast a committed ballot and count it in the total. */
void maker_cast(struct maker *k, const struct maker_ballot *b);
/* Commit and cast `mark` in the first row; in others the last option. */
void maker_vote(struct maker *k, unsigned slip, uint8_t mark);
json_t *maker_close_body(const struct maker *k);
void maker_close(struct maker *k);
/* A checkpoint of `size` with the log's signature and trustee `index`'s. */
json_t *maker_cosign_body(const struct maker *k, uint64_t size, uint32_t index);
/* Co-sign the closing head. */
void maker_cosign(struct maker *k, uint32_t index);
json_t *maker_share_body(struct maker *k, uint32_t index);
void maker_share(struct maker *k, uint32_t index);
/* Opens the box with the shares that are there. */
json_t *maker_result_body(struct maker *k);
/* The result where no box is opened, of `counts` (stolen). */
json_t *maker_told_result_body(struct maker *k, json_t *counts);
void maker_result(struct maker *k);
/* Close to publication of the current attempt. */
void maker_count(struct maker *k);
void maker_void(struct maker *k, const char *poll);
json_t *maker_seal_fields(const struct maker *k);
void maker_seal(struct maker *k);
/* A whole sealed meeting of nine: a motion with one tested ballot, counted and published. */
void maker_whole(struct maker *k);

#endif
