/* Is a page found by its path and by its short name, and by nothing else; and is it known again only while it is the same? */
#include <string.h>

#include "protocol/page/page.h"
#include "tests/unit/cmocka_all.h"

static const struct embedded table[] = {
	{ "/index.html", "<!doctype html>\n" }, { "/desk/index.html", "desk\n" }, { "/desk/desk.js", "export {};\n" }, { "/help.html", "help\n" }, { "/page/a.css", "" }, { NULL, NULL },
};
static struct pages *pages;

static int start(void **state)
{
	(void)state;
	return pages_new(&pages, table);
}

static int stop(void **state)
{
	(void)state;
	pages_free(pages);
	return 0;
}

static const char *found(const char *path)
{
	const struct page *p = pages_find(pages, path);

	return p ? p->path : "";
}

static void a_page_is_found_by_its_path_and_its_short_name(void **state)
{
	(void)state;
	assert_string_equal(found("/"), "/index.html");
	assert_string_equal(found("/index.html"), "/index.html");
	assert_string_equal(found("/desk"), "/desk/index.html");
	assert_string_equal(found("/desk/desk.js"), "/desk/desk.js");
	assert_string_equal(found("/help"), "/help.html");
	assert_int_equal(pages_find(pages, "/page/a.css")->len, 0);
}

static void nothing_else_is_found(void **state)
{
	static const char *const paths[] = { "", "index.html", "/desk/", "/desk/desk", "/desk/..", "/des", "/help.html.html", "//", "/page", "/page/a.css/index.html", "/../index.html", "html" };

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		assert_string_equal(found(paths[i]), "");
}

static void the_ending_says_the_type(void **state)
{
	(void)state;
	assert_string_equal(pages_find(pages, "/")->type, "text/html; charset=utf-8");
	assert_string_equal(pages_find(pages, "/desk/desk.js")->type, "text/javascript; charset=utf-8");
	assert_string_equal(pages_find(pages, "/page/a.css")->type, "text/css; charset=utf-8");
}

static void a_page_is_known_again_by_its_text_alone(void **state)
{
	const struct page *page = pages_find(pages, "/"), *other = pages_find(pages, "/help");

	(void)state;
	/* the first half of SHA-256 of the text, as sha256sum gives it */
	assert_string_equal(page->tag, "\"335fca8574f060eea24ebcdae6b78f32\"");
	assert_true(page_is_known(page, page->tag));
	assert_true(page_is_known(page, "W/\"x\", W/\"335fca8574f060eea24ebcdae6b78f32\""));
	assert_false(page_is_known(page, other->tag));
	assert_false(page_is_known(page, "335fca8574f060eea24ebcdae6b78f32"));
	assert_false(page_is_known(page, ""));
	assert_false(page_is_known(page, NULL));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_is_found_by_its_path_and_its_short_name),
		cmocka_unit_test(nothing_else_is_found),
		cmocka_unit_test(the_ending_says_the_type),
		cmocka_unit_test(a_page_is_known_again_by_its_text_alone),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
