/* Does the page's door open to its own page alone, and does the page hear of every change? */
#include <arpa/inet.h>
#include <event2/event.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "ballot-client/kiosk/local.h"
#include "tests/unit/cmocka_all.h"

enum { ANSWER_MAX = 1 << 17 };

static const struct embedded files[] = { { "/index.html", "<p>page</p>" }, { "/kiosk.js", "/* script */" }, { NULL, NULL } };

struct door {
	struct event_base *base;
	struct local *local;
	unsigned port;
	char token[80], cookie[80];
	int number;                     /* what the state says */
	char did[40];                   /* what was done last */
	enum err err;                   /* what to say to it */
	char answer[ANSWER_MAX];
};

static json_t *state_of(void *context)
{
	const struct door *d = context;

	return json_pack("{s:i}", "number", d->number);
}

static enum err act(void *context, const json_t *body)
{
	struct door *d = context;

	snprintf(d->did, sizeof d->did, "%s", json_string_value(json_object_get(body, "do")));
	return d->err;
}

static bool picture(void *context, const char *path, struct buf *svg)
{
	(void)context;
	if (strcmp(path, "/now.svg") != 0)
		return false;
	buf_add_text(svg, "<svg/>");
	return true;
}

static void learn_address(struct door *d)
{
	char url[160];

	local_url(url, d->local);
	assert_int_equal(sscanf(url, "http://127.0.0.1:%u/?t=%64[0-9a-f]", &d->port, d->token), 2);
}

/* Connect and send; the descriptor. */
static int send_text(struct door *d, const char *text)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)d->port), .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
	for (size_t sent = 0, len = strlen(text); sent < len;) {
		ssize_t n = send(fd, text + sent, len - sent, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && poll(&(struct pollfd){ .fd = fd, .events = POLLOUT }, 1, 0) >= 0)
			event_base_loop(d->base, EVLOOP_NONBLOCK);
		else if (n > 0)
			sent += (size_t)n;
		if (n < 0 && poll(&(struct pollfd){ .fd = fd, .events = POLLHUP }, 1, 0) > 0)
			break;
	}
	return fd;
}

/* Let the door work until `word` has come, or the other side has closed. */
static void hear(struct door *d, int fd, const char *word)
{
	size_t len = 0;

	d->answer[0] = 0;
	for (int i = 0; i < 400 && !strstr(d->answer, word); i++) {
		event_base_loop(d->base, EVLOOP_NONBLOCK);
		if (poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, 5) <= 0)
			continue;
		ssize_t n = recv(fd, d->answer + len, sizeof d->answer - 1 - len, 0);

		if (n <= 0)
			return;
		len += (size_t)n;
		d->answer[len] = 0;
	}
}

/* One request with these headers; its status. */
static int status_of(struct door *d, const char *first, const char *headers, const char *body)
{
	size_t size = strlen(first) + strlen(headers) + strlen(body) + 200;
	char *text = malloc(size);
	int status = 0;

	assert_non_null(text);
	snprintf(text, size, "%s HTTP/1.1\r\n%sContent-Length: %zu\r\nConnection: close\r\n\r\n%s", first, headers, strlen(body), body);
	int fd = send_text(d, text);
	hear(d, fd, "never said");
	close(fd);
	free(text);
	(void)!sscanf(d->answer, "HTTP/1.%*d %d", &status);
	return status;
}

/* The headers of our own page, with what the test adds. */
static const char *own(struct door *d, const char *more)
{
	static char headers[400];

	snprintf(headers, sizeof headers, "Host: 127.0.0.1:%u\r\nCookie: other=1; kiosk=%s\r\n%s", d->port, d->cookie, more);
	return headers;
}

static void let_in(struct door *d)
{
	char first[120], host[60];

	learn_address(d);
	snprintf(first, sizeof first, "GET /?t=%s", d->token);
	snprintf(host, sizeof host, "Host: 127.0.0.1:%u\r\n", d->port);
	assert_int_equal(status_of(d, first, host, ""), 200);
	assert_non_null(strstr(d->answer, "Refresh: 0; url=/\r\n"));
	const char *at = strstr(d->answer, "kiosk=");
	assert_non_null(at);
	assert_int_equal(sscanf(at, "kiosk=%64[0-9a-f]", d->cookie), 1);
	assert_non_null(strstr(at, "HttpOnly"));
	assert_non_null(strstr(at, "SameSite=Strict"));
}

static int begin(void **state)
{
	struct door *d = calloc(1, sizeof *d);

	assert_non_null(d);
	d->base = event_base_new();
	assert_int_equal(local_new(&d->local, &(struct local_options){
		.base = d->base, .files = files, .context = d, .state = state_of, .act = act, .picture = picture }), OK);
	let_in(d);
	*state = d;
	return 0;
}

static int end(void **state)
{
	struct door *d = *state;

	local_free(d->local);
	event_base_free(d->base);
	free(d);
	return 0;
}

static void the_first_address_works_once(void **state)
{
	struct door *d = *state;
	char first[120], host[60];

	snprintf(first, sizeof first, "GET /?t=%s", d->token);
	snprintf(host, sizeof host, "Host: 127.0.0.1:%u\r\n", d->port);
	assert_int_equal(status_of(d, first, host, ""), 403);
	assert_int_equal(status_of(d, "GET /", own(d, ""), ""), 200);
	assert_non_null(strstr(d->answer, "<p>page</p>"));
	assert_non_null(strstr(d->answer, "default-src 'self'"));
}

static void a_new_address_ends_the_old_cookie(void **state)
{
	struct door *d = *state;

	local_renew(d->local);
	assert_int_equal(status_of(d, "GET /", own(d, ""), ""), 403);
	let_in(d);
	assert_int_equal(status_of(d, "GET /", own(d, ""), ""), 200);
}

