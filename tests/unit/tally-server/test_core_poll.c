/* A whole poll through core: are ballots taken that hold and others named, is each counted once, and does a restart in the middle lose or change anything? */
#include <stdio.h>
#include <sys/stat.h>

#include "protocol/os/os.h"
#include "tally-server/core/authority.h"
#include "tally-server/core/private.h"
#include "tally-server/core/session.h"
#include "tests/unit/core_door.h"
#include "tests/unit/meeting_maker.h"
#include "tests/unit/temp_folder.h"

enum { PERSONS = 9, LOCAL = 1, TRUSTEE = 10, TERMINAL = 20, TERMINALS = 3 };

/* A server, and beside it the maker, whose meeting follows the server's ledger entry by entry. */
struct hall {
	struct maker k;
	struct core_door door;
	char folder[TEMP_PATH_SIZE + 60], session[SESSION_TOKEN_SIZE + 1];
};

/* ---- a folder as a server would have left it when the first sitting has begun ---- */

static void prepare_record(struct hall *h)
{
	uint8_t fingerprint[AUTHORITY_FINGERPRINT_SIZE];
	json_t *genesis = maker_genesis_body(&h->k);
	struct authority *a = NULL;

	assert_int_equal(authority_create(&a, h->folder), OK);
	authority_fingerprint(fingerprint, a);
	authority_free(a);
	json_object_set_new(genesis, "authority", maker_hex(fingerprint, sizeof(fingerprint)));
	maker_add(&h->k, "genesis", NULL, genesis);
	maker_add(&h->k, "operator", NULL, maker_json("{'name':'secretary','roles':['secretariat'],'active':true}"));
	maker_add(&h->k, "operator", NULL, maker_json("{'name':'chair','roles':['chair'],'active':true}"));
	maker_roll(&h->k);
	maker_machines(&h->k);
	maker_ceremony(&h->k, CEREMONY_DONE);
	maker_slips(&h->k);
	maker_sit(&h->k, 1, PERSONS);
}

/* Slip i is person i's. */
static void prepare_private(struct hall *h, struct store *s, const struct rng *rng)
{
	struct private_table *p = NULL;
	char path[TEMP_PATH_SIZE + 100];
	uint8_t *keys = malloc(h->k.slips * POINT_SIZE);
	struct scalar secret;

	snprintf(path, sizeof(path), "%s/private.key", h->folder);
	assert_int_equal(private_open(&p, s, path, rng), OK);
	for (uint32_t slot = 1; slot <= MAKER_SLOTS; slot++) {
		for (uint32_t i = 0; i < h->k.slips; i++)
			assert_int_equal(slip_slot_key(h->k.keys.g, &secret, keys + i * POINT_SIZE, h->k.codes[i], h->k.meeting.id, slot), OK);
		assert_int_equal(private_set_keys(p, 1, slot, keys, h->k.slips), OK);
	}
	for (uint32_t i = 1; i <= h->k.slips; i++) {
		char number[12] = "";

		if (i <= PERSONS)
			snprintf(number, sizeof(number), "%u", i);
		assert_int_equal(private_assign(p, 1, i, number), OK);
	}
	private_free(p);
	free(keys);
}

static void prepare(struct hall *h, void **state)
{
	char path[TEMP_PATH_SIZE + 100];
	struct sessions *sessions = NULL;
	struct store *s = NULL;

	temp_path(h->folder, state, "state");
	assert_int_equal(mkdir(h->folder, 0700), 0);
	maker_init(&h->k, PERSONS);
	prepare_record(h);
	snprintf(path, sizeof(path), "%s/log.seed", h->folder);
	assert_int_equal(file_write_durable(path, h->k.log_seed, sizeof(h->k.log_seed), 0600), OK);
	snprintf(path, sizeof(path), "%s/meeting.db", h->folder);
	assert_int_equal(store_open(&s, path), OK);
	for (size_t i = 0; i < h->k.line_count; i++) {
		uint8_t leaf[32];

		assert_int_equal(tree_leaf(leaf, &h->k.meeting.tree, i), OK);
		assert_int_equal(store_append(s, i, leaf, h->k.lines[i]), OK);
	}
	prepare_private(h, s, &os_rng);
	assert_int_equal(session_open(&sessions, s, &os_rng, clock_wall_seconds()), OK);
	assert_int_equal(session_set_password(sessions, "chair", "another pass"), OK);
	assert_int_equal(session_start(sessions, h->session, "secretary", clock_wall_seconds()), OK);
	session_free(sessions);
	store_close(s);
}

