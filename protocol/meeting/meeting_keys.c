/* meeting_keys.c - the fold's entries of the key ceremony (P10, P14.6).
 *
 * Knows the order of steps, commitments and Ed25519 signatures.
 * Must not know: group equations - whether points, proofs of possession, shares and K are right is for those who verify (P14.14). */
#include "protocol/meeting/meeting_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const step_names[] = {
	[CEREMONY_COMMIT] = "commit", [CEREMONY_REVEAL] = "reveal", [CEREMONY_SHARES] = "shares", [CEREMONY_CONFIRM] = "confirm",
	[CEREMONY_DONE] = "done", [CEREMONY_ABORTED] = "aborted",
};

const char *ceremony_step_name(enum ceremony_step s)
{
	return step_names[s];
}

void ceremony_record_free(struct ceremony_record *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < TRUSTEE_MAX; i++) {
		free(c->texts[i]);
		json_decref(c->shares[i]);
	}
	free(c);
}

/* The ceremony that is under way; NULL if none is. */
static struct ceremony_record *running(const struct meeting *m)
{
	struct ceremony_record *last = m->ceremony_count ? m->ceremonies[m->ceremony_count - 1] : NULL;

	return last && last->step < CEREMONY_DONE ? last : NULL;
}

static enum err read_trustees(struct fold *f, struct ceremony_record *c, const json_t *names)
{
	size_t i;
	const json_t *name;

	json_array_foreach(names, i, name) {
		const struct machine *machine = json_is_string(name) ? machine_named(f->m, json_string_value(name)) : NULL;

		if (!machine || machine->role != MACHINE_TRUSTEE)
			return fold_refuse(f, ERR_MACHINE, "trustees");
		for (size_t j = 0; j < i; j++)
			if (!strcmp(c->names[j], machine->name))
				return fold_refuse(f, ERR_MACHINE, "trustees");
		snprintf(c->names[i], sizeof(c->names[i]), "%s", machine->name);
		snprintf(c->holders[i], sizeof(c->holders[i]), "%s", machine->holder);
	}
	return OK;
}

static enum err read_start(struct fold *f, struct ceremony_record *c)
{
	int64_t number = fields_int(&f->body, "ceremony", 1, MEETING_MAX_CEREMONIES);
	int64_t n = fields_int(&f->body, "n", 1, TRUSTEE_MAX), t = fields_int(&f->body, "t", 1, TRUSTEE_MAX);
	const json_t *names = fields_array(&f->body, "trustees", 1, TRUSTEE_MAX);
	enum err err = fold_close(f, &f->body);

	if (err)
		return err;
	if (f->m->current)
		return ERR_POLL_OPEN;
	if (running(f->m))
		return ERR_CEREMONY;
	if ((size_t)number != f->m->ceremony_count + 1)
		return fold_refuse(f, ERR_CEREMONY, "ceremony");
	if (t > n || 2 * t <= n)
		return fold_refuse(f, ERR_RANGE, "t");
	if (json_array_size(names) != (size_t)n)
		return fold_refuse(f, ERR_RANGE, "trustees");
	c->params = (struct ceremony){ .meeting = f->m->id, .id = (uint64_t)number, .n = (uint32_t)n, .t = (uint32_t)t };
	return read_trustees(f, c, names);
}

enum err fold_ceremony_start(struct fold *f)
{
	struct meeting *m = f->m;
	struct ceremony_record *c = calloc(1, sizeof(*c)), **room;
	enum err err = c ? read_start(f, c) : ERR_MEMORY;

	if (err)
		goto out;
	room = array_room(m->ceremonies, m->ceremony_count, sizeof(struct ceremony_record *));
	if (!room) {
		err = ERR_MEMORY;
		goto out;
	}
	m->ceremonies = room;
	err = fold_accept(f);
	if (err)
		goto out;
	m->ceremonies[m->ceremony_count++] = c;
	return OK;
out:
	ceremony_record_free(c);
	return err;
}

