/* Do checkpoints have the exact form of C2SP, does a signature hold for its key alone, and is every other form refused? */
#include "tests/unit/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/ledger/note.h"

static const uint8_t log_seed[32] = { 1 }, cosign_seed[32] = { 2 }, other_seed[32] = { 3 };
static const char origin[] = "tally/m/0123456789ABCDEF";

static struct note_key key_of(enum note_signer signer, const char *name, const uint8_t seed[32])
{
	struct note_key k = { .signer = signer };

	strcpy(k.name, name);
	assert_int_equal(sign_public(k.key, seed), OK);
	return k;
}

static struct head a_head(void)
{
	struct head h = { .size = 4711 };

	for (size_t i = 0; i < 32; i++)
		h.root[i] = (uint8_t)i;
	return h;
}

/* A note with the log's signature and one co-signature. */
static struct buf a_note(void)
{
	struct note_key log = key_of(NOTE_LOG, origin, log_seed), trustee = key_of(NOTE_COSIGNER, "tally/trustee/1", cosign_seed);
	struct head h = a_head();
	struct buf b = { 0 };

	assert_int_equal(note_start(&b, origin, &h), OK);
	assert_int_equal(note_sign_log(&b, &log, log_seed), OK);
	assert_int_equal(note_cosign(&b, &trustee, cosign_seed, 1795312345), OK);
	return b;
}

