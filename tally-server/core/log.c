/* log.c - see log.h. One write a line, so that lines of two processes never mix. */
#include "tally-server/core/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

enum { LINE_MAX_SIZE = 600 };

void log_event(const char *format, ...)
{
	char line[LINE_MAX_SIZE];
	va_list args;
	int len;
	ssize_t done;

	va_start(args, format);
	len = vsnprintf(line, sizeof(line) - 1, format, args);
	va_end(args);
	if (len < 0)
		return;
	if ((size_t)len > sizeof(line) - 2)
		len = (int)sizeof(line) - 2;
	line[len++] = '\n';
	/* a log that cannot be written must not stop a meeting */
	done = write(STDERR_FILENO, line, (size_t)len);
	(void)done;
}
