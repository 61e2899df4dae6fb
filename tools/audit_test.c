/* audit_test.c - see audit_test.h. */
#include "tools/audit_test.h"
#include <stdlib.h>
#include <string.h>
#include "protocol/base/code.h"
#include "protocol/base/fields.h"

/* What the terminal's code says. */
struct shown {
	char poll[ID_MAX + 1];
	uint32_t attempt;
	uint8_t tracking[32], seed[SEED_SIZE];
};

/* A test as the ledger holds it. */
struct body {
	uint8_t key[POINT_SIZE];
	uint8_t *bytes;                 /* owned */
	size_t len;
};

static enum err read_code(struct shown *out, const struct meeting *m, const char *code)
{
	char meeting[MEETING_ID_LEN + 1], tracking[65], seed[2 * SEED_SIZE + 1];
	int end = 0;

	if (sscanf(code, "tally-test %16s %20s %u %64s %64s%n", meeting, out->poll, &out->attempt, tracking, seed, &end) != 5 || code[end] ||
	    strcmp(meeting, m->id) != 0)
		return ERR_CODE;
	enum err err = hex_decode(out->tracking, sizeof out->tracking, tracking);
	return err == OK ? hex_decode(out->seed, sizeof out->seed, seed) : err;
}

/* The test of this line, if it is one of that attempt. */
static enum err read_line(struct body *out, const struct shown *s, const struct attempt *a, const char *line, size_t len)
{
	json_t *entry = NULL;
	struct fields f;
	enum err err = strstr(line, "\"ballot_test\"") ? json_read(&entry, line, len) : ERR_NO_COMMIT;
	const json_t *body = json_object_get(entry, "body");
	const char *poll = json_string_value(json_object_get(body, "poll"));

	if (err == OK && (!poll || strcmp(poll, s->poll) != 0 || json_integer_value(json_object_get(body, "attempt")) != s->attempt))
		err = ERR_NO_COMMIT;
	if (err == OK) {
		fields_open(&f, body);
		fields_base64(&f, "key", out->key, POINT_SIZE);
		fields_base64_alloc(&f, "body", &out->bytes, &out->len, ballot_form_body_size(&a->form));
		err = f.err;
	}
	if (err == OK && out->len != ballot_form_body_size(&a->form))
		err = ERR_BODY_LENGTH;
	json_decref(entry);
	return err;
}

static enum err find(struct body *out, const struct shown *s, const struct attempt *a, FILE *ledger)
{
	uint8_t tracking[32];
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;
	enum err err = ERR_NO_COMMIT;

	while (err == ERR_NO_COMMIT && (len = getline(&line, &cap, ledger)) > 0) {
		err = read_line(out, s, a, line, (size_t)len - (line[len - 1] == '\n'));
		if (err != OK)
			continue;
		ballot_tracking_hash(tracking, &a->form, out->key, out->bytes);
		if (memcmp(tracking, s->tracking, sizeof tracking) != 0) {
			free(out->bytes);
			*out = (struct body){ 0 };
			err = ERR_NO_COMMIT;
		}
	}
	free(line);
	return err;
}

static enum err open_body(uint8_t *marks, const struct meeting *m, const struct attempt *a, const struct body *b, const struct shown *s)
{
	struct group *g = group_new();
	struct point *p = g ? point_new(g) : NULL;
	enum err err = p ? point_decode(g, p, m->ceremonies[a->ceremony]->key) : ERR_MEMORY;

	if (err == OK) {
		group_set_key(g, p);
		err = group_status(g);
	}
	if (err == OK)
		err = ballot_open(g, marks, &a->form, b->key, b->bytes, s->seed);
	point_free(p);
	group_free(g);
	return err;
}

static void print(const struct poll *p, const struct shown *s, enum lang lang, const uint8_t *marks)
{
	const json_t *scales = json_object_get(p->definition, "scales"), *contest;
	char code[CODE_TEXT_SIZE];
	struct buf out = { 0 };
	size_t q;

	code_show(code, CODE_TRACKING, s->tracking);
	text_fill(&out, lang, TEXT_AUDIT_TEST_SEALED, (const char *[]){ p->title, code }, 2);
	json_array_foreach(json_object_get(p->definition, "contests"), q, contest) {
		const json_t *scale = json_array_get(scales, (size_t)json_integer_value(json_object_get(contest, "scale"))), *option = json_array_get(scale, marks[q]);
		const char *id = json_string_value(json_object_get(option, "id")), *named = lang == LANG_EN && id ? text_named(lang, "OPTION_", id) : NULL;

		buf_addf(&out, "\n  %s: %s", json_string_value(json_object_get(contest, "title")), named ? named : json_string_value(json_object_get(option, "text")));
	}
	printf("%s\n%s\n", buf_text(&out), text(lang, TEXT_AUDIT_TEST_COMPARE));
	buf_release(&out);
}

enum err audit_test_show(const struct meeting *m, FILE *ledger, enum lang lang, const char *code)
{
	struct shown s = { 0 };
	struct body b = { 0 };
	uint8_t marks[BALLOT_MAX_ROWS];
	enum err err = read_code(&s, m, code);
	const struct poll *p = err == OK ? meeting_poll(m, s.poll) : NULL;
	const struct attempt *a = p ? poll_attempt(p, s.attempt) : NULL;

	if (err == OK && (!a || a->way != WAY_SEALED))
		err = ERR_NO_COMMIT;
	if (err == OK)
		err = find(&b, &s, a, ledger);
	if (err == OK)
		err = open_body(marks, m, a, &b, &s);
	if (err == OK)
		print(p, &s, lang, marks);
	free(b.bytes);
	return err;
}
