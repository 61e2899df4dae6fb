/* meeting_assist.c - the fold's entry `assist`: who helped delegates at their terminals in an attempt, and how often (P14.21).
 *
 * Must not know: whom they helped, where, or with what. */
#include "protocol/meeting/meeting_internal.h"

#include <string.h>

static bool is_on_roll(const struct meeting *m, const char *name)
{
	for (size_t i = 0; i < m->person_count; i++)
		if (!strcmp(m->persons[i].name, name))
			return true;
	return false;
}

enum err poll_check_helper(const struct poll *p, const struct meeting *m, const char *name)
{
	if (poll_names(p, name))
		return ERR_CANDIDATE_HELPS;
	return meeting_operator(m, name) || is_on_roll(m, name) ? OK : ERR_NO_SUCH_PERSON;
}

/* Sorted by their names, each once; how often they helped, in all. */
static enum err read_helpers(struct fold *f, int64_t *total, const struct poll *p, const json_t *helpers)
{
	const char *before = "";
	const json_t *item;
	size_t i;

	*total = 0;
	json_array_foreach(helpers, i, item) {
		struct fields r;
		const char *name;
		enum err err;

		fields_open(&r, item);
		name = fields_text(&r, "name", 1, TEXT_MAX);
		*total += fields_int(&r, "count", 1, ASSIST_MAX);
		err = fields_close(&r);
		if (!err && strcmp(before, name) >= 0)
			err = ERR_RANGE;
		if (!err)
			err = poll_check_helper(p, f->m, name);
		if (err)
			return fold_refuse(f, err, "helpers");
		before = name;
	}
	return *total > ASSIST_MAX ? fold_refuse(f, ERR_RANGE, "helpers") : OK;
}

enum err fold_assist(struct fold *f)
{
	const json_t *helpers = fields_array(&f->body, "helpers", 1, ASSIST_MAX);
	struct attempt *a;
	struct poll *p;
	int64_t total;
	enum err err = fold_read_attempt(f, &f->body, &p, &a);

	if (err)
		return err;
	/* right behind the close, so there is but one, and hands and paper have none */
	if (!attempt_way_takes_slot(a->way) || !a->close_entry || a->close_entry + 1 != f->entry->number)
		return ERR_POLL_STATE;
	err = read_helpers(f, &total, p, helpers);
	if (!err)
		err = fold_accept(f);
	if (!err)
		a->assists = total;
	return err;
}
