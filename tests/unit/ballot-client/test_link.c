/* Does a machine's connection always come back, report each request exactly once, and turn away from a record that contradicts itself? */
#include "tests/unit/cmocka_all.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "tests/unit/link_kit.h"

/* What the link has said so far. */
struct heard {
	struct event_base *base;
	struct link *link;
	int ups, downs, refusals, events, replies;
	enum err why, e;
	char type[40], detail[300], event[40];
	int64_t id, connections, pings, greeting_seen;
};

static void on_state(void *context, enum link_state state, enum err why)
{
	struct heard *h = context;

	h->ups += state == LINK_UP;
	h->downs += state == LINK_DOWN;
	h->refusals += state == LINK_REFUSED;
	h->why = why;
}

static void on_event(void *context, const char *event)
{
	struct heard *h = context;

	h->events++;
	snprintf(h->event, sizeof(h->event), "%s", event);
}

static void on_reply(void *context, enum err err, const json_t *ok, const char *detail)
{
	struct heard *h = context;
	const char *type = json_string_value(json_object_get(ok, "type"));

	h->replies++;
	h->e = err;
	assert_true((!err) == (ok != NULL));
	snprintf(h->type, sizeof(h->type), "%s", type ? type : "");
	snprintf(h->detail, sizeof(h->detail), "%s", detail);
	h->id = json_integer_value(json_object_get(ok, "id"));
	h->connections = json_integer_value(json_object_get(ok, "connections"));
	h->pings = json_integer_value(json_object_get(ok, "pings"));
	h->greeting_seen = json_integer_value(json_object_get(ok, "greeting_seen"));
}

static void begin(struct heard *h, const struct link_kit *k)
{
	struct link_options options = { .folder = k->folder, .context = h, .on_state = on_state, .on_event = on_event,
					.reconnect_ms = 50, .ping_ms = 5000, .reply_ms = 1000, .keeps_head = true };

	*h = (struct heard){ .base = event_base_new() };
	options.base = h->base;
	assert_int_equal(link_new(&h->link, &options), OK);
}

static void end(struct heard *h)
{
	link_free(h->link);
	event_base_loop(h->base, EVLOOP_NONBLOCK);
	event_base_free(h->base);
}

/* Run until the counter has reached `wanted`, at most so many milliseconds. */
static bool within(struct heard *h, int ms, const int *counter, int wanted)
{
	struct timeval tick = { 0, 10000 };

	for (int i = 0; i < ms / 10 && *counter < wanted; i++) {
		event_base_loopexit(h->base, &tick);
		event_base_dispatch(h->base);
	}
	return *counter >= wanted;
}

static bool until(struct heard *h, const int *counter, int wanted)
{
	return within(h, 20000, counter, wanted);
}

static enum err ask(struct heard *h, const char *type)
{
	int before = h->replies;

	assert_int_equal(link_send(h->link, type, NULL, on_reply, h), OK);
	assert_true(until(h, &h->replies, before + 1));
	assert_int_equal(h->replies, before + 1);
	return h->e;
}

static void a_request_is_answered(void **state)
{
	struct link_kit k;
	struct heard h;

	(void)state;
	link_kit_start(&k, NULL, TLS_KIT_SERVER);
	begin(&h, &k);
	assert_int_equal(link_state(h.link), LINK_DOWN);
	/* sent before the link is up: it waits */
	assert_int_equal(ask(&h, "hello"), OK);
	assert_string_equal(h.type, "hello");
	assert_int_equal(h.ups, 1);
	assert_int_equal(link_state(h.link), LINK_UP);
	assert_int_equal(ask(&h, "again"), OK);
	assert_int_equal(h.downs, 0);
	end(&h);
	link_kit_stop(&k);
}

