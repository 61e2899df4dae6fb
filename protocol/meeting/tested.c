/* tested.c - see tested.h. */
#include "protocol/meeting/tested.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/base/fields.h"

void tested_show(char out[TESTED_TEXT_SIZE], const struct tested *t)
{
	char tracking[2 * sizeof t->tracking + 1], seed[2 * SEED_SIZE + 1];

	hex_encode(tracking, t->tracking, sizeof t->tracking);
	hex_encode(seed, t->seed, SEED_SIZE);
	snprintf(out, TESTED_TEXT_SIZE, "tally-test %s %s %" PRIu32 " %s %s", t->meeting, t->poll, t->attempt, tracking, seed);
	wipe(seed, sizeof seed);
}

enum err tested_read(struct tested *out, const char *text)
{
	char tracking[2 * sizeof out->tracking + 1] = "", seed[2 * SEED_SIZE + 1] = "", again[TESTED_TEXT_SIZE];
	struct tested t = { 0 };
	enum err err = sscanf(text, "tally-test %16s %20s %" SCNu32 " %64s %64s", t.meeting, t.poll, &t.attempt, tracking, seed) == 5 ? OK : ERR_CODE;

	if (err == OK && (hex_decode(t.tracking, sizeof t.tracking, tracking) != OK || hex_decode(t.seed, SEED_SIZE, seed) != OK))
		err = ERR_CODE;
	/* scanf is no strict reader: white space, signs, what comes behind */
	tested_show(again, &t);
	if (err == OK && strcmp(again, text) != 0)
		err = ERR_CODE;
	if (err == OK)
		*out = t;
	wipe(seed, sizeof seed);
	wipe(again, sizeof again);
	wipe(&t, sizeof t);
	return err;
}

/* Key and body of the entry, if it is a test of that attempt. */
static enum err read_entry(uint8_t key[POINT_SIZE], uint8_t **bytes, const struct tested *t, const struct ballot_form *form, const char *line, size_t len)
{
	size_t whole = ballot_form_body_size(form), got = 0;
	struct entry e;
	struct fields f;
	enum err err = entry_read(&e, line, len, len);

	if (err != OK)
		return err;
	const char *poll = json_string_value(json_object_get(e.body, "poll"));
	if (strcmp(e.type, "ballot_test") != 0 || !poll || strcmp(poll, t->poll) != 0 || json_integer_value(json_object_get(e.body, "attempt")) != t->attempt)
		err = ERR_NO_COMMIT;
	if (err == OK) {
		fields_open(&f, e.body);
		fields_base64(&f, "key", key, POINT_SIZE);
		fields_base64_alloc(&f, "body", bytes, &got, whole);
		err = f.err;
	}
	entry_release(&e);
	return err == OK && got != whole ? ERR_BODY_LENGTH : err;
}

enum err tested_open(struct group *g, uint8_t *marks, const struct tested *t, const struct ballot_form *form, const char *line, size_t len)
{
	uint8_t key[POINT_SIZE], tracking[32], *body = NULL;
	enum err err = read_entry(key, &body, t, form, line, len);

	if (err == OK) {
		ballot_tracking_hash(tracking, form, key, body);
		err = memcmp(tracking, t->tracking, sizeof tracking) == 0 ? ballot_open(g, marks, form, key, body, t->seed) : ERR_NO_COMMIT;
	}
	free(body);
	return err;
}
