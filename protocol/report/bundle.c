/* bundle.c - see bundle.h. */
#include "protocol/report/bundle.h"

#include <stdlib.h>
#include <string.h>
#include "protocol/crypto/hash.h"
#include "protocol/report/report.h"

enum { FORM_WITHIN = 200, FORM_DIGITS = 6 };

static void add_file(struct buf *out, const uint8_t hash[32], const char *name)
{
	char hex[65];

	hex_encode(hex, hash, 32);
	buf_addf(out, "%s  %s\n", hex, name);
}

void bundle_manifest(struct buf *out, const struct bundle_hashes *hashes)
{
	add_file(out, hashes->checkpoint, BUNDLE_CHECKPOINT);
	add_file(out, hashes->ledger, BUNDLE_LEDGER);
	add_file(out, hashes->report, BUNDLE_REPORT);
}

enum err bundle_make(struct buf *report, struct buf *manifest, const struct meeting *m, enum lang lang,
		     const uint8_t ledger[32], struct span note,
		     enum err (*qr)(struct buf *out, const char *text, unsigned size_mm))
{
	struct bundle_hashes hashes;
	enum err err = report_html(report, m, lang, qr);

	if (err)
		return err;
	memcpy(hashes.ledger, ledger, sizeof(hashes.ledger));
	sha256(hashes.checkpoint, note.at, note.len);
	sha256(hashes.report, report->at, report->len);
	bundle_manifest(manifest, &hashes);
	return manifest->failed ? ERR_MEMORY : OK;
}

static bool is_same(const struct buf *a, struct span b)
{
	return a->len == b.len && !memcmp(a->at, b.at, b.len);
}

enum err bundle_check_manifest(const struct bundle_hashes *hashes, struct span manifest)
{
	struct buf right = { 0 };
	enum err err;

	bundle_manifest(&right, hashes);
	err = right.failed ? ERR_MEMORY : is_same(&right, manifest) ? OK : ERR_MANIFEST;
	buf_release(&right);
	return err;
}

static bool bears_name(const struct note *n, const char *name)
{
	for (size_t i = 0; i < n->signature_count; i++)
		if (!strcmp(n->signatures[i].name, name))
			return true;
	return false;
}

/* A trustee who is named must have signed; enough of them must be. */
static enum err check_signatures(const struct meeting *m, const struct note *n, const char *text)
{
	const struct ceremony_record *c = m->key_record;
	struct note_key key;
	uint32_t signers = 0;
	enum err err;

	log_note_key(&key, m);
	err = note_check(n, text, &key);
	for (uint32_t i = 1; c && i <= c->params.n && !err; i++) {
		trustee_note_key(&key, m, c, i);
		if (!bears_name(n, key.name))
			continue;
		err = note_check(n, text, &key);
		signers++;
	}
	if (err)
		return err;
	return c && signers >= c->params.t ? OK : ERR_COSIGNATURES;
}

enum err bundle_check_checkpoint(const struct meeting *m, const char *note, size_t len)
{
	struct head whole;
	struct note *n;
	enum err err;

	if (!m->is_sealed)
		return ERR_UNSEALED;
	n = malloc(sizeof(*n));
	if (!n)
		return ERR_MEMORY;
	err = note_read(n, note, len);
	if (!err)
		err = meeting_head(&whole, m, m->tree.size);
	if (!err && strcmp(n->origin, m->origin))
		err = ERR_NOTE;
	if (!err && (n->head.size != whole.size || memcmp(n->head.root, whole.root, sizeof(whole.root))))
		err = ERR_HEAD;
	if (!err)
		err = check_signatures(m, n, note);
	free(n);
	return err;
}

/* The number of the form, which stands at the beginning; 0 if there is none. */
static unsigned long form_of(struct span report)
{
	static const char meta[] = REPORT_FORM_META;
	size_t top = report.len < FORM_WITHIN ? report.len : FORM_WITHIN;
	const char *at = memmem(report.at, top, meta, sizeof(meta) - 1);
	char digits[FORM_DIGITS + 1] = "";

	if (!at)
		return 0;
	at += sizeof(meta) - 1;
	for (size_t i = 0; i < FORM_DIGITS && (const uint8_t *)at + i < report.at + report.len && at[i] >= '0' && at[i] <= '9'; i++)
		digits[i] = at[i];
	return strtoul(digits, NULL, 10);
}

enum err bundle_check_report(bool *is_compared, const struct meeting *m, struct span report,
			     enum err (*qr)(struct buf *out, const char *text, unsigned size_mm))
{
	static const enum lang langs[] = { LANG_ZH, LANG_EN };
	unsigned long form = form_of(report);

	if (!form)
		return ERR_REPORT;
	*is_compared = form == REPORT_FORM;
	if (!*is_compared)
		return OK;

	for (size_t i = 0; i < sizeof(langs) / sizeof(langs[0]); i++) {
		struct buf right = { 0 };
		enum err err = report_html(&right, m, langs[i], qr);
		bool is_right = !err && is_same(&right, report);

		buf_release(&right);
		if (err || is_right)
			return err;
	}
	return ERR_REPORT;
}

enum err bundle_check_head(const struct meeting *m, const char *head)
{
	uint8_t prefix[10];
	uint64_t size;
	struct head ours;
	enum err err = head_read(&size, prefix, head);

	if (!err && (meeting_head(&ours, m, size) || memcmp(ours.root, prefix, sizeof(prefix))))
		err = ERR_HEAD;
	return err;
}

enum err bundle_check_key(const struct meeting *m, const char *vkey)
{
	struct note_key given, ours;
	enum err err = note_vkey_read(&given, vkey);

	if (err)
		return err;
	log_note_key(&ours, m);
	return given.signer == ours.signer && !strcmp(given.name, ours.name) && !memcmp(given.key, ours.key, sizeof(ours.key)) ? OK : ERR_LOG_KEY;
}
