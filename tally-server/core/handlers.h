/* handlers.h - one function for each message of P16, by the file that holds it; and what several of them share (handlers.c).
 *
 * A handler is called only for what is permitted now (routes.c). It reads r->body strictly, decides against
 * c->meeting, writes by core_append and the tables of core.h, and puts its answer into r->ok (NULL stands for {}).
 * Where two persons are asked for, `second` still stands in the body: read it with fields_object and leave it. It
 * returns OK or the error to be answered; on an error it has changed nothing. ERR_STORE halts the server. */
#ifndef TALLY_HANDLERS_H
#define TALLY_HANDLERS_H

#include "tally-server/core/core.h"

#define HANDLERS(X) \
	/* create.c */ \
	X(setup_code) X(setup) X(setup_rules) X(create) \
	/* setup.c */ \
	X(login) X(logout) X(password) X(operator) X(enrol_code) X(enrol) X(screen_enrol) X(machine_revoke) \
	/* web.c */ \
	X(me) X(events) X(control) \
	/* second.c */ \
	X(second_give) \
	/* people.c */ \
	X(badges) X(badge_replace) X(person) X(sitting_open) X(sitting_close) X(checkin_undo) \
	/* scan.c */ \
	X(scan) X(anomalies) X(anomaly_settle) \
	/* floor.c */ \
	X(desk_state) X(call) X(call_done) \
	/* assist.c */ \
	X(assist) \
	/* roll.c */ \
	X(roll) \
	/* agenda.c */ \
	X(agenda) X(agenda_order) X(profile) X(report) \
	/* missing.c */ \
	X(not_voted) \
	/* export.c */ \
	X(export) \
	/* import.c */ \
	X(roster) \
	/* hall.c */ \
	X(hall) X(show) \
	/* status.c */ \
	X(status) X(snapshot) \
	/* readiness.c */ \
	X(readiness) \
	/* slips.c */ \
	X(slips_begin) X(slips_keys) X(slips_propose) X(handout) X(reissue) \
	/* keys.c */ \
	X(ceremony_start) X(ceremony_abort) X(ceremony_commit) X(ceremony_reveal) X(ceremony_shares) X(ceremony_confirm) \
	X(acts) X(act) X(act_sign) X(seal) \
	/* polls.c */ \
	X(poll) X(poll_open) X(poll_hold) X(poll_resume) X(poll_close) X(poll_publish) X(poll_void) X(seats_reduced) \
	/* count.c */ \
	X(hands) \
	/* vote.c */ \
	X(vote) \
	/* paper.c */ \
	X(paper_issue) X(paper_count) \
	/* ballots.c */ \
	X(state) X(slip_status) X(commit) X(cast) X(test) X(tested) \
	/* sealed.c */ \
	X(bundle) \
	/* follow.c */ \
	X(ping) X(entries) X(checkpoint) X(cosign) X(share) X(refusal)

#define X(name) MUST_CHECK enum err handle_##name(struct core *c, struct request *r);
HANDLERS(X)
#undef X

/* ---- what several of them ask of the meeting and say of it ---- */

/* Add to r->detail; for errors that need a word more. */
void request_detail(struct request *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The poll that a message names, if it is at the attempt that it names too (P16.17).
 * Errors: ERR_NO_SUCH_POLL, ERR_ATTEMPT. */
MUST_CHECK enum err core_poll_at(const struct core *c, struct poll **out, const char *id, int64_t attempt);
/* Index of the asking machine among the trustees of the key record in force; 0 if it is none of them. */
uint32_t core_trustee_index(const struct core *c, const struct request *r);
/* An operator's roles by their names, as a new array. */
json_t *core_roles(unsigned roles);
/* The head as P4.4 writes it, as a new JSON string: what replies call `head`. */
json_t *core_head_text(const struct core *c, uint64_t size);
/* What `poll_open` and `status` call `quorum` (P13), as a new object. */
json_t *core_quorum(const struct threshold *quorum, int64_t expected, int64_t present);

#endif
