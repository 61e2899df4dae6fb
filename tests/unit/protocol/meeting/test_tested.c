/* Is the code of a test read as it is shown and no other way, and does it open that ballot alone? */
#include <stdlib.h>
#include <string.h>
#include "protocol/meeting/tested.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/meeting_maker.h"

static const uint8_t MARKS[] = { 0, 1, 2 };

struct hall {
	struct maker k;
	const struct attempt *a;
	struct maker_ballot ballot;
	struct tested code;
	const char *line;               /* of the entry */
};

static int begin(void **state)
{
	struct hall *h = calloc(1, sizeof *h);

	maker_init(&h->k, 9);
	maker_prepare(&h->k, 9);
	maker_define(&h->k, "budget", "election", 3);
	maker_open(&h->k, "budget");
	maker_ballot(&h->k, &h->ballot, 1, MARKS);
	maker_add(&h->k, "ballot_commit", NULL, maker_commit_body(&h->k, &h->ballot));
	maker_add(&h->k, "ballot_test", NULL, maker_test_body(&h->k, &h->ballot));
	h->line = h->k.lines[h->k.line_count - 1];
	h->a = meeting_current(&h->k.meeting);
	h->code.attempt = 1;
	strcpy(h->code.meeting, h->k.meeting.id);
	strcpy(h->code.poll, "budget");
	memcpy(h->code.tracking, h->ballot.tracking, sizeof h->code.tracking);
	memcpy(h->code.seed, h->ballot.seed, SEED_SIZE);
	*state = h;
	return 0;
}

static int end(void **state)
{
	struct hall *h = *state;

	maker_ballot_release(&h->ballot);
	maker_release(&h->k);
	free(h);
	return 0;
}

static enum err open_with(struct hall *h, const struct tested *code, const char *line, uint8_t marks[3])
{
	return tested_open(h->k.keys.g, marks, code, &h->a->form, line, strlen(line));
}

static void what_is_shown_is_read_again(void **state)
{
	const struct hall *h = *state;
	char text[TESTED_TEXT_SIZE];
	struct tested read;

	tested_show(text, &h->code);
	assert_memory_equal(text, "tally-test 0123456789ABCDEF budget 1 ", 37);
	assert_int_equal(tested_read(&read, text), OK);
	assert_memory_equal(&read, &h->code, sizeof read);
}

static void nothing_but_what_is_shown_is_read(void **state)
{
	const struct hall *h = *state;
	char text[TESTED_TEXT_SIZE], spoilt[TESTED_TEXT_SIZE + 2];
	struct tested read = { .attempt = 7 };

	tested_show(text, &h->code);
	for (size_t i = 0; i < strlen(text); i++) {
		/* cut short, and with a blank too many */
		snprintf(spoilt, sizeof spoilt, "%.*s", (int)i, text);
		assert_int_equal(tested_read(&read, spoilt), ERR_CODE);
		snprintf(spoilt, sizeof spoilt, "%.*s %s", (int)i, text, text + i);
		assert_int_equal(tested_read(&read, spoilt), ERR_CODE);
	}
	snprintf(spoilt, sizeof spoilt, "%s0", text);
	assert_int_equal(tested_read(&read, spoilt), ERR_CODE);
	assert_int_equal(tested_read(&read, "tally-test 0123456789ABCDEF budget -1 0 0"), ERR_CODE);
	assert_int_equal(read.attempt, 7);
}

static void the_record_tells_what_was_sealed(void **state)
{
	struct hall *h = *state;
	uint8_t marks[3];

	assert_int_equal(open_with(h, &h->code, h->line, marks), OK);
	assert_memory_equal(marks, MARKS, sizeof marks);
	const struct test_record *found = attempt_test(h->a, h->code.tracking);
	assert_non_null(found);
	assert_int_equal(found->entry, h->k.line_count - 1);
}

static void another_seed_ballot_poll_or_entry_opens_nothing(void **state)
{
	struct hall *h = *state;
	struct tested other = h->code;
	uint8_t marks[3];

	other.seed[0] ^= 1;
	assert_int_equal(open_with(h, &other, h->line, marks), ERR_OPENING);
	other = h->code;
	other.tracking[31] ^= 1;
	assert_int_equal(open_with(h, &other, h->line, marks), ERR_NO_COMMIT);
	assert_null(attempt_test(h->a, other.tracking));
	other = h->code;
	other.attempt = 2;
	assert_int_equal(open_with(h, &other, h->line, marks), ERR_NO_COMMIT);
	other = h->code;
	strcpy(other.poll, "other");
	assert_int_equal(open_with(h, &other, h->line, marks), ERR_NO_COMMIT);
	assert_int_equal(open_with(h, &h->code, h->k.lines[h->k.line_count - 2], marks), ERR_NO_COMMIT);
	assert_int_equal(open_with(h, &h->code, "{", marks), ERR_JSON);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_shown_is_read_again, begin, end),
		cmocka_unit_test_setup_teardown(nothing_but_what_is_shown_is_read, begin, end),
		cmocka_unit_test_setup_teardown(the_record_tells_what_was_sealed, begin, end),
		cmocka_unit_test_setup_teardown(another_seed_ballot_poll_or_entry_opens_nothing, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
