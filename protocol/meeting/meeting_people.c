/* meeting_people.c - the fold's entries about who runs the meeting: genesis, operators, machines (P14.1, P14.5).
 *
 * Must not know: the roll, polls, keys. */
#include "protocol/meeting/meeting_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/base/code.h"
#include "protocol/meeting/profile.h"

static const struct {
	const char *name;
	unsigned bit;
} operator_roles[] = {
	{ "secretariat", ROLE_SECRETARIAT }, { "desk", ROLE_DESK }, { "chair", ROLE_CHAIR }, { "scrutineer", ROLE_SCRUTINEER },
	{ "viewer", ROLE_VIEWER },
};
static const char *const machine_roles[] = {
	[MACHINE_TERMINAL] = "terminal", [MACHINE_DESK] = "desk", [MACHINE_TRUSTEE] = "trustee", [MACHINE_WITNESS] = "witness",
	[MACHINE_STANDBY] = "standby", [MACHINE_HALL] = "hall",
};

unsigned operator_role_bit(const char *name)
{
	for (size_t i = 0; i < sizeof(operator_roles) / sizeof(operator_roles[0]); i++)
		if (!strcmp(operator_roles[i].name, name))
			return operator_roles[i].bit;
	return 0;
}

const char *machine_role_name(enum machine_role r)
{
	return machine_roles[r];
}

bool machine_role_read(enum machine_role *out, const char *name)
{
	for (int r = 0; r < MACHINE_ROLE_COUNT; r++)
		if (!strcmp(machine_roles[r], name)) {
			*out = (enum machine_role)r;
			return true;
		}
	return false;
}

static bool is_code_text(const char *text)
{
	return text[strspn(text, CODE_ALPHABET)] == '\0';
}

static bool is_machine_actor(const char *name)
{
	return !strncmp(name, MACHINE_PREFIX, strlen(MACHINE_PREFIX));
}

/* ---- genesis ---- */

static void free_names(char **names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(names[i]);
}

static enum err copy_names(struct fold *f, char **names, const json_t *array)
{
	size_t i;
	const json_t *name;

	json_array_foreach(array, i, name) {
		if (!json_is_string(name))
			return fold_refuse(f, ERR_FIELD_TYPE, "sittings");
		if (json_string_length(name) < 1 || json_string_length(name) > TEXT_MAX)
			return fold_refuse(f, ERR_RANGE, "sittings");
		if (strchr(json_string_value(name), '\n'))
			return fold_refuse(f, ERR_TEXT, "sittings");
		names[i] = strdup(json_string_value(name));
		if (!names[i])
			return ERR_MEMORY;
	}
	return OK;
}

/* What genesis says. */
struct genesis {
	const char *id, *name;
	const json_t *sittings, *profile;
	uint8_t log_key[SIGN_KEY_SIZE], authority[32];
};

static enum err read_genesis(struct fold *f, struct genesis *g)
{
	const char *product = fields_text(&f->body, "product", 1, TEXT_MAX), *group, *field = NULL;
	enum err err;

	fields_int(&f->body, "version", 1, 1);
	group = fields_text(&f->body, "group", 1, TEXT_MAX);
	g->id = fields_text(&f->body, "meeting", MEETING_ID_LEN, MEETING_ID_LEN);
	g->name = fields_text(&f->body, "name", 1, TEXT_MAX);
	g->sittings = fields_array(&f->body, "sittings", 1, MEETING_MAX_SITTINGS);
	fields_base64(&f->body, "log_key", g->log_key, sizeof(g->log_key));
	fields_hex(&f->body, "authority", g->authority, sizeof(g->authority));
	g->profile = fields_object(&f->body, "profile");
	err = fold_close(f, &f->body);
	if (err)
		return err;
	if (strcmp(product, "tally"))
		return fold_refuse(f, ERR_RANGE, "product");
	if (strcmp(group, group_name))
		return fold_refuse(f, ERR_RANGE, "group");
	if (!is_code_text(g->id))
		return fold_refuse(f, ERR_TEXT, "meeting");
	if (is_machine_actor(f->entry->actors[0]))
		return fold_refuse(f, ERR_NOT_PERMITTED, "by");
	err = profile_check(g->profile, &field);
	return err ? fold_refuse(f, err, field) : OK;
}

enum err fold_genesis(struct fold *f)
{
	struct meeting *m = f->m;
	struct genesis g;
	char *names[MEETING_MAX_SITTINGS] = { NULL }, *name = NULL;
	enum err err = read_genesis(f, &g);

	if (err)
		return err;
	err = copy_names(f, names, g.sittings);
	if (err)
		goto out;
	name = strdup(g.name);
	err = name ? fold_accept(f) : ERR_MEMORY;
	if (err)
		goto out;
	m->sitting_count = json_array_size(g.sittings);
	for (size_t i = 0; i < m->sitting_count; i++) {
		m->sittings[i].name = names[i];
		names[i] = NULL;
	}
	m->name = name;
	name = NULL;
	memcpy(m->id, g.id, sizeof(m->id));
	snprintf(m->origin, sizeof(m->origin), "tally/m/%s", m->id);
	snprintf(m->founder, sizeof(m->founder), "%s", f->entry->actors[0]);
	memcpy(m->log_key, g.log_key, sizeof(m->log_key));
	memcpy(m->authority, g.authority, sizeof(m->authority));
	m->profile = json_incref((json_t *)(uintptr_t)g.profile);
	m->created_at = f->entry->at;
out:
	free_names(names, MEETING_MAX_SITTINGS);
	free(name);
	return err;
}

/* ---- operators and machines ---- */

