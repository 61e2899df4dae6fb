/* tallyctl_slips.c - what goes on paper before the meeting: badges, slip lists, the hand-out list, re-issues. See tallyctl.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/base/code.h"
#include "protocol/base/fields.h"
#include "protocol/crypto/slip.h"
#include "protocol/os/os.h"
#include "protocol/qr/qr.h"
#include "protocol/report/html.h"
#include "tools/tallyctl.h"

enum { PUBLIC_MAX = 64 << 20 };

static const char *field(const json_t *row, const char *name)
{
	const char *value = json_string_value(json_object_get(row, name));

	return value ? value : "";
}

static void page_start(const struct ctl *c, struct buf *out, enum text_id title, const char *style)
{
	buf_addf(out, "<!doctype html><html lang=%s><meta charset=utf-8><title>%s</title><style>@page{size:A4;margin:12mm}"
		 "body{font-family:'Noto Sans CJK SC',sans-serif;color:#16202c;margin:0}%s</style>\n",
		 c->lang == LANG_ZH ? "zh" : "en", text(c->lang, title), style);
}

/* One badge: name for people, code for the desk; the QR holds the code alone. */
static enum err add_badge(const struct ctl *c, struct buf *out, const json_t *b)
{
	const char *code = field(b, "code");

	buf_add_text(out, "<section><div><b>");
	html_text(out, field(b, "name"));
	buf_add_text(out, "</b><span>");
	html_text(out, field(b, "unit"));
	buf_addf(out, "</span><span>%s ", text(c->lang, TEXT_BADGE_SEAT));
	html_text(out, field(b, "seat"));
	buf_add_text(out, "</span></div><figure>");
	enum err err = qr_svg(out, code, 30);
	buf_addf(out, "<figcaption>%s %s<br>%s</figcaption></figure></section>\n", text(c->lang, TEXT_BADGE_NUMBER), field(b, "number"), code);
	return err;
}

enum err ctl_badges(struct ctl *c)
{
	struct buf out = { 0 };
	json_t *ok = NULL, *b;
	size_t i;
	enum err err;

	if (!c->out)
		return ERR_USAGE;
	if ((err = ctl_request(c, &ok, "badges", json_object())) != OK)
		return err;
	page_start(c, &out, TEXT_BADGE_TITLE,
		   "body{display:grid;grid-template-columns:90mm 90mm;gap:5mm}section{height:52mm;border:1px solid #6f7b89;display:grid;"
		   "grid-template-columns:1fr 38mm;padding:3mm;box-sizing:border-box;break-inside:avoid}div{display:grid;align-content:center;gap:2mm;"
		   "font-size:10pt}b{font-size:20pt}figure{margin:0;text-align:center}figcaption{font:7.5pt/1.4 monospace}svg{width:30mm;height:30mm}");
	json_array_foreach(json_object_get(ok, "badges"), i, b) {
		if (err == OK)
			err = add_badge(c, &out, b);
	}
	if (err == OK)
		err = ctl_write_file(c->out, &out);
	buf_release_secret(&out);
	json_decref(ok);
	return err;
}

/* ---- slip lists ---- */

struct upload {
	struct ctl *ctl;
	int64_t issue, slots, line;
	uint8_t fingerprint[32];
};

static enum err send_header(struct upload *u, json_t *header)
{
	struct fields f;
	char shown[CODE_TEXT_SIZE];

	fields_open(&f, header);
	fields_text(&f, "meeting", 16, 16);
	u->issue = fields_int(&f, "issue", 1, 20);
	int64_t slips = fields_int(&f, "slips", 1, SLIP_MAX_COUNT);
	u->slots = fields_int(&f, "slots", 1, SLIP_MAX_SLOTS);
	fields_hex(&f, "fingerprint", u->fingerprint, 32);
	enum err err = fields_close(&f);
	if (err != OK)
		return err;

	/* the fingerprint that was printed with the slips, where the operator typed it */
	code_show(shown, CODE_FINGERPRINT, u->fingerprint);
	if (u->ctl->fingerprint) {
		uint8_t typed[10];

		if ((err = code_read(typed, CODE_FINGERPRINT, u->ctl->fingerprint)) != OK)
			return err;
		if (memcmp(typed, u->fingerprint, sizeof typed) != 0)
			return ERR_SLIP_LIST;
	}
	return ctl_request(u->ctl, NULL, "slips_begin", json_pack("{s:I, s:I, s:I, s:O}", "issue", (json_int_t)u->issue, "slips", (json_int_t)slips, "slots",
								 (json_int_t)u->slots, "fingerprint", json_object_get(header, "fingerprint")));
}

static enum err send_line(struct upload *u, const char *line, size_t len)
{
	json_t *object = NULL;
	char numbers[2][24];
	enum err err = json_read(&object, line, len);

