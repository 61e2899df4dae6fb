/* batch.c - the ballots of one turn, checked together: one weighted sum costs a fraction of so many single checks (see request.h).
 *
 * Only what the attempt could take is checked, so that a stranger's bytes cost us no arithmetic: the key may vote and
 * has not, the poll is open, and the body was committed to. The handler decides all of this again, at its turn. */
#include <stdlib.h>
#include <string.h>

#include "tally-server/core/handlers.h"
#include "tally-server/core/request.h"

/* Decode the ballot that a request holds, for whatever attempt it names: a repeated cast gets its receipt even after the close. */
static enum err decode(struct request_ballot *b, const struct attempt **attempt, const struct meeting *m, const json_t *body)
{
	struct fields f;
	const struct poll *p;
	const struct attempt *a;
	size_t size;

	fields_open(&f, body);
	p = meeting_poll(m, fields_text(&f, "poll", 1, ID_MAX));
	a = p ? poll_attempt(p, fields_int(&f, "attempt", 1, INT32_MAX)) : NULL;
	if (f.err || !a)
		return f.err ? f.err : ERR_NOT_OPEN;
	size = ballot_form_body_size(&a->form);
	fields_base64(&f, "key", b->key, sizeof(b->key));
	fields_base64(&f, "sig", b->signature, sizeof(b->signature));
	fields_base64_alloc(&f, "body", &b->body, &b->len, size);
	*attempt = a;
	if (f.err)
		return f.err == ERR_RANGE ? ERR_BODY_LENGTH : f.err;
	return b->len == size ? OK : ERR_BODY_LENGTH;
}

static enum err precheck(const struct core *c, const struct attempt *a, const struct request_ballot *b)
{
	const struct attempt_key *k = attempt_key(a, b->key);
	uint8_t tracking[32];

	if (a->state == ATTEMPT_HELD)
		return ERR_HELD;
	if (a->state != ATTEMPT_OPEN || !c->has_box || c->box.attempt != a)
		return ERR_NOT_OPEN;
	if (!k)
		return ERR_KEY_UNKNOWN;
	if (k->is_paper)
		return ERR_KEY_PAPER;
	if (!k->is_entitled)
		return k->is_revoked ? ERR_KEY_REVOKED : ERR_KEY_NOT_ENTITLED;
	if (k->cast >= 0)
		return ERR_ALREADY_RECEIVED;
	ballot_tracking_hash(tracking, &a->form, b->key, b->body);
	for (size_t i = 0; i < k->commits; i++) {
		if (!memcmp(k->tracking[i], tracking, sizeof(tracking)))
			return OK;
	}
	return ERR_NO_COMMIT;
}

static bool is_ballot(const struct request *r)
{
	return !r->err && r->conn->has_machine && (r->route->handle == handle_cast || r->route->handle == handle_test);
}

enum err request_check_ballots(struct core *c, struct request *requests, size_t count)
{
	struct ballot_in ballots[PIPE_IN_FLIGHT];
	struct request *asked[PIPE_IN_FLIGHT];
	enum err verdicts[PIPE_IN_FLIGHT], e;
	size_t n = 0;

	for (size_t i = 0; i < count && n < PIPE_IN_FLIGHT; i++) {
		struct request *r = &requests[i];
		struct request_ballot *b = &r->ballot;
		const struct attempt *a = NULL;

		if (!is_ballot(r))
			continue;
		b->verdict = decode(b, &a, &c->meeting, r->body);
		if (!b->verdict)
			b->verdict = precheck(c, a, b);
		if (b->verdict)
			continue;
		ballots[n] = (struct ballot_in){
			.purpose = r->route->handle == handle_cast ? BALLOT_CAST : BALLOT_TEST,
			.slot_key = b->key, .body = b->body, .len = b->len, .signature = b->signature,
		};
		asked[n++] = r;
	}
	if (!n)
		return OK;
	e = box_check(&c->box, verdicts, ballots, n);
	for (size_t i = 0; i < n; i++)
		asked[i]->ballot.verdict = e ? ERR_BUSY : verdicts[i];
	return e;
}
