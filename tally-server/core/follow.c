/* follow.c - those who follow the ledger: entries, checkpoints, co-signatures, shares. See handlers.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tally-server/core/count.h"
#include "tally-server/core/handlers.h"

enum { ENTRIES_BYTES = 256 << 10 };

enum err handle_ping(struct core *c, struct request *r)
{
	struct fields f;

	fields_open(&f, r->body);
	enum err err = fields_close(&f);
	if (!err && !(r->ok = json_pack("{s:I}", "size", (json_int_t)c->meeting.tree.size)))
		err = ERR_MEMORY;
	return err;
}

/* ---- entries ---- */

struct page {
	json_t *lines;
	size_t bytes;
	bool has_failed;
};

static bool take_line(void *arg, const struct store_entry *e)
{
	struct page *p = arg;

	if (p->bytes && p->bytes + e->len > ENTRIES_BYTES)
		return false;
	p->bytes += e->len;
	p->has_failed = json_array_append_new(p->lines, json_stringn(e->line, e->len)) != 0;
	return !p->has_failed;
}

enum err handle_entries(struct core *c, struct request *r)
{
	struct page p = { .lines = json_array() };
	struct fields f;

	fields_open(&f, r->body);
	int64_t from = fields_int(&f, "from", 0, JSON_INTEGER_MAX);
	enum err err = fields_close(&f);
	if (!err)
		err = store_read(c->store, (uint64_t)from, take_line, &p);
	if (!err && !p.has_failed)
		r->ok = json_pack("{s:O, s:I}", "lines", p.lines, "size", (json_int_t)c->meeting.tree.size);
	json_decref(p.lines);
	return !err && !r->ok ? ERR_MEMORY : err;
}

/* ---- checkpoints ---- */

/* Signature lines that trustees gave for the final head, one row each: they can be no entries, for `seal` is the last. */
static bool take_cosignature(void *arg, const char *id, const void *value, size_t len)
{
	(void)id;
	buf_add(arg, value, len);
	return true;
}

enum err core_final_note(struct core *c, struct buf *out)
{
	enum err err = core_note(c, out, c->meeting.tree.size);

	if (!err && c->meeting.is_sealed)
		err = store_each(c->store, "final", take_cosignature, out);
	return !err && out->failed ? ERR_MEMORY : err;
}

enum err handle_checkpoint(struct core *c, struct request *r)
{
	struct buf note = { 0 };
	struct fields f;

	fields_open(&f, r->body);
	int64_t size = fields_int(&f, "size", 1, JSON_INTEGER_MAX);
	enum err err = fields_close(&f);
	if (!err)
		err = (uint64_t)size == c->meeting.tree.size ? core_final_note(c, &note) : core_note(c, &note, (uint64_t)size);
	if (!err && (note.failed || !(r->ok = json_pack("{s:s}", "note", buf_text(&note)))))
		err = ERR_MEMORY;
	buf_release(&note);
	return err;
}

static bool has_cosigned(const struct meeting *m, const struct ceremony_record *k, uint32_t index, const struct head *h)
{
	for (size_t i = 0; i < m->cosigned_count; i++) {
		const struct cosigned_head *s = &m->cosigned[i];

		if (s->head.size == h->size && memcmp(s->head.root, h->root, 32) == 0 && m->ceremonies[s->ceremony] == k)
			return s->signers >> (index - 1) & 1;
	}
	return false;
}

/* Keep the trustee's line of a note on the final head. */
static enum err keep_final(struct core *c, const struct request *r, const struct note *n, const char *text, const struct note_key *key)
{
	struct head final;
	char prefix[NOTE_NAME_MAX + 8];
	enum err err = meeting_head(&final, &c->meeting, c->meeting.tree.size);