static void one_request_at_a_time(void **state)
{
	struct link_kit k;
	struct heard h;

	(void)state;
	link_kit_start(&k, NULL, TLS_KIT_SERVER);
	begin(&h, &k);
	assert_int_equal(link_send(h.link, "one", NULL, on_reply, &h), OK);
	assert_true(link_is_busy(h.link));
	assert_int_equal(link_send(h.link, "two", NULL, on_reply, &h), ERR_BUSY);
	assert_true(until(&h, &h.replies, 1));
	assert_false(link_is_busy(h.link));
	assert_string_equal(h.type, "one");
	end(&h);
	link_kit_stop(&k);
}

static void the_servers_error_and_its_word_reach_the_caller(void **state)
{
	struct link_kit k;
	struct heard h;

	(void)state;
	link_kit_start(&k, NULL, TLS_KIT_SERVER);
	begin(&h, &k);
	assert_int_equal(ask(&h, "error"), ERR_POLL_STATE);
	assert_string_equal(h.detail, "more words");
	assert_int_equal(ask(&h, "hello"), OK);
	end(&h);
	link_kit_stop(&k);
}

static void nudges_are_heard(void **state)
{
	struct link_kit k;
	struct heard h;

	(void)state;
	link_kit_start(&k, NULL, TLS_KIT_SERVER);
	begin(&h, &k);
	assert_int_equal(ask(&h, "nudge"), OK);
	assert_int_equal(h.events, 1);
	assert_string_equal(h.event, "state");
	end(&h);
	link_kit_stop(&k);
}

static void a_request_whose_answer_is_lost_is_reported_once_and_the_link_comes_back(void **state)
{
	static const char *const ways[] = { "hangup", "mute", "garbage" };
	static const enum err reported[] = { ERR_NETWORK, ERR_NETWORK, ERR_JSON };
	struct link_kit k;
	struct heard h;

	(void)state;
	link_kit_start(&k, NULL, TLS_KIT_SERVER);
	begin(&h, &k);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(ask(&h, ways[i]), reported[i]);
		assert_int_equal(h.downs, i + 1);
		assert_int_equal(ask(&h, "hello"), OK);
		assert_int_equal(h.ups, i + 2);
	}
	assert_int_equal(ask(&h, "count"), OK);
	assert_int_equal(h.connections, 4);
	end(&h);
	link_kit_stop(&k);
}

static void a_request_that_finds_no_server_is_given_back_in_time(void **state)
{
	struct link_kit k;
	struct heard h;

	(void)state;
	link_kit_start(&k, NULL, TLS_KIT_SERVER);
	kill(k.child, SIGSTOP);
	begin(&h, &k);
	assert_int_equal(ask(&h, "hello"), ERR_NETWORK);
	kill(k.child, SIGCONT);
	assert_true(until(&h, &h.ups, 1));
	end(&h);
	link_kit_stop(&k);
}

static void an_idle_link_pings_and_finds_a_dead_server(void **state)
{
	struct link_kit k;
	struct heard h;
	struct link_options options = { .folder = NULL, .context = &h, .on_state = on_state, .reconnect_ms = 50, .ping_ms = 40, .reply_ms = 1000 };

	(void)state;
	link_kit_start(&k, NULL, TLS_KIT_SERVER);
	h = (struct heard){ .base = event_base_new() };
	options.base = h.base;
	options.folder = k.folder;
	assert_int_equal(link_new(&h.link, &options), OK);
	assert_true(until(&h, &h.ups, 1));
	for (int i = 0; i < 100 && h.pings <= 5; i++) {
		assert_false(within(&h, 100, &h.downs, 1));
		assert_int_equal(ask(&h, "count"), OK);
	}
	assert_true(h.pings > 5);
	kill(k.child, SIGSTOP);
	assert_true(until(&h, &h.downs, 1));
	kill(k.child, SIGCONT);
	assert_true(until(&h, &h.ups, 2));
	end(&h);
	link_kit_stop(&k);
}