/* ---- following ---- */

static void connect_machine(struct hall *h, uint64_t connection, const char *name)
{
	uint8_t spki[32];

	sha256(spki, name, strlen(name));
	core_door_connect(&h->door, connection, DOOR_TERMINAL, spki);
}

/* Take what the server has written since into the maker's meeting. */
static void follow(struct hall *h)
{
	json_t *reply = core_door_ask(&h->door, LOCAL, h->session, "entries", json_pack("{s:I}", "from", (json_int_t)h->k.meeting.tree.size));
	const json_t *lines = json_object_get(json_object_get(reply, "ok"), "lines"), *line;
	size_t i;

	assert_non_null(lines);
	json_array_foreach(lines, i, line)
		assert_int_equal(meeting_apply(&h->k.meeting, json_string_value(line), json_string_length(line)), OK);
	json_decref(reply);
}

static void start(struct hall *h)
{
	core_door_open(&h->door, h->folder);
	core_door_connect(&h->door, LOCAL, DOOR_LOCAL, NULL);
	for (int i = 0; i < 3; i++) {
		char name[20];

		snprintf(name, sizeof(name), "trustee-%d", i + 1);
		connect_machine(h, TRUSTEE + (uint64_t)i, name);
	}
	for (int i = 0; i < TERMINALS; i++)
		connect_machine(h, TERMINAL + (uint64_t)i, "terminal-1");
	follow(h);
}

static void finish(struct hall *h)
{
	assert_int_equal(core_door_close(&h->door), EXIT_ENDED);
	maker_release(&h->k);
}

static const char *ask(struct hall *h, const char *type, json_t *body)
{
	return core_door_code(core_door_ask(&h->door, LOCAL, h->session, type, body));
}

static void open_poll(struct hall *h)
{
	assert_string_equal(ask(h, "poll", maker_definition(&h->k, "budget", "motion", 1)), "ok");
	assert_string_equal(ask(h, "poll_open", json_pack("{s:s}", "poll", "budget")), "ok");
	follow(h);
	assert_int_equal(total_init(h->k.keys.g, &h->k.total, ballot_form_ciphertexts(&meeting_current(&h->k.meeting)->form)), OK);
	h->k.has_total = true;
}

static const char *say(struct hall *h, const char *type, json_t *body)
{
	return core_door_code(core_door_ask(&h->door, TERMINAL, NULL, type, body));
}

static void make_committed(struct hall *h, struct maker_ballot *b, unsigned slip, uint8_t mark)
{
	maker_ballot(&h->k, b, slip, &mark);
	assert_string_equal(say(h, "commit", maker_commit_body(&h->k, b)), "ok");
}

static void vote(struct hall *h, unsigned slip, uint8_t mark)
{
	struct maker_ballot b;

	make_committed(h, &b, slip, mark);
	assert_string_equal(say(h, "cast", maker_cast_body(&h->k, &b)), "ok");
	assert_int_equal(total_add(h->k.keys.g, &h->k.total, b.body), OK);
	maker_ballot_release(&b);
}

static void close_and_open(struct hall *h)
{
	assert_string_equal(ask(h, "poll_close", json_pack("{s:s}", "poll", "budget")), "ok");
	follow(h);
	for (uint32_t i = 1; i <= 2; i++)
		assert_string_equal(core_door_code(core_door_ask(&h->door, TRUSTEE + i - 1, NULL, "cosign",
								 maker_cosign_body(&h->k, meeting_current(&h->k.meeting)->closing_head.size, i))), "ok");
	for (uint32_t i = 1; i <= 2; i++)
		assert_string_equal(core_door_code(core_door_ask(&h->door, TRUSTEE + i - 1, NULL, "share", maker_share_body(&h->k, i))), "ok");
	follow(h);
}

