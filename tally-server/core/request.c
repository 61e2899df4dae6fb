/* request.c - see request.h: parse, permit, decide, reply. */
#include "tally-server/core/request.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/os/os.h"
#include "tally-server/core/handlers.h"
#include "tally-server/core/log.h"
#include "tally-server/core/second.h"
#include "tally-server/core/session.h"
#include "tally-server/core/web.h"

enum { ID_LIMIT = 1LL << 31, TYPE_MAX = 30 };

/* ---- parse ---- */

static enum err read_message(struct request *r, const char *text, size_t len)
{
	struct fields f;
	const char *type;
	enum err err = json_read(&r->message, text, len);

	if (err)
		return err;
	fields_open(&f, r->message);
	r->id = fields_int(&f, "id", 0, ID_LIMIT);
	type = fields_text(&f, "type", 1, TYPE_MAX);
	r->body = fields_object(&f, "body");
	if (r->web) {
		const char *csrf = fields_text_opt(&f, "csrf", WEB_CSRF_SIZE - 1);

		/* a browser's session is its cookie, which no script of another page can bring along */
		r->web->csrf = csrf ? csrf : "";
		r->session = r->web->said.session[0] ? r->web->said.session : NULL;
	} else {
		r->session = fields_text_opt(&f, "session", SESSION_TOKEN_SIZE);
	}
	if (fields_has(&f, "seen"))
		r->seen = fields_int(&f, "seen", 0, JSON_INTEGER_MAX);
	err = fields_close(&f);
	if (err) {
		request_detail(r, "%s", f.field ? f.field : "");
		return err;
	}
	r->route = route_find(type);
	return r->route ? OK : ERR_NOT_PERMITTED;
}

enum err request_read(struct request *r, struct conn *conn, const uint8_t *bytes, size_t len)
{
	size_t ahead = 0;
	enum err err = OK;

	*r = (struct request){ .conn = conn, .seen = -1, .ballot.verdict = ERR_BUSY };
	if (conn->door == DOOR_BROWSER) {
		r->web = calloc(1, sizeof(*r->web));
		if (!r->web)
			return ERR_MEMORY;
		r->web->csrf = "";
		err = pipe_take_web(&r->web->said, &ahead, bytes, len);
	}
	if (!err)
		r->err = read_message(r, (const char *)bytes + ahead, len - ahead);
	return err;
}

void request_release(struct request *r)
{
	json_decref(r->message);
	json_decref(r->ok);
	free(r->ballot.body);
	if (r->web)
		wipe(r->web, sizeof(*r->web));
	free(r->web);
}

/* ---- permit (P16.4) ---- */

static enum err permit_machine(const struct core *c, struct request *r)
{
	const struct machine *m = meeting_machine(&c->meeting, r->conn->spki);

	if (!m || m->is_revoked)
		return ERR_MACHINE;
	if (!(r->route->machines & (WHO_ANY_MACHINE | 1U << m->role)))
		return ERR_NOT_PERMITTED;
	r->machine = *m;
	return OK;
}

static enum err permit_operator(struct core *c, struct request *r)
{
	const struct meeting_operator *o;
	char name[ACTOR_MAX + 1];
	enum err err;

	if (r->route->operators & WHO_OPEN)
		return OK;
	if (r->route->operators & WHO_LOCAL)
		return r->conn->door == DOOR_LOCAL ? OK : ERR_NOT_PERMITTED;
	if (!r->session)
		return ERR_SESSION;
	err = session_find(c->sessions, name, r->session, clock_wall_seconds());
	if (err)
		return err;
	o = meeting_operator(&c->meeting, name);
	if (!o || !o->is_active)
		return ERR_SESSION;
	if (!(r->route->operators & (WHO_ANY_OPERATOR | o->roles)))
		return ERR_NOT_PERMITTED;
	memcpy(r->operator_name, name, sizeof(name));
	r->roles = o->roles;
	return OK;
}

/* A browser is a person by one cookie, a screen of the hall by another (P16.12, P16.14). */
static enum err permit_browser(struct core *c, struct request *r)
{
	const struct machine *screen;
	enum err err = web_check(r);

	if (!err)
		err = permit_operator(c, r);
	if ((err == ERR_SESSION || err == ERR_NOT_PERMITTED) && (r->route->machines & (WHO_ANY_MACHINE | 1U << MACHINE_HALL))) {
		screen = web_screen(c, r);
		if (screen) {
			r->machine = *screen;
			r->operator_name[0] = 0;
			r->roles = 0;
			return OK;
		}
	}
	if (!err && (r->route->operators & WHO_SEAT))
		err = web_seat_check(c, r);
	return err;
}

/* P16.6: does it take two? `roles`: of whom the second person has one. */
static bool takes_two(const struct core *c, const struct request *r, unsigned *roles)
{
	*roles = r->route->operators & WHO_TWO ? ROLE_SECRETARIAT | ROLE_CHAIR | ROLE_SCRUTINEER : ~0U;
	if (r->conn->door == DOOR_TERMINAL)
		return false;
	return (r->route->operators & WHO_TWO) || ((r->route->operators & WHO_TWO_OF_ALL) && meeting_has_two_operators(&c->meeting));
}

