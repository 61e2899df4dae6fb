/* Does a terminal take the open poll only as it must be, compute the key itself, and seal ballots that everybody else's checks accept? */
#include "tests/unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>
#include "ballot-client/sealer.h"
#include "protocol/base/fields.h"
#include "tests/unit/meeting_maker.h"

struct kit {
	struct maker k;
	struct sealer sealer;
	json_t *poll;                   /* as `state` tells it */
};

static void begin(struct kit *t)
{
	maker_init(&t->k, 9);
	maker_prepare(&t->k, 9);
	maker_define(&t->k, "budget", "election", 3);
	maker_open(&t->k, "budget");
	t->poll = maker_state_poll(&t->k);
	assert_int_equal(sealer_init(&t->sealer), OK);
}

static void end(struct kit *t)
{
	json_decref(t->poll);
	sealer_release(&t->sealer);
	maker_release(&t->k);
}

static enum err read_poll(struct kit *t, struct terminal_poll *out, const json_t *poll)
{
	return sealer_read_poll(&t->sealer, out, t->k.meeting.id, poll);
}

static void take(struct kit *t, struct terminal_poll *out)
{
	assert_int_equal(read_poll(t, out, t->poll), OK);
}

/* Neither the poll nor the key that is prepared may change. Steals `poll`. */
static void is_refused(struct kit *t, json_t *poll, enum err expected)
{
	struct terminal_poll out, before;
	struct sealer sealer = t->sealer;

	assert_non_null(poll);
	memset(&out, 0xA5, sizeof out);
	before = out;
	assert_int_equal(read_poll(t, &out, poll), expected);
	assert_memory_equal(&out, &before, sizeof out);
	assert_int_equal(t->sealer.has_key, sealer.has_key);
	assert_memory_equal(t->sealer.key, sealer.key, POINT_SIZE);
	assert_memory_equal(t->sealer.record, sealer.record, 32);
	json_decref(poll);
}

/* The poll with one field replaced; steals `value`. */
static json_t *with(const struct kit *t, const char *field, json_t *value)
{
	json_t *poll = json_deep_copy(t->poll);

	assert_int_equal(json_object_set_new(poll, field, value), 0);
	return poll;
}

/* ---- reading ---- */

static void the_poll_is_read_as_the_record_has_it(void **state)
{
	struct kit t;
	struct terminal_poll p;

	(void)state;
	begin(&t);
	const struct attempt *a = meeting_current(&t.k.meeting);
	take(&t, &p);
	assert_string_equal(p.id, "budget");
	assert_int_equal(p.attempt, a->number);
	assert_int_equal(p.slot, a->slot);
	assert_false(p.is_held);
	assert_int_equal(p.form.row_count, 3);
	assert_memory_equal(p.form.h_poll, a->form.h_poll, 64);
	assert_int_equal(ballot_form_body_size(&p.form), ballot_form_body_size(&a->form));
	assert_string_equal(json_string_value(json_object_get(p.definition, "poll")), "budget");
	assert_memory_equal(p.record, t.k.keys.record, 32);
	terminal_poll_release(&p);
	assert_null(p.definition);
	assert_null(p.form.options);
	end(&t);
}

static void a_poll_is_said_to_be_open_held_or_over(void **state)
{
	static const struct {
		const char *state;
		bool is_running, is_held;
	} all[] = { { "open", true, false }, { "held", true, true }, { "closed", false, false }, { "published", false, false } };
	struct kit t;
	struct terminal_poll p;

	(void)state;
	begin(&t);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		json_t *poll = with(&t, "state", json_string(all[i].state));

		assert_int_equal(read_poll(&t, &p, poll), OK);
		assert_int_equal(p.is_running, all[i].is_running);
		assert_int_equal(p.is_held, all[i].is_held);
		terminal_poll_release(&p);
		json_decref(poll);
	}
	end(&t);
}

static void every_field_must_be_there_and_no_other(void **state)
{
	struct kit t;
	const char *name;
	json_t *value;

	(void)state;
	begin(&t);
	assert_int_equal(json_object_size(t.poll), 9);
	json_object_foreach(t.poll, name, value) {
		json_t *poll = json_deep_copy(t.poll);

		assert_int_equal(json_object_del(poll, name), 0);
		is_refused(&t, poll, ERR_FIELD_MISSING);
		is_refused(&t, with(&t, name, json_true()), ERR_FIELD_TYPE);
		is_refused(&t, with(&t, name, json_null()), ERR_FIELD_TYPE);
	}
	is_refused(&t, with(&t, "title", json_string("x")), ERR_FIELD_UNKNOWN);
	end(&t);
}