static void without_the_cookie_there_is_nothing(void **state)
{
	struct door *d = *state;
	char host[60];

	snprintf(host, sizeof host, "Host: 127.0.0.1:%u\r\n", d->port);
	assert_int_equal(status_of(d, "GET /kiosk.js", host, ""), 403);
	assert_int_equal(status_of(d, "GET /state", host, ""), 403);
	assert_int_equal(status_of(d, "POST /do", host, "{\"do\":\"x\"}"), 403);
	d->cookie[0] = d->cookie[0] == '0' ? '1' : '0';
	assert_int_equal(status_of(d, "GET /kiosk.js", own(d, ""), ""), 403);
	assert_string_equal(d->did, "");
}

static void another_host_or_origin_is_refused(void **state)
{
	struct door *d = *state;
	char headers[400], origin[80];

	snprintf(headers, sizeof headers, "Host: evil.example:%u\r\nCookie: kiosk=%s\r\n", d->port, d->cookie);
	assert_int_equal(status_of(d, "GET /", headers, ""), 403);
	assert_int_equal(status_of(d, "GET /", own(d, "Origin: http://evil.example\r\n"), ""), 403);
	assert_int_equal(status_of(d, "POST /do", own(d, ""), "{\"do\":\"x\"}"), 403);
	assert_int_equal(status_of(d, "POST /do", own(d, "Origin: http://evil.example\r\n"), "{\"do\":\"x\"}"), 403);
	assert_string_equal(d->did, "");
	snprintf(origin, sizeof origin, "Origin: http://127.0.0.1:%u\r\n", d->port);
	assert_int_equal(status_of(d, "POST /do", own(d, origin), "{\"do\":\"x\"}"), 200);
	assert_string_equal(d->did, "x");
}

static void what_is_wrong_goes_back_by_its_code(void **state)
{
	struct door *d = *state;
	char origin[80], *large = malloc(80000);

	snprintf(origin, sizeof origin, "Origin: http://127.0.0.1:%u\r\n", d->port);
	assert_int_equal(status_of(d, "POST /do", own(d, origin), "no json"), 200);
	assert_non_null(strstr(d->answer, "{\"error\":\"json\"}"));
	d->err = ERR_HELD;
	assert_int_equal(status_of(d, "POST /do", own(d, origin), "{\"do\":\"y\"}"), 200);
	assert_non_null(strstr(d->answer, "{\"error\":\"held\"}"));
	assert_non_null(large);
	memset(large, 'x', 79999);
	large[79999] = 0;
	assert_int_not_equal(status_of(d, "POST /do", own(d, origin), large), 200);
	assert_string_equal(d->did, "y");
	free(large);
}

static void pictures_are_made_and_other_paths_are_not_there(void **state)
{
	struct door *d = *state;

	assert_int_equal(status_of(d, "GET /now.svg?7", own(d, ""), ""), 200);
	assert_non_null(strstr(d->answer, "<svg/>"));
	assert_int_equal(status_of(d, "GET /../etc/passwd", own(d, ""), ""), 404);
	assert_int_equal(status_of(d, "GET /do", own(d, ""), ""), 404);
	assert_int_equal(status_of(d, "DELETE /", own(d, ""), ""), 501);
}

static void the_stream_tells_the_state_and_every_change(void **state)
{
	struct door *d = *state;
	char text[600];

	snprintf(text, sizeof text, "GET /state HTTP/1.1\r\n%s\r\n", own(d, ""));
	int fd = send_text(d, text);
	hear(d, fd, "{\"number\":0}");
	assert_non_null(strstr(d->answer, "data: {\"number\":0}\n\n"));
	d->number = 1;
	local_publish(d->local);
	hear(d, fd, "{\"number\":1}");
	assert_non_null(strstr(d->answer, "data: {\"number\":1}\n\n"));
	close(fd);
	/* a page that went away is no trouble */
	local_publish(d->local);
	assert_int_equal(status_of(d, "GET /", own(d, ""), ""), 200);
}

static void the_oldest_of_too_many_streams_makes_room(void **state)
{
	struct door *d = *state;
	char text[600];
	int fds[6];

	snprintf(text, sizeof text, "GET /state HTTP/1.1\r\n%s\r\n", own(d, ""));
	for (size_t i = 0; i < 6; i++) {
		fds[i] = send_text(d, text);
		hear(d, fds[i], "{\"number\":0}");
	}
	d->number = 2;
	local_publish(d->local);
	hear(d, fds[5], "{\"number\":2}");
	assert_non_null(strstr(d->answer, "{\"number\":2}"));
	hear(d, fds[0], "{\"number\":2}");
	assert_null(strstr(d->answer, "{\"number\":2}"));
	for (size_t i = 0; i < 6; i++)
		close(fds[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_first_address_works_once, begin, end),
		cmocka_unit_test_setup_teardown(a_new_address_ends_the_old_cookie, begin, end),
		cmocka_unit_test_setup_teardown(without_the_cookie_there_is_nothing, begin, end),
		cmocka_unit_test_setup_teardown(another_host_or_origin_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(what_is_wrong_goes_back_by_its_code, begin, end),
		cmocka_unit_test_setup_teardown(pictures_are_made_and_other_paths_are_not_there, begin, end),
		cmocka_unit_test_setup_teardown(the_stream_tells_the_state_and_every_change, begin, end),
		cmocka_unit_test_setup_teardown(the_oldest_of_too_many_streams_makes_room, begin, end),
	};

	local_wipe_buffers();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
