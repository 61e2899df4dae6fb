/* Is what Avahi's program says read as it is meant, however it is meant; and is a look bounded, in words and in time? */
#include <event2/event.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ballot-client/kiosk/nearby.h"
#include "protocol/os/os.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/temp_folder.h"

#define FOUND(name, address, port) "=;eth0;IPv4;" name ";_tally._tcp;local;hall.local;" address ";" port ";\n"

static struct nearby_list reads(const char *text)
{
	struct nearby_list list;

	nearby_read(&list, text, strlen(text));
	return list;
}

static void is_one(const char *text, const char *name, const char *address)
{
	struct nearby_list list = reads(text);

	assert_int_equal(list.count, 1);
	assert_string_equal(list.at[0].name, name);
	assert_string_equal(list.at[0].address, address);
}

static void what_avahi_has_said_is_read(void **state)
{
	(void)state;
	/* Avahi 0.8 itself, of a name with ; blank . and \, of a text with quotes, and of an end */
	is_one("+;lo;IPv4;Halle\\059\\032\\195\\164\\.b\\\\c\\032\\229\\164\\167\\228\\188\\154;_tally._tcp;local\n"
	       "=;lo;IPv4;Halle\\059\\032\\195\\164\\.b\\\\c\\032\\229\\164\\167\\228\\188\\154;_tally._tcp;local;vm.local;192.0.2.10;7443;\"a;b=\\\"c\\\"\"\n"
	       "-;lo;IPv4;Halle\\059\\032\\195\\164\\.b\\\\c\\032\\229\\164\\167\\228\\188\\154;_tally._tcp;local\n", "Halle; ä.b\\c 大会", "192.0.2.10:7443");
	assert_int_equal(reads("").count, 0);
}

static void a_server_is_offered_once_by_its_ipv4_address_if_it_has_one(void **state)
{
	(void)state;
	is_one(FOUND("hall", "2001:db8::10", "7443"), "hall", "[2001:db8::10]:7443");
	is_one(FOUND("hall", "2001:db8::10", "7443") FOUND("hall", "192.0.2.10", "7443") FOUND("hall", "192.0.2.11", "7443"), "hall", "192.0.2.10:7443");
	is_one(FOUND("hall", "192.0.2.10", "7443") FOUND("hall", "2001:db8::10", "7443"), "hall", "192.0.2.10:7443");
	is_one(FOUND("hall", "127.0.0.1", "7443") FOUND("hall", "fe80::1", "7443") FOUND("hall", "192.0.2.10", "1"), "hall", "192.0.2.10:1");
}

static void servers_stand_in_the_order_of_their_names_and_are_not_more_than_there_is_room_for(void **state)
{
	struct nearby_list list = reads(FOUND("c", "192.0.2.3", "1") FOUND("a", "192.0.2.1", "1") FOUND("b", "192.0.2.2", "1") FOUND("aa", "192.0.2.4", "1"));

	(void)state;
	assert_int_equal(list.count, 3);
	assert_string_equal(list.at[0].address, "192.0.2.1:1");
	assert_string_equal(list.at[1].address, "192.0.2.2:1");
	assert_string_equal(list.at[2].address, "192.0.2.3:1");
}

