/* voter.c - see voter.h. One step function sends what the state asks for whenever the link is free. */
#include "ballot-client/voter_internal.h"
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "protocol/base/fields.h"
#include "protocol/os/os.h"

enum { RETRY_SECONDS = 1 };

const char *voter_state_name(enum voter_state s)
{
	static const char *const names[VOTER_STATE_COUNT] = { "waiting", "choosing", "sealing", "sealed", "testing", "casting", "received" };

	return names[s];
}

static void tell(struct voter *v)
{
	enum err why = v->hindrance != OK ? v->hindrance : v->why;

	if (v->told_state == v->state && v->told_why == why)
		return;
	v->told_state = v->state;
	v->told_why = why;
	if (v->options.on_change)
		v->options.on_change(v->options.context, v->state, why);
}

/* The only place where the state changes. */
void voter_enter(struct voter *v, enum voter_state s, enum err why)
{
	v->state = s;
	v->why = why;
	if (s == VOTER_RECEIVED)
		voter_assist_end(v);
	tell(v);
}

/* Go on in the poll that is open, or held. */
void voter_enter_poll(struct voter *v, enum voter_state s)
{
	voter_enter(v, s, v->poll.is_held ? ERR_HELD : OK);
}

void voter_tell_aside(struct voter *v)
{
	if (v->options.on_aside)
		v->options.on_aside(v->options.context);
}

/* Say what hinders the voter in the present state, or, with OK, that nothing does any more. */
void voter_hinder(struct voter *v, enum err why)
{
	v->hindrance = why;
	tell(v);
}

static void forget_ballot(struct voter *v)
{
	if (v->marks)
		wipe(v->marks, v->poll.form.row_count);
	free(v->marks);
	v->marks = NULL;
	sealed_release(&v->ballot);
}

static void forget_poll(struct voter *v)
{
	forget_ballot(v);
	voter_assist_end(v);
	if (v->has_poll)
		terminal_poll_release(&v->poll);
	v->has_poll = v->slip_is_checked = v->is_last = v->has_tested = false;
	v->slip_asked = SLIP_NOT_ASKED;
	wipe(&v->secret, sizeof v->secret);
	wipe(v->tested_seed, sizeof v->tested_seed);
}

void voter_try_later(struct voter *v)
{
	struct timeval wait = { RETRY_SECONDS, 0 };

	event_add(v->retry, &wait);
}

void voter_send(struct voter *v, const char *type, json_t *body, link_reply *reply)
{
	if (!body || link_send(v->link, type, body, reply, v) != OK)
		voter_try_later(v);
}

/* ---- state: which poll is open? ---- */

static bool is_same_poll(const struct voter *v, const json_t *poll)
{
	const char *id = json_string_value(json_object_get(poll, "poll"));

	return v->has_poll && id && strcmp(v->poll.id, id) == 0 && json_integer_value(json_object_get(poll, "attempt")) == v->poll.attempt;
}

/* A cast that is on its way is sent again whatever has become of the poll: only the server knows whether it was received. */
static bool is_undecided(const struct voter *v)
{
	return v->state == VOTER_CASTING;
}

static void poll_ended(struct voter *v)
{
	bool had_ballot = v->state != VOTER_WAITING && v->state != VOTER_RECEIVED;

	if (is_undecided(v))
		return;
	forget_poll(v);
	/* why no ballot was received stays to be read until the next poll; why this slip could not vote in the poll does not outlast it */
	voter_enter(v, VOTER_WAITING, had_ballot || (v->state == VOTER_WAITING && v->why == ERR_NOT_OPEN) ? ERR_NOT_OPEN : v->slip_fault);
}

/* The key record that this poll is sealed under. */
static void learn_record(struct voter *v)
{
	v->has_new_key = v->has_record && memcmp(v->record, v->poll.record, sizeof v->record) != 0;
	memcpy(v->record, v->poll.record, sizeof v->record);
	v->has_record = true;
}

static enum err new_poll(struct voter *v, const json_t *poll)
{
	const char *meeting = link_identity(v->link)->meeting;
	enum err err;

	forget_poll(v);
	if ((err = sealer_read_poll(v->options.sealer, &v->poll, meeting, poll)) != OK)
		return err;
	v->has_poll = true;
	learn_record(v);
	if (!v->poll.is_running)
		err = ERR_RANGE;
	else if (v->has_slip)
		err = slip_slot_key(v->options.sealer->group, &v->secret, v->key, v->code, meeting, v->poll.slot);
	if (err)
		forget_poll(v);
	return err;
}

