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

/* The meeting's name, for the head of what is printed; steals nothing, `status` is the caller's to release. */
static enum err fetch_name(struct ctl *c, json_t **status, const char **name)
{
	enum err err = ctl_request(c, status, "status", json_object());

	if (!err)
		*name = field(*status, "name");
	return err;
}

static void page_start(const struct ctl *c, struct buf *out, enum text_id title, const char *style)
{
	buf_addf(out, "<!doctype html><html lang=%s><meta charset=utf-8><title>%s</title><style>"
		 "@page{size:A4;margin:12mm}*{box-sizing:border-box;margin:0}"
		 "body{font:10pt/1.4 'Noto Sans CJK SC','Source Han Sans SC',sans-serif;color:#16202c;font-variant-numeric:tabular-nums}"
		 "@media screen{body{max-width:210mm;margin:6mm auto;padding:0 12mm}}%s</style>\n",
		 c->lang == LANG_ZH ? "zh-CN" : "en", text(c->lang, title), style);
}

static const char badge_style[] =
	"body{display:grid;grid-template-columns:90mm 90mm;gap:4mm 6mm}"
	"section{height:51mm;border:.25mm solid #6f7b89;border-radius:2mm;padding:3mm 4mm 2mm;display:grid;grid-template:auto 1fr auto/1fr 30mm;"
	"gap:1mm 2mm;break-inside:avoid;overflow:hidden}"
	"h1{grid-column:1/3;font-size:8pt;font-weight:400;color:#2e3945;text-align:center;border-bottom:.2mm solid #d3d9e0;padding-bottom:1.5mm;"
	"white-space:nowrap;overflow:hidden;text-overflow:ellipsis}"
	"div{align-self:center;overflow-wrap:anywhere}b{display:block;font-size:22pt;line-height:1.25}b.long{font-size:15pt}"
	"svg{display:block;width:30mm;height:30mm}footer{grid-column:1/3;display:flex;justify-content:space-between;font-size:8pt}"
	"code{font-family:'Noto Sans Mono CJK SC',monospace;white-space:nowrap}";

enum { LONG_NAME = 15 };        /* bytes: five ideographs */

/* One badge: name for people, code for the desk; the QR holds the code alone. */
static enum err add_badge(const struct ctl *c, struct buf *out, const char *meeting, const json_t *b)
{
	const char *code = field(b, "code"), *name = field(b, "name");

	buf_add_text(out, "<section><h1>");
	html_text(out, meeting);
	buf_add_text(out, strlen(name) > LONG_NAME ? "</h1><div><b class=long>" : "</h1><div><b>");
	html_text(out, name);
	buf_add_text(out, "</b><p>");
	html_text(out, field(b, "unit"));
	buf_addf(out, "</p><p>%s ", text(c->lang, TEXT_BADGE_SEAT));
	html_text(out, field(b, "seat"));
	buf_add_text(out, "</p></div>");
	enum err err = qr_svg(out, code, 30);
	buf_addf(out, "<footer><span>%s %s</span><code>%s</code></footer></section>\n",
		 text(c->lang, TEXT_BADGE_NUMBER), field(b, "number"), code);
	return err;
}

enum err ctl_badges(struct ctl *c)
{
	struct buf out = { 0 };
	json_t *status = NULL, *ok = NULL, *b;
	const char *meeting = "";
	size_t i;
	enum err err = fetch_name(c, &status, &meeting);

	if (!err)
		err = ctl_request(c, &ok, "badges", json_object());
	page_start(c, &out, TEXT_BADGE_TITLE, badge_style);
	json_array_foreach(json_object_get(ok, "badges"), i, b) {
		if (!err)
			err = add_badge(c, &out, meeting, b);
	}
	if (!err)
		err = ctl_write_file(c, c->out, &out);
	if (!err)
		ctl_say_written(c, json_array_size(json_object_get(ok, "badges")));
	buf_release_secret(&out);
	json_decref(status);
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
	if (err)
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
	return ctl_request(u->ctl, NULL, "slips_begin", json_pack("{s:I, s:I, s:I, s:O}", "issue", (json_int_t)u->issue,
								  "slips", (json_int_t)slips, "slots", (json_int_t)u->slots,
								  "fingerprint", json_object_get(header, "fingerprint")));
}

static enum err send_line(struct upload *u, const char *line, size_t len)
{
	json_t *object = NULL;
	char numbers[2][24];
	enum err err = json_read(&object, line, len);

