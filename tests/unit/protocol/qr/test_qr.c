/* Does the SVG show the code that libqrencode made, with its quiet zone, and is a text that is too long refused? */
#include "tests/unit/cmocka_all.h"

#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/qr/qr.h"

enum { SIDE_MAX = 185 };

/* Paint the path's runs "Mx yhNv1h-Nz" back into modules. */
static void paint(uint8_t modules[SIDE_MAX][SIDE_MAX], const char *svg)
{
	const char *at = strstr(svg, "d=\"");
	int x, y, run, back, used;

	assert_non_null(at);
	for (at += 3; *at == 'M'; at += used) {
		assert_int_equal(sscanf(at, "M%d %dh%dv1h-%dz%n", &x, &y, &run, &back, &used), 4);
		assert_int_equal(run, back);
		for (int i = 0; i < run; i++)
			modules[y][x + i] = 1;
	}
	assert_string_equal(at, "\"/></svg>");
}

static void the_picture_is_the_code(void **state)
{
	static const char text[] = "000G 40R4 0M30 E209 185G R38E 1WEC";
	static uint8_t modules[SIDE_MAX][SIDE_MAX];
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_Q);
	struct buf b = { 0 };
	char head[200];

	(void)state;
	assert_int_equal(qr_svg(&b, text, 30), OK);
	snprintf(head, sizeof head, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"30mm\" height=\"30mm\" viewBox=\"0 0 %d %d\"", code->width + 8,
		 code->width + 8);
	assert_memory_equal(b.at, head, strlen(head));
	paint(modules, buf_text(&b));
	for (int y = 0; y < code->width + 8; y++)
		for (int x = 0; x < code->width + 8; x++) {
			int is_inside = x >= 4 && y >= 4 && x < code->width + 4 && y < code->width + 4;

			assert_int_equal(modules[y][x], is_inside ? code->data[(y - 4) * code->width + x - 4] & 1 : 0);
		}
	QRcode_free(code);
	buf_release(&b);
}

static void a_text_that_is_too_long_changes_nothing(void **state)
{
	struct buf b = { 0 };
	char *text = malloc(5001);

	(void)state;
	memset(text, 'x', 5000);
	text[5000] = 0;
	assert_int_equal(qr_svg(&b, text, 30), ERR_TOO_LONG);
	assert_int_equal(b.len, 0);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_picture_is_the_code),
		cmocka_unit_test(a_text_that_is_too_long_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
