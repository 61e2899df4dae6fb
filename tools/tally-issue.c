/* tally-issue - make voting slips, away from the server (P5).
 *
 * Takes counts, never names; prints the slips, hands over public keys only, and wipes. Nothing here may reach a network. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <jansson.h>
#include "protocol/base/code.h"
#include "protocol/base/fields.h"
#include "protocol/crypto/slip.h"
#include "protocol/os/os.h"
#include "protocol/qr/qr.h"
#include "protocol/report/html.h"
#include "protocol/text/catalogue.h"

struct job {
	const char *meeting, *folder, *title;
	uint64_t issue;
	size_t slips, slots;            /* slips: spares included */
	enum lang lang;
	uint8_t (*codes)[SLIP_CODE_SIZE];
	uint8_t *keys;                  /* [slot - 1][outer - 1], POINT_SIZE each */
	uint8_t (*lists)[32];           /* [slot - 1] */
	uint8_t fingerprint[32];
};

static void say(enum lang lang, enum text_id id, const char *const *values, size_t count)
{
	struct buf line = { 0 };

	text_fill(&line, lang, id, values, count);
	printf("%s\n", buf_text(&line));
	buf_release(&line);
}

static void job_release(struct job *j)
{
	if (j->codes)
		wipe(j->codes, j->slips * sizeof *j->codes);
	free(j->codes);
	free(j->keys);
	free(j->lists);
}

static uint8_t *key_at(const struct job *j, size_t slot, size_t outer)
{
	return j->keys + ((slot - 1) * j->slips + outer - 1) * POINT_SIZE;
}

/* Draw one code and derive the keys of all its slots; a code with a zero key is drawn again. */
static enum err make_slip(struct job *j, struct group *g, size_t outer)
{
	struct scalar secret;
	enum err err = ERR_SCALAR;

	while (err == ERR_SCALAR) {
		rng_fill(&os_rng, j->codes[outer - 1], SLIP_CODE_SIZE);
		err = OK;
		for (size_t slot = 1; slot <= j->slots && !err; slot++)
			err = slip_slot_key(g, &secret, key_at(j, slot, outer), j->codes[outer - 1], j->meeting, slot);
	}
	wipe(&secret, sizeof secret);
	return err;
}

static enum err make_slips(struct job *j)
{
	struct group *g = group_new();
	enum err err = g ? OK : ERR_MEMORY;
	bool show = isatty(STDERR_FILENO);

	for (size_t outer = 1; outer <= j->slips && !err; outer++) {
		err = make_slip(j, g, outer);
		if (show && (outer % 50 == 0 || outer == j->slips))
			fprintf(stderr, "\r%zu / %zu%s", outer, j->slips, outer == j->slips ? "\n" : "");
	}
	group_free(g);
	return err;
}

/* The commitments are over sorted copies, so that a list tells nothing of outer numbers. */
static enum err commit_lists(struct job *j)
{
	uint8_t *sorted = malloc(j->slips * POINT_SIZE);
	enum err err = sorted ? OK : ERR_MEMORY;

	for (size_t slot = 1; slot <= j->slots && !err; slot++) {
		memcpy(sorted, key_at(j, slot, 1), j->slips * POINT_SIZE);
		err = slip_list_hash(j->lists[slot - 1], sorted, j->slips, j->meeting, j->issue, slot);
	}
	free(sorted);
	if (!err)
		slip_fingerprint(j->fingerprint, j->meeting, j->issue, j->slips, j->lists[0], j->slots);
	return err;
}

static enum err write_in(const struct job *j, const char *name, const struct buf *content)
{
	char path[4096];

	if (content->failed)
		return ERR_MEMORY;
	if ((size_t)snprintf(path, sizeof path, "%s/%s", j->folder, name) >= sizeof path)
		return ERR_TOO_LONG;
	return file_write_durable(path, content->at, content->len, 0600);
}

/* public.jsonl (P17.3). */
static enum err write_public(const struct job *j)
{
	struct buf out = { 0 };
	char text[128];

