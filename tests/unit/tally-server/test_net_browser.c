/* Does the door of browsers carry what HTTP says beside a message, show only the pages that there
 * are, and stream events to none but those who may listen? */
#include "tests/unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "protocol/os/os.h"
#include "tests/unit/net_kit.h"

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B64 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static struct net_kit kit;

static int start(void **state)
{
	(void)state;
	net_kit_start(&kit, (struct net_options){ .linger_ms = 100, .idle_ms = 1500, .unauthenticated = 100 });
	return 0;
}

static int stop(void **state)
{
	(void)state;
	net_kit_stop(&kit);
	return 0;
}

/* One exchange on a new connection; the reply lives until the next. */
static const char *http(const char *request)
{
	static char reply[1 << 20];
	struct tls_kit_client c;
	size_t len = 0, got;

	assert_true(tls_kit_connect(&c, kit.browsers, NULL, TLS1_3_VERSION));
	assert_true(tls_kit_send(&c, request, strlen(request)));
	while (len < sizeof(reply) - 1 && SSL_read_ex(c.ssl, reply + len, sizeof(reply) - 1 - len, &got) == 1)
		len += got;
	reply[len] = '\0';
	tls_kit_close(&c);
	return reply;
}

/* POST /api with further headers. */
static const char *post(const char *headers, const char *message)
{
	static char request[8192];

	snprintf(request, sizeof(request), "POST /api HTTP/1.1\r\nHost: hall:7443\r\nConnection: close\r\nContent-Type: application/json\r\n%sContent-Length: %zu\r\n\r\n%s", headers,
		 strlen(message), message);
	return http(request);
}

static const char *get(const char *path, const char *headers)
{
	static char request[1024];

	snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s\r\n", path, headers);
	return http(request);
}

static void cookies_origin_and_host_come_with_the_message(void **state)
{
	(void)state;
	assert_non_null(strstr(post("Cookie: other=1; __Host-tally=" A64 "; __Host-tally-screen=" B64 "; __Host-tally-device=" A64 "\r\nOrigin: https://hall:7443\r\n", "web"),
			       "session=" A64 " screen=" B64 " device=" A64 " origin=https://hall:7443 host=hall:7443"));
	assert_non_null(strstr(post("Cookie: __Host-tally-screen=" B64 "\r\n", "web"), "session= screen=" B64 " device= origin= host=hall:7443"));
	assert_non_null(strstr(post("", "web"), "session= screen= device= origin= host=hall:7443"));
}

