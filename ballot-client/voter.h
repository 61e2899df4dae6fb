/* voter.h - a delegate's terminal as a state machine: from the slip to 已收到 (P9).
 *
 * The same machine runs behind the kiosk page, in tests and in load runs. It holds the slip's secret and the
 * choice in memory only, seals before it offers cast or test, and says received only when the server has.
 * Must not know: screens, names. */
#ifndef TALLY_VOTER_H
#define TALLY_VOTER_H

#include "ballot-client/link.h"
#include "ballot-client/sealer.h"
#include "protocol/meeting/tested.h"

/*
 *                        ┌────────────── the poll ends, or another opens ──────────────┐
 *                        ▼                                                             │
 *     slip given ─▶ WAITING ── open, slip ok ──▶ CHOOSING ── marks ──▶ SEALING ── commit kept ──▶ SEALED
 *                    ▲   ▲                          ▲ ▲                                         │   │ │
 *                    │   │                          │ └───────────────── back ──────────────────┘   │ │ test
 *                    │   └──── not for this slip    └────────────── test kept ── TESTING ◀──────────┼─┘
 *                    │                                                                              ▼ cast
 *                    └──────── next poll ── RECEIVED ◀────────────── receipt ─────────────────── CASTING
 *
 * A lost connection changes no state: SEALING, TESTING and CASTING send the same bytes again when the link is back.
 */
enum voter_state { VOTER_WAITING, VOTER_CHOOSING, VOTER_SEALING, VOTER_SEALED, VOTER_TESTING, VOTER_CASTING, VOTER_RECEIVED,
		   VOTER_STATE_COUNT };

const char *voter_state_name(enum voter_state s);

struct voter;

struct voter_options {
	struct event_base *base;
	const char *folder;             /* the machine's */
	struct sealer *sealer;          /* shared; outlives the voter */
	void *context;
	/* The state has changed, or `why` has: in WAITING the reason (OK: no poll is open, and nothing is known
	 * against the slip; ERR_KEY_NOT_ENTITLED, ERR_KEY_REVOKED, ERR_KEY_UNKNOWN, ERR_NOT_IN, ERR_NOT_OPEN: the
	 * poll ended before a ballot was received), elsewhere ERR_NETWORK while the connection is down, ERR_HELD
	 * while the poll is held, or the server's refusal. May call voter_choose, voter_cast, voter_test. */
	void (*on_change)(void *context, enum voter_state s, enum err why);
	/* Something beside the state has: the meeting's name, or what became of the call. May be NULL. */
	void (*on_aside)(void *context);
};

MUST_CHECK enum err voter_new(struct voter **out, const struct voter_options *options);
void voter_free(struct voter *v);

/* Give the slip (it is copied; the caller wipes its own), or take it away with NULL. */
void voter_set_slip(struct voter *v, const uint8_t code[SLIP_CODE_SIZE]);
/* In CHOOSING: seal these marks (one a contest) and commit. Errors: ERR_POLL_STATE, ERR_RANGE, ERR_MEMORY. */
MUST_CHECK enum err voter_choose(struct voter *v, const uint8_t *marks, size_t count);
/* In SEALED: cast it; open it as a test; or go back without either. The last permitted commit can only be cast.
 * Errors: ERR_POLL_STATE, ERR_COMMIT_LIMIT, ERR_MEMORY. */
MUST_CHECK enum err voter_cast(struct voter *v);
MUST_CHECK enum err voter_test(struct voter *v);
MUST_CHECK enum err voter_back(struct voter *v);

/* The poll that is open for this slip; NULL if none. Borrowed until the next change. */
const struct terminal_poll *voter_poll(const struct voter *v);
/* In SEALED and after: the tracking hash. In RECEIVED: the receipt (P9.5), and whether it is the
 * ballot that this terminal sealed last; the hash of another's is the server's word. */
struct voter_receipt {
	uint64_t entry;                 /* 0: not told */
	uint8_t tracking[32];
	bool is_own;
};
const struct voter_receipt *voter_receipt(const struct voter *v);
/* The seed of the ballot just tested; only right after TESTING. NULL else. */
const uint8_t *voter_tested_seed(const struct voter *v);
/* Can it only be cast?  Always so of an open vote, which CHOOSING leaves for SEALED without the
 * server: nothing is sealed, nothing could be tested. */
bool voter_is_last_commit(const struct voter *v);
/* The meeting's name; "" until the server has told it. And who this machine is. Both borrowed. */
const char *voter_meeting(const struct voter *v);
const struct identity *voter_machine(const struct voter *v);

/* The delegate asks for somebody to come; sent when the link is free. HEARD until the server no longer
 * knows of the call: somebody has come. */
enum voter_call { VOTER_CALL_NONE, VOTER_CALL_SENDING, VOTER_CALL_HEARD };
void voter_call(struct voter *v);
enum voter_call voter_called(const struct voter *v);

/* The meeting is sealed: nothing is voted here any more. */
bool voter_is_over(const struct voter *v);
/* When the hall's countdown ends, seconds since 1970 by this machine's clock; 0: there is none, or
 * it is not known. Nothing closes by it. */
int64_t voter_until(const struct voter *v);
/* Is K another than that of the poll before?  A new key ceremony is rare, and read aloud. */
bool voter_has_new_key(const struct voter *v);

/* A ballot that another terminal has opened as a test (P9.7): what had it sealed? */
struct voter_check {
	enum { VOTER_CHECK_NONE, VOTER_CHECK_ASKING, VOTER_CHECK_DONE } state;
	/* once it is done; OK: the rest is there. ERR_CODE: the code is of another meeting;
	 * ERR_NO_COMMIT: the record holds no such test; ERR_OPENING: something else was sealed */
	enum err why;
	struct tested code;
	uint64_t entry;
	struct terminal_poll poll;      /* the one it was for */
	uint8_t marks[BALLOT_MAX_ROWS];
};
/* `text` as the code says it. Errors: ERR_CODE (it is none, or of another meeting), ERR_POLL_STATE (one is being asked for). */
MUST_CHECK enum err voter_check(struct voter *v, const char *text);
void voter_check_end(struct voter *v);
const struct voter_check *voter_checked(const struct voter *v);

/* Somebody has come and helps with this ballot; it ends when the ballot is in, or the poll or the slip is gone. */
struct voter_assist {
	enum { VOTER_ASSIST_NONE, VOTER_ASSIST_SENDING, VOTER_ASSIST_ON } state;
	char name[TEXT_MAX + 1];        /* who helps, as the server says, once it is on */
	enum err why;                   /* why the last one may not */
};
/* `helper`: a badge's code, a person's number or an operator's name. In CHOOSING or SEALED, where
 * nobody helps yet: else ERR_POLL_STATE. ERR_RANGE: too long. */
MUST_CHECK enum err voter_assist(struct voter *v, const char *helper);
const struct voter_assist *voter_assisted(const struct voter *v);

#endif
