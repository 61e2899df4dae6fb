/* private.c - see private.h. Slips are kept in memory, sorted, since every poll needs them all;
 * badges, details and lists of keys are opened when asked for. */
#include "tally-server/core/private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "protocol/os/os.h"

enum { KEY_SIZE = 32, ID_SIZE = 32, CONTEXT_SIZE = 64 };

static const char KIND_CHECK[] = "private_check", KIND_BADGE[] = "private_badge", KIND_SLIP[] = "private_slip",
KIND_KEYS[] = "private_keys",
		  KIND_DETAILS[] = "private_details", KIND_ASSISTS[] = "private_assists",
		  KIND_WAITING[] = "private_waiting";

struct private_table {
	struct store *store;            /* borrowed */
	const struct rng *rng;
	uint8_t key[KEY_SIZE];
	struct private_slip *slips;
	size_t slip_count, slip_cap;
};

/* ---- sealed rows ---- */

static size_t context_of(char context[CONTEXT_SIZE], const char *kind, const char *id)
{
	return (size_t)snprintf(context, CONTEXT_SIZE, "%s/%s", kind, id);
}

static enum err put(struct private_table *p, const char *kind, const char *id, const void *plain, size_t len)
{
	char context[CONTEXT_SIZE];
	size_t context_len = context_of(context, kind, id);
	uint8_t *sealed = malloc(len + SECRET_OVERHEAD);
	enum err err;

	if (!sealed)
		return ERR_MEMORY;
	err = secret_seal(sealed, p->key, context, context_len, plain, len, p->rng);
	if (!err)
		err = store_put(p->store, kind, id, sealed, len + SECRET_OVERHEAD);
	free(sealed);
	return err;
}

/* Open a sealed row behind what `out` holds. */
static enum err open_row(const struct private_table *p, struct buf *out, const char *kind, const char *id,
			 const uint8_t *sealed, size_t len)
{
	char context[CONTEXT_SIZE];
	size_t context_len = context_of(context, kind, id);
	uint8_t *plain;
	enum err err;

	if (len < SECRET_OVERHEAD)
		return ERR_PASSPHRASE;
	/* one byte more, as nothing may be allocated for an empty row */
	plain = malloc(len - SECRET_OVERHEAD + 1);
	if (!plain)
		return ERR_MEMORY;
	err = secret_open(plain, p->key, context, context_len, sealed, len);
	if (!err) {
		buf_add(out, plain, len - SECRET_OVERHEAD);
		err = out->failed ? ERR_MEMORY : OK;
	}
	wipe(plain, len - SECRET_OVERHEAD);
	free(plain);
	return err;
}

static enum err get(const struct private_table *p, struct buf *out, const char *kind, const char *id)
{
	struct buf sealed = { 0 };
	enum err err = store_get(p->store, kind, id, &sealed);

	if (!err)
		err = open_row(p, out, kind, id, sealed.at, sealed.len);
	buf_release(&sealed);
	return err;
}

/* ---- slips ---- */

static void slip_id(char id[ID_SIZE], uint32_t issue, uint32_t outer)
{
	snprintf(id, ID_SIZE, "%u/%u", issue, outer);
}