static void what_is_no_server_is_left_out_and_the_next_line_is_read(void **state)
{
	static const char *const bad[] = {
		FOUND("", "192.0.2.1", "1"), FOUND("a\\", "192.0.2.1", "1"), FOUND("a\\0", "192.0.2.1", "1"), FOUND("\\07", "192.0.2.1", "1"), FOUND("\\256", "192.0.2.1", "1"),
		FOUND("\\0x1", "192.0.2.1", "1"), FOUND("\\000", "192.0.2.1", "1"), FOUND("\\010", "192.0.2.1", "1"), FOUND("\\127", "192.0.2.1", "1"), FOUND("\x1b[2J", "192.0.2.1", "1"),
		FOUND("\\228\\184", "192.0.2.1", "1"), FOUND("\\192\\175", "192.0.2.1", "1"), FOUND("\xff", "192.0.2.1", "1"),
		FOUND("a123456789012345678901234567890123456789012345678901234567890123", "192.0.2.1", "1"),
		FOUND("a", "", "1"), FOUND("a", "192.0.2", "1"), FOUND("a", "192.0.2.1.1", "1"), FOUND("a", "192.0.2.256", "1"), FOUND("a", "hall.local", "1"), FOUND("a", "192.0.2.1 ", "1"),
		FOUND("a", "0.0.0.0", "1"), FOUND("a", "127.0.0.1", "1"), FOUND("a", "224.0.0.251", "1"), FOUND("a", "255.255.255.255", "1"), FOUND("a", "::", "1"), FOUND("a", "::1", "1"),
		FOUND("a", "fe80::1", "1"), FOUND("a", "fe80::1%eth0", "1"), FOUND("a", "ff02::fb", "1"), FOUND("a", "::ffff:192.0.2.1", "1"),
		FOUND("a", "2001:db8:1111:2222:3333:4444:5555:6666:7777:8888:9999", "1"),
		FOUND("a", "192.0.2.1", ""), FOUND("a", "192.0.2.1", "0"), FOUND("a", "192.0.2.1", "65536"), FOUND("a", "192.0.2.1", "-1"), FOUND("a", "192.0.2.1", "+1"),
		FOUND("a", "192.0.2.1", " 1"), FOUND("a", "192.0.2.1", "1x"), FOUND("a", "192.0.2.1", "000001"), FOUND("a", "192.0.2.1", "18446744073709551617"),
		"=;eth0;IPv4;a;_tally._tcp;local;hall.local;192.0.2.1;1\n", "==;eth0;IPv4;a;_tally._tcp;local;hall.local;192.0.2.1;1;\n", ";;;;;;;;;\n", "=\n", "\n",
		"+;eth0;IPv4;a;_tally._tcp;local;hall.local;192.0.2.1;1;\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char text[400];
		struct nearby_list list = reads(bad[i]);

		if (list.count)
			fail_msg("%s was read as %s", bad[i], list.at[0].address);
		snprintf(text, sizeof text, "%s%s", bad[i], FOUND("hall", "192.0.2.10", "65535"));
		is_one(text, "hall", "192.0.2.10:65535");
	}
	assert_int_equal(reads("=;eth0;IPv4;a;_tally._tcp;local;hall.local;192.0.2.1;1;").count, 0);
}

/* ---- the program ---- */

struct page {
	struct temp_folder *folder;
	struct event_base *base;
	struct nearby *n;
	int changes;
};

/* In place of Avahi's program: notes its number, and does as the test says. */
static void put_program(const struct page *p, const char *then)
{
	char path[TEMP_PATH_SIZE + 40], text[TEMP_PATH_SIZE + 400];

	snprintf(path, sizeof path, "%s/avahi-browse", p->folder->path);
	snprintf(text, sizeof text, "#!/bin/sh\necho $$ > %s/pid\n%s\n", p->folder->path, then);
	assert_int_equal(file_write_durable(path, text, strlen(text), 0700), OK);
}

static void on_change(void *context)
{
	struct page *p = context;

	p->changes++;
}

static int open_page(void **state)
{
	struct page *p = calloc(1, sizeof *p);
	void *folder;

	if (!p || temp_folder_make(&folder))
		return -1;
	p->folder = folder;
	p->base = event_base_new();
	*state = p;
	setenv("PATH", p->folder->path, 1);
	return nearby_new(&p->n, &(struct nearby_options){ .base = p->base, .context = p, .on_change = on_change }) == OK ? 0 : -1;
}

static int close_page(void **state)
{
	struct page *p = *state;
	void *folder = p->folder;

	nearby_free(p->n);
	event_base_free(p->base);
	free(p);
	return temp_folder_remove(&folder);
}

static void run_a_while(struct page *p)
{
	const struct timeval a_while = { 0, 50000 };

	event_base_loopexit(p->base, &a_while);
	event_base_dispatch(p->base);
}

/* Until something changes, or the time has passed. */
static void wait_change(struct page *p, int seconds)
{
	for (int i = 0, before = p->changes; i < 20 * seconds && p->changes == before; i++)
		run_a_while(p);
}

