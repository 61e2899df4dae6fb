/* seen.c - see seen.h. Must not know connections or files. */
#include "ballot-client/seen.h"

#include <stdio.h>
#include <string.h>
#include "protocol/base/fields.h"
#include "protocol/ledger/tree.h"

void seen_init(struct seen *s, const char *meeting, const struct head *head)
{
	*s = (struct seen){ 0 };
	snprintf(s->origin, sizeof(s->origin), "tally/m/%s", meeting);
	if (head)
		s->head = *head;
}

void seen_release(struct seen *s)
{
	buf_release(&s->note);
	*s = (struct seen){ 0 };
}

void seen_know_log(struct seen *s, const uint8_t key[SIGN_KEY_SIZE])
{
	s->log = (struct note_key){ .signer = NOTE_LOG };
	memcpy(s->log.name, s->origin, sizeof(s->origin));
	memcpy(s->log.key, key, SIGN_KEY_SIZE);
	s->knows_log = true;
}

static enum err read_proof(uint8_t proof[TREE_MAX_PROOF * 32], size_t *count, const json_t *array)
{
	*count = json_array_size(array);
	for (size_t i = 0; i < *count; i++) {
		const char *text = json_string_value(json_array_get(array, i));

		if (!text || base64_decode(proof + 32 * i, 32, text))
			return ERR_NOTE;
	}
	return OK;
}

static enum err check_note(const struct seen *s, const struct note *note, const char *text)
{
	if (strcmp(note->origin, s->origin))
		return ERR_NOTE;
	return s->knows_log ? note_check(note, text, &s->log) : OK;
}

enum err seen_take(struct seen *s, char detail[300], const json_t *head)
{
	uint8_t proof[TREE_MAX_PROOF * 32];
	char before[HEAD_TEXT_SIZE], after[HEAD_TEXT_SIZE];
	struct buf kept = { 0 };        /* NUL-terminated */
	struct note note;
	struct fields f;
	const char *text;
	const json_t *array;
	size_t count = 0;
	enum err err;

	fields_open(&f, head);
	text = fields_lines(&f, "note", 1, NOTE_MAX_SIZE);
	array = fields_array(&f, "proof", 0, TREE_MAX_PROOF);
	if (fields_close(&f) || note_read(&note, text, strlen(text)) || read_proof(proof, &count, array)) {
		snprintf(detail, 300, "malformed");
		return ERR_NOTE;
	}
	err = check_note(s, &note, text);
	if (!err && note.head.size < s->head.size)
		err = ERR_HEAD;
	if (!err)
		err = tree_check_consistency(s->head.size, s->head.root, note.head.size, note.head.root, proof, count);
	if (err) {
		head_show(before, &s->head);
		head_show(after, &note.head);
		snprintf(detail, 300, "%s %s", before, after);
		return err;
	}
	buf_add_text(&kept, text);
	buf_text(&kept);
	if (kept.failed)
		return ERR_MEMORY;
	buf_release(&s->note);
	s->note = kept;
	s->head = note.head;
	return OK;
}
