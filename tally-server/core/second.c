/* second.c - see second.h. One message waits at a time; it is the person who confirms, not the page that asks, who has to be the same. */
#include <string.h>

#include "protocol/os/os.h"
#include "tally-server/core/handlers.h"
#include "tally-server/core/second.h"

enum { FRESH_SECONDS = 15 };    /* who waits asks again every second or two */

static int64_t now(void)
{
	return (int64_t)(clock_monotonic_us() / 1000000);
}

static const char *text_of(const struct core *c, const char *name)
{
	const char *text = json_string_value(json_object_get(c->asked, name));

	return text ? text : "";
}

/* Does whoever asked still ask, or come for the answer? */
static bool is_fresh(const struct core *c)
{
	return c->asked && now() - json_integer_value(json_object_get(c->asked, "at")) <= FRESH_SECONDS;
}

static bool is_waiting(const struct core *c)
{
	return is_fresh(c) && !strcmp(text_of(c, "state"), "waiting");
}

static void forget(struct core *c)
{
	json_decref(c->asked);
	c->asked = NULL;
	c->has_changed_view = true;
}

static bool is_same(const struct core *c, const struct request *r, const char *name, const json_t *body)
{
	return is_fresh(c) && !strcmp(text_of(c, "by"), r->operator_name) && !strcmp(text_of(c, "name"), name) &&
	       !strcmp(text_of(c, "type"), r->route->type) && json_equal(json_object_get(c->asked, "body"), body);
}

/* An answer is taken away by who has waited for it. */
static enum err answer(struct core *c)
{
	const char *state = text_of(c, "state");

	if (!strcmp(state, "waiting"))
		return json_object_set_new(c->asked, "at", json_integer(now())) ? ERR_MEMORY : ERR_SECOND_WAITING;
	enum err err = strcmp(state, "given") ? ERR_SECOND_REFUSED : OK;
	forget(c);
	return err;
}

enum err second_await(struct core *c, const struct request *r, const char *name)
{
	json_t *body, *asked;

	/* two who ask at once would push each other's message out, and no yes would ever be fetched */
	if (is_fresh(c) && strcmp(text_of(c, "by"), r->operator_name))
		return ERR_BUSY;
	body = json_copy((json_t *)r->body);
	if (!body || json_object_del(body, "second")) {
		json_decref(body);
		return ERR_MEMORY;
	}
	if (is_same(c, r, name, body)) {
		json_decref(body);
		return answer(c);
	}
	asked = json_pack("{s:s, s:s, s:s, s:o, s:I, s:s}", "by", r->operator_name, "name", name, "type", r->route->type,
			  "body", body, "at", (json_int_t)now(), "state", "waiting");
	if (!asked)
		return ERR_MEMORY;
	forget(c);
	c->asked = asked;
	return ERR_SECOND_WAITING;
}

json_t *second_asked(const struct core *c, const struct request *r)
{
	if (!is_waiting(c) || strcmp(text_of(c, "name"), r->operator_name) || r->machine.name[0])
		return json_null();
	return json_pack("{s:s, s:s, s:O}", "by", text_of(c, "by"), "type", text_of(c, "type"), "body", json_object_get(c->asked, "body"));
}

/* What was shown comes back with the answer, so that nobody says yes to something else that has come in between. */
enum err handle_second_give(struct core *c, struct request *r)
{
	struct fields f;
	enum err err;

	fields_open(&f, r->body);
	const char *type = fields_text(&f, "type", 1, 64);
	const json_t *body = fields_object(&f, "body");
	bool is_yes = fields_bool(&f, "yes");
	const char *password = is_yes ? fields_text(&f, "password", 1, PASSWORD_MAX) : NULL;
	err = fields_close(&f);
	if (err)
		return err;
	if (!is_waiting(c) || strcmp(text_of(c, "name"), r->operator_name) || strcmp(text_of(c, "type"), type) ||
	    !json_equal(json_object_get(c->asked, "body"), body))
		return ERR_SECOND_GONE;
	err = is_yes ? session_check_second(c->sessions, r->conn->door, r->operator_name, password, clock_monotonic_us()) : OK;
	if (!err && json_object_set_new(c->asked, "state", json_string(is_yes ? "given" : "refused")))
		err = ERR_MEMORY;
	if (!err)
		c->has_changed_view = true;
	return err;
}
