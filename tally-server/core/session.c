/* session.c - see session.h. What a token opens is looked up by its hash, so that a copy of the database lets nobody in. */
#include "tally-server/core/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/crypto/hash.h"
#include "protocol/os/os.h"

enum { SALT_SIZE = 16, HASH_SIZE = 32, ID_SIZE = SESSION_ID_SIZE, TOKEN_BYTES = SESSION_TOKEN_SIZE / 2, SAVE_SECONDS = 60,
	LOCK_MAX_DOUBLINGS = 8 };

static const char KIND_PASSWORD[] = "password", KIND_SESSION[] = "session", KIND_DEVICE[] = "device";

struct session {
	char id[ID_SIZE];               /* hex SHA-256 of the token */
	char name[ACTOR_MAX + 1];
	int64_t created, used, saved;   /* seconds; saved: the `used` in the store */
};

/* Failures of one name at one door, signing in or as a second person. */
struct tries {
	enum door door;
	bool is_second;
	char device[ID_SIZE];           /* of a browser that is known to the name; "" for all others together */
	char name[ACTOR_MAX + 1];
	unsigned failures;
	uint64_t locked_until_us;
};

struct sessions {
	struct store *store;
	const struct rng *rng;
	struct session *all;
	size_t count;
	struct tries *tries;
	size_t tries_count;
};

/* ---- rows ---- */

static enum err save(struct sessions *s, struct session *one)
{
	uint8_t row[16 + ACTOR_MAX];
	size_t len = strlen(one->name);
	enum err err;

	put_u64(row, (uint64_t)one->created);
	put_u64(row + 8, (uint64_t)one->used);
	memcpy(row + 16, one->name, len);
	err = store_put(s->store, KIND_SESSION, one->id, row, 16 + len);
	if (!err)
		one->saved = one->used;
	return err;
}

/* A clock that went backwards counts as standing still. */
static bool is_alive(const struct session *one, int64_t now)
{
	return now - one->created < SESSION_MAX_SECONDS && now - one->used < SESSION_IDLE_SECONDS;
}

static enum err reserve(struct sessions *s)
{
	struct session *all = realloc(s->all, (s->count + 1) * sizeof(*all));

	if (!all)
		return ERR_MEMORY;
	s->all = all;
	return OK;
}

/* Where loading stands. */
struct loading {
	struct sessions *sessions;
	int64_t now;
	enum err err;
};

static bool load_one(void *arg, const char *id, const void *value, size_t len)
{
	struct loading *l = arg;
	struct session one = { 0 };
	const uint8_t *row = value;

	if (len <= 16 || len > 16 + ACTOR_MAX || strlen(id) != ID_SIZE - 1)
		return true;
	memcpy(one.id, id, ID_SIZE);
	one.created = (int64_t)get_u64(row);
	one.used = one.saved = (int64_t)get_u64(row + 8);
	memcpy(one.name, row + 16, len - 16);
	if (!is_alive(&one, l->now) || l->sessions->count >= SESSION_MAX_COUNT)
		return true;
	l->err = reserve(l->sessions);
	if (!l->err)
		l->sessions->all[l->sessions->count++] = one;
	return !l->err;
}

enum err session_open(struct sessions **out, struct store *store, const struct rng *rng, int64_t now)
{
	struct sessions *s = calloc(1, sizeof(*s));
	struct loading loading = { .sessions = s, .now = now };
	enum err err;

	if (!s)
		return ERR_MEMORY;
	s->store = store;
	s->rng = rng;
	err = store_each(store, KIND_SESSION, load_one, &loading);
	if (!err)
		err = loading.err;
	if (err) {
		session_free(s);
		return err;
	}
	*out = s;
	return OK;
}

void session_free(struct sessions *s)
{
	if (!s)
		return;
	free(s->all);
	free(s->tries);
	free(s);
}

/* ---- passwords ---- */

static enum err drop(struct sessions *s, size_t i)
{
	enum err err = store_delete(s->store, KIND_SESSION, s->all[i].id);

