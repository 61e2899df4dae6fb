/* Does a case of counted numbers get the outcome of the rules, at every place where one turns, and
 * is whatever cannot be decided refused by the name of its cell? */
#include "protocol/meeting/decide.h"

#include <stdio.h>
#include <string.h>
#include "tests/unit/cmocka_all.h"

/* The cells in the order of the columns; NULL for empty. */
struct row {
	const char *id, *type, *E, *P, *issued, *returned, *invalid, *abstain, *base, *base_n, *op, *frac, *seats, *tally;
};

static void fill(const char *cells[DECIDE_COLUMN_COUNT], const struct row *row)
{
	const char *const given[DECIDE_COLUMN_COUNT] = { row->id, row->type, row->E, row->P, row->issued, row->returned,
							 row->invalid, row->abstain, row->base, row->base_n, row->op,
							 row->frac, row->seats, row->tally };

	for (int c = 0; c < DECIDE_COLUMN_COUNT; c++)
		cells[c] = given[c] ? given[c] : "";
}

static void assert_decided(const char *required, const char *answer, const struct row *row)
{
	const char *cells[DECIDE_COLUMN_COUNT], *detail = NULL;
	struct buf got_required = { 0 }, got_answer = { 0 };

	fill(cells, row);
	assert_int_equal(decide(&got_required, &got_answer, &detail, cells), OK);
	assert_string_equal(buf_text(&got_required), required);
	assert_string_equal(buf_text(&got_answer), answer);
	buf_release(&got_required);
	buf_release(&got_answer);
}

static void assert_refused(enum err err, const char *column, const struct row *row)
{
	const char *cells[DECIDE_COLUMN_COUNT], *detail = NULL;
	struct buf required = { 0 }, answer = { 0 };

	fill(cells, row);
	assert_int_equal(decide(&required, &answer, &detail, cells), err);
	assert_string_equal(detail, column);
	assert_int_equal(required.len + answer.len, 0);
	buf_release(&required);
	buf_release(&answer);
}

#define decided(required, answer, ...) assert_decided(required, answer, &(struct row){ __VA_ARGS__ })
#define refused(err, column, ...) assert_refused(err, column, &(struct row){ __VA_ARGS__ })

#define QUORUM .type = "quorum", .base = "EXPECTED", .op = "GE", .frac = "2/3"
#define RESOLUTION .type = "resolution", .base = "PRESENT", .op = "GT", .frac = "1/2"
#define ELECTION .type = "election", .base = "PRESENT", .op = "GT", .frac = "1/2"
#define LADDER .type = "grade3", .base = "EXPECTED", .op = "GT", .frac = "1/2"

/* ---- quorum ---- */

static void quorum_begins_at_the_fraction(void **state)
{
	(void)state;
	decided("48", "not_met", QUORUM, .E = "71", .P = "47");
	decided("48", "met", QUORUM, .E = "71", .P = "48");
	decided("48", "met", QUORUM, .E = "72", .P = "48");
	decided("80", "met", .type = "quorum", .base = "EXPECTED", .op = "GE", .frac = "4/5", .E = "100", .P = "80");
	decided("81", "not_met", .type = "quorum", .base = "EXPECTED", .op = "GT", .frac = "4/5", .E = "100", .P = "80");
}

static void quorum_of_an_empty_roll_is_an_error_of_the_roll(void **state)
{
	(void)state;
	decided("0", "error_empty_roll", QUORUM, .E = "0", .P = "0");
	refused(ERR_FIELD_MISSING, "P", QUORUM, .E = "0");
	refused(ERR_FIELD_MISSING, "E", QUORUM, .P = "5");
}

/* ---- resolutions ---- */

static void exactly_half_does_not_exceed_half(void **state)
{
	(void)state;
	decided("36", "not_passed", RESOLUTION, .P = "70", .tally = "for:35;against:1");
	decided("36", "passed", RESOLUTION, .P = "70", .tally = "for:36;against:34");
	decided("36", "passed", RESOLUTION, .P = "71", .tally = "for:36;against:35");
	decided("36", "not_passed", RESOLUTION, .P = "71", .tally = "for:35;against:0");
	decided("35", "passed", .type = "resolution", .base = "PRESENT", .op = "GE", .frac = "1/2", .P = "70", .tally = "for:35");
}

