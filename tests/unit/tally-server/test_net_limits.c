/* Can one peer, by being slow, deaf, loud or many, harm the server or the others? */
#include "tests/unit/cmocka_all.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include "protocol/os/os.h"
#include "tests/unit/net_kit.h"

static const struct net_options quick = { .handshake_ms = 1000, .first_line_ms = 1000, .line_ms = 1000, .idle_ms = 2000,
					  .linger_ms = 100, .accept_pause_ms = 100 };

/* Where no deadline is looked at: a machine that is busy with other tests meets them too. */
static const struct net_options patient = { .handshake_ms = 60000, .first_line_ms = 60000, .line_ms = 60000, .idle_ms = 60000,
					    .linger_ms = 100, .accept_pause_ms = 100 };

static long now_ms(void)
{
	return (long)(clock_monotonic_us() / 1000);
}

static void connect_machine(struct net_kit *k, struct tls_kit_client *c)
{
	assert_true(tls_kit_connect(c, k->terminals, &k->machine, TLS1_3_VERSION));
}

static void is_answered(struct tls_kit_client *c)
{
	char line[100];

	assert_true(tls_kit_say(c, "hello"));
	assert_true(tls_kit_hear(c, line, sizeof(line)));
	assert_string_equal(line, "hello");
}

/* ---- slow ---- */

/* Send one byte every 50 ms until the connection is gone. A deadline that each byte moved would outlast them all.
 * Gives how long it was kept since `start`. */
static long drip(struct tls_kit_client *c, long start)
{
	int tries = 0;

	while (tries < 100 && tls_kit_send(c, "x", 1)) {
		usleep(50000);
		tries++;
	}
	assert_in_range(tries, 1, 99);
	return now_ms() - start;
}

static void trickling_bytes_do_not_move_a_deadline(void **state)
{
	struct net_options options = quick;
	struct tls_kit_client c;
	struct net_kit k;
	long start = now_ms();

	(void)state;
	/* silence is not what ends it */
	options.idle_ms = 30000;
	net_kit_start(&k, options);
	connect_machine(&k, &c);
	assert_true(drip(&c, start) >= quick.first_line_ms);
	tls_kit_close(&c);

	connect_machine(&k, &c);
	is_answered(&c);
	usleep(200000);
	assert_true(drip(&c, now_ms()) >= quick.line_ms);
	tls_kit_close(&c);
	assert_true(net_kit_has_logged(&k, "state=first_line reason=deadline"));
	assert_true(net_kit_has_logged(&k, "state=line reason=deadline"));
	net_kit_stop(&k);
}

static int plain_connect(uint16_t port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval timeout = { 20, 0 };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	return fd;
}

static void who_does_not_shake_hands_is_closed_at_both_doors(void **state)
{
	struct net_kit k;
	long start = now_ms();
	char byte;
	int a, b;

	(void)state;
	net_kit_start(&k, quick);
	a = plain_connect(k.terminals);
	b = plain_connect(k.browsers);
	assert_int_equal(read(a, &byte, 1), 0);
	assert_int_equal(read(b, &byte, 1), 0);
	assert_in_range(now_ms() - start, quick.handshake_ms, 19000);
	close(a);
	close(b);
	net_kit_stop(&k);
}

static void a_browser_that_drips_its_request_is_closed(void **state)
{
	struct tls_kit_client c;
	struct net_kit k;
	long start = now_ms();

	(void)state;
	net_kit_start(&k, quick);
	assert_true(tls_kit_connect(&c, k.browsers, NULL, TLS1_3_VERSION));
	assert_true(drip(&c, start) >= quick.line_ms);
	tls_kit_close(&c);
	net_kit_stop(&k);
}