/* The vkey of the C2SP signed-note page, made by another implementation. */
static void a_key_is_written_as_others_write_it(void **state)
{
	static const char vkey[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
	struct note_key k;
	struct buf b = { 0 };

	(void)state;
	assert_int_equal(note_vkey_read(&k, vkey), OK);
	assert_string_equal(k.name, "PeterNeumann");
	assert_int_equal(k.signer, NOTE_LOG);
	note_vkey_write(&b, &k);
	assert_string_equal(buf_text(&b), vkey);
	buf_release(&b);
}

/* The signed note of golang.org/x/mod/sumdb/note's own tests: text, then its signature by that key. */
static void a_signature_of_another_implementation_holds(void **state)
{
	static const char text[] = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
	static const char base64[] = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
	struct note_key k;
	uint8_t bytes[68];

	(void)state;
	assert_int_equal(note_vkey_read(&k, "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"), OK);
	assert_int_equal(base64_decode(bytes, sizeof bytes, base64), OK);
	assert_int_equal(sign_check(k.key, bytes + 4, text, strlen(text)), OK);
}

static void a_key_of_any_other_form_is_refused(void **state)
{
	static const char *const wrong[] = {
		"", "+", "++", "PeterNeumann", "PeterNeumann+c74f20a3", "PeterNeumann+c74f20a3+", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"PeterNeumanN+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "PeterNeumann+c74f20a3+AhpcQQcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW ", "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"PeterNeumann+c74f20a3 ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
	};
	struct note_key k;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (note_vkey_read(&k, wrong[i]) != ERR_NOTE)
			fail_msg("taken: %s", wrong[i]);
}

static void a_note_reads_as_it_was_written(void **state)
{
	struct buf b = a_note();
	struct head h = a_head();
	const char *text = buf_text(&b);
	static const char body[] = "tally/m/0123456789ABCDEF\n4711\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";
	static const char line[] = "\n\xE2\x80\x94 tally/m/0123456789ABCDEF ";
	static struct note n;

	(void)state;
	assert_memory_equal(text, body, strlen(body));
	assert_memory_equal(text + strlen(body), line, strlen(line));
	assert_int_equal(note_read(&n, text, b.len), OK);
	assert_string_equal(n.origin, origin);
	assert_int_equal(n.head.size, 4711);
	assert_memory_equal(n.head.root, h.root, 32);
	assert_int_equal(n.body_len, strlen(body));
	assert_int_equal(n.signature_count, 2);
	assert_int_equal(n.signatures[0].len, 64);
	assert_int_equal(n.signatures[1].len, 72);
	assert_string_equal(n.signatures[1].name, "tally/trustee/1");
	assert_true(get_u64(n.signatures[1].bytes) == 1795312345);
	buf_release(&b);
}

/* tlog-cosignature: what is signed is a first line, the time, and the body. */
static void a_cosignature_is_over_the_time_and_the_body(void **state)
{
	struct note_key trustee = key_of(NOTE_COSIGNER, "tally/trustee/1", cosign_seed);
	struct buf b = a_note(), message = { 0 };
	static struct note n;

	(void)state;
	assert_int_equal(note_read(&n, buf_text(&b), b.len), OK);
	buf_add_text(&message, "cosignature/v1\ntime 1795312345\n");
	buf_add(&message, b.at, n.body_len);
	assert_int_equal(sign_check(trustee.key, n.signatures[1].bytes + 8, message.at, message.len), OK);
	buf_release(&message);
	buf_release(&b);
}

static void a_signature_holds_for_its_own_key_alone(void **state)
{
	struct note_key log = key_of(NOTE_LOG, origin, log_seed), trustee = key_of(NOTE_COSIGNER, "tally/trustee/1", cosign_seed);
	struct note_key wrong_name = key_of(NOTE_LOG, "tally/m/other", log_seed), wrong_type = key_of(NOTE_COSIGNER, origin, log_seed);
	struct note_key wrong_key = key_of(NOTE_LOG, origin, other_seed);
	struct buf b = a_note();
	const char *text = buf_text(&b);
	static struct note n;

	(void)state;
	assert_int_equal(note_read(&n, text, b.len), OK);
	assert_int_equal(note_check(&n, text, &log), OK);
	assert_int_equal(note_check(&n, text, &trustee), OK);
	assert_int_equal(note_check(&n, text, &wrong_name), ERR_SIGNATURE);
	assert_int_equal(note_check(&n, text, &wrong_type), ERR_SIGNATURE);
	assert_int_equal(note_check(&n, text, &wrong_key), ERR_SIGNATURE);
	buf_release(&b);
}

static void no_bit_of_a_signed_note_can_be_changed(void **state)
{
	struct note_key log = key_of(NOTE_LOG, origin, log_seed), trustee = key_of(NOTE_COSIGNER, "tally/trustee/1", cosign_seed);
	struct buf b = a_note();
	static struct note n;

	(void)state;
	for (size_t i = 0; i < b.len; i++)
		for (int bit = 0; bit < 8; bit++) {
			b.at[i] ^= (uint8_t)(1 << bit);
			if (!note_read(&n, (char *)b.at, b.len))
				assert_true(note_check(&n, (char *)b.at, &log) || note_check(&n, (char *)b.at, &trustee));
			b.at[i] ^= (uint8_t)(1 << bit);
		}
	buf_release(&b);
}

static void a_known_key_that_fails_once_fails_the_note(void **state)
{
	struct note_key log = key_of(NOTE_LOG, origin, log_seed);
	struct head h = a_head(), other = a_head();
	struct buf b = { 0 }, foreign = { 0 };
	static struct note n;

	(void)state;
	other.size++;
	assert_int_equal(note_start(&b, origin, &h), OK);
	assert_int_equal(note_sign_log(&b, &log, log_seed), OK);
	assert_int_equal(note_start(&foreign, origin, &other), OK);
	size_t start = foreign.len;
	assert_int_equal(note_sign_log(&foreign, &log, log_seed), OK);
	buf_add(&b, foreign.at + start, foreign.len - start);
	assert_int_equal(note_read(&n, buf_text(&b), b.len), OK);
	assert_int_equal(n.signature_count, 2);
	assert_int_equal(note_check(&n, buf_text(&b), &log), ERR_SIGNATURE);
	buf_release(&foreign);
	buf_release(&b);
}

#define ROOT "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
#define SIGNED "\xE2\x80\x94 name AAECAwQF\n"

static void a_note_of_any_other_form_is_refused(void **state)
{
	static const char *const wrong[] = {
		"", "\n", "o\n", "o\n1\n", "o\n1\n" ROOT, "o\n1\n" ROOT "\n", "\n1\n" ROOT "\n" SIGNED, "o o\n1\n" ROOT "\n" SIGNED,
		"o+\n1\n" ROOT "\n" SIGNED, "o\n01\n" ROOT "\n" SIGNED, "o\n\n" ROOT "\n" SIGNED, "o\n-1\n" ROOT "\n" SIGNED, "o\n+1\n" ROOT "\n" SIGNED,
		"o\n1 \n" ROOT "\n" SIGNED, "o\n9007199254740992\n" ROOT "\n" SIGNED, "o\n99999999999999999999\n" ROOT "\n" SIGNED,
		"o\n1\nAAECAwQF\n\n" SIGNED, "o\n1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=\n\n" SIGNED,
		"o\n1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n\n" SIGNED, "o\n1\n" ROOT "extension\n\n" SIGNED, "o\n1\n" ROOT SIGNED,
		"o\r\n1\n" ROOT "\n" SIGNED, "o\n1\r\n" ROOT "\n" SIGNED, "o\n1\n" ROOT "\r\n" SIGNED, "o\n1\n" ROOT "\n" SIGNED "\n",
		"o\n1\n" ROOT "\n\n" SIGNED, "o\n1\n" ROOT "\n" SIGNED "x", "o\n1\n" ROOT "\n- name AAECAwQF\n", "o\n1\n" ROOT "\n\xE2\x80\x94name AAECAwQF\n",
		"o\n1\n" ROOT "\n\xE2\x80\x94 name\n", "o\n1\n" ROOT "\n\xE2\x80\x94 name \n", "o\n1\n" ROOT "\n\xE2\x80\x94  AAECAwQF\n",
		"o\n1\n" ROOT "\n\xE2\x80\x94 na+me AAECAwQF\n", "o\n1\n" ROOT "\n\xE2\x80\x94 name AAECAwQ\n", "o\n1\n" ROOT "\n\xE2\x80\x94 name AAECAw==\n",
		"o\n1\n" ROOT "\n\xE2\x80\x94 name AAECAwQF \n", "o\n1\n" ROOT "\n\xE2\x80\x94 name AAECAwQF", "o\n1\n" ROOT "\n\xE2\x80\x94 name AAECAwR=\n",
	};
	static struct note n;

	(void)state;
	n.body_len = 4711;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (note_read(&n, wrong[i], strlen(wrong[i])) != ERR_NOTE)
			fail_msg("taken: %s", wrong[i]);
	assert_int_equal(n.body_len, 4711);
	assert_int_equal(note_read(&n, "o\n0\n" ROOT "\n" SIGNED, strlen("o\n0\n" ROOT "\n" SIGNED)), OK);
	assert_int_equal(note_read(&n, "o\n0\n" ROOT "\n" SIGNED "\0\n", strlen("o\n0\n" ROOT "\n" SIGNED) + 2), ERR_NOTE);
}

static void a_note_has_bounds(void **state)
{
	struct buf b = { 0 };
	static struct note n;

	(void)state;
	buf_add_text(&b, "o\n1\n" ROOT "\n");
	for (int i = 0; i < NOTE_MAX_SIGNATURES; i++)
		buf_add_text(&b, SIGNED);
	assert_int_equal(note_read(&n, buf_text(&b), b.len), OK);
	buf_add_text(&b, SIGNED);
	assert_int_equal(note_read(&n, buf_text(&b), b.len), ERR_NOTE);
	while (b.len <= NOTE_MAX_SIZE)
		buf_add_text(&b, SIGNED);
	assert_int_equal(note_read(&n, buf_text(&b), b.len), ERR_NOTE);
	buf_release(&b);
}

static void only_a_begun_note_can_be_signed(void **state)
{
	struct note_key log = key_of(NOTE_LOG, origin, log_seed), trustee = key_of(NOTE_COSIGNER, "t", cosign_seed);
	struct head h = a_head();
	struct buf b = { 0 };

	(void)state;
	assert_int_equal(note_start(&b, "o o", &h), ERR_NOTE);
	assert_int_equal(note_sign_log(&b, &log, log_seed), ERR_NOTE);
	assert_int_equal(note_cosign(&b, &trustee, cosign_seed, 1), ERR_NOTE);
	assert_int_equal(b.len, 0);
	assert_int_equal(note_start(&b, origin, &h), OK);
	assert_int_equal(note_sign_log(&b, &trustee, cosign_seed), ERR_NOTE);
	assert_int_equal(note_cosign(&b, &log, log_seed, 1), ERR_NOTE);
	buf_release(&b);
}

static void a_head_is_shown_and_read_in_one_form(void **state)
{
	static const char *const wrong[] = { "", ":", "4711", "4711:", "4711:000102030405060708", "4711:0001020304050607080900", "4711:0001020304050607080G",
					     "04711:00010203040506070809", " 4711:00010203040506070809", "4711: 00010203040506070809", ":00010203040506070809",
					     "4711:00010203040506070809 ", "9007199254740992:00010203040506070809" };
	struct head h = a_head();
	char text[HEAD_TEXT_SIZE];
	uint8_t prefix[10];
	uint64_t size = 9;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(head_read(&size, prefix, wrong[i]), ERR_HEAD);
	assert_int_equal(size, 9);
	head_show(text, &h);
	assert_string_equal(text, "4711:00010203040506070809");
	assert_int_equal(head_read(&size, prefix, text), OK);
	assert_int_equal(size, 4711);
	assert_memory_equal(prefix, h.root, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_is_written_as_others_write_it),
		cmocka_unit_test(a_signature_of_another_implementation_holds),
		cmocka_unit_test(a_key_of_any_other_form_is_refused),
		cmocka_unit_test(a_note_reads_as_it_was_written),
		cmocka_unit_test(a_cosignature_is_over_the_time_and_the_body),
		cmocka_unit_test(a_signature_holds_for_its_own_key_alone),
		cmocka_unit_test(no_bit_of_a_signed_note_can_be_changed),
		cmocka_unit_test(a_known_key_that_fails_once_fails_the_note),
		cmocka_unit_test(a_note_of_any_other_form_is_refused),
		cmocka_unit_test(a_note_has_bounds),
		cmocka_unit_test(only_a_begun_note_can_be_signed),
		cmocka_unit_test(a_head_is_shown_and_read_in_one_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
