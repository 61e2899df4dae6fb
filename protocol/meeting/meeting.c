/* meeting.c - see meeting.h: the frame of the fold, above its handlers. One table names every type of entry; meeting_apply checks what all
 * have in common and hands the entry to its type's handler. What the handlers stand on is in meeting_fold.c.
 *
 * Must not know: what any single type means; its handler does. */
#include "protocol/meeting/meeting.h"

#include <stdlib.h>
#include <string.h>
#include "protocol/meeting/meeting_internal.h"

enum { BALLOT_LINE_EXTRA = 4096 };      /* what surrounds the body in a ballot's line, with room to spare */

static const char SERVER_NAME[] = "server";

/* P13.0: which types there are, whether they bear a time, and how many did it. */
static const struct entry_type {
	const char *name;
	bool is_timed, may_be_server;
	size_t actors;
	enum err (*apply)(struct fold *f);
} types[] = {
	{ "genesis", true, false, 1, fold_genesis },
	{ "operator", true, false, 2, fold_operator },
	{ "person", true, false, 1, fold_person },
	{ "badge", true, false, 1, fold_badge },
	{ "badge_replace", true, false, 2, fold_badge_replace },
	{ "machine", true, false, 1, fold_machine },
	{ "machine_revoke", true, false, 1, fold_machine_revoke },
	{ "ceremony_start", true, false, 1, fold_ceremony_start },
	{ "ceremony_commit", true, false, 1, fold_ceremony_commit },
	{ "ceremony_reveal", true, false, 1, fold_ceremony_reveal },
	{ "ceremony_shares", true, false, 1, fold_ceremony_shares },
	{ "ceremony_confirm", true, false, 1, fold_ceremony_confirm },
	{ "ceremony_abort", true, false, 1, fold_ceremony_abort },
	{ "slip_lists", true, false, 2, fold_slip_lists },
	{ "reissue", true, false, 2, fold_reissue },
	{ "key_swap", false, false, 0, fold_key_swap },
	{ "sitting_open", true, false, 1, fold_sitting_open },
	{ "sitting_close", true, false, 1, fold_sitting_close },
	{ "checkin", true, false, 1, fold_checkin },
	{ "leave", true, false, 1, fold_leave },
	{ "return", true, false, 1, fold_return },
	{ "checkin_undo", true, false, 2, fold_checkin_undo },
	{ "anomaly", true, false, 1, fold_anomaly },
	{ "anomaly_settle", true, false, 1, fold_anomaly_settle },
	{ "poll", true, false, 1, fold_poll },
	{ "agenda", true, false, 1, fold_agenda },
	{ "poll_open", true, false, 1, fold_poll_open },
	{ "poll_hold", true, false, 1, fold_poll_hold },
	{ "poll_resume", true, false, 1, fold_poll_resume },
	{ "ballot_commit", false, false, 0, fold_ballot_commit },
	{ "ballot_cast", false, false, 0, fold_ballot_cast },
	{ "ballot_test", false, false, 0, fold_ballot_test },
	{ "poll_close", true, false, 1, fold_poll_close },
	{ "open_vote", false, false, 0, fold_open_vote },
	{ "assist", true, false, 1, fold_assist },
	{ "hands", true, false, 2, fold_hands },
	{ "paper_issue", true, false, 2, fold_paper_issue },
	{ "paper_count", true, false, 2, fold_paper_count },
	{ "cosign", true, false, 1, fold_cosign },
	{ "share", true, false, 1, fold_share },
	{ "refusal", true, false, 1, fold_refusal },
	{ "result", true, true, 1, fold_result },
	{ "publish", true, false, 1, fold_publish },
	{ "seats_reduced", true, false, 2, fold_seats_reduced },
	{ "poll_void", true, false, 2, fold_poll_void },
	{ "server_start", true, true, 1, fold_server_start },
	{ "seal", true, false, 2, fold_seal },
};

static const struct entry_type *find_type(const char *name)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (!strcmp(types[i].name, name))
			return &types[i];
	return NULL;
}

void meeting_init(struct meeting *m, uint64_t map_salt)
{
	*m = (struct meeting){ .map_salt = map_salt };
	tree_init(&m->tree);
	map_init(&m->machine_index, map_salt);
	map_init(&m->machine_names, map_salt);
	map_init(&m->person_index, map_salt);
	map_init(&m->badge_index, map_salt);
}

static void release_persons(struct meeting *m)
{
	for (size_t i = 0; i < m->person_count; i++) {
		free(m->persons[i].name);
		free(m->persons[i].unit);
		free(m->persons[i].post);
		free(m->persons[i].seat);
		free(m->persons[i].reason);
	}
	free(m->persons);
	for (size_t i = 0; i < m->anomaly_count; i++)
		free(m->anomalies[i].note);
	free(m->anomalies);
	map_release(&m->person_index);
	map_release(&m->badge_index);
}