static void close_and_count(struct hall *h, const char *expected)
{
	json_t *reply;
	char *counts;

	close_and_open(h);
	assert_string_equal(ask(h, "poll_publish", json_pack("{s:s}", "poll", "budget")), "ok");
	follow(h);
	reply = core_door_ask(&h->door, TERMINAL, NULL, "status", json_object());
	counts = json_dumps(json_object_get(json_array_get(json_object_get(json_object_get(reply, "ok"), "polls"), 0), "counts"), JSON_COMPACT);
	assert_string_equal(counts, expected);
	free(counts);
	json_decref(reply);
}

static void a_poll_is_held_by_a_restart_and_then_counts_every_ballot_once(void **state)
{
	struct hall h = { 0 };
	struct maker_ballot late;

	prepare(&h, state);
	start(&h);
	open_poll(&h);
	for (unsigned i = 1; i <= 4; i++)
		vote(&h, i, 0);
	make_committed(&h, &late, 5, 1);
	assert_int_equal(core_door_close(&h.door), EXIT_ENDED);
	start(&h);
	assert_int_equal(meeting_current(&h.k.meeting)->state, ATTEMPT_HELD);
	assert_string_equal(say(&h, "cast", maker_cast_body(&h.k, &late)), "held");
	assert_string_equal(ask(&h, "poll_resume", json_pack("{s:s}", "poll", "budget")), "ok");
	assert_string_equal(say(&h, "cast", maker_cast_body(&h.k, &late)), "ok");
	assert_int_equal(total_add(h.k.keys.g, &h.k.total, late.body), OK);
	maker_ballot_release(&late);
	vote(&h, 6, 2);
	follow(&h);
	close_and_count(&h, "[[4,1,1]]");
	finish(&h);
}

static void between_sittings_a_poll_lacks_a_sitting_not_a_quorum(void **state)
{
	struct hall h = { 0 };

	prepare(&h, state);
	start(&h);
	assert_string_equal(ask(&h, "poll", maker_definition(&h.k, "budget", "motion", 1)), "ok");
	assert_string_equal(ask(&h, "sitting_close", json_pack("{s:i}", "sitting", 1)), "ok");
	assert_string_equal(ask(&h, "poll_open", json_pack("{s:s}", "poll", "budget")), "no_sitting");
	finish(&h);
}

/* The reply to a cast, as text without its number. */
static char *cast_text(struct hall *h, const struct maker_ballot *b)
{
	json_t *reply = core_door_ask(&h->door, TERMINAL, NULL, "cast", maker_cast_body(&h->k, b));
	char *text = json_dumps(json_object_get(reply, "ok"), JSON_COMPACT);

	json_decref(reply);
	return text;
}

static void the_same_cast_gets_the_same_receipt_and_another_is_told_so(void **state)
{
	struct hall h = { 0 };
	struct maker_ballot b, other;
	char *first, *second;

	prepare(&h, state);
	start(&h);
	open_poll(&h);
	make_committed(&h, &b, 1, 0);
	make_committed(&h, &other, 1, 1);
	first = cast_text(&h, &b);
	assert_non_null(first);
	second = cast_text(&h, &b);
	assert_string_equal(first, second);
	free(second);
	assert_string_equal(say(&h, "cast", maker_cast_body(&h.k, &other)), "already_received");
	/* and so it is after a restart */
	assert_int_equal(core_door_close(&h.door), EXIT_ENDED);
	start(&h);
	second = cast_text(&h, &b);
	assert_string_equal(first, second);
	free(first);
	free(second);
	maker_ballot_release(&b);
	maker_ballot_release(&other);
	finish(&h);
}

