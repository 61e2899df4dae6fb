/* meeting.h - the state of a meeting: a pure fold over its ledger (P14).
 *
 * The server, trustees and auditors run this same code. Knows every rule of sections 12 to 15 but
 * equations over the group (P14.14; see box.h and verify.h).
 * Must not know: sockets, files, clocks, SQL, secrets. Everything is readable; only meeting_apply changes it. */
#ifndef TALLY_MEETING_H
#define TALLY_MEETING_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include "protocol/base/map.h"
#include "protocol/crypto/ballot.h"
#include "protocol/crypto/ceremony.h"
#include "protocol/crypto/slip.h"
#include "protocol/ledger/entry.h"
#include "protocol/ledger/note.h"
#include "protocol/ledger/tree.h"
#include "protocol/meeting/rule.h"

enum {
	MEETING_ID_LEN = 16, ID_MAX = 20, TEXT_MAX = 200, PERSON_NUMBER_MAX = 8,
	MEETING_MAX_PERSONS = 6000, MEETING_MAX_SITTINGS = 20, MEETING_MAX_POLLS = 200, MEETING_MAX_OPERATORS = 100,
	MEETING_MAX_MACHINES = 5000, MEETING_MAX_ISSUES = 20, MEETING_MAX_CEREMONIES = 100, ATTEMPT_MAX_COMMITS = 40, ATTEMPT_MAX_TESTS = 5,
	MACHINE_NAME_MAX = ACTOR_MAX - 8,       /* "machine:NAME" is an actor */
	ASSIST_MAX = 1000,                      /* helps in one attempt */
};

enum operator_role { ROLE_SECRETARIAT = 1, ROLE_DESK = 2, ROLE_CHAIR = 4, ROLE_SCRUTINEER = 8, ROLE_VIEWER = 16 };     /* a set */
enum machine_role { MACHINE_TERMINAL, MACHINE_DESK, MACHINE_TRUSTEE, MACHINE_WITNESS, MACHINE_STANDBY, MACHINE_HALL, MACHINE_ROLE_COUNT };
enum person_role { PERSON_DELEGATE, PERSON_OBSERVER, PERSON_INVITED, PERSON_STAFF, PERSON_ROLE_COUNT };
enum presence { PRESENCE_AWAY, PRESENCE_IN, PRESENCE_LEFT };
enum anomaly_found { FOUND_ALREADY_IN, FOUND_ALREADY_OUT, FOUND_NOT_IN, FOUND_BADGE_REVOKED, FOUND_NO_SITTING,
		     FOUND_OTHER_SITTING, FOUND_COUNT };
enum attempt_state { ATTEMPT_OPEN, ATTEMPT_HELD, ATTEMPT_CLOSED, ATTEMPT_NOT_OPENED, ATTEMPT_COUNTED, ATTEMPT_PUBLISHED,
		     ATTEMPT_VOID, ATTEMPT_REHEARSED, ATTEMPT_STATE_COUNT };
/* How an attempt is voted (P14.15). A poll's method says which ways there are. */
enum attempt_way { WAY_SEALED, WAY_OPEN, WAY_HANDS, WAY_PAPER, WAY_COUNT };
enum poll_method { METHOD_SECRET, METHOD_OPEN, METHOD_HANDS, METHOD_COUNT };
enum electorate_type { ELECTORATE_ALL, ELECTORATE_UNIT, ELECTORATE_LIST, ELECTORATE_EXCEPT };
enum ceremony_step { CEREMONY_COMMIT, CEREMONY_REVEAL, CEREMONY_SHARES, CEREMONY_CONFIRM, CEREMONY_DONE, CEREMONY_ABORTED };

const char *machine_role_name(enum machine_role r);
bool machine_role_read(enum machine_role *out, const char *name);
const char *person_role_name(enum person_role r);
const char *anomaly_found_name(enum anomaly_found f);
const char *attempt_state_name(enum attempt_state s);
const char *attempt_way_name(enum attempt_way w);
/* Is it voted by slips?  Hands and paper are not. */
bool attempt_way_takes_slot(enum attempt_way w);
const char *poll_method_name(enum poll_method method);
bool poll_method_read(enum poll_method *out, const char *name);
const char *ceremony_step_name(enum ceremony_step s);
/* "secretariat" and so on to its bit; 0 if unknown. */
unsigned operator_role_bit(const char *name);