static void what_is_no_token_is_no_cookie(void **state)
{
	static const char *const bad[] = {
		"Cookie: __Host-tally=" A64 "a\r\n", "Cookie: __Host-tally=aa\r\n", "Cookie: __Host-tally=\r\n", "Cookie: __Host-tally\r\n", "Cookie: ;;=; =;\r\n",
		"Cookie: x__Host-tally=" A64 "\r\n", "Cookie: __Host-tally=\"" A64 "\"\r\n", "Cookie: __Host-tally=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n",
		"Cookie: a=__Host-tally=" A64 "\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_non_null(strstr(post(bad[i], "web"), "session= screen= "));
	/* the first of that name counts, as it does for browsers */
	assert_non_null(strstr(post("Cookie: __Host-tally=" A64 ";__Host-tally=" B64 "\r\n", "web"), "session=" A64 " "));
}

static void an_origin_without_end_is_none(void **state)
{
	char host[401] = "", header[500];

	(void)state;
	memset(host, 'x', 400);
	snprintf(header, sizeof(header), "Origin: https://%s\r\n", host);
	assert_non_null(strstr(post(header, "web"), "origin= host=hall:7443"));
}

static void cookies_are_set_for_this_host_alone_and_out_of_reach_of_scripts(void **state)
{
	const char *reply;

	(void)state;
	reply = post("", "cookies " A64 " " B64 " " A64);
	assert_non_null(strstr(reply, "Set-Cookie: __Host-tally=" A64 "; Path=/; Secure; HttpOnly; SameSite=Strict\r\n"));
	assert_non_null(strstr(reply, "Set-Cookie: __Host-tally-screen=" B64 "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=31536000\r\n"));
	assert_non_null(strstr(reply, "Set-Cookie: __Host-tally-device=" A64 "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=31536000\r\n"));
	reply = post("", "cookies - - -");
	assert_non_null(strstr(reply, "Set-Cookie: __Host-tally=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0\r\n"));
	assert_non_null(strstr(reply, "Set-Cookie: __Host-tally-screen=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0\r\n"));
	assert_null(strstr(post("", "hello"), "Set-Cookie"));
}

static void pages_are_shown_with_their_types_and_nothing_may_run_but_theirs(void **state)
{
	const char *reply = get("/", "");

	(void)state;
	assert_non_null(strstr(reply, " 200 OK"));
	assert_non_null(strstr(reply, "Content-Type: text/html; charset=utf-8\r\n"));
	assert_non_null(strstr(reply, "Content-Security-Policy: default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'\r\n"));
	assert_non_null(strstr(reply, "X-Content-Type-Options: nosniff\r\n"));
	assert_non_null(strstr(reply, "Permissions-Policy: camera=(), microphone=()"));
	assert_non_null(strstr(get("/desk", ""), "Permissions-Policy: camera=(self), microphone=()"));
	reply = get("/", "");
	assert_non_null(strstr(reply, "Cache-Control: no-cache\r\n"));
	assert_non_null(strstr(reply, "</html>"));
	assert_non_null(strstr(get("/page/lang.js", ""), "Content-Type: text/javascript; charset=utf-8\r\n"));
	assert_non_null(strstr(get("/page/tokens.css?x=1", ""), "Content-Type: text/css; charset=utf-8\r\n"));
}

static void a_page_that_the_browser_has_is_not_sent_again(void **state)
{
	char tag[40] = "", headers[100];
	const char *at = strstr(get("/index.js", ""), "ETag: ");

	(void)state;
	assert_non_null(at);
	memcpy(tag, at + 6, 34);
	assert_true(tag[0] == '"' && tag[33] == '"');
	snprintf(headers, sizeof(headers), "If-None-Match: W/%s\r\n", tag);
	at = get("/index.js", headers);
	assert_non_null(strstr(at, " 304 "));
	assert_null(strstr(at, "index.js -"));
	at = get("/index.js", "If-None-Match: \"00\"\r\n");
	assert_non_null(strstr(at, " 200 "));
}

static void no_path_leads_anywhere_else(void **state)
{
	static const char *const paths[] = {
		"/../index.js", "/page/../index.js", "//index.js", "/page", "/page/", "/index", "/%69ndex.js", "/etc/passwd", "/..%2f..%2fetc/passwd", "/page/tokens.css/", "/.", "/index.html.html",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		const char *reply = get(paths[i], "");

		/* a name without its ending is the page that has it */
		assert_non_null(strstr(reply, strcmp(paths[i], "/index") ? " 404 " : " 200 "));
	}
	assert_non_null(strstr(http("POST /index.js HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"), " 405 "));
}

static void the_authority_can_be_had_by_whoever_wants_to_trust_it(void **state)
{
	struct buf pem = { 0 };
	const char *reply = get("/authority.pem", "");

	(void)state;
	tls_kit_pem_certificate(&pem, kit.authority.certificate);
	assert_non_null(strstr(reply, "Content-Type: application/x-x509-ca-cert\r\n"));
	assert_string_equal(strstr(reply, "\r\n\r\n") + 4, buf_text(&pem));
	buf_release(&pem);
}

/* ---- events ---- */

static bool listen_to(struct tls_kit_client *c, const char *cookie)
{
	char request[300];

	snprintf(request, sizeof(request), "GET /events HTTP/1.1\r\nHost: x\r\nCookie: __Host-tally=%s\r\n\r\n", cookie);
	return tls_kit_connect(c, kit.browsers, NULL, TLS1_3_VERSION) && tls_kit_send(c, request, strlen(request));
}

/* What comes within so many milliseconds; ended by the peer or not. */
static size_t hear_for(struct tls_kit_client *c, char *said, size_t cap, int ms)
{
	uint64_t end = clock_monotonic_us() + (uint64_t)ms * 1000;
	struct timeval wait = { 0, 50000 };
	size_t len = 0, got;

	setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	do {
		if (len < cap - 1 && SSL_read_ex(c->ssl, said + len, cap - 1 - len, &got) == 1)
			len += got;
	} while (clock_monotonic_us() < end);
	said[len] = '\0';
	return len;
}

/* What comes until `word` has, within ten seconds. */
static void hear_until(struct tls_kit_client *c, char *said, size_t cap, const char *word)
{
	size_t len = 0;

	for (int i = 0; i < 200; i++) {
		len += hear_for(c, said + len, cap - len, 50);
		if (strstr(said, word))
			return;
	}
	fail_msg("waited for \"%s\", heard \"%s\"", word, said);
}

static size_t count(const char *text, const char *word)
{
	size_t n = 0;

	while ((text = strstr(text, word)) != NULL) {
		n++;
		text += strlen(word);
	}
	return n;
}

static void only_who_is_admitted_hears_events(void **state)
{
	const char *refused = get("/events", "");
	struct tls_kit_client c;
	char said[8192];

	(void)state;
	assert_non_null(strstr(refused, " 403 "));
	assert_null(strstr(refused, "event-stream"));
	assert_true(listen_to(&c, A64));
	hear_until(&c, said, sizeof(said), "retry: ");
	assert_non_null(strstr(said, "Content-Type: text/event-stream\r\n"));
	assert_non_null(strstr(said, "Cache-Control: no-store\r\n"));
	assert_non_null(strstr(post("", "tell 1 5"), "sent"));
	hear_until(&c, said, sizeof(said), "data: eeeee\n\n");
	tls_kit_close(&c);
}

static void a_storm_of_events_is_a_few_nudges(void **state)
{
	struct tls_kit_client c;
	char said[8192];
	uint64_t start;

	(void)state;
	assert_true(listen_to(&c, A64));
	hear_until(&c, said, sizeof(said), "retry: ");
	start = clock_monotonic_us();
	for (int i = 0; i < 20; i++) {
		assert_non_null(strstr(post("", "tell 50 5"), "sent"));
		usleep(20000);
	}
	hear_for(&c, said, sizeof(said), 600);
	/* four a second, and one at each end */
	assert_in_range(count(said, "data: eeeee\n\n"), 2, (clock_monotonic_us() - start) / 250000 + 2);
	/* what is no nudge is not carried */
	assert_non_null(strstr(post("", "tell 1 101"), "sent"));
	assert_int_equal(hear_for(&c, said, sizeof(said), 300), 0);
	tls_kit_close(&c);
}

/* The deadline of what came before on the same connection does not end it either. */
static void a_stream_outlives_the_silence_that_ends_others(void **state)
{
	static const char page[] = "GET /index.css HTTP/1.1\r\nHost: x\r\n\r\n", events[] = "GET /events HTTP/1.1\r\nHost: x\r\nCookie: __Host-tally=" A64 "\r\n\r\n";
	struct tls_kit_client c;
	char said[8192];

	(void)state;
	assert_true(tls_kit_connect(&c, kit.browsers, NULL, TLS1_3_VERSION) && tls_kit_send(&c, page, sizeof(page) - 1));
	hear_until(&c, said, sizeof(said), "Content-Type: text/css");
	assert_true(tls_kit_send(&c, events, sizeof(events) - 1));
	hear_for(&c, said, sizeof(said), 2500);
	assert_non_null(strstr(post("", "tell 1 6"), "sent"));
	hear_until(&c, said, sizeof(said), "data: eeeeee\n\n");
	tls_kit_close(&c);
}

/* As one that has nothing more to say, and no fault of the network. */
static void a_stream_whose_session_ends_is_ended_whole(void **state)
{
	static const char page[] = "GET /index.css HTTP/1.1\r\nHost: x\r\n\r\n";
	struct tls_kit_client c;
	char said[8192];

	(void)state;
	assert_true(listen_to(&c, A64));
	hear_until(&c, said, sizeof(said), "retry: 2000");
	assert_non_null(strstr(post("", "drop_stream"), "dropped"));
	hear_until(&c, said, sizeof(said), "0\r\n\r\n");
	assert_true(tls_kit_send(&c, page, sizeof(page) - 1));
	hear_until(&c, said, sizeof(said), "Content-Type: text/css");
	tls_kit_close(&c);
}

static void streams_that_end_leave_room_for_others(void **state)
{
	enum { MANY = 40 };
	struct tls_kit_client c[MANY];
	char said[2048];

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < MANY; i++)
			assert_true(listen_to(&c[i], A64));
		hear_until(&c[MANY - 1], said, sizeof(said), " 200 OK");
		for (int i = 0; i < MANY; i++)
			tls_kit_close(&c[i]);
		usleep(100000);
	}
	assert_non_null(strstr(post("", "tell 3 5"), "sent"));
}