static void a_ballot_is_refused_for_what_is_wrong_with_it(void **state)
{
	struct hall h = { 0 };
	struct maker_ballot b;
	json_t *body;
	int64_t before;

	prepare(&h, state);
	start(&h);
	open_poll(&h);
	maker_ballot(&h.k, &b, 1, (const uint8_t[]){ 0 });
	before = (int64_t)h.k.meeting.tree.size;
	assert_string_equal(say(&h, "cast", maker_cast_body(&h.k, &b)), "no_commit");
	body = maker_commit_body(&h.k, &b);
	json_object_set_new(body, "tracking", maker_hex(h.k.keys.record, 32));
	assert_string_equal(say(&h, "commit", body), "signature");
	assert_string_equal(say(&h, "commit", maker_commit_body(&h.k, &b)), "ok");
	body = maker_cast_body(&h.k, &b);
	json_object_set(body, "sig", json_object_get(body, "key"));
	assert_string_equal(say(&h, "cast", body), "base64");
	body = maker_test_body(&h.k, &b);
	json_object_del(body, "seed");
	assert_string_equal(say(&h, "cast", body), "signature");
	body = maker_cast_body(&h.k, &b);
	json_object_set_new(body, "body", maker_base64(b.body, b.len - 1));
	assert_string_equal(say(&h, "cast", body), "body_length");
	body = maker_cast_body(&h.k, &b);
	json_object_set_new(body, "attempt", json_integer(2));
	assert_string_equal(say(&h, "cast", body), "not_open");
	/* a spare is of the meeting, but of nobody in the hall */
	maker_ballot_release(&b);
	maker_ballot(&h.k, &b, PERSONS + 1, (const uint8_t[]){ 0 });
	assert_string_equal(say(&h, "cast", maker_cast_body(&h.k, &b)), "key_not_entitled");
	follow(&h);
	assert_int_equal(h.k.meeting.tree.size, before + 1);
	maker_ballot_release(&b);
	finish(&h);
}

/* Three terminals at once, so that one turn may take all of them; the forged one falls alone. */
static void a_forged_ballot_in_a_turn_falls_alone(void **state)
{
	struct hall h = { 0 };
	struct maker_ballot ballots[TERMINALS];
	char *lines[TERMINALS];

	prepare(&h, state);
	start(&h);
	open_poll(&h);
	for (unsigned i = 0; i < TERMINALS; i++) {
		json_t *message;

		maker_ballot(&h.k, &ballots[i], i + 1, (const uint8_t[]){ 0 });
		/* the last scalar of the last proof */
		if (i == 1)
			ballots[i].body[ballots[i].len - 1] ^= 1;
		ballot_tracking_hash(ballots[i].tracking, &meeting_current(&h.k.meeting)->form, ballots[i].key, ballots[i].body);
		assert_string_equal(say(&h, "commit", maker_commit_body(&h.k, &ballots[i])), "ok");
		message = json_pack("{s:i, s:s, s:o}", "id", 1, "type", "cast", "body", maker_cast_body(&h.k, &ballots[i]));
		lines[i] = json_write(message);
		json_decref(message);
	}
	for (unsigned i = 0; i < TERMINALS; i++)
		core_door_say(&h.door, PIPE_REQUEST, TERMINAL + i, lines[i], strlen(lines[i]));
	for (unsigned i = 0; i < TERMINALS; i++) {
		struct buf out = { 0 };

		assert_true(core_door_hear(&h.door, PIPE_REPLY, TERMINAL + i, &out));
		if (i == 1)
			assert_non_null(strstr(buf_text(&out), "\"code\":\"proof\""));
		else
			assert_non_null(strstr(buf_text(&out), "\"leaf\""));
		buf_release(&out);
		free(lines[i]);
		maker_ballot_release(&ballots[i]);
	}
	follow(&h);
	assert_int_equal(meeting_current(&h.k.meeting)->returned, 2);
	finish(&h);
}

/* `fields` (stolen) and the chair's password. */
static json_t *with_second(json_t *fields)
{
	json_object_set_new(fields, "second", json_pack("{s:s, s:s}", "name", "chair", "password", "another pass"));
	return fields;
}