static void learn_log(struct voter *v, const json_t *ok)
{
	const char *text = json_string_value(json_object_get(ok, "log_key"));
	uint8_t key[SIGN_KEY_SIZE];

	if (v->knows_log || !text || base64_decode(key, sizeof key, text) != OK)
		return;
	link_know_log(v->link, key);
	v->knows_log = true;
}

/* What is told aside: the meeting's name, whether it is over, the countdown, whether somebody is still to come. */
static void learn_aside(struct voter *v, const json_t *ok)
{
	const char *name = json_string_value(json_object_get(ok, "name"));
	bool is_over = json_is_true(json_object_get(ok, "sealed"));
	/* by this machine's clock, which may be another than the server's */
	int64_t left = json_integer_value(json_object_get(ok, "until")) - json_integer_value(json_object_get(ok, "at"));
	int64_t until = left > 0 ? clock_wall_seconds() + left : 0;

	bool has_come = v->call == VOTER_CALL_HEARD && !json_is_true(json_object_get(ok, "called"));

	if (!name || strlen(name) > TEXT_MAX)
		name = v->meeting;
	if (strcmp(v->meeting, name) == 0 && v->is_over == is_over && v->until == until && !has_come)
		return;
	if (name != v->meeting)
		strcpy(v->meeting, name);
	v->is_over = is_over;
	v->until = until;
	/* or the server, started anew, knows of no call: then it has to be made again */
	if (has_come)
		v->call = VOTER_CALL_NONE;
	voter_tell_aside(v);
}

static void on_poll(void *context, enum err err, const json_t *ok, const char *detail)
{
	struct voter *v = context;
	const json_t *poll = json_object_get(ok, "poll");

	(void)detail;
	if (err) {
		voter_hinder(v, err);
		voter_try_later(v);
		return;
	}
	v->is_stale = false;
	v->hindrance = OK;
	learn_log(v, ok);
	learn_aside(v, ok);
	v->is_idle = !json_is_object(poll);
	if (v->is_idle) {
		poll_ended(v);
	} else if (!is_same_poll(v, poll)) {
		/* first the truth about the last ballot, then `state` again */
		if (!is_undecided(v))
			voter_enter(v, VOTER_WAITING, new_poll(v, poll));
	} else {
		const char *state = json_string_value(json_object_get(poll, "state"));

		v->poll.is_held = state && strcmp(state, "held") == 0;
		/* a refusal stays to be read until the delegate goes on */
		if (v->state != VOTER_WAITING && v->state != VOTER_RECEIVED && (v->poll.is_held || v->why == ERR_HELD))
			voter_enter_poll(v, v->state);
	}
	tell(v);
	voter_step(v);
}

/* ---- commit, cast, test ---- */

/* The answer is not about the ballot of this state: the delegate took the slip away. */
static bool is_of_another(struct voter *v, enum voter_state asked)
{
	if (v->state == asked)
		return false;
	voter_step(v);
	return true;
}

/* No answer that could be read, poll held, server busy: the same bytes again later. */
static bool is_passing(struct voter *v, enum err err)
{
	if (err_category(err) != ERR_CAT_TRANSIENT && link_state(v->link) == LINK_UP) {
		v->hindrance = OK;
		return false;
	}
	if (link_state(v->link) == LINK_REFUSED)
		return false;
	v->is_stale = true;
	voter_hinder(v, err);
	voter_try_later(v);
	return true;
}

/* Not taken, for a reason that does not pass: back to the choice, where it stays to be read; unless
 * the server says that it is for the slip's sake. */
static void take_refusal(struct voter *v, enum err err)
{
	v->is_stale = true;
	v->slip_is_checked = false;
	forget_ballot(v);
	voter_enter(v, VOTER_CHOOSING, err);
	voter_step(v);
}

static void show_receipt_to_come(struct voter *v)
{
	v->receipt = (struct voter_receipt){ 0 };
	memcpy(v->receipt.tracking, v->ballot.tracking, 32);
}

static void on_commit(void *context, enum err err, const json_t *ok, const char *detail)
{
	struct voter *v = context;

	(void)detail;
	if (is_of_another(v, VOTER_SEALING) || is_passing(v, err))
		return;
	if (err) {
		take_refusal(v, err);
		return;
	}
	v->is_last = json_is_true(json_object_get(ok, "last"));
	show_receipt_to_come(v);
	voter_enter_poll(v, VOTER_SEALED);
	voter_step(v);
}

