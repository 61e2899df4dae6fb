/* poll_hall.h - a core whose first sitting has begun, with nine delegates who hold slips, and
 * beside it the maker, whose meeting follows the ledger; for tests of whole polls. */
#ifndef TALLY_TEST_POLL_HALL_H
#define TALLY_TEST_POLL_HALL_H

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

/* Folder and maker, and the record up to a key that is in force. */
static inline void hall_prepare_record(struct hall *h, void **state)
{
	uint8_t fingerprint[AUTHORITY_FINGERPRINT_SIZE];
	struct authority *a = NULL;
	json_t *genesis;

	temp_path(h->folder, state, "state");
	assert_int_equal(mkdir(h->folder, 0700), 0);
	maker_init(&h->k, PERSONS);
	genesis = maker_genesis_body(&h->k);
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
}

/* The record as it stands goes into the folder's store, which the caller closes. */
static inline struct store *hall_store_record(struct hall *h)
{
	char path[TEMP_PATH_SIZE + 100];
	struct store *s = NULL;

	snprintf(path, sizeof(path), "%s/log.seed", h->folder);
	assert_int_equal(file_write_durable(path, h->k.log_seed, sizeof(h->k.log_seed), 0600), OK);
	snprintf(path, sizeof(path), "%s/meeting.db", h->folder);
	assert_int_equal(store_open(&s, path), OK);
	for (size_t i = 0; i < h->k.line_count; i++) {
		uint8_t leaf[32];

		assert_int_equal(tree_leaf(leaf, &h->k.meeting.tree, i), OK);
		assert_int_equal(store_append(s, i, leaf, h->k.lines[i]), OK);
	}
	return s;
}

/* Slip i is person i's. */
static inline void hall_prepare_private(struct hall *h, struct store *s, const struct rng *rng)
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

static inline void hall_prepare(struct hall *h, void **state)
{
	struct sessions *sessions = NULL;
	struct store *s;

	hall_prepare_record(h, state);
	maker_slips(&h->k);
	maker_sit(&h->k, 1, PERSONS);
	s = hall_store_record(h);
	hall_prepare_private(h, s, &os_rng);
	assert_int_equal(session_open(&sessions, s, &os_rng, clock_wall_seconds()), OK);
	assert_int_equal(session_set_password(sessions, "chair", "another pass", NULL), OK);
	assert_int_equal(session_start(sessions, h->session, "secretary", clock_wall_seconds()), OK);
	session_free(sessions);
	store_close(s);
}

/* ---- following ---- */

static inline void hall_connect(struct hall *h, uint64_t connection, const char *name)
{
	uint8_t spki[32];

	sha256(spki, name, strlen(name));
	core_door_connect(&h->door, connection, DOOR_TERMINAL, spki);
}

/* Take what the server has written since into the maker's meeting. */
static inline void hall_follow(struct hall *h)
{
	json_t *reply = core_door_ask(&h->door, LOCAL, h->session, "entries", json_pack("{s:I}", "from", (json_int_t)h->k.meeting.tree.size));
	const json_t *lines = json_object_get(json_object_get(reply, "ok"), "lines"), *line;
	size_t i;

	assert_non_null(lines);
	json_array_foreach(lines, i, line)
		assert_int_equal(meeting_apply(&h->k.meeting, json_string_value(line), json_string_length(line)), OK);
	json_decref(reply);
}

static inline void hall_start(struct hall *h)
{
	core_door_open(&h->door, h->folder);
	core_door_connect(&h->door, LOCAL, DOOR_LOCAL, NULL);
	for (int i = 0; i < 3; i++) {
		char name[20];

		snprintf(name, sizeof(name), "trustee-%d", i + 1);
		hall_connect(h, TRUSTEE + (uint64_t)i, name);
	}
	for (int i = 0; i < TERMINALS; i++)
		hall_connect(h, TERMINAL + (uint64_t)i, "terminal-1");
	hall_follow(h);
}

static inline void hall_finish(struct hall *h)
{
	assert_int_equal(core_door_close(&h->door), EXIT_ENDED);
	maker_release(&h->k);
}

