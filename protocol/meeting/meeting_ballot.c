/* meeting_ballot.c - the fold's ballots: commit, cast, test, and the nameless exchange of a key (P9.2, P9.3, P14.12).
 *
 * Knows keys, hashes and limits. Must not know: whether a proof or a slot key's signature holds (P14.14), or who anyone is. */
#include "protocol/meeting/meeting_internal.h"

#include <stdlib.h>
#include <string.h>
#include "protocol/crypto/hash.h"

enum { X_SIZE = 32 };

struct attempt_key *attempt_key(const struct attempt *a, const uint8_t key[POINT_SIZE])
{
	uint8_t index[32];
	const uint32_t *i;

	sha256(index, key, POINT_SIZE);
	i = map_get(&a->key_index, index);
	return i ? &a->keys[*i] : NULL;
}

enum err fold_find_key(struct fold *f, struct attempt_key **k, const struct attempt *a, const uint8_t key[POINT_SIZE])
{
	*k = attempt_key(a, key);
	if (!*k)
		return fold_refuse(f, ERR_KEY_UNKNOWN, "key");
	if ((*k)->is_revoked)
		return fold_refuse(f, ERR_KEY_REVOKED, "key");
	if ((*k)->is_paper)
		return fold_refuse(f, ERR_KEY_PAPER, "key");
	if (!(*k)->is_entitled)
		return fold_refuse(f, ERR_KEY_NOT_ENTITLED, "key");
	if ((*k)->cast >= 0)
		return fold_refuse(f, ERR_ALREADY_RECEIVED, "key");
	return OK;
}

/* Ends reading a ballot entry: is this the attempt that is open now, and may the key act in it? */
static enum err check_ballot(struct fold *f, struct attempt **a, struct attempt_key **k, const uint8_t key[POINT_SIZE])
{
	struct poll *p;
	enum err err = fold_read_attempt(f, &f->body, &p, a);

	if (err)
		return err;
	if ((*a)->way != WAY_SEALED)
		return ERR_NOT_OPEN;
	if ((*a)->state == ATTEMPT_HELD)
		return ERR_HELD;
	if ((*a)->state != ATTEMPT_OPEN)
		return ERR_NOT_OPEN;
	return fold_find_key(f, k, *a, key);
}

enum err fold_ballot_commit(struct fold *f)
{
	uint8_t key[POINT_SIZE], tracking[32], signature[SIGNATURE_SIZE];
	struct attempt *a;
	struct attempt_key *k;
	uint8_t (*room)[32];
	enum err err;

	fields_base64(&f->body, "key", key, sizeof(key));
	fields_hex(&f->body, "tracking", tracking, sizeof(tracking));
	fields_base64(&f->body, "sig", signature, sizeof(signature));
	err = check_ballot(f, &a, &k, key);
	if (err)
		return err;
	if (k->commits == ATTEMPT_MAX_COMMITS)
		return ERR_COMMIT_LIMIT;
	room = array_room(k->tracking, k->commits, sizeof(*room));
	if (!room)
		return ERR_MEMORY;
	k->tracking = room;
	err = fold_accept(f);
	if (!err)
		memcpy(k->tracking[k->commits++], tracking, sizeof(tracking));
	return err;
}

/* Which commit of the key is this body? */
static enum err find_commit(struct fold *f, size_t *commit, const struct attempt *a, const struct attempt_key *k, const uint8_t *body)
{
	uint8_t tracking[32];

	ballot_tracking_hash(tracking, &a->form, k->key, body);
	for (size_t i = 0; i < k->commits; i++)
		if (!memcmp(k->tracking[i], tracking, sizeof(tracking))) {
			*commit = i;
			return k->tested & UINT64_C(1) << i ? fold_refuse(f, ERR_TESTED, "body") : OK;
		}
	return fold_refuse(f, ERR_NO_COMMIT, "body");
}

/* x coordinate of ciphertext j's alpha. */
static const uint8_t *alpha_x(const uint8_t *body, size_t j)
{
	return ballot_ciphertext(body, j) + 1;
}

static int compare_x(const void *a, const void *b)
{
	const uint8_t *const *x = a, *const *y = b;

	return memcmp(*x, *y, X_SIZE);
}

/* P6.7: no alpha twice, neither within the body nor in the attempt. Makes room for the body's own. */
static enum err check_alphas(struct fold *f, struct attempt *a, const uint8_t *body)
{
	size_t count = ballot_form_ciphertexts(&a->form);
	const uint8_t **sorted = malloc(count * sizeof(*sorted));
	enum err err = sorted ? map_reserve(&a->alphas, count) : ERR_MEMORY;

