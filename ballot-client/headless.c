/* headless.c - scripted delegates, any number in one process. See headless.h. */
#include "ballot-client/headless.h"
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include "ballot-client/voter.h"
#include "protocol/base/code.h"
#include "protocol/base/fields.h"

enum { MAX_DELEGATES = 5000, MAX_REFUSALS = 3, LINE_CAP = 1 << 16, ARRIVAL_US = 8000 };

struct crowd;

/* One line of the script. */
struct delegate {
	struct crowd *crowd;
	struct voter *voter;
	size_t line;
	uint8_t slip[SLIP_CODE_SIZE];   /* until it has arrived */
	json_t *choices, *tests;        /* choices loses a poll once it is decided */
	char poll[ID_MAX + 1];          /* the one that was last open to this delegate */
	unsigned refusals;
};

struct crowd {
	const struct headless *options;
	struct sealer sealer;
	struct delegate *delegates;
	size_t count, arrived, undecided;
	struct event *arrival;
	enum err err;
};

void headless_print(json_t *object)
{
	if (object)
		json_dumpf(object, stdout, JSON_COMPACT);
	putchar('\n');
	fflush(stdout);
	json_decref(object);
}

char *headless_line(char *out, size_t cap, FILE *f)
{
	if (!fgets(out, (int)cap, f))
		return NULL;
	size_t len = strlen(out);
	if (len && out[len - 1] == '\n')
		out[len - 1] = 0;
	else if (len + 1 == cap)
		return NULL;
	return out;
}

/* This delegate's poll is decided; the last one ends the run. */
static void decide(struct delegate *d, const char *event, enum err why)
{
	const struct voter_receipt *r = voter_receipt(d->voter);
	char code[CODE_TEXT_SIZE];

	if (!json_object_get(d->choices, d->poll))
		return;
	json_t *line = json_pack("{s:I, s:s, s:s}", "voter", (json_int_t)d->line, "event", event, "poll", d->poll);
	if (why != OK) {
		json_object_set_new(line, "why", json_string(err_code(why)));
	} else {
		code_show(code, CODE_TRACKING, r->tracking);
		json_object_set_new(line, "code", json_string(code));
		json_object_set_new(line, "entry", json_integer(r->is_own ? (json_int_t)r->entry : -1));
		json_object_set_new(line, "own", json_boolean(r->is_own));
	}
	headless_print(line);
	json_object_del(d->choices, d->poll);
	d->refusals = 0;
	if (json_object_size(d->choices) == 0 && --d->crowd->undecided == 0)
		event_base_loopbreak(d->crowd->options->base);
}

static void choose(struct delegate *d)
{
	const json_t *choice = json_object_get(d->choices, d->poll), *one;
	uint8_t marks[BALLOT_MAX_ROWS];
	size_t i;

	if (!json_is_array(choice) || json_array_size(choice) > BALLOT_MAX_ROWS)
		return;
	json_array_foreach(choice, i, one)
		marks[i] = (uint8_t)json_integer_value(one);
	enum err err = voter_choose(d->voter, marks, json_array_size(choice));
	wipe(marks, sizeof marks);
	if (err)
		decide(d, "refused", err);
}

/* Sealed: as many tests as the script asks for, then the cast. */
static void confirm(struct delegate *d)
{
	json_int_t tests = json_integer_value(json_object_get(d->tests, d->poll));
	enum err err;

	if (tests > 0 && !voter_is_last_commit(d->voter)) {
		json_object_set_new(d->tests, d->poll, json_integer(tests - 1));
		err = voter_test(d->voter);
	} else {
		err = voter_cast(d->voter);
	}
	if (err)
		decide(d, "refused", err);
}

/* Reasons that stand for the whole poll. */
static bool is_final(enum err why)
{
	return why != OK && err_category(why) != ERR_CAT_TRANSIENT;
}

