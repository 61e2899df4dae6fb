/* elect.c - see elect.h. */
#include "protocol/meeting/elect.h"

#include <string.h>

/* Insertion keeps the given order among equals; ballots are short. */
static void insert_by_votes(struct elected *e, const int64_t *votes, size_t candidate)
{
	size_t place = e->passing++;

	for (; place > 0 && votes[e->order[place - 1]] < votes[candidate]; place--)
		e->order[place] = e->order[place - 1];
	e->order[place] = candidate;
}

/* More pass than there are seats, and the last seat's votes are also those of one who is left out: all of them are tied. */
static void set_apart_tied(struct elected *e, const int64_t *votes, size_t seats)
{
	int64_t cut = votes[e->order[seats]];

	e->count = seats;
	if (seats == 0 || votes[e->order[seats - 1]] != cut)
		return;
	while (e->count > 0 && votes[e->order[e->count - 1]] == cut)
		e->count--;
	while (e->count + e->tied < e->passing && votes[e->order[e->count + e->tied]] == cut)
		e->tied++;
}

enum err elect(struct elected *out, const int64_t *votes, size_t count, size_t seats, const struct threshold *t, int64_t base)
{
	struct elected e = { .count = 0 };

	if (count > ELECT_MAX || base < 0)
		return ERR_RANGE;
	for (size_t i = 0; i < count; i++) {
		if (votes[i] < 0)
			return ERR_RANGE;
		if (!t || threshold_is_met(t, votes[i], base))
			insert_by_votes(&e, votes, i);
	}
	if (e.passing > seats)
		set_apart_tied(&e, votes, seats);
	else
		e.count = e.passing;
	e.unfilled = seats - e.count;
	*out = e;
	return OK;
}
