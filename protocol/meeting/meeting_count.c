/* meeting_count.c - the fold's entries from a closed box to its result: co-signatures, shares, refusals, the result (P14.13).
 *
 * Must not know: whether shares and counts are right in the group (P14.14). */
#include "protocol/meeting/meeting_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/crypto/opening.h"
#include "protocol/meeting/verdict.h"

/* ---- co-signatures ---- */

void log_note_key(struct note_key *out, const struct meeting *m)
{
	*out = (struct note_key){ .signer = NOTE_LOG };
	memcpy(out->name, m->origin, sizeof(out->name));
	memcpy(out->key, m->log_key, sizeof(out->key));
}

void trustee_note_key(struct note_key *out, const struct meeting *m, const struct ceremony_record *c, uint32_t index)
{
	out->signer = NOTE_COSIGNER;
	snprintf(out->name, sizeof(out->name), "%.40s/trustee/%llu/%u", m->origin, (unsigned long long)c->params.id, index);
	memcpy(out->key, c->reveals[index - 1].cosign, sizeof(out->key));
}

static struct cosigned_head *find_cosigned(const struct meeting *m, uint32_t ceremony, const struct head *h)
{
	for (size_t i = m->cosigned_count; i > 0; i--) {
		struct cosigned_head *known = &m->cosigned[i - 1];

		if (known->ceremony == ceremony && known->head.size == h->size && !memcmp(known->head.root, h->root, sizeof(h->root)))
			return known;
	}
	return NULL;
}

uint32_t meeting_cosignatures(const struct meeting *m, uint32_t ceremony, const struct head *h)
{
	const struct cosigned_head *known = find_cosigned(m, ceremony, h);
	uint32_t count = 0;

	for (uint32_t bits = known ? known->signers : 0; bits; bits &= bits - 1)
		count++;
	return count;
}

/* Is it the key record in force, or one that an attempt was opened with? */
static bool is_used(const struct meeting *m, uint32_t ceremony)
{
	if (m->ceremonies[ceremony] == m->key_record)
		return true;
	for (size_t i = 0; i < m->poll_count; i++)
		for (size_t j = 0; j < m->polls[i]->attempt_count; j++)
			if (m->polls[i]->attempts[j]->ceremony == ceremony)
				return true;
	return false;
}

/* The trustee whose co-signature the note bears beside the log's signature. */
static enum err find_signer(struct fold *f, const struct note *note, const char *text, uint32_t *ceremony, uint32_t *index)
{
	const struct meeting *m = f->m;
	struct note_key key;
	enum err err;

	for (uint32_t c = (uint32_t)m->ceremony_count; c > 0; c--) {
		const struct ceremony_record *record = m->ceremonies[c - 1];

		if (record->step != CEREMONY_DONE || !is_used(m, c - 1))
			continue;
		for (uint32_t i = 1; i <= record->params.n; i++) {
			trustee_note_key(&key, m, record, i);
			if (strcmp(key.name, note->signatures[0].name) && strcmp(key.name, note->signatures[1].name))
				continue;
			*ceremony = c - 1;
			*index = i;
			err = note_check(note, text, &key);
			return err ? fold_refuse(f, err, "note") : OK;
		}
	}
	return fold_refuse(f, ERR_SIGNATURE, "note");
}

/* Is the head the ledger's, and is it signed by the log? */
static enum err check_note(struct fold *f, const struct note *note, const char *text)
{
	const struct meeting *m = f->m;
	struct note_key log;
	struct head head;
	enum err err;

	if (strcmp(note->origin, m->origin))
		return fold_refuse(f, ERR_NOTE, "note");
	if (meeting_head(&head, m, note->head.size) || memcmp(head.root, note->head.root, sizeof(head.root)))
		return fold_refuse(f, ERR_HEAD, "note");
	if (note->signature_count != 2)
		return fold_refuse(f, ERR_SIGNATURE, "note");
	log_note_key(&log, m);
	err = note_check(note, text, &log);
	return err ? fold_refuse(f, err, "note") : OK;
}

enum err fold_cosign(struct fold *f)
{
	struct meeting *m = f->m;
	const char *text = fields_lines(&f->body, "note", 1, NOTE_MAX_SIZE);
	struct cosigned_head *known, *room;
	uint32_t ceremony = 0, index = 0;
	struct note note;
	enum err err = fold_close(f, &f->body);

