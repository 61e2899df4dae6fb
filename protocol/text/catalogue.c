/* catalogue.c - see catalogue.h. Must not know where a text is shown. */
#include "protocol/text/catalogue.h"

#include <string.h>

static const struct {
	const char *name, *texts[2];
} entries[TEXT_COUNT] = {
#define X(name, zh, en) [TEXT_##name] = { #name, { [LANG_ZH] = zh, [LANG_EN] = en } },
#include "protocol/text/catalogue.inc"
#undef X
};

const char *text(enum lang lang, enum text_id id)
{
	return entries[id].texts[lang];
}

void text_fill(struct buf *out, enum lang lang, enum text_id id, const char *const *values, size_t count)
{
	const char *at = text(lang, id);

	while (*at) {
		size_t plain = 1 + strcspn(at + 1, "{");

		if (at[0] == '{' && at[1] >= '0' && (size_t)(at[1] - '0') < count && at[2] == '}') {
			buf_add_text(out, values[at[1] - '0']);
			at += 3;
			continue;
		}
		buf_add(out, at, plain);
		at += plain;
	}
}

/* Ids in data may have a hyphen where C has an underscore. */
static bool is_same_name(const char *ours, const char *theirs)
{
	while (*ours && (*ours == *theirs || (*ours == '_' && *theirs == '-'))) {
		ours++;
		theirs++;
	}
	return !*ours && !*theirs;
}

const char *text_named(enum lang lang, const char *prefix, const char *name)
{
	size_t len = strlen(prefix);

	for (size_t i = 0; i < TEXT_COUNT; i++)
		if (!strncmp(entries[i].name, prefix, len) && is_same_name(entries[i].name + len, name))
			return entries[i].texts[lang];
	return NULL;
}

enum lang lang_from(const char *environment)
{
	return environment && !strncmp(environment, "en", 2) ? LANG_EN : LANG_ZH;
}
