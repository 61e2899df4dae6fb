/* tally-audit.c - is this sealed record right? Reads a bundle (P17.1), nothing else: no network, no database, no secret.
 *
 * Folds the ledger line by line and checks every equation on the way; then what ties it together and to the hall. Exit status: 0 it holds,
 * 1 it does not, 2 wrong usage. */
#include <getopt.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/base/fields.h"
#include "protocol/meeting/verify.h"
#include "protocol/os/os.h"
#include "protocol/qr/qr.h"
#include "protocol/report/bundle.h"
#include "protocol/report/report.h"
#include "tools/audit_test.h"

enum { MAX_HEADS = 20, PATH_SIZE = 4096, SHOWN_LINE = 200, NUMBER_SIZE = 24, EXIT_FAIL = 1, EXIT_USAGE = 2 };

struct audit {
	enum lang lang;
	const char *folder, *code;      /* the code of a tested ballot, where that is asked */
	const char *heads[MAX_HEADS], *key;
	size_t head_count;
	struct verifier v;
	struct bundle_hashes hashes;
	/* of a failure: was it a line of the ledger, else which file or argument? */
	bool is_line;
	const char *part;
	bool is_compared;       /* the report, with our own */
};

/* ---- the ledger ---- */

static FILE *open_ledger(const struct audit *a)
{
	char path[PATH_SIZE];

	if ((size_t)snprintf(path, sizeof path, "%s/%s", a->folder, BUNDLE_LEDGER) >= sizeof path)
		return NULL;
	return fopen(path, "rb");
}

/* The next line with its line feed. ERR_JSON where the file ends without one, ERR_TOO_LONG over `max`; nothing read and OK at the end. */
static enum err read_line(struct buf *line, FILE *f, size_t max)
{
	int c;

	buf_drop(line, line->len);
	while ((c = getc_unlocked(f)) != EOF) {
		uint8_t byte = (uint8_t)c;

		buf_add(line, &byte, 1);
		if (line->failed)
			return ERR_MEMORY;
		if (c == '\n')
			return OK;
		if (line->len > max)
			return ERR_TOO_LONG;
	}
	return ferror(f) ? ERR_IO : line->len ? ERR_JSON : OK;
}

static enum err fold_lines(struct audit *a, FILE *f, EVP_MD_CTX *hash)
{
	struct buf line = { 0 };
	enum err err;

	while (!(err = read_line(&line, f, meeting_max_line(&a->v.meeting))) && line.len) {
		if (!EVP_DigestUpdate(hash, line.at, line.len)) {
			err = ERR_MEMORY;
			break;
		}
		err = verifier_apply(&a->v, (const char *)line.at, line.len - 1);
		if (err)
			break;
	}
	if (!err)
		err = verifier_flush(&a->v);
	a->is_line = err && err != ERR_IO && err != ERR_MEMORY;
	buf_release(&line);
	return err;
}

static enum err fold_ledger(struct audit *a)
{
	FILE *f = open_ledger(a);
	EVP_MD_CTX *hash = EVP_MD_CTX_new();
	enum err err = !f ? ERR_IO : hash && EVP_DigestInit_ex(hash, EVP_sha256(), NULL) ? OK : ERR_MEMORY;

	a->part = BUNDLE_LEDGER;
	if (!err)
		err = fold_lines(a, f, hash);
	if (!err && !a->v.meeting.tree.size)
		err = ERR_NO_MEETING;
	if (!err && !EVP_DigestFinal_ex(hash, a->hashes.ledger, NULL))
		err = ERR_MEMORY;
	EVP_MD_CTX_free(hash);
	if (f)
		fclose(f);
	return err;
}

/* ---- the other files ---- */

static enum err read_part(struct audit *a, struct buf *out, const char *name, size_t max)
{
	char path[PATH_SIZE];

	a->part = name;
	if ((size_t)snprintf(path, sizeof path, "%s/%s", a->folder, name) >= sizeof path)
		return ERR_TOO_LONG;
	return file_read(out, path, max);
}

static enum err check_files(struct audit *a)
{
	struct buf checkpoint = { 0 }, report = { 0 }, manifest = { 0 };
	const struct meeting *m = &a->v.meeting;
	enum err err = read_part(a, &checkpoint, BUNDLE_CHECKPOINT, NOTE_MAX_SIZE);

