/* Does the page get to see what a delegate may see, and nothing of slip, choice and seed; and does
 * a booth forget in time, but never what is on its way? */
#include <string.h>
#include <unistd.h>
#include "ballot-client/kiosk/delegate.h"
#include "protocol/base/code.h"
#include "tests/unit/voter_hall.h"

static const uint8_t MARKS[] = { 0, 1, 2 };

struct screen {
	struct hall h;
	struct delegate *d;
	int changes;
};

static void on_change(void *context)
{
	struct screen *s = context;

	s->changes++;
}

/* The hall's own voter goes; the delegate's takes its place. */
static void begin(struct screen *s, bool is_booth)
{
	*s = (struct screen){ 0 };
	hall_begin(&s->h);
	voter_free(s->h.voter);
	assert_int_equal(delegate_new(&s->d, &(struct delegate_options){
		.base = s->h.base, .folder = "x", .is_booth = is_booth, .idle_seconds = 2, .done_seconds = 1, .context = s,
		.on_change = on_change }), OK);
	s->h.link = hall_last_link;
	s->h.voter = hall_last_link->options.context;
	hall_run(&s->h);
}

static void end(struct screen *s)
{
	delegate_free(s->d);
	sealer_release(&s->h.sealer);
	event_base_free(s->h.base);
	json_decref(s->h.cast);
	maker_release(&s->h.k);
}

static enum err act(struct screen *s, json_t *body)
{
	enum err err = delegate_act(s->d, body);

	json_decref(body);
	hall_run(&s->h);
	return err;
}

static enum err do_it(struct screen *s, const char *what)
{
	return act(s, json_pack("{s:s}", "do", what));
}

static enum err give_slip(struct screen *s)
{
	char code[CODE_TEXT_SIZE];

	code_show(code, CODE_SLIP, s->h.k.codes[0]);
	return act(s, json_pack("{s:s, s:s}", "do", "slip", "code", code));
}

static json_t *choice(const char *poll, int attempt)
{
	return json_pack("{s:s, s:s, s:i, s:[i,i,i]}", "do", "choose", "poll", poll, "attempt", attempt, "marks", MARKS[0], MARKS[1], MARKS[2]);
}

/* The slip has been given; and then: the choice is sealed. */
static void begin_choosing(struct screen *s, bool is_booth)
{
	begin(s, is_booth);
	assert_int_equal(give_slip(s), OK);
}

static void begin_sealed(struct screen *s, bool is_booth)
{
	begin_choosing(s, is_booth);
	assert_int_equal(act(s, choice("budget", 1)), OK);
}

static void is_state(struct screen *s, const char *name)
{
	json_t *o = delegate_state(s->d);

	assert_string_equal(json_string_value(json_object_get(o, "state")), name);
	json_decref(o);
}

/* The page is told nothing that it must not know: not by any field's name, and not by any encoding of the secrets. */
static void tells_nothing(struct screen *s)
{
	static const char *const names[] = { "marks", "choice", "seed", "code", "secret" };
	char slip[CODE_TEXT_SIZE], hex[65], base64[60];
	json_t *o = delegate_state(s->d);
	char *text = json_dumps(o, JSON_COMPACT);

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_null(json_object_get(o, names[i]));
	code_show(slip, CODE_SLIP, s->h.k.codes[0]);
	hex_encode(hex, s->h.k.codes[0], SLIP_CODE_SIZE);
	assert_null(strstr(text, slip));
	assert_null(strstr(text, hex));
	hex_encode(hex, s->h.voter->tested_seed, SEED_SIZE);
	base64_encode(base64, s->h.voter->ballot.seed, SEED_SIZE);
	assert_true(!s->h.voter->ballot.body || !strstr(text, base64));
	free(text);
	json_decref(o);
}

static void run_for(struct screen *s, unsigned ms)
{
	struct timeval wait = { ms / 1000, (suseconds_t)(ms % 1000) * 1000 };

	event_base_loopexit(s->h.base, &wait);
	event_base_dispatch(s->h.base);
	hall_run(&s->h);
}

static void from_slip_to_received_nothing_secret_is_told(void **state)
{
	struct screen s;

	(void)state;
	begin(&s, false);
	is_state(&s, "waiting");
	assert_int_equal(give_slip(&s), OK);
	is_state(&s, "choosing");
	tells_nothing(&s);
	assert_int_equal(act(&s, choice("budget", 1)), OK);
	is_state(&s, "sealed");
	tells_nothing(&s);
	assert_int_equal(do_it(&s, "cast"), OK);
	is_state(&s, "received");
	tells_nothing(&s);
	json_t *o = delegate_state(s.d);
	assert_true(json_is_true(json_object_get(json_object_get(o, "received"), "own")));
	assert_true(json_integer_value(json_object_get(json_object_get(o, "received"), "at")) > 0);
	assert_null(json_object_get(json_object_get(o, "poll"), "electorate"));
	json_decref(o);
	end(&s);
}