static void cast_is_for_and_against(void **state)
{
	(void)state;
	decided("74", "passed", .type = "resolution", .base = "CAST", .op = "GT", .frac = "1/2", .tally = "for:75;against:72;abstain:26");
	decided("74", "not_passed", .type = "resolution", .base = "CAST", .op = "GT", .frac = "1/2", .tally = "for:73;against:74;abstain:26");
	refused(ERR_FIELD_MISSING, "tally", .type = "resolution", .base = "CAST", .op = "GT", .frac = "1/2", .tally = "for:75");
}

static void of_nobody_nothing_passes(void **state)
{
	(void)state;
	decided("0", "not_passed", RESOLUTION, .P = "0", .tally = "for:0");
	decided("0", "not_passed", .type = "resolution", .base = "CAST", .op = "GE", .frac = "2/3", .tally = "for:0;against:0");
}

static void more_returned_than_issued_is_void_and_nothing_else(void **state)
{
	(void)state;
	decided("36", "void_rerun", RESOLUTION, .P = "71", .issued = "70", .returned = "71", .tally = "for:71;not_voted:0");
	decided("36", "passed;ballot_count_valid", RESOLUTION, .P = "71", .issued = "71", .returned = "71", .tally = "for:71");
	decided("36", "passed", RESOLUTION, .P = "71", .issued = "71", .tally = "for:71");
	decided("36", "void_rerun", ELECTION, .P = "71", .issued = "70", .returned = "71", .seats = "1", .tally = "A:71");
	decided("", "void_rerun", .type = "validity", .issued = "70", .returned = "71");
	decided("", "valid", .type = "validity", .issued = "70", .returned = "70");
	refused(ERR_FIELD_MISSING, "returned", .type = "validity", .issued = "70");
	refused(ERR_FIELD_MISSING, "issued", .type = "validity", .returned = "70");
}

static void gap_is_told_over_those_present_where_not_voted_is_known(void **state)
{
	(void)state;
	decided("238", "not_passed;unaccounted=3", RESOLUTION, .P = "474", .tally = "for:218;against:162;abstain:82;not_voted:9");
	decided("238", "not_passed", RESOLUTION, .P = "474", .tally = "for:218;against:162;abstain:82;not_voted:12");
	decided("238", "not_passed", RESOLUTION, .P = "474", .tally = "for:218;against:162;abstain:82;not_voted:13");
	decided("238", "not_passed", RESOLUTION, .P = "474", .tally = "for:218;against:162;abstain:82");
	decided("238", "not_passed", .type = "resolution", .base = "EXPECTED", .E = "474", .op = "GT", .frac = "1/2", .tally = "for:218;not_voted:9");
	decided("4", "passed;ballot_count_valid;unaccounted=1", RESOLUTION, .P = "7", .issued = "7", .returned = "7", .tally = "for:5;not_voted:1");
}

/* ---- elections ---- */

static void ties_inside_and_at_the_seats(void **state)
{
	(void)state;
	decided("36", "elected=A|B;unfilled=1;tie=C|D", ELECTION, .P = "71", .seats = "3", .tally = "A:50;B:48;C:45;D:45;E:20");
	decided("36", "elected=B|A|C;unfilled=0", ELECTION, .P = "71", .seats = "3", .tally = "A:45;B:48;C:45;D:44");
	decided("36", "elected=B;unfilled=2;tie=A|C|D|E", ELECTION, .P = "71", .seats = "3", .tally = "A:45;B:48;C:45;D:45;E:45");
	decided("36", "elected=;unfilled=1;tie=A|B", .type = "election", .base = "CAST", .base_n = "71", .op = "GT", .frac = "1/2", .seats = "1", .tally = "A:40;B:40");
}

static void fewer_pass_than_seats(void **state)
{
	(void)state;
	decided("36", "elected=A|B;unfilled=1;supplementary_or_reduce", ELECTION, .P = "71", .seats = "3", .tally = "A:50;B:40;C:35;D:34");
	decided("96", "elected=;unfilled=1;runoff", .type = "election", .base = "CAST", .op = "GT", .frac = "1/2", .returned = "193", .invalid = "1", .abstain = "2",
		.seats = "1", .tally = "X:95;Y:95");
	decided("36", "elected=;unfilled=2;supplementary_or_reduce", ELECTION, .P = "71", .seats = "2");
}

