/* note.c - see note.h. C2SP signed-note, tlog-checkpoint and tlog-cosignature, read strictly (P12.6). Must not know whose keys they are. */
#include "protocol/ledger/note.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/base/fields.h"

enum { KEY_ID_SIZE = 4, TIME_SIZE = 8, VKEY_SIZE = 1 + SIGN_KEY_SIZE, LINE_MAX_SIZE = 400 };

static const char DASH[] = "\xE2\x80\x94 ";

static bool is_name(const char *name)
{
	size_t len = strnlen(name, NOTE_NAME_MAX + 1);

	if (len < 1 || len > NOTE_NAME_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		if (name[i] <= ' ' || name[i] >= 0x7f || name[i] == '+')
			return false;
	return true;
}

/* Decimal digits as they are written: no sign, no leading zero. Everything up to `end`, which must be the first character behind them. */
static bool read_size(uint64_t *out, const char *text, char end)
{
	size_t digits = strspn(text, "0123456789");
	uint64_t size = 0;

	if (digits < 1 || digits > 16 || text[digits] != end || (text[0] == '0' && digits > 1))
		return false;
	for (size_t i = 0; i < digits; i++)
		size = size * 10 + (uint64_t)(text[i] - '0');
	if (size > JSON_INTEGER_MAX)
		return false;
	*out = size;
	return true;
}

void head_show(char out[HEAD_TEXT_SIZE], const struct head *h)
{
	char hex[21];

	hex_encode(hex, h->root, 10);
	snprintf(out, HEAD_TEXT_SIZE, "%" PRIu64 ":%s", h->size, hex);
}

enum err head_read(uint64_t *size, uint8_t prefix[10], const char *text)
{
	const char *colon = strchr(text, ':');
	uint8_t bytes[10];
	uint64_t n;

	if (!colon || !read_size(&n, text, ':') || hex_decode(bytes, sizeof bytes, colon + 1))
		return ERR_HEAD;
	*size = n;
	memcpy(prefix, bytes, sizeof bytes);
	return OK;
}

/* First bytes of SHA-256(name || LF || type || key). */
static enum err key_id(uint8_t id[KEY_ID_SIZE], const struct note_key *k)
{
	uint8_t bytes[NOTE_NAME_MAX + 2 + SIGN_KEY_SIZE], hash[32];
	size_t len = strlen(k->name);

	memcpy(bytes, k->name, len);
	bytes[len++] = '\n';
	bytes[len++] = (uint8_t)k->signer;
	memcpy(bytes + len, k->key, SIGN_KEY_SIZE);
	if (!EVP_Digest(bytes, len + SIGN_KEY_SIZE, hash, NULL, EVP_sha256(), NULL))
		return ERR_MEMORY;
	memcpy(id, hash, KEY_ID_SIZE);
	return OK;
}

void note_vkey_write(struct buf *out, const struct note_key *k)
{
	uint8_t id[KEY_ID_SIZE], key[VKEY_SIZE];
	char hex[2 * KEY_ID_SIZE + 1], text[(VKEY_SIZE + 2) / 3 * 4 + 1];

	if (key_id(id, k)) {
		out->failed = true;
		return;
	}
	hex_encode(hex, id, sizeof id);
	key[0] = (uint8_t)k->signer;
	memcpy(key + 1, k->key, SIGN_KEY_SIZE);
	base64_encode(text, key, sizeof key);
	buf_addf(out, "%s+%s+%s", k->name, hex, text);
}

enum err note_vkey_read(struct note_key *out, const char *text)
{
	struct note_key k = { 0 };
	size_t name_len = strcspn(text, "+");
	char hex[2 * KEY_ID_SIZE + 1] = { 0 };
	uint8_t id[KEY_ID_SIZE], expected[KEY_ID_SIZE], key[VKEY_SIZE];
	const char *rest = text + name_len;

	if (name_len > NOTE_NAME_MAX || strnlen(rest, 10) < 10 || rest[9] != '+')
		return ERR_NOTE;
	memcpy(k.name, text, name_len);
	memcpy(hex, rest + 1, sizeof hex - 1);
	if (!is_name(k.name) || hex_decode(id, sizeof id, hex) || base64_decode(key, sizeof key, rest + 10))
		return ERR_NOTE;
	if (key[0] != NOTE_LOG && key[0] != NOTE_COSIGNER)
		return ERR_NOTE;
	k.signer = (enum note_signer)key[0];
	memcpy(k.key, key + 1, SIGN_KEY_SIZE);
	if (key_id(expected, &k) || memcmp(id, expected, sizeof id))
		return ERR_NOTE;
	*out = k;
	return OK;
}

/* The text that is signed: origin, size, root, each with a line feed. */
static void add_body(struct buf *out, const char *origin, const struct head *h)
{
	char root[45];

	base64_encode(root, h->root, sizeof h->root);
	buf_addf(out, "%s\n%" PRIu64 "\n%s\n", origin, h->size, root);
}

enum err note_start(struct buf *out, const char *origin, const struct head *h)
{
	if (!is_name(origin) || h->size > JSON_INTEGER_MAX)
		return ERR_NOTE;
	add_body(out, origin, h);
	buf_add_text(out, "\n");
	return out->failed ? ERR_MEMORY : OK;
}

/* What a co-signer signs: its time, then the body. */
static void cosigned_message(struct buf *out, uint64_t time, const void *body, size_t len)
{
	buf_addf(out, "cosignature/v1\ntime %" PRIu64 "\n", time);
	buf_add(out, body, len);
}

/* Append `— name base64(key id || signature)`. */
static enum err add_line(struct buf *out, const struct note_key *k, const void *signature, size_t len)
{
	uint8_t bytes[KEY_ID_SIZE + TIME_SIZE + SIGN_SIZE];
	char text[(sizeof bytes + 2) / 3 * 4 + 1];
	enum err err = key_id(bytes, k);

	if (err)
		return err;
	memcpy(bytes + KEY_ID_SIZE, signature, len);
	base64_encode(text, bytes, KEY_ID_SIZE + len);
	if (out->len + strlen(DASH) + strlen(k->name) + strlen(text) + 2 > NOTE_MAX_SIZE)
		return ERR_TOO_LONG;
	buf_addf(out, "%s%s %s\n", DASH, k->name, text);
	return out->failed ? ERR_MEMORY : OK;
}

/* Bytes of the signed text of an unfinished note: up to the line feed before the blank line. 0 if it is none. */
static size_t body_length(const struct buf *note)
{
	const uint8_t *blank = note->len ? memmem(note->at, note->len, "\n\n", 2) : NULL;

	return blank ? (size_t)(blank - note->at) + 1 : 0;
}

enum err note_sign_log(struct buf *out, const struct note_key *k, const uint8_t seed[SIGN_SEED_SIZE])
{
	uint8_t signature[SIGN_SIZE];
	size_t len = body_length(out);
	enum err err;

	if (!len || !is_name(k->name) || k->signer != NOTE_LOG)
		return ERR_NOTE;
	err = sign_make(signature, seed, out->at, len);
	return err ? err : add_line(out, k, signature, sizeof signature);
}

enum err note_cosign(struct buf *out, const struct note_key *k, const uint8_t seed[SIGN_SEED_SIZE], uint64_t time)
{
	uint8_t bytes[TIME_SIZE + SIGN_SIZE];
	size_t len = body_length(out);
	struct buf message = { 0 };
	enum err err;

	if (!len || !is_name(k->name) || k->signer != NOTE_COSIGNER)
		return ERR_NOTE;
	put_u64(bytes, time);
	cosigned_message(&message, time, out->at, len);
	err = message.failed ? ERR_MEMORY : sign_make(bytes + TIME_SIZE, seed, message.at, message.len);
	buf_release(&message);
	return err ? err : add_line(out, k, bytes, sizeof bytes);
}

/* Take one line off `rest` into `line`, without its line feed. False if there is none, or it is too long or holds what no note holds. */
static bool take_line(char line[LINE_MAX_SIZE], struct span *rest)
{
	const uint8_t *end = rest->len ? memchr(rest->at, '\n', rest->len) : NULL;
	size_t len = end ? (size_t)(end - rest->at) : LINE_MAX_SIZE;

	if (len >= LINE_MAX_SIZE)
		return false;
	for (size_t i = 0; i < len; i++)
		if (rest->at[i] < 0x20 || rest->at[i] == 0x7f)
			return false;
	memcpy(line, rest->at, len);
	line[len] = 0;
	rest->at += len + 1;
	rest->len -= len + 1;
	return true;
}

static bool read_signature(struct note_signature *out, const char *line)
{
	const char *name = line + strlen(DASH), *space;
	uint8_t bytes[KEY_ID_SIZE + sizeof out->bytes];
	size_t len;

	if (strncmp(line, DASH, strlen(DASH)))
		return false;
	space = strchr(name, ' ');
	if (!space || space - name > NOTE_NAME_MAX)
		return false;
	memcpy(out->name, name, (size_t)(space - name));
	out->name[space - name] = 0;
	if (!is_name(out->name) || base64_decode_any(bytes, &len, sizeof bytes, space + 1) || len <= KEY_ID_SIZE)
		return false;
	memcpy(out->key_id, bytes, KEY_ID_SIZE);
	out->len = len - KEY_ID_SIZE;
	memcpy(out->bytes, bytes + KEY_ID_SIZE, out->len);
	return true;
}

static bool read_all(struct note *n, struct span rest)
{
	const uint8_t *start = rest.at;
	char line[LINE_MAX_SIZE];

	if (!take_line(line, &rest) || !is_name(line))
		return false;
	memcpy(n->origin, line, strlen(line) + 1);
	if (!take_line(line, &rest) || !read_size(&n->head.size, line, 0))
		return false;
	if (!take_line(line, &rest) || base64_decode(n->head.root, sizeof n->head.root, line))
		return false;
	n->body_len = (size_t)(rest.at - start);
	if (!take_line(line, &rest) || line[0])
		return false;
	while (rest.len) {
		if (n->signature_count == NOTE_MAX_SIGNATURES || !take_line(line, &rest) ||
		    !read_signature(&n->signatures[n->signature_count], line))
			return false;
		n->signature_count++;
	}
	return n->signature_count > 0;
}

enum err note_read(struct note *out, const char *text, size_t len)
{
	struct note *n;
	enum err err = ERR_NOTE;

	if (len > NOTE_MAX_SIZE)
		return ERR_NOTE;
	n = calloc(1, sizeof *n);
	if (!n)
		return ERR_MEMORY;
	if (read_all(n, (struct span){ (const uint8_t *)text, len })) {
		*out = *n;
		err = OK;
	}
	free(n);
	return err;
}

static enum err check_one(const struct note_signature *s, const char *text, size_t body_len, const struct note_key *k)
{
	struct buf message = { 0 };
	enum err err;

	if (k->signer == NOTE_LOG)
		return s->len == SIGN_SIZE ? sign_check(k->key, s->bytes, text, body_len) : ERR_SIGNATURE;
	if (s->len != TIME_SIZE + SIGN_SIZE)
		return ERR_SIGNATURE;
	cosigned_message(&message, get_u64(s->bytes), text, body_len);
	err = message.failed ? ERR_MEMORY : sign_check(k->key, s->bytes + TIME_SIZE, message.at, message.len);
	buf_release(&message);
	return err;
}

enum err note_check(const struct note *n, const char *text, const struct note_key *k)
{
	uint8_t id[KEY_ID_SIZE];
	size_t found = 0;
	enum err err = key_id(id, k);

	if (err)
		return err;
	for (size_t i = 0; i < n->signature_count; i++) {
		const struct note_signature *s = &n->signatures[i];

		if (strcmp(s->name, k->name) || memcmp(s->key_id, id, sizeof id))
			continue;
		/* every line of a known key must hold, not only one of them */
		err = check_one(s, text, n->body_len, k);
		if (err)
			return err;
		found++;
	}
	return found ? OK : ERR_SIGNATURE;
}
