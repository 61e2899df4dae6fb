/* code.c - see code.h. Characters with Reed-Solomon check characters over GF(32) (P4.1, P4.2). Must not know what a code is for. */
#include "protocol/base/code.h"

#include <string.h>
#include "protocol/base/bytes.h"

enum { GROUP = 4, MAX_CHECK = 4, MAX_BYTES = 16 };

static const char alphabet[] = CODE_ALPHABET;

const struct code_kind CODE_SLIP = { 16, 2 }, CODE_BADGE = { 10, 4 }, CODE_ENROL = { 15, 4 }, CODE_SETUP = { 10, 4 },
		       CODE_TRACKING = { 10, 4 }, CODE_FINGERPRINT = { 10, 4 };

static size_t data_chars(struct code_kind kind)
{
	return (kind.bytes * 8 + 4) / 5;
}

/* Product in GF(2)[x]/(x^5 + x^2 + 1). Without branches on a or b: a slip code is a secret. */
static uint8_t multiply(uint8_t a, uint8_t b)
{
	unsigned product = 0;

	for (int i = 0; i < 5; i++)
		product ^= (unsigned)(a << i) & -((unsigned)b >> i & 1);
	for (int i = 8; i >= 5; i--)
		product ^= (0x25u << (i - 5)) & -(product >> i & 1);
	return (uint8_t)product;
}

/* g(x) = (x - a)(x - a^2) ... (x - a^m), its coefficients below x^m, highest first. */
static void generator(uint8_t g[MAX_CHECK], size_t m)
{
	uint8_t full[MAX_CHECK + 1] = { 1 };
	uint8_t root = 1;

	for (size_t i = 1; i <= m; i++) {
		root = multiply(root, 2);
		for (size_t j = i; j > 0; j--)
			full[j] ^= multiply(full[j - 1], root);
	}
	memcpy(g, full + 1, m);
}

/* The remainder of d(x) * x^m by g(x), by long division. */
static void check_chars(uint8_t *check, size_t m, const uint8_t *data, size_t count)
{
	uint8_t g[MAX_CHECK];

	generator(g, m);
	memset(check, 0, m);
	for (size_t i = 0; i < count; i++) {
		uint8_t lead = data[i] ^ check[0];

		memmove(check, check + 1, m - 1);
		check[m - 1] = 0;
		for (size_t j = 0; j < m; j++)
			check[j] ^= multiply(g[j], lead);
	}
}

/* 5 bits a character, most significant first; the last is filled with zeros. */
static void split(uint8_t *chars, const uint8_t *bytes, size_t count)
{
	unsigned bits = 0, have = 0;

	for (size_t i = 0; i < count; i++) {
		bits = bits << 8 | bytes[i];
		for (have += 8; have >= 5; have -= 5)
			*chars++ = bits >> (have - 5) & 31;
	}
	if (have)
		*chars = (uint8_t)(bits << (5 - have) & 31);
}

/* The reverse; false if a filling bit is set. */
static bool join(uint8_t *bytes, const uint8_t *chars, size_t count)
{
	unsigned bits = 0, have = 0;

	for (size_t i = 0; i < count; i++) {
		bits = bits << 5 | chars[i];
		have += 5;
		if (have >= 8) {
			have -= 8;
			*bytes++ = (uint8_t)(bits >> have);
		}
	}
	return !(bits & ((1u << have) - 1));
}

void code_show(char out[CODE_TEXT_SIZE], struct code_kind kind, const uint8_t *bytes)
{
	uint8_t chars[CODE_MAX_CHARS];
	size_t n = data_chars(kind);

	split(chars, bytes, kind.bytes);
	check_chars(chars + n, kind.check, chars, n);
	for (size_t i = 0; i < n + kind.check; i++) {
		if (i && i % GROUP == 0)
			*out++ = ' ';
		*out++ = alphabet[chars[i]];
	}
	*out = 0;
	wipe(chars, sizeof chars);
}

/* Value of a character as a person may write it; -1 if it is none. */
static int char_value(char c)
{
	const char *at;

	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'O')
		c = '0';
	if (c == 'I' || c == 'L')
		c = '1';
	at = c ? strchr(alphabet, c) : NULL;
	return at ? (int)(at - alphabet) : -1;
}

enum err code_read(uint8_t *bytes, struct code_kind kind, const char *text)
{
	uint8_t chars[CODE_MAX_CHARS], check[MAX_CHECK], read[MAX_BYTES];
	size_t data = data_chars(kind), n = 0;
	enum err err = ERR_CODE;

	for (; *text; text++) {
		int value = char_value(*text);

		if (*text == ' ' || *text == '-')
			continue;
		if (value < 0 || n == data + kind.check)
			goto out;
		chars[n++] = (uint8_t)value;
	}
	if (n != data + kind.check)
		goto out;
	check_chars(check, kind.check, chars, data);
	if (memcmp(check, chars + data, kind.check) || !join(read, chars, data))
		goto out;
	memcpy(bytes, read, kind.bytes);
	err = OK;
out:
	wipe(chars, sizeof chars);
	wipe(read, sizeof read);
	return err;
}
