/* meeting_anomaly.c - the fold's scans that no longer fitted when they arrived, and what became of each (P14.4).
 *
 * Must not know: who is in; an anomaly changes nothing. */
#include "protocol/meeting/meeting_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const founds[] = {
	[FOUND_ALREADY_IN] = "already_in", [FOUND_ALREADY_OUT] = "already_out", [FOUND_NOT_IN] = "not_in", [FOUND_BADGE_REVOKED] = "badge_revoked",
	[FOUND_NO_SITTING] = "no_sitting", [FOUND_OTHER_SITTING] = "other_sitting",
};

const char *anomaly_found_name(enum anomaly_found f)
{
	return founds[f];
}

/* The one that is open, or was opened last; 0 before any. They open in ascending order. */
static size_t last_sitting(const struct meeting *m)
{
	size_t last = m->sitting_count;

	while (last && !m->sittings[last - 1].was_opened)
		last--;
	return last;
}

static enum err read_anomaly(struct fold *f, struct anomaly *out)
{
	const char *number = fields_text(&f->body, "number", 1, PERSON_NUMBER_MAX), *mode = fields_text(&f->body, "mode", 1, ENTRY_TYPE_MAX);
	const char *found;
	const struct person *p;
	int i = 0;
	enum err err;

	out->desk_at = fields_int(&f->body, "desk_at", 0, JSON_INTEGER_MAX);
	found = fields_text(&f->body, "found", 1, ENTRY_TYPE_MAX);
	err = fold_close(f, &f->body);
	if (err)
		return err;
	p = meeting_person(f->m, number);
	if (!p)
		return fold_refuse(f, ERR_NO_SUCH_PERSON, "number");
	out->is_out = !strcmp(mode, "out");
	if (!out->is_out && strcmp(mode, "in"))
		return fold_refuse(f, ERR_RANGE, "mode");
	while (i < FOUND_COUNT && strcmp(founds[i], found))
		i++;
	if (i == FOUND_COUNT)
		return fold_refuse(f, ERR_RANGE, "found");
	out->found = (enum anomaly_found)i;
	out->person = (uint32_t)(p - f->m->persons);
	out->sitting = last_sitting(f->m);
	out->entry = f->entry->number;
	out->at = f->entry->at;
	snprintf(out->by, sizeof(out->by), "%s", f->entry->actors[0]);
	return OK;
}

enum err fold_anomaly(struct fold *f)
{
	struct meeting *m = f->m;
	struct anomaly read = { 0 }, *room;
	enum err err = read_anomaly(f, &read);

	if (err)
		return err;
	room = array_room(m->anomalies, m->anomaly_count, sizeof(*room));
	if (!room)
		return ERR_MEMORY;
	m->anomalies = room;
	err = fold_accept(f);
	if (!err)
		m->anomalies[m->anomaly_count++] = read;
	return err;
}

static struct anomaly *find_anomaly(const struct meeting *m, uint64_t entry)
{
	for (size_t i = 0; i < m->anomaly_count; i++)
		if (m->anomalies[i].entry == entry)
			return &m->anomalies[i];
	return NULL;
}

enum err fold_anomaly_settle(struct fold *f)
{
	int64_t entry = fields_int(&f->body, "anomaly", 0, JSON_INTEGER_MAX);
	const char *note = fields_text(&f->body, "note", 1, TEXT_MAX);
	struct anomaly *a;
	char *copy;
	enum err err = fold_close(f, &f->body);

	if (err)
		return err;
	a = find_anomaly(f->m, (uint64_t)entry);
	if (!a || a->note)
		return fold_refuse(f, ERR_ANOMALY, "anomaly");
	copy = strdup(note);
	err = copy ? fold_accept(f) : ERR_MEMORY;
	if (err) {
		free(copy);
		return err;
	}
	a->note = copy;
	a->settled_at = f->entry->at;
	snprintf(a->settled_by, sizeof(a->settled_by), "%s", f->entry->actors[0]);
	return OK;
}
