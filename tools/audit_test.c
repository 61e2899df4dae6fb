/* audit_test.c - see audit_test.h. */
#include "tools/audit_test.h"
#include <stdlib.h>
#include <string.h>
#include "protocol/base/code.h"
#include "protocol/meeting/tested.h"

/* The entry of this test among the ledger's, opened. */
static enum err find(uint8_t *marks, struct group *g, const struct tested *t, const struct ballot_form *form, FILE *ledger)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;
	enum err err = ERR_NO_COMMIT;

	while (err == ERR_NO_COMMIT && (len = getline(&line, &cap, ledger)) > 0) {
		/* most lines are read for nothing else */
		if (strstr(line, "\"ballot_test\""))
			err = tested_open(g, marks, t, form, line, (size_t)len - (line[len - 1] == '\n'));
	}
	free(line);
	return err;
}

static enum err open_test(uint8_t *marks, const struct meeting *m, const struct attempt *a, const struct tested *t, FILE *ledger)
{
	struct group *g = group_new();
	struct point *p = g ? point_new(g) : NULL;
	enum err err = p ? point_decode(g, p, m->ceremonies[a->ceremony]->key) : ERR_MEMORY;

	if (!err) {
		group_set_key(g, p);
		err = group_status(g);
	}
	if (!err)
		err = find(marks, g, t, &a->form, ledger);
	point_free(p);
	group_free(g);
	return err;
}

static void print(const struct poll *p, const struct tested *t, enum lang lang, const uint8_t *marks)
{
	const json_t *scales = json_object_get(p->definition, "scales"), *contest;
	char code[CODE_TEXT_SIZE];
	struct buf out = { 0 };
	size_t q;

	code_show(code, CODE_TRACKING, t->tracking);
	text_fill(&out, lang, TEXT_AUDIT_TEST_SEALED, (const char *[]){ p->title, code }, 2);
	json_array_foreach(json_object_get(p->definition, "contests"), q, contest) {
		const json_t *scale = json_array_get(scales, (size_t)json_integer_value(json_object_get(contest, "scale"))),
			*option = json_array_get(scale, marks[q]);
		const char *id = json_string_value(json_object_get(option, "id")),
			*named = lang == LANG_EN && id ? text_named(lang, "OPTION_", id) : NULL;

		buf_addf(&out, "\n  %s: %s", json_string_value(json_object_get(contest, "title")),
			 named ? named : json_string_value(json_object_get(option, "text")));
	}
	printf("%s\n%s\n", buf_text(&out), text(lang, TEXT_AUDIT_TEST_COMPARE));
	buf_release(&out);
}

enum err audit_test_show(const struct meeting *m, FILE *ledger, enum lang lang, const char *code)
{
	struct tested t = { 0 };
	uint8_t marks[BALLOT_MAX_ROWS];
	enum err err = tested_read(&t, code);

	if (!err && strcmp(t.meeting, m->id) != 0)
		err = ERR_CODE;
	const struct poll *p = err ? NULL : meeting_poll(m, t.poll);
	const struct attempt *a = p ? poll_attempt(p, t.attempt) : NULL;

	if (!err && (!a || a->way != WAY_SEALED))
		err = ERR_NO_COMMIT;
	if (!err)
		err = open_test(marks, m, a, &t, ledger);
	if (!err)
		print(p, &t, lang, marks);
	wipe(&t, sizeof t);
	return err;
}
