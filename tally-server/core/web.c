/* web.c - see web.h. */
#include "tally-server/core/web.h"

#include <stdio.h>
#include <string.h>

#include "protocol/crypto/hash.h"
#include "protocol/os/os.h"
#include "tally-server/core/handlers.h"
#include "tally-server/core/log.h"

enum { STREAMS_OF_ONE = 16 };

/* ---- is it a page of ours that asks? (P16.12) ---- */

void web_csrf(char out[WEB_CSRF_SIZE], const char *token)
{
	struct hash h;
	uint8_t hash[32];

	hash_start(&h, "tally/1/csrf");
	hash_text(&h, token);
	hash_end32(&h, hash);
	hex_encode(out, hash, sizeof(hash));
	wipe(hash, sizeof(hash));
}

static bool is_own_origin(const struct pipe_web *said)
{
	static const char scheme[] = "https://";

	return said->host[0] && !strncmp(said->origin, scheme, sizeof(scheme) - 1) && !strcmp(said->origin + sizeof(scheme) - 1, said->host);
}

static bool is_proof(const struct request_web *web, const char *token)
{
	char expected[WEB_CSRF_SIZE];

	if (!token[0] || strlen(web->csrf) != WEB_CSRF_SIZE - 1)
		return false;
	web_csrf(expected, token);
	return bytes_equal_secret((const uint8_t *)expected, (const uint8_t *)web->csrf, WEB_CSRF_SIZE - 1);
}

enum err web_check(const struct request *r)
{
	const struct request_web *web = r->web;

	if (web->said.origin[0] ? !is_own_origin(&web->said) : !(r->route->operators & WHO_BARE))
		return ERR_ORIGIN;
	if (r->route->operators & (WHO_OPEN | WHO_BARE))
		return OK;
	/* who has no cookie has nothing that could be misused */
	if (!web->said.session[0] && !web->said.screen[0])
		return OK;
	return is_proof(web, web->said.session) || is_proof(web, web->said.screen) ? OK : ERR_CSRF;
}

const struct machine *web_screen(const struct core *c, const struct request *r)
{
	uint8_t token[WEB_SCREEN_TOKEN], spki[32];
	const struct machine *m;

	if (!r->web || hex_decode(token, sizeof(token), r->web->said.screen))
		return NULL;
	sha256(spki, token, sizeof(token));
	wipe(token, sizeof(token));
	m = meeting_machine(&c->meeting, spki);
	return m && !m->is_revoked && m->role == MACHINE_HALL ? m : NULL;
}

/* ---- me ---- */

/* The operator of a live session; NULL if there is none. */
static const struct meeting_operator *operator_of(struct core *c, const struct request *r, enum err *e)
{
	char name[ACTOR_MAX + 1];
	const struct meeting_operator *o;

	*e = r->session ? session_find(c->sessions, name, r->session, clock_wall_seconds()) : ERR_SESSION;
	if (*e)
		return NULL;
	o = meeting_operator(&c->meeting, name);
	return o && o->is_active ? o : NULL;
}

enum err handle_me(struct core *c, struct request *r)
{
	const struct machine *screen = web_screen(c, r);
	const struct meeting_operator *o;
	char csrf[WEB_CSRF_SIZE] = "";
	struct fields f;
	enum err err;

	fields_open(&f, r->body);
	err = fields_close(&f);
	if (err)
		return err;
	o = operator_of(c, r, &err);
	if (err && err != ERR_SESSION)
		return err;
	/* a cookie that opens nothing any more would be asked for its proof for ever */
	if (r->web && !o && r->web->said.session[0])
		strcpy(r->web->cookies.session, "-");
	if (r->web && !screen && r->web->said.screen[0])
		strcpy(r->web->cookies.screen, "-");
	if (o && r->web)
		web_csrf(csrf, r->session);
	else if (screen)
		web_csrf(csrf, r->web->said.screen);
	r->ok = json_pack("{s:s, s:o, s:s, s:s, s:s}", "name", o ? o->name : "", "roles", core_roles(o ? o->roles : 0),
			  "csrf", csrf, "machine", screen ? screen->name : "", "meeting", c->meeting.name);
	return r->ok ? OK : ERR_MEMORY;
}

/* ---- events (P16.14) ---- */

static bool is_same_asker(const struct conn *a, const struct conn *b)
{
	return a->has_machine == b->has_machine && (a->has_machine ? !memcmp(a->spki, b->spki, sizeof(a->spki)) : !strcmp(a->session, b->session));
}

