/* meeting_maker_ways.c - see meeting_maker.h: ways to vote beside sealed ballots. */
#include <stdlib.h>
#include <string.h>
#include "protocol/crypto/vote.h"
#include "tests/unit/meeting_maker.h"

json_t *maker_paper_body(struct maker *k, const char *poll)
{
	json_t *body = maker_open_body(k, poll);

	json_object_set_new(body, "way", json_string("paper"));
	json_object_set_new(body, "slot", json_integer(0));
	json_object_set_new(body, "lists", json_array());
	json_object_set(body, "issued", json_object_get(body, "present"));
	json_object_set_new(body, "without_slip", json_integer(0));
	return body;
}

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, POINT_SIZE);
}

json_t *maker_paper_issue_body(struct maker *k, const unsigned *slips, size_t count)
{
	uint8_t keys[MAKER_MAX_PERSONS][POINT_SIZE];
	json_t *body = maker_attempt_body(k, k->meeting.current->id), *array = json_array();
	struct scalar secret;

	for (size_t i = 0; i < count; i++)
		maker_slot_key(k, keys[i], &secret, slips[i]);
	qsort(keys, count, POINT_SIZE, compare);
	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, maker_base64(keys[i], POINT_SIZE));
	json_object_set_new(body, "keys", array);
	return body;
}

json_t *maker_swap_body(struct maker *k, unsigned from, unsigned to)
{
	uint8_t key[POINT_SIZE];
	struct scalar secret;
	json_t *body = maker_attempt_body(k, k->meeting.current->id);

	maker_slot_key(k, key, &secret, from);
	json_object_set_new(body, "old", maker_base64(key, POINT_SIZE));
	maker_slot_key(k, key, &secret, to);
	json_object_set_new(body, "new", maker_base64(key, POINT_SIZE));
	return body;
}

json_t *maker_vote_body(struct maker *k, unsigned slip, const uint8_t *marks)
{
	const struct ballot_form *form = &meeting_current(&k->meeting)->form;
	uint8_t key[POINT_SIZE], signature[SIGNATURE_SIZE];
	json_t *body = maker_attempt_body(k, k->meeting.current->id), *array = json_array();
	struct scalar secret;
	char number[12];

	maker_slot_key(k, key, &secret, slip);
	assert_int_equal(vote_sign(k->keys.g, signature, form, secret, marks, &k->rng), OK);
	for (size_t q = 0; q < form->row_count; q++)
		json_array_append_new(array, json_integer(marks[q]));
	snprintf(number, sizeof(number), "%u", slip);
	json_object_set_new(body, "number", json_string(number));
	json_object_set_new(body, "key", maker_base64(key, POINT_SIZE));
	json_object_set_new(body, "marks", array);
	json_object_set_new(body, "sig", maker_base64(signature, sizeof(signature)));
	return body;
}
