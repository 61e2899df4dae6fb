/* page.c - see page.h. A few dozen files: found by going through them. */
#include "protocol/page/page.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/base/bytes.h"
#include "protocol/crypto/hash.h"

struct pages {
	struct page *all;
	size_t count;
};

static const char *type_of(const char *path)
{
	static const struct {
		const char *ending, *type;
	} types[] = {
		{ ".html", "text/html; charset=utf-8" },
		{ ".css", "text/css; charset=utf-8" },
		{ ".js", "text/javascript; charset=utf-8" },
		{ ".mjs", "text/javascript; charset=utf-8" },
		{ ".svg", "image/svg+xml" },
		{ ".json", "application/json" },
	};
	const char *ending = strrchr(path, '.');

	for (size_t i = 0; ending && i < sizeof(types) / sizeof(*types); i++) {
		if (!strcmp(ending, types[i].ending))
			return types[i].type;
	}
	return "text/plain; charset=utf-8";
}

static struct page page_of(const struct embedded *file)
{
	struct page p = { .path = file->name, .type = type_of(file->name), .text = file->text, .len = strlen(file->text) };
	uint8_t hash[32];

	sha256(hash, p.text, p.len);
	p.tag[0] = '"';
	hex_encode(p.tag + 1, hash, 16);
	memcpy(p.tag + PAGE_TAG_SIZE - 2, "\"", 2);
	return p;
}

enum err pages_new(struct pages **out, const struct embedded *table)
{
	struct pages *p = calloc(1, sizeof(*p));
	size_t count = 0;

	while (table[count].name)
		count++;
	if (p)
		p->all = calloc(count + 1, sizeof(*p->all));
	if (!p || !p->all) {
		pages_free(p);
		return ERR_MEMORY;
	}
	for (; p->count < count; p->count++)
		p->all[p->count] = page_of(&table[p->count]);
	*out = p;
	return OK;
}

void pages_free(struct pages *p)
{
	if (!p)
		return;
	free(p->all);
	free(p);
}

static const struct page *find(const struct pages *p, const char *path, size_t len, const char *ending)
{
	for (size_t i = 0; i < p->count; i++) {
		const char *name = p->all[i].path;

		if (!strncmp(name, path, len) && !strcmp(name + len, ending))
			return &p->all[i];
	}
	return NULL;
}

const struct page *pages_find(const struct pages *p, const char *path)
{
	static const char *const endings[] = { "", ".html", "/index.html" };
	size_t len = strcmp(path, "/") ? strlen(path) : 0;
	const struct page *found = NULL;

	for (size_t i = 0; path[0] == '/' && !found && i < sizeof(endings) / sizeof(*endings); i++)
		found = find(p, path, len, endings[i]);
	return found;
}

bool page_is_known(const struct page *p, const char *if_none_match)
{
	return if_none_match && strstr(if_none_match, p->tag);
}
