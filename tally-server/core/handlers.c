/* handlers.c - see handlers.h: what several handlers ask of the meeting and say of it.
 *
 * Must not know: any single message; it writes nothing into the record (record.c does). */
#include "tally-server/core/handlers.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void request_detail(struct request *r, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(r->detail, sizeof(r->detail), format, args);
	va_end(args);
}

enum err core_poll_at(const struct core *c, struct poll **out, const char *id, int64_t attempt)
{
	struct poll *p = meeting_poll(&c->meeting, id);

	if (!p)
		return ERR_NO_SUCH_POLL;
	if (attempt != (int64_t)p->attempt_count)
		return ERR_ATTEMPT;
	*out = p;
	return OK;
}

uint32_t core_trustee_index(const struct core *c, const struct request *r)
{
	const struct ceremony_record *k = c->meeting.key_record;

	for (uint32_t i = 0; k && i < k->params.n; i++) {
		if (!strcmp(k->names[i], r->machine.name))
			return i + 1;
	}
	return 0;
}

json_t *core_roles(unsigned roles)
{
	static const char *const names[] = { "secretariat", "desk", "chair", "scrutineer", "viewer" };
	json_t *array = json_array();

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (roles & operator_role_bit(names[i]))
			json_array_append_new(array, json_string(names[i]));
	}
	return array;
}

json_t *core_head_text(const struct core *c, uint64_t size)
{
	char text[HEAD_TEXT_SIZE];
	struct head head;

	if (meeting_head(&head, &c->meeting, size))
		return NULL;
	head_show(text, &head);
	return json_string(text);
}

json_t *core_quorum(const struct threshold *quorum, int64_t expected, int64_t present)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:s}", "expected", (json_int_t)expected, "present", (json_int_t)present,
			 "required", (json_int_t)threshold_required(quorum, expected), "num", (json_int_t)quorum->num,
			 "den", (json_int_t)quorum->den, "op", rule_op_name(quorum->op));
}