static void silence_is_closed_only_when_idle_too_long(void **state)
{
	struct tls_kit_client c;
	struct net_kit k;

	struct net_options options = quick;
	long start;

	(void)state;
	options.idle_ms = 1500;
	net_kit_start(&k, options);
	connect_machine(&k, &c);
	for (start = now_ms(); now_ms() - start < 2 * options.idle_ms; usleep(100000))
		is_answered(&c);
	assert_true(tls_kit_is_closed(&c));
	tls_kit_close(&c);
	assert_true(net_kit_has_logged(&k, "state=idle reason=deadline"));
	net_kit_stop(&k);
}

/* ---- deaf ---- */

static void who_never_reads_is_neither_read_from_nor_stored_for(void **state)
{
	struct net_options options = quick;
	struct tls_kit_client c;
	struct net_kit k;
	struct buf many = { 0 };
	size_t before;

	(void)state;
	options.idle_ms = 700;
	net_kit_start(&k, options);
	connect_machine(&k, &c);
	is_answered(&c);
	before = net_kit_rss_kb(&k);
	for (int i = 0; i < 2000; i++)
		buf_add_text(&many, "big 60000\n");
	assert_true(tls_kit_send(&c, many.at, many.len));
	buf_release(&many);
	usleep(400000);
#ifndef __SANITIZE_ADDRESS__
	assert_in_range(net_kit_rss_kb(&k), 0, before + 2048);
#endif
	(void)before;
	assert_true(net_kit_has_logged(&k, "state=draining reason=deadline"));
	tls_kit_close(&c);
	net_kit_stop(&k);
}

static void events_that_a_slow_reader_missed_become_a_resync(void **state)
{
	struct tls_kit_client slow, other;
	struct net_kit k;
	char line[2000];
	size_t events = 0, resyncs = 0;

	(void)state;
	net_kit_start(&k, (struct net_options){ .output_cap = 32 << 10 });
	connect_machine(&k, &slow);
	is_answered(&slow);
	connect_machine(&k, &other);
	/* far more than what the system itself buffers */
	for (int i = 0; i < 20; i++) {
		assert_true(tls_kit_say(&other, "event 1000 1000"));
		do
			assert_true(tls_kit_hear(&other, line, sizeof(line)));
		while (strcmp(line, "sent"));
	}
	/* it reads again: some events, a nudge for those left out, and its own answer */
	do {
		assert_true(tls_kit_hear(&slow, line, sizeof(line)));
		events += line[0] == 'e';
		resyncs += strstr(line, "resync") != NULL;
	} while (!resyncs);
	assert_in_range(events, 1, 19999);
	assert_true(tls_kit_say(&slow, "last"));
	do
		assert_true(tls_kit_hear(&slow, line, sizeof(line)));
	while (strcmp(line, "last"));
	tls_kit_close(&slow);
	tls_kit_close(&other);
	net_kit_stop(&k);
}

/* ---- loud ---- */

static void too_long_a_line_is_told_why_and_closed(void **state)
{
	enum { LEN = 200 << 10 };
	struct tls_kit_client c;
	struct net_kit k;
	char *line = malloc(LEN), reply[500];

	(void)state;
	net_kit_start(&k, patient);
	memset(line, 'x', LEN);
	connect_machine(&k, &c);
	tls_kit_send(&c, line, LEN);
	assert_true(tls_kit_hear(&c, reply, sizeof(reply)));
	assert_non_null(strstr(reply, "\"code\":\"too_long\""));
	assert_true(tls_kit_is_closed(&c));
	tls_kit_close(&c);
	free(line);
	net_kit_stop(&k);
}

