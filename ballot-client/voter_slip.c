/* voter_slip.c - what the server says of the slip: may it vote in the open poll; or, while none is
 * open, is it of this meeting and still good?
 *
 * So a wrong or revoked slip is told when it is given, not when the first poll opens. Must not know: ballots. */
#include <string.h>
#include "ballot-client/voter_internal.h"
#include "protocol/base/fields.h"
#include "protocol/os/os.h"

/* Any slot's key tells which slip it is. */
enum { EARLY_SLOT = 1 };

/* ---- the answer ---- */

static enum err read_status(const char *status)
{
	static const struct {
		const char *status;
		enum err why;
	} answers[] = { { "ok", OK }, { "wrong", ERR_KEY_UNKNOWN }, { "revoked", ERR_KEY_REVOKED }, { "not_present", ERR_NOT_IN },
			{ "too_late", ERR_KEY_NOT_ENTITLED }, { "paper", ERR_KEY_PAPER } };

	for (size_t i = 0; status && i < sizeof answers / sizeof *answers; i++) {
		if (strcmp(status, answers[i].status) == 0)
			return answers[i].why;
	}
	return ERR_RANGE;
}

static void take_receipt(struct voter *v, const uint8_t tracking[32])
{
	bool is_own = memcmp(v->receipt.tracking, tracking, sizeof v->receipt.tracking) == 0;

	v->receipt = (struct voter_receipt){ .is_own = is_own, .entry = is_own ? v->receipt.entry : 0 };
	memcpy(v->receipt.tracking, tracking, sizeof v->receipt.tracking);
	voter_enter(v, VOTER_RECEIVED, OK);
}

/* Of the open poll. */
static void take_status(struct voter *v, const char *status, const char *tracking)
{
	uint8_t received[32];

	v->slip_is_checked = true;
	if (status && strcmp(status, "received") == 0 && tracking && hex_decode(received, sizeof received, tracking) == OK) {
		take_receipt(v, received);
		return;
	}
	enum err why = read_status(status);

	if (why != OK)
		voter_enter(v, VOTER_WAITING, why);
	else if (v->state == VOTER_WAITING)
		voter_enter_poll(v, VOTER_CHOOSING);
	else
		voter_hinder(v, OK);
}

static void on_slip(void *context, enum err err, const json_t *ok, const char *detail)
{
	struct voter *v = context;
	const char *status = json_string_value(json_object_get(ok, "status"));
	bool is_early = v->slip_asked == SLIP_ASKED_EARLY;

	(void)detail;
	/* the slip was changed meanwhile: this is about another */
	if (v->slip_asked == SLIP_NOT_ASKED) {
		voter_step(v);
		return;
	}
	v->slip_asked = SLIP_NOT_ASKED;
	if (err) {
		v->is_stale = true;
		voter_hinder(v, err);
		voter_try_later(v);
		return;
	}
	v->hindrance = OK;
	v->slip_is_known = true;
	/* who is in may change before the poll; which slips there are does not by itself */
	enum err why = read_status(status);
	v->slip_fault = why == ERR_KEY_UNKNOWN || why == ERR_KEY_REVOKED ? why : OK;
	if (!is_early)
		take_status(v, status, json_string_value(json_object_get(ok, "tracking")));
	else if (v->slip_fault != OK)
		voter_enter(v, VOTER_WAITING, v->slip_fault);
	else
		voter_hinder(v, OK);
	voter_step(v);
}

/* ---- the question ---- */

static enum err sign(struct voter *v, uint8_t key[POINT_SIZE], uint8_t signature[SIGNATURE_SIZE], uint32_t slot)
{
	const char *meeting = link_identity(v->link)->meeting;
	struct group *g = v->options.sealer->group;
	struct scalar secret = v->secret;
	enum err err = OK;

	if (v->has_poll)
		memcpy(key, v->key, POINT_SIZE);
	else
		err = slip_slot_key(g, &secret, key, v->code, meeting, slot);
	if (!err)
		err = slip_status_sign(g, signature, meeting, slot, secret, &os_rng);
	wipe(&secret, sizeof secret);
	return err;
}

void voter_ask_slip(struct voter *v)
{
	uint8_t key[POINT_SIZE], signature[SIGNATURE_SIZE];
	uint32_t slot = v->has_poll ? v->poll.slot : EARLY_SLOT;

	if (sign(v, key, signature, slot) != OK) {
		voter_try_later(v);
		return;
	}
	v->slip_asked = v->has_poll ? SLIP_ASKED : SLIP_ASKED_EARLY;
	voter_send(v, "slip_status", json_pack("{s:I, s:o, s:o}", "slot", (json_int_t)slot,
					       "key", json_base64(key, sizeof key),
					       "sig", json_base64(signature, sizeof signature)), on_slip);
}