	if (!err && u->line == 0) {
		err = send_header(u, object);
	} else if (!err) {
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
	enum err err = ctl_read_file(c, &file, c->args[0], PUBLIC_MAX);

	for (size_t at = 0; !err && at < file.len;) {
		const uint8_t *end = memchr(file.at + at, '\n', file.len - at);
		size_t len = end ? (size_t)(end - file.at) - at : file.len - at;

		err = send_line(&u, (const char *)file.at + at, len);
		at += len + 1;
	}
	buf_release(&file);
	if (!err && u.line != u.slots + 1)
		err = ERR_SLIP_LIST;
	if (!err) {
		body = json_pack("{s:I}", "issue", (json_int_t)u.issue);
		err = ctl_add_second(c, body);
	}
	if (err) {
		json_decref(body);
		return err;
	}
	err = ctl_request(c, &ok, "slips_propose", body);
	if (!err)
		err = ctl_wait_act(c, json_integer_value(json_object_get(ok, "act")));
	json_decref(ok);
	if (!err) {
		code_show(shown, CODE_FINGERPRINT, u.fingerprint);
		ctl_say(c, TEXT_CTL_SLIPS_CONFIRMED, (const char *[]){ shown }, 1);
	}
	return err;
}

static const char handout_style[] =
	"h1{font-size:18pt;text-align:center}.sub{text-align:center;margin:1mm 0 4mm}table{width:100%;border-collapse:collapse;font-size:11pt}"
	"th,td{border:.25mm solid #6f7b89;padding:1.8mm 2mm;text-align:left}th{background:#f2f4f7;white-space:nowrap}tr{break-inside:avoid}"
	"td{overflow-wrap:anywhere}.outer,.number{white-space:nowrap}.outer{font-weight:700}.sign{width:42mm}.spares{margin-top:4mm}";

static void add_handout_head(const struct ctl *c, struct buf *out, const char *meeting)
{
	static const enum text_id heads[] = { TEXT_HANDOUT_OUTER, TEXT_HANDOUT_NUMBER, TEXT_HANDOUT_NAME, TEXT_HANDOUT_UNIT,
					      TEXT_HANDOUT_SEAT, TEXT_HANDOUT_SIGN };

	page_start(c, out, TEXT_HANDOUT_TITLE, handout_style);
	buf_addf(out, "<h1>%s</h1><p class=sub>", text(c->lang, TEXT_HANDOUT_TITLE));
	html_text(out, meeting);
	buf_add_text(out, "</p><table><thead><tr>");
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		buf_addf(out, "<th>%s", text(c->lang, heads[i]));
	buf_add_text(out, "</tr></thead>\n");
}

/* Who gets which outer number: for the table where slips are handed out. */
enum err ctl_handout(struct ctl *c)
{
	struct buf out = { 0 };
	json_t *status = NULL, *ok = NULL, *row;
	const char *meeting = "";
	size_t i;
	enum err err = fetch_name(c, &status, &meeting);

	if (!err)
		err = ctl_request(c, &ok, "handout", json_object());
	if (!err && !json_array_size(json_object_get(ok, "rows")))
		err = ERR_NO_SLIPS;
	add_handout_head(c, &out, meeting);
	json_array_foreach(json_object_get(ok, "rows"), i, row) {
		buf_addf(&out, "<tr><td class=outer>%lld<td class=number>%s<td>",
			 (long long)json_integer_value(json_object_get(row, "outer")), field(row, "number"));
		html_text(&out, field(row, "name"));
		buf_add_text(&out, "<td>");
		html_text(&out, field(row, "unit"));
		buf_add_text(&out, "<td>");
		html_text(&out, field(row, "seat"));
		buf_add_text(&out, "<td class=sign></tr>\n");
	}
	buf_addf(&out, "</table><p class=spares>%s", text(c->lang, TEXT_HANDOUT_SPARES));
	json_array_foreach(json_object_get(ok, "spares"), i, row)
		buf_addf(&out, " %lld", (long long)json_integer_value(row));
	buf_add_text(&out, "</p>\n");
	if (!err)
		err = ctl_write_file(c, c->out, &out);
	if (!err)
		ctl_say_written(c, json_array_size(json_object_get(ok, "rows")));
	buf_release(&out);
	json_decref(status);
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

	if (err) {
		json_decref(body);
		return err;
	}
	err = ctl_request(c, NULL, "reissue", body);
	if (!err)
		ctl_say(c, TEXT_CTL_REISSUED, (const char *[]){ c->args[0], c->args[1] }, 2);
	return err;
}