static void the_cap_of_a_line_is_what_core_says(void **state)
{
	enum { LEN = 64 << 10 };
	struct tls_kit_client c;
	struct net_kit k;
	char *line = malloc(LEN + 2), *reply = malloc(LEN + 2);

	(void)state;
	net_kit_start(&k, patient);
	memset(line, 'x', LEN + 1);
	line[LEN] = '\0';
	connect_machine(&k, &c);
	/* exactly the cap passes, one more does not, until core has said so */
	assert_true(tls_kit_say(&c, line) && tls_kit_hear(&c, reply, LEN + 2));
	assert_string_equal(line, reply);
	assert_true(tls_kit_say(&c, "limit 65537") && tls_kit_hear(&c, reply, LEN + 2));
	line[LEN] = 'x';
	line[LEN + 1] = '\0';
	assert_true(tls_kit_say(&c, line) && tls_kit_hear(&c, reply, LEN + 2));
	assert_string_equal(line, reply);
	assert_true(tls_kit_say(&c, "limit 100") && tls_kit_hear(&c, reply, LEN + 2));
	line[101] = '\0';
	assert_true(tls_kit_say(&c, line) && tls_kit_hear(&c, reply, LEN + 2));
	assert_non_null(strstr(reply, "too_long"));
	tls_kit_close(&c);
	free(line);
	free(reply);
	net_kit_stop(&k);
}

