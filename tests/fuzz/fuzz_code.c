/* fuzz_code.c - any bytes are shown as a code that reads as these bytes; a code that was read is
 * shown in the one form that reads the same. */
#include "tests/fuzz/fuzz.h"

#include <string.h>
#include "protocol/base/code.h"

enum { BYTES_MAX = 16 };

static void try_bytes(struct code_kind kind, const uint8_t *bytes)
{
	uint8_t back[BYTES_MAX];
	char shown[CODE_TEXT_SIZE], again[CODE_TEXT_SIZE];

	code_show(shown, kind, bytes);
	MUST(!code_read(back, kind, shown) && !memcmp(back, bytes, kind.bytes));
	code_show(again, kind, back);
	MUST(!strcmp(shown, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct code_kind kinds[] = { CODE_SLIP, CODE_BADGE, CODE_ENROL, CODE_TRACKING, CODE_FINGERPRINT };
	char *text = malloc(size + 1);

	MUST(text);
	if (size)
		memcpy(text, data, size);
	text[size] = 0;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		uint8_t bytes[BYTES_MAX];

		if (!code_read(bytes, kinds[k], text))
			try_bytes(kinds[k], bytes);
		if (size >= BYTES_MAX)
			try_bytes(kinds[k], data);
	}
	free(text);
	return 0;
}
