/* pipe.h - what the two processes say to each other: length-prefixed frames over a socket pair.
 *
 * Net hands whole messages to core and carries core's answers; it understands none of them. A frame is
 * u32 length of what follows, u8 kind, u64 connection, payload. Must not know: libevent, SQL, JSON. */
#ifndef TALLY_PIPE_H
#define TALLY_PIPE_H

#include "protocol/base/bytes.h"

enum { PIPE_MAX_FRAME = 8 << 20, PIPE_IN_FLIGHT = 256 };

enum door { DOOR_TERMINAL, DOOR_BROWSER, DOOR_LOCAL };

/* What HTTP says beside a message: in front of it in each PIPE_REQUEST of the door of browsers. ""
 * for what is not there, or is not of the right form. */
enum { PIPE_TOKEN_SIZE = 64, PIPE_HOST_MAX = 300 };
struct pipe_web {
	char session[PIPE_TOKEN_SIZE + 1], screen[PIPE_TOKEN_SIZE + 1];         /* the cookies: of a person, of a screen in the hall, */
	char device[PIPE_TOKEN_SIZE + 1];                                       /* of a browser from which somebody has signed in before */
	char origin[PIPE_HOST_MAX + 1], host[PIPE_HOST_MAX + 1];
};
/* What HTTP shall say beside a reply: in front of it in each PIPE_REPLY of that door. "" leaves a cookie as it is, "-" takes it away. */
struct pipe_cookies {
	char session[PIPE_TOKEN_SIZE + 1], screen[PIPE_TOKEN_SIZE + 1], device[PIPE_TOKEN_SIZE + 1];
};

enum pipe_kind {
	/* net to core */
	PIPE_HELLO,             /* connection 0; payload: PEM signing request of the TLS key that net made */
	PIPE_OPENED,            /* payload: u8 door, 32 bytes SPKI hash of the client certificate (zeros if none) */
	PIPE_REQUEST,           /* payload: one message, without line feed; at the door of browsers behind a pipe_web */
	PIPE_CLOSED,
	PIPE_PORTS,             /* connection 0; payload: u32 port of terminals, u32 port of browsers: both doors are open */
	/* core to net */
	PIPE_CERTIFICATE,       /* connection 0; payload: PEM chain, server certificate then authority: the doors may open */
	PIPE_ADMIT,             /* answers PIPE_OPENED, or a browser that asked for events; payload: u8 audience (set of enum audience) */
	PIPE_DROP,              /* close it; answers PIPE_OPENED where the machine is not known */
	PIPE_REPLY,             /* payload: one message, without line feed; at the door of browsers behind pipe_cookies */
	PIPE_EVENT,             /* connection = set of enum audience; payload: one message */
	PIPE_LIMIT,             /* connection 0; payload: u32 longest request line at the door of terminals */
	PIPE_KIND_COUNT
};

/* Who hears an event: machines by their role, browsers that asked for events; tallyctl none. */
enum audience { AUDIENCE_TERMINAL = 1, AUDIENCE_FOLLOWER = 2, AUDIENCE_DESK = 4, AUDIENCE_HALL = 8, AUDIENCE_BROWSER = 16 };

struct pipe_frame {
	enum pipe_kind kind;
	uint64_t connection;
	const uint8_t *payload;         /* borrowed from the buffer that was read from */
	size_t len;
};

void pipe_add(struct buf *out, enum pipe_kind kind, uint64_t connection, const void *payload, size_t len);

/* The frame at the start of `in`, if it is whole: *size becomes its length in the buffer, to be
 * dropped after use; 0 if more bytes are needed.
 * Errors: ERR_TOO_LONG, ERR_RANGE (kind): the other process is broken. */
MUST_CHECK enum err pipe_take(struct pipe_frame *out, size_t *size, const uint8_t *in, size_t len);

void pipe_add_web(struct buf *out, const struct pipe_web *web);
void pipe_add_cookies(struct buf *out, const struct pipe_cookies *cookies);
/* What stands in front of a payload; *size becomes its length. Errors: ERR_RANGE: the other process is broken. */
MUST_CHECK enum err pipe_take_web(struct pipe_web *out, size_t *size, const uint8_t *payload, size_t len);
MUST_CHECK enum err pipe_take_cookies(struct pipe_cookies *out, size_t *size, const uint8_t *payload, size_t len);

#endif
