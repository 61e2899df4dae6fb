/* hall.c - see hall.h: which page a screen shows, and the messages `show` and `hall`. What a page says of a poll is in hall_poll.c. */
#include "tally-server/core/hall.h"

#include <string.h>

#include "protocol/os/os.h"
#include "tally-server/core/handlers.h"

static const char *const view_names[HALL_VIEW_COUNT] = {
	[HALL_AUTO] = "auto", [HALL_WELCOME] = "welcome", [HALL_ATTENDANCE] = "attendance", [HALL_ITEM] = "item", [HALL_RESULT] = "result",
	[HALL_MESSAGE] = "message", [HALL_BLANK] = "blank", [HALL_HOLD] = "hold", [HALL_VOTING] = "voting", [HALL_OPENING] = "opening",
	[HALL_ENDED] = "ended",
};
static const char *const screen_names[HALL_SCREEN_COUNT] = { [HALL_MAIN] = "hall", [HALL_ROSTRUM] = "rostrum" };

/* These two: false if there is no such name. */
static bool read_screen(enum hall_screen *out, const char *name)
{
	for (int i = 0; i < HALL_SCREEN_COUNT; i++) {
		if (!strcmp(screen_names[i], name)) {
			*out = (enum hall_screen)i;
			return true;
		}
	}
	return false;
}

static bool read_view(enum hall_view *out, const char *name)
{
	for (int i = 0; i <= HALL_HOLD; i++) {
		if (!strcmp(view_names[i], name)) {
			*out = (enum hall_view)i;
			return true;
		}
	}
	return false;
}

/* ---- which page ---- */

static enum hall_view view_of_attempt(const struct poll *p, const struct attempt *a)
{
	if (a->state == ATTEMPT_OPEN || a->state == ATTEMPT_HELD)
		return HALL_VOTING;
	if (a->state == ATTEMPT_CLOSED || a->state == ATTEMPT_COUNTED)
		return HALL_OPENING;
	return hall_is_public(p, a) ? HALL_RESULT : HALL_ENDED;
}

/* The poll that comes next: the first that has not been opened. */
static const struct poll *upcoming(const struct meeting *m)
{
	for (size_t i = 0; i < m->poll_count; i++)
		if (!m->polls[i]->attempt_count)
			return m->polls[i];
	return NULL;
}

/* What a page is of. */
struct subject {
	enum hall_view view;
	const struct poll *poll;
	const struct attempt *attempt;
};

static struct subject follow_meeting(const struct meeting *m)
{
	const struct poll *p = NULL;
	const struct attempt *a = meeting_latest(m, &p);

	if (!m->sitting)
		return (struct subject){ .view = HALL_WELCOME };
	if (a && a->opened_at >= m->sittings[m->sitting - 1].opened_at)
		return (struct subject){ view_of_attempt(p, a), p, a };
	return (struct subject){ .view = HALL_ATTENDANCE };
}

static struct subject choose(const struct meeting *m, const struct hall_choice *choice)
{
	struct subject s = { .view = choice->view };
	const struct poll *last;
	const struct attempt *a = meeting_latest(m, &last);
	/* what was chosen while nobody voted does not hide the vote; a dark screen stays dark */
	bool has_lapsed = a && a->open_entry >= choice->size && choice->view != HALL_BLANK;

	if (choice->view == HALL_AUTO || has_lapsed)
		return follow_meeting(m);
	if (choice->view == HALL_ITEM || choice->view == HALL_RESULT) {
		s.poll = choice->poll[0] ? meeting_poll(m, choice->poll) : upcoming(m);
		s.attempt = s.poll ? poll_last_attempt(s.poll) : NULL;
		if (!s.poll || (s.view == HALL_RESULT && (!s.attempt || !hall_is_public(s.poll, s.attempt))))
			return follow_meeting(m);
	}
	return s;
}

/* ---- parts of a page ---- */

static bool put(json_t *page, const char *name, json_t *value)
{
	return !json_object_set_new(page, name, value);
}