struct meeting_operator {
	char name[ACTOR_MAX + 1];
	unsigned roles;
	bool is_active;
};

struct machine {
	char name[ACTOR_MAX + 1];
	enum machine_role role;
	uint8_t spki[32];
	char holder[ACTOR_MAX + 1];     /* the scrutineer's name; "" but for a trustee's machine */
	bool is_revoked;
};

/* What one person did in one sitting. */
struct attendance {
	enum presence presence;
	int64_t first_in, last_out;     /* seconds; 0 if never */
	char by[ACTOR_MAX + 10];        /* who recorded the first arrival */
	bool can_undo;                  /* something has been recorded that was not undone: */
	enum presence was;              /* what it was before, */
	int64_t last_out_was;
};

/* A scan that a desk made without the server, and that no longer fits when it arrives (P14.4). */
struct anomaly {
	uint64_t entry;
	uint32_t person;                /* index in meeting.persons */
	bool is_out;
	enum anomaly_found found;
	size_t sitting;                 /* open when it arrived, or the last before; 0 before any */
	int64_t desk_at, at;            /* seconds */
	char by[ACTOR_MAX + 10];
	char *note;                     /* what became of it, and who said so when; NULL while nobody has */
	char settled_by[ACTOR_MAX + 10];
	int64_t settled_at;
};

struct person {
	char number[PERSON_NUMBER_MAX + 1];
	char *name, *unit, *post, *seat;        /* never NULL */
	char *reason;                           /* why excluded; never NULL */
	enum person_role role;
	bool is_on_leave, is_active;
	uint64_t changed;                       /* number of the last entry about them */
	bool has_badge;
	uint8_t badge[32];
	struct attendance sittings[MEETING_MAX_SITTINGS];       /* [sitting - 1] */
};

struct sitting {
	char *name;
	bool was_opened, was_closed;
	int64_t opened_at, closed_at;
};

/* A key ceremony, finished or not; the one in force is meeting.key_record. */
struct ceremony_record {
	struct ceremony params;                 /* .meeting is borrowed from the meeting */
	enum ceremony_step step;
	uint32_t done;                          /* how many have done this step */
	bool has_done[TRUSTEE_MAX];             /* [index - 1], this step */
	char names[TRUSTEE_MAX][ACTOR_MAX + 1];
	char holders[TRUSTEE_MAX][ACTOR_MAX + 1];       /* the scrutineers at the machines of these names when it started */
	uint8_t commits[TRUSTEE_MAX][32];
	char *texts[TRUSTEE_MAX];               /* reveal texts */
	struct reveal reveals[TRUSTEE_MAX];     /* as read without group arithmetic */
	json_t *shares[TRUSTEE_MAX];            /* each the array of its entry */
	uint8_t hash[32];                       /* once all have revealed */
	uint8_t key[POINT_SIZE];                /* once confirmed */
};

struct slip_issue {
	uint32_t slips, slots;
	uint8_t fingerprint[32];
	uint8_t (*lists)[32];                   /* [slot - 1] */
};

/* A key in an attempt's lists. */
struct attempt_key {
	uint8_t key[POINT_SIZE];
	bool is_entitled;
	bool is_revoked;                        /* swapped out while the poll ran */
	bool is_paper;                          /* its right has gone to paper */
	uint8_t commits, tests;                 /* so far */
	int64_t cast;                           /* number of its ballot_cast entry; -1 */
	uint8_t (*tracking)[32];                /* [commits], in order */
	uint64_t tested;                        /* bit i: commit i was opened as a test */
};

struct share_record {
	uint64_t entry;
	uint32_t index;
	uint8_t *bytes;                         /* ciphertexts * FACTOR_SIZE */
};

/* One person's vote where all may know it. */
struct open_vote {
	uint32_t person;                        /* index into meeting.persons */
	uint64_t entry;
	uint8_t *marks;                         /* one a contest; owned */
};

/* A ballot that was opened as a test. */
struct test_record {
	uint8_t tracking[32];
	uint64_t entry;
};

