/* box.c - see box.h. */
#include "protocol/meeting/box.h"

#include <string.h>

static enum err set_key(struct group *g, const uint8_t key[POINT_SIZE])
{
	struct point *p = point_new(g);
	enum err err = p ? point_decode(g, p, key) : ERR_MEMORY;

	if (!err) {
		group_set_key(g, p);
		err = group_status(g);
	}
	point_free(p);
	return err;
}

enum err box_init(struct box *b, const struct meeting *m, const struct attempt *a, const struct rng *rng)
{
	struct box box = { .group = group_new(), .attempt = a, .rng = rng };
	enum err err = box.group ? set_key(box.group, m->ceremonies[a->ceremony]->key) : ERR_MEMORY;

	if (!err)
		err = total_init(box.group, &box.total, ballot_form_ciphertexts(&a->form));
	if (err) {
		group_free(box.group);
		return err;
	}
	*b = box;
	return OK;
}

void box_release(struct box *b)
{
	total_release(&b->total);
	group_free(b->group);
	memset(b, 0, sizeof *b);
}

enum err box_check(struct box *b, enum err *verdicts, const struct ballot_in *ballots, size_t count)
{
	return ballot_check_batch(b->group, verdicts, &b->attempt->form, ballots, count, b->rng);
}

enum err box_add(struct box *b, const uint8_t *body)
{
	return total_add(b->group, &b->total, body);
}

void box_opening(struct opening *out, const struct box *b, const struct meeting *m, const struct poll *p)
{
	*out = (struct opening){
		.meeting = m->id, .poll = p->id, .attempt = b->attempt->number, .h_poll = b->attempt->form.h_poll,
		.key_record = m->ceremonies[b->attempt->ceremony]->hash, .head_size = b->attempt->closing_head.size,
		.head_root = b->attempt->closing_head.root, .total = &b->total,
	};
}

enum err box_share_keys(struct group *g, uint8_t key[POINT_SIZE], uint8_t (*shares)[POINT_SIZE], const struct ceremony_record *c)
{
	return ceremony_keys(g, key, shares, &c->params, c->reveals);
}
