/* core.h - the core process: the one request path.
 *
 *     parse the whole message -> is it permitted now? -> decide -> COMMIT (durable) -> reply -> publish
 *
 * A turn takes every request that is waiting (at most PIPE_IN_FLIGHT), checks all their ballots in one batch,
 * decides them one by one against the meeting in memory, commits once, and only then answers. If the commit fails
 * nothing is answered and the process ends.
 * Must not know: libevent, TLS. */
#ifndef TALLY_CORE_H
#define TALLY_CORE_H

#include <jansson.h>
#include "protocol/meeting/box.h"
#include "protocol/meeting/meeting.h"
#include "tally-server/core/floor.h"
#include "tally-server/core/hall.h"
#include "tally-server/core/session.h"
#include "tally-server/pipe.h"
#include "tally-server/store/store.h"

#define CORE_VERSION "1.0"

struct core;
struct authority;
struct private_table;
struct sessions;

struct core_options {
	const char *state;              /* folder of the meeting: meeting.db, log.seed, authority.key, authority.pem, private.key */
	const char *const *names;       /* further names and addresses for the server's certificate */
	size_t name_count;
};

/* Exit statuses of the server's processes. */
enum { EXIT_ENDED = 0, EXIT_SETUP = 1, EXIT_USAGE = 2, EXIT_HALTED = 3 };

/* Load the meeting (if there is one) and serve frames on `fd` until net goes away. Returns the process's exit status. */
int core_run(int fd, const struct core_options *options);

/* ---- what handlers see ---- */

/* A connection, as net reported it. */
struct conn {
	uint64_t id;
	enum door door;
	bool has_machine;
	bool is_closed;                 /* freed at the end of the turn */
	bool is_stream;                 /* a browser that hears events: a screen (has_machine), or a person's session */
	uint8_t spki[32];
	char operator_name[ACTOR_MAX + 1], session[SESSION_ID_SIZE];    /* of the stream */
};

/* Who may run the meeting from a browser (P16.13). In memory: after a restart it is taken anew. */
struct seat {
	char holder[ACTOR_MAX + 1];     /* "" for nobody */
	char session[SESSION_ID_SIZE];
};

enum { DETAIL_MAX = 300, SETUP_CODE_SIZE = 10 };

/* A cast or test, decoded and checked together with the others of its turn. */
struct request_ballot {
	uint8_t key[POINT_SIZE], signature[SIGNATURE_SIZE];
	uint8_t *body;                  /* NULL unless it is base64 of at most the right length; owned */
	size_t len;
	enum err verdict;               /* OK: its equations hold for the current attempt; else why it was refused */
};

/* What is asked and answered beside a browser's message. */
struct request_web {
	struct pipe_web said;
	const char *csrf;               /* "" if none; borrowed */
	struct pipe_cookies cookies;    /* to set with the reply */
};

/* One request on its way through a turn. */
struct request {
	struct conn *conn;
	json_t *message;
	int64_t id, seen;               /* seen -1 if absent */
	const struct route *route;      /* NULL until found */
	const json_t *body;
	const char *session;            /* token; NULL if none; borrowed */
	struct request_web *web;        /* owned; NULL at other doors than that of browsers */
	struct machine machine;         /* who asks: a machine (a copy; name "" if none), or */
	char operator_name[ACTOR_MAX + 1];      /* an operator ("" if none) */
	char second_name[ACTOR_MAX + 1];        /* second person, proved by password ("" if none) */
	unsigned roles;                 /* the operator's */
	struct request_ballot ballot;   /* of cast and test */
	json_t *ok;                     /* the handler's answer; owned; NULL for {} */
	enum err err;
	char detail[DETAIL_MAX];        /* more to say about err; "" if nothing */
};

/* A trustees' act that waits for signatures (P13.0). In memory: after a restart it is proposed again. */
struct act {
	uint32_t number;
	char *type, *text;              /* owned */
	char actors[2][ACTOR_MAX + 1];
	enum { ACT_WAITING, ACT_DONE, ACT_GONE } state;
	uint8_t sigs[TRUSTEE_MAX][SIGN_SIZE];
	uint32_t signers;               /* bit index-1 */
};

/* Whose ballot was awaited at `at` (seconds), in the attempt of that opening, when so many rights were used. */
struct missing {
	json_t *people;                 /* owned; NULL if nobody has asked */
	int64_t at, used;
	uint64_t open_entry;
};