void meeting_release(struct meeting *m)
{
	release_persons(m);
	free(m->operators);
	free(m->machines);
	map_release(&m->machine_index);
	map_release(&m->machine_names);
	for (size_t i = 0; i < m->sitting_count; i++)
		free(m->sittings[i].name);
	for (size_t i = 0; i < m->ceremony_count; i++)
		ceremony_record_free(m->ceremonies[i]);
	free(m->ceremonies);
	for (size_t i = 0; i < m->issue_count; i++)
		free(m->issues[i].lists);
	for (size_t i = 0; i < m->poll_count; i++)
		poll_free(m->polls[i]);
	free(m->polls);
	free(m->cosigned);
	free(m->name);
	json_decref(m->profile);
	tree_release(&m->tree);
	meeting_init(m, m->map_salt);
}

/* P13.0, P14.5: an operator in office, or an enrolled machine. */
static enum err check_actor(const struct meeting *m, const struct entry_type *type, const char *actor)
{
	const struct meeting_operator *operator = meeting_operator(m, actor);
	const struct machine *machine;

	if (!strncmp(actor, MACHINE_PREFIX, strlen(MACHINE_PREFIX))) {
		const char *name = actor + strlen(MACHINE_PREFIX);

		/* a server starts and counts when nobody is there to ask */
		if (type->may_be_server && !strcmp(name, SERVER_NAME))
			return OK;
		machine = machine_named(m, name);
		return machine && type->actors == 1 ? OK : ERR_MACHINE;
	}
	if (!m->operator_count)
		return type->apply == fold_operator && !strcmp(actor, m->founder) ? OK : ERR_NOT_PERMITTED;
	return operator && operator->is_active ? OK : ERR_NOT_PERMITTED;
}

static enum err check_actors(struct fold *f, const struct entry_type *type)
{
	const struct entry *e = f->entry;
	/* who is alone has nobody to ask */
	size_t actors = type->apply == fold_operator && !meeting_has_two_operators(f->m) ? 1 : type->actors;

	if (e->actor_count < actors)
		return fold_refuse(f, e->actor_count ? ERR_SECOND_PERSON : ERR_FIELD_MISSING, "by");
	if (e->actor_count > actors)
		return fold_refuse(f, actors ? ERR_RANGE : ERR_FIELD_UNKNOWN, "by");
	if (actors == 2 && !strcmp(e->actors[0], e->actors[1]))
		return fold_refuse(f, ERR_SECOND_PERSON, "by");
	/* before genesis there is nobody yet */
	for (size_t i = 0; type->apply != fold_genesis && i < e->actor_count; i++) {
		enum err err = check_actor(f->m, type, e->actors[i]);

		if (err)
			return fold_refuse(f, err, "by");
	}
	return OK;
}

/* What all entries have in common: P12.1, P13.0, P14.1. */
static enum err check_envelope(struct fold *f, const struct entry_type *type)
{
	const struct meeting *m = f->m;
	const struct entry *e = f->entry;

	if (m->is_sealed)
		return ERR_SEALED;
	if (e->number != m->tree.size)
		return fold_refuse(f, ERR_ENTRY_NUMBER, "n");
	if (memcmp(e->prev, m->last_leaf, sizeof(e->prev)))
		return fold_refuse(f, ERR_ENTRY_PREV, "prev");
	if (!type)
		return fold_refuse(f, ERR_ENTRY_TYPE, "type");
	if (!e->number && type->apply != fold_genesis)
		return ERR_NO_MEETING;
	if (e->number && type->apply == fold_genesis)
		return ERR_MEETING_EXISTS;
	if (type->is_timed && !e->at)
		return fold_refuse(f, ERR_FIELD_MISSING, "at");
	if (!type->is_timed && e->at)
		return fold_refuse(f, ERR_FIELD_UNKNOWN, "at");
	return check_actors(f, type);
}

enum err meeting_apply(struct meeting *m, const char *line, size_t len)
{
	struct entry entry;
	struct fold f = { .m = m, .entry = &entry, .line = line, .len = len };
	const struct entry_type *type;
	enum err err = entry_read(&entry, line, len, meeting_max_line(m));

	m->detail = NULL;
	if (err)
		return err;
	type = find_type(entry.type);
	err = check_envelope(&f, type);
	if (!err) {
		fields_open(&f.body, entry.body);
		err = type->apply(&f);
	}
	entry_release(&entry);
	return err;
}

size_t meeting_max_line(const struct meeting *m)
{
	const struct attempt *a = meeting_current(m);
	size_t ballot = a ? base64_length(ballot_form_body_size(&a->form)) + BALLOT_LINE_EXTRA : 0;

	/* a share is always shorter than a body */
	return ballot > ENTRY_MAX_SIZE ? ballot : ENTRY_MAX_SIZE;
}

enum err meeting_compose(char **line, const struct meeting *m, const char *type, int64_t at, const char *const *actors, size_t actor_count,
			 const json_t *body)
{
	const struct entry_type *t = find_type(type);

	if (!t)
		return ERR_ENTRY_TYPE;
	/* a ballot must not tell when and through which machine it came, whoever asks */
	return entry_write(line, m->tree.size, m->last_leaf, type, t->is_timed ? at : 0, actors, t->actors ? actor_count : 0, body);
}