	hex_encode(text, j->fingerprint, 32);
	buf_addf(&out, "{\"meeting\":\"%s\",\"issue\":%llu,\"slips\":%zu,\"slots\":%zu,\"fingerprint\":\"%s\"}\n", j->meeting,
		 (unsigned long long)j->issue, j->slips, j->slots, text);
	for (size_t slot = 1; slot <= j->slots; slot++) {
		buf_addf(&out, "{\"slot\":%zu,\"keys\":[", slot);
		for (size_t outer = 1; outer <= j->slips; outer++) {
			base64_encode(text, key_at(j, slot, outer), POINT_SIZE);
			buf_addf(&out, "%s\"%s\"", outer > 1 ? "," : "", text);
		}
		buf_add_text(&out, "]}\n");
	}
	enum err err = write_in(j, "public.jsonl", &out);
	buf_release(&out);
	return err;
}

static const char style[] =
	"@page{size:A4;margin:10mm}*{box-sizing:border-box;margin:0}"
	"body{font:10pt/1.45 'Noto Sans CJK SC','Source Han Sans SC',sans-serif;color:#16202c;font-variant-numeric:tabular-nums}"
	"@media screen{body{max-width:210mm;margin:6mm auto;padding:0 10mm}}"
	".slip{height:66mm;border-bottom:.25mm dashed #6f7b89;display:grid;grid-template-columns:52mm 1fr;break-inside:avoid}"
	".outer{padding:6mm 5mm 6mm 2mm;border-right:.25mm dotted #6f7b89;display:flex;flex-direction:column}"
	".outer b{font-size:34pt;line-height:1.2}h2{font-size:13pt}.note{font-size:9pt;color:#2e3945}.title{margin-top:auto}"
	".inner{padding:6mm 2mm 6mm 6mm;display:grid;grid-template-columns:1fr 42mm;gap:4mm;align-items:center}"
	".code{font:700 16pt/1.7 'Noto Sans Mono CJK SC',monospace;white-space:pre;margin:2mm 0}svg{width:42mm;height:42mm}";

/* One slip: the outer number left of the fold, the covered part right of it. */
static enum err add_slip(struct buf *out, const struct job *j, size_t outer)
{
	char code[CODE_TEXT_SIZE];

	code_show(code, CODE_SLIP, j->codes[outer - 1]);
	buf_addf(out, "<section class=slip><div class=outer><h2>%s</h2><span>%s</span><b>%zu</b><p class=\"note title\">",
		 text(j->lang, TEXT_SLIP_TITLE), text(j->lang, TEXT_SLIP_OUTER), outer);
	html_text(out, j->title);
	buf_addf(out, "</p></div><div class=inner><div><p>%s</p><div class=code>%.19s\n%s</div><p class=note>%s</p></div>",
		 text(j->lang, TEXT_SLIP_COVERED), code, code + 20, text(j->lang, TEXT_SLIP_FOLD));
	enum err err = qr_svg(out, code, 42);
	buf_add_text(out, "</div></section>\n");
	wipe(code, sizeof code);
	return err;
}

static enum err write_slips(const struct job *j)
{
	struct buf out = { 0 };
	enum err err = OK;

	buf_addf(&out, "<!doctype html><html lang=%s><meta charset=utf-8><title>%s</title><style>%s</style>\n", j->lang == LANG_ZH ? "zh" : "en",
		 text(j->lang, TEXT_SLIP_TITLE), style);
	for (size_t outer = 1; outer <= j->slips && !err; outer++)
		err = add_slip(&out, j, outer);
	if (!err)
		err = write_in(j, "slips.html", &out);
	buf_release_secret(&out);
	return err;
}

static enum err make(struct job *j)
{
	char shown[CODE_TEXT_SIZE], counts[2][24];
	enum err err;

	j->codes = calloc(j->slips, sizeof *j->codes);
	j->keys = malloc(j->slips * j->slots * POINT_SIZE);
	j->lists = calloc(j->slots, sizeof *j->lists);
	if (!j->codes || !j->keys || !j->lists)
		return ERR_MEMORY;
	if ((err = folder_make(j->folder)) != OK || (err = make_slips(j)) != OK || (err = commit_lists(j)) != OK ||
	    (err = write_public(j)) != OK || (err = write_slips(j)) != OK)
		return err;

