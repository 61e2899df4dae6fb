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
static enum err known(enum err e)
{
	return (unsigned)e < ERR_COUNT ? e : ERR_BUG;
}

const char *err_code(enum err e)
{
	return catalogue[known(e)].code;
}

const char *err_rule(enum err e)
{
	return catalogue[known(e)].rule;
}

const char *err_text_zh(enum err e)
{
	return catalogue[known(e)].zh;
}

const char *err_text_en(enum err e)
{
	return catalogue[known(e)].en;
}

enum err_category err_category(enum err e)
{
	return catalogue[known(e)].category;
}

enum err err_from_code(const char *code)
{
	for (unsigned i = 0; i < ERR_COUNT; i++)
		if (!strcmp(catalogue[i].code, code))
			return (enum err)i;
	return ERR_BUG;
}
