/* bytes.c - see bytes.h. Must not know what the bytes mean, so it treats all of them as secret:
 * nothing is left behind when a buffer moves. */
#include "protocol/base/bytes.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAP = 256 };

/* Room for `more` bytes and a terminator. */
static bool reserve(struct buf *b, size_t more)
{
	size_t cap = b->cap ? b->cap : FIRST_CAP;
	uint8_t *at;

	if (b->failed || more >= SIZE_MAX / 4 - b->len) {
		b->failed = true;
		return false;
	}
	if (b->len + more < b->cap)
		return true;
	while (cap <= b->len + more)
		cap *= 2;
	at = malloc(cap);
	if (!at) {
		b->failed = true;
		return false;
	}
	if (b->len)
		memcpy(at, b->at, b->len);
	/* realloc could leave the old bytes, which may be secret, in the heap */
	wipe(b->at, b->cap);
	free(b->at);
	b->at = at;
	b->cap = cap;
	return true;
}

void buf_release(struct buf *b)
{
	free(b->at);
	*b = (struct buf){ 0 };
}

void buf_release_secret(struct buf *b)
{
	wipe(b->at, b->cap);
	buf_release(b);
}

void buf_add(struct buf *b, const void *bytes, size_t len)
{
	if (!len || !reserve(b, len))
		return;
	memcpy(b->at + b->len, bytes, len);
	b->len += len;
}

void buf_add_text(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void buf_addf(struct buf *b, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0 || !reserve(b, (size_t)len)) {
		b->failed = true;
		return;
	}
	va_start(args, format);
	vsnprintf((char *)b->at + b->len, (size_t)len + 1, format, args);
	va_end(args);
	b->len += (size_t)len;
}

const char *buf_text(struct buf *b)
{
	if (!reserve(b, 0))
		return "";
	b->at[b->len] = 0;
	return (const char *)b->at;
}

void buf_drop(struct buf *b, size_t len)
{
	if (len > b->len)
		len = b->len;
	if (!len)
		return;
	b->len -= len;
	memmove(b->at, b->at + len, b->len);
}

void put_u32(uint8_t out[4], uint32_t x)
{
	for (int i = 0; i < 4; i++)
		out[i] = (uint8_t)(x >> (24 - 8 * i));
}

void put_u64(uint8_t out[8], uint64_t x)
{
	for (int i = 0; i < 8; i++)
		out[i] = (uint8_t)(x >> (56 - 8 * i));
}

uint32_t get_u32(const uint8_t in[4])
{
	return (uint32_t)in[0] << 24 | (uint32_t)in[1] << 16 | (uint32_t)in[2] << 8 | in[3];
}

uint64_t get_u64(const uint8_t in[8])
{
	return (uint64_t)get_u32(in) << 32 | get_u32(in + 4);
}

void wipe(void *at, size_t len)
{
	if (len)
		OPENSSL_cleanse(at, len);
}

bool bytes_equal_secret(const void *a, const void *b, size_t len)
{
	return CRYPTO_memcmp(a, b, len) == 0;
}

void hex_encode(char *out, const void *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *in = bytes;

	for (size_t i = 0; i < len; i++) {
		out[2 * i] = digits[in[i] >> 4];
		out[2 * i + 1] = digits[in[i] & 15];
	}
	out[2 * len] = 0;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

enum err hex_decode(uint8_t *out, size_t len, const char *text)
{
	if (strspn(text, "0123456789abcdef") != 2 * len || text[2 * len])
		return ERR_HEX;
	for (size_t i = 0; i < len; i++)
		out[i] = (uint8_t)(hex_value(text[2 * i]) << 4 | hex_value(text[2 * i + 1]));
	return OK;
}

size_t base64_length(size_t len)
{
	return (len + 2) / 3 * 4;
}

void base64_encode(char *out, const void *bytes, size_t len)
{
	/* an int is enough: P1.4 bounds everything far below */
	EVP_EncodeBlock((unsigned char *)out, bytes, (int)len);
}

/* One more than the value of each digit, so that what is no digit is 0. A table, because every ballot comes through here. */
static const uint8_t base64_digits[256] = {
	['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6, ['G'] = 7, ['H'] = 8,
	['I'] = 9, ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16,
	['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
	['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32,
	['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40,
	['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
	['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56,
	['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63, ['/'] = 64,
};

static int base64_value(char c)
{
	return base64_digits[(unsigned char)c] - 1;
}

/* Is this canonical base64, and of how many bytes? EVP_DecodeBlock forgives too much to be asked. */
static bool base64_is_canonical(const char *text, size_t *bytes)
{
	size_t chars = strlen(text), pad = 0;

	if (chars % 4)
		return false;
	while (pad < 2 && pad < chars && text[chars - 1 - pad] == '=')
		pad++;
	for (size_t i = 0; i < chars - pad; i++)
		if (base64_value(text[i]) < 0)
			return false;
	/* the bits of the last digit that no byte uses */
	if (pad && base64_value(text[chars - 1 - pad]) & (pad == 1 ? 3 : 15))
		return false;
	*bytes = chars / 4 * 3 - pad;
	return true;
}

static void base64_write(uint8_t *out, size_t len, const char *text)
{
	uint32_t bits = 0;
	unsigned have = 0;

	for (size_t i = 0; i < len; text++) {
		bits = bits << 6 | (uint32_t)base64_value(*text);
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[i++] = (uint8_t)(bits >> have);
		}
	}
	wipe(&bits, sizeof bits);
}

enum err base64_decode(uint8_t *out, size_t len, const char *text)
{
	size_t bytes;

	if (!base64_is_canonical(text, &bytes) || bytes != len)
		return ERR_BASE64;
	base64_write(out, len, text);
	return OK;
}

enum err base64_decode_any(uint8_t *out, size_t *len, size_t cap, const char *text)
{
	size_t bytes;

	if (!base64_is_canonical(text, &bytes))
		return ERR_BASE64;
	if (bytes > cap)
		return ERR_RANGE;
	base64_write(out, bytes, text);
	*len = bytes;
	return OK;
}