static void the_head_follows_the_record(void **state)
{
	struct link_kit k;
	struct heard h;

	(void)state;
	link_kit_start(&k, NULL, TLS_KIT_SERVER);
	begin(&h, &k);
	link_know_log(h.link, k.log_key);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(ask(&h, i % 3 ? "grow" : "hello"), OK);
		assert_true(link_head(h.link)->size >= 1);
	}
	assert_int_equal(link_head(h.link)->size, 14);
	assert_non_null(strstr(link_note(h.link), "tally/m/0123456789ABCDEF\n14\n"));
	end(&h);
	link_kit_stop(&k);
}

/* Asks for `lie` after the record has grown to 3, and expects it to be the end. */
static void is_refused(const char *lie, enum err why)
{
	struct link_kit k;
	struct heard h;

	link_kit_start(&k, NULL, TLS_KIT_SERVER);
	begin(&h, &k);
	link_know_log(h.link, k.log_key);
	assert_int_equal(ask(&h, "grow"), OK);
	assert_int_equal(ask(&h, "grow"), OK);
	assert_int_equal(ask(&h, lie), why);
	assert_int_equal(h.refusals, 1);
	assert_int_equal(h.why, why);
	assert_int_equal(link_state(h.link), LINK_REFUSED);
	assert_int_equal(link_send(h.link, "hello", NULL, on_reply, &h), why);
	assert_int_equal(link_head(h.link)->size, 3);
	assert_false(within(&h, 150, &h.ups, 2));
	end(&h);
	link_kit_stop(&k);
}

static void a_forked_record_is_refused_for_good(void **state)
{
	(void)state;
	is_refused("fork", ERR_TREE_PROOF);
}

static void a_shorter_record_is_refused_for_good(void **state)
{
	(void)state;
	is_refused("rollback", ERR_HEAD);
}

static void another_meetings_record_is_refused_for_good(void **state)
{
	(void)state;
	is_refused("foreign", ERR_NOTE);
}

static void an_answer_without_a_head_is_refused_for_good(void **state)
{
	(void)state;
	is_refused("headless", ERR_HEAD);
}

static void a_head_by_another_log_key_is_refused_for_good(void **state)
{
	struct link_kit k;
	struct heard h;
	uint8_t key[SIGN_KEY_SIZE] = { 1 };

	(void)state;
	link_kit_start(&k, NULL, TLS_KIT_SERVER);
	begin(&h, &k);
	assert_int_equal(ask(&h, "grow"), OK);
	link_know_log(h.link, key);
	assert_int_equal(ask(&h, "grow"), ERR_SIGNATURE);
	assert_int_equal(link_state(h.link), LINK_REFUSED);
	end(&h);
	link_kit_stop(&k);
}

static void a_record_rolled_back_while_the_machine_was_off_is_refused(void **state)
{
	struct link_kit k;
	struct heard h;

	(void)state;
	link_kit_start(&k, NULL, TLS_KIT_SERVER);
	begin(&h, &k);
	assert_int_equal(ask(&h, "grow"), OK);
	end(&h);

	begin(&h, &k);
	assert_int_equal(link_head(h.link)->size, 2);
	assert_int_equal(ask(&h, "count"), OK);
	assert_int_equal(h.greeting_seen, 2);
	end(&h);

	link_kit_restart(&k);
	begin(&h, &k);
	assert_true(until(&h, &h.refusals, 1));
	assert_int_equal(h.why, ERR_HEAD);
	end(&h);
	link_kit_stop(&k);
}