static void cast_of_an_election_is_what_is_left_of_the_returned(void **state)
{
	(void)state;
	decided("96", "elected=X;unfilled=0", .type = "election", .base = "CAST", .op = "GT", .frac = "1/2", .returned = "193", .invalid = "1", .abstain = "2",
		.seats = "1", .tally = "X:96");
	refused(ERR_FIELD_MISSING, "returned", .type = "election", .base = "CAST", .op = "GT", .frac = "1/2", .seats = "1", .tally = "X:96");
	refused(ERR_FIELD_MISSING, "invalid", .type = "election", .base = "CAST", .op = "GT", .frac = "1/2", .returned = "193", .abstain = "2", .seats = "1");
	refused(ERR_FIELD_MISSING, "abstain", .type = "election", .base = "CAST", .op = "GT", .frac = "1/2", .returned = "193", .invalid = "1", .seats = "1");
	refused(ERR_RANGE, "returned", .type = "election", .base = "CAST", .op = "GT", .frac = "1/2", .returned = "2", .invalid = "1", .abstain = "2", .seats = "1");
}

static void no_seats_and_nobody_present(void **state)
{
	(void)state;
	decided("36", "elected=;unfilled=0", ELECTION, .P = "71", .seats = "0", .tally = "A:50");
	decided("0", "elected=;unfilled=1;supplementary_or_reduce", ELECTION, .P = "0", .seats = "1", .tally = "A:5");
	refused(ERR_FIELD_MISSING, "seats", ELECTION, .P = "71", .tally = "A:50");
}

static void names_may_hold_colons_dots_and_spaces(void **state)
{
	(void)state;
	decided("5", "elected=a:b:c|P. Galindo|=1+1|x,\"y\";unfilled=0", ELECTION, .P = "9", .seats = "4", .tally = "P. Galindo:8;a:b:c:9;=1+1:7;x,\"y\":6");
	decided("5", "elected=A;unfilled=0", ELECTION, .P = "9", .seats = "1", .tally = "A:9;");
}

/* ---- bases ---- */

static void base_n_stands_before_what_could_be_computed(void **state)
{
	(void)state;
	decided("36", "passed", RESOLUTION, .P = "71", .base_n = "71", .tally = "for:36");
	decided("36", "passed", RESOLUTION, .base_n = "71", .tally = "for:36");
	decided("36", "passed", .type = "resolution", .base = "RETURNED", .returned = "71", .op = "GT", .frac = "1/2", .tally = "for:36");
	decided("36", "passed", .type = "resolution", .base = "VALID", .returned = "73", .invalid = "2", .op = "GT", .frac = "1/2", .tally = "for:36");
	decided("36", "passed", .type = "resolution", .base = "NONE", .base_n = "71", .op = "GT", .frac = "1/2", .tally = "for:36");
}

static void base_that_is_not_known_is_an_error(void **state)
{
	(void)state;
	refused(ERR_FIELD_MISSING, "P", RESOLUTION, .E = "71", .tally = "for:36");
	refused(ERR_FIELD_MISSING, "returned", .type = "resolution", .base = "RETURNED", .op = "GT", .frac = "1/2", .tally = "for:36");
	refused(ERR_FIELD_MISSING, "invalid", .type = "resolution", .base = "VALID", .returned = "71", .op = "GT", .frac = "1/2", .tally = "for:36");
	refused(ERR_RANGE, "returned", .type = "resolution", .base = "VALID", .returned = "1", .invalid = "2", .op = "GT", .frac = "1/2", .tally = "for:36");
	refused(ERR_FIELD_MISSING, "base_n", .type = "resolution", .op = "GT", .frac = "1/2", .tally = "for:36");
	refused(ERR_FIELD_MISSING, "base_n", .type = "resolution", .base = "NONE", .op = "GT", .frac = "1/2", .tally = "for:36");
	refused(ERR_FIELD_MISSING, "base_n", .type = "cap", .base = "POOL", .frac = "1/4");
	refused(ERR_FIELD_MISSING, "base_n", .type = "quorum", .base = "CAST", .op = "GE", .frac = "2/3", .P = "5", .tally = "for:1;against:1");
	refused(ERR_FIELD_TYPE, "base", .type = "resolution", .base = "present", .base_n = "71", .op = "GT", .frac = "1/2", .tally = "for:36");
}