static struct meeting_operator *find_operator(const struct meeting *m, const char *name)
{
	for (size_t i = 0; i < m->operator_count; i++)
		if (!strcmp(m->operators[i].name, name))
			return &m->operators[i];
	return NULL;
}

const struct meeting_operator *meeting_operator(const struct meeting *m, const char *name)
{
	return find_operator(m, name);
}

bool meeting_has_two_operators(const struct meeting *m)
{
	size_t active = 0;

	for (size_t i = 0; i < m->operator_count; i++)
		active += m->operators[i].is_active;
	return active >= 2;
}

static enum err read_roles(struct fold *f, unsigned *roles, const json_t *array)
{
	size_t i;
	const json_t *role;

	json_array_foreach(array, i, role) {
		unsigned bit = json_is_string(role) ? operator_role_bit(json_string_value(role)) : 0;

		if (!bit || (*roles & bit))
			return fold_refuse(f, ERR_RANGE, "roles");
		*roles |= bit;
	}
	return OK;
}

enum err fold_operator(struct fold *f)
{
	struct meeting *m = f->m;
	const char *name = fields_text(&f->body, "name", 1, ACTOR_MAX);
	const json_t *array = fields_array(&f->body, "roles", 1, sizeof(operator_roles) / sizeof(operator_roles[0]));
	bool is_active = fields_bool(&f->body, "active");
	struct meeting_operator *operator, *room;
	unsigned roles = 0;
	enum err err = fold_close(f, &f->body);

	if (!err)
		err = read_roles(f, &roles, array);
	if (err)
		return err;
	if (is_machine_actor(name))
		return fold_refuse(f, ERR_TEXT, "name");
	/* the first is the one who founded the meeting: from then on there is somebody who may act */
	if (!m->operator_count && (strcmp(name, m->founder) || !is_active))
		return fold_refuse(f, ERR_NOT_PERMITTED, "name");
	/* nobody vouches for what is changed of themselves */
	if (f->entry->actor_count == 2 && !strcmp(f->entry->actors[1], name))
		return fold_refuse(f, ERR_SECOND_PERSON, "by");
	operator = find_operator(m, name);
	if (!operator) {
		if (m->operator_count == MEETING_MAX_OPERATORS)
			return ERR_RANGE;
		room = array_room(m->operators, m->operator_count, sizeof(*room));
		if (!room)
			return ERR_MEMORY;
		m->operators = room;
	}
	err = fold_accept(f);
	if (err)
		return err;
	if (!operator) {
		operator = &m->operators[m->operator_count++];
		snprintf(operator->name, sizeof(operator->name), "%s", name);
	}
	operator->roles = roles;
	operator->is_active = is_active;
	return OK;
}

const struct machine *meeting_machine(const struct meeting *m, const uint8_t spki[32])
{
	const uint32_t *i = map_get(&m->machine_index, spki);

	return i ? &m->machines[*i] : NULL;
}

const struct machine *machine_named(const struct meeting *m, const char *name)
{
	uint8_t key[32];
	const uint32_t *i;

	map_text_key(key, name);
	i = map_get(&m->machine_names, key);
	return i && !m->machines[*i].is_revoked ? &m->machines[*i] : NULL;
}

enum err fold_machine(struct fold *f)
{
	struct meeting *m = f->m;
	const char *name = fields_text(&f->body, "name", 1, MACHINE_NAME_MAX);
	const char *role = fields_text(&f->body, "role", 1, TEXT_MAX);
	const char *holder = strcmp(role, "trustee") ? "" : fields_text(&f->body, "holder", 1, ACTOR_MAX);
	struct machine machine = { 0 }, *room;
	uint8_t key[32];
	enum err err;

	fields_hex(&f->body, "spki", machine.spki, sizeof(machine.spki));
	err = fold_close(f, &f->body);
	if (err)
		return err;
	if (!machine_role_read(&machine.role, role))
		return fold_refuse(f, ERR_RANGE, "role");
	if (machine_named(m, name) || !strcmp(name, "server"))
		return fold_refuse(f, ERR_MACHINE, "name");
	if (meeting_machine(m, machine.spki))
		return fold_refuse(f, ERR_MACHINE, "spki");
	if (m->machine_count == MEETING_MAX_MACHINES)
		return ERR_RANGE;
	room = array_room(m->machines, m->machine_count, sizeof(*room));
	if (!room)
		return ERR_MEMORY;
	m->machines = room;
	err = map_reserve(&m->machine_index, 1);
	if (!err)
		err = map_reserve(&m->machine_names, 1);
	if (!err)
		err = fold_accept(f);
	if (err)
		return err;
	snprintf(machine.name, sizeof(machine.name), "%s", name);
	snprintf(machine.holder, sizeof(machine.holder), "%s", holder);
	map_text_key(key, name);
	map_put(&m->machine_index, machine.spki, (uint32_t)m->machine_count);
	map_put(&m->machine_names, key, (uint32_t)m->machine_count);
	m->machines[m->machine_count++] = machine;
	return OK;
}

enum err fold_machine_revoke(struct fold *f)
{
	struct meeting *m = f->m;
	uint8_t spki[32];
	const struct machine *machine;
	enum err err;

	fields_hex(&f->body, "spki", spki, sizeof(spki));
	fields_text(&f->body, "reason", 1, TEXT_MAX);
	err = fold_close(f, &f->body);
	if (err)
		return err;
	machine = meeting_machine(m, spki);
	if (!machine || machine->is_revoked)
		return fold_refuse(f, ERR_MACHINE, "spki");
	err = fold_accept(f);
	if (!err)
		m->machines[machine - m->machines].is_revoked = true;
	return err;
}