	if (!err)
		err = bundle_check_checkpoint(m, buf_text(&checkpoint), checkpoint.len);
	if (!err)
		err = read_part(a, &report, BUNDLE_REPORT, BUNDLE_REPORT_MAX);
	if (!err)
		err = bundle_check_report(&a->is_compared, m, (struct span){ report.at, report.len }, qr_svg);
	if (!err)
		err = read_part(a, &manifest, BUNDLE_MANIFEST, BUNDLE_MANIFEST_MAX);
	if (!err) {
		sha256(a->hashes.checkpoint, checkpoint.at, checkpoint.len);
		sha256(a->hashes.report, report.at, report.len);
		err = bundle_check_manifest(&a->hashes, (struct span){ manifest.at, manifest.len });
	}
	buf_release(&checkpoint);
	buf_release(&report);
	buf_release(&manifest);
	return err;
}

static enum err check_outside(struct audit *a)
{
	enum err err = OK;

	for (size_t i = 0; i < a->head_count && !err; i++) {
		a->part = a->heads[i];
		err = bundle_check_head(&a->v.meeting, a->heads[i]);
	}
	if (!err && a->key) {
		a->part = "--key";
		err = bundle_check_key(&a->v.meeting, a->key);
	}
	return err;
}

static enum err audit(struct audit *a)
{
	enum err err = fold_ledger(a);

	if (!err)
		err = check_files(a);
	return err ? err : check_outside(a);
}

/* ---- what is said ---- */

static void say(FILE *to, enum lang lang, enum text_id id, const char *const *values, size_t count)
{
	struct buf out = { 0 };

	text_fill(&out, lang, id, values, count);
	fprintf(to, "%s\n", buf_text(&out));
	buf_release(&out);
}

/* "FAIL", the rule where there is one, and why. */
static void say_why(const struct audit *a, enum err err)
{
	const char *why = a->lang == LANG_ZH ? err_text_zh(err) : err_text_en(err);
	char path[PATH_SIZE];
	struct buf words = { 0 };

	if (err == ERR_IO) {
		snprintf(path, sizeof path, "%s/%s", a->folder, a->part);
		text_fill(&words, a->lang, TEXT_AUDIT_UNREADABLE, (const char *const[]){ path }, 1);
		why = buf_text(&words);
	}
	if (err_rule(err)[0])
		say(stdout, a->lang, TEXT_AUDIT_FAIL, (const char *const[]){ err_rule(err), why }, 2);
	else
		say(stdout, a->lang, TEXT_AUDIT_FAIL_ALONE, &why, 1);
	buf_release(&words);
}

/* A broken chain names two entries, and the eye should go to the earlier. */
static void say_before(const struct audit *a, uint64_t entry)
{
	char numbers[2][NUMBER_SIZE];

	snprintf(numbers[0], NUMBER_SIZE, "%llu", (unsigned long long)entry);
	snprintf(numbers[1], NUMBER_SIZE, "%llu", (unsigned long long)entry - 1);
	say(stdout, a->lang, TEXT_AUDIT_FAIL_BEFORE, (const char *const[]){ numbers[0], numbers[1] }, 2);
}

/* The beginning of line `number`, without what a terminal could take for commands. */
static void show_line(struct audit *a, uint64_t number, char shown[SHOWN_LINE + 4])
{
	FILE *f = open_ledger(a);
	int c = EOF;
	size_t len = 0;

	for (uint64_t i = 0; f && i < number && (c = getc_unlocked(f)) != EOF;)
		i += c == '\n';
	while (f && len < SHOWN_LINE && (c = getc_unlocked(f)) != EOF && c != '\n')
		shown[len++] = c < ' ' || c >= 0x7f ? '?' : (char)c;
	strcpy(shown + len, len == SHOWN_LINE ? "..." : "");
	if (f)
		fclose(f);
}

static int say_fail(struct audit *a, enum err err)
{
	uint64_t entry = a->v.failed != OK ? a->v.failed_entry : a->v.meeting.tree.size;
	char number[NUMBER_SIZE], shown[SHOWN_LINE + 4];

	say_why(a, err);
	if (a->is_line) {
		snprintf(number, sizeof number, "%llu", (unsigned long long)entry);
		show_line(a, entry, shown);
		say(stdout, a->lang, TEXT_AUDIT_FAIL_ENTRY, (const char *const[]){ number, shown }, 2);
		if (err == ERR_ENTRY_PREV && entry)
			say_before(a, entry);
	}
	if (!a->is_line || a->v.meeting.detail)
		say(stdout, a->lang, TEXT_AUDIT_FAIL_PART, (const char *const[]){ a->is_line ? a->v.meeting.detail : a->part }, 1);
	return EXIT_FAIL;
}

static void say_outside(struct audit *a, const char *head)
{
	struct note_key log;
	struct buf vkey = { 0 };

	for (size_t i = 0; i < a->head_count; i++)
		say(stdout, a->lang, TEXT_AUDIT_HEAD_OK, &a->heads[i], 1);
	if (a->key)
		say(stdout, a->lang, TEXT_AUDIT_KEY_OK, NULL, 0);
	if (a->head_count)
		return;
	log_note_key(&log, &a->v.meeting);
	note_vkey_write(&vkey, &log);
	say(stdout, a->lang, TEXT_AUDIT_SELF, (const char *const[]){ head, buf_text(&vkey) }, 2);
	buf_release(&vkey);
}