	if (!err)
		s->all[i] = s->all[--s->count];
	return err;
}

enum err session_end_all(struct sessions *s, const char *name, const char *but)
{
	char id[ID_SIZE] = "";
	enum err err = OK;

	if (but)
		session_id(id, but);
	for (size_t i = s->count; !err && i-- > 0;) {
		if (!strcmp(s->all[i].name, name) && strcmp(s->all[i].id, id))
			err = drop(s, i);
	}
	return err;
}

enum err session_set_password(struct sessions *s, const char *name, const char *password, const char *but)
{
	uint8_t row[SALT_SIZE + HASH_SIZE];
	enum err err;

	rng_fill(s->rng, row, SALT_SIZE);
	err = secret_stretch(row + SALT_SIZE, password, row);
	if (!err)
		err = store_put(s->store, KIND_PASSWORD, name, row, sizeof(row));
	wipe(row, sizeof(row));
	return err ? err : session_end_all(s, name, but);
}

/* The row of a browser that has signed in as that name; the store holds no token. */
static void device_id(char id[ID_SIZE], const char *device, const char *name)
{
	struct hash h;
	uint8_t hash[HASH_SIZE];

	hash_start(&h, "tally/1/device");
	hash_text(&h, device);
	hash_text(&h, name);
	hash_end32(&h, hash);
	hex_encode(id, hash, sizeof(hash));
}

enum err session_know_device(struct sessions *s, char device[SESSION_TOKEN_SIZE + 1], const char *name)
{
	uint8_t bytes[TOKEN_BYTES];
	char id[ID_SIZE];

	if (!device[0]) {
		rng_fill(s->rng, bytes, sizeof(bytes));
		hex_encode(device, bytes, sizeof(bytes));
		wipe(bytes, sizeof(bytes));
	}
	device_id(id, device, name);
	return store_put(s->store, KIND_DEVICE, id, "", 0);
}

/* Its id if it is known to the name, else "". */
static enum err find_device(struct sessions *s, char id[ID_SIZE], const char *device, const char *name)
{
	struct buf row = { 0 };
	enum err err = ERR_RANGE;

	if (device[0]) {
		device_id(id, device, name);
		err = store_get(s->store, KIND_DEVICE, id, &row);
		buf_release(&row);
	}
	if (err)
		id[0] = 0;
	return err == ERR_RANGE ? OK : err;
}

static struct tries *find_tries(struct sessions *s, enum door door, bool is_second, const char *device, const char *name)
{
	struct tries *all;

	for (size_t i = 0; i < s->tries_count; i++) {
		if (s->tries[i].door == door && s->tries[i].is_second == is_second && !strcmp(s->tries[i].device, device) &&
		    !strcmp(s->tries[i].name, name))
			return &s->tries[i];
	}
	all = realloc(s->tries, (s->tries_count + 1) * sizeof(*all));
	if (!all)
		return NULL;
	s->tries = all;
	s->tries[s->tries_count] = (struct tries){ .door = door, .is_second = is_second };
	snprintf(s->tries[s->tries_count].device, sizeof(all->device), "%s", device);
	snprintf(s->tries[s->tries_count].name, sizeof(all->name), "%s", name);
	return &s->tries[s->tries_count++];
}

static void count_failure(struct tries *t, uint64_t now_us)
{
	unsigned doublings;

	t->failures++;
	if (t->failures < SESSION_FREE_TRIES)
		return;
	doublings = t->failures - SESSION_FREE_TRIES;
	if (doublings > LOCK_MAX_DOUBLINGS)
		doublings = LOCK_MAX_DOUBLINGS;
	t->locked_until_us = now_us + ((uint64_t)SESSION_LOCK_SECONDS << doublings) * 1000000;
}