static void every_field_is_within_its_bounds(void **state)
{
	static const struct {
		const char *field;
		json_int_t number;
	} numbers[] = {
		{ "attempt", 0 }, { "attempt", 1LL << 32 }, { "slot", 0 }, { "slot", SLIP_MAX_SLOTS + 1 }, { "ceremony", 0 }, { "ceremony", 1LL << 31 },
		{ "n", 0 }, { "n", 10 }, { "n", 2 }, { "n", 4 }, { "t", 0 }, { "t", 1 }, { "t", 4 },
	};
	struct kit t;

	(void)state;
	begin(&t);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		is_refused(&t, with(&t, numbers[i].field, json_integer(numbers[i].number)), ERR_RANGE);
	is_refused(&t, with(&t, "poll", json_string("")), ERR_RANGE);
	is_refused(&t, with(&t, "poll", json_string("a-name-of-21-bytes---")), ERR_RANGE);
	is_refused(&t, with(&t, "state", json_string("")), ERR_RANGE);
	is_refused(&t, with(&t, "definition", json_string("{}")), ERR_FIELD_MISSING);
	is_refused(&t, with(&t, "definition", json_string(t.k.lines[0])), ERR_ENTRY_TYPE);
	is_refused(&t, with(&t, "reveals", json_array()), ERR_RANGE);
	end(&t);
}

/* ---- the key ---- */

static json_t *reveals_of(const struct kit *t)
{
	return json_deep_copy(json_object_get(t->poll, "reveals"));
}

static void the_key_is_computed_from_the_reveals(void **state)
{
	struct kit t;
	struct terminal_poll p;

	(void)state;
	begin(&t);
	assert_false(t.sealer.has_key);
	take(&t, &p);
	assert_true(t.sealer.has_key);
	assert_memory_equal(t.sealer.key, t.k.keys.key, POINT_SIZE);
	assert_memory_equal(t.sealer.record, t.k.keys.record, 32);
	terminal_poll_release(&p);
	end(&t);
}

static void the_reveals_must_be_those_of_all_trustees_in_order(void **state)
{
	struct kit t;
	json_t *swapped, *fewer, *more, *twice, *number;

	(void)state;
	begin(&t);
	swapped = reveals_of(&t);
	json_array_set_new(swapped, 0, json_string(t.k.keys.texts[1]));
	json_array_set_new(swapped, 1, json_string(t.k.keys.texts[0]));
	is_refused(&t, with(&t, "reveals", swapped), ERR_RANGE);
	fewer = reveals_of(&t);
	json_array_remove(fewer, 2);
	is_refused(&t, with(&t, "reveals", fewer), ERR_RANGE);
	more = reveals_of(&t);
	json_array_append_new(more, json_string(t.k.keys.texts[2]));
	is_refused(&t, with(&t, "reveals", more), ERR_RANGE);
	twice = reveals_of(&t);
	json_array_set_new(twice, 1, json_string(t.k.keys.texts[0]));
	is_refused(&t, with(&t, "reveals", twice), ERR_RANGE);
	number = reveals_of(&t);
	json_array_set_new(number, 1, json_integer(2));
	is_refused(&t, with(&t, "reveals", number), ERR_FIELD_TYPE);
	end(&t);
}

/* The first trustee's reveal with another's coefficient in it, as one would add a key of one's own to K. */
static json_t *forged_reveal(const struct kit *t)
{
	json_t *mine = json_loads(t->k.keys.texts[0], 0, NULL), *other = json_loads(t->k.keys.texts[1], 0, NULL), *out;
	char *text;

	json_array_set(json_object_get(mine, "coefficients"), 0, json_array_get(json_object_get(other, "coefficients"), 0));
	text = json_write(mine);
	out = json_string(text);
	free(text);
	json_decref(mine);
	json_decref(other);
	return out;
}

static void a_reveal_that_proves_nothing_is_refused(void **state)
{
	struct kit t;
	struct terminal_poll p;
	json_t *forged, *garbled;

	(void)state;
	begin(&t);
	forged = reveals_of(&t);
	json_array_set_new(forged, 0, forged_reveal(&t));
	is_refused(&t, with(&t, "reveals", forged), ERR_SIGNATURE);
	garbled = reveals_of(&t);
	json_array_set_new(garbled, 2, json_string("{"));
	is_refused(&t, with(&t, "reveals", garbled), ERR_JSON);
	/* true reveals of another ceremony, or of another meeting */
	is_refused(&t, with(&t, "ceremony", json_integer(2)), ERR_SIGNATURE);
	assert_int_equal(sealer_read_poll(&t.sealer, &p, "FEDCBA9876543210", t.poll), ERR_SIGNATURE);
	assert_false(t.sealer.has_key);
	take(&t, &p);
	/* a key that is prepared survives what is refused after it */
	json_array_set_new(json_object_get(t.poll, "reveals"), 0, forged_reveal(&t));
	is_refused(&t, json_incref(t.poll), ERR_SIGNATURE);
	terminal_poll_release(&p);
	end(&t);
}