/* What is freed then, and how the process ends, is looked at in stop. */
static void a_stream_may_be_open_when_the_server_ends(void **state)
{
	static struct tls_kit_client c;
	char said[2048];

	(void)state;
	assert_true(listen_to(&c, A64));
	hear_until(&c, said, sizeof(said), " 200 OK");
	assert_non_null(strstr(post("", "tell 1 5"), "sent"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(cookies_origin_and_host_come_with_the_message),
		cmocka_unit_test(what_is_no_token_is_no_cookie),
		cmocka_unit_test(an_origin_without_end_is_none),
		cmocka_unit_test(cookies_are_set_for_this_host_alone_and_out_of_reach_of_scripts),
		cmocka_unit_test(pages_are_shown_with_their_types_and_nothing_may_run_but_theirs),
		cmocka_unit_test(a_page_that_the_browser_has_is_not_sent_again),
		cmocka_unit_test(no_path_leads_anywhere_else),
		cmocka_unit_test(the_authority_can_be_had_by_whoever_wants_to_trust_it),
		cmocka_unit_test(only_who_is_admitted_hears_events),
		cmocka_unit_test(a_storm_of_events_is_a_few_nudges),
		cmocka_unit_test(a_stream_outlives_the_silence_that_ends_others),
		cmocka_unit_test(a_stream_whose_session_ends_is_ended_whole),
		cmocka_unit_test(streams_that_end_leave_room_for_others),
		cmocka_unit_test(a_stream_may_be_open_when_the_server_ends),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
