/* keyfile.c - see keyfile.h. */
#include "ballot-client/keyfile.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "protocol/base/fields.h"
#include "protocol/os/os.h"

static const char context[] = "tally/1/trustee";

enum { KEYFILE_MAX = 16 << 20, KEYFILE_MAX_OPENED = 1000 };

/* ---- reading ---- */

static void read_scalar(struct fields *f, const char *name, struct scalar *out)
{
	uint8_t bytes[32] = { 0 };

	fields_base64(f, name, bytes, sizeof bytes);
	if (!f->err && scalar_decode(out, bytes) != OK)
		f->err = ERR_SCALAR;
	wipe(bytes, sizeof bytes);
}

static void read_coefficients(struct key_set *k, struct fields *f)
{
	const json_t *list = fields_array(f, "coefficients", 1, TRUSTEE_MAX), *text;
	uint8_t bytes[32];
	size_t i;

	json_array_foreach(list, i, text) {
		if (!json_is_string(text) || base64_decode(bytes, sizeof bytes, json_string_value(text)) != OK ||
		    scalar_decode(&k->secret.coefficients[i], bytes) != OK)
			f->err = ERR_SCALAR;
	}
	k->t = (uint32_t)json_array_size(list);
	wipe(bytes, sizeof bytes);
}

static enum err read_one_opened(struct keyfile *k, const json_t *object)
{
	uint8_t root[32], *share;
	size_t len;
	struct fields f;

	fields_open(&f, object);
	const char *poll = fields_text(&f, "poll", 1, 20);
	int64_t attempt = fields_int(&f, "attempt", 1, UINT32_MAX), size = fields_int(&f, "size", 1, JSON_INTEGER_MAX);
	fields_hex(&f, "root", root, sizeof root);
	fields_base64_alloc(&f, "share", &share, &len, KEYFILE_MAX);
	enum err err = fields_close(&f);
	if (!err)
		return keyfile_add_opened(k, poll, (uint32_t)attempt, (uint64_t)size, root, share, len);
	free(share);
	return err;
}

static enum err read_set(struct key_set *k, const json_t *object)
{
	struct fields f;

	fields_open(&f, object);
	strcpy(k->meeting, fields_text(&f, "meeting", 16, 16));
	k->ceremony = (uint64_t)fields_int(&f, "ceremony", 1, INT32_MAX);
	k->index = (uint32_t)fields_int(&f, "index", 1, TRUSTEE_MAX);
	read_coefficients(k, &f);
	read_scalar(&f, "channel", &k->secret.channel);
	fields_base64(&f, "cosign", k->secret.cosign_seed, SIGN_SEED_SIZE);
	const char *reveal = fields_text(&f, "reveal", 1, REVEAL_MAX);
	k->has_share = fields_has(&f, "share");
	if (k->has_share)
		read_scalar(&f, "share", &k->share);
	enum err err = fields_close(&f);
	if (!err && !(k->reveal = strdup(reveal)))
		err = ERR_MEMORY;
	return err;
}

static enum err read_fields(struct keyfile *k, const json_t *object)
{
	struct key_set *const sets[] = { &k->now, &k->before };
	const json_t *list, *opened, *one;
	struct fields f;
	size_t i;

	fields_open(&f, object);
	list = fields_array(&f, "sets", 1, sizeof sets / sizeof *sets);
	opened = fields_array(&f, "opened", 0, KEYFILE_MAX_OPENED);
	enum err err = fields_close(&f);
	json_array_foreach(list, i, one) {
		if (!err)
			err = read_set(sets[i], one);
	}
	json_array_foreach(opened, i, one) {
		if (!err)
			err = read_one_opened(k, one);
	}
	return err;
}

static enum err unseal(struct keyfile *k, const uint8_t *sealed, size_t len)
{
	json_t *object = NULL;
	uint8_t *plain = len > SECRET_OVERHEAD ? malloc(len - SECRET_OVERHEAD) : NULL;