/* ---- sealing ---- */

static const uint8_t marks[] = { 0, 2, 1 };

/* Seals for slip 1, checks with the maker's own group and form what a server and an auditor would, and opens it with the seed. */
static void seals_well(struct kit *t, struct group *g, const struct ballot_form *form, const struct terminal_poll *p)
{
	struct sealed b;
	struct scalar secret;
	uint8_t key[POINT_SIZE], tracking[32], opened[3];

	maker_slot_key(&t->k, key, &secret, 1);
	assert_int_equal(sealer_seal(&t->sealer, &b, p, secret, key, marks), OK);
	assert_int_equal(b.len, ballot_form_body_size(form));
	ballot_tracking_hash(tracking, form, key, b.body);
	assert_memory_equal(b.tracking, tracking, 32);
	assert_int_equal(ballot_check_commit(g, form, key, b.tracking, b.signature), OK);
	assert_int_equal(ballot_open(g, opened, form, key, b.body, b.seed), OK);
	assert_memory_equal(opened, marks, sizeof marks);
	for (int i = 0; i < 2; i++) {
		enum ballot_purpose purpose = i ? BALLOT_TEST : BALLOT_CAST;
		struct ballot_in in = { .purpose = purpose, .slot_key = key, .body = b.body, .len = b.len, .signature = b.signature };

		assert_int_equal(ballot_check_single(g, form, &in), ERR_SIGNATURE);
		assert_int_equal(sealer_sign(&t->sealer, &b, purpose, p, secret), OK);
		assert_int_equal(ballot_check_single(g, form, &in), OK);
	}
	sealed_release(&b);
}

static void a_sealed_ballot_holds_against_every_check(void **state)
{
	struct kit t;
	struct terminal_poll p;

	(void)state;
	begin(&t);
	take(&t, &p);
	seals_well(&t, t.k.keys.g, &meeting_current(&t.k.meeting)->form, &p);
	terminal_poll_release(&p);
	end(&t);
}

static void two_ballots_of_one_choice_have_nothing_in_common(void **state)
{
	struct kit t;
	struct terminal_poll p;
	struct sealed a, b;
	struct scalar secret;
	uint8_t key[POINT_SIZE];

	(void)state;
	begin(&t);
	take(&t, &p);
	maker_slot_key(&t.k, key, &secret, 1);
	assert_int_equal(sealer_seal(&t.sealer, &a, &p, secret, key, marks), OK);
	assert_int_equal(sealer_seal(&t.sealer, &b, &p, secret, key, marks), OK);
	assert_memory_not_equal(a.seed, b.seed, SEED_SIZE);
	assert_memory_not_equal(a.tracking, b.tracking, 32);
	assert_memory_not_equal(ballot_ciphertext(a.body, 0), ballot_ciphertext(b.body, 0), CIPHERTEXT_SIZE);
	sealed_release(&a);
	sealed_release(&b);
	terminal_poll_release(&p);
	end(&t);
}

static void marks_that_the_form_does_not_have_are_not_sealed(void **state)
{
	static const uint8_t no_such_option[] = { 0, 3, 1 }, too_many[] = { 0, 0, 1 };
	struct kit t;
	struct terminal_poll p;
	struct sealed b, before;
	struct scalar secret;
	uint8_t key[POINT_SIZE];

	(void)state;
	begin(&t);
	take(&t, &p);
	maker_slot_key(&t.k, key, &secret, 1);
	memset(&b, 0xA5, sizeof b);
	before = b;
	assert_int_equal(sealer_seal(&t.sealer, &b, &p, secret, key, no_such_option), ERR_RANGE);
	assert_int_equal(sealer_seal(&t.sealer, &b, &p, secret, key, too_many), ERR_RANGE);
	assert_memory_equal(&b, &before, sizeof b);
	terminal_poll_release(&p);
	end(&t);
}

