/* meeting_maker_probe.c - see meeting_maker.h: does a refused entry leave everything as it was, and
 * is every common fault of entries refused? */
#include <stdlib.h>
#include <string.h>
#include "tests/unit/meeting_maker.h"

/* ---- all that a meeting knows, as one hash ---- */

static void add_text(struct buf *b, const char *text)
{
	buf_add(b, text ? text : "-", text ? strlen(text) + 1 : 1);
}

static void add_json(struct buf *b, const json_t *value)
{
	char *text = value ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;

	add_text(b, text);
	free(text);
}

static void add_people(struct buf *b, const struct meeting *m)
{
	for (size_t i = 0; i < m->operator_count; i++)
		buf_addf(b, "%s %u %d\n", m->operators[i].name, m->operators[i].roles, m->operators[i].is_active);
	for (size_t i = 0; i < m->machine_count; i++)
		buf_addf(b, "%s %d %d\n", m->machines[i].name, m->machines[i].role, m->machines[i].is_revoked);
	for (size_t i = 0; i < m->person_count; i++) {
		const struct person *p = &m->persons[i];

		buf_addf(b, "%s %s %s %s %s %d %d %d %s %d %llu\n", p->number, p->name, p->unit, p->post, p->seat, p->role, p->is_on_leave,
			 p->is_active, p->reason, p->has_badge, (unsigned long long)p->changed);
		buf_add(b, p->badge, sizeof(p->badge));
		for (size_t s = 0; s < m->sitting_count; s++)
			buf_addf(b, "%d %lld %lld %s %d\n", p->sittings[s].presence, (long long)p->sittings[s].first_in,
				 (long long)p->sittings[s].last_out, p->sittings[s].by, p->sittings[s].can_undo);
	}
	for (size_t s = 0; s < m->sitting_count; s++)
		buf_addf(b, "%d %d\n", m->sittings[s].was_opened, m->sittings[s].was_closed);
	buf_addf(b, "%zu %zu\n", m->sitting, m->anomaly_count);
	for (size_t i = 0; i < m->anomaly_count; i++)
		buf_addf(b, "%s %s\n", m->anomalies[i].settled_by, m->anomalies[i].note ? m->anomalies[i].note : "");
}

static void add_keys(struct buf *b, const struct meeting *m)
{
	for (size_t i = 0; i < m->ceremony_count; i++) {
		const struct ceremony_record *c = m->ceremonies[i];

		buf_addf(b, "%d %u %d\n", c->step, c->done, c == m->key_record);
		buf_add(b, c->has_done, sizeof(c->has_done));
		buf_add(b, c->commits, sizeof(c->commits));
		buf_add(b, c->hash, sizeof(c->hash));
		buf_add(b, c->key, sizeof(c->key));
		for (size_t t = 0; t < TRUSTEE_MAX; t++) {
			add_text(b, c->texts[t]);
			add_json(b, c->shares[t]);
		}
	}
	for (size_t i = 0; i < m->issue_count; i++) {
		buf_addf(b, "%u %u\n", m->issues[i].slips, m->issues[i].slots);
		buf_add(b, m->issues[i].fingerprint, sizeof(m->issues[i].fingerprint));
	}
	for (size_t i = 0; i < m->cosigned_count; i++)
		buf_addf(b, "%llu %u %u\n", (unsigned long long)m->cosigned[i].head.size, m->cosigned[i].ceremony, m->cosigned[i].signers);
	buf_addf(b, "%u %u\n", m->slots_used, m->act_count);
}

static void add_attempt(struct buf *b, const struct attempt *a)
{
	buf_addf(b, "%u %d %u %lld %lld %lld %lld %zu %zu\n", a->number, a->state, a->slot, (long long)a->issued, (long long)a->returned,
		 (long long)a->tested, (long long)a->published_at, a->alphas.count, a->share_count);
	buf_add(b, a->form.h_poll, sizeof(a->form.h_poll));
	for (size_t i = 0; i < a->key_count; i++) {
		const struct attempt_key *k = &a->keys[i];

		buf_addf(b, "%d %d %d %d %lld %llu\n", k->is_entitled, k->is_revoked, k->commits, k->tests, (long long)k->cast,
			 (unsigned long long)k->tested);
		if (k->commits)
			buf_add(b, k->tracking, 32u * k->commits);
	}
	add_json(b, a->counts);
	add_json(b, a->verdict);
	add_text(b, a->void_reason);
}