static void on_change(void *context, enum voter_state s, enum err why)
{
	struct delegate *d = context;
	const struct terminal_poll *p = voter_poll(d->voter);
	char code[CODE_TEXT_SIZE];

	if (p)
		strcpy(d->poll, p->id);
	switch (s) {
	case VOTER_CHOOSING:
		if (voter_tested_seed(d->voter)) {
			code_show(code, CODE_TRACKING, voter_receipt(d->voter)->tracking);
			headless_print(json_pack("{s:I, s:s, s:s, s:s}", "voter", (json_int_t)d->line, "event", "tested", "poll", d->poll, "code", code));
		}
		if (is_final(why) && ++d->refusals >= MAX_REFUSALS)
			decide(d, "refused", why);
		else
			choose(d);
		break;
	case VOTER_SEALED:
		confirm(d);
		break;
	case VOTER_RECEIVED:
		decide(d, "received", OK);
		break;
	case VOTER_WAITING:
		if (is_final(why))
			decide(d, "refused", why);
		break;
	case VOTER_SEALING:
	case VOTER_TESTING:
	case VOTER_CASTING:
	case VOTER_STATE_COUNT:
		break;
	}
}

static enum err read_delegate(struct delegate *d, const char *line)
{
	json_t *object = NULL;
	struct fields f;
	enum err err = json_read(&object, line, strlen(line));

	if (err)
		return err;
	fields_open(&f, object);
	const char *code = fields_text(&f, "slip", 26, 60);
	const json_t *choices = fields_object(&f, "choices"), *tests = fields_object_opt(&f, "tests");
	err = fields_close(&f);
	if (!err)
		err = code_read(d->slip, CODE_SLIP, code);
	if (!err) {
		d->choices = json_deep_copy(choices);
		d->tests = tests ? json_deep_copy(tests) : json_object();
		if (!d->choices || !d->tests)
			err = ERR_MEMORY;
	}
	json_decref(object);
	return err;
}

static enum err add_delegate(struct crowd *c, const char *line)
{
	struct delegate *d = &c->delegates[c->count];
	enum err err = c->count < MAX_DELEGATES ? OK : ERR_TOO_LONG;

	if (!err)
		err = read_delegate(d, line);
	if (err)
		return err;
	d->crowd = c;
	d->line = ++c->count;
	c->undecided += json_object_size(d->choices) > 0;
	return OK;
}

/* One delegate after the other sits down: the server lets few strangers of one address knock at a time. */
static void on_arrival(evutil_socket_t fd, short what, void *context)
{
	struct crowd *c = context;
	struct delegate *d = &c->delegates[c->arrived++];
	struct timeval next = { 0, ARRIVAL_US };

	(void)fd;
	(void)what;
	c->err = voter_new(&d->voter, &(struct voter_options){
		.base = c->options->base, .folder = c->options->folder, .sealer = &c->sealer, .context = d,
		.on_change = on_change });
	if (!c->err)
		voter_set_slip(d->voter, d->slip);
	wipe(d->slip, sizeof d->slip);
	if (c->err)
		event_base_loopbreak(c->options->base);
	else if (c->arrived < c->count)
		event_add(c->arrival, &next);
}

static enum err read_script(struct crowd *c)
{
	FILE *f = fopen(c->options->votes, "re");
	char *line = malloc(LINE_CAP);
	enum err err = f && line ? OK : f ? ERR_MEMORY : ERR_IO;

	while (!err && headless_line(line, LINE_CAP, f)) {
		if (line[0])
			err = add_delegate(c, line);
	}
	if (f)
		fclose(f);
	if (line)
		wipe(line, LINE_CAP);
	free(line);
	return err;
}

static void crowd_release(struct crowd *c)
{
	for (size_t i = 0; c->delegates && i < c->count; i++) {
		voter_free(c->delegates[i].voter);
		json_decref(c->delegates[i].choices);
		json_decref(c->delegates[i].tests);
		wipe(c->delegates[i].slip, SLIP_CODE_SIZE);
	}
	free(c->delegates);
	if (c->arrival)
		event_free(c->arrival);
	sealer_release(&c->sealer);
}

enum err headless_terminals(const struct headless *h)
{
	struct crowd c = { .options = h };
	struct timeval end = { h->seconds, 0 }, now = { 0, 0 };
	enum err err = sealer_init(&c.sealer);

	c.delegates = calloc(MAX_DELEGATES, sizeof *c.delegates);
	c.arrival = evtimer_new(h->base, on_arrival, &c);
	if (!err && (!c.delegates || !c.arrival))
		err = ERR_MEMORY;
	if (!err)
		err = read_script(&c);
	if (!err && c.undecided) {
		event_add(c.arrival, &now);
		if (h->seconds)
			event_base_loopexit(h->base, &end);
		event_base_dispatch(h->base);
		err = c.err ? c.err : c.undecided ? ERR_BUSY : OK;
	}
	crowd_release(&c);
	return err;
}
