/* tallyctl_read.c - words of the command line as the values that they stand for. See tallyctl.h.
 *
 * Must not know: what any command does with them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "tools/tallyctl.h"

bool ctl_read_number(int64_t *out, const char *given)
{
	char *end;

	errno = 0;
	long x = strtol(given, &end, 10);
	if (errno || end == given || *end || x < 0 || x > 1000000)
		return false;
	*out = x;
	return true;
}

json_t *ctl_split(const char *list)
{
	json_t *array = json_array();

	while (*list) {
		size_t len = strcspn(list, ",");

		json_array_append_new(array, json_stringn(list, len));
		list += len + (list[len] == ',');
	}
	return array;
}