enum err handle_events(struct core *c, struct request *r)
{
	const uint8_t audience = AUDIENCE_BROWSER;
	struct conn model = *r->conn;
	size_t others = 0;
	struct fields f;
	enum err err;

	fields_open(&f, r->body);
	err = fields_close(&f);
	if (err)
		return err;
	if (!r->web || r->conn->is_stream)
		return ERR_NOT_PERMITTED;
	model.is_stream = true;
	model.has_machine = r->machine.name[0] != 0;
	memcpy(model.spki, r->machine.spki, sizeof(model.spki));
	if (!model.has_machine) {
		session_id(model.session, r->session);
		memcpy(model.operator_name, r->operator_name, sizeof(model.operator_name));
	}
	for (size_t i = 0; i < c->conn_count; i++)
		others += c->conns[i]->is_stream && !c->conns[i]->is_closed && is_same_asker(c->conns[i], &model);
	if (others >= STREAMS_OF_ONE)
		return ERR_BUSY;
	*r->conn = model;
	c->stream_count++;
	c->has_changed_view = c->has_changed_view || model.has_machine;
	pipe_add(&c->out, PIPE_ADMIT, model.id, &audience, 1);
	return c->out.failed ? ERR_MEMORY : OK;
}

static bool may_listen(const struct core *c, const struct conn *conn)
{
	const struct machine *m;
	const struct meeting_operator *o;

	if (conn->has_machine) {
		m = meeting_machine(&c->meeting, conn->spki);
		return m && !m->is_revoked;
	}
	o = meeting_operator(&c->meeting, conn->operator_name);
	return o && o->is_active && session_is_alive(c->sessions, conn->session, clock_wall_seconds());
}

static void drop_the_ended(struct core *c)
{
	for (size_t i = 0; i < c->conn_count; i++) {
		struct conn *conn = c->conns[i];

		if (!conn->is_stream || conn->is_closed || may_listen(c, conn))
			continue;
		pipe_add(&c->out, PIPE_DROP, conn->id, NULL, 0);
		conn->is_stream = false;
		c->stream_count--;
	}
}

static void tell(struct core *c, const char *event)
{
	pipe_add(&c->out, PIPE_EVENT, AUDIENCE_BROWSER, event, strlen(event));
}

void web_publish(struct core *c)
{
	if (!c->stream_count || !(c->has_changed_state || c->has_grown || c->act_waits || c->has_changed_view))
		return;
	drop_the_ended(c);
	tell(c, "{\"event\":\"state\"}");
	if (c->has_grown)
		tell(c, "{\"event\":\"head\"}");
}

/* ---- the control seat (P16.13) ---- */

/* Who holds it, if that session is still alive; "" for nobody. */
static const char *holder_of(const struct core *c)
{
	const struct meeting_operator *o = c->seat.holder[0] ? meeting_operator(&c->meeting, c->seat.holder) : NULL;

	return o && o->is_active && (o->roles & ROLE_SECRETARIAT) &&
	       session_is_alive(c->sessions, c->seat.session, clock_wall_seconds()) ? o->name : "";
}

static bool is_holder(const struct core *c, const struct request *r)
{
	char id[SESSION_ID_SIZE];

	if (!r->session || !holder_of(c)[0])
		return false;
	session_id(id, r->session);
	return !strcmp(id, c->seat.session);
}

enum err web_seat_check(struct core *c, struct request *r)
{
	if (is_holder(c, r))
		return OK;
	request_detail(r, "%s", holder_of(c));
	return ERR_CONTROL;
}

json_t *web_control(const struct core *c, const struct request *r)
{
	/* machines learn no operator's name */
	return json_pack("{s:s, s:b}", "holder", r->operator_name[0] ? holder_of(c) : "", "mine", r->operator_name[0] && is_holder(c, r));
}

enum err handle_control(struct core *c, struct request *r)
{
	struct fields f;
	bool takes;
	enum err err;

	fields_open(&f, r->body);
	takes = fields_bool(&f, "take");
	err = fields_close(&f);
	if (!err && !r->web)
		err = ERR_NOT_PERMITTED;
	if (err || takes == is_holder(c, r))
		return err;
	log_event("control %s by=\"%s\" from=\"%s\"", takes ? "taken" : "left", r->operator_name, holder_of(c));
	c->seat = (struct seat){ 0 };
	if (takes) {
		snprintf(c->seat.holder, sizeof(c->seat.holder), "%s", r->operator_name);
		session_id(c->seat.session, r->session);
	}
	c->has_changed_view = true;
	return OK;
}
