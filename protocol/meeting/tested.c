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

/* The next word of the text, and behind the space after it. */
static bool take_word(const char **text, char *out, size_t size)
{
	size_t len = strcspn(*text, " ");

	if (!len || len >= size)
		return false;
	memcpy(out, *text, len);
	out[len] = 0;
	*text += len + ((*text)[len] == ' ');
	return true;
}

enum err tested_read(struct tested *out, const char *text)
{
	char head[sizeof "tally-test"], attempt[11], tracking[2 * sizeof out->tracking + 1], seed[2 * SEED_SIZE + 1], again[TESTED_TEXT_SIZE];
	const char *rest = text;
	struct tested t = { 0 };
	bool ok = take_word(&rest, head, sizeof head) && take_word(&rest, t.meeting, sizeof t.meeting) &&
		take_word(&rest, t.poll, sizeof t.poll) && take_word(&rest, attempt, sizeof attempt) &&
		take_word(&rest, tracking, sizeof tracking) && take_word(&rest, seed, sizeof seed);

	ok = ok && hex_decode(t.tracking, sizeof t.tracking, tracking) == OK && hex_decode(t.seed, SEED_SIZE, seed) == OK;
	if (ok) {
		t.attempt = (uint32_t)strtoul(attempt, NULL, 10);
		/* one way to write it: no other head, sign or zero before the number, nothing behind */
		tested_show(again, &t);
		ok = strcmp(again, text) == 0;
		wipe(again, sizeof again);
	}
	if (ok)
		*out = t;
	wipe(seed, sizeof seed);
	wipe(&t, sizeof t);
	return ok ? OK : ERR_CODE;
}

/* Key and body of the entry, if it is a test of that attempt. */
static enum err read_entry(uint8_t key[POINT_SIZE], uint8_t **bytes, const struct tested *t, const struct ballot_form *form,
			   const char *line, size_t len)
{
	size_t whole = ballot_form_body_size(form), got = 0;
	struct entry e;
	struct fields f;
	enum err err = entry_read(&e, line, len, len);

	if (err)
		return err;
	const char *poll = json_string_value(json_object_get(e.body, "poll"));
	if (strcmp(e.type, "ballot_test") != 0 || !poll || strcmp(poll, t->poll) != 0 ||
	    json_integer_value(json_object_get(e.body, "attempt")) != t->attempt)
		err = ERR_NO_COMMIT;
	if (!err) {
		fields_open(&f, e.body);
		fields_base64(&f, "key", key, POINT_SIZE);
		fields_base64_alloc(&f, "body", bytes, &got, whole);
		err = f.err;
	}
	entry_release(&e);
	return !err && got != whole ? ERR_BODY_LENGTH : err;
}

enum err tested_open(struct group *g, uint8_t *marks, const struct tested *t, const struct ballot_form *form, const char *line, size_t len)
{
	uint8_t key[POINT_SIZE], tracking[32], *body = NULL;
	enum err err = read_entry(key, &body, t, form, line, len);

	if (!err) {
		ballot_tracking_hash(tracking, form, key, body);
		err = memcmp(tracking, t->tracking, sizeof tracking) == 0 ? ballot_open(g, marks, form, key, body, t->seed) : ERR_NO_COMMIT;
	}
	free(body);
	return err;
}
