/* channel.h - the pipe to core, and everyone who is known to core by a number.
 *
 * An *asker* is one connection at any door (for browsers, one request). It has one request in flight at most,
 * all of them together PIPE_IN_FLIGHT: who comes later waits in line with its message still in its own buffer.
 * Must not know: TLS, doors' ways, what a message says. */
#ifndef TALLY_CHANNEL_H
#define TALLY_CHANNEL_H

#include <sys/queue.h>
#include "tally-server/net/tls.h"
#include "tally-server/pipe.h"

struct event_base;
struct channel;
struct asker;

/* What core tells an asker. Each may close it. */
struct asker_ops {
	void (*turn)(struct asker *a);                                          /* your turn has come: channel_ask now */
	void (*reply)(struct asker *a, const uint8_t *message, size_t len);
	void (*event)(struct asker *a, const uint8_t *message, size_t len);
	void (*admitted)(struct asker *a);
	void (*dropped)(struct asker *a);
};

enum asker_state { ASKER_GONE, ASKER_QUIET, ASKER_WAITING, ASKER_TURN, ASKER_ASKED };

/* Zero it, set `ops`; the rest is the channel's. */
struct asker {
	const struct asker_ops *ops;
	uint64_t id;                            /* never used twice */
	unsigned audience;
	enum asker_state state;
	TAILQ_ENTRY(asker) waiting;
};

/* What core tells the process. */
struct channel_ops {
	void (*certificate)(void *context, const uint8_t *pem, size_t len);
	void (*limit)(void *context, uint32_t bytes);
	void (*ended)(void *context, enum err why);     /* OK: core closed the pipe; else it is broken */
	void *context;
};

/* Errors: ERR_MEMORY. `fd` belongs to the channel from then on. */
MUST_CHECK enum err channel_new(struct channel **out, struct event_base *base, int fd, size_t askers, const struct channel_ops *ops);
/* Takes NULL. All askers have been closed. */
void channel_free(struct channel *c);

/* A frame about no connection: PIPE_HELLO, PIPE_PORTS. */
void channel_tell(struct channel *c, enum pipe_kind kind, const void *payload, size_t len);

/* Errors: ERR_BUSY if there are as many askers as channel_new was told. */
MUST_CHECK enum err channel_open(struct channel *c, struct asker *a, enum door door, const uint8_t spki[TLS_SPKI_SIZE]);
/* No more is heard of `a`. Closing one that is gone does nothing. */
void channel_close(struct channel *c, struct asker *a);

/* May `a` ask now? If not, its `turn` is called when it may, and its state says which. */
MUST_CHECK bool channel_is_turn(struct channel *c, struct asker *a);
/* Send the message of an asker whose turn it is. */
void channel_ask(struct channel *c, struct asker *a, const void *message, size_t len);

#endif
