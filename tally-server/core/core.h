/* core.h - the core process: the one request path.
 *
 *     parse the whole message -> is it permitted now? -> decide -> COMMIT (durable) -> reply -> publish
 *
 * A turn takes every request that is waiting (at most PIPE_IN_FLIGHT), checks all their ballots in one batch, decides them one by one against the meeting in memory, commits once,
 * and only then answers. If the commit fails nothing is answered and the process ends. Must not know: libevent, TLS. */
#ifndef TALLY_CORE_H
#define TALLY_CORE_H

#include <jansson.h>
#include "protocol/meeting/box.h"
#include "protocol/meeting/meeting.h"
#include "tally-server/pipe.h"
#include "tally-server/store/store.h"

struct core;

struct core_options {
	const char *state;              /* folder of the meeting: meeting.db, log.seed, authority.key, authority.pem, private.key */
	uint16_t terminal_port;         /* told to machines that enrol; net reports the real one */
	const char *const *names;       /* further names and addresses for the server's certificate */
	size_t name_count;
};

/* Load the meeting (if there is one) and serve frames on `fd` until net goes away. Returns the process's exit status. */
int core_run(int fd, const struct core_options *options);

/* ---- what handlers see ---- */

/* A connection, as net reported it. */
struct conn {
	uint64_t id;
	enum door door;
	bool has_machine;
	uint8_t spki[32];
};

enum { DETAIL_MAX = 300 };

/* One request on its way through a turn. */
struct request {
	struct conn *conn;
	json_t *message;
	int64_t id, seen;               /* seen -1 if absent */
	const struct route *route;      /* NULL until found */
	const json_t *body;
	const struct machine *machine;  /* who asks: a machine, or */
	char operator_name[ACTOR_MAX + 1];      /* an operator ("" if none) */
	char second_name[ACTOR_MAX + 1];        /* second person, proved by password ("" if none) */
	unsigned roles;                 /* the operator's */
	enum err ballot;                /* cast and test: verdict of the batch */
	json_t *ok;                     /* the handler's answer; owned */
	enum err err;
	char detail[DETAIL_MAX];
};

/* A trustees' act that waits for signatures (P13.0). In memory: after a restart it is proposed again. */
struct act {
	uint32_t number;
	char *type, *text;
	char actors[2][ACTOR_MAX + 1];
	enum { ACT_WAITING, ACT_DONE, ACT_GONE } state;
	uint8_t sigs[TRUSTEE_MAX][SIGN_SIZE];
	uint32_t signers;               /* bit index-1 */
};

struct core {
	struct meeting meeting;
	struct store *store;
	struct private_table *private;
	struct box box;                 /* of the current attempt */
	bool has_box;
	struct act act;                 /* the latest; number 0 if there was none */
	struct conn **conns;
	size_t conn_count;
	struct buf out;                 /* frames for net, sent after the commit */
	bool has_grown, has_changed_state, act_waits;   /* what to publish after the commit */
	bool is_halted;
	uint8_t log_seed[SIGN_SEED_SIZE];
	struct authority *authority;
	const struct core_options *options;
	const struct rng *rng;
};

/* Compose, fold and store one entry by the request's actors (operator, second, or machine; none for types that bear none). Steals `body`.
 * On error nothing has changed. */
MUST_CHECK enum err core_append(struct core *c, const struct request *r, const char *type, json_t *body);
/* Propose an act; *text* is the act's JSON without line feed, `number` becomes its number. ERR_POLL_STATE-like errors are found by trying at signing time. */
MUST_CHECK enum err core_propose(struct core *c, const struct request *r, const char *type, json_t *fields, uint32_t *number);
/* The log's checkpoint for `size` as a note. */
MUST_CHECK enum err core_note(struct core *c, struct buf *out, uint64_t size);

/* Routes (routes.c): who may send what, when, and who handles it. */
enum { WHO_OPEN = 1 << 8, WHO_ANY_OPERATOR = 1 << 9, WHO_ANY_MACHINE = 1 << 10, WHO_TWO = 1 << 11, WHO_LOCAL = 1 << 12 };
struct route {
	const char *type;
	unsigned operators;             /* set of enum operator_role, or WHO_* */
	unsigned machines;              /* set of 1 << enum machine_role */
	bool before_meeting, after_seal;
	enum err (*handle)(struct core *c, struct request *r);
};
const struct route *route_find(const char *type);

#endif