static void on_cast(void *context, enum err err, const json_t *ok, const char *detail)
{
	struct voter *v = context;

	(void)detail;
	if (is_of_another(v, VOTER_CASTING) || is_passing(v, err))
		return;
	v->is_stale = true;
	if (err) {
		/* not received: the server says why; a ballot of another terminal shows in slip_status */
		forget_poll(v);
		voter_enter(v, VOTER_WAITING, err);
	} else {
		v->receipt.entry = (uint64_t)json_integer_value(json_object_get(ok, "entry"));
		v->receipt.is_own = true;
		forget_ballot(v);
		voter_enter(v, VOTER_RECEIVED, OK);
	}
	voter_step(v);
}

static void on_test(void *context, enum err err, const json_t *ok, const char *detail)
{
	struct voter *v = context;

	(void)ok;
	(void)detail;
	if (is_of_another(v, VOTER_TESTING) || is_passing(v, err))
		return;
	/* the same bytes sent again, because the first answer was lost: the test is on record */
	if (err && err != ERR_TESTED) {
		take_refusal(v, err);
		return;
	}
	memcpy(v->tested_seed, v->ballot.seed, SEED_SIZE);
	v->has_tested = true;
	forget_ballot(v);
	voter_enter_poll(v, VOTER_CHOOSING);
	v->has_tested = false;
	voter_step(v);
}

/* An open vote travels as its marks: its body has a byte for each. */
static json_t *marks_json(const struct voter *v)
{
	json_t *marks = json_array();

	for (size_t q = 0; q < v->ballot.len; q++)
		json_array_append_new(marks, json_integer(v->ballot.body[q]));
	return marks;
}

static void send_ballot(struct voter *v)
{
	static const struct {
		const char *type;
		link_reply *reply;
	} kinds[VOTER_STATE_COUNT] = {
		[VOTER_SEALING] = { "commit", on_commit },
		[VOTER_CASTING] = { "cast", on_cast },
		[VOTER_TESTING] = { "test", on_test },
	};
	const char *type = v->poll.is_open ? "vote" : kinds[v->state].type;
	json_t *body = json_pack("{s:s, s:I, s:o}", "poll", v->poll.id, "attempt", (json_int_t)v->poll.attempt,
				 "key", json_base64(v->key, POINT_SIZE));

	if (v->poll.is_open)
		json_object_set_new(body, "marks", marks_json(v));
	else if (v->state == VOTER_SEALING)
		json_object_set_new(body, "tracking", json_hex(v->ballot.tracking, 32));
	else
		json_object_set_new(body, "body", json_base64(v->ballot.body, v->ballot.len));
	if (v->state == VOTER_TESTING)
		json_object_set_new(body, "seed", json_base64(v->ballot.seed, SEED_SIZE));
	json_object_set_new(body, "sig", json_base64(v->ballot.signature, SIGNATURE_SIZE));
	voter_send(v, type, body, kinds[v->state].reply);
}

/* ---- one step ---- */

void voter_step(struct voter *v)
{
	if (link_is_busy(v->link) || link_state(v->link) != LINK_UP)
		return;
	if (v->is_stale && !is_undecided(v)) {
		voter_send(v, "state", json_object(), on_poll);
		return;
	}
	if (v->state == VOTER_SEALING || v->state == VOTER_TESTING || v->state == VOTER_CASTING)
		send_ballot(v);
	else if (v->has_slip && !v->is_over && (v->has_poll ? !v->slip_is_checked : v->is_idle && !v->slip_is_known))
		voter_ask_slip(v);
	else
		voter_send_aside(v);
}

static void on_link(void *context, enum link_state state, enum err why)
{
	struct voter *v = context;

	if (state == LINK_UP)
		v->is_stale = true;
	voter_hinder(v, why);
	voter_step(v);
}

static void on_event(void *context, const char *event)
{
	struct voter *v = context;

	(void)event;
	v->is_stale = true;
	voter_step(v);
}

static void on_retry(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	voter_step(context);
}

/* ---- what the delegate does ---- */