static pid_t noted(const struct page *p)
{
	char path[TEMP_PATH_SIZE + 40];
	struct buf text = { 0 };

	snprintf(path, sizeof path, "%s/pid", p->folder->path);
	pid_t pid = file_read(&text, path, 100) == OK ? (pid_t)strtol(buf_text(&text), NULL, 10) : 0;
	buf_release(&text);
	return pid;
}

static bool is_gone(pid_t pid)
{
	return kill(pid, 0) != 0 && errno == ESRCH;
}

static void what_comes_and_goes_is_told_and_what_stays_is_not(void **state)
{
	struct page *p = *state;

	put_program(p, "printf '=;eth0;IPv4;hall;_tally._tcp;local;hall.local;192.0.2.10;7443;\\n'");
	wait_change(p, 20);
	assert_int_equal(p->changes, 1);
	assert_int_equal(nearby_found(p->n)->count, 1);
	wait_change(p, 6);
	assert_int_equal(p->changes, 1);
	put_program(p, "exit 1");
	wait_change(p, 20);
	assert_int_equal(p->changes, 2);
	assert_int_equal(nearby_found(p->n)->count, 0);
	assert_true(is_gone(noted(p)));
}

static void a_machine_without_the_program_finds_nothing_and_goes_on_looking(void **state)
{
	struct page *p = *state;

	wait_change(p, 1);
	assert_int_equal(p->changes, 0);
	assert_int_equal(nearby_found(p->n)->count, 0);
	put_program(p, "printf '=;eth0;IPv4;hall;_tally._tcp;local;hall.local;192.0.2.10;7443;\\n'");
	wait_change(p, 20);
	assert_int_equal(nearby_found(p->n)->count, 1);
}

static void one_that_never_ends_is_ended_and_what_it_said_counts(void **state)
{
	struct page *p = *state;

	put_program(p, "printf '=;eth0;IPv4;hall;_tally._tcp;local;hall.local;192.0.2.10;7443;\\n=;eth0'\nexec /bin/sleep 600");
	wait_change(p, 30);
	assert_int_equal(nearby_found(p->n)->count, 1);
	assert_true(is_gone(noted(p)));
}

static void one_that_never_stops_talking_is_ended(void **state)
{
	struct page *p = *state;

	put_program(p, "printf '=;eth0;IPv4;hall;_tally._tcp;local;hall.local;192.0.2.10;7443;\\n'\nexec /usr/bin/yes '+;noise'");
	/* well before a look's time is over: the words alone are too many */
	wait_change(p, 7);
	assert_int_equal(nearby_found(p->n)->count, 1);
	assert_true(is_gone(noted(p)));
}

static void none_is_left_behind_when_nobody_asks_any_more(void **state)
{
	struct page *p = *state;

	put_program(p, "exec /bin/sleep 600");
	for (int i = 0; i < 200 && !noted(p); i++)
		run_a_while(p);
	assert_true(noted(p) > 0);
	nearby_free(p->n);
	p->n = NULL;
	assert_true(is_gone(noted(p)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_avahi_has_said_is_read),
		cmocka_unit_test(a_server_is_offered_once_by_its_ipv4_address_if_it_has_one),
		cmocka_unit_test(servers_stand_in_the_order_of_their_names_and_are_not_more_than_there_is_room_for),
		cmocka_unit_test(what_is_no_server_is_left_out_and_the_next_line_is_read),
		cmocka_unit_test_setup_teardown(what_comes_and_goes_is_told_and_what_stays_is_not, open_page, close_page),
		cmocka_unit_test_setup_teardown(a_machine_without_the_program_finds_nothing_and_goes_on_looking, open_page, close_page),
		cmocka_unit_test_setup_teardown(one_that_never_ends_is_ended_and_what_it_said_counts, open_page, close_page),
		cmocka_unit_test_setup_teardown(one_that_never_stops_talking_is_ended, open_page, close_page),
		cmocka_unit_test_setup_teardown(none_is_left_behind_when_nobody_asks_any_more, open_page, close_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
