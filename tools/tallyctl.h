/* tallyctl.h - what the parts of tallyctl share: one command line, one connection to the local door.
 *
 * Every command is a function of its arguments that sends the same messages as any other client (PROTOCOL.md 16). */
#ifndef TALLY_TALLYCTL_H
#define TALLY_TALLYCTL_H

#include <jansson.h>
#include "protocol/base/bytes.h"
#include "protocol/text/catalogue.h"

struct meeting;

enum { CTL_MAX_ARGS = 700, CTL_PASSWORD_SIZE = 200 + 1, CTL_MIN_PASSWORD = 8, CTL_WAIT_SECONDS = 600 };

/* The command line, taken apart; everything borrowed from argv. */
struct ctl {
	enum lang lang;
	bool as_json;
	const char *socket, *as, *second;
	int password_fd, second_fd, new_fd;
	const char *out, *reason, *name, *kind, *id, *title, *profile, *election, *roles, *fingerprint, *electorate, *method;
	const char *holder, *order, *write_ins, *together;
	int64_t threshold, minimum, seats, definition;  /* seats 0, definition -1: none given */
	bool apply, is_rehearsal, on_paper;
	const char *sittings[20], *rows[600], *more_rows[600], *args[CTL_MAX_ARGS];      /* more_rows: of the kind's second scale */
	const char *forms[8];   /* of a count on paper: "RETURNED,INVALID"; of a definition: "TITLE:ROWS" */
	const char *withdrawn[200];     /* drafts that leave the agenda */
	size_t withdrawn_count, form_count, sitting_count, row_count, more_count, arg_count;
	/* the connection */
	int fd;
	struct buf in;
	int64_t next_id;
	char session[128];
	char password[CTL_PASSWORD_SIZE];
	char detail[400];       /* of the last error reply */
};

struct ctl_command {
	const char *name;
	size_t min_args, max_args;
	const char *needs;      /* options without which it is not even tried, as letters of read_option in tallyctl.c */
	/* What the command needs: nothing, the server, a name, a login, two persons. */
	enum { CTL_OFFLINE, CTL_SERVER, CTL_NAMED, CTL_OPERATOR, CTL_TWO } who;
	enum err (*run)(struct ctl *c);
};

/* tallyctl_link.c */
MUST_CHECK enum err ctl_connect(struct ctl *c);
/* Sign in as c->as. `kept`, of CTL_PASSWORD_SIZE bytes or NULL, gets the password; the caller wipes it. */
MUST_CHECK enum err ctl_login(struct ctl *c, char *kept);
/* Read the second person's password and put {"name","password"} into the body. */
MUST_CHECK enum err ctl_add_second(struct ctl *c, json_t *body);
/* One request and its answer; steals `body`. *ok is a new reference; NULL may be given where the answer does not matter. */
MUST_CHECK enum err ctl_request(struct ctl *c, json_t **ok, const char *type, json_t *body);
void ctl_close(struct ctl *c);
/* Print a catalogue line to standard output / a progress line to standard error, rewritten in place
 * on a terminal; clear such a line away. */
void ctl_say(const struct ctl *c, enum text_id id, const char *const *values, size_t count);
void ctl_progress(const struct ctl *c, enum text_id id, const char *const *values, size_t count);
void ctl_clear_progress(void);
/* What is said behind the error's own text. */
void ctl_detail(struct ctl *c, enum text_id id, const char *value);
/* That c->out is there, with how many badges or rows. */
void ctl_say_written(const struct ctl *c, size_t count);
/* Wait until trustees have signed act `number`, showing progress. Errors: ERR_ACT if it was dropped, ERR_BUSY after CTL_WAIT_SECONDS. */
MUST_CHECK enum err ctl_wait_act(struct ctl *c, int64_t number);
/* As file_read and file_write_durable; where they fail, the detail is the path. */
MUST_CHECK enum err ctl_read_file(struct ctl *c, struct buf *out, const char *path, size_t max);
MUST_CHECK enum err ctl_write_file(struct ctl *c, const char *path, struct buf *content);
void ctl_sleep_ms(unsigned ms);
/* Fetch every entry; `each` gets the lines in order. */
MUST_CHECK enum err ctl_entries(struct ctl *c, enum err (*each)(void *arg, const char *line, size_t len), void *arg, int64_t *size);
/* All of it: the lines as they stand, each with its line feed, and the meeting that they make; `m`
 * has been initialised. (tallyctl_seal.c) */
MUST_CHECK enum err ctl_fetch_record(struct ctl *c, struct meeting *m, struct buf *lines);

/* tallyctl_read.c: a number from 0 to a million and nothing behind it. */
bool ctl_read_number(int64_t *out, const char *given);
/* "a,b" into ["a","b"]; a new array. */
json_t *ctl_split(const char *list);

/* Rows for all on the roll of this file, behind `contests`. (tallyctl_writein.c) */
MUST_CHECK enum err ctl_add_write_ins(struct ctl *c, json_t *contests, const char *path);

/* commands */
enum err ctl_setup(struct ctl *c);              /* tallyctl_setup.c */
enum err ctl_create(struct ctl *c);
enum err ctl_operator(struct ctl *c);
enum err ctl_password(struct ctl *c);
enum err ctl_roster(struct ctl *c);
enum err ctl_enrol_code(struct ctl *c);
enum err ctl_revoke_machine(struct ctl *c);
enum err ctl_ceremony(struct ctl *c);
enum err ctl_ceremony_abort(struct ctl *c);
enum err ctl_badges(struct ctl *c);             /* tallyctl_slips.c */
enum err ctl_slips(struct ctl *c);
enum err ctl_handout(struct ctl *c);
enum err ctl_reissue(struct ctl *c);
enum err ctl_sitting(struct ctl *c);            /* tallyctl_run.c */
enum err ctl_agenda(struct ctl *c);
/* What a message about the poll that is the command's first argument begins with: it, and the attempt that it is at (P16.17). */
MUST_CHECK enum err ctl_about(struct ctl *c, json_t **body);
enum err ctl_poll(struct ctl *c);             /* tallyctl_poll.c */
enum err ctl_runoff(struct ctl *c);
enum err ctl_supplementary(struct ctl *c);
enum err ctl_reduce_seats(struct ctl *c);
enum err ctl_open(struct ctl *c);
enum err ctl_hold(struct ctl *c);
enum err ctl_resume(struct ctl *c);
enum err ctl_close_poll(struct ctl *c);
enum err ctl_publish(struct ctl *c);
enum err ctl_void(struct ctl *c);
enum err ctl_wait(struct ctl *c);
enum err ctl_results(struct ctl *c);
enum err ctl_snapshot(struct ctl *c);
enum err ctl_status(struct ctl *c);             /* tallyctl_status.c */
enum err ctl_seal(struct ctl *c);               /* tallyctl_seal.c */
enum err ctl_hands(struct ctl *c);              /* tallyctl_count.c */
enum err ctl_paper_issue(struct ctl *c);
enum err ctl_papers(struct ctl *c);
enum err ctl_paper_count(struct ctl *c);
enum err ctl_decide(struct ctl *c);             /* tallyctl_decide.c */

#endif
