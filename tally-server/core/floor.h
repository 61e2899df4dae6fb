/* floor.h - what goes on at desks and terminals and is nobody's business afterwards: which desks
 * are there and what waits at them, who calls for help.
 *
 * In memory: after a restart desks report again, and who still needs help calls again. Must not know: the record, slips, votes. */
#ifndef TALLY_FLOOR_H
#define TALLY_FLOOR_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "protocol/base/err.h"

enum { FLOOR_NAME_MAX = 70, FLOOR_MAX_DESKS = 64, FLOOR_MAX_CALLS = 500, FLOOR_MAX_PENDING = 100000,
	FLOOR_SILENT_SECONDS = 15, FLOOR_GONE_SECONDS = 3600 };

struct floor_desk {
	char name[FLOOR_NAME_MAX + 1];
	int64_t pending;                /* scans that wait at it, as it said last */
	int64_t seen_at;                /* seconds */
};

struct floor_call {
	char machine[FLOOR_NAME_MAX + 1];
	int64_t at;                     /* seconds */
};

struct floor {
	struct floor_desk desks[FLOOR_MAX_DESKS];
	size_t desk_count;
	struct floor_call calls[FLOOR_MAX_CALLS];       /* in the order in which they came */
	size_t call_count;
};

/* A desk has been heard at `now`; the longest silent one gives way where there are too many. Is there news in it? */
bool floor_hear(struct floor *f, const char *desk, int64_t pending, int64_t now);
/* Somebody at that machine needs help; a call that waits stays as it is. Errors: ERR_BUSY. */
MUST_CHECK enum err floor_call(struct floor *f, const char *machine, int64_t now);
/* False if it had not called. */
bool floor_call_done(struct floor *f, const char *machine);
/* Does a call of that machine wait? */
bool floor_is_called(const struct floor *f, const char *machine);

/* What `status` says, as new arrays; NULL if out of memory. */
json_t *floor_desks(const struct floor *f, int64_t now);
json_t *floor_calls(const struct floor *f);
/* What speaks against opening a poll now: desks that are silent, or at which scans wait. A new array, empty if nothing does. */
json_t *floor_warnings(const struct floor *f, int64_t now);

#endif