static json_t *agenda_of(const struct meeting *m)
{
	json_t *agenda = json_array();

	for (size_t i = 0; agenda && i < m->poll_count; i++) {
		const struct poll *p = m->polls[i];
		json_t *item = json_pack("{s:I, s:s, s:s, s:s, s:s}", "item", (json_int_t)i + 1, "poll", p->id, "title", p->title, "kind", p->kind,
					 "state", hall_state(poll_last_attempt(p)));

		if (json_array_append_new(agenda, item)) {
			json_decref(agenda);
			return NULL;
		}
	}
	return agenda;
}

/* E, P, others who came, and of the voters who are not in: those who have left, and of the rest those on leave. */
static bool put_attendance(json_t *page, const struct meeting *m)
{
	int64_t expected, present, observers, leave = 0, left = 0;
	struct threshold t = { 0 };
	bool is_met = meeting_has_quorum(m, &t, &expected, &present);

	meeting_attendance(m, &expected, &present, &observers);
	for (size_t i = 0; i < m->person_count; i++) {
		const struct person *p = &m->persons[i];
		bool has_left = m->sitting && p->sittings[m->sitting - 1].presence == PRESENCE_LEFT;

		if (!person_is_voter(p) || !p->is_active || meeting_is_in(m, p))
			continue;
		left += has_left;
		leave += !has_left && p->is_on_leave;
	}
	return put(page, "expected", json_integer(expected)) && put(page, "present", json_integer(present)) &&
	       put(page, "leave", json_integer(leave)) && put(page, "left", json_integer(left)) &&
	       put(page, "observers", json_integer(observers)) && put(page, "quorum", core_quorum(&t, expected, present)) &&
	       put(page, "has_quorum", json_boolean(is_met));
}

/* [["3-12", 1], …]: seats of voters, taken or free. Whose they are is not told. */
static json_t *seats_of(const struct meeting *m)
{
	json_t *seats = json_array();

	for (size_t i = 0; seats && i < m->person_count; i++) {
		const struct person *p = &m->persons[i];

		if (!person_is_voter(p) || !p->is_active || !p->seat[0])
			continue;
		if (json_array_append_new(seats, json_pack("[s, i]", p->seat, (int)meeting_is_in(m, p)))) {
			json_decref(seats);
			return NULL;
		}
	}
	return seats;
}

static json_t *sitting_of(const struct meeting *m)
{
	if (!m->sitting)
		return json_null();
	return json_pack("{s:I, s:s}", "number", (json_int_t)m->sitting, "name", m->sittings[m->sitting - 1].name);
}

/* Between sittings, and after the last: the one that was closed last, and the one that comes next. They open in
 * ascending order (P14.3), so one that was passed over comes no more. */
static json_t *recess_of(const struct meeting *m)
{
	const struct sitting *over = NULL, *next = NULL;

	for (size_t i = 0; i < m->sitting_count; i++) {
		const struct sitting *s = &m->sittings[i];

		if (s->was_closed)
			over = s;
		if (s->was_opened)
			next = NULL;
		else if (!next)
			next = s;
	}
	return m->sitting || !over ? json_null() : json_pack("{s:s, s:s?}", "over", over->name, "next", next ? next->name : NULL);
}

json_t *hall_page(const struct meeting *m, const struct hall_choice *choice, int64_t now)
{
	struct subject s = choose(m, choice);
	json_t *page = json_pack("{s:s, s:s, s:s, s:I, s:s, s:I, s:b, s:o, s:o, s:o}", "name", m->name,
				 "chosen", view_names[choice->view], "view", view_names[s.view], "at", (json_int_t)now,
				 "text", choice->text, "until", (json_int_t)choice->until, "sealed", m->is_sealed,
				 "sitting", sitting_of(m), "recess", recess_of(m), "agenda", agenda_of(m));
	bool ok = page && put_attendance(page, m);

	if (ok && s.view == HALL_ATTENDANCE)
		ok = put(page, "seats", seats_of(m));
	if (ok && s.poll)
		ok = put(page, "poll", hall_poll(m, s.poll, s.attempt, s.view == HALL_RESULT));
	if (ok)
		return page;
	json_decref(page);
	return NULL;
}