static void a_released_ballot_leaves_no_seed_behind(void **state)
{
	static const struct sealed nothing;
	struct kit t;
	struct terminal_poll p;
	struct sealed b;
	struct scalar secret;
	uint8_t key[POINT_SIZE];

	(void)state;
	begin(&t);
	take(&t, &p);
	maker_slot_key(&t.k, key, &secret, 1);
	assert_int_equal(sealer_seal(&t.sealer, &b, &p, secret, key, marks), OK);
	assert_memory_not_equal(b.seed, nothing.seed, SEED_SIZE);
	sealed_release(&b);
	assert_null(b.body);
	assert_memory_equal(b.seed, nothing.seed, SEED_SIZE);
	assert_memory_equal(b.tracking, nothing.tracking, 32);
	assert_memory_equal(b.signature, nothing.signature, SIGNATURE_SIZE);
	sealed_release(&b);
	terminal_poll_release(&p);
	end(&t);
}

/* ---- one poll after the other ---- */

static void the_next_poll_under_the_same_key_is_another_poll(void **state)
{
	struct kit t;
	struct terminal_poll first, second;
	struct ballot_form form;

	(void)state;
	begin(&t);
	take(&t, &first);
	for (unsigned i = 1; i <= 5; i++)
		maker_vote(&t.k, i, 0);
	maker_count(&t.k);
	maker_define(&t.k, "plan", "election", 3);
	maker_open(&t.k, "plan");
	json_decref(t.poll);
	t.poll = maker_state_poll(&t.k);
	take(&t, &second);
	form = meeting_current(&t.k.meeting)->form;
	assert_string_equal(second.id, "plan");
	assert_int_equal(second.slot, first.slot + 1);
	assert_memory_equal(second.form.h_poll, form.h_poll, 64);
	assert_memory_not_equal(second.form.h_poll, first.form.h_poll, 64);
	assert_memory_equal(second.record, first.record, 32);
	seals_well(&t, t.k.keys.g, &form, &second);
	terminal_poll_release(&first);
	terminal_poll_release(&second);
	end(&t);
}

static void the_next_poll_under_another_key_is_sealed_with_that_one(void **state)
{
	struct kit t;
	struct terminal_poll first, second;
	struct keymaker other;
	struct ballot_form form;
	struct point *key;
	uint8_t leaf[32];
	json_t *reveals = json_array(), *poll, *definition = NULL;

	(void)state;
	begin(&t);
	take(&t, &first);
	keymaker_run(&other, t.k.meeting.id, 2, 3, 2, 11);
	for (int i = 0; i < 3; i++)
		json_array_append_new(reveals, json_string(other.texts[i]));
	poll = with(&t, "reveals", reveals);
	json_object_set_new(poll, "ceremony", json_integer(2));
	assert_int_equal(read_poll(&t, &second, poll), OK);
	assert_memory_equal(t.sealer.key, other.key, POINT_SIZE);
	assert_memory_equal(second.record, other.record, 32);

	key = point_new(other.g);
	assert_int_equal(point_decode(other.g, key, other.key), OK);
	group_set_key(other.g, key);
	const char *line = t.k.meeting.current->line;
	assert_int_equal(poll_form_from_line(&form, &definition, leaf, line, strlen(line)), OK);
	ballot_poll_hash(form.h_poll, t.k.meeting.id, "budget", 1, leaf, other.record, other.key);
	seals_well(&t, other.g, &form, &second);

	point_free(key);
	ballot_form_release(&form);
	json_decref(definition);
	json_decref(poll);
	keymaker_release(&other);
	terminal_poll_release(&first);
	terminal_poll_release(&second);
	end(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_poll_is_read_as_the_record_has_it),
		cmocka_unit_test(a_poll_is_said_to_be_open_held_or_over),
		cmocka_unit_test(every_field_must_be_there_and_no_other),
		cmocka_unit_test(every_field_is_within_its_bounds),
		cmocka_unit_test(the_key_is_computed_from_the_reveals),
		cmocka_unit_test(the_reveals_must_be_those_of_all_trustees_in_order),
		cmocka_unit_test(a_reveal_that_proves_nothing_is_refused),
		cmocka_unit_test(a_sealed_ballot_holds_against_every_check),
		cmocka_unit_test(two_ballots_of_one_choice_have_nothing_in_common),
		cmocka_unit_test(marks_that_the_form_does_not_have_are_not_sealed),
		cmocka_unit_test(a_released_ballot_leaves_no_seed_behind),
		cmocka_unit_test(the_next_poll_under_the_same_key_is_another_poll),
		cmocka_unit_test(the_next_poll_under_another_key_is_sealed_with_that_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