	if (err)
		return err;
	err = note_read(&note, text, strlen(text));
	if (err)
		return fold_refuse(f, err, "note");
	err = check_note(f, &note, text);
	if (!err)
		err = find_signer(f, &note, text, &ceremony, &index);
	if (!err)
		err = fold_by_trustee(f, m->ceremonies[ceremony], index);
	if (err)
		return err;
	known = find_cosigned(m, ceremony, &note.head);
	if (!known) {
		room = array_room(m->cosigned, m->cosigned_count, sizeof(*room));
		if (!room)
			return ERR_MEMORY;
		m->cosigned = room;
	}
	err = fold_accept(f);
	if (err)
		return err;
	if (!known) {
		known = &m->cosigned[m->cosigned_count++];
		*known = (struct cosigned_head){ .head = note.head, .ceremony = ceremony };
	}
	known->signers |= 1U << (index - 1);
	return OK;
}

/* ---- shares ---- */

/* Ends reading a share or a refusal: the attempt waits for its keys, and it is the trustee who speaks. */
static enum err check_waiting(struct fold *f, struct attempt **a, uint32_t index)
{
	const struct ceremony_record *c;
	struct poll *p;
	enum err err = fold_read_attempt(f, &f->body, &p, a);

	if (err)
		return err;
	if (!attempt_awaits_shares(*a))
		return ERR_POLL_STATE;
	c = f->m->ceremonies[(*a)->ceremony];
	if (index > c->params.n)
		return fold_refuse(f, ERR_RANGE, "index");
	return fold_by_trustee(f, c, index);
}

/* Is the share of the closing head, co-signed enough, and the trustee's first? */
static enum err check_share(struct fold *f, const struct attempt *a, uint32_t index, const struct head *head, size_t len)
{
	const struct ceremony_record *c = f->m->ceremonies[a->ceremony];

	if (head->size != a->closing_head.size || memcmp(head->root, a->closing_head.root, sizeof(head->root)))
		return fold_refuse(f, ERR_HEAD, "root");
	if (meeting_cosignatures(f->m, a->ceremony, head) < c->params.t)
		return fold_refuse(f, ERR_ACT, "size");
	for (size_t i = 0; i < a->share_count; i++)
		if (a->shares[i].index == index)
			return fold_refuse(f, ERR_POLL_STATE, "index");
	if (len != ballot_form_ciphertexts(&a->form) * FACTOR_SIZE)
		return fold_refuse(f, ERR_BODY_LENGTH, "share");
	return OK;
}

enum err fold_share(struct fold *f)
{
	const struct attempt *current = meeting_current(f->m);
	size_t cap = current ? ballot_form_ciphertexts(&current->form) * FACTOR_SIZE : ENTRY_MAX_SIZE, len;
	uint32_t index = (uint32_t)fields_int(&f->body, "index", 1, TRUSTEE_MAX);
	struct attempt *a;
	struct head head;
	uint8_t *bytes;
	enum err err;

	head.size = (uint64_t)fields_int(&f->body, "size", 0, JSON_INTEGER_MAX);
	fields_hex(&f->body, "root", head.root, sizeof(head.root));
	fields_base64_alloc(&f->body, "share", &bytes, &len, cap);
	err = check_waiting(f, &a, index);
	if (!err)
		err = check_share(f, a, index, &head, len);
	if (!err)
		err = fold_accept(f);
	if (err) {
		free(bytes);
		return err;
	}
	a->shares[a->share_count++] = (struct share_record){ .entry = f->entry->number, .index = index, .bytes = bytes };
	return OK;
}

enum err fold_refusal(struct fold *f)
{
	uint32_t index = (uint32_t)fields_int(&f->body, "index", 1, TRUSTEE_MAX);
	struct attempt *a;
	enum err err;

	fields_text(&f->body, "reason", 1, TEXT_MAX);
	err = check_waiting(f, &a, index);
	return err ? err : fold_accept(f);
}

/* ---- the result ---- */

static bool is_share_entry(const struct attempt *a, json_int_t entry)
{
	for (size_t i = 0; i < a->share_count; i++)
		if (a->shares[i].entry == (uint64_t)entry)
			return true;
	return false;
}

/* t different shares of this attempt, where a box was opened; each trustee has given but one. */
static enum err check_shares(struct fold *f, const struct attempt *a, const json_t *shares)
{
	size_t i;
	const json_t *item;

	if (json_array_size(shares) != (attempt_awaits_shares(a) ? f->m->ceremonies[a->ceremony]->params.t : 0))
		return fold_refuse(f, ERR_RESULT, "shares");
	json_array_foreach(shares, i, item) {
		if (!json_is_integer(item))
			return fold_refuse(f, ERR_FIELD_TYPE, "shares");
		if (!is_share_entry(a, json_integer_value(item)))
			return fold_refuse(f, ERR_RESULT, "shares");
		for (size_t j = 0; j < i; j++)
			if (json_equal(item, json_array_get(shares, j)))
				return fold_refuse(f, ERR_RESULT, "shares");
	}
	return OK;
}