static void range_of_bases_must_give_one_outcome(void **state)
{
	(void)state;
	decided("", "满意", LADDER, .base_n = "29..33", .tally = "满意:17;基本满意:12;不满意:0");
	refused(ERR_CASE_RANGE, "base_n", LADDER, .base_n = "29..34", .tally = "满意:17;基本满意:12;不满意:0");
	decided("", "passed", RESOLUTION, .base_n = "70..71", .tally = "for:36");
	refused(ERR_CASE_RANGE, "base_n", RESOLUTION, .base_n = "71..72", .tally = "for:36");
	decided("36", "passed", RESOLUTION, .base_n = "71..71", .tally = "for:36");
	/* the same at both ends, and not between: over nobody nothing passes */
	refused(ERR_CASE_RANGE, "base_n", RESOLUTION, .base_n = "0..4", .tally = "for:2");
	refused(ERR_CASE_RANGE, "base_n", RESOLUTION, .base_n = "70..71", .tally = "for:36;not_voted:1");
	refused(ERR_CASE_RANGE, "base_n", .type = "rate", .base = "RETURNED", .base_n = "3..4", .tally = "A:1");
	refused(ERR_RANGE, "base_n", .type = "rate", .base = "RETURNED", .base_n = "0..4", .tally = "A:0");
}

static void ranges_that_are_none(void **state)
{
	static const char *const out[] = { "9..3", "1..100000" }, *const wrong[] = { "..", "3..", "..3", "3...5", "3..5..7", "3.5", "-1..3", "a..b" };

	(void)state;
	for (size_t i = 0; i < sizeof out / sizeof *out; i++)
		refused(ERR_RANGE, "base_n", RESOLUTION, .base_n = out[i], .tally = "for:36");
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		refused(ERR_FIELD_TYPE, "base_n", RESOLUTION, .base_n = wrong[i], .tally = "for:36");
}

/* ---- appraisal and rates ---- */

static void ladder_is_strict_or_inclusive_as_its_operator_says(void **state)
{
	(void)state;
	decided("18", "基本满意", LADDER, .E = "34", .tally = "满意:17;基本满意:12;不满意:1");
	decided("17", "满意", .type = "grade3", .base = "EXPECTED", .op = "GE", .frac = "1/2", .E = "34", .tally = "满意:17;基本满意:12;不满意:1");
	decided("18", "不满意", LADDER, .E = "34", .tally = "满意:10;基本满意:7;不满意:13");
	decided("18", "基本满意", LADDER, .E = "34", .tally = "满意:10;基本满意:8;不满意:13");
	decided("0", "不满意", LADDER, .E = "0", .tally = "满意:0;基本满意:0");
	decided("18", "满意", LADDER, .E = "34", .tally = "满意:18");
	refused(ERR_FIELD_MISSING, "tally", LADDER, .E = "34", .tally = "满意:17");
	refused(ERR_FIELD_MISSING, "tally", LADDER, .E = "34", .tally = "基本满意:34");
}

static void percentages_have_two_decimals_half_up(void **state)
{
	(void)state;
	decided("", "满意率=89.29;基本满意率=10.71;不满意率=0.00", .type = "rate", .base = "RETURNED", .returned = "28", .tally = "满意:25;基本满意:3;不满意:0");
	decided("", "出席率=98.04", .type = "rate", .base = "EXPECTED", .E = "1732", .tally = "present:1698");
	decided("", "A率=0.01;B率=0.00;C率=100.00;D率=0.05", .type = "rate", .base = "RETURNED", .base_n = "20000", .tally = "A:1;B:0;C:20000;D:9");
	decided("", "A率=0.00", .type = "rate", .base = "RETURNED", .base_n = "20001", .tally = "A:1");
	decided("", "A率=66.67;B率=33.33", .type = "rate", .base = "RETURNED", .base_n = "3", .tally = "A:2;B:1");
	refused(ERR_RANGE, "base_n", .type = "rate", .base = "RETURNED", .returned = "0", .tally = "A:0");
	refused(ERR_FIELD_MISSING, "tally", .type = "rate", .base = "RETURNED", .returned = "9");
}