static void add_vera(struct hall *h)
{
	assert_string_equal(ask(h, "operator", with_second(json_pack("{s:s, s:[s], s:b, s:s}", "name", "vera", "roles", "viewer", "active", 1, "password",
								     "battery staple"))), "ok");
}

/* Trustees 1 and 2 sign the act that waits. */
static void sign_waiting_act(struct hall *h)
{
	json_t *reply = core_door_ask(&h->door, TRUSTEE, NULL, "acts", json_object());
	const json_t *act = json_array_get(json_object_get(json_object_get(reply, "ok"), "acts"), 0);
	json_int_t number = json_integer_value(json_object_get(act, "number"));
	uint8_t signature[SIGN_SIZE];

	assert_non_null(act);
	for (uint32_t i = 0; i < 2; i++) {
		assert_int_equal(sign_act(signature, h->k.keys.secrets[i].cosign_seed, h->k.meeting.id, (uint64_t)number,
					  json_string_value(json_object_get(act, "text"))), OK);
		assert_string_equal(core_door_code(core_door_ask(&h->door, TRUSTEE + i, NULL, "act_sign",
								 json_pack("{s:I, s:o}", "number", number, "sig", maker_base64(signature, sizeof(signature))))), "ok");
	}
	json_decref(reply);
}

/* Is that the last entry? */
static bool is_reissue_last(struct hall *h)
{
	json_t *reply = core_door_ask(&h->door, LOCAL, h->session, "entries", json_pack("{s:I}", "from", (json_int_t)h->k.meeting.tree.size - 1));
	const char *line = json_string_value(json_array_get(json_object_get(json_object_get(reply, "ok"), "lines"), 0));
	bool is_one = line && strstr(line, "\"type\":\"reissue\"");

	json_decref(reply);
	return is_one;
}

/* The named entry waits for the end of the poll in which the nameless one was written, whatever becomes of others meanwhile. */
static void a_poll_that_is_made_void_does_not_name_who_was_given_a_spare_in_another(void **state)
{
	struct hall h = { 0 };

	prepare(&h, state);
	start(&h);
	open_poll(&h);
	assert_string_equal(ask(&h, "poll_close", json_pack("{s:s}", "poll", "budget")), "ok");
	assert_string_equal(ask(&h, "poll", maker_definition(&h.k, "second", "motion", 1)), "ok");
	assert_string_equal(ask(&h, "poll_open", json_pack("{s:s}", "poll", "second")), "ok");
	assert_string_equal(ask(&h, "reissue", with_second(json_pack("{s:s, s:i, s:s}", "number", "3", "outer", PERSONS + 1, "reason", "lost"))), "ok");
	assert_string_equal(ask(&h, "poll_void", with_second(json_pack("{s:s, s:s}", "poll", "budget", "reason", "nobody voted"))), "ok");
	sign_waiting_act(&h);
	follow(&h);
	assert_int_equal(poll_last_attempt(meeting_poll(&h.k.meeting, "budget"))->state, ATTEMPT_VOID);
	assert_int_equal(poll_last_attempt(meeting_poll(&h.k.meeting, "second"))->state, ATTEMPT_OPEN);
	assert_false(is_reissue_last(&h));
	assert_string_equal(ask(&h, "poll_close", json_pack("{s:s}", "poll", "second")), "ok");
	follow(&h);
	assert_true(is_reissue_last(&h));
	finish(&h);
}

static void a_poll_ends_although_an_operator_who_gave_a_spare_in_it_has_left_office(void **state)
{
	struct hall h = { 0 };
	json_t *chair = core_door_by_two(maker_json("{'name':'chair','roles':['chair'],'active':false}"), "vera", "battery staple");

	prepare(&h, state);
	start(&h);
	open_poll(&h);
	assert_string_equal(ask(&h, "reissue", with_second(json_pack("{s:s, s:i, s:s}", "number", "3", "outer", PERSONS + 1, "reason", "lost"))), "ok");
	add_vera(&h);
	assert_string_equal(ask(&h, "operator", json_incref(chair)), "ok");
	assert_string_equal(ask(&h, "poll_close", json_pack("{s:s}", "poll", "budget")), "ok");
	follow(&h);
	assert_false(is_reissue_last(&h));
	/* it comes when it can */
	json_object_set_new(chair, "active", json_true());
	assert_string_equal(ask(&h, "operator", chair), "ok");
	assert_string_equal(ask(&h, "poll_open", json_pack("{s:s}", "poll", "budget")), "ok");
	assert_string_equal(ask(&h, "poll_close", json_pack("{s:s}", "poll", "budget")), "ok");
	follow(&h);
	assert_true(is_reissue_last(&h));
	finish(&h);
}