void maker_digest(const struct maker *k, uint8_t out[32])
{
	const struct meeting *m = &k->meeting;
	struct buf b = { 0 };
	uint8_t root[32];

	assert_int_equal(tree_root(root, &m->tree, m->tree.size), OK);
	buf_add(&b, root, sizeof(root));
	buf_add(&b, m->last_leaf, sizeof(m->last_leaf));
	buf_addf(&b, "%s %s %d %lld\n", m->id, m->name ? m->name : "", m->is_sealed, (long long)m->last_at);
	add_people(&b, m);
	add_keys(&b, m);
	for (size_t i = 0; i < m->poll_count; i++) {
		const struct poll *p = m->polls[i];

		buf_addf(&b, "%s %s %s %d\n", p->id, p->title, p->line, p == m->current);
		for (size_t j = 0; j < p->attempt_count; j++)
			add_attempt(&b, p->attempts[j]);
	}
	assert_false(b.failed);
	sha256(out, b.at, b.len);
	buf_release(&b);
}

/* ---- refusals ---- */

static void check_refusal(struct maker *k, const uint8_t before[32], const char *what, enum err expected, enum err err)
{
	uint8_t after[32];

	if (err != expected)
		fail_msg("%s: got %s (%s), not %s", what, err_code(err), k->meeting.detail ? k->meeting.detail : "", err_code(expected));
	maker_digest(k, after);
	if (memcmp(before, after, sizeof(after)))
		fail_msg("%s: refused with %s, but the meeting changed", what, err_code(err));
}

void maker_refuse(struct maker *k, enum err expected, const char *detail, const char *type, const char *by, json_t *body)
{
	uint8_t before[32];

	maker_digest(k, before);
	check_refusal(k, before, type, expected, maker_try(k, type, by, body));
	if (detail && (!k->meeting.detail || strcmp(detail, k->meeting.detail)))
		fail_msg("%s: names %s, not %s", type, k->meeting.detail ? k->meeting.detail : "nothing", detail);
}

static void refuse_raw(struct maker *k, enum err expected, const char *what, const char *type, int64_t at, const char *const *actors,
		       size_t actor_count, const json_t *body)
{
	uint8_t before[32];

	maker_digest(k, before);
	check_refusal(k, before, what, expected, maker_try_raw(k, type, at, actors, actor_count, json_deep_copy(body)));
}

/* Times and actors that the type does not bear, or lacks. */
static void probe_envelope(struct maker *k, const char *type, const char *by, const json_t *body)
{
	const char *const actors[] = { by ? by : "secretary", "chair", "chair" }, *const machine[] = { "machine:nobody", "chair" };
	bool is_nameless = !strncmp(type, "ballot_", 7) || !strcmp(type, "key_swap") || !strcmp(type, "open_vote"), is_genesis = !strcmp(type, "genesis");
	size_t count = is_nameless ? 0 : maker_takes_two(k, type) ? 2 : 1;

	if (is_nameless) {
		refuse_raw(k, ERR_FIELD_UNKNOWN, "a time on a nameless entry", type, k->clock, NULL, 0, body);
		refuse_raw(k, ERR_FIELD_UNKNOWN, "an actor of a nameless entry", type, 0, actors, 1, body);
		return;
	}
	refuse_raw(k, ERR_FIELD_MISSING, "no time", type, 0, actors, count, body);
	refuse_raw(k, ERR_FIELD_MISSING, "nobody", type, k->clock, NULL, 0, body);
	if (count == 1)
		refuse_raw(k, ERR_RANGE, "one too many", type, k->clock, actors, 2, body);
	else
		refuse_raw(k, ERR_SECOND_PERSON, "one person", type, k->clock, actors, 1, body);
	if (count == 2)
		refuse_raw(k, ERR_SECOND_PERSON, "the same person twice", type, k->clock, actors + 1, 2, body);
	if (!is_genesis)
		refuse_raw(k, ERR_MACHINE, "an unknown machine", type, k->clock, machine, count, body);
}

void maker_probe(struct maker *k, const char *type, const char *by, const json_t *body)
{
	const char *name;
	json_t *value, *spoilt;
	uint8_t before[32];

	probe_envelope(k, type, by, body);
	json_object_foreach((json_t *)(uintptr_t)body, name, value) {
		spoilt = json_copy((json_t *)(uintptr_t)body);
		json_object_del(spoilt, name);
		maker_refuse(k, ERR_FIELD_MISSING, name, type, by, spoilt);
		spoilt = json_copy((json_t *)(uintptr_t)body);
		json_object_set_new(spoilt, name, json_null());
		maker_refuse(k, ERR_FIELD_TYPE, name, type, by, spoilt);
	}
	spoilt = json_copy((json_t *)(uintptr_t)body);
	json_object_set_new(spoilt, "more", json_true());
	maker_refuse(k, ERR_FIELD_UNKNOWN, NULL, type, by, spoilt);
	maker_digest(k, before);
	check_refusal(k, before, "an unknown type", ERR_ENTRY_TYPE,
		      maker_try_raw(k, "nonsense", k->clock, NULL, 0, json_deep_copy(body)));
}