	if (err == OK && u->line == 0) {
		err = send_header(u, object);
	} else if (err == OK) {
		if (json_object_set_new(object, "issue", json_integer((json_int_t)u->issue)))
			err = ERR_MEMORY;
		else
			err = ctl_request(u->ctl, NULL, "slips_keys", json_incref(object));
		snprintf(numbers[0], sizeof numbers[0], "%lld", (long long)u->line);
		snprintf(numbers[1], sizeof numbers[1], "%lld", (long long)u->slots);
		ctl_progress(u->ctl, TEXT_CTL_SLIPS_SENT, (const char *[]){ numbers[0], numbers[1] }, 2);
	}
	u->line++;
	json_decref(object);
	return err;
}

enum err ctl_slips(struct ctl *c)
{
	struct upload u = { .ctl = c };
	struct buf file = { 0 };
	json_t *body = NULL, *ok = NULL;
	char shown[CODE_TEXT_SIZE];
	enum err err = file_read(&file, c->args[0], PUBLIC_MAX);

	for (size_t at = 0; err == OK && at < file.len;) {
		const uint8_t *end = memchr(file.at + at, '\n', file.len - at);
		size_t len = end ? (size_t)(end - file.at) - at : file.len - at;

		err = send_line(&u, (const char *)file.at + at, len);
		at += len + 1;
	}
	buf_release(&file);
	if (err == OK && u.line != u.slots + 1)
		err = ERR_SLIP_LIST;
	if (err == OK) {
		body = json_pack("{s:I}", "issue", (json_int_t)u.issue);
		err = ctl_add_second(c, body);
	}
	if (err != OK) {
		json_decref(body);
		return err;
	}
	err = ctl_request(c, &ok, "slips_propose", body);
	if (err == OK)
		err = ctl_wait_act(c, json_integer_value(json_object_get(ok, "act")));
	json_decref(ok);
	if (err == OK) {
		code_show(shown, CODE_FINGERPRINT, u.fingerprint);
		ctl_say(c, TEXT_CTL_SLIPS_CONFIRMED, (const char *[]){ shown }, 1);
	}
	return err;
}

/* Who gets which outer number: for the table where slips are handed out. */
enum err ctl_handout(struct ctl *c)
{
	struct buf out = { 0 };
	json_t *ok = NULL, *row;
	size_t i;
	enum err err;

	if (!c->out)
		return ERR_USAGE;
	if ((err = ctl_request(c, &ok, "handout", json_object())) != OK)
		return err;
	page_start(c, &out, TEXT_HANDOUT_TITLE,
		   "h1{font-size:18pt}table{width:100%;border-collapse:collapse;font-size:11pt}th,td{border:1px solid #6f7b89;padding:2mm;text-align:left}"
		   "tr{break-inside:avoid}.outer{font-weight:700;font-variant-numeric:tabular-nums}.sign{width:38mm}");
	buf_addf(&out, "<h1>%s</h1><table><thead><tr><th>%s<th>%s<th>%s<th>%s<th>%s<th>%s</tr></thead>\n", text(c->lang, TEXT_HANDOUT_TITLE),
		 text(c->lang, TEXT_HANDOUT_OUTER), text(c->lang, TEXT_HANDOUT_NUMBER), text(c->lang, TEXT_HANDOUT_NAME), text(c->lang, TEXT_HANDOUT_UNIT),
		 text(c->lang, TEXT_HANDOUT_SEAT), text(c->lang, TEXT_HANDOUT_SIGN));
	json_array_foreach(json_object_get(ok, "rows"), i, row) {
		buf_addf(&out, "<tr><td class=outer>%lld<td>%s<td>", (long long)json_integer_value(json_object_get(row, "outer")), field(row, "number"));
		html_text(&out, field(row, "name"));
		buf_add_text(&out, "<td>");
		html_text(&out, field(row, "unit"));
		buf_add_text(&out, "<td>");
		html_text(&out, field(row, "seat"));
		buf_add_text(&out, "<td class=sign></tr>\n");
	}
	buf_addf(&out, "</table><p>%s", text(c->lang, TEXT_HANDOUT_SPARES));
	json_array_foreach(json_object_get(ok, "spares"), i, row)
		buf_addf(&out, " %lld", (long long)json_integer_value(row));
	buf_add_text(&out, "</p>\n");
	err = ctl_write_file(c->out, &out);
	buf_release(&out);
	json_decref(ok);
	return err;
}

enum err ctl_reissue(struct ctl *c)
{
	int64_t outer;

	if (!ctl_read_number(&outer, c->args[1]))
		return ERR_USAGE;
	json_t *body = json_pack("{s:s, s:I, s:s}", "number", c->args[0], "outer", (json_int_t)outer, "reason", c->reason ? c->reason : "");
	enum err err = body ? ctl_add_second(c, body) : ERR_MEMORY;

	if (err != OK) {
		json_decref(body);
		return err;
	}
	err = ctl_request(c, NULL, "reissue", body);
	if (err == OK)
		ctl_say(c, TEXT_CTL_REISSUED, (const char *[]){ c->args[0], c->args[1] }, 2);
	return err;
}