/* Index of the first slip that is not before (issue, outer). */
static size_t place_of(const struct private_table *p, uint32_t issue, uint32_t outer)
{
	size_t low = 0, high = p->slip_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct private_slip *s = &p->slips[middle];

		if (s->issue < issue || (s->issue == issue && s->outer < outer))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct private_slip *find(const struct private_table *p, uint32_t issue, uint32_t outer)
{
	size_t i = place_of(p, issue, outer);

	return i < p->slip_count && p->slips[i].issue == issue && p->slips[i].outer == outer ? &p->slips[i] : NULL;
}

static enum err reserve_slip(struct private_table *p)
{
	size_t cap = p->slip_cap ? 2 * p->slip_cap : 64;
	struct private_slip *slips;

	if (p->slip_count < p->slip_cap)
		return OK;
	slips = realloc(p->slips, cap * sizeof(*slips));
	if (!slips)
		return ERR_MEMORY;
	p->slips = slips;
	p->slip_cap = cap;
	return OK;
}

/* Into the array, in its place; room is reserved. */
static void set_slip(struct private_table *p, const struct private_slip *slip)
{
	struct private_slip *known = find(p, slip->issue, slip->outer);
	size_t i = place_of(p, slip->issue, slip->outer);

	if (!known) {
		memmove(p->slips + i + 1, p->slips + i, (p->slip_count - i) * sizeof(*p->slips));
		p->slip_count++;
		known = &p->slips[i];
	}
	*known = *slip;
}

static enum err store_slip(struct private_table *p, const struct private_slip *slip)
{
	uint8_t row[1 + PERSON_NUMBER_MAX];
	size_t len = strlen(slip->person);
	char id[ID_SIZE];
	enum err err = reserve_slip(p);

	if (err)
		return err;
	row[0] = slip->is_revoked;
	memcpy(row + 1, slip->person, len);
	slip_id(id, slip->issue, slip->outer);
	err = put(p, KIND_SLIP, id, row, 1 + len);
	wipe(row, sizeof(row));
	if (!err)
		set_slip(p, slip);
	return err;
}

enum err private_assign(struct private_table *p, uint32_t issue, uint32_t outer, const char *person)
{
	struct private_slip slip = { .issue = issue, .outer = outer };

	if (!issue || !outer || strlen(person) > PERSON_NUMBER_MAX)
		return ERR_RANGE;
	snprintf(slip.person, sizeof(slip.person), "%s", person);
	return store_slip(p, &slip);
}

enum err private_revoke(struct private_table *p, uint32_t issue, uint32_t outer)
{
	const struct private_slip *known = find(p, issue, outer);
	struct private_slip slip;

	if (!known)
		return ERR_RANGE;
	slip = *known;
	slip.is_revoked = true;
	return store_slip(p, &slip);
}

const struct private_slip *private_slip_of(const struct private_table *p, const char *person)
{
	for (size_t i = p->slip_count; i-- > 0;) {
		if (!p->slips[i].is_revoked && !strcmp(p->slips[i].person, person))
			return &p->slips[i];
	}
	return NULL;
}

const struct private_slip *private_slip(const struct private_table *p, uint32_t issue, uint32_t outer)
{
	return find(p, issue, outer);
}

const struct private_slip *private_slips(const struct private_table *p, size_t *count)
{
	*count = p->slip_count;
	return p->slips;
}

/* ---- badges, details, keys, helpers ---- */

enum err private_set_badge(struct private_table *p, const char *person, const uint8_t code[BADGE_CODE_SIZE])
{
	return put(p, KIND_BADGE, person, code, BADGE_CODE_SIZE);
}

enum err private_badge(const struct private_table *p, uint8_t code[BADGE_CODE_SIZE], const char *person)
{
	struct buf plain = { 0 };
	enum err err = get(p, &plain, KIND_BADGE, person);

	if (!err && plain.len != BADGE_CODE_SIZE)
		err = ERR_PASSPHRASE;
	if (!err)
		memcpy(code, plain.at, BADGE_CODE_SIZE);
	buf_release_secret(&plain);
	return err;
}

enum err private_set_details(struct private_table *p, const char *person, const char *text)
{
	return put(p, KIND_DETAILS, person, text, strlen(text));
}

enum err private_details(const struct private_table *p, struct buf *text, const char *person)
{
	return get(p, text, KIND_DETAILS, person);
}

enum err private_set_keys(struct private_table *p, uint32_t issue, uint32_t slot, const uint8_t *keys, size_t count)
{
	char id[ID_SIZE];

	slip_id(id, issue, slot);
	return put(p, KIND_KEYS, id, keys, count * POINT_SIZE);
}

enum err private_keys(const struct private_table *p, struct buf *keys, uint32_t issue, uint32_t slot)
{
	char id[ID_SIZE];

	slip_id(id, issue, slot);
	return get(p, keys, KIND_KEYS, id);
}

static void attempt_id(char id[ID_SIZE], const char *poll, uint32_t attempt)
{
	snprintf(id, ID_SIZE, "%s/%u", poll, attempt);
}

enum err private_set_assists(struct private_table *p, const char *poll, uint32_t attempt, const char *text)
{
	char id[ID_SIZE];

	attempt_id(id, poll, attempt);
	return put(p, KIND_ASSISTS, id, text, strlen(text));
}

enum err private_assists(const struct private_table *p, struct buf *text, const char *poll, uint32_t attempt)
{
	char id[ID_SIZE];

	attempt_id(id, poll, attempt);
	return get(p, text, KIND_ASSISTS, id);
}

/* ---- what waits for the end of a poll ---- */

static bool read_last(void *arg, const char *id, const void *value, size_t len)
{
	unsigned *last = arg;

	(void)value;
	(void)len;
	return sscanf(id, "%u", last) == 1;
}

enum err private_add_waiting(struct private_table *p, const char *text)
{
	unsigned last = 0;
	char id[ID_SIZE];
	enum err err = store_each(p->store, KIND_WAITING, read_last, &last);

	if (err)
		return err;
	/* rows come in the order of their ids' text */
	snprintf(id, sizeof(id), "%010u", last + 1);
	return put(p, KIND_WAITING, id, text, strlen(text));
}

/* On the way through the rows. */
struct waiting {
	const struct private_table *table;
	bool (*each)(void *arg, const char *id, const char *text);
	void *arg;
	enum err err;
};

static bool open_waiting(void *arg, const char *id, const void *sealed, size_t len)
{
	struct waiting *w = arg;
	struct buf text = { 0 };
	enum err err = open_row(w->table, &text, KIND_WAITING, id, sealed, len);
	bool goes_on = false;

	if (err_category(err) == ERR_CAT_FATAL)
		w->err = err;
	else
		goes_on = w->each(w->arg, id, err ? NULL : buf_text(&text));
	buf_release_secret(&text);
	return goes_on;
}

enum err private_each_waiting(const struct private_table *p, bool (*each)(void *arg, const char *id, const char *text), void *arg)
{
	struct waiting w = { .table = p, .each = each, .arg = arg };
	enum err err = store_each(p->store, KIND_WAITING, open_waiting, &w);

	return err ? err : w.err;
}

enum err private_drop_waiting(struct private_table *p, const char *id)
{
	return store_delete(p->store, KIND_WAITING, id);
}

/* ---- opening ---- */

/* Where loading stands. */
struct loading {
	struct private_table *table;
	enum err err;
};

static enum err load_slip(struct private_table *p, const char *id, const void *sealed, size_t len)
{
	struct private_slip slip = { 0 };
	struct buf row = { 0 };
	enum err err = open_row(p, &row, KIND_SLIP, id, sealed, len);

	if (!err && (row.len < 1 || row.len > 1 + PERSON_NUMBER_MAX || sscanf(id, "%u/%u", &slip.issue, &slip.outer) != 2))
		err = ERR_PASSPHRASE;
	if (!err)
		err = reserve_slip(p);
	if (!err) {
		slip.is_revoked = row.at[0];
		memcpy(slip.person, row.at + 1, row.len - 1);
		set_slip(p, &slip);
	}
	buf_release_secret(&row);
	return err;
}

static bool load_each(void *arg, const char *id, const void *value, size_t len)
{
	struct loading *l = arg;

	l->err = load_slip(l->table, id, value, len);
	return !l->err;
}

static enum err read_key(struct private_table *p, const char *path)
{
	struct buf key = { 0 };
	enum err err = file_read(&key, path, KEY_SIZE);

	if (!err && key.len != KEY_SIZE)
		err = ERR_PASSPHRASE;
	if (!err)
		memcpy(p->key, key.at, KEY_SIZE);
	buf_release_secret(&key);
	return err;
}

/* The check row tells whether a key has ever been used here, and whether it is this one. */
static enum err load_key(struct private_table *p, const char *path)
{
	struct buf check = { 0 };
	enum err err = store_get(p->store, KIND_CHECK, "", &check);
	bool is_new = err == ERR_RANGE;

	buf_release(&check);
	if (err && !is_new)
		return err;
	/* a key without a table is what a crash in between leaves: used, not replaced */
	if (is_new && access(path, F_OK)) {
		rng_fill(p->rng, p->key, KEY_SIZE);
		err = file_write_durable(path, p->key, KEY_SIZE, 0600);
	} else {
		err = read_key(p, path);
	}
	if (err || is_new)
		return err ? err : put(p, KIND_CHECK, "", "", 0);
	err = get(p, &check, KIND_CHECK, "");
	buf_release(&check);
	return err;
}

enum err private_open(struct private_table **out, struct store *s, const char *key_path, const struct rng *rng)
{
	struct private_table *p = calloc(1, sizeof(*p));
	struct loading loading = { .table = p };
	enum err err;

	if (!p)
		return ERR_MEMORY;
	p->store = s;
	p->rng = rng;
	err = load_key(p, key_path);
	if (!err)
		err = store_each(s, KIND_SLIP, load_each, &loading);
	if (!err)
		err = loading.err;
	if (err) {
		private_free(p);
		return err;
	}
	*out = p;
	return OK;
}

void private_free(struct private_table *p)
{
	if (!p)
		return;
	wipe(p->key, sizeof(p->key));
	if (p->slips)
		wipe(p->slips, p->slip_cap * sizeof(*p->slips));
	free(p->slips);
	free(p);
}
