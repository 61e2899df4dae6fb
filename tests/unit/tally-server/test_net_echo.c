/* Does a message go in at each door and its answer come out, whoever asks, and is nobody served who is not of this meeting? */
#include "tests/unit/cmocka_all.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "protocol/crypto/hash.h"
#include "tests/unit/net_kit.h"

static struct net_kit kit;

static int start(void **state)
{
	(void)state;
	net_kit_start(&kit, (struct net_options){ .linger_ms = 100 });
	return 0;
}

static int stop(void **state)
{
	(void)state;
	net_kit_stop(&kit);
	return 0;
}

static void a_machine_is_answered_and_known_by_its_key(void **state)
{
	struct tls_kit_client c;
	unsigned char *der = NULL;
	char line[200], expected[200] = "door=0 spki=";
	uint8_t spki[32];
	int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(kit.machine.certificate), &der);

	(void)state;
	sha256(spki, der, (size_t)len);
	OPENSSL_free(der);
	hex_encode(expected + strlen(expected), spki, 32);
	assert_true(tls_kit_connect(&c, kit.terminals, &kit.machine, TLS1_3_VERSION));
	for (int i = 0; i < 3; i++) {
		assert_true(tls_kit_say(&c, "hello"));
		assert_true(tls_kit_hear(&c, line, sizeof(line)));
		assert_string_equal(line, "hello");
	}
	assert_true(tls_kit_say(&c, "peer"));
	assert_true(tls_kit_hear(&c, line, sizeof(line)));
	assert_string_equal(line, expected);
	tls_kit_close(&c);
}

static void lines_sent_together_are_answered_in_order(void **state)
{
	struct tls_kit_client c;
	char line[200];

	(void)state;
	assert_true(tls_kit_connect(&c, kit.terminals, &kit.machine, TLS1_3_VERSION));
	assert_true(tls_kit_say(&c, "one\ntwo\nthree"));
	assert_true(tls_kit_hear(&c, line, sizeof(line)));
	assert_string_equal(line, "one");
	assert_true(tls_kit_hear(&c, line, sizeof(line)));
	assert_string_equal(line, "two");
	assert_true(tls_kit_hear(&c, line, sizeof(line)));
	assert_string_equal(line, "three");
	tls_kit_close(&c);
}

/* With TLS 1.3 the client's handshake is over before the server has judged its certificate: what counts is that nothing is answered. */
static bool is_served(uint16_t port, const struct tls_kit_pair *machine, int version)
{
	struct tls_kit_client c;
	char line[100];
	bool is = tls_kit_connect(&c, port, machine, version) && tls_kit_say(&c, "hello") && tls_kit_hear(&c, line, sizeof(line));

	tls_kit_close(&c);
	return is;
}

static void nobody_without_a_certificate_of_this_authority_is_served(void **state)
{
	struct tls_kit_pair foreign = tls_kit_authority("authority");
	struct tls_kit_pair stranger = tls_kit_make(&foreign, TLS_KIT_MACHINE, "machine");

	(void)state;
	assert_false(is_served(kit.terminals, NULL, TLS1_3_VERSION));
	assert_true(net_kit_has_logged(&kit, "reason=peer did not return a certificate"));
	assert_false(is_served(kit.terminals, &stranger, TLS1_3_VERSION));
	assert_false(is_served(kit.terminals, &foreign, TLS1_3_VERSION));
	assert_true(net_kit_has_logged(&kit, "reason=certificate verify failed"));
	tls_kit_release(&stranger);
	tls_kit_release(&foreign);
}

static void a_certificate_made_for_something_else_is_refused(void **state)
{
	static const enum tls_kit_use wrong[] = { TLS_KIT_SERVER, TLS_KIT_NO_PURPOSE, TLS_KIT_AUTHORITY_AS_MACHINE };

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct tls_kit_pair p = tls_kit_make(&kit.authority, wrong[i], "machine");

		assert_false(is_served(kit.terminals, &p, TLS1_3_VERSION));
		tls_kit_release(&p);
	}
	assert_false(is_served(kit.terminals, &kit.authority, TLS1_3_VERSION));
}

