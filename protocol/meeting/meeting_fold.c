/* meeting_fold.c - what every handler of the fold stands on: refusing its entry, accepting it into the tree, and room for what it adds.
 *
 * Must not know: which types of entry there are. The handlers know one each; meeting.c, above them, knows the table. */
#include "protocol/meeting/meeting_internal.h"

#include <stdlib.h>
#include <string.h>
#include "protocol/crypto/hash.h"

enum err fold_refuse(struct fold *f, enum err err, const char *field)
{
	f->m->detail = field;
	return err;
}

enum err fold_close(struct fold *f, struct fields *r)
{
	enum err err = fields_close(r);

	return err ? fold_refuse(f, err, r->field) : OK;
}

enum err fold_accept(struct fold *f)
{
	enum err err = tree_add(&f->m->tree, f->entry->leaf);

	if (err)
		return err;
	memcpy(f->m->last_leaf, f->entry->leaf, sizeof(f->m->last_leaf));
	if (f->entry->at)
		f->m->last_at = f->entry->at;
	return OK;
}

enum err fold_by_trustee(struct fold *f, const struct ceremony_record *c, uint32_t index)
{
	const char *actor = f->entry->actors[0];
	size_t prefix = strlen(MACHINE_PREFIX);

	if (strncmp(actor, MACHINE_PREFIX, prefix) || strcmp(actor + prefix, c->names[index - 1]))
		return fold_refuse(f, ERR_NOT_PERMITTED, "by");
	return OK;
}

enum err meeting_head(struct head *out, const struct meeting *m, uint64_t size)
{
	uint8_t root[32];
	enum err err = tree_root(root, &m->tree, size);

	if (err)
		return err;
	out->size = size;
	memcpy(out->root, root, sizeof(root));
	return OK;
}

void *array_room(void *array, size_t count, size_t size)
{
	/* arrays double: between powers of two there is room */
	if (count & (count - 1))
		return array;
	return realloc(array, (count ? 2 * count : 1) * size);
}

void map_text_key(uint8_t key[32], const char *text)
{
	sha256(key, text, strlen(text));
}

bool is_id(const char *text)
{
	return text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}
