/* trustee_view.c - what can be told of a trustee without changing it: to its screen, and for its own next step. See trustee.h. */
#include <string.h>
#include "ballot-client/trustee_internal.h"

uint32_t trustee_index_in(const struct trustee *t, const struct ceremony_record *c)
{
	const char *name = link_identity(t->link)->name;

	for (uint32_t i = 0; i < c->params.n; i++) {
		if (strcmp(c->names[i], name) == 0)
			return i + 1;
	}
	return 0;
}

bool trustee_has_given(const struct attempt *a, uint32_t index)
{
	for (size_t i = 0; i < a->share_count; i++) {
		if (a->shares[i].index == index)
			return true;
	}
	return false;
}

const struct meeting *trustee_meeting(const struct trustee *t)
{
	return &t->verifier.meeting;
}

enum link_state trustee_link(const struct trustee *t)
{
	return link_state(t->link);
}

bool trustee_is_current(const struct trustee *t)
{
	return !t->is_behind && t->verifier.meeting.id[0];
}

static bool awaits_fingerprint(const struct trustee *t)
{
	const struct meeting *m = &t->verifier.meeting;
	const struct ceremony_record *c = m->ceremony_count ? m->ceremonies[m->ceremony_count - 1] : NULL;
	uint32_t index = c ? trustee_index_in(t, c) : 0;

	return index && c->step == CEREMONY_CONFIRM && !c->has_done[index - 1];
}

static bool awaits_opening(const struct trustee *t)
{
	const struct meeting *m = &t->verifier.meeting;
	const struct attempt *a = meeting_current(m);
	const struct key_set *set = a ? keyfile_set(&t->keys, m->ceremonies[a->ceremony]->params.id) : NULL;

	return set && attempt_awaits_shares(a) && !trustee_has_given(a, set->index);
}

bool trustee_is_asking(const struct trustee *t, enum trustee_question q)
{
	switch (q) {
	case TRUSTEE_FINGERPRINT: return awaits_fingerprint(t);
	case TRUSTEE_SLIPS:
	case TRUSTEE_ACT: return t->act && !t->act_is_signed;
	case TRUSTEE_OPEN: return awaits_opening(t);
	}
	return false;
}

uint32_t trustee_index(const struct trustee *t)
{
	const struct ceremony_record *c = t->verifier.meeting.key_record;

	return c ? trustee_index_in(t, c) : 0;
}

bool trustee_owns_share(const struct trustee *t)
{
	const struct ceremony_record *c = t->verifier.meeting.key_record;
	const struct key_set *set = c ? keyfile_set(&t->keys, c->params.id) : NULL;
	uint8_t key[POINT_SIZE], shares[TRUSTEE_MAX][POINT_SIZE], mine[POINT_SIZE];
	struct group *g = t->verifier.group;

	if (!set || !set->has_share || set->index != trustee_index(t) || ceremony_keys(g, key, shares, &c->params, c->reveals) != OK)
		return false;
	struct point *p = point_new(g);
	if (!p)
		return false;
	point_mul_base(g, p, set->share);
	point_encode(g, mine, p);
	point_free(p);
	return group_status(g) == OK && memcmp(mine, shares[set->index - 1], POINT_SIZE) == 0;
}
