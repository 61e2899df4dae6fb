/* voter_internal.h - what a voter holds. For voter.c, voter_slip.c, voter_assist.c and
 * voter_check.c, and for tests that look whether secrets are gone. */
#ifndef TALLY_VOTER_INTERNAL_H
#define TALLY_VOTER_INTERNAL_H

#include "ballot-client/voter.h"

struct voter {
	struct voter_options options;
	struct link *link;
	struct event *retry;
	enum voter_state state;
	enum err why;                   /* of the state */
	enum err hindrance;             /* of the moment: no connection, a busy server; told in place of `why` while it lasts */
	enum voter_state told_state;
	enum err told_why;
	bool is_stale;                  /* ask `state` again */
	bool knows_log;                 /* the first answer's key of the log is the only one that is believed */
	bool slip_is_checked;           /* slip_status has answered for this poll, */
	bool slip_is_known;             /* or at any time */
	enum err slip_fault;            /* what is wrong with the slip in whatever poll; OK: nothing that is known */
	enum { SLIP_NOT_ASKED, SLIP_ASKED_EARLY, SLIP_ASKED } slip_asked;      /* what the slip_status in flight is about */
	bool has_slip;
	uint8_t code[SLIP_CODE_SIZE];
	bool is_idle;                   /* the server has said that no poll is open */
	bool has_poll;
	struct terminal_poll poll;
	struct scalar secret;           /* of this poll's slot */
	uint8_t key[POINT_SIZE];
	struct sealed ballot;
	uint8_t *marks;                 /* of the sealed ballot, so that an unchanged choice is not sealed again */
	bool is_last;
	struct voter_receipt receipt;
	uint8_t tested_seed[SEED_SIZE];
	bool has_tested;
	char meeting[TEXT_MAX + 1];     /* its name */
	bool is_over;
	int64_t until;
	bool has_record, has_new_key;
	uint8_t record[32];             /* hash of the key record of the latest poll */
	struct voter_check check;
	struct head check_head;         /* under which the test in flight was asked for */
	bool check_is_sent, is_second_try;
	enum voter_call call;
	struct voter_assist assist;
	char helper[ACTOR_MAX + 1];     /* as typed or scanned */
	char nonce[17];                 /* of this help: sent again it counts once */
	bool is_asked;                  /* the request in flight is about this help */
};

/* voter.c: what is stale or waiting, once the link is free; send, or again in a while; tell that something aside has changed. */
void voter_step(struct voter *v);
void voter_send(struct voter *v, const char *type, json_t *body, link_reply *reply);
void voter_try_later(struct voter *v);
void voter_tell_aside(struct voter *v);
/* voter.c: the only ways to another state; the second of a poll, which may be held; and the trouble of the moment (OK: it is over). */
void voter_enter(struct voter *v, enum voter_state s, enum err why);
void voter_enter_poll(struct voter *v, enum voter_state s);
void voter_hinder(struct voter *v, enum err why);
/* voter_slip.c: may this slip vote in the poll; or, where none is open, is anything wrong with it? */
void voter_ask_slip(struct voter *v);
/* voter_check.c */
void voter_send_check(struct voter *v);
/* voter_assist.c: what waits to be sent, when nothing of the ballot does; and help ends with the ballot. */
void voter_send_aside(struct voter *v);
void voter_assist_end(struct voter *v);

#endif
