/* meeting_electorate.c - who may vote in a poll: all voters, a unit, a list, or all but those named (P14.9).
 *
 * Knows persons by number. Must not know: keys, ballots. */
#include "protocol/meeting/meeting_internal.h"

#include <string.h>

/* Each number once, of a voter on the roll. */
static enum err read_numbers(struct fold *f, struct poll *p, const json_t *numbers)
{
	size_t i;
	const json_t *item;
	enum err err;

	map_init(&p->named, f->m->map_salt);
	err = map_reserve(&p->named, json_array_size(numbers));
	json_array_foreach(numbers, i, item) {
		const char *number = json_string_value(item);
		const struct person *person = number ? meeting_person(f->m, number) : NULL;
		uint8_t key[32];

		if (err)
			return err;
		if (!person || !person_is_voter(person))
			return fold_refuse(f, ERR_NO_SUCH_PERSON, "numbers");
		map_text_key(key, number);
		if (map_get(&p->named, key))
			return fold_refuse(f, ERR_DUPLICATE_NUMBER, "numbers");
		map_put(&p->named, key, 1);
	}
	return err;
}

static enum err read_unit(struct fold *f, struct poll *p, const json_t *electorate)
{
	p->unit = json_string_value(json_object_get(electorate, "unit"));
	for (size_t i = 0; i < f->m->person_count; i++)
		if (person_is_voter(&f->m->persons[i]) && !strcmp(f->m->persons[i].unit, p->unit))
			return OK;
	return fold_refuse(f, ERR_NO_SUCH_PERSON, "unit");
}

enum err electorate_read(struct fold *f, struct poll *p)
{
	static const char *const types[] = { [ELECTORATE_ALL] = "all", [ELECTORATE_UNIT] = "unit", [ELECTORATE_LIST] = "list",
					     [ELECTORATE_EXCEPT] = "except" };
	const json_t *electorate = json_object_get(p->definition, "electorate");
	const char *type = json_string_value(json_object_get(electorate, "type"));

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (!strcmp(type, types[i]))
			p->electorate = (enum electorate_type)i;
	switch (p->electorate) {
	case ELECTORATE_ALL:
		return OK;
	case ELECTORATE_UNIT:
		return read_unit(f, p, electorate);
	case ELECTORATE_LIST:
	case ELECTORATE_EXCEPT:
		return read_numbers(f, p, json_object_get(electorate, "numbers"));
	}
	return ERR_BUG;
}

static bool is_named(const struct poll *p, const struct person *person)
{
	uint8_t key[32];

	map_text_key(key, person->number);
	return map_get(&p->named, key) != NULL;
}

bool poll_is_elector(const struct poll *p, const struct person *person)
{
	if (!person_is_voter(person) || !person->is_active)
		return false;
	switch (p->electorate) {
	case ELECTORATE_ALL:
		return true;
	case ELECTORATE_UNIT:
		return !strcmp(person->unit, p->unit);
	case ELECTORATE_LIST:
		return is_named(p, person);
	case ELECTORATE_EXCEPT:
		return !is_named(p, person);
	}
	return false;
}

void poll_electors(const struct poll *p, const struct meeting *m, int64_t *expected, int64_t *present)
{
	*expected = *present = 0;
	for (size_t i = 0; i < m->person_count; i++) {
		if (!poll_is_elector(p, &m->persons[i]))
			continue;
		*expected += 1;
		*present += meeting_is_in(m, &m->persons[i]);
	}
}
