/* fuzz_cookie.c - whatever a browser sends as its cookies, a token comes out of it that stood there under that name, or nothing. */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <string.h>
#include "tally-server/net/cookie.h"

static const char NAME[] = "__Host-tally";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), out[PIPE_TOKEN_SIZE + 1] = "", again[PIPE_TOKEN_SIZE + 1] = "", line[sizeof(NAME) + PIPE_TOKEN_SIZE + 2];

	MUST(text);
	if (size)
		memcpy(text, data, size);
	text[size] = 0;
	cookie_find(out, text, NAME);
	if (out[0]) {
		MUST(strlen(out) == PIPE_TOKEN_SIZE && strspn(out, "0123456789abcdef") == PIPE_TOKEN_SIZE);
		snprintf(line, sizeof(line), "%s=%s", NAME, out);
		MUST(strstr(text, line));
		cookie_find(again, line, NAME);
		MUST(!strcmp(out, again));
	}
	free(text);
	return 0;
}