static void a_certificate_below_another_machine_is_refused(void **state)
{
	struct tls_kit_pair middle = tls_kit_make(&kit.authority, TLS_KIT_AUTHORITY_AS_MACHINE, "middle");
	struct tls_kit_pair leaf = tls_kit_make(&middle, TLS_KIT_MACHINE, "leaf");

	(void)state;
	assert_false(is_served(kit.terminals, &leaf, TLS1_3_VERSION));
	tls_kit_release(&leaf);
	tls_kit_release(&middle);
}

static void an_expired_certificate_is_served_because_dates_decide_nothing(void **state)
{
	struct tls_kit_pair expired = tls_kit_make(&kit.authority, TLS_KIT_EXPIRED_MACHINE, "machine");

	(void)state;
	assert_true(is_served(kit.terminals, &expired, TLS1_3_VERSION));
	tls_kit_release(&expired);
}

static void older_tls_is_refused_at_both_doors(void **state)
{
	struct tls_kit_client c;

	(void)state;
	assert_false(tls_kit_connect(&c, kit.terminals, &kit.machine, TLS1_2_VERSION));
	tls_kit_close(&c);
	assert_false(tls_kit_connect(&c, kit.browsers, NULL, TLS1_2_VERSION));
	tls_kit_close(&c);
}

static void no_session_can_be_resumed(void **state)
{
	struct tls_kit_client c;
	char line[100];

	(void)state;
	assert_true(tls_kit_connect(&c, kit.terminals, &kit.machine, TLS1_3_VERSION));
	assert_true(tls_kit_say(&c, "hello") && tls_kit_hear(&c, line, sizeof(line)));
	assert_false(SSL_SESSION_is_resumable(SSL_get0_session(c.ssl)));
	tls_kit_close(&c);
}

/* Where libevent reads into the rest of one piece of memory and a second, and the goodbye meets the second, it
 * tells of the goodbye first and of the bytes never, unless its callbacks are deferred (pull request 1451). */
static void the_last_bytes_before_a_goodbye_are_not_lost(void **state)
{
	struct tls_kit_client c;
	char line[8000], sent[8000];
	int one = 1;

	(void)state;
	for (size_t i = 0; i < 121; i++) {
		size_t first = 4200 + i * 8;

		memset(sent, 'a' + (int)(i % 26), sizeof(sent));
		sent[5400 + i * 16] = '\0';
		assert_true(tls_kit_connect(&c, kit.terminals, &kit.machine, TLS1_3_VERSION));
		assert_true(tls_kit_send(&c, sent, first));
		usleep(1000);
		setsockopt(c.fd, IPPROTO_TCP, TCP_CORK, &one, sizeof(one));
		assert_true(tls_kit_say(&c, sent + first));
		SSL_shutdown(c.ssl);
		shutdown(c.fd, SHUT_WR);
		assert_true(tls_kit_hear(&c, line, sizeof(line)));
		assert_string_equal(line, sent);
		tls_kit_close(&c);
	}
}

static int local_connect(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	strcpy(at.sun_path, kit.socket);
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	return fd;
}

static void the_local_door_answers_its_owner_and_is_closed_to_others(void **state)
{
	struct stat s;
	char line[100] = "";
	int fd = local_connect();

	(void)state;
	assert_int_equal(stat(kit.socket, &s), 0);
	assert_int_equal(s.st_mode & 0777, 0600);
	assert_int_equal(write(fd, "peer\n", 5), 5);
	assert_true(read(fd, line, sizeof(line) - 1) > 0);
	assert_memory_equal(line, "door=2 spki=000000", 18);
	close(fd);
}