struct core {
	struct meeting meeting;
	struct store *store;
	struct private_table *private;
	struct sessions *sessions;
	struct box box;                 /* of the current attempt */
	bool has_box;
	struct act act;                 /* the latest; number 0 if there was none */
	struct conn **conns;            /* sorted by id */
	size_t conn_count, conn_cap;
	struct buf out;                 /* frames for net, sent after the commit */
	/* A count on paper that waits for a second person, or one in which two differ; NULL for none:
	 * {"by", "poll", "attempt", "count" (left out where they differ), "at"} */
	json_t *paper_entry;
	/* What waits for a second person's word, NULL for nothing: {"by", "name", "type", "body", "at",
	 * "state": waiting, given, refused} */
	json_t *asked;
	/* To be told after the commit: the record has grown, a poll's state has changed, an act waits for
	 * signatures, or something else that browsers show (a machine, the control seat, the hall's picture). */
	bool has_grown, has_changed_state, act_waits, has_changed_view;
	struct seat seat;
	size_t stream_count;
	bool is_halted;
	struct hall_choice screens[HALL_SCREEN_COUNT];
	struct floor floor;
	struct missing missing;
	uint8_t log_seed[SIGN_SEED_SIZE];
	struct authority *authority;
	uint32_t terminal_port, browser_port, limit;    /* as net reported; longest line as told to net */
	uint64_t guess_window;          /* wrong codes are counted by windows of ten seconds */
	unsigned guess_failures;
	uint8_t setup_code[SETUP_CODE_SIZE];    /* the latest that was drawn; no code where none was, or none is any more */
	bool has_setup_code;
	/* By language: how long the final note was when this process made the sealed record's file; 0: not made yet. */
	size_t bundled[2];
	const struct core_options *options;
	const struct rng *rng;
};

/* Compose, fold and store one entry by the request's actors (operator and second, or machine; none for types that
 * bear none). Steals `body`, also on failure; NULL is ERR_MEMORY. On error nothing has changed, and what the fold
 * names goes into r->detail. Takes care of has_grown. */
MUST_CHECK enum err core_append(struct core *c, struct request *r, const char *type, json_t *body);
/* The same by others: acts, enrolment, the server itself. `detail` may be NULL. */
MUST_CHECK enum err core_append_by(struct core *c, const char *const *actors, size_t actor_count, const char *type, json_t *body,
				   char detail[DETAIL_MAX]);
/* Propose an act by r's operator and second: its text is `fields` (stolen) with "act": type. Replaces an act that waits
 * (state gone). The number is meeting.act_count + 1. ERR_NO_KEY without a key record in force. Whether the act is
 * lawful is found by the fold when the last signature is there; check what you can before proposing. Sets act_waits. */
MUST_CHECK enum err core_propose(struct core *c, const struct request *r, const char *type, json_t *fields, uint32_t *number);
/* The log's checkpoint for `size` as a note. */
MUST_CHECK enum err core_note(struct core *c, struct buf *out, uint64_t size);
/* The note of the last head, once sealed with the signatures that have come in for it. */
MUST_CHECK enum err core_final_note(struct core *c, struct buf *out);
/* An empty box for the meeting's current attempt (after poll_open); replaces the last. */
MUST_CHECK enum err core_box_start(struct core *c);
/* May the asker see this attempt's counts and verdict? Who is of the presidium, or counts for it, once they are
 * counted; all others, and machines, once they are published, and never where they are for the presidium
 * alone. A rehearsal has nothing to hide. */
bool core_shows_result(const struct poll *p, const struct attempt *a, const struct request *r);
/* A checked profile, and its rules in words: what `profile` and `setup_rules` answer, as a new object. */
json_t *core_profile(const json_t *profile);
/* Setup and enrol codes may be tried by whoever reaches a door. Were there so many wrong ones that nobody's is looked at
 * until the window of ten seconds is over? */
bool core_guessing_rests(struct core *c);
/* Count a wrong code; returns `err`, for the caller to answer. */
enum err core_wrong_guess(struct core *c, enum err err);

/* Routes (routes.c): who may send what, when, and who handles it. */
enum {
	WHO_OPEN = 1 << 8, WHO_ANY_OPERATOR = 1 << 9, WHO_ANY_MACHINE = 1 << 10, WHO_TWO = 1 << 11, WHO_LOCAL = 1 << 12,
	WHO_SEAT = 1 << 13,             /* through the browsers' door only by who holds the control seat */
	WHO_BARE = 1 << 14,             /* a browser may ask it without Origin and csrf */
	WHO_BEFORE = 1 << 15,           /* only before there is a meeting */
	WHO_TWO_OF_ALL = 1 << 16,       /* as WHO_TWO, but once there is another operator, whose role does not matter */
};
struct route {
	const char *type;
	unsigned operators;             /* set of enum operator_role, or WHO_* */
	unsigned machines;              /* set of 1 << enum machine_role, or WHO_ANY_MACHINE */
	bool before_meeting, after_seal;
	enum err (*handle)(struct core *c, struct request *r);
};
const struct route *route_find(const char *type);

#endif