/* Numbers of those whose ballot is awaited, "3,5". */
static const char *awaited(struct hall *h)
{
	static char numbers[200];
	json_t *reply = core_door_ask(&h->door, LOCAL, h->session, "not_voted", json_object());
	const json_t *p, *error = json_object_get(reply, "error");
	size_t i, at = 0;

	numbers[0] = '\0';
	json_array_foreach(json_object_get(json_object_get(reply, "ok"), "people"), i, p)
		at += (size_t)snprintf(numbers + at, sizeof(numbers) - at, "%s%s", i ? "," : "", json_string_value(json_object_get(p, "number")));
	if (error)
		snprintf(numbers, sizeof(numbers), "%s", json_string_value(json_object_get(error, "code")));
	json_decref(reply);
	return numbers;
}

/* A list that was renewed for every ballot would say, beside the ledger, whose slip each key is of. */
static void who_is_awaited_is_told_by_fives_and_never_how_anybody_voted(void **state)
{
	struct hall h = { 0 };

	prepare(&h, state);
	start(&h);
	assert_string_equal(awaited(&h), "not_open");
	open_poll(&h);
	for (unsigned i = 1; i <= 4; i++)
		vote(&h, i, 0);
	assert_string_equal(awaited(&h), "1,2,3,4,5,6,7,8,9");
	vote(&h, 6, 0);
	vote(&h, 7, 0);
	assert_string_equal(awaited(&h), "5,8,9");
	vote(&h, 5, 1);
	assert_string_equal(awaited(&h), "5,8,9");
	follow(&h);
	close_and_count(&h, "[[6,1,0]]");
	assert_string_equal(awaited(&h), "not_open");
	finish(&h);
}

static const char *ask_sheet(struct hall *h, const char *session)
{
	return core_door_code(core_door_ask(&h->door, LOCAL, session, "report", json_pack("{s:s, s:s, s:s}", "what", "result", "poll", "budget", "lang", "zh")));
}

static void a_sheet_is_not_for_those_who_look_on_before_its_result_is_published(void **state)
{
	struct hall h = { 0 };
	char session[80];
	json_t *reply;

	prepare(&h, state);
	start(&h);
	add_vera(&h);
	reply = core_door_ask(&h.door, LOCAL, NULL, "login", json_pack("{s:s, s:s}", "name", "vera", "password", "battery staple"));
	snprintf(session, sizeof(session), "%s", json_string_value(json_object_get(json_object_get(reply, "ok"), "session")));
	json_decref(reply);
	open_poll(&h);
	for (unsigned i = 1; i <= 6; i++)
		vote(&h, i, 0);
	assert_string_equal(ask_sheet(&h, session), "ok");
	close_and_open(&h);
	assert_string_equal(ask_sheet(&h, session), "not_permitted");
	assert_string_equal(ask_sheet(&h, h.session), "ok");
	assert_string_equal(ask(&h, "poll_publish", json_pack("{s:s}", "poll", "budget")), "ok");
	assert_string_equal(ask_sheet(&h, session), "ok");
	finish(&h);
}

/* ---- helpers ---- */

static json_t *help(const char *helper, const char *nonce)
{
	return json_pack("{s:s, s:i, s:s, s:s}", "poll", "budget", "attempt", 1, "helper", helper, "nonce", nonce);
}