/* Ends reading a step's body: is this step due from this trustee, and is it the trustee who speaks? */
static enum err check_step(struct fold *f, struct ceremony_record **c, enum ceremony_step step, int64_t ceremony, int64_t index)
{
	struct ceremony_record *now = running(f->m);
	enum err err = fold_close(f, &f->body);

	if (err)
		return err;
	if (!now || now->step != step)
		return ERR_CEREMONY;
	if ((uint64_t)ceremony != now->params.id)
		return fold_refuse(f, ERR_CEREMONY, "ceremony");
	if (index > now->params.n || now->has_done[index - 1])
		return fold_refuse(f, ERR_CEREMONY, "index");
	*c = now;
	return fold_by_trustee(f, now, (uint32_t)index);
}

static void finish_step(struct meeting *m, struct ceremony_record *c, int64_t index)
{
	c->has_done[index - 1] = true;
	if (++c->done < c->params.n)
		return;
	c->done = 0;
	memset(c->has_done, 0, sizeof(c->has_done));
	c->step++;
	if (c->step == CEREMONY_SHARES)
		ceremony_record_hash(c->hash, &c->params, (const char *const *)c->texts);
	if (c->step == CEREMONY_DONE)
		m->key_record = c;
}

enum err fold_ceremony_commit(struct fold *f)
{
	int64_t ceremony = fields_int(&f->body, "ceremony", 1, MEETING_MAX_CEREMONIES);
	int64_t index = fields_int(&f->body, "index", 1, TRUSTEE_MAX);
	struct ceremony_record *c;
	uint8_t commit[32];
	enum err err;

	fields_hex(&f->body, "commit", commit, sizeof(commit));
	err = check_step(f, &c, CEREMONY_COMMIT, ceremony, index);
	if (!err)
		err = fold_accept(f);
	if (err)
		return err;
	memcpy(c->commits[index - 1], commit, sizeof(commit));
	finish_step(f->m, c, index);
	return OK;
}

/* Is the text what trustee `index` committed to, and does it say what it must? */
static enum err check_reveal(struct fold *f, struct reveal *out, const struct ceremony_record *c, uint32_t index, const char *text)
{
	uint8_t commit[32];
	enum err err;

	ceremony_commitment(commit, &c->params, index, text);
	if (memcmp(commit, c->commits[index - 1], sizeof(commit)))
		return fold_refuse(f, ERR_SHARE, "reveal");
	err = ceremony_read_reveal(NULL, out, &c->params, text);
	if (err)
		return fold_refuse(f, err, "reveal");
	if (out->index != index || strcmp(out->name, c->names[index - 1]))
		return fold_refuse(f, ERR_SHARE, "reveal");
	return OK;
}

enum err fold_ceremony_reveal(struct fold *f)
{
	int64_t ceremony = fields_int(&f->body, "ceremony", 1, MEETING_MAX_CEREMONIES);
	int64_t index = fields_int(&f->body, "index", 1, TRUSTEE_MAX);
	const char *text = fields_text(&f->body, "reveal", 1, REVEAL_MAX);
	struct ceremony_record *c;
	struct reveal reveal;
	char *copy;
	enum err err = check_step(f, &c, CEREMONY_REVEAL, ceremony, index);

	if (!err)
		err = check_reveal(f, &reveal, c, (uint32_t)index, text);
	if (err)
		return err;
	copy = strdup(text);
	err = copy ? fold_accept(f) : ERR_MEMORY;
	if (err) {
		free(copy);
		return err;
	}
	c->texts[index - 1] = copy;
	c->reveals[index - 1] = reveal;
	finish_step(f->m, c, index);
	return OK;
}

/* One share to every other trustee, in order (P10.4). What is in the boxes only their owners can tell. */
static enum err check_shares(struct fold *f, const struct ceremony_record *c, const json_t *shares, int64_t index)
{
	int64_t to = 0;
	size_t i;
	const json_t *share;