static void never_comes_up(const struct tls_kit_pair *signer, enum tls_kit_use use, const struct tls_kit_pair *machine, enum err why)
{
	struct link_kit k;
	struct heard h;

	link_kit_start(&k, signer, use);
	if (machine) {
		struct identity who;
		struct buf key = { 0 }, certificate = { 0 }, authority = { 0 };

		assert_int_equal(identity_read(&who, k.folder), OK);
		tls_kit_pem_key(&key, machine->key);
		tls_kit_pem_certificate(&certificate, machine->certificate);
		tls_kit_pem_certificate(&authority, k.authority.certificate);
		assert_int_equal(identity_write(&who, &key, buf_text(&certificate), buf_text(&authority)), OK);
		buf_release(&key);
		buf_release(&certificate);
		buf_release(&authority);
	}
	begin(&h, &k);
	assert_true(until(&h, &h.downs, 1));
	assert_int_equal(h.why, why);
	assert_int_equal(ask(&h, "hello"), ERR_NETWORK);
	assert_int_equal(h.ups, 0);
	end(&h);
	link_kit_stop(&k);
}

static void a_server_of_another_authority_gets_nothing(void **state)
{
	struct tls_kit_pair foreign = tls_kit_authority("authority");

	(void)state;
	never_comes_up(&foreign, TLS_KIT_SERVER, NULL, ERR_TLS);
	tls_kit_release(&foreign);
}

static void a_machine_that_poses_as_the_server_gets_nothing(void **state)
{
	(void)state;
	never_comes_up(NULL, TLS_KIT_MACHINE, NULL, ERR_TLS);
}

static void a_server_of_another_name_gets_nothing(void **state)
{
	(void)state;
	never_comes_up(NULL, TLS_KIT_OTHER_SERVER, NULL, ERR_TLS);
}

static void a_refused_certificate_is_reported_as_such(void **state)
{
	struct tls_kit_pair foreign = tls_kit_authority("other");
	struct tls_kit_pair machine = tls_kit_make(&foreign, TLS_KIT_MACHINE, "machine");

	(void)state;
	never_comes_up(NULL, TLS_KIT_SERVER, &machine, ERR_TLS);
	tls_kit_release(&machine);
	tls_kit_release(&foreign);
}

static void a_folder_without_its_key_is_no_machine(void **state)
{
	struct link_kit k;
	struct link *link = NULL;
	struct event_base *base = event_base_new();
	struct link_options options = { .base = base };
	char path[200];

	(void)state;
	link_kit_start(&k, NULL, TLS_KIT_SERVER);
	options.folder = k.folder;
	snprintf(path, sizeof(path), "%s/key.pem", k.folder);
	unlink(path);
	assert_int_equal(link_new(&link, &options), ERR_TLS);
	snprintf(path, sizeof(path), "%s/machine.json", k.folder);
	unlink(path);
	assert_int_equal(link_new(&link, &options), ERR_IO);
	assert_null(link);
	event_base_free(base);
	link_kit_stop(&k);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_answered),
		cmocka_unit_test(one_request_at_a_time),
		cmocka_unit_test(the_servers_error_and_its_word_reach_the_caller),
		cmocka_unit_test(nudges_are_heard),
		cmocka_unit_test(a_request_whose_answer_is_lost_is_reported_once_and_the_link_comes_back),
		cmocka_unit_test(a_request_that_finds_no_server_is_given_back_in_time),
		cmocka_unit_test(an_idle_link_pings_and_finds_a_dead_server),
		cmocka_unit_test(the_head_follows_the_record),
		cmocka_unit_test(a_forked_record_is_refused_for_good),
		cmocka_unit_test(a_shorter_record_is_refused_for_good),
		cmocka_unit_test(another_meetings_record_is_refused_for_good),
		cmocka_unit_test(an_answer_without_a_head_is_refused_for_good),
		cmocka_unit_test(a_head_by_another_log_key_is_refused_for_good),
		cmocka_unit_test(a_record_rolled_back_while_the_machine_was_off_is_refused),
		cmocka_unit_test(a_server_of_another_authority_gets_nothing),
		cmocka_unit_test(a_machine_that_poses_as_the_server_gets_nothing),
		cmocka_unit_test(a_server_of_another_name_gets_nothing),
		cmocka_unit_test(a_refused_certificate_is_reported_as_such),
		cmocka_unit_test(a_folder_without_its_key_is_no_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