/* What came in on paper, of one form. */
struct paper_form {
	int64_t returned, invalid;
};

/* One holding of a poll. */
struct attempt {
	uint32_t number;                        /* 1, 2, ... */
	enum attempt_state state;
	enum attempt_way way;
	uint32_t slot;                          /* 0 where the way takes none */
	uint32_t ceremony;                      /* index into meeting.ceremonies */
	struct ballot_form form;                /* rows, limits and h_poll of this attempt */
	int64_t expected, present, issued, without_slip, tested;
	struct test_record *tests;              /* [tested] */
	int64_t papers;                         /* of the issued, those on paper */
	int64_t assists;                        /* how often somebody was helped at a terminal; told with the close */
	int64_t returned;                       /* casts, or votes, or hands: all but paper */
	struct open_vote *votes;                /* of the way open, in the order in which they came */
	size_t vote_count;
	uint8_t *voters;                        /* of the way open, by person: in at the opening? has voted? */
	size_t voter_count;
	struct paper_form paper[FORMS_MAX];
	size_t paper_forms;                     /* 0 until paper has been counted */
	struct threshold quorum;
	int64_t quorum_expected, quorum_present;
	struct attempt_key *keys;
	size_t key_count;
	struct map key_index;                   /* sha256(key) -> index in keys */
	struct map alphas;                      /* x coordinates of cast and tested alphas */
	uint64_t open_entry, close_entry, result_entry;         /* 0 if none yet */
	int64_t opened_at, closed_at, counted_at, published_at;
	struct head closing_head;               /* once closed */
	struct share_record shares[TRUSTEE_MAX];
	size_t share_count;
	json_t *counts, *verdict;               /* once counted; of a rehearsal only the verdict, once rehearsed */
	json_t *by_hand;                        /* counts that an act told (P14.16, P14.18): of hands or paper */
	char told_by[2][ACTOR_MAX + 1];         /* who told by_hand, and bit index-1: which trustees of its key record signed that */
	uint32_t told_signers;
	json_t *electronic;                     /* once counted, where there was a box beside paper: its part of counts */
	char *void_reason;                      /* once void; NULL where paper voided it: more came in than was issued */
	int64_t reduced_seats;                  /* 0 unless it was decided to have no more than these (P14.20) */
	char *reduced_reason;
};

struct poll {
	char id[ID_MAX + 1];
	char kind[ID_MAX + 1];
	char *title;
	json_t *definition;                     /* body of its latest `poll` entry */
	char *line;                             /* that entry's whole line, as a terminal gets it */
	uint64_t definition_entry;
	uint8_t definition_leaf[32];
	bool is_election;                       /* of an election kind, and no rehearsal */
	bool is_rehearsal;
	bool is_limited;                        /* its results are for the presidium alone */
	int64_t minimum;
	enum poll_method method;
	bool must_be_paper;                     /* its last attempt was voided for paper to follow */
	enum electorate_type electorate;
	const char *unit;                       /* of ELECTORATE_UNIT; borrowed from the definition */
	struct map named;                       /* of LIST and EXCEPT: sha256(number) of those named */
	struct attempt **attempts;              /* each stays where it is */
	size_t attempt_count;
};

/* Co-signatures known for a head that mattered (open, close, result, publish and any that trustees chose). */
struct cosigned_head {
	struct head head;
	uint32_t ceremony;                      /* index into ceremonies of the signer's key record */
	uint32_t signers;                       /* bit index-1 set: trustee has co-signed */
};

struct meeting {
	struct tree tree;                       /* of all leaves so far; tree.size is the next entry's number */
	uint8_t last_leaf[32];
	const char *detail;                     /* name of the field in error, or NULL; for the last failed apply */

	char id[MEETING_ID_LEN + 1];            /* "" before genesis */
	char origin[NOTE_NAME_MAX + 1];
	char *name;
	char founder[ACTOR_MAX + 1];            /* who recorded genesis; the first operator */
	json_t *profile;
	uint8_t log_key[SIGN_KEY_SIZE];
	uint8_t authority[32];
	int64_t created_at, last_at;
	bool is_sealed;