/* The entry behind the close of "budget", as it stands. */
static json_t *behind_the_close(struct hall *h)
{
	uint64_t close = poll_attempt(meeting_poll(&h->k.meeting, "budget"), 1)->close_entry;
	json_t *reply = core_door_ask(&h->door, LOCAL, h->session, "entries", json_pack("{s:I}", "from", (json_int_t)close + 1)), *entry = NULL;
	const json_t *line = json_array_get(json_object_get(json_object_get(reply, "ok"), "lines"), 0);

	assert_int_equal(json_read(&entry, json_string_value(line), json_string_length(line)), OK);
	json_decref(reply);
	return entry;
}

static void helpers_are_kept_over_a_restart_and_told_by_name_alone_behind_the_close(void **state)
{
	struct hall h = { 0 };
	json_t *entry, *expected;

	prepare(&h, state);
	start(&h);
	assert_string_equal(say(&h, "assist", help("chair", "0000000000000001")), "not_open");
	open_poll(&h);
	for (unsigned i = 1; i <= 6; i++)
		vote(&h, i, 0);
	assert_string_equal(say(&h, "assist", help("secretary", "0000000000000001")), "ok");
	assert_string_equal(say(&h, "assist", help("secretary", "0000000000000002")), "ok");
	/* its answer was lost */
	assert_string_equal(say(&h, "assist", help("secretary", "0000000000000002")), "ok");
	assert_string_equal(say(&h, "assist", help("nobody", "0000000000000003")), "no_such_person");
	assert_int_equal(core_door_close(&h.door), EXIT_ENDED);
	start(&h);
	assert_string_equal(say(&h, "assist", help("9", "0000000000000003")), "ok");
	close_and_open(&h);
	entry = behind_the_close(&h);
	assert_string_equal(json_string_value(json_object_get(entry, "type")), "assist");
	expected = json_pack("{s:s, s:i, s:[{s:s, s:i}, {s:s, s:i}]}", "poll", "budget", "attempt", 1, "helpers", "name", "secretary", "count", 2,
			     "name", meeting_person(&h.k.meeting, "9")->name, "count", 1);
	assert_true(json_equal(json_object_get(entry, "body"), expected));
	json_decref(expected);
	json_decref(entry);
	assert_string_equal(say(&h, "assist", help("secretary", "0000000000000004")), "not_open");
	finish(&h);
}

static void a_candidate_is_told_that_another_must_help(void **state)
{
	struct hall h = { 0 };
	json_t *definition;

	prepare(&h, state);
	start(&h);
	definition = maker_definition(&h.k, "budget", "election", 2);
	json_object_set_new(json_array_get(json_object_get(definition, "contests"), 1), "title", json_string(meeting_person(&h.k.meeting, "9")->name));
	assert_string_equal(ask(&h, "poll", definition), "ok");
	assert_string_equal(ask(&h, "poll_open", json_pack("{s:s}", "poll", "budget")), "ok");
	assert_string_equal(say(&h, "assist", help("9", "0000000000000001")), "candidate_helps");
	assert_string_equal(say(&h, "assist", help("8", "0000000000000001")), "ok");
	finish(&h);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temp_folder_make, temp_folder_remove)
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_poll_is_held_by_a_restart_and_then_counts_every_ballot_once),
		IN_FOLDER(between_sittings_a_poll_lacks_a_sitting_not_a_quorum),
		IN_FOLDER(the_same_cast_gets_the_same_receipt_and_another_is_told_so),
		IN_FOLDER(a_ballot_is_refused_for_what_is_wrong_with_it),
		IN_FOLDER(a_forged_ballot_in_a_turn_falls_alone),
		IN_FOLDER(a_poll_that_is_made_void_does_not_name_who_was_given_a_spare_in_another),
		IN_FOLDER(who_is_awaited_is_told_by_fives_and_never_how_anybody_voted),
		IN_FOLDER(a_sheet_is_not_for_those_who_look_on_before_its_result_is_published),
		IN_FOLDER(a_poll_ends_although_an_operator_who_gave_a_spare_in_it_has_left_office),
		IN_FOLDER(helpers_are_kept_over_a_restart_and_told_by_name_alone_behind_the_close),
		IN_FOLDER(a_candidate_is_told_that_another_must_help),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
