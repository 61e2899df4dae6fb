/* trustee_ceremony.c - this trustee's part of the key ceremony (P10). See trustee.h.
 *
 * Each step is derived from the verified ledger and the key file; the file is saved before the message that depends on it leaves. */
#include <stdlib.h>
#include <string.h>
#include "ballot-client/trustee_internal.h"
#include "protocol/base/code.h"
#include "protocol/base/fields.h"
#include "protocol/os/os.h"

static json_t *step_body(const struct ceremony_record *c, uint32_t index)
{
	return json_pack("{s:I, s:I}", "ceremony", (json_int_t)c->params.id, "index", (json_int_t)index);
}

static bool has_secret_of(const struct trustee *t, const struct ceremony_record *c)
{
	return t->keys.now.ceremony == c->params.id && t->keys.now.reveal && strcmp(t->keys.now.meeting, c->params.meeting) == 0;
}

static enum err send_commit(struct trustee *t, const struct ceremony_record *c, uint32_t index)
{
	uint8_t commitment[32];
	const struct ceremony_record *in_force = t->verifier.meeting.key_record;

	if (!has_secret_of(t, c)) {
		keyfile_begin(&t->keys, &c->params, index, in_force ? in_force->params.id : 0);
		enum err err = ceremony_begin(t->verifier.group, &t->keys.now.secret, &t->keys.now.reveal, &c->params, index,
					      link_identity(t->link)->name, t->options.is_auto, &os_rng);
		if (!err)
			err = keyfile_save(&t->keys);
		if (err)
			return err;
	}
	ceremony_commitment(commitment, &c->params, index, t->keys.now.reveal);
	json_t *body = step_body(c, index);
	json_object_set_new(body, "commit", json_hex(commitment, sizeof commitment));
	trustee_send(t, "ceremony_commit", body);
	return OK;
}

static enum err send_reveal(struct trustee *t, const struct ceremony_record *c, uint32_t index)
{
	json_t *body = step_body(c, index);

	json_object_set_new(body, "reveal", json_string(t->keys.now.reveal));
	trustee_send(t, "ceremony_reveal", body);
	return OK;
}

static enum err send_shares(struct trustee *t, const struct ceremony_record *c, uint32_t index)
{
	json_t *shares = json_array(), *body = step_body(c, index);
	uint8_t ephemeral[POINT_SIZE], box[SHARE_BOX_SIZE];
	enum err err = OK;

	for (uint32_t to = 1; to <= c->params.n && !err; to++) {
		if (to == index)
			continue;
		err = ceremony_make_share(t->verifier.group, ephemeral, box, &c->params, index, &t->keys.now.secret, &c->reveals[to - 1], &os_rng);
		json_array_append_new(shares, json_pack("{s:I, s:o, s:o}", "to", (json_int_t)to,
							"ephemeral", json_base64(ephemeral, sizeof ephemeral),
							"box", json_base64(box, sizeof box)));
	}
	json_object_set_new(body, "shares", shares);
	if (!err)
		trustee_send(t, "ceremony_shares", body);
	else
		json_decref(body);
	return err;
}

/* The share that `from` made for me, out of the array of its entry. */
static enum err take_share(struct trustee *t, struct scalar *out, const struct ceremony_record *c, uint32_t from, uint32_t me)
{
	uint8_t ephemeral[POINT_SIZE], box[SHARE_BOX_SIZE];
	const json_t *one;
	size_t i;

	json_array_foreach(c->shares[from - 1], i, one) {
		const char *texts[2] = { json_string_value(json_object_get(one, "ephemeral")), json_string_value(json_object_get(one, "box")) };

		if (json_integer_value(json_object_get(one, "to")) != me)
			continue;
		if (!texts[0] || !texts[1] || base64_decode(ephemeral, sizeof ephemeral, texts[0]) != OK ||
		    base64_decode(box, sizeof box, texts[1]) != OK)
			return ERR_SHARE;
		return ceremony_take_share(t->verifier.group, out, &c->params, &c->reveals[from - 1], me, &t->keys.now.secret, ephemeral, box);
	}
	return ERR_SHARE;
}

