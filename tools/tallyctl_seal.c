/* tallyctl_seal.c - commands after the meeting: results as the record has them, and the sealed bundle (P17.1). See tallyctl.h.
 *
 * Both fold the entries themselves: what is printed or written follows from the record, not from the server's word. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/os/os.h"
#include "protocol/qr/qr.h"
#include "protocol/report/bundle.h"
#include "protocol/report/report.h"
#include "tools/tallyctl.h"

enum { SEAL_TRIES = 3, COSIGN_SECONDS = 60 };

/* The record on its way here: the lines as they stand, and the meeting that they make. */
struct record {
	const struct ctl *ctl;
	struct meeting *meeting;
	struct buf *lines;
};

static enum err take_line(void *arg, const char *line, size_t len)
{
	const struct record *r = arg;
	char number[24];

	buf_add(r->lines, line, len);
	buf_add(r->lines, "\n", 1);
	snprintf(number, sizeof number, "%llu", (unsigned long long)r->meeting->tree.size);
	if (r->meeting->tree.size % 500 == 0)
		ctl_progress(r->ctl, TEXT_CTL_FETCHING, (const char *[]){ number }, 1);
	return r->lines->failed ? ERR_MEMORY : meeting_apply(r->meeting, line, len);
}

enum err ctl_fetch_record(struct ctl *c, struct meeting *m, struct buf *lines)
{
	struct record r = { c, m, lines };
	int64_t size;

	return ctl_entries(c, take_line, &r, &size);
}

enum err ctl_results(struct ctl *c)
{
	struct meeting m;
	struct buf out = { 0 }, lines = { 0 };

	meeting_init(&m, 0);
	enum err err = ctl_fetch_record(c, &m, &lines);
	const struct poll *p = !err && c->arg_count ? meeting_poll(&m, c->args[0]) : NULL;

	if (!err && c->arg_count && !p)
		err = ERR_NO_SUCH_POLL;
	if (!err) {
		if (p)
			report_text_poll(&out, &m, p, c->lang);
		else
			report_text(&out, &m, c->lang);
		ctl_clear_progress();
		fputs(buf_text(&out), stdout);
		err = out.failed ? ERR_MEMORY : OK;
	}
	buf_release(&out);
	buf_release(&lines);
	meeting_release(&m);
	return err;
}

/* ---- seal ---- */

/* An entry that came in between makes the act stale: propose it again. The second password is read once. */
static enum err seal_record(struct ctl *c)
{
	json_t *body = json_object();
	enum err err = body ? ctl_add_second(c, body) : ERR_MEMORY;

	if (!err)
		err = ERR_ACT;
	for (unsigned i = 0; i < SEAL_TRIES && err == ERR_ACT; i++) {
		json_t *ok = NULL;

		err = ctl_request(c, &ok, "seal", json_deep_copy(body));
		if (!err)
			err = ctl_wait_act(c, json_integer_value(json_object_get(ok, "act")));
		json_decref(ok);
	}
	json_decref(body);
	return err;
}

/* The final head's note, once t scrutineers have co-signed it. */
static enum err fetch_checkpoint(struct ctl *c, const struct meeting *m, struct buf *note)
{
	enum err err = ERR_COSIGNATURES;

	for (unsigned i = 0; i < COSIGN_SECONDS * 10 && err == ERR_COSIGNATURES; i++) {
		json_t *ok = NULL;

		if (i)
			ctl_sleep_ms(100);
		err = ctl_request(c, &ok, "checkpoint", json_pack("{s:I}", "size", (json_int_t)m->tree.size));
		const char *text = json_string_value(json_object_get(ok, "note"));
		if (!err)
			err = text ? bundle_check_checkpoint(m, text, strlen(text)) : ERR_NOTE;
		if (!err)
			buf_add_text(note, text);
		json_decref(ok);
	}
	return err;
}

static enum err write_in(struct ctl *c, const char *name, struct buf *content)
{
	char path[4096];

	if ((size_t)snprintf(path, sizeof path, "%s/%s", c->out, name) >= sizeof path)
		return ERR_TOO_LONG;
	return ctl_write_file(c, path, content);
}

/* The manifest goes last: a folder that has one is complete. */
static enum err write_bundle(struct ctl *c, const struct meeting *m, struct buf *lines, struct buf *note)
{
	struct buf report = { 0 }, manifest = { 0 };
	uint8_t hash[32];
	enum err err = folder_make(c->out);

	sha256(hash, lines->at, lines->len);
	if (!err)
		err = bundle_make(&report, &manifest, m, c->lang, hash, (struct span){ note->at, note->len }, qr_svg);
	if (!err)
		err = write_in(c, BUNDLE_LEDGER, lines);
	if (!err)
		err = write_in(c, BUNDLE_CHECKPOINT, note);
	if (!err)
		err = write_in(c, BUNDLE_REPORT, &report);
	if (!err)
		err = write_in(c, BUNDLE_MANIFEST, &manifest);
	buf_release(&report);
	buf_release(&manifest);
	return err;
}

enum err ctl_seal(struct ctl *c)
{
	struct meeting m;
	struct buf note = { 0 }, lines = { 0 };
	struct head head;
	char shown[HEAD_TEXT_SIZE];
	enum err err;

	/* a record that is sealed already is only fetched again */
	if ((err = seal_record(c)) != OK && err != ERR_SEALED)
		return err;
	meeting_init(&m, 0);
	err = ctl_fetch_record(c, &m, &lines);
	if (!err)
		err = fetch_checkpoint(c, &m, &note);
	if (!err)
		err = write_bundle(c, &m, &lines, &note);
	if (!err)
		err = meeting_head(&head, &m, m.tree.size);
	if (!err) {
		head_show(shown, &head);
		ctl_say(c, TEXT_CTL_SEALED, (const char *[]){ c->out, shown }, 2);
	}
	buf_release(&note);
	buf_release(&lines);
	meeting_release(&m);
	return err;
}