/* P16.6: another person, by their own password, here or at a page of their own. */
static enum err permit_second(struct core *c, struct request *r, unsigned roles)
{
	const json_t *second = json_object_get(r->body, "second");
	const struct meeting_operator *o;
	const char *name, *password = NULL;
	struct fields f;
	enum err err;

	if (!json_is_object(second))
		return ERR_SECOND_PERSON;
	fields_open(&f, second);
	name = fields_text(&f, "name", 1, ACTOR_MAX);
	if (fields_has(&f, "password"))
		password = fields_text(&f, "password", 1, PASSWORD_MAX);
	err = fields_close(&f);
	if (err)
		return err;
	o = meeting_operator(&c->meeting, name);
	if (!o || !o->is_active || !(o->roles & roles) || !strcmp(name, r->operator_name))
		return ERR_SECOND_PERSON;
	/* what waits is shown: an account's new password must not be */
	if (!password && !(r->route->operators & WHO_TWO))
		return ERR_SECOND_PERSON;
	err = password ? session_check_second(c->sessions, r->conn->door, name, password, clock_monotonic_us()) : second_await(c, r, name);
	if (!err)
		snprintf(r->second_name, sizeof(r->second_name), "%s", name);
	return err;
}

static enum err permit(struct core *c, struct request *r)
{
	unsigned roles;
	enum err err = OK;

	if (!c->meeting.id[0] && !r->route->before_meeting)
		return ERR_NO_MEETING;
	/* a client that has seen more than there is: this record has been rolled back, and must not be built upon */
	if (r->seen > (int64_t)c->meeting.tree.size) {
		log_event("rolled_back size=%llu seen=%lld", (unsigned long long)c->meeting.tree.size, (long long)r->seen);
		return ERR_HEAD;
	}
	switch (r->conn->door) {
	case DOOR_TERMINAL:
		err = permit_machine(c, r);
		break;
	case DOOR_BROWSER:
		err = permit_browser(c, r);
		break;
	case DOOR_LOCAL:
		err = permit_operator(c, r);
		break;
	}
	if (err)
		return err;
	if (c->meeting.id[0] && (r->route->operators & WHO_BEFORE))
		return ERR_MEETING_EXISTS;
	if (c->meeting.is_sealed && !r->route->after_seal)
		return ERR_SEALED;
	return takes_two(c, r, &roles) ? permit_second(c, r, roles) : OK;
}

/* ---- decide ---- */

void request_decide(struct core *c, struct request *r)
{
	if (!r->err)
		r->err = permit(c, r);
	if (!r->err)
		r->err = r->route->handle(c, r);
	if (!r->err)
		return;
	/* half a decision may stand in memory: nothing may be built on it */
	if (err_category(r->err) == ERR_CAT_FATAL)
		c->is_halted = true;
	if (r->err == ERR_SECOND_WAITING)
		return;
	log_event("refused type=%s code=%s door=%d", r->route ? r->route->type : "?", err_code(r->err), (int)r->conn->door);
}

/* ---- reply ---- */

static json_t *error_of(const struct request *r)
{
	json_t *error = json_pack("{s:s, s:s, s:s}", "code", err_code(r->err), "rule", err_rule(r->err), "text", err_text_zh(r->err));

	if (error && r->detail[0] && json_object_set_new(error, "detail", json_string(r->detail))) {
		json_decref(error);
		return NULL;
	}
	return error;
}

/* P16.9 */
static json_t *head_of(const struct core *c, const struct request *r, const char *note)
{
	uint8_t proof[TREE_MAX_PROOF * 32];
	size_t count = 0;
	json_t *array = json_array();
	enum err err = r->seen ? tree_consistency(proof, &count, &c->meeting.tree, (uint64_t)r->seen, c->meeting.tree.size) : OK;

	for (size_t i = 0; !err && i < count; i++) {
		if (json_array_append_new(array, json_base64(proof + 32 * i, 32)))
			err = ERR_MEMORY;
	}
	if (err) {
		json_decref(array);
		return NULL;
	}
	return json_pack("{s:s, s:o}", "note", note, "proof", array);
}

enum err request_reply(struct core *c, const struct request *r, const char *note)
{
	json_t *reply = json_object(), *answer;
	bool ok = reply && !json_object_set_new(reply, "id", json_integer(r->id));
	struct buf payload = { 0 };
	char *line = NULL;

	if (r->err)
		answer = error_of(r);
	else
		answer = r->ok ? json_incref(r->ok) : json_object();
	/* set_new fails, and takes the value, where it is NULL */
	ok = !json_object_set_new(reply, r->err ? "error" : "ok", answer) && ok;
	if (ok && note && r->seen >= 0 && r->seen <= (int64_t)c->meeting.tree.size)
		ok = !json_object_set_new(reply, "head", head_of(c, r, note));
	if (ok)
		line = json_write(reply);
	if (line && r->web)
		pipe_add_cookies(&payload, &r->web->cookies);
	buf_add_text(&payload, line ? line : "");
	ok = line && !payload.failed;
	if (ok)
		pipe_add(&c->out, PIPE_REPLY, r->conn->id, payload.at, payload.len);
	json_decref(reply);
	free(line);
	buf_release_secret(&payload);
	return ok && !c->out.failed ? OK : ERR_MEMORY;
}