enum err voter_choose(struct voter *v, const uint8_t *marks, size_t count)
{
	if (v->state != VOTER_CHOOSING)
		return ERR_POLL_STATE;
	if (count != v->poll.form.row_count)
		return ERR_RANGE;
	/* going back and confirming an unchanged choice uses the sealed ballot again */
	if (v->marks && memcmp(v->marks, marks, count) == 0) {
		voter_enter_poll(v, VOTER_SEALED);
		return OK;
	}
	forget_ballot(v);
	if (!(v->marks = malloc(count)))
		return ERR_MEMORY;
	memcpy(v->marks, marks, count);
	enum err err = (v->poll.is_open ? sealer_mark : sealer_seal)(v->options.sealer, &v->ballot, &v->poll, v->secret, v->key, marks);
	if (err) {
		forget_ballot(v);
		return err;
	}
	/* what everybody may read needs no promise beforehand */
	if (v->poll.is_open) {
		show_receipt_to_come(v);
		voter_enter_poll(v, VOTER_SEALED);
		return OK;
	}
	voter_enter_poll(v, VOTER_SEALING);
	voter_step(v);
	return OK;
}

static enum err decide(struct voter *v, enum ballot_purpose purpose, enum voter_state next)
{
	if (v->state != VOTER_SEALED)
		return ERR_POLL_STATE;
	enum err err = v->poll.is_open ? OK : sealer_sign(v->options.sealer, &v->ballot, purpose, &v->poll, v->secret);
	if (err)
		return err;
	if (purpose == BALLOT_CAST)
		wipe(v->ballot.seed, SEED_SIZE);
	voter_enter_poll(v, next);
	voter_step(v);
	return OK;
}

enum err voter_cast(struct voter *v)
{
	return decide(v, BALLOT_CAST, VOTER_CASTING);
}

enum err voter_test(struct voter *v)
{
	return voter_is_last_commit(v) ? ERR_COMMIT_LIMIT : decide(v, BALLOT_TEST, VOTER_TESTING);
}

enum err voter_back(struct voter *v)
{
	if (v->state != VOTER_SEALED)
		return ERR_POLL_STATE;
	/* another choice could not be committed, and this one would be lost */
	if (v->is_last)
		return ERR_COMMIT_LIMIT;
	voter_enter_poll(v, VOTER_CHOOSING);
	return OK;
}

void voter_set_slip(struct voter *v, const uint8_t code[SLIP_CODE_SIZE])
{
	forget_poll(v);
	wipe(v->code, sizeof v->code);
	v->has_slip = code != NULL;
	v->slip_is_known = false;
	v->slip_fault = OK;
	if (code)
		memcpy(v->code, code, SLIP_CODE_SIZE);
	v->is_stale = true;
	if (v->call == VOTER_CALL_HEARD)
		v->call = VOTER_CALL_NONE;
	voter_enter(v, VOTER_WAITING, OK);
	voter_step(v);
}

const struct terminal_poll *voter_poll(const struct voter *v)
{
	return v->has_poll ? &v->poll : NULL;
}

const struct voter_receipt *voter_receipt(const struct voter *v)
{
	return &v->receipt;
}

const uint8_t *voter_tested_seed(const struct voter *v)
{
	return v->has_tested ? v->tested_seed : NULL;
}

bool voter_is_last_commit(const struct voter *v)
{
	return v->is_last || (v->has_poll && v->poll.is_open);
}

const char *voter_meeting(const struct voter *v)
{
	return v->meeting;
}

bool voter_is_over(const struct voter *v)
{
	return v->is_over;
}

int64_t voter_until(const struct voter *v)
{
	return v->until;
}

bool voter_has_new_key(const struct voter *v)
{
	return v->has_new_key;
}

const struct identity *voter_machine(const struct voter *v)
{
	return link_identity(v->link);
}

enum err voter_new(struct voter **out, const struct voter_options *options)
{
	struct voter *v = calloc(1, sizeof *v);

	if (!v)
		return ERR_MEMORY;
	v->options = *options;
	v->is_stale = true;
	v->retry = evtimer_new(options->base, on_retry, v);
	enum err err = v->retry ? link_new(&v->link, &(struct link_options){ .base = options->base, .folder = options->folder, .context = v,
									    .on_state = on_link, .on_event = on_event, .keeps_head = false })
				: ERR_MEMORY;
	if (err) {
		voter_free(v);
		return err;
	}
	/* where the system allows it, the slip's secret is never swapped out */
	(void)!mlock(v, sizeof *v);
	*out = v;
	return OK;
}

void voter_free(struct voter *v)
{
	if (!v)
		return;
	link_free(v->link);
	if (v->retry)
		event_free(v->retry);
	forget_poll(v);
	voter_check_end(v);
	wipe(v, sizeof *v);
	free(v);
}