	struct meeting_operator *operators;
	size_t operator_count;
	struct machine *machines;
	size_t machine_count;
	struct map machine_index;               /* spki -> index */
	struct map machine_names;               /* sha256(name) -> index of the latest of that name */
	struct person *persons;                 /* in the order of the roster */
	size_t person_count;
	struct map person_index;                /* sha256(number) -> index */
	struct map badge_index;                 /* badge hash -> person index, revoked ones too */

	struct anomaly *anomalies;              /* in the order of their entries */
	size_t anomaly_count;

	struct sitting sittings[MEETING_MAX_SITTINGS];
	size_t sitting_count;
	size_t sitting;                         /* open sitting's number, 0 if none */
	uint64_t sitting_entry;                 /* number of the entry that opened or closed the last; 0 if none did */

	struct ceremony_record **ceremonies;
	size_t ceremony_count;
	const struct ceremony_record *key_record;       /* in force, or NULL */

	struct slip_issue issues[MEETING_MAX_ISSUES];
	size_t issue_count;
	uint32_t slots_used;
	uint32_t act_count;

	struct poll **polls;                    /* the agenda, in its order; a poll stays where it is until it is withdrawn */
	size_t poll_count;
	struct poll *current;                   /* with an attempt open, held or closed and not counted; or NULL */
	struct cosigned_head *cosigned;
	size_t cosigned_count;
	uint64_t map_salt;
};

/* `map_salt`: any random number on a server, 0 in tools. A meeting is never moved: its parts point at one another. */
void meeting_init(struct meeting *m, uint64_t map_salt);
void meeting_release(struct meeting *m);

/* Apply the next entry, one line without its line feed. On error the meeting is unchanged and m->detail may name a field.
 * Errors: any of the catalogue's reading, record, meeting, keys and polls groups. */
MUST_CHECK enum err meeting_apply(struct meeting *m, const char *line, size_t len);

/* The size cap of the next entry's line, from the open poll (P12.1), and of a cast or test request. */
size_t meeting_max_line(const struct meeting *m);

/* Write the next entry's line for this meeting; the caller frees it. `at` is left out for types that bear no time. */
MUST_CHECK enum err meeting_compose(char **line, const struct meeting *m, const char *type, int64_t at, const char *const *actors,
				    size_t actor_count, const json_t *body);

/* E and P of the whole meeting now (P14.2, P14.4), and observers present. */
void meeting_attendance(const struct meeting *m, int64_t *expected, int64_t *present, int64_t *observers);
/* The quorum that holds now (P14.10): threshold, E, P; is it met? */
bool meeting_has_quorum(const struct meeting *m, struct threshold *quorum, int64_t *expected, int64_t *present);
/* The same for opening `p`, which then counts as not void: what its `poll_open` must say. True for a rehearsal, which needs none. */
bool poll_has_quorum(const struct poll *p, const struct meeting *m, struct threshold *quorum, int64_t *expected, int64_t *present);
/* A scrutineer of the key record in force who is a candidate of `p`, so that it may not open (P14.10); NULL if there is none. */
const char *poll_barred(const struct poll *p, const struct meeting *m);
/* Is somebody of that name on the ballot, alone or told apart by what follows in brackets? */
bool poll_names(const struct poll *p, const char *name);
/* May the one of that name help at terminals (P14.21)? Errors: ERR_CANDIDATE_HELPS, ERR_NO_SUCH_PERSON. */
MUST_CHECK enum err poll_check_helper(const struct poll *p, const struct meeting *m, const char *name);
bool person_is_voter(const struct person *p);
/* Is the person an active voter of the poll's electorate?  How many there are, and how many of them are in (P14.10). */
bool poll_is_elector(const struct poll *p, const struct person *person);
void poll_electors(const struct poll *p, const struct meeting *m, int64_t *expected, int64_t *present);
bool meeting_is_in(const struct meeting *m, const struct person *p);