/* Each contest's marks are as many as the ballots of the box. */
static enum err check_box(struct fold *f, const struct attempt *a, const json_t *counts)
{
	size_t q, o;
	const json_t *row, *count;
	enum err err = way_check_shape(a, counts, a->returned);

	if (err)
		return fold_refuse(f, err, "counts");
	json_array_foreach(counts, q, row) {
		int64_t sum = 0;

		json_array_foreach(row, o, count)
			sum += json_integer_value(count);
		if (sum != a->returned)
			return fold_refuse(f, ERR_UNACCOUNTED, "counts");
	}
	return OK;
}

/* Is every count the sum of its two parts? */
static bool is_sum(const json_t *counts, const json_t *one, const json_t *other)
{
	size_t q, o;
	const json_t *row, *count;

	if (json_array_size(counts) != json_array_size(one))
		return false;
	json_array_foreach(counts, q, row) {
		const json_t *first = json_array_get(one, q), *second = json_array_get(other, q);

		if (json_array_size(row) != json_array_size(first))
			return false;
		json_array_foreach(row, o, count)
			if (json_integer_value(count) != json_integer_value(json_array_get(first, o)) + json_integer_value(json_array_get(second, o)))
				return false;
	}
	return true;
}

/* Do the counts follow from the box (as far as the fold can tell), from what people told, or from both? */
static enum err check_counts(struct fold *f, const struct attempt *a, const json_t *counts, const json_t *electronic)
{
	bool is_mixed = a->way == WAY_SEALED && a->papers, is_right;
	json_t *told;

	if (!is_mixed && electronic)
		return fold_refuse(f, ERR_FIELD_UNKNOWN, "electronic");
	if (is_mixed && !electronic)
		return fold_refuse(f, ERR_FIELD_MISSING, "electronic");
	if (a->way == WAY_SEALED) {
		enum err err = check_box(f, a, is_mixed ? electronic : counts);

		if (err)
			return err;
		return !is_mixed || is_sum(counts, electronic, a->by_hand) ? OK : fold_refuse(f, ERR_RESULT, "counts");
	}
	told = attempt_told_counts(a);
	is_right = json_equal(told, counts);
	json_decref(told);
	return is_right ? OK : fold_refuse(f, ERR_RESULT, "counts");
}

static enum err check_verdict(struct fold *f, const struct poll *p, const struct attempt *a, const json_t *counts, const json_t *verdict)
{
	struct figures figures[FORMS_MAX];
	json_t *right = NULL;
	bool is_right;
	enum err err;

	attempt_figures(figures, a);
	err = verdict_decide(&right, p->definition, counts, figures);
	if (err)
		return fold_refuse(f, err, "counts");
	is_right = json_equal(right, verdict);
	json_decref(right);
	return is_right ? OK : fold_refuse(f, ERR_RESULT, "verdict");
}

enum err fold_result(struct fold *f)
{
	const json_t *shares = fields_array(&f->body, "shares", 0, TRUSTEE_MAX);
	const json_t *counts = fields_array(&f->body, "counts", 1, BALLOT_MAX_ROWS);
	const json_t *electronic = fields_has(&f->body, "electronic") ? fields_array(&f->body, "electronic", 1, BALLOT_MAX_ROWS) : NULL;
	const json_t *verdict = fields_object(&f->body, "verdict");
	struct attempt *a;
	struct poll *p;
	enum err err = fold_read_attempt(f, &f->body, &p, &a);

	if (!err)
		err = attempt_check_move(a, ATTEMPT_COUNTED);
	if (!err && attempt_awaits_paper(a))
		err = ERR_POLL_STATE;
	if (!err)
		err = check_shares(f, a, shares);
	if (!err)
		err = check_counts(f, a, counts, electronic);
	if (!err)
		err = check_verdict(f, p, a, counts, verdict);
	if (!err)
		err = fold_accept(f);
	if (err)
		return err;
	a->counts = json_incref((json_t *)(uintptr_t)counts);
	a->electronic = json_incref((json_t *)(uintptr_t)electronic);
	a->verdict = json_incref((json_t *)(uintptr_t)verdict);
	a->result_entry = f->entry->number;
	a->counted_at = f->entry->at;
	attempt_move(a, f->m, ATTEMPT_COUNTED);
	return OK;
}