static void a_flood_of_key_updates_is_closed_and_costs_nothing(void **state)
{
	struct tls_kit_client c;
	struct net_kit k;
	long before;
	int sent = 0;

	(void)state;
	net_kit_start(&k, patient);
	connect_machine(&k, &c);
	is_answered(&c);
	for (int i = 0; i < 8; i++) {
		assert_int_equal(SSL_key_update(c.ssl, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
		is_answered(&c);
	}
	before = net_kit_cpu_ms(&k);
	while (sent < 20000 && SSL_key_update(c.ssl, SSL_KEY_UPDATE_NOT_REQUESTED) == 1 && SSL_do_handshake(c.ssl) == 1)
		sent++;
	assert_true(net_kit_has_logged(&k, "reason=key_updates"));
	assert_in_range(net_kit_cpu_ms(&k) - before, 0, 100);
	assert_true(tls_kit_is_closed(&c));
	tls_kit_close(&c);
	net_kit_stop(&k);
}

static void abrupt_ends_at_any_point_stop_nobody(void **state)
{
	struct linger at_once = { 1, 0 };
	struct net_options options = patient;
	struct tls_kit_client c;
	struct net_kit k;

	(void)state;
	options.unauthenticated = 100;
	net_kit_start(&k, options);
	for (int i = 0; i < 60; i++) {
		if (i % 3 == 0) {
			c.fd = plain_connect(i % 2 ? k.terminals : k.browsers);
			c.ssl = NULL;
			c.ctx = NULL;
			assert_true(write(c.fd, "\x16\x03\x01", 3) == 3);
		} else {
			connect_machine(&k, &c);
			assert_true(tls_kit_say(&c, i % 3 == 1 ? "big 200000" : "late 5"));
		}
		setsockopt(c.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
		tls_kit_close(&c);
	}
	connect_machine(&k, &c);
	is_answered(&c);
	tls_kit_close(&c);
	net_kit_stop(&k);
}

/* ---- many ---- */

static void strangers_of_one_address_are_few(void **state)
{
	struct net_options options = patient;
	struct tls_kit_client c;
	struct net_kit k;
	int fds[9], tries = 0;
	char byte;

	(void)state;
	net_kit_start(&k, options);
	for (int i = 0; i < 9; i++)
		fds[i] = plain_connect(k.terminals);
	/* the ninth is closed at once, the eight are still awaited */
	assert_int_equal(read(fds[8], &byte, 1), 0);
	assert_int_equal(recv(fds[0], &byte, 1, MSG_DONTWAIT), -1);
	assert_true(net_kit_has_logged(&k, "address=127.0.0.1 reason=strangers"));
	close(fds[0]);
	/* there is room as soon as the server has seen it */
	while (!tls_kit_connect(&c, k.terminals, &k.machine, TLS1_3_VERSION)) {
		tls_kit_close(&c);
		assert_in_range(tries++, 0, 1000);
		usleep(10000);
	}
	for (int i = 0; i < 12; i++) {
		is_answered(&c);
		tls_kit_close(&c);
		connect_machine(&k, &c);
	}
	tls_kit_close(&c);
	for (int i = 1; i < 9; i++)
		close(fds[i]);
	net_kit_stop(&k);
}

/* A browser that has had its page, and stays. */
static bool visit(struct net_kit *k, struct tls_kit_client *c)
{
	static const char request[] = "GET /authority.pem HTTP/1.1\r\nHost: x\r\n\r\n";
	char reply[4096];
	size_t got;

	return tls_kit_connect(c, k->browsers, NULL, TLS1_3_VERSION) && tls_kit_send(c, request, strlen(request)) &&
	       SSL_read_ex(c->ssl, reply, sizeof(reply), &got) == 1;
}

/* As many stay as may, one more does not, and where one leaves there is room again. */
static void expect_browsers(struct net_options options, int most)
{
	struct tls_kit_client *c = calloc((size_t)most + 1, sizeof(*c)), machine;
	struct net_kit k;

	net_kit_start(&k, options);
	for (int i = 0; i < most; i++)
		assert_true(visit(&k, &c[i]));
	assert_false(visit(&k, &c[most]));
	tls_kit_close(&c[most]);
	assert_true(net_kit_has_logged(&k, "door=browsers reason=crowd"));
	connect_machine(&k, &machine);
	is_answered(&machine);
	tls_kit_close(&machine);
	tls_kit_close(&c[0]);
	/* as soon as the server has seen it */
	for (int tries = 0; !visit(&k, &c[0]); tries++) {
		tls_kit_close(&c[0]);
		assert_in_range(tries, 0, 1000);
		usleep(10000);
	}
	for (int i = 0; i < most; i++)
		tls_kit_close(&c[i]);
	free(c);
	net_kit_stop(&k);
}

static void browsers_leave_terminals_their_places(void **state)
{
	(void)state;
	expect_browsers((struct net_options){ .unauthenticated = 2 }, 16);
	expect_browsers((struct net_options){ .unauthenticated = 8, .connections = 40 }, 10);
}

static void at_the_cap_new_ones_wait_until_there_is_room(void **state)
{
	enum { CAP = 20 };
	struct net_options options = { .connections = CAP, .handshake_ms = 1000 };
	struct tls_kit_client *c = calloc(CAP + 1, sizeof(*c));
	struct timeval soon = { 1, 500000 };
	struct net_kit k;
	int waiting;
	char byte;

	(void)state;
	net_kit_start(&k, options);
	for (int i = 0; i < CAP; i++) {
		connect_machine(&k, &c[i]);
		is_answered(&c[i]);
	}
	/* if it were let in, its silence would be ended after a second */
	waiting = plain_connect(k.terminals);
	setsockopt(waiting, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof(soon));
	assert_int_equal(read(waiting, &byte, 1), -1);
	close(waiting);
	assert_true(net_kit_has_logged(&k, "state=full"));
	for (int i = 0; i < 4; i++)
		tls_kit_close(&c[i]);
	connect_machine(&k, &c[CAP]);
	is_answered(&c[CAP]);
	for (int i = 4; i <= CAP; i++)
		tls_kit_close(&c[i]);
	free(c);
	net_kit_stop(&k);
}

static void when_descriptors_run_out_it_rests_says_so_seldom_and_recovers(void **state)
{
	struct rlimit few = { 40, 40 };
	struct tls_kit_client c;
	struct net_kit k;
	struct net_options options = patient;
	long start;
	int fds[60];

	(void)state;
	options.unauthenticated = 1000;
	net_kit_start(&k, options);
	assert_int_equal(prlimit(k.net, RLIMIT_NOFILE, &few, NULL), 0);
	start = now_ms();
	for (int i = 0; i < 60; i++)
		fds[i] = plain_connect(k.terminals);
	assert_true(net_kit_has_logged(&k, "event=accept state=resting reason=EMFILE"));
	usleep(300000);
	/* 0.1 s of rest in this test: without it there would be a line for each turn of the loop */
	assert_in_range(net_kit_count_logged(&k, "event=accept"), 1, (size_t)(now_ms() - start) / 50 + 3);
	for (int i = 0; i < 60; i++)
		close(fds[i]);
	usleep(300000);
	connect_machine(&k, &c);
	is_answered(&c);
	tls_kit_close(&c);
	net_kit_stop(&k);
}

static void requests_in_flight_are_bounded_and_the_others_wait_their_turn(void **state)
{
	enum { HELD = PIPE_IN_FLIGHT };
	struct net_options options = { .unauthenticated = 1000 };
	struct tls_kit_client *c = calloc(HELD + 1, sizeof(*c));
	struct timeval soon = { 0, 200000 };
	struct net_kit k;
	char line[100];

	(void)state;
	net_kit_start(&k, options);
	for (int i = 0; i < HELD; i++) {
		connect_machine(&k, &c[i]);
		assert_true(tls_kit_say(&c[i], "hold"));
	}
	connect_machine(&k, &c[HELD]);
	setsockopt(c[HELD].fd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof(soon));
	usleep(50000);
	assert_true(tls_kit_say(&c[HELD], "hello"));
	assert_false(tls_kit_hear(&c[HELD], line, sizeof(line)));
	/* one of the askers is dropped by its own end: the place is free again */
	tls_kit_close(&c[0]);
	for (int i = 1; i < HELD; i++)
		tls_kit_close(&c[i]);
	tls_kit_close(&c[HELD]);
	free(c);
	net_kit_stop(&k);
}

/* 35.7 KiB in the library alone, 24.7 with released buffers (TRUST figures); ours must stay near. */
static void an_idle_connection_takes_little_memory(void **state)
{
	enum { MANY = 300 };
	struct tls_kit_client *c = calloc(MANY, sizeof(*c));
	struct net_kit k;
	size_t before, after;

	(void)state;
	net_kit_start(&k, (struct net_options){ .unauthenticated = 1000 });
	connect_machine(&k, &c[0]);
	is_answered(&c[0]);
	before = net_kit_rss_kb(&k);
	for (int i = 1; i < MANY; i++) {
		connect_machine(&k, &c[i]);
		is_answered(&c[i]);
	}
	after = net_kit_rss_kb(&k);
	print_message("%zu KiB for one connection\n", (after - before) / (MANY - 1));
#ifndef __SANITIZE_ADDRESS__
	assert_in_range((after - before) / (MANY - 1), 1, 60);
#endif
	for (int i = 0; i < MANY; i++)
		tls_kit_close(&c[i]);
	free(c);
	net_kit_stop(&k);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(trickling_bytes_do_not_move_a_deadline),
		cmocka_unit_test(who_does_not_shake_hands_is_closed_at_both_doors),
		cmocka_unit_test(a_browser_that_drips_its_request_is_closed),
		cmocka_unit_test(silence_is_closed_only_when_idle_too_long),
		cmocka_unit_test(who_never_reads_is_neither_read_from_nor_stored_for),
		cmocka_unit_test(events_that_a_slow_reader_missed_become_a_resync),
		cmocka_unit_test(too_long_a_line_is_told_why_and_closed),
		cmocka_unit_test(the_cap_of_a_line_is_what_core_says),
		cmocka_unit_test(a_flood_of_key_updates_is_closed_and_costs_nothing),
		cmocka_unit_test(abrupt_ends_at_any_point_stop_nobody),
		cmocka_unit_test(strangers_of_one_address_are_few),
		cmocka_unit_test(browsers_leave_terminals_their_places),
		cmocka_unit_test(at_the_cap_new_ones_wait_until_there_is_room),
		cmocka_unit_test(when_descriptors_run_out_it_rests_says_so_seldom_and_recovers),
		cmocka_unit_test(requests_in_flight_are_bounded_and_the_others_wait_their_turn),
		cmocka_unit_test(an_idle_connection_takes_little_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
