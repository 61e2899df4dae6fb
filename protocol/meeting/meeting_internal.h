/* meeting_internal.h - what the files of the fold share: one entry on its way into the meeting, and a handler for each type of entry.
 *
 * Included by meeting*.c alone. */
#ifndef TALLY_MEETING_INTERNAL_H
#define TALLY_MEETING_INTERNAL_H

#include "protocol/base/fields.h"
#include "protocol/meeting/meeting.h"

#define MACHINE_PREFIX "machine:"

/* A handler reads the body, checks every rule, takes all the memory it needs, calls fold_accept, and only then changes the meeting. */
struct fold {
	struct meeting *m;
	const struct entry *entry;
	const char *line;
	size_t len;
	struct fields body;             /* opened on the entry's body */
};

/* meeting_fold.c: what every handler stands on.
 * Keep `field` as the detail of the refusal; returns `err`. */
MUST_CHECK enum err fold_refuse(struct fold *f, enum err err, const char *field);
/* fields_close with the detail kept. */
MUST_CHECK enum err fold_close(struct fold *f, struct fields *r);
/* The point of no return: the leaf joins the tree. Nothing after it may fail. Errors: ERR_MEMORY. */
MUST_CHECK enum err fold_accept(struct fold *f);
/* ERR_NOT_PERMITTED unless the machine of trustee `index` did it. */
MUST_CHECK enum err fold_by_trustee(struct fold *f, const struct ceremony_record *c, uint32_t index);

/* Room for one more behind `count` elements of `size` bytes: the array, perhaps moved; NULL if out of memory. */
void *array_room(void *array, size_t count, size_t size);
/* How texts are found in maps. */
void map_text_key(uint8_t key[32], const char *text);
/* Is it written as ids of polls, kinds and options are? */
bool is_id(const char *text);

/* meeting_people.c: NULL if no machine in use has that name. */
const struct machine *machine_named(const struct meeting *m, const char *name);

/* meeting_acts.c: an act as read (P13.0): its text parsed, number and signatures checked (P14.8). */
struct act_text {
	json_t *json;                   /* owned */
	struct fields fields;           /* opened on json, "act" read */
	uint32_t signers;               /* bit index-1 */
};
/* Reads the whole body. Errors: ERR_NO_KEY, ERR_ACT and those of reading. */
MUST_CHECK enum err fold_read_act(struct fold *f, struct act_text *act);

/* meeting_definition.c: definitions without a profile. `field` may be NULL. */
MUST_CHECK enum err definition_read(struct ballot_form *form, const char **field, const json_t *definition);

/* meeting_ways.c: may an attempt of the poll be held like this? */
MUST_CHECK enum err way_check(struct fold *f, const struct poll *p, enum attempt_way way);
/* -1 if there is no such way. */
int way_read(const char *name);
/* The act tells the attempt's counts; it has been accepted. */
void way_keep_told(struct fold *f, struct attempt *a, const struct act_text *act, const json_t *counts);
/* A count for each option of each contest, each at most `max`. */
MUST_CHECK enum err way_check_shape(const struct attempt *a, const json_t *counts, int64_t max);
/* meeting_ballot.c: the key that may act in the attempt, and why not. */
MUST_CHECK enum err fold_find_key(struct fold *f, struct attempt_key **k, const struct attempt *a, const uint8_t key[POINT_SIZE]);

/* meeting_settings.c: what a definition may say beside its question; NULL where it does not. */
struct settings {
	const json_t *order, *forms;
	const char *together;
};
void settings_read(struct settings *s, struct fields *r);
/* Once the fields are closed. `field` names the one in error. */
MUST_CHECK enum err settings_check(const struct settings *s, size_t contests, const char **field);
/* And the rule of its kind? */
MUST_CHECK enum err settings_fit(struct fold *f, const json_t *definition);

/* meeting_election.c: seats, limits and what is followed fit the rule (P14.9). The definition's shape and rule have been checked. */
MUST_CHECK enum err election_check(struct fold *f, const json_t *definition);
/* meeting_electorate.c: who may vote in the poll, as its definition says of the roll. On an error the caller frees the poll. */
MUST_CHECK enum err electorate_read(struct fold *f, struct poll *p);

