/* tallyctl_count.c - counts that people tell: a show of hands, paper. See tallyctl.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/report/report.h"
#include "tools/tallyctl.h"

/* "12,3,0" into [12, 3, 0]; NULL if it is not like that. */
static json_t *numbers(const char *list)
{
	json_t *words = ctl_split(list), *array = json_array();
	const json_t *word;
	size_t i;

	json_array_foreach(words, i, word) {
		int64_t x;

		if (!ctl_read_number(&x, json_string_value(word))) {
			json_decref(array);
			array = NULL;
			break;
		}
		json_array_append_new(array, json_integer((json_int_t)x));
	}
	json_decref(words);
	return array;
}

/* What two persons say of a poll: `key` is `value` (stolen). */
static enum err about_by_two(struct ctl *c, json_t **body, const char *key, json_t *value)
{
	enum err err = ctl_about(c, body);

	if (!err && json_object_set(*body, key, value))
		err = ERR_MEMORY;
	json_decref(value);
	return err ? err : ctl_add_second(c, *body);
}

enum err ctl_hands(struct ctl *c)
{
	json_t *ok = NULL, *body = NULL, *row = numbers(c->args[1]);

	if (!row)
		return ERR_USAGE;
	enum err err = about_by_two(c, &body, "counts", json_pack("[o]", row));

	if (err) {
		json_decref(body);
		return err;
	}
	err = ctl_request(c, &ok, "hands", body);
	if (!err)
		err = ctl_wait_act(c, json_integer_value(json_object_get(ok, "act")));
	if (!err)
		ctl_say(c, TEXT_CTL_HANDS, c->args, 1);
	json_decref(ok);
	return err;
}

/* ---- paper ---- */

enum err ctl_paper_issue(struct ctl *c)
{
	json_t *ok = NULL, *people = json_array(), *body = NULL;

	for (size_t i = 1; i < c->arg_count; i++)
		json_array_append_new(people, json_string(c->args[i]));
	enum err err = about_by_two(c, &body, "numbers", people);
	if (err) {
		json_decref(body);
		return err;
	}
	err = ctl_request(c, &ok, "paper_issue", body);
	if (!err) {
		char papers[24];

		snprintf(papers, sizeof papers, "%lld", (long long)json_integer_value(json_object_get(ok, "papers")));
		ctl_say(c, TEXT_CTL_PAPER_ISSUED, (const char *[]){ c->args[0], papers }, 2);
	}
	json_decref(ok);
	return err;
}

enum err ctl_papers(struct ctl *c)
{
	struct meeting m;
	struct buf lines = { 0 }, page = { 0 };

	meeting_init(&m, 0);
	enum err err = ctl_fetch_record(c, &m, &lines);
	const struct poll *p = err ? NULL : meeting_poll(&m, c->args[0]);

	if (!err && !p)
		err = ERR_NO_SUCH_POLL;
	if (!err && p->method != METHOD_SECRET)
		err = ERR_RULE;
	if (!err)
		err = report_papers(&page, &m, p, c->lang);
	if (!err)
		err = ctl_write_file(c, c->out, &page);
	if (!err)
		ctl_say(c, TEXT_CTL_PAPERS_WRITTEN, &c->out, 1);
	buf_release(&page);
	buf_release(&lines);
	meeting_release(&m);
	return err;
}

/* --form RETURNED,INVALID, one for each form, into the message's list; NULL if one is not like that. */
static json_t *forms_json(const struct ctl *c)
{
	json_t *forms = json_array();

	for (size_t i = 0; i < c->form_count; i++) {
		json_t *pair = numbers(c->forms[i]);
		bool is_pair = json_array_size(pair) == 2;

		if (is_pair)
			json_array_append_new(forms, json_pack("{s:O, s:O}", "returned", json_array_get(pair, 0), "invalid", json_array_get(pair, 1)));
		json_decref(pair);
		if (!is_pair) {
			json_decref(forms);
			return NULL;
		}
	}
	return forms;
}

/* A list of counts for each row, as it stands on the tellers' sheet. */
static json_t *rows_json(const struct ctl *c)
{
	json_t *rows = json_array();

	for (size_t i = 1; i < c->arg_count; i++) {
		json_t *row = numbers(c->args[i]);

		if (!row) {
			json_decref(rows);
			return NULL;
		}
		json_array_append_new(rows, row);
	}
	return rows;
}

static enum err say_entered(struct ctl *c, const json_t *ok)
{
	const char *state = json_string_value(json_object_get(ok, "state"));
	const json_t *place;
	size_t i;

	if (!state)
		return ERR_JSON;
	if (strcmp(state, "waiting") == 0) {
		ctl_say(c, TEXT_CTL_PAPER_WAITS, c->args, 1);
		return OK;
	}
	if (strcmp(state, "differs") == 0) {
		json_array_foreach(json_object_get(ok, "at"), i, place)
			ctl_say(c, TEXT_CTL_PAPER_DIFFERS, (const char *[]){ json_string_value(place) }, 1);
		return ERR_COUNT_DIFFERS;
	}
	enum err err = ctl_wait_act(c, json_integer_value(json_object_get(ok, "act")));
	if (!err)
		ctl_say(c, TEXT_CTL_PAPER_COUNTED, c->args, 1);
	return err;
}

enum err ctl_paper_count(struct ctl *c)
{
	json_t *ok = NULL, *body = NULL, *forms = forms_json(c), *rows = rows_json(c);
	enum err err = forms && rows ? ctl_about(c, &body) : ERR_USAGE;

	if (!err && (json_object_set(body, "forms", forms) || json_object_set(body, "counts", rows)))
		err = ERR_MEMORY;
	json_decref(forms);
	json_decref(rows);
	if (!err)
		err = ctl_request(c, &ok, "paper_count", json_incref(body));
	if (!err)
		err = say_entered(c, ok);
	json_decref(body);
	json_decref(ok);
	return err;
}