/* Lookups: NULL if absent. */
struct person *meeting_person(const struct meeting *m, const char *number);
struct person *meeting_badge(const struct meeting *m, const uint8_t hash[32], bool *is_current);
const struct machine *meeting_machine(const struct meeting *m, const uint8_t spki[32]);
const struct meeting_operator *meeting_operator(const struct meeting *m, const char *name);
/* Are two of them active? From then on an `operator` entry has two actors (P14.5). */
bool meeting_has_two_operators(const struct meeting *m);
struct poll *meeting_poll(const struct meeting *m, const char *id);
struct attempt *poll_attempt(const struct poll *p, int64_t number);
struct attempt *poll_last_attempt(const struct poll *p);
struct attempt_key *attempt_key(const struct attempt *a, const uint8_t key[POINT_SIZE]);

/* The test with this tracking hash, and the open vote of that entry; NULL if there is none. */
const struct test_record *attempt_test(const struct attempt *a, const uint8_t tracking[32]);
const struct open_vote *attempt_vote(const struct attempt *a, uint64_t entry);
/* Marks, one for each contest, of a message or an entry. Errors: ERR_RANGE, ERR_FIELD_TYPE. */
MUST_CHECK enum err attempt_read_marks(uint8_t *marks, const struct attempt *a, const json_t *array);
/* What hands, paper or open votes come to: counts as in a result; NULL if nothing has been told. A new reference. */
json_t *attempt_told_counts(const struct attempt *a);
/* Could these be the hands that were raised (P14.16)? Errors: ERR_POLL_STATE, ERR_RANGE, ERR_FIELD_TYPE, ERR_UNACCOUNTED. */
MUST_CHECK enum err attempt_check_hands(const struct attempt *a, const json_t *counts);
/* Could these be the papers that came in (P14.18)?  `forms` and `counts` as in the act. Errors: the same. */
MUST_CHECK enum err attempt_check_paper(const struct poll *p, const struct attempt *a, const json_t *forms, const json_t *counts);
/* Does it wait for what people count?  Does the box wait for trustees' shares?  How many a result
 * must name; 0 where there is no box to open. */
bool attempt_awaits_paper(const struct attempt *a);
bool attempt_awaits_shares(const struct attempt *a);
/* The open, held or closed-and-not-counted attempt; NULL if none. */
struct attempt *meeting_current(const struct meeting *m);
/* The attempt that was opened last, and its poll; NULL, and *poll untouched, if there was none. */
const struct attempt *meeting_latest(const struct meeting *m, const struct poll **poll);
/* Number of co-signatures on a head by trustees of the key record `ceremony`. */
uint32_t meeting_cosignatures(const struct meeting *m, uint32_t ceremony, const struct head *h);
/* How many trustees of the key record in force must sign an act of this type (P14.8); 0 without a key record. */
uint32_t meeting_act_signatures(const struct meeting *m, const char *type);
/* Head of the first `size` entries. */
MUST_CHECK enum err meeting_head(struct head *out, const struct meeting *m, uint64_t size);
/* What identifies the attempt's opening, for opening.h; `total` is the caller's. */
struct opening;
/* What came in of the first form, with and without paper. */
int64_t attempt_returned(const struct attempt *a);
/* Figures for each form; all alike where nothing was on paper. */
void attempt_figures(struct figures out[FORMS_MAX], const struct attempt *a);
/* Has the election fewer candidates beyond its seats than its kind asks for?  A warning only. */
bool poll_lacks_surplus(const struct poll *p, const struct meeting *m, int64_t *least, int64_t *extra);
/* Seats that nobody was elected to and that have not been given up; 0 where nothing is left, or it is not decided by seats. */
int64_t attempt_unfilled(const struct attempt *a);
void badge_hash(uint8_t out[32], const char *meeting, const uint8_t code[10]);
/* Name and key by which the log signs; those by which trustee `index` co-signs (P12.6). */
void log_note_key(struct note_key *out, const struct meeting *m);
void trustee_note_key(struct note_key *out, const struct meeting *m, const struct ceremony_record *c, uint32_t index);
/* Ballot form of a definition without h_poll, for terminals and the fold.
 * Errors: those of P14.9. `line` is the `poll` entry's line; *definition is a new reference to its body; `leaf` its leaf hash. */
MUST_CHECK enum err poll_form_from_line(struct ballot_form *form, json_t **definition, uint8_t leaf[32], const char *line, size_t len);

#endif
