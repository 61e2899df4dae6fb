/* tallyctl_count.c - counts that people tell: a show of hands. See tallyctl.h. */
#include <stdlib.h>
#include <string.h>
#include "tools/tallyctl.h"

/* "12,3,0" into [12, 3, 0]; NULL if it is not like that. */
static json_t *numbers(const char *list)
{
	json_t *words = ctl_split(list), *array = json_array();
	const json_t *word;
	size_t i;

	json_array_foreach(words, i, word) {
		int64_t x;

		if (!ctl_read_number(&x, json_string_value(word))) {
			json_decref(array);
			array = NULL;
			break;
		}
		json_array_append_new(array, json_integer((json_int_t)x));
	}
	json_decref(words);
	return array;
}

/* Propose an act about a poll with the second person, and wait for its signature; steals `body`. */
static enum err act_about(struct ctl *c, const char *type, json_t *body, enum text_id done)
{
	json_t *ok = NULL;
	enum err err = body ? ctl_add_second(c, body) : ERR_MEMORY;

	if (err != OK) {
		json_decref(body);
		return err;
	}
	err = ctl_request(c, &ok, type, body);
	if (err == OK)
		err = ctl_wait_act(c, json_integer_value(json_object_get(ok, "act")));
	if (err == OK)
		ctl_say(c, done, c->args, 1);
	json_decref(ok);
	return err;
}

enum err ctl_hands(struct ctl *c)
{
	json_t *row = numbers(c->args[1]);

	if (!row)
		return ERR_USAGE;
	return act_about(c, "hands", json_pack("{s:s, s:[o]}", "poll", c->args[0], "counts", row), TEXT_CTL_HANDS);
}