static enum err check(struct sessions *s, enum door door, bool is_second, const char *device, const char *name,
		      const char *password, uint64_t now_us)
{
	struct buf row = { 0 };
	uint8_t hash[HASH_SIZE];
	char known[ID_SIZE];
	struct tries *t;
	/* names are no secret, they stand in the record: only those that exist are counted, so that
	 * nobody can fill the memory with others */
	enum err err = store_get(s->store, KIND_PASSWORD, name, &row);

	if (err) {
		buf_release(&row);
		return err == ERR_RANGE ? ERR_LOGIN : err;
	}
	err = find_device(s, known, device, name);
	t = err ? NULL : find_tries(s, door, is_second, known, name);
	if (!t)
		err = err ? err : ERR_MEMORY;
	else if (now_us < t->locked_until_us)
		err = ERR_LOCKED;
	else if (row.len != SALT_SIZE + HASH_SIZE)
		err = ERR_STORE;
	else
		err = secret_stretch(hash, password, row.at);
	if (!err && !bytes_equal_secret(hash, row.at + SALT_SIZE, HASH_SIZE)) {
		count_failure(t, now_us);
		err = ERR_LOGIN;
	} else if (!err) {
		t->failures = 0;
	}
	wipe(hash, sizeof(hash));
	buf_release_secret(&row);
	return err;
}

enum err session_check_password(struct sessions *s, enum door door, const char *device, const char *name,
				const char *password, uint64_t now_us)
{
	return check(s, door, false, device, name, password, now_us);
}

enum err session_check_second(struct sessions *s, enum door door, const char *name, const char *password, uint64_t now_us)
{
	return check(s, door, true, "", name, password, now_us);
}

/* ---- sessions ---- */

void session_id(char id[ID_SIZE], const char *token)
{
	uint8_t hash[HASH_SIZE];

	sha256(hash, token, strlen(token));
	hex_encode(id, hash, sizeof(hash));
}

static size_t oldest(const struct sessions *s)
{
	size_t found = 0;

	for (size_t i = 1; i < s->count; i++) {
		if (s->all[i].used < s->all[found].used)
			found = i;
	}
	return found;
}

enum err session_start(struct sessions *s, char token[SESSION_TOKEN_SIZE + 1], const char *name, int64_t now)
{
	uint8_t bytes[TOKEN_BYTES];
	struct session one = { .created = now, .used = now };
	char text[SESSION_TOKEN_SIZE + 1];
	enum err err = reserve(s);

	if (!err && s->count >= SESSION_MAX_COUNT)
		err = drop(s, oldest(s));
	if (err)
		return err;
	rng_fill(s->rng, bytes, sizeof(bytes));
	hex_encode(text, bytes, sizeof(bytes));
	session_id(one.id, text);
	snprintf(one.name, sizeof(one.name), "%s", name);
	err = save(s, &one);
	if (!err) {
		s->all[s->count++] = one;
		memcpy(token, text, sizeof(text));
	}
	wipe(bytes, sizeof(bytes));
	wipe(text, sizeof(text));
	return err;
}

static struct session *find(struct sessions *s, const char *token)
{
	char id[ID_SIZE];

	session_id(id, token);
	for (size_t i = 0; i < s->count; i++) {
		if (!strcmp(s->all[i].id, id))
			return &s->all[i];
	}
	return NULL;
}

enum err session_find(struct sessions *s, char name[ACTOR_MAX + 1], const char *token, int64_t now)
{
	struct session *one = find(s, token);
	enum err err = OK;

	if (!one)
		return ERR_SESSION;
	if (!is_alive(one, now)) {
		err = drop(s, (size_t)(one - s->all));
		return err ? err : ERR_SESSION;
	}
	if (now > one->used)
		one->used = now;
	/* not a write for every click */
	if (one->used - one->saved >= SAVE_SECONDS)
		err = save(s, one);
	if (!err)
		memcpy(name, one->name, sizeof(one->name));
	return err;
}

enum err session_end(struct sessions *s, const char *token)
{
	struct session *one = find(s, token);

	return one ? drop(s, (size_t)(one - s->all)) : ERR_SESSION;
}

bool session_is_alive(const struct sessions *s, const char *id, int64_t now)
{
	for (size_t i = 0; i < s->count; i++) {
		if (!strcmp(s->all[i].id, id))
			return is_alive(&s->all[i], now);
	}
	return false;
}