static void rate_is_below_only_under_its_fraction(void **state)
{
	(void)state;
	decided("", "称职率=78.57;below", .type = "rate_flag", .base = "VALID", .base_n = "70", .frac = "80/100", .tally = "称职以上:55");
	decided("", "称职率=80.00;not_below", .type = "rate_flag", .base = "VALID", .base_n = "70", .frac = "80/100", .tally = "称职以上:56");
	/* 80.00 as written, and yet below */
	decided("", "称职率=80.00;below", .type = "rate_flag", .base = "VALID", .base_n = "100000", .frac = "80/100", .tally = "称职以上:79999");
	refused(ERR_RANGE, "base_n", .type = "rate_flag", .base = "VALID", .base_n = "0", .frac = "80/100", .tally = "称职以上:0");
	refused(ERR_FIELD_MISSING, "frac", .type = "rate_flag", .base = "VALID", .base_n = "70", .tally = "称职以上:5");
	refused(ERR_FIELD_MISSING, "tally", .type = "rate_flag", .base = "VALID", .base_n = "70", .frac = "80/100", .tally = "优秀:5;称职:9");
}

/* ---- types without a base ---- */

static void paper_ballot_is_judged_as_a_whole(void **state)
{
	(void)state;
	decided("", "invalid_whole_ballot", .type = "ballot", .seats = "7", .tally = "approvals:8");
	decided("", "valid", .type = "ballot", .seats = "7", .tally = "approvals:7");
	decided("", "valid", .type = "ballot", .seats = "0", .tally = "approvals:0");
	decided("", "invalid_whole_ballot", .type = "ballot", .seats = "0", .tally = "approvals:1");
	decided("", "valid", .type = "ballot", .seats = "7", .tally = "approvals:6;against:2;write_ins:2");
	decided("", "write_in_not_allowed", .type = "ballot", .seats = "7", .tally = "approvals:6;against:2;write_ins:3");
	decided("", "write_in_not_allowed", .type = "ballot", .seats = "7", .tally = "approvals:6;write_ins:1");
	decided("", "invalid_whole_ballot", .type = "ballot", .seats = "7", .tally = "approvals:8;against:0;write_ins:1");
	refused(ERR_FIELD_MISSING, "seats", .type = "ballot", .tally = "approvals:8");
	refused(ERR_FIELD_MISSING, "tally", .type = "ballot", .seats = "7", .tally = "against:2");
}

static void caps_round_down_and_surplus_rounds_up(void **state)
{
	(void)state;
	decided("", "max=17", .type = "cap", .base = "POOL", .base_n = "71", .frac = "25/100");
	decided("", "max=18", .type = "cap", .base = "POOL", .base_n = "72", .frac = "25/100");
	decided("", "max=0", .type = "cap", .base = "POOL", .base_n = "3", .frac = "25/100");
	decided("", "max=0", .type = "cap", .base = "POOL", .base_n = "0", .frac = "25/100");
	decided("", "min_extra=1;ok", .type = "surplus", .frac = "1/5", .seats = "5", .tally = "candidates:6");
	decided("", "min_extra=2;below", .type = "surplus", .frac = "1/5", .seats = "6", .tally = "candidates:7");
	decided("", "min_extra=2;ok", .type = "surplus", .frac = "1/5", .seats = "6", .tally = "candidates:8");
	decided("", "min_extra=1;below", .type = "surplus", .frac = "1/5", .seats = "5", .tally = "candidates:4");
	decided("", "min_extra=0;ok", .type = "surplus", .frac = "1/5", .seats = "0", .tally = "candidates:0");
	refused(ERR_FIELD_MISSING, "frac", .type = "cap", .base = "POOL", .base_n = "71");
	refused(ERR_FIELD_MISSING, "frac", .type = "surplus", .seats = "5", .tally = "candidates:6");
	refused(ERR_FIELD_MISSING, "seats", .type = "surplus", .frac = "1/5", .tally = "candidates:6");
}

static void ten_signers_are_enough_if_all_differ(void **state)
{
	(void)state;
	decided("", "rejected", .type = "cosign", .frac = "10/1", .tally = "signers:10;distinct_active:9");
	decided("", "accepted", .type = "cosign", .frac = "10/1", .tally = "signers:10;distinct_active:10");
	refused(ERR_FIELD_MISSING, "tally", .type = "cosign", .frac = "10/1", .tally = "signers:10");
	refused(ERR_FIELD_MISSING, "frac", .type = "cosign", .tally = "signers:10;distinct_active:10");
}