	code_show(shown, CODE_FINGERPRINT, j->fingerprint);
	snprintf(counts[0], sizeof counts[0], "%zu", j->slips);
	snprintf(counts[1], sizeof counts[1], "%zu", j->slots);
	say(j->lang, TEXT_ISSUE_DONE, (const char *[]){ counts[0], counts[1], j->folder, shown }, 4);
	return OK;
}

/* Overwrite and remove the printed secrets. */
static enum err wipe_slips(const char *folder, enum lang lang)
{
	char path[4096];
	struct stat st;
	uint8_t zeros[65536] = { 0 };

	if ((size_t)snprintf(path, sizeof path, "%s/slips.html", folder) >= sizeof path)
		return ERR_TOO_LONG;
	FILE *f = fopen(path, "r+b");
	if (!f || fstat(fileno(f), &st)) {
		if (f)
			fclose(f);
		return ERR_IO;
	}
	bool ok = true;
	for (off_t left = st.st_size; left > 0 && ok; left -= (off_t)sizeof zeros)
		ok = fwrite(zeros, left < (off_t)sizeof zeros ? (size_t)left : sizeof zeros, 1, f) == 1;
	ok = fflush(f) == 0 && ok;
	ok = fsync(fileno(f)) == 0 && ok;
	ok = fclose(f) == 0 && ok;
	ok = unlink(path) == 0 && ok;
	if (!ok)
		return ERR_IO;
	say(lang, TEXT_ISSUE_WIPED, &folder, 1);
	return OK;
}

static int usage(enum lang lang)
{
	fprintf(stderr, "%s\n", text(lang, TEXT_ISSUE_USAGE));
	return 2;
}

static bool read_count(size_t *out, const char *given, size_t min, size_t max)
{
	char *end;

	errno = 0;
	unsigned long x = strtoul(given, &end, 10);
	if (errno || *end || given[0] < '0' || given[0] > '9' || x < min || x > max)
		return false;
	*out = x;
	return true;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "meeting", required_argument, NULL, 'm' }, { "issue", required_argument, NULL, 'i' }, { "slips", required_argument, NULL, 'n' },
		{ "spares", required_argument, NULL, 's' }, { "slots", required_argument, NULL, 'p' }, { "out", required_argument, NULL, 'o' },
		{ "title", required_argument, NULL, 't' }, { "lang", required_argument, NULL, 'l' }, { 0 },
	};
	const char *env = getenv("LANG");
	struct job j = { .slots = SLIP_DEFAULT_SLOTS, .issue = 1, .title = "", .lang = lang_from(env ? env : "") };
	size_t spares = 0, issue = 1;
	bool has_spares = false, ok = true;
	int c;

	process_harden(64);
	const char *command = argc > 1 ? argv[1] : "";
	for (optind = 2; ok && (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		switch (c) {
		case 'm': j.meeting = optarg; break;
		case 'i': ok = read_count(&issue, optarg, 1, 20); break;
		case 'n': ok = read_count(&j.slips, optarg, 1, 5000); break;
		case 's': ok = has_spares = read_count(&spares, optarg, 0, 1000); break;
		case 'p': ok = read_count(&j.slots, optarg, 1, SLIP_MAX_SLOTS); break;
		case 'o': j.folder = optarg; break;
		case 't': j.title = optarg; break;
		case 'l': j.lang = lang_from(optarg); break;
		default: ok = false;
		}
	}
	bool is_make = strcmp(command, "make") == 0 && j.meeting && strlen(j.meeting) == 16 && j.slips && j.folder;
	bool is_wipe = strcmp(command, "wipe") == 0 && j.folder;
	if (!ok || optind != argc || !(is_make || is_wipe))
		return usage(j.lang);

	j.issue = issue;
	if (!has_spares)        /* 10 %, at least 5 (rule 7) */
		spares = (j.slips + 9) / 10 < 5 ? 5 : (j.slips + 9) / 10;
	j.slips += spares;
	enum err err = is_make ? make(&j) : wipe_slips(j.folder, j.lang);
	job_release(&j);
	if (err)
		fprintf(stderr, "tally-issue: %s: %s\n", j.lang == LANG_ZH ? err_text_zh(err) : err_text_en(err), j.folder);
	return err ? 1 : 0;
}