	if (err)
		goto out;
	for (size_t j = 0; j < count; j++) {
		sorted[j] = alpha_x(body, j);
		if (map_get(&a->alphas, sorted[j]))
			err = ERR_ALPHA_REPEATED;
	}
	qsort(sorted, count, sizeof(*sorted), compare_x);
	for (size_t j = 1; j < count; j++)
		if (!memcmp(sorted[j - 1], sorted[j], X_SIZE))
			err = ERR_ALPHA_REPEATED;
	if (err)
		err = fold_refuse(f, err, "body");
out:
	free(sorted);
	return err;
}

static void add_alphas(struct attempt *a, const uint8_t *body)
{
	for (size_t j = 0; j < ballot_form_ciphertexts(&a->form); j++)
		map_put(&a->alphas, alpha_x(body, j), 0);
}

/* A cast or a test as it arrives. */
struct opened_ballot {
	struct attempt *attempt;
	struct attempt_key *key;
	uint8_t *body;                  /* owned */
	size_t commit;
};

/* Read what cast and test have in common and check it. On error nothing is owned. */
static enum err read_body(struct fold *f, struct opened_ballot *b)
{
	const struct attempt *current = meeting_current(f->m);
	size_t cap = current ? ballot_form_body_size(&current->form) : 0, len;
	uint8_t key[POINT_SIZE], signature[SIGNATURE_SIZE];
	enum err err;

	fields_base64(&f->body, "key", key, sizeof(key));
	fields_base64_alloc(&f->body, "body", &b->body, &len, cap ? cap : ENTRY_MAX_SIZE);
	fields_base64(&f->body, "sig", signature, sizeof(signature));
	err = check_ballot(f, &b->attempt, &b->key, key);
	if (!err && len != cap)
		err = fold_refuse(f, ERR_BODY_LENGTH, "body");
	if (!err)
		err = find_commit(f, &b->commit, b->attempt, b->key, b->body);
	if (!err)
		err = check_alphas(f, b->attempt, b->body);
	if (err)
		free(b->body);
	return err;
}

enum err fold_ballot_cast(struct fold *f)
{
	struct opened_ballot b;
	enum err err = read_body(f, &b);

	if (err)
		return err;
	err = fold_accept(f);
	if (!err) {
		add_alphas(b.attempt, b.body);
		b.key->cast = (int64_t)f->entry->number;
		b.attempt->returned++;
	}
	free(b.body);
	return err;
}

enum err fold_ballot_test(struct fold *f)
{
	struct opened_ballot b;
	struct test_record *room;
	uint8_t seed[SEED_SIZE];
	enum err err;

	fields_base64(&f->body, "seed", seed, sizeof(seed));
	err = read_body(f, &b);
	if (err)
		return err;
	room = array_room(b.attempt->tests, (size_t)b.attempt->tested, sizeof(*room));
	if (!room)
		err = ERR_MEMORY;
	else
		b.attempt->tests = room;
	if (!err && b.key->tests == ATTEMPT_MAX_TESTS)
		err = ERR_COMMIT_LIMIT;
	if (!err)
		err = fold_accept(f);
	if (!err) {
		room += b.attempt->tested;
		memcpy(room->tracking, b.key->tracking[b.commit], sizeof(room->tracking));
		room->entry = f->entry->number;
		add_alphas(b.attempt, b.body);
		b.key->tests++;
		b.key->tested |= UINT64_C(1) << b.commit;
		b.attempt->tested++;
	}
	free(b.body);
	return err;
}

const struct test_record *attempt_test(const struct attempt *a, const uint8_t tracking[32])
{
	for (int64_t i = 0; i < a->tested; i++)
		if (!memcmp(a->tests[i].tracking, tracking, sizeof(a->tests[i].tracking)))
			return &a->tests[i];
	return NULL;
}

enum err fold_key_swap(struct fold *f)
{
	uint8_t old_key[POINT_SIZE], new_key[POINT_SIZE];
	struct attempt_key *old, *new;
	struct attempt *a;
	struct poll *p;
	enum err err;

	fields_base64(&f->body, "old", old_key, sizeof(old_key));
	fields_base64(&f->body, "new", new_key, sizeof(new_key));
	err = fold_read_attempt(f, &f->body, &p, &a);
	if (err)
		return err;
	if (a->state != ATTEMPT_OPEN && a->state != ATTEMPT_HELD)
		return ERR_NOT_OPEN;
	err = fold_find_key(f, &old, a, old_key);
	if (err)
		return fold_refuse(f, err, "old");
	new = attempt_key(a, new_key);
	if (!new)
		return fold_refuse(f, ERR_KEY_UNKNOWN, "new");
	if (new->is_entitled || new->is_revoked || new->is_paper)
		return fold_refuse(f, ERR_NO_SPARE, "new");
	err = fold_accept(f);
	if (err)
		return err;
	old->is_entitled = false;
	old->is_revoked = true;
	new->is_entitled = true;
	return OK;
}
