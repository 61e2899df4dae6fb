/* Does a code come back from what people make of it, and is every slip of the finger found? */
#include "tests/unit/cmocka_all.h"

#include <string.h>
#include "protocol/base/code.h"

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static const struct code_kind *const kinds[] = { &CODE_SLIP, &CODE_BADGE, &CODE_ENROL, &CODE_SETUP, &CODE_TRACKING, &CODE_FINGERPRINT };
enum { KINDS = sizeof kinds / sizeof *kinds };

static uint64_t next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* A code without its spaces. */
static size_t random_code(char plain[CODE_TEXT_SIZE], struct code_kind kind, uint64_t *seed)
{
	uint8_t bytes[16];
	char shown[CODE_TEXT_SIZE];
	size_t n = 0;

	for (size_t i = 0; i < kind.bytes; i++)
		bytes[i] = (uint8_t)next(seed);
	code_show(shown, kind, bytes);
	for (size_t i = 0; shown[i]; i++)
		if (shown[i] != ' ')
			plain[n++] = shown[i];
	plain[n] = 0;
	return n;
}

/* Computed from P4.2 by hand-written polynomial division in another language. */
static void codes_are_the_known_answers(void **state)
{
	uint8_t bytes[16];
	char shown[CODE_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < 16; i++)
		bytes[i] = (uint8_t)i;
	code_show(shown, CODE_SLIP, bytes);
	assert_string_equal(shown, "000G 40R4 0M30 E209 185G R38E 1WEC");
	code_show(shown, CODE_BADGE, bytes);
	assert_string_equal(shown, "000G 40R4 0M30 E209 76AN");
	code_show(shown, CODE_ENROL, bytes);
	assert_string_equal(shown, "000G 40R4 0M30 E209 185G R38E X55A");
}

static void a_code_comes_back_as_its_bytes(void **state)
{
	uint64_t seed = 1;

	(void)state;
	for (int round = 0; round < 200; round++)
		for (size_t k = 0; k < KINDS; k++) {
			uint8_t bytes[16] = { 0 }, back[16] = { 0 };
			char shown[CODE_TEXT_SIZE];

			for (size_t i = 0; i < kinds[k]->bytes; i++)
				bytes[i] = (uint8_t)next(&seed);
			code_show(shown, *kinds[k], bytes);
			assert_int_equal(code_read(back, *kinds[k], shown), OK);
			assert_memory_equal(back, bytes, 16);
		}
}

static void lower_case_spaces_hyphens_and_lookalikes_are_forgiven(void **state)
{
	uint8_t bytes[16] = { 0, 0x44 }, back[16];
	char shown[CODE_TEXT_SIZE], typed[3 * CODE_TEXT_SIZE];
	size_t n = 0;

	(void)state;
	code_show(shown, CODE_SLIP, bytes);
	for (size_t i = 0; shown[i]; i++) {
		char c = shown[i];

		typed[n++] = i % 2 ? '-' : ' ';
		typed[n++] = (char)(c == '0' ? "oO"[i % 2] : c == '1' ? "iIlL"[i % 4] : c >= 'A' ? c - 'A' + 'a' : c);
	}
	typed[n] = 0;
	assert_int_equal(code_read(back, CODE_SLIP, typed), OK);
	assert_memory_equal(back, bytes, 16);
}

static void every_single_error_is_found(void **state)
{
	uint64_t seed = 2;

	(void)state;
	for (int round = 0; round < 20; round++)
		for (size_t k = 0; k < KINDS; k++) {
			uint8_t out[16];
			char plain[CODE_TEXT_SIZE];
			size_t n = random_code(plain, *kinds[k], &seed);

			for (size_t i = 0; i < n; i++) {
				char right = plain[i];

				for (const char *c = alphabet; *c; c++) {
					plain[i] = *c;
					assert_int_equal(code_read(out, *kinds[k], plain), *c == right ? OK : ERR_CODE);
				}
				plain[i] = right;
			}
		}
}

static void every_exchange_of_neighbours_is_found(void **state)
{
	uint64_t seed = 3;

	(void)state;
	for (int round = 0; round < 100; round++)
		for (size_t k = 0; k < KINDS; k++) {
			uint8_t out[16];
			char plain[CODE_TEXT_SIZE];
			size_t n = random_code(plain, *kinds[k], &seed);

			for (size_t i = 0; i + 1 < n; i++) {
				char left = plain[i], right = plain[i + 1];

				plain[i] = right;
				plain[i + 1] = left;
				assert_int_equal(code_read(out, *kinds[k], plain), left == right ? OK : ERR_CODE);
				plain[i] = left;
				plain[i + 1] = right;
			}
		}
}

static void a_wrong_length_or_character_changes_nothing(void **state)
{
	static const char *const wrong[] = { "", " ", "0", "000000000000000000U0", "0000 0000 0000 0000 000", "0000 0000 0000 0000 0000 0",
					     "0000 0000 0000 0000 000.", "0000\t0000 0000 0000 0000", "\xef\xbc\x90", "0000 0000 0000 0000 0000 0000 0000 0000 0000" };
	uint8_t out[16] = { 9 };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(code_read(out, CODE_BADGE, wrong[i]), ERR_CODE);
	assert_int_equal(out[0], 9);
	assert_int_equal(code_read(out, CODE_BADGE, "0000 0000 0000 0000 0000"), OK);
	assert_int_equal(out[0], 0);
}

/* 16 bytes leave two filling bits in 26 characters; a code with one set and right check characters is still none. */
static void a_filling_bit_is_refused(void **state)
{
	uint8_t out[16];

	(void)state;
	assert_int_equal(code_read(out, CODE_SLIP, "000G 40R4 0M30 E209 185G R38E 1X84"), ERR_CODE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_the_known_answers),
		cmocka_unit_test(a_code_comes_back_as_its_bytes),
		cmocka_unit_test(lower_case_spaces_hyphens_and_lookalikes_are_forgiven),
		cmocka_unit_test(every_single_error_is_found),
		cmocka_unit_test(every_exchange_of_neighbours_is_found),
		cmocka_unit_test(a_wrong_length_or_character_changes_nothing),
		cmocka_unit_test(a_filling_bit_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