	if (!plain)
		return len > SECRET_OVERHEAD ? ERR_MEMORY : ERR_PASSPHRASE;
	enum err err = secret_open(plain, k->key, context, sizeof context - 1, sealed, len);
	if (!err)
		err = json_read(&object, (const char *)plain, len - SECRET_OVERHEAD);
	if (!err)
		err = read_fields(k, object);
	json_decref(object);
	wipe(plain, len - SECRET_OVERHEAD);
	free(plain);
	return err;
}

static enum err read_file(struct keyfile *k, const char *passphrase)
{
	struct buf text = { 0 };
	json_t *object = NULL;
	uint8_t *sealed = NULL;
	size_t len = 0;
	struct fields f;
	enum err err = file_read(&text, k->path, KEYFILE_MAX);

	if (!err)
		err = json_read(&object, (const char *)text.at, text.len);
	if (!err) {
		fields_open(&f, object);
		fields_base64(&f, "salt", k->salt, sizeof k->salt);
		fields_base64_alloc(&f, "sealed", &sealed, &len, KEYFILE_MAX);
		err = fields_close(&f);
	}
	if (!err)
		err = secret_stretch(k->key, passphrase, k->salt);
	if (!err)
		err = unseal(k, sealed, len);
	free(sealed);
	json_decref(object);
	buf_release(&text);
	return err;
}

enum err keyfile_open(struct keyfile *k, const char *path, const char *passphrase)
{
	memset(k, 0, sizeof *k);
	if (strlen(path) >= sizeof k->path)
		return ERR_TOO_LONG;
	strcpy(k->path, path);

	enum err err = ERR_IO;  /* a file that is there but out of reach must not be begun anew */
	if (access(path, F_OK) == 0) {
		err = read_file(k, passphrase);
	} else if (errno == ENOENT) {
		rng_fill(&os_rng, k->salt, sizeof k->salt);
		err = secret_stretch(k->key, passphrase, k->salt);
	}
	if (err)
		keyfile_release(k);
	return err;
}

/* ---- writing ---- */

static json_t *scalar_json(struct scalar x)
{
	uint8_t bytes[32];

	scalar_encode(bytes, x);
	json_t *value = json_base64(bytes, sizeof bytes);
	wipe(bytes, sizeof bytes);
	return value;
}

static json_t *set_json(const struct key_set *k)
{
	json_t *coefficients = json_array();
	bool ok = true;

	for (uint32_t i = 0; i < k->t; i++)
		ok = !json_array_append_new(coefficients, scalar_json(k->secret.coefficients[i])) && ok;
	json_t *object = json_pack("{s:s, s:I, s:I, s:o, s:o, s:o, s:s}", "meeting", k->meeting,
				   "ceremony", (json_int_t)k->ceremony, "index", (json_int_t)k->index,
				   "coefficients", coefficients, "channel", scalar_json(k->secret.channel),
				   "cosign", json_base64(k->secret.cosign_seed, SIGN_SEED_SIZE), "reveal", k->reveal);
	if (k->has_share)
		ok = !json_object_set_new(object, "share", scalar_json(k->share)) && ok;
	if (!ok) {
		json_decref(object);
		return NULL;
	}
	return object;
}

static json_t *to_json(const struct keyfile *k)
{
	json_t *sets = json_array(), *opened = json_array();
	bool ok = !json_array_append_new(sets, set_json(&k->now));

	if (k->before.ceremony)
		ok = !json_array_append_new(sets, set_json(&k->before)) && ok;
	for (size_t i = 0; i < k->opened_count; i++) {
		const struct opened *o = &k->opened[i];

		ok = !json_array_append_new(opened, json_pack("{s:s, s:I, s:I, s:o, s:o}", "poll", o->poll,
							      "attempt", (json_int_t)o->attempt, "size", (json_int_t)o->size,
							      "root", json_hex(o->root, sizeof o->root),
							      "share", json_base64(o->share, o->share_len))) && ok;
	}
	json_t *object = json_pack("{s:o, s:o}", "sets", sets, "opened", opened);
	/* what is missing from the file would be missed at the opening */
	if (!ok) {
		json_decref(object);
		return NULL;
	}
	return object;
}

