/* meeting_acts.c - the fold's entries that trustees sign: slip lists, void, seal (P13.0, P14.7, P14.8).
 *
 * An act's fields are read from the very text that was signed. Must not know: how signatures are gathered. */
#include "protocol/meeting/meeting_internal.h"

#include <stdlib.h>
#include <string.h>

static enum err check_signature(struct fold *f, const json_t *item, int64_t number, const char *text, uint32_t *signers)
{
	const struct ceremony_record *c = f->m->key_record;
	uint8_t signature[SIGN_SIZE];
	struct fields r;
	uint32_t index;
	enum err err;

	fields_open(&r, item);
	index = (uint32_t)fields_int(&r, "index", 1, c->params.n);
	fields_base64(&r, "sig", signature, sizeof(signature));
	err = fold_close(f, &r);
	if (err)
		return err;
	if (*signers & 1U << (index - 1))
		return fold_refuse(f, ERR_ACT, "sigs");
	*signers |= 1U << (index - 1);
	err = sign_check_act(c->reveals[index - 1].cosign, signature, f->m->id, (uint64_t)number, text);
	return err == ERR_SIGNATURE ? fold_refuse(f, ERR_ACT, "sigs") : err;
}

/* P14.8: keys and the end of a record are all trustees' business; the others must not stop for want of them. */
uint32_t meeting_act_signatures(const struct meeting *m, const char *type)
{
	if (!m->key_record)
		return 0;
	return !strcmp(type, "slip_lists") || !strcmp(type, "seal") ? m->key_record->params.t : 1;
}

/* Enough different trustees of the key record in force, and every signature good (P14.8). */
static enum err check_signatures(struct fold *f, uint32_t *signers, const json_t *sigs, int64_t number, const char *text)
{
	size_t i;
	const json_t *item;

	if (!f->m->key_record)
		return ERR_NO_KEY;
	if (json_array_size(sigs) < meeting_act_signatures(f->m, f->entry->type))
		return fold_refuse(f, ERR_ACT, "sigs");
	json_array_foreach(sigs, i, item) {
		enum err err = check_signature(f, item, number, text, signers);

		if (err)
			return err;
	}
	return OK;
}

enum err fold_read_act(struct fold *f, struct act_text *act)
{
	int64_t number = fields_int(&f->body, "number", 1, INT32_MAX);
	const char *text = fields_text(&f->body, "act", 1, ENTRY_MAX_SIZE), *type;
	const json_t *sigs = fields_array(&f->body, "sigs", 1, TRUSTEE_MAX);
	json_t *json = NULL;
	enum err err = fold_close(f, &f->body);

	if (err)
		return err;
	if (number != (int64_t)f->m->act_count + 1)
		return fold_refuse(f, ERR_ACT, "number");
	act->signers = 0;
	err = check_signatures(f, &act->signers, sigs, number, text);
	if (err)
		return err;
	err = json_read(&json, text, strlen(text));
	if (err)
		return fold_refuse(f, err, "act");
	fields_open(&act->fields, json);
	type = fields_text(&act->fields, "act", 1, ENTRY_TYPE_MAX);
	if (strcmp(type, f->entry->type)) {
		json_decref(json);
		return fold_refuse(f, ERR_ACT, "act");
	}
	act->json = json;
	return OK;
}

/* ---- slip lists ---- */

static enum err read_lists(struct fold *f, struct slip_issue *issue, const json_t *lists)
{
	size_t i;
	const json_t *list;

	issue->lists = calloc(issue->slots, sizeof(*issue->lists));
	if (!issue->lists)
		return ERR_MEMORY;
	json_array_foreach(lists, i, list) {
		enum err err = json_is_string(list) ? hex_decode(issue->lists[i], 32, json_string_value(list)) : ERR_FIELD_TYPE;

		if (err)
			return fold_refuse(f, err, "lists");
	}
	return OK;
}

static enum err check_issue(struct fold *f, struct fields *r, struct slip_issue *issue)
{
	const struct meeting *m = f->m;
	int64_t number = fields_int(r, "issue", 1, MEETING_MAX_ISSUES);
	const json_t *lists;
	uint8_t fingerprint[32];
	enum err err;

	issue->slips = (uint32_t)fields_int(r, "slips", 1, SLIP_MAX_COUNT);
	issue->slots = (uint32_t)fields_int(r, "slots", 1, SLIP_MAX_SLOTS);
	lists = fields_array(r, "lists", issue->slots, issue->slots);
	fields_hex(r, "fingerprint", issue->fingerprint, sizeof(issue->fingerprint));
	err = fold_close(f, r);
	if (err)
		return err;
	if ((size_t)number != m->issue_count + 1)
		return fold_refuse(f, ERR_RANGE, "issue");
	if (m->issue_count && issue->slots != m->issues[0].slots)
		return fold_refuse(f, ERR_RANGE, "slots");
	err = read_lists(f, issue, lists);
	if (err)
		return err;
	slip_fingerprint(fingerprint, m->id, (uint64_t)number, issue->slips, issue->lists[0], issue->slots);
	return memcmp(fingerprint, issue->fingerprint, sizeof(fingerprint)) ? fold_refuse(f, ERR_SLIP_LIST, "fingerprint") : OK;
}

