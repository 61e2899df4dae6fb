/* answer.c - see answer.h. Must not know what was asked. */
#include "ballot-client/answer.h"

#include "protocol/base/fields.h"

static enum err read_error(struct answer *a, const json_t *error)
{
	struct fields f;
	const char *code, *detail;
	enum err err;

	fields_open(&f, error);
	code = fields_text(&f, "code", 1, 60);
	fields_text(&f, "rule", 0, 20);
	fields_text(&f, "text", 0, ANSWER_TEXT_MAX);
	detail = fields_text_opt(&f, "detail", ANSWER_TEXT_MAX);
	err = fields_close(&f);
	if (err)
		return err;
	a->err = err_from_code(code);
	a->detail = detail ? detail : "";
	return a->err ? OK : ERR_RANGE;
}

enum err answer_read(struct answer *out, const json_t *message)
{
	struct answer a = { .detail = "" };
	const json_t *error;
	struct fields f;
	enum err err;

	fields_open(&f, message);
	a.id = fields_int(&f, "id", 0, ANSWER_LAST_ID);
	a.ok = fields_object_opt(&f, "ok");
	error = fields_object_opt(&f, "error");
	a.head = fields_object_opt(&f, "head");
	err = fields_close(&f);
	if (!err && !a.ok == !error)
		err = ERR_FIELD_MISSING;
	if (!err && error)
		err = read_error(&a, error);
	if (!err)
		*out = a;
	return err;
}