enum err keyfile_save(const struct keyfile *k)
{
	json_t *object = to_json(k), *outer = NULL;
	char *plain = object ? json_write(object) : NULL, *line = NULL;
	size_t len = plain ? strlen(plain) : 0;
	uint8_t *sealed = plain ? malloc(len + SECRET_OVERHEAD) : NULL;
	enum err err = sealed ? secret_seal(sealed, k->key, context, sizeof context - 1, plain, len, &os_rng) : ERR_MEMORY;

	if (!err) {
		outer = json_pack("{s:o, s:o}", "salt", json_base64(k->salt, sizeof k->salt), "sealed", json_base64(sealed, len + SECRET_OVERHEAD));
		line = outer ? json_write(outer) : NULL;
		if (!line)
			err = ERR_MEMORY;
		else if (strlen(line) > KEYFILE_MAX)
			err = ERR_TOO_LONG;     /* what could not be read back must not take the place of what can */
		else
			err = file_write_durable(k->path, line, strlen(line), 0600);
	}
	if (plain)
		wipe(plain, len);
	free(plain);
	free(line);
	free(sealed);
	json_decref(object);
	json_decref(outer);
	return err;
}

/* ---- in memory ---- */

static void set_release(struct key_set *s)
{
	free(s->reveal);
	ceremony_secret_wipe(&s->secret);
	wipe(s, sizeof *s);
}

void keyfile_begin(struct keyfile *k, const struct ceremony *c, uint32_t index, uint64_t in_force)
{
	if (in_force && k->now.ceremony == in_force) {
		set_release(&k->before);
		k->before = k->now;
		wipe(&k->now, sizeof k->now);
	}
	if (k->before.ceremony != in_force)
		set_release(&k->before);
	set_release(&k->now);
	strcpy(k->now.meeting, c->meeting);
	k->now.ceremony = c->id;
	k->now.index = index;
	k->now.t = c->t;
}

const struct key_set *keyfile_set(const struct keyfile *k, uint64_t ceremony)
{
	if (!ceremony)
		return NULL;
	return k->now.ceremony == ceremony ? &k->now : k->before.ceremony == ceremony ? &k->before : NULL;
}

const struct opened *keyfile_opened(const struct keyfile *k, const char *poll, uint32_t attempt)
{
	for (size_t i = 0; i < k->opened_count; i++) {
		if (k->opened[i].attempt == attempt && strcmp(k->opened[i].poll, poll) == 0)
			return &k->opened[i];
	}
	return NULL;
}

enum err keyfile_add_opened(struct keyfile *k, const char *poll, uint32_t attempt, uint64_t size, const uint8_t root[32],
			    uint8_t *share, size_t len)
{
	bool is_full = k->opened_count == KEYFILE_MAX_OPENED;
	struct opened *grown = is_full ? NULL : realloc(k->opened, (k->opened_count + 1) * sizeof *grown);

	if (!grown) {
		free(share);
		return is_full ? ERR_TOO_LONG : ERR_MEMORY;
	}
	k->opened = grown;
	struct opened *o = &grown[k->opened_count++];
	*o = (struct opened){ .attempt = attempt, .size = size, .share = share, .share_len = len };
	strncpy(o->poll, poll, sizeof o->poll - 1);
	memcpy(o->root, root, 32);
	return OK;
}

void keyfile_release(struct keyfile *k)
{
	for (size_t i = 0; i < k->opened_count; i++)
		free(k->opened[i].share);
	free(k->opened);
	set_release(&k->now);
	set_release(&k->before);
	wipe(k, sizeof *k);
}