	if (json_array_size(shares) != c->params.n - 1)
		return fold_refuse(f, ERR_RANGE, "shares");
	json_array_foreach(shares, i, share) {
		uint8_t ephemeral[POINT_SIZE], box[SHARE_BOX_SIZE];
		struct fields r;
		enum err err;

		to += to + 1 == index ? 2 : 1;
		fields_open(&r, share);
		fields_int(&r, "to", to, to);
		fields_base64(&r, "ephemeral", ephemeral, sizeof(ephemeral));
		fields_base64(&r, "box", box, sizeof(box));
		err = fold_close(f, &r);
		if (err)
			return err;
	}
	return OK;
}

enum err fold_ceremony_shares(struct fold *f)
{
	int64_t ceremony = fields_int(&f->body, "ceremony", 1, MEETING_MAX_CEREMONIES);
	int64_t index = fields_int(&f->body, "index", 1, TRUSTEE_MAX);
	const json_t *shares = fields_array(&f->body, "shares", 0, TRUSTEE_MAX - 1);
	struct ceremony_record *c;
	enum err err = check_step(f, &c, CEREMONY_SHARES, ceremony, index);

	if (!err)
		err = check_shares(f, c, shares, index);
	if (!err)
		err = fold_accept(f);
	if (err)
		return err;
	c->shares[index - 1] = json_incref((json_t *)(uintptr_t)shares);
	finish_step(f->m, c, index);
	return OK;
}

/* All confirm the same record and the same K (P14.6); the first to confirm names K. */
static enum err check_confirm(struct fold *f, const struct ceremony_record *c, int64_t index, const uint8_t record[32],
			      const uint8_t key[POINT_SIZE], const uint8_t signature[SIGN_SIZE])
{
	enum err err;

	if (memcmp(record, c->hash, sizeof(c->hash)))
		return fold_refuse(f, ERR_SHARE, "record");
	if (c->done && memcmp(key, c->key, sizeof(c->key)))
		return fold_refuse(f, ERR_SHARE, "key");
	err = ceremony_check_confirm(&c->params, c->reveals[index - 1].cosign, signature, record, key);
	return err ? fold_refuse(f, err, "sig") : OK;
}

enum err fold_ceremony_confirm(struct fold *f)
{
	int64_t ceremony = fields_int(&f->body, "ceremony", 1, MEETING_MAX_CEREMONIES);
	int64_t index = fields_int(&f->body, "index", 1, TRUSTEE_MAX);
	uint8_t record[32], key[POINT_SIZE], signature[SIGN_SIZE];
	struct ceremony_record *c;
	enum err err;

	fields_hex(&f->body, "record", record, sizeof(record));
	fields_base64(&f->body, "key", key, sizeof(key));
	fields_base64(&f->body, "sig", signature, sizeof(signature));
	err = check_step(f, &c, CEREMONY_CONFIRM, ceremony, index);
	if (!err)
		err = check_confirm(f, c, index, record, key, signature);
	if (!err)
		err = fold_accept(f);
	if (err)
		return err;
	memcpy(c->key, key, sizeof(key));
	finish_step(f->m, c, index);
	return OK;
}

enum err fold_ceremony_abort(struct fold *f)
{
	int64_t ceremony = fields_int(&f->body, "ceremony", 1, MEETING_MAX_CEREMONIES);
	struct ceremony_record *c = running(f->m);
	enum err err;

	fields_text(&f->body, "reason", 1, TEXT_MAX);
	err = fold_close(f, &f->body);
	if (err)
		return err;
	if (!c)
		return ERR_CEREMONY;
	if ((uint64_t)ceremony != c->params.id)
		return fold_refuse(f, ERR_CEREMONY, "ceremony");
	err = fold_accept(f);
	if (!err)
		c->step = CEREMONY_ABORTED;
	return err;
}