enum err fold_slip_lists(struct fold *f)
{
	struct meeting *m = f->m;
	struct slip_issue issue = { 0 };
	struct act_text act;
	enum err err = fold_read_act(f, &act);

	if (err)
		return err;
	err = check_issue(f, &act.fields, &issue);
	if (!err)
		err = fold_accept(f);
	if (err) {
		free(issue.lists);
		goto out;
	}
	m->issues[m->issue_count++] = issue;
	m->act_count++;
out:
	json_decref(act.json);
	return err;
}

/* ---- void ---- */

/* What a void says, as read. */
struct voiding {
	struct poll *poll;
	struct attempt *attempt;
	const char *reason;
	bool for_paper;
};

static enum err check_void(struct fold *f, struct fields *r, struct voiding *v)
{
	enum err err;

	v->reason = fields_text(r, "reason", 1, TEXT_MAX);
	v->for_paper = fields_bool(r, "paper");
	err = fold_read_attempt(f, r, &v->poll, &v->attempt);
	if (err)
		return err;
	if (v->for_paper && (v->poll->method != METHOD_SECRET || v->poll->is_rehearsal))
		return fold_refuse(f, ERR_RULE, "paper");
	/* an attempt that was not opened may have been published as such */
	if (v->attempt->published_at)
		return ERR_POLL_STATE;
	return attempt_check_move(v->attempt, ATTEMPT_VOID);
}

enum err fold_poll_void(struct fold *f)
{
	struct voiding v;
	struct act_text act;
	char *copy = NULL;
	enum err err = fold_read_act(f, &act);

	if (err)
		return err;
	err = check_void(f, &act.fields, &v);
	if (err)
		goto out;
	copy = strdup(v.reason);
	err = copy ? fold_accept(f) : ERR_MEMORY;
	if (err)
		goto out;
	v.attempt->void_reason = copy;
	copy = NULL;
	v.poll->must_be_paper = v.for_paper;
	attempt_move(v.attempt, f->m, ATTEMPT_VOID);
	f->m->act_count++;
out:
	free(copy);
	json_decref(act.json);
	return err;
}

/* ---- seal ---- */

static enum err check_sealed_attempt(struct fold *f, const json_t *item, const struct poll *p, const struct attempt *a)
{
	struct fields r;
	const char *poll, *state;
	enum err err;

	fields_open(&r, item);
	poll = fields_text(&r, "poll", 1, ID_MAX);
	fields_int(&r, "attempt", a->number, a->number);
	state = fields_text(&r, "state", 1, TEXT_MAX);
	err = fold_close(f, &r);
	if (err)
		return err;
	return strcmp(poll, p->id) || strcmp(state, attempt_state_name(a->state)) ? fold_refuse(f, ERR_RESULT, "polls") : OK;
}

/* The signed list names every attempt of the agenda in order, with the state it ends in. */
static enum err check_seal(struct fold *f, struct fields *r)
{
	const struct meeting *m = f->m;
	int64_t size = fields_int(r, "size", 0, JSON_INTEGER_MAX);
	const json_t *polls = fields_array(r, "polls", 0, SIZE_MAX);
	size_t next = 0;
	enum err err = fold_close(f, r);

	if (err)
		return err;
	if (m->current)
		return ERR_POLL_OPEN;
	if ((uint64_t)size != m->tree.size)
		return fold_refuse(f, ERR_HEAD, "size");
	for (size_t i = 0; i < m->poll_count; i++) {
		const struct poll *p = m->polls[i];

		for (size_t j = 0; j < p->attempt_count; j++) {
			err = check_sealed_attempt(f, json_array_get(polls, next++), p, p->attempts[j]);
			if (err)
				return err;
		}
	}
	return next == json_array_size(polls) ? OK : fold_refuse(f, ERR_RESULT, "polls");
}

enum err fold_seal(struct fold *f)
{
	struct act_text act;
	enum err err = fold_read_act(f, &act);

	if (err)
		return err;
	err = check_seal(f, &act.fields);
	if (!err)
		err = fold_accept(f);
	if (!err) {
		f->m->act_count++;
		f->m->is_sealed = true;
	}
	json_decref(act.json);
	return err;
}