static inline const char *hall_ask(struct hall *h, const char *type, json_t *body)
{
	return core_door_code(core_door_ask(&h->door, LOCAL, h->session, type, body));
}

/* What a message about that attempt of a poll says (P16.17). */
static inline json_t *hall_about(const char *poll, int attempt)
{
	return json_pack("{s:s, s:i}", "poll", poll, "attempt", attempt);
}

/* The next attempt, behind `attempt`, of the definition in force. */
static inline const char *hall_start_poll(struct hall *h, const char *poll, int attempt)
{
	json_t *body = hall_about(poll, attempt);

	hall_follow(h);
	json_object_set_new(body, "definition", json_integer((json_int_t)meeting_poll(&h->k.meeting, poll)->definition_entry));
	return hall_ask(h, "poll_open", body);
}

static inline void hall_open_poll(struct hall *h)
{
	assert_string_equal(hall_ask(h, "poll", maker_definition(&h->k, "budget", "motion", 1)), "ok");
	assert_string_equal(hall_start_poll(h, "budget", 0), "ok");
	hall_follow(h);
	assert_int_equal(total_init(h->k.keys.g, &h->k.total, ballot_form_ciphertexts(&meeting_current(&h->k.meeting)->form)), OK);
	h->k.has_total = true;
}

static inline const char *hall_say(struct hall *h, const char *type, json_t *body)
{
	return core_door_code(core_door_ask(&h->door, TERMINAL, NULL, type, body));
}

static inline void hall_make_committed(struct hall *h, struct maker_ballot *b, unsigned slip, uint8_t mark)
{
	maker_ballot(&h->k, b, slip, &mark);
	assert_string_equal(hall_say(h, "commit", maker_commit_body(&h->k, b)), "ok");
}

static inline void hall_vote(struct hall *h, unsigned slip, uint8_t mark)
{
	struct maker_ballot b;

	hall_make_committed(h, &b, slip, mark);
	assert_string_equal(hall_say(h, "cast", maker_cast_body(&h->k, &b)), "ok");
	assert_int_equal(total_add(h->k.keys.g, &h->k.total, b.body), OK);
	maker_ballot_release(&b);
}

/* Of a poll that is closed. */
static inline void hall_open_box(struct hall *h)
{
	for (uint32_t i = 1; i <= 2; i++)
		assert_string_equal(core_door_code(core_door_ask(&h->door, TRUSTEE + i - 1, NULL, "cosign",
								 maker_cosign_body(&h->k, meeting_current(&h->k.meeting)->closing_head.size, i))), "ok");
	for (uint32_t i = 1; i <= 2; i++)
		assert_string_equal(core_door_code(core_door_ask(&h->door, TRUSTEE + i - 1, NULL, "share", maker_share_body(&h->k, i))), "ok");
	hall_follow(h);
}

static inline void hall_close_and_open(struct hall *h)
{
	assert_string_equal(hall_ask(h, "poll_close", hall_about("budget", 1)), "ok");
	hall_follow(h);
	hall_open_box(h);
}

static inline void hall_close_and_count(struct hall *h, const char *expected)
{
	json_t *reply;
	char *counts;

	hall_close_and_open(h);
	assert_string_equal(hall_ask(h, "poll_publish", hall_about("budget", 1)), "ok");
	hall_follow(h);
	reply = core_door_ask(&h->door, TERMINAL, NULL, "status", json_object());
	counts = json_dumps(json_object_get(json_array_get(json_object_get(json_object_get(reply, "ok"), "polls"), 0), "counts"), JSON_COMPACT);
	assert_string_equal(counts, expected);
	free(counts);
	json_decref(reply);
}

/* `fields` (stolen) and the chair's password. */
static inline json_t *hall_by_two(json_t *fields)
{
	json_object_set_new(fields, "second", json_pack("{s:s, s:s}", "name", "chair", "password", "another pass"));
	return fields;
}

static inline void hall_add_vera(struct hall *h)
{
	assert_string_equal(hall_ask(h, "operator", hall_by_two(json_pack("{s:s, s:[s], s:b, s:s}", "name", "vera",
									  "roles", "viewer", "active", 1,
									  "password", "battery staple"))), "ok");
}

#endif