static int verify(struct audit *a)
{
	char number[NUMBER_SIZE], shown[HEAD_TEXT_SIZE];
	struct buf results = { 0 };
	struct head head;
	enum err err = audit(a);

	if (!err)
		err = meeting_head(&head, &a->v.meeting, a->v.meeting.tree.size);
	if (err)
		return say_fail(a, err);
	head_show(shown, &head);
	snprintf(number, sizeof number, "%llu", (unsigned long long)head.size);
	say(stdout, a->lang, TEXT_AUDIT_PASS, NULL, 0);
	say(stdout, a->lang, TEXT_AUDIT_RECORD, (const char *const[]){ number, shown }, 2);
	say(stdout, a->lang, TEXT_AUDIT_CHECKED, NULL, 0);
	say(stdout, a->lang, a->is_compared ? TEXT_AUDIT_REPORT_SAME : TEXT_AUDIT_REPORT_OTHER, NULL, 0);
	say_outside(a, shown);
	report_text(&results, &a->v.meeting, a->lang);
	printf("\n%s", buf_text(&results));
	buf_release(&results);
	return 0;
}

static int results(struct audit *a)
{
	enum err err = audit(a);
	json_t *all = err ? NULL : report_json(&a->v.meeting);

	if (err)
		return say_fail(a, err);
	if (!all || json_dumpf(all, stdout, JSON_INDENT(2)))
		err = ERR_MEMORY;
	json_decref(all);
	puts("");
	return err ? say_fail(a, err) : 0;
}

/* A ballot that was opened as a test: what had the terminal sealed?  The ledger is enough, also of a meeting that still runs. */
static int check_test_ballot(struct audit *a)
{
	enum err err = fold_ledger(a);
	FILE *f = err ? NULL : open_ledger(a);

	if (!err)
		err = f ? audit_test_show(&a->v.meeting, f, a->lang, a->code) : ERR_IO;
	if (f)
		fclose(f);
	return err ? say_fail(a, err) : 0;
}

/* ---- the command line ---- */

static int usage(enum lang lang)
{
	say(stderr, lang, TEXT_AUDIT_USAGE, NULL, 0);
	return EXIT_USAGE;
}

/* Screens and sheets show a head in groups of four: who copies it with its spaces means the same. */
static void without_spaces(char *text)
{
	char *out = text;

	for (; *text; text++)
		if (*text != ' ')
			*out++ = *text;
	*out = 0;
}

/* False if the arguments are wrong. */
static bool read_arguments(struct audit *a, int argc, char **argv)
{
	static const struct option options[] = {
		{ "head", required_argument, NULL, 'h' }, { "key", required_argument, NULL, 'k' }, { "lang", required_argument, NULL, 'l' }, { 0 },
	};
	struct note_key key;
	uint8_t prefix[10];
	uint64_t size;
	bool ok = true;
	int c;

	while (ok && (c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'h':
			without_spaces(optarg);
			ok = a->head_count < MAX_HEADS && head_read(&size, prefix, optarg) == OK;
			if (ok)
				a->heads[a->head_count++] = optarg;
			else
				say(stderr, a->lang, TEXT_AUDIT_HEAD_FORM, (const char *const[]){ optarg }, 1);
			break;
		case 'k':
			ok = note_vkey_read(&key, optarg) == OK;
			a->key = optarg;
			break;
		case 'l':
			a->lang = lang_from(optarg);
			break;
		default:
			ok = false;
		}
	}
	a->code = ok && argc - optind == 3 ? argv[optind + 2] : NULL;
	return ok && argc - optind == (strcmp(argv[optind] ? argv[optind] : "", "check-test-ballot") == 0 ? 3 : 2);
}

int main(int argc, char **argv)
{
	struct audit a = { .lang = lang_from(getenv("LANG")), .part = "" };
	const char *command;
	int status;

	process_harden(64);
	if (!read_arguments(&a, argc, argv))
		return usage(a.lang);
	command = argv[optind];
	a.folder = argv[optind + 1];
	if (strcmp(command, "verify") != 0 && strcmp(command, "results") != 0 && !a.code)
		return usage(a.lang);
	if (verifier_init(&a.v, &os_rng) != OK)
		return say_fail(&a, ERR_MEMORY);
	status = a.code ? check_test_ballot(&a) : strcmp(command, "verify") == 0 ? verify(&a) : results(&a);
	verifier_release(&a.v);
	return status;
}
