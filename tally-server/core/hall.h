/* hall.h - what the screens in the hall show (P16.11): one page for each screen, as the secretariat chose or as the meeting goes.
 *
 * A page holds all that a screen needs for one picture and nothing that the hall may not know: no
 * name but those on the ballot, no count before its publication.
 * Must not know: sockets, sessions, pixels. */
#ifndef TALLY_HALL_H
#define TALLY_HALL_H

#include <jansson.h>
#include "protocol/meeting/meeting.h"

enum { HALL_TEXT_MAX = 400, HALL_COUNTDOWN_MAX = 3600 };

enum hall_screen { HALL_MAIN, HALL_ROSTRUM, HALL_SCREEN_COUNT };
/* The first are the secretariat's to choose, all but AUTO and HOLD are what a page can be. */
enum hall_view { HALL_AUTO, HALL_WELCOME, HALL_ATTENDANCE, HALL_ITEM, HALL_RESULT, HALL_MESSAGE, HALL_BLANK, HALL_HOLD,
		 HALL_VOTING, HALL_OPENING, HALL_ENDED, HALL_VIEW_COUNT };

/* What the secretariat chose for one screen. In memory: after a restart screens follow the meeting. */
struct hall_choice {
	enum hall_view view;
	char poll[ID_MAX + 1];          /* of ITEM and RESULT */
	char text[HALL_TEXT_MAX + 1];   /* of MESSAGE */
	int64_t until;                  /* the countdown's end in seconds; 0 for none */
	uint64_t size;                  /* of the ledger when it was chosen */
	json_t *held;                   /* of HOLD: the page that stays */
};

/* The page for a choice at `now` (seconds), as a new object; NULL if out of memory. */
json_t *hall_page(const struct meeting *m, const struct hall_choice *choice, int64_t now);
/* The end, in seconds, of the countdown that a screen with this choice shows at `now`; 0 if it shows none. A page that is kept has none. */
int64_t hall_countdown(const struct hall_choice *choice, int64_t now);

/* hall_poll.c: what a page says of one poll, with its result where `shows_result`; NULL if out of memory. */
json_t *hall_poll(const struct meeting *m, const struct poll *p, const struct attempt *a, bool shows_result);
/* An attempt's state as the hall is told: that its ballots are counted is told with the result. NULL is a draft. */
const char *hall_state(const struct attempt *a);
/* Is that attempt's result for the hall: published, and of a kind whose results are? */
bool hall_is_public(const struct poll *p, const struct attempt *a);

#endif