/* meeting_attempt.c: the attempt that an entry names. */
MUST_CHECK enum err fold_read_attempt(struct fold *f, struct fields *r, struct poll **p, struct attempt **a);
MUST_CHECK enum err attempt_check_move(const struct attempt *a, enum attempt_state to);
void attempt_move(struct attempt *a, struct meeting *m, enum attempt_state to);
/* The entry that closes the attempt has been accepted. */
MUST_CHECK enum err attempt_close(struct fold *f, struct attempt *a, enum attempt_state to);
void attempt_free(struct attempt *a);
void poll_free(struct poll *p);
/* meeting_keys.c */
void ceremony_record_free(struct ceremony_record *c);

/* One handler a type of entry; the table is in meeting.c, above them all. */
/* meeting_people.c */
MUST_CHECK enum err fold_genesis(struct fold *f);
MUST_CHECK enum err fold_operator(struct fold *f);
MUST_CHECK enum err fold_machine(struct fold *f);
MUST_CHECK enum err fold_machine_revoke(struct fold *f);
/* meeting_roll.c */
MUST_CHECK enum err fold_person(struct fold *f);
MUST_CHECK enum err fold_badge(struct fold *f);
MUST_CHECK enum err fold_badge_replace(struct fold *f);
MUST_CHECK enum err fold_reissue(struct fold *f);
MUST_CHECK enum err fold_sitting_open(struct fold *f);
MUST_CHECK enum err fold_sitting_close(struct fold *f);
MUST_CHECK enum err fold_checkin(struct fold *f);
MUST_CHECK enum err fold_leave(struct fold *f);
MUST_CHECK enum err fold_return(struct fold *f);
MUST_CHECK enum err fold_checkin_undo(struct fold *f);
/* meeting_anomaly.c */
MUST_CHECK enum err fold_anomaly(struct fold *f);
MUST_CHECK enum err fold_anomaly_settle(struct fold *f);
/* meeting_keys.c */
MUST_CHECK enum err fold_ceremony_start(struct fold *f);
MUST_CHECK enum err fold_ceremony_commit(struct fold *f);
MUST_CHECK enum err fold_ceremony_reveal(struct fold *f);
MUST_CHECK enum err fold_ceremony_shares(struct fold *f);
MUST_CHECK enum err fold_ceremony_confirm(struct fold *f);
MUST_CHECK enum err fold_ceremony_abort(struct fold *f);
/* meeting_election.c */
MUST_CHECK enum err fold_seats_reduced(struct fold *f);
/* meeting_acts.c */
MUST_CHECK enum err fold_slip_lists(struct fold *f);
MUST_CHECK enum err fold_poll_void(struct fold *f);
MUST_CHECK enum err fold_seal(struct fold *f);
/* meeting_poll.c */
MUST_CHECK enum err fold_poll(struct fold *f);
MUST_CHECK enum err fold_poll_hold(struct fold *f);
MUST_CHECK enum err fold_poll_resume(struct fold *f);
MUST_CHECK enum err fold_poll_close(struct fold *f);
MUST_CHECK enum err fold_publish(struct fold *f);
MUST_CHECK enum err fold_server_start(struct fold *f);
/* meeting_agenda.c */
MUST_CHECK enum err fold_agenda(struct fold *f);
/* meeting_ways.c */
MUST_CHECK enum err fold_hands(struct fold *f);
/* meeting_vote.c; vote_open: who may vote in the attempt that opens, which then owns the list. */
MUST_CHECK enum err vote_open(struct fold *f, const struct poll *p, struct attempt *a);
MUST_CHECK enum err fold_open_vote(struct fold *f);
/* meeting_paper.c */
MUST_CHECK enum err fold_paper_issue(struct fold *f);
MUST_CHECK enum err fold_paper_count(struct fold *f);
/* meeting_open.c */
MUST_CHECK enum err fold_poll_open(struct fold *f);
/* meeting_ballot.c */
MUST_CHECK enum err fold_ballot_commit(struct fold *f);
MUST_CHECK enum err fold_ballot_cast(struct fold *f);
MUST_CHECK enum err fold_ballot_test(struct fold *f);
MUST_CHECK enum err fold_key_swap(struct fold *f);
/* meeting_assist.c */
MUST_CHECK enum err fold_assist(struct fold *f);
/* meeting_count.c */
MUST_CHECK enum err fold_cosign(struct fold *f);
MUST_CHECK enum err fold_share(struct fold *f);
MUST_CHECK enum err fold_refusal(struct fold *f);
MUST_CHECK enum err fold_result(struct fold *f);

#endif