/* x_j, checked against the X_j that everyone computes (P10.5). */
static enum err add_up_shares(struct trustee *t, uint8_t key[POINT_SIZE], const struct ceremony_record *c, uint32_t me)
{
	struct group *g = t->verifier.group;
	struct scalar sum = ceremony_own_share(&c->params, me, &t->keys.now.secret), one;
	uint8_t shares[TRUSTEE_MAX][POINT_SIZE], mine[POINT_SIZE];
	enum err err = ceremony_keys(g, key, shares, &c->params, c->reveals);

	for (uint32_t from = 1; from <= c->params.n && !err; from++) {
		if (from == me)
			continue;
		err = take_share(t, &one, c, from, me);
		sum = scalar_add(sum, one);
	}
	struct point *p = err ? NULL : point_new(g);
	if (p) {
		point_mul_base(g, p, sum);
		point_encode(g, mine, p);
		err = group_status(g);
		if (!err && memcmp(mine, shares[me - 1], POINT_SIZE) != 0)
			err = ERR_SHARE;
	} else if (!err) {
		err = ERR_MEMORY;
	}
	point_free(p);
	if (!err) {
		t->keys.now.share = sum;
		t->keys.now.has_share = true;
	}
	wipe(&sum, sizeof sum);
	wipe(&one, sizeof one);
	return err;
}

static enum err send_confirm(struct trustee *t, const struct ceremony_record *c, uint32_t index)
{
	uint8_t key[POINT_SIZE], signature[SIGN_SIZE];
	char fingerprint[CODE_TEXT_SIZE];
	enum err err = add_up_shares(t, key, c, index);

	if (err)
		return err;
	code_show(fingerprint, CODE_FINGERPRINT, c->hash);
	if (!trustee_is_agreed(t, TRUSTEE_FINGERPRINT, fingerprint, 0))
		return OK;
	if ((err = keyfile_save(&t->keys)) != OK ||
	    (err = ceremony_confirm(signature, &c->params, t->keys.now.secret.cosign_seed, c->hash, key)) != OK)
		return err;
	json_t *body = step_body(c, index);
	json_object_set_new(body, "record", json_hex(c->hash, sizeof c->hash));
	json_object_set_new(body, "key", json_base64(key, sizeof key));
	json_object_set_new(body, "sig", json_base64(signature, sizeof signature));
	trustee_send(t, "ceremony_confirm", body);
	return OK;
}

bool trustee_do_ceremony(struct trustee *t)
{
	const struct meeting *m = &t->verifier.meeting;
	const struct ceremony_record *c = m->ceremony_count ? m->ceremonies[m->ceremony_count - 1] : NULL;
	uint32_t index = c ? trustee_index_in(t, c) : 0;
	enum err err = OK;

	if (!index || c->step == CEREMONY_DONE || c->step == CEREMONY_ABORTED || c->has_done[index - 1])
		return false;
	if (c->step != CEREMONY_COMMIT && !has_secret_of(t, c)) {
		trustee_log(t, "event=ceremony_lost ceremony=%llu reason=no_secret", (unsigned long long)c->params.id);
		return false;           /* the operator aborts; nothing is kept */
	}
	switch (c->step) {
	case CEREMONY_COMMIT: err = send_commit(t, c, index); break;
	case CEREMONY_REVEAL: err = send_reveal(t, c, index); break;
	case CEREMONY_SHARES: err = send_shares(t, c, index); break;
	case CEREMONY_CONFIRM: err = send_confirm(t, c, index); break;
	case CEREMONY_DONE:
	case CEREMONY_ABORTED: return false;
	}
	if (err)
		trustee_fail(t, err, "ceremony");
	return true;
}
