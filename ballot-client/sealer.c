/* sealer.c - see sealer.h. */
#include "ballot-client/sealer.h"
#include <stdlib.h>
#include <string.h>
#include "protocol/base/fields.h"
#include "protocol/crypto/ceremony.h"
#include "protocol/crypto/vote.h"
#include "protocol/os/os.h"

void terminal_poll_release(struct terminal_poll *p)
{
	ballot_form_release(&p->form);
	json_decref(p->definition);
	memset(p, 0, sizeof *p);
}

enum err sealer_init(struct sealer *s)
{
	*s = (struct sealer){ .group = group_new() };
	return s->group ? OK : ERR_MEMORY;
}

void sealer_release(struct sealer *s)
{
	group_free(s->group);
	s->group = NULL;
}

/* K of the key record, from the reveals alone (P10.5). */
static enum err compute_key(struct sealer *s, uint8_t key[POINT_SIZE], const struct ceremony *c, const char *const *texts)
{
	struct reveal reveals[TRUSTEE_MAX];
	uint8_t shares[TRUSTEE_MAX][POINT_SIZE];

	for (uint32_t i = 0; i < c->n; i++) {
		enum err err = ceremony_read_reveal(s->group, &reveals[i], c, texts[i]);

		if (err)
			return err;
	}
	return ceremony_keys(s->group, key, shares, c, reveals);
}

/* Make the record's K the prepared key; nothing to do if it is, for the hash covers every reveal (P10.6). */
static enum err prepare_record(struct sealer *s, uint8_t record[32], const struct ceremony *c, const json_t *reveals)
{
	const char *texts[TRUSTEE_MAX];
	uint8_t key[POINT_SIZE];

	if (json_array_size(reveals) != c->n)
		return ERR_RANGE;
	for (uint32_t i = 0; i < c->n; i++) {
		if (!(texts[i] = json_string_value(json_array_get(reveals, i))))
			return ERR_FIELD_TYPE;
	}
	ceremony_record_hash(record, c, texts);
	if (s->has_key && memcmp(s->record, record, 32) == 0)
		return OK;

	enum err err = compute_key(s, key, c, texts);
	struct point *p = err ? NULL : point_new(s->group);
	if (!err && !p)
		err = ERR_MEMORY;
	if (!err)
		err = point_decode(s->group, p, key);
	if (!err) {
		s->has_key = false;
		group_set_key(s->group, p);
		err = group_status(s->group);
	}
	point_free(p);
	if (err)
		return err;
	memcpy(s->key, key, POINT_SIZE);
	memcpy(s->record, record, 32);
	s->has_key = true;
	return OK;
}

enum err sealer_read_poll(struct sealer *s, struct terminal_poll *out, const char *meeting, const json_t *poll)
{
	struct terminal_poll p = { 0 };
	struct ceremony c = { .meeting = meeting };
	uint8_t leaf[32];
	struct fields f;

	fields_open(&f, poll);
	const char *id = fields_text(&f, "poll", 1, ID_MAX);
	p.attempt = (uint32_t)fields_int(&f, "attempt", 1, UINT32_MAX);
	const char *state = fields_text(&f, "state", 1, ID_MAX);
	p.slot = (uint32_t)fields_int(&f, "slot", 1, SLIP_MAX_SLOTS);
	const char *line = fields_text(&f, "definition", 2, ENTRY_MAX_SIZE);
	c.id = (uint64_t)fields_int(&f, "ceremony", 1, INT32_MAX);
	c.n = (uint32_t)fields_int(&f, "n", 1, TRUSTEE_MAX);
	c.t = (uint32_t)fields_int(&f, "t", 1, c.n);
	const json_t *reveals = fields_array(&f, "reveals", 1, TRUSTEE_MAX);
	enum err err = fields_close(&f);
	if (err)
		return err;
	p.is_held = strcmp(state, "held") == 0;
	p.is_running = p.is_held || strcmp(state, "open") == 0;

	strcpy(p.id, id);
	err = poll_form_from_line(&p.form, &p.definition, leaf, line, strlen(line));
	if (!err)
		err = prepare_record(s, p.record, &c, reveals);
	if (err) {
		terminal_poll_release(&p);
		return err;
	}
	ballot_poll_hash(p.form.h_poll, meeting, p.id, p.attempt, leaf, p.record, s->key);
	p.is_open = strcmp(json_string_value(json_object_get(p.definition, "method")), poll_method_name(METHOD_OPEN)) == 0;
	*out = p;
	return OK;
}

void sealed_release(struct sealed *b)
{
	if (b->body)
		wipe(b->body, b->len);
	free(b->body);
	wipe(b, sizeof *b);
}

enum err sealer_seal(struct sealer *s, struct sealed *out, const struct terminal_poll *p, struct scalar secret,
		     const uint8_t slot_key[POINT_SIZE], const uint8_t *marks)
{
	struct sealed b = { .len = ballot_form_body_size(&p->form) };

	if (!(b.body = malloc(b.len)))
		return ERR_MEMORY;
	enum err err = ballot_seal(s->group, b.body, b.seed, &p->form, slot_key, marks, &os_rng);
	if (!err) {
		ballot_tracking_hash(b.tracking, &p->form, slot_key, b.body);
		err = ballot_sign(s->group, b.signature, BALLOT_COMMIT, &p->form, secret, b.tracking, sizeof b.tracking, &os_rng);
	}
	if (err) {
		sealed_release(&b);
		return err;
	}
	*out = b;
	return OK;
}

enum err sealer_mark(struct sealer *s, struct sealed *out, const struct terminal_poll *p, struct scalar secret,
		     const uint8_t slot_key[POINT_SIZE], const uint8_t *marks)
{
	struct sealed b = { .len = p->form.row_count };

	for (size_t q = 0; q < b.len; q++)
		if (marks[q] >= p->form.options[q])
			return ERR_RANGE;
	if (!(b.body = malloc(b.len)))
		return ERR_MEMORY;
	memcpy(b.body, marks, b.len);
	vote_tracking_hash(b.tracking, &p->form, slot_key, marks);
	enum err err = vote_sign(s->group, b.signature, &p->form, secret, marks, &os_rng);
	if (err) {
		sealed_release(&b);
		return err;
	}
	*out = b;
	return OK;
}

enum err sealer_sign(struct sealer *s, struct sealed *b, enum ballot_purpose purpose, const struct terminal_poll *p, struct scalar secret)
{
	return ballot_sign(s->group, b->signature, purpose, &p->form, secret, b->body, b->len, &os_rng);
}
