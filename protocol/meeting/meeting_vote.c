/* meeting_vote.c - the open vote: who voted what, once each, and what they come to (P14.19).
 *
 * Must not know: whether a slot key's signature holds (P14.14), or which other key a person has. */
#include "protocol/meeting/meeting_internal.h"

#include <stdlib.h>
#include <string.h>

enum { VOTER_NONE, VOTER_IN, VOTER_HAS_VOTED };

enum err vote_open(struct fold *f, const struct poll *p, struct attempt *a)
{
	const struct meeting *m = f->m;

	a->voters = calloc(m->person_count, 1);
	if (!a->voters)
		return ERR_MEMORY;
	a->voter_count = m->person_count;
	for (size_t i = 0; i < m->person_count; i++)
		if (poll_is_elector(p, &m->persons[i]) && meeting_is_in(m, &m->persons[i]))
			a->voters[i] = VOTER_IN;
	return OK;
}

enum err attempt_read_marks(uint8_t *marks, const struct attempt *a, const json_t *array)
{
	size_t q;
	const json_t *mark;

	if (json_array_size(array) != a->form.row_count)
		return ERR_RANGE;
	json_array_foreach(array, q, mark)
		if (!json_is_integer(mark))
			return ERR_FIELD_TYPE;
		else if (json_integer_value(mark) < 0 || json_integer_value(mark) >= a->form.options[q])
			return ERR_RANGE;
	json_array_foreach(array, q, mark)
		marks[q] = (uint8_t)json_integer_value(mark);
	return OK;
}

const struct open_vote *attempt_vote(const struct attempt *a, uint64_t entry)
{
	for (size_t i = 0; i < a->vote_count; i++)
		if (a->votes[i].entry == entry)
			return &a->votes[i];
	return NULL;
}

json_t *attempt_told_counts(const struct attempt *a)
{
	json_t *counts;

	if (a->way != WAY_OPEN)
		return json_incref(a->by_hand);
	counts = json_array();
	for (size_t q = 0; q < a->form.row_count; q++) {
		json_t *row = json_array();

		for (size_t o = 0; o < a->form.options[q]; o++) {
			json_int_t count = 0;

			for (size_t i = 0; i < a->vote_count; i++)
				count += a->votes[i].marks[q] == o;
			json_array_append_new(row, json_integer(count));
		}
		json_array_append_new(counts, row);
	}
	return counts;
}

/* A vote as it arrives. */
struct arriving {
	struct attempt *attempt;
	struct attempt_key *key;
	uint32_t person;
	uint8_t marks[BALLOT_MAX_ROWS];
};

/* One who was there when it opened, and has not voted. */
static enum err check_person(struct fold *f, struct arriving *v, const char *number)
{
	const struct person *person = meeting_person(f->m, number);

	if (!person)
		return fold_refuse(f, ERR_NO_SUCH_PERSON, "number");
	v->person = (uint32_t)(person - f->m->persons);
	if (v->person >= v->attempt->voter_count || v->attempt->voters[v->person] == VOTER_NONE)
		return fold_refuse(f, ERR_NOT_IN, "number");
	return v->attempt->voters[v->person] == VOTER_HAS_VOTED ? fold_refuse(f, ERR_ALREADY_RECEIVED, "number") : OK;
}

static enum err read_vote(struct fold *f, struct arriving *v)
{
	const char *number = fields_text(&f->body, "number", 1, PERSON_NUMBER_MAX);
	const json_t *marks = fields_array(&f->body, "marks", 1, BALLOT_MAX_ROWS);
	uint8_t key[POINT_SIZE], signature[SIGNATURE_SIZE];
	struct poll *p;
	enum err err;

	fields_base64(&f->body, "key", key, sizeof(key));
	fields_base64(&f->body, "sig", signature, sizeof(signature));
	err = fold_read_attempt(f, &f->body, &p, &v->attempt);
	if (err)
		return err;
	if (v->attempt->way == WAY_OPEN && v->attempt->state == ATTEMPT_HELD)
		return ERR_HELD;
	if (v->attempt->way != WAY_OPEN || v->attempt->state != ATTEMPT_OPEN)
		return ERR_NOT_OPEN;
	err = fold_find_key(f, &v->key, v->attempt, key);
	if (err)
		return err;
	err = attempt_read_marks(v->marks, v->attempt, marks);
	return err ? fold_refuse(f, err, "marks") : check_person(f, v, number);
}

enum err fold_open_vote(struct fold *f)
{
	struct arriving v = { .attempt = NULL };
	struct open_vote *room;
	uint8_t *marks;
	enum err err = read_vote(f, &v);

	if (err)
		return err;
	room = array_room(v.attempt->votes, v.attempt->vote_count, sizeof(*room));
	if (!room)
		return ERR_MEMORY;
	v.attempt->votes = room;
	marks = malloc(v.attempt->form.row_count);
	err = marks ? fold_accept(f) : ERR_MEMORY;
	if (err) {
		free(marks);
		return err;
	}
	memcpy(marks, v.marks, v.attempt->form.row_count);
	v.attempt->votes[v.attempt->vote_count++] = (struct open_vote){ .person = v.person, .entry = f->entry->number, .marks = marks };
	v.attempt->voters[v.person] = VOTER_HAS_VOTED;
	v.attempt->returned++;
	v.key->cast = (int64_t)f->entry->number;
	return OK;
}
