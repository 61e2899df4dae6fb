/* fuzz_json_entry.c - an entry that was read is written and reads again as the same entry; and its second writing is the first. */
#include "tests/fuzz/fuzz.h"

#include <string.h>
#include "protocol/ledger/entry.h"

static char *write_again(const struct entry *e)
{
	char *line = NULL;

	MUST(!entry_write(&line, e->number, e->prev, e->type, e->at, e->actors, e->actor_count, e->body));
	return line;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct entry first, second;
	char *line, *again;

	if (entry_read(&first, (const char *)data, size, ENTRY_MAX_SIZE))
		return 0;
	line = write_again(&first);
	MUST(!entry_read(&second, line, strlen(line), ENTRY_MAX_SIZE));
	MUST(first.number == second.number && first.at == second.at && first.actor_count == second.actor_count);
	MUST(!memcmp(first.prev, second.prev, sizeof first.prev) && !strcmp(first.type, second.type));
	for (size_t i = 0; i < first.actor_count; i++)
		MUST(!strcmp(first.actors[i], second.actors[i]));
	MUST(json_equal(first.body, second.body));
	again = write_again(&second);
	MUST(!strcmp(line, again));

	free(again);
	free(line);
	entry_release(&second);
	entry_release(&first);
	return 0;
}
