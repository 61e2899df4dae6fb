/* report_rules.c - the sheet of rules: what the meeting's profile says, in words, and what it holds beside (P15.1).
 *
 * Must not know: polls, votes. */
#include "protocol/report/report_internal.h"

#include <stdio.h>
#include <string.h>
#include "protocol/meeting/profile.h"

enum { NUMBER_SIZE = 24 };

static const char *field(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));

	return value ? value : "";
}

static void add_term(const struct sheet *s, enum text_id id, struct buf *value)
{
	buf_addf(s->out, "<dt>%s</dt><dd>", text(s->lang, id));
	sheet_words(s, value);
	buf_add_text(s->out, "</dd>\n");
}

static void add_text_term(const struct sheet *s, enum text_id id, const char *value)
{
	struct buf words = { 0 };

	buf_add_text(&words, value);
	add_term(s, id, &words);
}

static void add_quorum(const struct sheet *s, enum text_id id, bool with_election)
{
	struct buf words = { 0 };
	struct threshold t;

	/* of a profile that the fold has checked */
	if (profile_quorum(&t, s->m->profile, with_election) != OK)
		return;
	words_quorum_rule(&words, s->lang, &t);
	add_term(s, id, &words);
}

/* A kind's rule is told as that of a poll of one contest. */
static void add_kind(const struct sheet *s, const char *name, const json_t *kind)
{
	json_t *definition = json_pack("{s:O, s:O, s:O, s:[{s:i}]}", "scales", json_object_get(kind, "scales"),
				       "rule", json_object_get(kind, "rule"), "rates", json_object_get(kind, "rates"),
				       "contests", "scale", 0);
	struct buf words = { 0 };

	buf_add_text(s->out, "<tr>");
	sheet_cell(s, words_named(s->lang, "KIND_", name));
	buf_add_text(s->out, "<td class=left>");
	if (definition)
		words_rule(&words, s->lang, definition, NULL);
	words.failed |= !definition;
	sheet_words(s, &words);
	if (profile_is_limited(kind))
		buf_addf(s->out, " · %s", text(s->lang, TEXT_LIMITED));
	buf_add_text(s->out, "</td></tr>\n");
	json_decref(definition);
}

static void add_kinds(const struct sheet *s)
{
	const char *name;
	json_t *kind;

	buf_add_text(s->out, "<table class=\"rows left\"><tr>");
	sheet_head(s, TEXT_REPORT_KIND_HEAD);
	sheet_head(s, TEXT_REPORT_RULE);
	buf_add_text(s->out, "</tr>\n");
	json_object_foreach(json_object_get(s->m->profile, "kinds"), name, kind)
		add_kind(s, name, kind);
	buf_add_text(s->out, "</table>\n");
}

static void add_settings(const struct sheet *s)
{
	const json_t *settings = json_object_get(s->m->profile, "settings");

	if (!json_object_size(settings))
		return;
	buf_add_text(s->out, "<table class=\"rows left\"><tr>");
	sheet_head(s, TEXT_REPORT_SETTING_HEAD);
	sheet_head(s, TEXT_REPORT_VALUE_HEAD);
	sheet_head(s, TEXT_REPORT_SOURCE_HEAD);
	buf_add_text(s->out, "</tr>\n");
	for (size_t i = 0; profile_settings[i]; i++) {
		const json_t *setting = json_object_get(settings, profile_settings[i]);

		if (!setting)
			continue;
		buf_add_text(s->out, "<tr>");
		sheet_cell(s, words_named(s->lang, "SETTING_", profile_settings[i]));
		buf_add_text(s->out, "<td class=left>");
		html_text(s->out, field(setting, "value"));
		buf_add_text(s->out, "</td><td class=left>");
		html_text(s->out, field(setting, "source"));
		buf_add_text(s->out, "</td></tr>\n");
	}
	buf_add_text(s->out, "</table>\n");
}

void report_rules(const struct sheet *s)
{
	char minimum[NUMBER_SIZE];

	buf_add_text(s->out, "<section class=long>\n");
	sheet_title(s, TEXT_REPORT_RULES);
	buf_add_text(s->out, "<dl>");
	add_text_term(s, TEXT_REPORT_PROFILE, field(s->m->profile, "title"));
	add_text_term(s, TEXT_REPORT_SOURCE_HEAD, field(s->m->profile, "source"));
	add_quorum(s, TEXT_REPORT_QUORUM, false);
	add_quorum(s, TEXT_REPORT_QUORUM_ELECTION, true);
	snprintf(minimum, sizeof(minimum), "%lld", (long long)json_integer_value(json_object_get(s->m->profile, "minimum")));
	add_text_term(s, TEXT_REPORT_MINIMUM, minimum);
	buf_add_text(s->out, "</dl>\n");
	add_kinds(s);
	add_settings(s);
	buf_add_text(s->out, "</section>\n");
}
