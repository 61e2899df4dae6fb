/* voter_check.c - the second device of cast-or-test: what had another terminal sealed, by the code on its screen and the record's entry?
 *
 * Nothing of it is believed: the entry must lie under a head that this terminal has verified, and
 * the hash of the code covers definition, key and body.
 * Must not know: the slip, the choice. */
#include <string.h>
#include "ballot-client/voter_internal.h"
#include "protocol/base/fields.h"

static void forget(struct voter *v)
{
	terminal_poll_release(&v->check.poll);
	wipe(&v->check, sizeof v->check);
	v->check_is_sent = v->is_second_try = false;
}

static void done(struct voter *v, enum err why)
{
	v->check.state = VOTER_CHECK_DONE;
	v->check.why = why;
	voter_tell_aside(v);
}

/* ---- the answer ---- */

static enum err check_proof(const struct head *head, uint64_t entry, const char *line, size_t len, const json_t *path)
{
	uint8_t proof[TREE_MAX_PROOF * 32], leaf[32];
	size_t count = json_array_size(path);

	if (count > TREE_MAX_PROOF)
		return ERR_TREE_PROOF;
	for (size_t i = 0; i < count; i++) {
		const char *text = json_string_value(json_array_get(path, i));
		enum err err = text ? base64_decode(proof + 32 * i, 32, text) : ERR_FIELD_TYPE;

		if (err)
			return err;
	}
	tree_leaf_hash(leaf, line, len);
	return tree_check_inclusion(leaf, entry, head->size, head->root, proof, count);
}

static enum err read_test(struct voter *v, const json_t *ok)
{
	struct voter_check *c = &v->check;
	struct sealer sealer = { 0 };           /* its own: the other has the key of the open poll */
	struct fields f;

	fields_open(&f, ok);
	c->entry = (uint64_t)fields_int(&f, "entry", 0, JSON_INTEGER_MAX);
	const char *line = fields_text(&f, "line", 2, ENTRY_MAX_SIZE * 8);
	const json_t *path = fields_array(&f, "proof", 0, TREE_MAX_PROOF), *poll = fields_object(&f, "poll");
	enum err err = fields_close(&f);

	if (!err)
		err = check_proof(&v->check_head, c->entry, line, strlen(line), path);
	if (!err)
		err = sealer_init(&sealer);
	if (!err)
		err = sealer_read_poll(&sealer, &c->poll, c->code.meeting, poll);
	if (!err)
		err = tested_open(sealer.group, c->marks, &c->code, &c->poll.form, line, strlen(line));
	sealer_release(&sealer);
	return err;
}

static void on_tested(void *context, enum err err, const json_t *ok, const char *detail)
{
	struct voter *v = context;

	(void)detail;
	/* the test is younger than the head that it was looked for under */
	bool again = err == ERR_NO_COMMIT && !v->is_second_try && link_head(v->link)->size > v->check_head.size;

	/* the check was ended meanwhile: this is about another code */
	if (!v->check_is_sent) {
		voter_step(v);
	} else if (err_category(err) == ERR_CAT_TRANSIENT) {
		voter_try_later(v);
	} else if (again) {
		v->is_second_try = true;
		voter_step(v);
	} else {
		done(v, !err ? read_test(v, ok) : err);
		voter_step(v);
	}
}

/* ---- what the person does ---- */

enum err voter_check(struct voter *v, const char *text)
{
	struct tested code;
	enum err err = v->check.state == VOTER_CHECK_ASKING ? ERR_POLL_STATE : tested_read(&code, text);

	if (!err && strcmp(code.meeting, link_identity(v->link)->meeting) != 0)
		err = ERR_CODE;
	if (err)
		return err;
	forget(v);
	v->check.code = code;
	v->check.state = VOTER_CHECK_ASKING;
	wipe(&code, sizeof code);
	voter_tell_aside(v);
	voter_step(v);
	return OK;
}

void voter_check_end(struct voter *v)
{
	forget(v);
}

const struct voter_check *voter_checked(const struct voter *v)
{
	return &v->check;
}

void voter_send_check(struct voter *v)
{
	v->check_head = *link_head(v->link);
	v->check_is_sent = true;
	voter_send(v, "tested", json_pack("{s:s, s:I, s:o, s:I}", "poll", v->check.code.poll,
					  "attempt", (json_int_t)v->check.code.attempt,
					  "tracking", json_hex(v->check.code.tracking, sizeof v->check.code.tracking),
					  "size", (json_int_t)v->check_head.size), on_tested);
}