static void a_choice_for_another_poll_or_attempt_seals_nothing(void **state)
{
	struct screen s;

	(void)state;
	begin_choosing(&s, false);
	assert_int_equal(act(&s, choice("other", 1)), ERR_NOT_OPEN);
	assert_int_equal(act(&s, choice("budget", 2)), ERR_NOT_OPEN);
	assert_int_equal(act(&s, json_pack("{s:s, s:s, s:i, s:[i]}", "do", "choose", "poll", "budget", "attempt", 1, "marks", 0)), ERR_RANGE);
	assert_int_equal(act(&s, json_pack("{s:s, s:s, s:i, s:[i,i,i]}", "do", "choose", "poll", "budget", "attempt", 1, "marks", 0, -1, 0)), ERR_RANGE);
	assert_int_equal(act(&s, json_pack("{s:s, s:s, s:i, s:[i,i,i]}", "do", "choose", "poll", "budget", "attempt", 1, "marks", 0, 3, 0)), ERR_RANGE);
	is_state(&s, "choosing");
	assert_int_equal(hall_sent(&s.h, "commit"), 0);
	end(&s);
}

static void what_the_page_may_not_do_is_refused(void **state)
{
	struct screen s;

	(void)state;
	begin(&s, false);
	assert_int_equal(do_it(&s, "state"), ERR_RANGE);
	assert_int_equal(act(&s, json_pack("{s:s, s:s}", "do", "cast", "poll", "budget")), ERR_FIELD_UNKNOWN);
	assert_int_equal(act(&s, json_object()), ERR_RANGE);
	assert_int_equal(act(&s, json_pack("{s:s, s:s}", "do", "slip", "code", "AAAA")), ERR_CODE);
	assert_int_equal(do_it(&s, "cast"), ERR_POLL_STATE);
	is_state(&s, "waiting");
	end(&s);
}

static void the_opening_of_a_test_is_a_picture_until_it_has_been_seen(void **state)
{
	struct screen s;
	struct buf svg = { 0 };

	(void)state;
	begin_sealed(&s, false);
	assert_false(delegate_picture(s.d, "/opening.svg", &svg));
	assert_int_equal(do_it(&s, "test"), OK);
	is_state(&s, "choosing");
	tells_nothing(&s);
	json_t *o = delegate_state(s.d);
	assert_non_null(json_object_get(o, "opening"));
	json_decref(o);
	assert_false(delegate_picture(s.d, "/other.svg", &svg));
	assert_true(delegate_picture(s.d, "/opening.svg", &svg));
	assert_true(svg.len > 1000);
	buf_release(&svg);
	assert_int_equal(do_it(&s, "done"), OK);
	assert_false(delegate_picture(s.d, "/opening.svg", &svg));
	end(&s);
}

static void a_booth_forgets_the_slip_when_nobody_is_there(void **state)
{
	struct screen s;

	(void)state;
	begin_sealed(&s, true);
	is_state(&s, "sealed");
	run_for(&s, 1100);
	assert_int_equal(do_it(&s, "alive"), OK);
	run_for(&s, 1100);
	is_state(&s, "sealed");
	run_for(&s, 1100);
	is_state(&s, "waiting");
	assert_false(s.h.voter->has_slip);
	assert_int_equal(hall_sent(&s.h, "cast"), 0);
	end(&s);
}

static void a_booth_shows_the_receipt_and_forgets(void **state)
{
	struct screen s;

	(void)state;
	begin_sealed(&s, true);
	assert_int_equal(do_it(&s, "cast"), OK);
	is_state(&s, "received");
	/* touching the screen does not keep the receipt of one for the eyes of the next */
	run_for(&s, 600);
	assert_int_equal(do_it(&s, "alive"), OK);
	run_for(&s, 600);
	assert_false(s.h.voter->has_slip);
	end(&s);
}

static void what_is_on_its_way_is_not_forgotten(void **state)
{
	struct screen s;

	(void)state;
	begin_sealed(&s, true);
	s.h.fate = HALL_NEVER_ARRIVED;
	assert_int_equal(do_it(&s, "cast"), OK);
	is_state(&s, "casting");
	run_for(&s, 2400);
	is_state(&s, "casting");
	assert_int_equal(do_it(&s, "leave"), ERR_POLL_STATE);
	assert_int_equal(give_slip(&s), ERR_POLL_STATE);
	hall_reconnect(&s.h);
	hall_run(&s.h);
	is_state(&s, "received");
	end(&s);
}

static void a_seat_keeps_its_slip(void **state)
{
	struct screen s;

	(void)state;
	begin_choosing(&s, false);
	run_for(&s, 2300);
	is_state(&s, "choosing");
	assert_true(s.h.voter->has_slip);
	assert_int_equal(do_it(&s, "leave"), OK);
	assert_false(s.h.voter->has_slip);
	end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(from_slip_to_received_nothing_secret_is_told),
		cmocka_unit_test(a_choice_for_another_poll_or_attempt_seals_nothing),
		cmocka_unit_test(what_the_page_may_not_do_is_refused),
		cmocka_unit_test(the_opening_of_a_test_is_a_picture_until_it_has_been_seen),
		cmocka_unit_test(a_booth_forgets_the_slip_when_nobody_is_there),
		cmocka_unit_test(a_booth_shows_the_receipt_and_forgets),
		cmocka_unit_test(what_is_on_its_way_is_not_forgotten),
		cmocka_unit_test(a_seat_keeps_its_slip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
