/* cookie.c - see cookie.h. */
#include "tally-server/net/cookie.h"

#include <string.h>

void cookie_find(char out[PIPE_TOKEN_SIZE + 1], const char *cookies, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = cookies; *at; at += strcspn(at, ";"), at += *at == ';') {
		at += strspn(at, " \t");
		if (strncmp(at, name, len) || at[len] != '=')
			continue;
		at += len + 1;
		if (strspn(at, "0123456789abcdef") == PIPE_TOKEN_SIZE && strchr("; ", at[PIPE_TOKEN_SIZE])) {
			memcpy(out, at, PIPE_TOKEN_SIZE);
			out[PIPE_TOKEN_SIZE] = 0;
		}
		return;
	}
}