static void a_long_message_fits_through_the_local_door(void **state)
{
	enum { LEN = 3 << 20 };
	int fd = local_connect();
	char *sent = malloc(LEN + 1), *got = malloc(LEN + 1);
	ssize_t n;

	(void)state;
	memset(sent, 'm', LEN);
	sent[LEN] = '\n';
	if (!fork()) {
		for (size_t at = 0; at < LEN + 1; at += (size_t)n)
			if ((n = write(fd, sent + at, LEN + 1 - at)) <= 0)
				_exit(1);
		_exit(0);
	}
	for (size_t at = 0; at < LEN + 1; at += (size_t)n)
		assert_true((n = read(fd, got + at, LEN + 1 - at)) > 0);
	assert_memory_equal(sent, got, LEN + 1);
	free(sent);
	free(got);
	close(fd);
}

/* One HTTP exchange on a new connection; false if nothing came. */
static bool http(const char *request, char *reply, size_t cap)
{
	struct tls_kit_client c;
	size_t len = 0, got;

	assert_true(tls_kit_connect(&c, kit.browsers, NULL, TLS1_3_VERSION));
	assert_true(tls_kit_send(&c, request, strlen(request)));
	while (len < cap - 1 && SSL_read_ex(c.ssl, reply + len, cap - 1 - len, &got) == 1)
		len += got;
	reply[len] = '\0';
	tls_kit_close(&c);
	return len > 0;
}

static void a_browser_posts_a_message_and_gets_its_answer(void **state)
{
	char reply[4096];

	(void)state;
	assert_true(http("POST /api HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"id\":1,\"a\":2}",
			 reply, sizeof(reply)));
	assert_non_null(strstr(reply, "200 OK"));
	assert_non_null(strstr(reply, "Content-Type: application/json"));
	assert_non_null(strstr(reply, "\r\n\r\n{\"id\":1,\"a\":2"));
	assert_true(http("POST /api HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\npeer", reply,
			 sizeof(reply)));
	assert_non_null(strstr(reply, "\r\n\r\ndoor=1 spki=000000"));
}

static void what_a_foreign_page_could_send_is_refused(void **state)
{
	char reply[4096];

	(void)state;
	assert_true(http("POST /api HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}", reply, sizeof(reply)));
	assert_non_null(strstr(reply, " 415 "));
	assert_true(http("GET /api HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", reply, sizeof(reply)));
	assert_non_null(strstr(reply, " 405 "));
	assert_true(http("GET /other HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", reply, sizeof(reply)));
	assert_non_null(strstr(reply, " 404 "));
	assert_true(http("POST /api HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 4194305\r\n\r\n", reply,
			 sizeof(reply)));
	assert_non_null(strstr(reply, " 413 "));
}

static void a_browser_that_leaves_before_its_answer_harms_nobody(void **state)
{
	static const char request[] = "POST /api HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\nlate 50";
	struct tls_kit_client c;
	char reply[4096];

	(void)state;
	for (int i = 0; i < 5; i++) {
		assert_true(tls_kit_connect(&c, kit.browsers, NULL, TLS1_3_VERSION));
		assert_true(tls_kit_send(&c, request, sizeof(request) - 1));
		tls_kit_close(&c);
	}
	assert_true(http("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", reply, sizeof(reply)));
	usleep(300000);
	assert_true(http("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", reply, sizeof(reply)));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_machine_is_answered_and_known_by_its_key),
		cmocka_unit_test(lines_sent_together_are_answered_in_order),
		cmocka_unit_test(nobody_without_a_certificate_of_this_authority_is_served),
		cmocka_unit_test(a_certificate_made_for_something_else_is_refused),
		cmocka_unit_test(a_certificate_below_another_machine_is_refused),
		cmocka_unit_test(an_expired_certificate_is_served_because_dates_decide_nothing),
		cmocka_unit_test(older_tls_is_refused_at_both_doors),
		cmocka_unit_test(no_session_can_be_resumed),
		cmocka_unit_test(the_last_bytes_before_a_goodbye_are_not_lost),
		cmocka_unit_test(the_local_door_answers_its_owner_and_is_closed_to_others),
		cmocka_unit_test(a_long_message_fits_through_the_local_door),
		cmocka_unit_test(a_browser_posts_a_message_and_gets_its_answer),
		cmocka_unit_test(what_a_foreign_page_could_send_is_refused),
		cmocka_unit_test(a_browser_that_leaves_before_its_answer_harms_nobody),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
