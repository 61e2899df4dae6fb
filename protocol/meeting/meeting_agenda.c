/* meeting_agenda.c - the fold's entry about the agenda as a whole: in which order polls are told, and which drafts leave it (P14.22).
 *
 * Must not know: what a poll asks, ballots. */
#include "protocol/meeting/meeting_internal.h"

#include <string.h>

/* What the entry names, each a poll of the agenda, none twice. */
static enum err read_order(struct fold *f, struct poll *order[MEETING_MAX_POLLS], const json_t *ids)
{
	size_t i;
	const json_t *id;

	json_array_foreach(ids, i, id) {
		if (!json_is_string(id))
			return fold_refuse(f, ERR_FIELD_TYPE, "polls");
		order[i] = meeting_poll(f->m, json_string_value(id));
		if (!order[i])
			return fold_refuse(f, ERR_NO_SUCH_POLL, "polls");
		for (size_t k = 0; k < i; k++)
			if (order[k] == order[i])
				return fold_refuse(f, ERR_RANGE, "polls");
	}
	return OK;
}

static bool is_listed(const struct poll *p, struct poll *const *order, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (order[i] == p)
			return true;
	return false;
}

enum err fold_agenda(struct fold *f)
{
	struct meeting *m = f->m;
	const json_t *ids = fields_array(&f->body, "polls", 0, MEETING_MAX_POLLS);
	struct poll *order[MEETING_MAX_POLLS];
	size_t count = json_array_size(ids);
	enum err err = fold_close(f, &f->body);

	if (!err)
		err = read_order(f, order, ids);
	for (size_t i = 0; !err && i < m->poll_count; i++)
		if (m->polls[i]->attempt_count && !is_listed(m->polls[i], order, count))
			err = fold_refuse(f, ERR_POLL_STATE, "polls");
	if (!err)
		err = fold_accept(f);
	if (err)
		return err;
	for (size_t i = 0; i < m->poll_count; i++)
		if (!is_listed(m->polls[i], order, count))
			poll_free(m->polls[i]);
	if (count)
		memcpy(m->polls, order, count * sizeof(*order));
	m->poll_count = count;
	return OK;
}
