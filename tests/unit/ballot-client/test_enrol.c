/* Does a machine join by its code, and does the code stay at home when the server is not the one that it names? */
#include "tests/unit/cmocka_all.h"

#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "ballot-client/enrol.h"
#include "protocol/base/code.h"
#include "tests/unit/link_kit.h"

static void code_for(char text[CODE_TEXT_SIZE], const X509 *authority)
{
	uint8_t bytes[15] = { 0 }, hash[EVP_MAX_MD_SIZE];
	unsigned len;

	assert_int_equal(X509_digest(authority, EVP_sha256(), hash, &len), 1);
	memcpy(bytes, hash, 10);
	memcpy(bytes + 10, "12345", 5);
	code_show(text, CODE_ENROL, bytes);
}

static void a_machine_joins_and_can_then_connect(void **state)
{
	struct link_kit k;
	struct identity who;
	struct event_base *base = event_base_new();
	struct link_options options = { .base = base };
	struct link *link;
	struct stat s;
	char code[CODE_TEXT_SIZE], detail[300], path[200], folder[150];

	(void)state;
	link_kit_start(&k, NULL, TLS_KIT_SERVER);
	code_for(code, k.authority.certificate);
	snprintf(folder, sizeof(folder), "%s/new", k.folder);
	assert_int_equal(enrol(&who, detail, folder, "127.0.0.1", k.port, code), OK);
	assert_string_equal(who.name, "booth 1");
	assert_int_equal(who.role, MACHINE_TERMINAL);
	assert_int_equal(who.port, k.port);
	snprintf(path, sizeof(path), "%s/key.pem", folder);
	assert_int_equal(stat(path, &s), 0);
	assert_int_equal(s.st_mode & 0777, 0600);

	options.folder = folder;
	assert_int_equal(link_new(&link, &options), OK);
	for (int i = 0; i < 3000 && link_state(link) != LINK_UP; i++) {
		struct timeval tick = { 0, 10000 };

		event_base_loopexit(base, &tick);
		event_base_dispatch(base);
	}
	assert_int_equal(link_state(link), LINK_UP);
	link_free(link);
	event_base_free(base);
	for (size_t i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, (const char *[]){ "key.pem", "certificate.pem", "authority.pem", "machine.json" }[i]);
		assert_int_equal(unlink(path), 0);
	}
	rmdir(folder);
	link_kit_stop(&k);
}

/* Nothing is written, and the server gets to see no request. */
static void is_refused(const struct link_kit *k, const char *code, enum err why)
{
	struct identity who;
	char detail[300], folder[150];

	snprintf(folder, sizeof(folder), "%s/new", k->folder);
	assert_int_equal(enrol(&who, detail, folder, "127.0.0.1", k->port, code), why);
	assert_int_not_equal(access(folder, F_OK), 0);
}

static void the_code_is_not_sent_to_a_server_of_another_authority(void **state)
{
	struct tls_kit_pair other = tls_kit_authority("authority");
	struct link_kit k;
	char code[CODE_TEXT_SIZE];

	(void)state;
	link_kit_start(&k, NULL, TLS_KIT_SERVER);
	code_for(code, other.certificate);
	is_refused(&k, code, ERR_TLS);
	link_kit_stop(&k);
	tls_kit_release(&other);
}

/* It shows the right authority, but has no certificate from it. */
static void the_code_is_not_sent_to_one_who_only_shows_the_authority(void **state)
{
	struct tls_kit_pair other = tls_kit_authority("authority");
	struct link_kit k;
	char code[CODE_TEXT_SIZE];

	(void)state;
	link_kit_start(&k, &other, TLS_KIT_SERVER);
	code_for(code, k.authority.certificate);
	is_refused(&k, code, ERR_TLS);
	link_kit_stop(&k);
	tls_kit_release(&other);
}

static void the_code_is_not_sent_to_a_machine_of_the_meeting(void **state)
{
	struct link_kit k;
	char code[CODE_TEXT_SIZE];

	(void)state;
	link_kit_start(&k, NULL, TLS_KIT_MACHINE);
	code_for(code, k.authority.certificate);
	is_refused(&k, code, ERR_TLS);
	link_kit_stop(&k);
}

static void a_mistyped_code_calls_nobody(void **state)
{
	struct link_kit k;
	char code[CODE_TEXT_SIZE];

	(void)state;
	link_kit_start(&k, NULL, TLS_KIT_SERVER);
	code_for(code, k.authority.certificate);
	code[0] = code[0] == '7' ? '8' : '7';
	is_refused(&k, code, ERR_CODE);
	link_kit_stop(&k);
}

static void where_nobody_listens_is_said_so(void **state)
{
	struct link_kit k;
	char code[CODE_TEXT_SIZE];
	uint16_t port;

	(void)state;
	link_kit_start(&k, NULL, TLS_KIT_SERVER);
	code_for(code, k.authority.certificate);
	port = k.port;
	k.port = 1;
	is_refused(&k, code, ERR_NETWORK);
	k.port = port;
	link_kit_stop(&k);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_machine_joins_and_can_then_connect),
		cmocka_unit_test(the_code_is_not_sent_to_a_server_of_another_authority),
		cmocka_unit_test(the_code_is_not_sent_to_one_who_only_shows_the_authority),
		cmocka_unit_test(the_code_is_not_sent_to_a_machine_of_the_meeting),
		cmocka_unit_test(a_mistyped_code_calls_nobody),
		cmocka_unit_test(where_nobody_listens_is_said_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
