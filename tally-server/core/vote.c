/* vote.c - the open vote as a terminal sends it: the server finds whose key it is, and the record says so. See handlers.h. */
#include <string.h>
#include "protocol/base/code.h"
#include "protocol/crypto/vote.h"
#include "tally-server/core/handlers.h"
#include "tally-server/core/private.h"
#include "tally-server/core/slips.h"

/* A vote on its way. */
struct arriving {
	const char *poll;
	const json_t *marks_json;
	const struct attempt *attempt;
	uint8_t key[POINT_SIZE], signature[SIGNATURE_SIZE], marks[BALLOT_MAX_ROWS];
};

static enum err read_vote(const struct core *c, const struct request *r, struct arriving *v)
{
	struct fields f;

	fields_open(&f, r->body);
	v->poll = fields_text(&f, "poll", 1, ID_MAX);
	int64_t number = fields_int(&f, "attempt", 1, UINT32_MAX);
	fields_base64(&f, "key", v->key, sizeof v->key);
	v->marks_json = fields_array(&f, "marks", 1, BALLOT_MAX_ROWS);
	fields_base64(&f, "sig", v->signature, sizeof v->signature);
	enum err err = fields_close(&f);
	if (err)
		return err;
	const struct poll *p = meeting_poll(&c->meeting, v->poll);
	v->attempt = p ? poll_attempt(p, number) : NULL;
	if (!v->attempt || v->attempt->way != WAY_OPEN)
		return p ? ERR_NOT_OPEN : ERR_NO_SUCH_POLL;
	return attempt_read_marks(v->marks, v->attempt, v->marks_json);
}

/* As P9.5 has it for ballots. */
static enum err receipt(struct core *c, struct request *r, const struct arriving *v, uint64_t number)
{
	uint8_t leaf[32], tracking[32];
	char code[CODE_TEXT_SIZE];
	enum err err = tree_leaf(leaf, &c->meeting.tree, number);

	if (err)
		return err;
	vote_tracking_hash(tracking, &v->attempt->form, v->key, v->marks);
	code_show(code, CODE_TRACKING, tracking);
	r->ok = json_pack("{s:I, s:o, s:s}", "entry", (json_int_t)number, "leaf", json_hex(leaf, sizeof leaf), "code", code);
	return r->ok ? OK : ERR_MEMORY;
}

/* The same vote again has the same receipt (P9.4). */
static enum err repeat(struct core *c, struct request *r, const struct arriving *v, const struct attempt_key *k)
{
	const struct open_vote *vote = attempt_vote(v->attempt, (uint64_t)k->cast);

	if (!vote || memcmp(vote->marks, v->marks, v->attempt->form.row_count) != 0)
		return ERR_ALREADY_RECEIVED;
	return receipt(c, r, v, vote->entry);
}

enum err handle_vote(struct core *c, struct request *r)
{
	struct arriving v;
	enum err err = read_vote(c, r, &v);

	if (err)
		return err;
	if (v.attempt != meeting_current(&c->meeting) || !c->has_box) {
		const struct attempt_key *past = attempt_key(v.attempt, v.key);

		return past && past->cast >= 0 ? repeat(c, r, &v, past) : ERR_NOT_OPEN;
	}
	if ((err = vote_check(c->box.group, &v.attempt->form, v.key, v.marks, v.signature)) != OK)
		return err;
	const struct attempt_key *k = attempt_key(v.attempt, v.key);
	if (k && k->cast >= 0)
		return repeat(c, r, &v, k);
	const struct private_slip *slip = slips_of_key(c, v.attempt->slot, v.key);
	if (!slip || !slip->person[0])
		return ERR_KEY_UNKNOWN;
	uint64_t number = c->meeting.tree.size;
	err = core_append(c, r, "open_vote", json_pack("{s:s, s:I, s:s, s:o, s:O, s:o}", "poll", v.poll,
						       "attempt", (json_int_t)v.attempt->number, "number", slip->person,
						       "key", json_base64(v.key, POINT_SIZE), "marks", v.marks_json,
						       "sig", json_base64(v.signature, sizeof v.signature)));
	return err ? err : receipt(c, r, &v, number);
}
