/* log.c - see log.h. One write a line, so that lines of two processes never mix. */
#include "tally-server/core/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_MAX_SIZE = 600 };

void log_event(const char *format, ...)
{
	static const char head[] = "event=";
	const size_t start = sizeof(head) - 1;
	char line[LINE_MAX_SIZE];
	va_list args;
	size_t size;
	int len;
	ssize_t done;

	va_start(args, format);
	len = vsnprintf(line + start, sizeof(line) - start - 1, format, args);
	va_end(args);
	if (len < 0)
		return;
	memcpy(line, head, start);
	size = start + (size_t)len;
	if (size > sizeof(line) - 2)
		size = sizeof(line) - 2;
	line[size++] = '\n';
	/* a log that cannot be written must not stop a meeting */
	done = write(STDERR_FILENO, line, size);
	(void)done;
}
