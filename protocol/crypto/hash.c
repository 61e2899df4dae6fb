/* hash.c - see hash.h (P3.1). Must not know what is hashed. */
#include "protocol/crypto/hash.h"
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

void hash_start(struct hash *t, const char *tag)
{
	*t = (struct hash){ 0 };
	hash_text(t, tag);
}

void hash_field(struct hash *t, const void *bytes, size_t len)
{
	uint8_t prefix[4];

	/* P1.4 bounds every field far below this; a silent wrap would make two statements one */
	if (len > UINT32_MAX)
		abort();
	put_u32(prefix, (uint32_t)len);
	buf_add(&t->fields, prefix, sizeof(prefix));
	buf_add(&t->fields, bytes, len);
}

void hash_text(struct hash *t, const char *text)
{
	hash_field(t, text, strlen(text));
}

void hash_u64(struct hash *t, uint64_t x)
{
	uint8_t bytes[8];

	put_u64(bytes, x);
	hash_field(t, bytes, sizeof(bytes));
}

static void end(struct hash *t, uint8_t *out, const EVP_MD *md)
{
	if (t->fields.failed || !EVP_Digest(t->fields.at, t->fields.len, out, NULL, md, NULL))
		abort();
	buf_release_secret(&t->fields);
}

void hash_end32(struct hash *t, uint8_t out[32])
{
	end(t, out, EVP_sha256());
}

void hash_end64(struct hash *t, uint8_t out[64])
{
	end(t, out, EVP_sha512());
}

struct buf hash_end_fields(struct hash *t)
{
	struct buf fields = t->fields;

	t->fields = (struct buf){ 0 };
	return fields;
}

void sha256(uint8_t out[32], const void *bytes, size_t len)
{
	if (!EVP_Digest(bytes, len, out, NULL, EVP_sha256(), NULL))
		abort();
}
