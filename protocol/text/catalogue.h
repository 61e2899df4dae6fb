/* catalogue.h - every word that a person reads, in Chinese and English, in one place.
 *
 * Texts may hold numbered places {0} .. {5}, filled by text_fill. Must not know: where a text is shown. */
#ifndef TALLY_CATALOGUE_H
#define TALLY_CATALOGUE_H

#include "protocol/base/bytes.h"

enum lang { LANG_ZH, LANG_EN };

/* The entries stand in catalogue.inc: X(NAME, "中文", "English"). */
enum text_id {
#define X(name, zh, en) TEXT_##name,
#include "protocol/text/catalogue.inc"
#undef X
	TEXT_COUNT
};

const char *text(enum lang lang, enum text_id id);
/* Append the text with {i} replaced by values[i]; a place without a value is left as it stands. */
void text_fill(struct buf *out, enum lang lang, enum text_id id, const char *const *values, size_t count);
/* The text named e.g. "OPTION_" "for"; NULL if there is none. For words that data names: options,
 * outcomes, kinds. A hyphen in `name` stands for an underscore. */
const char *text_named(enum lang lang, const char *prefix, const char *name);
/* "zh" or "en" of an environment's LANG; Chinese unless it begins with "en". */
enum lang lang_from(const char *environment);

#endif