	if (err)
		return err;
	if (n->head.size != final.size || memcmp(n->head.root, final.root, 32) != 0 || strcmp(n->origin, c->meeting.origin) != 0)
		return ERR_HEAD;
	if ((err = note_check(n, text, key)) != OK)
		return err;
	snprintf(prefix, sizeof prefix, "\xE2\x80\x94 %s ", key->name);
	const char *line = strstr(text, prefix), *end = line ? strchr(line, '\n') : NULL;
	return end ? store_put(c->store, "final", r->machine.name, line, (size_t)(end + 1 - line)) : ERR_NOTE;
}

enum err handle_cosign(struct core *c, struct request *r)
{
	struct meeting *m = &c->meeting;
	const struct ceremony_record *k = m->key_record;
	uint32_t index = core_trustee_index(c, r);
	json_int_t number = -1;
	struct note_key key;
	struct fields f;

	fields_open(&f, r->body);
	const char *text = fields_lines(&f, "note", 1, NOTE_MAX_SIZE);
	enum err err = fields_close(&f);
	if (err)
		return err;
	if (!index)
		return ERR_NOT_PERMITTED;
	struct note *n = malloc(sizeof *n);
	if (!n)
		return ERR_MEMORY;
	trustee_note_key(&key, m, k, index);
	err = note_read(n, text, strlen(text));
	if (!err && m->is_sealed) {
		err = keep_final(c, r, n, text, &key);
	} else if (!err && !has_cosigned(m, k, index, &n->head)) {
		number = (json_int_t)m->tree.size;
		err = core_append(c, r, "cosign", json_pack("{s:s}", "note", text));
	}
	free(n);
	if (!err && !(r->ok = json_pack("{s:I}", "entry", number)))
		err = ERR_MEMORY;
	return err;
}

/* ---- shares ---- */

/* The equations of a share (P11.3), against the total that the server holds itself. */
static enum err check_share(struct core *c, const struct request *r, const struct poll *p, const struct attempt *a)
{
	const struct ceremony_record *k = c->meeting.ceremonies[a->ceremony];
	int64_t index = json_integer_value(json_object_get(r->body, "index"));
	const char *text = json_string_value(json_object_get(r->body, "share"));
	size_t len = ballot_form_ciphertexts(&a->form) * FACTOR_SIZE;
	uint8_t key[POINT_SIZE], keys[TRUSTEE_MAX][POINT_SIZE], *share = malloc(len);
	struct opening opening;

	if (!share)
		return ERR_MEMORY;
	box_opening(&opening, &c->box, &c->meeting, p);
	enum err err = index >= 1 && index <= k->params.n && text ? base64_decode(share, len, text) : ERR_RANGE;
	if (!err)
		err = box_share_keys(c->box.group, key, keys, k);
	if (!err)
		err = opening_check_share(c->box.group, &opening, (uint32_t)index, keys[index - 1], share);
	free(share);
	return err;
}

enum err handle_share(struct core *c, struct request *r)
{
	const char *id = json_string_value(json_object_get(r->body, "poll"));
	const struct poll *p = id ? meeting_poll(&c->meeting, id) : NULL;
	json_int_t number = (json_int_t)c->meeting.tree.size;

	if (!p)
		return ERR_NO_SUCH_POLL;
	const struct attempt *a = poll_last_attempt(p);
	if (!a || a != meeting_current(&c->meeting) || !attempt_awaits_shares(a) || !c->has_box)
		return ERR_POLL_STATE;
	enum err err = check_share(c, r, p, a);
	if (!err)
		err = core_append(c, r, "share", json_deep_copy(r->body));
	if (err)
		return err;
	count_finish(c);
	r->ok = json_pack("{s:I}", "entry", number);
	return r->ok ? OK : ERR_MEMORY;
}

enum err handle_refusal(struct core *c, struct request *r)
{
	json_int_t number = (json_int_t)c->meeting.tree.size;
	enum err err = core_append(c, r, "refusal", json_deep_copy(r->body));

	if (!err && !(r->ok = json_pack("{s:I}", "entry", number)))
		err = ERR_MEMORY;
	return err;
}