static void deadlines_clamp_or_are_refused(void **state)
{
	(void)state;
	decided("", "due=2025-02-28", .type = "deadline", .tally = "start:2024-11-30;add:3 months");
	decided("", "due=2024-02-29", .type = "deadline", .tally = "add:1 months;start:2024-01-31");
	decided("", "due=2024-04-30", .type = "deadline", .tally = "start:2024-03-01;add:60 days");
	refused(ERR_FIELD_TYPE, "tally", .type = "deadline", .tally = "start:2023-02-29;add:3 months");
	refused(ERR_FIELD_TYPE, "tally", .type = "deadline", .tally = "start:2024-11-30;add:3");
	refused(ERR_FIELD_MISSING, "tally", .type = "deadline", .tally = "start:2024-11-30");
	refused(ERR_FIELD_MISSING, "tally", .type = "deadline", .tally = "add:3 months");
}

static void votes_on_people_are_secret(void **state)
{
	static const char *const kinds[] = { "election", "appraisal", "satisfaction", "confidence" };
	char tally[80];

	(void)state;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		snprintf(tally, sizeof tally, "item:%s;method:show_of_hands", kinds[i]);
		decided("", "refused", .type = "secrecy", .tally = tally);
		snprintf(tally, sizeof tally, "item:%s;method:secret", kinds[i]);
		decided("", "allowed", .type = "secrecy", .tally = tally);
	}
	decided("", "allowed", .type = "secrecy", .tally = "item:resolution;method:show_of_hands");
	refused(ERR_FIELD_MISSING, "tally", .type = "secrecy", .tally = "item:election");
	refused(ERR_FIELD_MISSING, "tally", .type = "secrecy", .tally = "method:secret");
}

/* ---- hostile cells ---- */

static void what_is_no_count_is_refused_by_its_column(void **state)
{
	static const char *const wrong[] = { "-1", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "1,000", "1000000000001", "99999999999999999999999", "９", "x", "=1" };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		refused(ERR_FIELD_TYPE, "E", QUORUM, .E = wrong[i], .P = "5");
		refused(ERR_FIELD_TYPE, "P", QUORUM, .E = "5", .P = wrong[i]);
		refused(ERR_FIELD_TYPE, "issued", QUORUM, .E = "5", .P = "5", .issued = wrong[i]);
		refused(ERR_FIELD_TYPE, "returned", QUORUM, .E = "5", .P = "5", .returned = wrong[i]);
		refused(ERR_FIELD_TYPE, "invalid", QUORUM, .E = "5", .P = "5", .invalid = wrong[i]);
		refused(ERR_FIELD_TYPE, "abstain", QUORUM, .E = "5", .P = "5", .abstain = wrong[i]);
		refused(ERR_FIELD_TYPE, "seats", QUORUM, .E = "5", .P = "5", .seats = wrong[i]);
		refused(ERR_FIELD_TYPE, "base_n", QUORUM, .base_n = wrong[i], .P = "5");
		char tally[64];
		snprintf(tally, sizeof tally, "for:%s", wrong[i]);
		refused(ERR_FIELD_TYPE, "tally", RESOLUTION, .P = "5", .tally = tally);
	}
}

static void greatest_numbers_do_not_wrap(void **state)
{
	(void)state;
	decided("999999000000", "met", .type = "quorum", .base = "EXPECTED", .op = "GE", .frac = "999999/1000000", .E = "1000000000000", .P = "999999000000");
	decided("999999000000", "not_met", .type = "quorum", .base = "EXPECTED", .op = "GE", .frac = "999999/1000000", .E = "1000000000000", .P = "999998999999");
	decided("", "max=1000000000000", .type = "cap", .base = "POOL", .base_n = "1000000000000", .frac = "1000000/1000000");
	decided("", "A率=100.00", .type = "rate", .base = "RETURNED", .base_n = "1000000000000", .tally = "A:1000000000000");
	decided("1000000000000", "elected=A;unfilled=999999999999;supplementary_or_reduce", .type = "election", .base = "PRESENT", .P = "1000000000000", .op = "GE",
		.frac = "1/1", .seats = "1000000000000", .tally = "A:1000000000000;B:999999999999");
}