int64_t hall_countdown(const struct hall_choice *choice, int64_t now)
{
	return choice->view != HALL_HOLD && choice->until > now ? choice->until : 0;
}

/* ---- messages ---- */

static enum err check_choice(const struct meeting *m, const struct hall_choice *choice)
{
	const struct poll *p = choice->poll[0] ? meeting_poll(m, choice->poll) : NULL;
	const struct attempt *a = p ? poll_last_attempt(p) : NULL;

	if (choice->poll[0] && !p)
		return ERR_NO_SUCH_POLL;
	if (choice->view == HALL_ITEM && !p && !upcoming(m))
		return ERR_NO_SUCH_POLL;
	if (choice->view == HALL_RESULT && (!a || !hall_is_public(p, a)))
		return ERR_POLL_STATE;
	return OK;
}

/* The page on the screen now, to be kept: its countdown stands still. */
static json_t *hold_page(const struct core *c, const struct hall_choice *old, int64_t now)
{
	json_t *page = old->held ? json_incref(old->held) : hall_page(&c->meeting, old, now);

	if (page && (!put(page, "chosen", json_string("hold")) || !put(page, "until", json_integer(0)))) {
		json_decref(page);
		return NULL;
	}
	return page;
}

enum err handle_show(struct core *c, struct request *r)
{
	int64_t now = clock_wall_seconds(), countdown = -1;
	struct hall_choice next = { .size = c->meeting.tree.size };
	enum hall_screen screen = HALL_MAIN;
	struct fields f;

	fields_open(&f, r->body);
	const char *screen_name = fields_text(&f, "screen", 1, ID_MAX), *view = fields_text(&f, "view", 1, ID_MAX);
	const char *poll = fields_text_opt(&f, "poll", ID_MAX);
	const char *text = fields_has(&f, "text") ? fields_lines(&f, "text", 0, HALL_TEXT_MAX) : NULL;
	if (fields_has(&f, "countdown"))
		countdown = fields_int(&f, "countdown", 0, HALL_COUNTDOWN_MAX);
	enum err err = fields_close(&f);
	if (!err && (!read_screen(&screen, screen_name) || !read_view(&next.view, view)))
		err = ERR_RANGE;
	if (err) {
		request_detail(r, "%s", f.field ? f.field : "");
		return err;
	}
	struct hall_choice *old = &c->screens[screen];
	snprintf(next.poll, sizeof(next.poll), "%s", poll ? poll : "");
	snprintf(next.text, sizeof(next.text), "%s", text ? text : "");
	next.until = countdown < 0 ? old->until : countdown ? now + countdown : 0;
	err = check_choice(&c->meeting, &next);
	if (err)
		return err;
	if (next.view == HALL_HOLD && !(next.held = hold_page(c, old, now)))
		return ERR_MEMORY;
	json_decref(old->held);
	*old = next;
	c->has_changed_state = true;
	return OK;
}

enum err handle_hall(struct core *c, struct request *r)
{
	enum hall_screen screen = HALL_MAIN;
	int64_t now = clock_wall_seconds();
	struct fields f;

	fields_open(&f, r->body);
	const char *name = fields_text(&f, "screen", 1, ID_MAX);
	enum err err = fields_close(&f);
	if (!err && !read_screen(&screen, name))
		err = ERR_RANGE;
	if (err) {
		request_detail(r, "%s", f.field ? f.field : "");
		return err;
	}
	const struct hall_choice *choice = &c->screens[screen];
	r->ok = choice->held ? json_copy(choice->held) : hall_page(&c->meeting, choice, now);
	if (!r->ok || json_object_set_new(r->ok, "at", json_integer(now)) ||
	    json_object_set_new(r->ok, "head", core_head_text(c, c->meeting.tree.size)))
		return ERR_MEMORY;
	return OK;
}
