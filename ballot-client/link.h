/* link.h - one machine's connection to the door of terminals: TLS 1.3 with both certificates, one
 * request at a time, always coming back (P16).
 *
 *     options = (struct link_options){ .base = base, .folder = "machine", .context = voter, .on_state = …, .on_event = … };
 *     err = link_new(&link, &options);
 *     err = link_send(link, "slip_status", body, on_status, voter);
 *
 * Any number of links live on one event_base. Nothing is called back from inside a function of this file;
 * link_free may not be called from inside a callback. SIGPIPE is ignored by the program (process_harden).
 *
 * Knows sockets, TLS, deadlines, and that no head of the ledger may contradict the one before (P16.9).
 * Must not know: what a message means, votes, keys of a poll, screens. */
#ifndef TALLY_LINK_H
#define TALLY_LINK_H

#include <jansson.h>
#include "ballot-client/identity.h"

struct event_base;
struct link;

/*
 *            ┌────────── lost, 0 to 3 s ──────────┐
 *            ▼                                    │
 *     start ─▶ DOWN ── connected and answered ──▶ UP
 *                └────────▶ REFUSED ◀─────────────┘      the server's record contradicts itself: for good
 */
enum link_state { LINK_DOWN, LINK_UP, LINK_REFUSED };

struct link_options {
	struct event_base *base;
	const char *folder;             /* the machine's (P17.5); read once, by link_new */
	void *context;                  /* for the two below, either of which may be NULL */
	/* The state has changed. `why` is OK for UP; for DOWN ERR_NETWORK, ERR_TLS (whoever answered is not this meeting's
	 * server: it goes on trying) or the server's own error, such as ERR_MACHINE; for REFUSED as in link_reply below. */
	void (*on_state)(void *context, enum link_state state, enum err why);
	/* The server nudges: "state", "head", or "resync" where nudges were left out (take it as
	 * all of them). Every time the link comes up counts as a "resync" too: it is not sent. */
	void (*on_event)(void *context, const char *event);
	bool keeps_head;                /* write the last head to the folder now and then, and at link_free */
	uint32_t reconnect_ms;          /* longest wait before the next try; 0: 3000 */
	uint32_t ping_ms;               /* heartbeat; 0: 20000 */
	uint32_t reply_ms;              /* an answer, the connecting before it included, takes no longer; 0: 10000 */
};

/* The answer to one request. `ok` and `detail` are borrowed for the call; `ok` is NULL unless `err` is OK, `detail` is
 * the server's word about the error ("" if there is none). `err` is
 *
 * - the server's own error (err_from_code);
 * - ERR_NETWORK: no answer came, whether or not the server acted; the caller may send the same again;
 * - ERR_NOTE, ERR_SIGNATURE, ERR_HEAD or ERR_TREE_PROOF: the server's record contradicts itself, and the link is REFUSED;
 * - ERR_JSON and the like: the answer could not be read; the connection is made anew. */
typedef void link_reply(void *context, enum err err, const json_t *ok, const char *detail);

/* Read the folder and begin to connect. Errors: those of identity_read, ERR_TLS (key or certificates do not fit), ERR_MEMORY. */
MUST_CHECK enum err link_new(struct link **out, const struct link_options *options);
/* Ends the connection and forgets the request in flight without calling `reply`. Takes NULL. */
void link_free(struct link *l);

/* Send {"id", "type", "seen", "body"}; takes over `body` (NULL: {}), also on error. While the link is down the request waits
 * until it is up, at most reply_ms in all. `reply` is called exactly once unless link_free comes first; it may send the next.
 * Errors: ERR_BUSY while another has not been answered, ERR_MEMORY, and once REFUSED, the reason. */
MUST_CHECK enum err link_send(struct link *l, const char *type, json_t *body, link_reply *reply, void *context);
bool link_is_busy(const struct link *l);

enum link_state link_state(const struct link *l);
/* Borrowed from the link. The head is that of the last answer (size 0: none yet), and the note it came in ("" if none since link_new). */
const struct identity *link_identity(const struct link *l);
const struct head *link_head(const struct link *l);
const char *link_note(const struct link *l);
/* Have that head in the folder, durably, now: before what must not be said twice, differently, to a
 * server that was restarted with another record.
 * Errors: ERR_IO. */
MUST_CHECK enum err link_keep_head(struct link *l);

/* From now on every head must bear the log's signature by this key, as a follower learns it from
 * entry 0. Until then only consistency is checked. */
void link_know_log(struct link *l, const uint8_t key[SIGN_KEY_SIZE]);

#endif
