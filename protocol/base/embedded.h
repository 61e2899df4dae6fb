/* embedded.h - a text file that a program carries, as tools/embed.sh writes it. Must not know which files there are. */
#ifndef TALLY_EMBEDDED_FILE_H
#define TALLY_EMBEDDED_FILE_H

/* Tables end with a row whose name is NULL. */
struct embedded {
	const char *name;
	const char *text;
};

#endif
