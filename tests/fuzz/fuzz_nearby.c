/* fuzz_nearby.c - whatever Avahi's program says, what was found of it is bounded text, and reads the same
 * when it is said again. */
#include "tests/fuzz/fuzz.h"

#include <string.h>
#include "ballot-client/kiosk/nearby.h"
#include "protocol/base/bytes.h"

/* As the program would say it. */
static void say(struct buf *out, const struct nearby_server *s)
{
	size_t host = (size_t)(strrchr(s->address, ':') - s->address), bracket = s->address[0] == '[';

	buf_add_text(out, "=;eth0;IPv4;");
	for (const char *c = s->name; *c; c++)
		buf_addf(out, "\\%03u", (unsigned char)*c);
	buf_addf(out, ";_tally._tcp;local;hall.local;%.*s;%s;\n", (int)(host - 2 * bracket), s->address + bracket, s->address + host + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nearby_list found, again;
	struct buf said = { 0 };

	nearby_read(&found, (const char *)data, size);
	MUST(found.count <= NEARBY_MAX);
	for (size_t i = 0; i < found.count; i++) {
		MUST(found.at[i].name[0] && strlen(found.at[i].name) <= NEARBY_NAME_MAX);
		MUST(strlen(found.at[i].address) <= NEARBY_ADDRESS_MAX);
		say(&said, &found.at[i]);
	}
	MUST(!said.failed);
	nearby_read(&again, (const char *)said.at, said.len);
	MUST(memcmp(&found, &again, sizeof found) == 0);
	buf_release(&said);
	return 0;
}