static void rules_that_are_none(void **state)
{
	static const char *const wrong[] = { "1", "/", "1/", "/2", "-1/2", "1/2/3", "0.5", "a/b", "1/ 2" }, *const out[] = { "0/2", "1/0", "1000001/2", "1/1000001" };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		refused(ERR_FIELD_TYPE, "frac", .type = "quorum", .base = "EXPECTED", .op = "GE", .E = "5", .P = "5", .frac = wrong[i]);
	for (size_t i = 0; i < sizeof out / sizeof *out; i++)
		refused(ERR_RANGE, "frac", .type = "quorum", .base = "EXPECTED", .op = "GE", .E = "5", .P = "5", .frac = out[i]);
	refused(ERR_FIELD_MISSING, "frac", .type = "quorum", .base = "EXPECTED", .op = "GE", .E = "5", .P = "5");
	refused(ERR_FIELD_MISSING, "op", .type = "quorum", .base = "EXPECTED", .frac = "1/2", .E = "5", .P = "5");
	refused(ERR_FIELD_TYPE, "op", .type = "quorum", .base = "EXPECTED", .op = "gt", .frac = "1/2", .E = "5", .P = "5");
	refused(ERR_CASE_TYPE, "type", .type = "lottery");
	refused(ERR_CASE_TYPE, "type", .type = NULL);
}

static void tallies_that_are_none(void **state)
{
	static const char *const wrong[] = { "A", ":", ":1", ";", ";A:1", "A:1;;B:2", "A:1;B", "A:", "A:;B:1", "A:1 ;B:2" };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		refused(ERR_FIELD_TYPE, "tally", ELECTION, .P = "5", .seats = "1", .tally = wrong[i]);
	refused(ERR_CASE_NAME, "tally", ELECTION, .P = "5", .seats = "1", .tally = "A:1;B:2;A:1");
}

static void tallies_beyond_all_bounds(void **state)
{
	static char many[20000], wide[70000];
	size_t len = 0;

	(void)state;
	for (int i = 0; i < 601; i++)
		len += (size_t)snprintf(many + len, sizeof many - len, "%sN%d:%d", i ? ";" : "", i, i);
	refused(ERR_RANGE, "tally", ELECTION, .P = "5", .seats = "1", .tally = many);
	*strrchr(many, ';') = 0;
	decided("300", "elected=N599;unfilled=0", ELECTION, .P = "599", .seats = "1", .tally = many);
	memset(wide, 'x', sizeof wide - 1);
	refused(ERR_TOO_LONG, "tally", ELECTION, .P = "5", .seats = "1", .tally = wide);
}

static void columns_stand_in_the_order_of_their_names(void **state)
{
	(void)state;
	assert_string_equal(decide_columns[DECIDE_ID], "id");
	assert_string_equal(decide_columns[DECIDE_BASE_N], "base_n");
	assert_string_equal(decide_columns[DECIDE_TALLY], "tally");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quorum_begins_at_the_fraction),
		cmocka_unit_test(quorum_of_an_empty_roll_is_an_error_of_the_roll),
		cmocka_unit_test(exactly_half_does_not_exceed_half),
		cmocka_unit_test(cast_is_for_and_against),
		cmocka_unit_test(of_nobody_nothing_passes),
		cmocka_unit_test(more_returned_than_issued_is_void_and_nothing_else),
		cmocka_unit_test(gap_is_told_over_those_present_where_not_voted_is_known),
		cmocka_unit_test(ties_inside_and_at_the_seats),
		cmocka_unit_test(fewer_pass_than_seats),
		cmocka_unit_test(cast_of_an_election_is_what_is_left_of_the_returned),
		cmocka_unit_test(no_seats_and_nobody_present),
		cmocka_unit_test(names_may_hold_colons_dots_and_spaces),
		cmocka_unit_test(base_n_stands_before_what_could_be_computed),
		cmocka_unit_test(base_that_is_not_known_is_an_error),
		cmocka_unit_test(range_of_bases_must_give_one_outcome),
		cmocka_unit_test(ranges_that_are_none),
		cmocka_unit_test(ladder_is_strict_or_inclusive_as_its_operator_says),
		cmocka_unit_test(percentages_have_two_decimals_half_up),
		cmocka_unit_test(rate_is_below_only_under_its_fraction),
		cmocka_unit_test(paper_ballot_is_judged_as_a_whole),
		cmocka_unit_test(caps_round_down_and_surplus_rounds_up),
		cmocka_unit_test(ten_signers_are_enough_if_all_differ),
		cmocka_unit_test(deadlines_clamp_or_are_refused),
		cmocka_unit_test(votes_on_people_are_secret),
		cmocka_unit_test(what_is_no_count_is_refused_by_its_column),
		cmocka_unit_test(greatest_numbers_do_not_wrap),
		cmocka_unit_test(rules_that_are_none),
		cmocka_unit_test(tallies_that_are_none),
		cmocka_unit_test(tallies_beyond_all_bounds),
		cmocka_unit_test(columns_stand_in_the_order_of_their_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
