/* page.h - the files that a program shows to a browser: all of them carried in the program, found by the whole path of a URL in a table.
 *
 * No folder is ever opened, so no path can lead out of one. Must not know: HTTP's ways, sessions, what a page says. */
#ifndef TALLY_PAGE_H
#define TALLY_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include "protocol/base/embedded.h"
#include "protocol/base/err.h"

/* Only what the page brings along itself runs or is shown; nobody frames it. */
#define PAGE_POLICY "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
/* Of the machine it may use nothing, or where codes are scanned the camera. */
#define PAGE_PERMISSIONS_CAMERA(who) "camera=(" who "), microphone=(), geolocation=(), payment=(), usb=()"
#define PAGE_PERMISSIONS PAGE_PERMISSIONS_CAMERA("")
#define PAGE_PERMISSIONS_SCAN PAGE_PERMISSIONS_CAMERA("self")

enum { PAGE_TAG_SIZE = 35 };

struct page {
	const char *path;               /* "/common/api.js"; borrowed */
	const char *type;               /* Content-Type; static */
	const char *text;               /* borrowed */
	size_t len;
	char tag[PAGE_TAG_SIZE];        /* strong ETag with its quotes: half of the text's SHA-256 */
};

struct pages;

/* Take a table of tools/embed.sh, named by paths; it must live on. Errors: ERR_MEMORY. */
MUST_CHECK enum err pages_new(struct pages **out, const struct embedded *table);
/* Takes NULL. */
void pages_free(struct pages *p);

/* The page for a URL's path (percent signs not decoded: no page of ours has one): the file of that
 * very name, else PATH.html, else PATH/index.html. NULL if there is none. */
const struct page *pages_find(const struct pages *p, const char *path);
/* Does an If-None-Match header (may be NULL) name this page? */
bool page_is_known(const struct page *p, const char *if_none_match);

#endif
