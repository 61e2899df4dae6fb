/* err.c - see err.h. The catalogue unrolled; must not know who asks. */
#include "protocol/base/err.h"

#include <string.h>

static const struct {
	enum err_category category;
	const char *code, *rule, *zh, *en;
} catalogue[ERR_COUNT] = {
#define X(name, category, code, rule, zh, en) [name] = { ERR_CAT_##category, code, rule, zh, en },
	ERR_CATALOGUE(X)
#undef X
};

/* A number from outside the catalogue is a bug of ours and is told as one. */
static enum err known(enum err err)
{
	return (unsigned)err < ERR_COUNT ? err : ERR_BUG;
}

const char *err_code(enum err err)
{
	return catalogue[known(err)].code;
}

const char *err_rule(enum err err)
{
	return catalogue[known(err)].rule;
}

const char *err_text_zh(enum err err)
{
	return catalogue[known(err)].zh;
}

const char *err_text_en(enum err err)
{
	return catalogue[known(err)].en;
}

enum err_category err_category(enum err err)
{
	return catalogue[known(err)].category;
}

enum err err_from_code(const char *code)
{
	for (unsigned i = 0; i < ERR_COUNT; i++)
		if (!strcmp(catalogue[i].code, code))
			return (enum err)i;
	return ERR_BUG;
}
