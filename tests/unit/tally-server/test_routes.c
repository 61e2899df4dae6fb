/* Does the table of routes say what PROTOCOL.md section 16 says: the same messages, and the same people and machines for each? */
#include <stdio.h>
#include <string.h>

#include "tally-server/core/handlers.h"
#include "tests/unit/cmocka_all.h"

#define M(role) (1U << MACHINE_##role)

#define X(name) +1
static const size_t handler_count = 0 HANDLERS(X);
#undef X

/* The words of the column "who". */
static const struct {
	const char *words;
	unsigned operators, machines;
	bool before;
} whos[] = {
	{ "all", WHO_OPEN | WHO_BARE, WHO_ANY_MACHINE, true },
	{ "local, before a meeting", WHO_LOCAL | WHO_BEFORE, 0, true },
	{ "open (local, browsers), before a meeting", WHO_OPEN | WHO_BEFORE, 0, true },
	{ "open (local, browsers)", WHO_OPEN, 0, false },
	{ "open (browsers, no page)", WHO_OPEN | WHO_BARE, 0, false },
	{ "open (browsers)", WHO_OPEN, 0, false },
	{ "operators, hall, as P16.14", WHO_ANY_OPERATOR | WHO_BARE, M(HALL), false },
	{ "any operator", WHO_ANY_OPERATOR, 0, false },
	{ "operators but viewers", ROLE_SECRETARIAT | ROLE_DESK | ROLE_CHAIR | ROLE_SCRUTINEER, 0, false },
	{ "any operator or machine", WHO_ANY_OPERATOR, WHO_ANY_MACHINE, false },
	{ "secretariat", ROLE_SECRETARIAT | WHO_SEAT, 0, false },
	{ "secretariat, scrutineer", ROLE_SECRETARIAT | ROLE_SCRUTINEER, 0, false },
	{ "secretariat, chair, scrutineer", ROLE_SECRETARIAT | ROLE_CHAIR | ROLE_SCRUTINEER, 0, false },
	{ "secretariat, reads", ROLE_SECRETARIAT, 0, false },
	{ "secretariat, two", ROLE_SECRETARIAT | WHO_SEAT | WHO_TWO, 0, false },
	{ "secretariat, two of all", ROLE_SECRETARIAT | WHO_SEAT | WHO_TWO_OF_ALL, 0, false },
	{ "secretariat, chair, scrutineer", ROLE_SECRETARIAT | ROLE_CHAIR | ROLE_SCRUTINEER, 0, false },
	{ "secretariat, desk (a person)", ROLE_SECRETARIAT | ROLE_DESK, 0, false },
	{ "secretariat, chair", ROLE_SECRETARIAT | ROLE_CHAIR, 0, false },
	{ "secretariat or desk, two", ROLE_SECRETARIAT | ROLE_DESK | WHO_TWO, 0, false },
	{ "operators, desk", WHO_ANY_OPERATOR, M(DESK), false },
	{ "operators, hall", WHO_ANY_OPERATOR, M(HALL), false },
	{ "desk", ROLE_DESK, M(DESK), false },
	{ "trustee", 0, M(TRUSTEE), false },
	{ "terminal", 0, M(TERMINAL), false },
	{ "terminal, hall", 0, M(TERMINAL) | M(HALL), false },
	{ "trustee, witness, standby, secretariat, chair, scrutineer", ROLE_SECRETARIAT | ROLE_CHAIR | ROLE_SCRUTINEER, M(TRUSTEE) | M(WITNESS) | M(STANDBY), false },
	{ "trustee, witness, standby, operators", WHO_ANY_OPERATOR, M(TRUSTEE) | M(WITNESS) | M(STANDBY), false },
};

/* The rows of section 16 that begin with a message in back quotes; the file is at hand where tests are run, at the root. */
static FILE *open_section(void)
{
	FILE *f = fopen("protocol/PROTOCOL.md", "r");
	char line[4096];

	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		if (!strncmp(line, "## 16", 5))
			return f;
	}
	fail_msg("no section 16");
	return NULL;
}

static void check_row(const char *type, const char *who)
{
	const struct route *r = route_find(type);

	if (!r)
		fail_msg("%s has no route", type);
	assert_non_null(r->handle);
	for (size_t i = 0; i < sizeof(whos) / sizeof(*whos); i++) {
		if (strcmp(whos[i].words, who))
			continue;
		if (r->operators != whos[i].operators || r->machines != whos[i].machines || r->before_meeting != whos[i].before)
			fail_msg("%s is not for \"%s\"", type, who);
		return;
	}
	fail_msg("%s: unknown words \"%s\"", type, who);
}

/* "| `a` `b` | who | ..." */
static size_t check_line(char *line)
{
	char *rest = NULL, *types = strtok_r(line, "|", &rest), *who = strtok_r(NULL, "|", &rest), *end;
	size_t count = 0;

	assert_non_null(who);
	who += strspn(who, " ");
	for (end = who + strlen(who); end > who && end[-1] == ' ';)
		*--end = 0;
	for (char *type = strtok_r(types, " `", &rest); type; type = strtok_r(NULL, " `", &rest), count++)
		check_row(type, who);
	return count;
}

static void every_message_of_the_specification_has_its_route_and_its_people(void **state)
{
	FILE *f = open_section();
	char line[4096];
	size_t count = 0;

	(void)state;
	while (fgets(line, sizeof(line), f) && strncmp(line, "## 17", 5)) {
		if (!strncmp(line, "| `", 3))
			count += check_line(line);
	}
	fclose(f);
	assert_true(count > 40);
	assert_int_equal(count, handler_count);
}

static void what_is_not_in_the_table_has_no_route(void **state)
{
	(void)state;
	assert_null(route_find(""));
	assert_null(route_find("pin"));
	assert_null(route_find("pings"));
	assert_null(route_find("PING"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_message_of_the_specification_has_its_route_and_its_people),
		cmocka_unit_test(what_is_not_in_the_table_has_no_route),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
