/* fuzz_note.c - a note, a key or a head that was read is written byte for byte as it came: each has one form. */
#include "tests/fuzz/fuzz.h"

#include <string.h>
#include "protocol/ledger/note.h"

static void try_note(const char *text, size_t len)
{
	static struct note n;
	struct buf out = { 0 };

	if (note_read(&n, text, len))
		return;
	MUST(!note_start(&out, n.origin, &n.head));
	MUST(out.len == n.body_len + 1);
	for (size_t i = 0; i < n.signature_count; i++) {
		const struct note_signature *s = &n.signatures[i];
		uint8_t bytes[sizeof s->key_id + sizeof s->bytes];
		char base64[2 * sizeof bytes];

		memcpy(bytes, s->key_id, sizeof s->key_id);
		memcpy(bytes + sizeof s->key_id, s->bytes, s->len);
		base64_encode(base64, bytes, sizeof s->key_id + s->len);
		buf_addf(&out, "\xE2\x80\x94 %s %s\n", s->name, base64);
	}
	MUST(out.len == len && !memcmp(out.at, text, len));
	buf_release(&out);
}

static void try_key(const char *text)
{
	struct note_key k;
	struct buf out = { 0 };

	if (note_vkey_read(&k, text))
		return;
	note_vkey_write(&out, &k);
	MUST(!strcmp(buf_text(&out), text));
	buf_release(&out);
}

static void try_head(const char *text)
{
	struct head h = { 0 };
	char shown[HEAD_TEXT_SIZE];

	if (head_read(&h.size, h.root, text))
		return;
	head_show(shown, &h);
	MUST(!strcmp(shown, text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	MUST(text);
	if (size)
		memcpy(text, data, size);
	text[size] = 0;
	try_note((const char *)data, size);
	try_key(text);
	try_head(text);
	free(text);
	return 0;
}
