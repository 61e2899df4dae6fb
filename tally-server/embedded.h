/* embedded.h - text files that the binary carries, made by tools/embed.sh: migrations and views of the store. */
#ifndef TALLY_EMBEDDED_H
#define TALLY_EMBEDDED_H

/* Tables end with a row whose name is NULL. */
struct embedded {
	const char *name;       /* without folder */
	const char *text;
};

extern const struct embedded embedded_schema[];         /* schema/NNNN-name.sql in order, then views.sql */

#endif
