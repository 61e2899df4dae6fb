/* voter_assist.c - what a voter asks beside the ballot: that somebody comes, and that somebody who has come may help.
 *
 * Must not know: the choice, the slip. */
#include <string.h>
#include "ballot-client/voter_internal.h"
#include "protocol/base/bytes.h"
#include "protocol/base/fields.h"
#include "protocol/os/os.h"

/* ---- the call ---- */

static void on_call(void *context, enum err err, const json_t *ok, const char *detail)
{
	struct voter *v = context;

	(void)ok;
	(void)detail;
	if (err_category(err) == ERR_CAT_TRANSIENT) {
		voter_try_later(v);
		return;
	}
	v->call = err ? VOTER_CALL_NONE : VOTER_CALL_HEARD;
	voter_tell_aside(v);
	voter_step(v);
}

void voter_call(struct voter *v)
{
	v->call = VOTER_CALL_SENDING;
	voter_tell_aside(v);
	voter_step(v);
}

enum voter_call voter_called(const struct voter *v)
{
	return v->call;
}

/* ---- help ---- */

static void on_assist(void *context, enum err err, const json_t *ok, const char *detail)
{
	struct voter *v = context;
	const char *name = json_string_value(json_object_get(ok, "name"));

	(void)detail;
	/* the ballot is over, or another has begun: nobody waits for this answer */
	if (v->assist.state != VOTER_ASSIST_SENDING || !v->is_asked) {
		voter_step(v);
		return;
	}
	v->is_asked = false;
	if (err_category(err) == ERR_CAT_TRANSIENT) {
		voter_try_later(v);
		return;
	}
	if (!err && (!name || strlen(name) > TEXT_MAX))
		err = ERR_RANGE;
	v->assist = (struct voter_assist){ .state = !err ? VOTER_ASSIST_ON : VOTER_ASSIST_NONE, .why = err };
	if (!err) {
		strcpy(v->assist.name, name);
		v->call = VOTER_CALL_NONE;
	}
	voter_tell_aside(v);
	voter_step(v);
}

enum err voter_assist(struct voter *v, const char *helper)
{
	uint8_t nonce[8];

	if ((v->state != VOTER_CHOOSING && v->state != VOTER_SEALED) || v->assist.state != VOTER_ASSIST_NONE)
		return ERR_POLL_STATE;
	if (strlen(helper) > ACTOR_MAX)
		return ERR_RANGE;
	rng_fill(&os_rng, nonce, sizeof nonce);
	hex_encode(v->nonce, nonce, sizeof nonce);
	strcpy(v->helper, helper);
	v->is_asked = false;
	v->assist = (struct voter_assist){ .state = VOTER_ASSIST_SENDING };
	voter_tell_aside(v);
	voter_step(v);
	return OK;
}

const struct voter_assist *voter_assisted(const struct voter *v)
{
	return &v->assist;
}

void voter_assist_end(struct voter *v)
{
	v->assist = (struct voter_assist){ .state = VOTER_ASSIST_NONE };
	v->is_asked = false;
}

/* ---- sending ---- */

void voter_send_aside(struct voter *v)
{
	if (v->assist.state == VOTER_ASSIST_SENDING) {
		v->is_asked = true;
		voter_send(v, "assist", json_pack("{s:s, s:I, s:s, s:s}", "poll", v->poll.id,
						  "attempt", (json_int_t)v->poll.attempt, "helper", v->helper,
						  "nonce", v->nonce), on_assist);
	} else if (v->call == VOTER_CALL_SENDING) {
		voter_send(v, "call", json_object(), on_call);
	} else if (v->check.state == VOTER_CHECK_ASKING) {
		voter_send_check(v);
	}
}
