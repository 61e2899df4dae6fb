/* bundle.h - the files of a sealed record (P17.1), as bytes: what the server's operator makes and every auditor checks.
 *
 * The ledger itself is folded by whoever reads it. Must not know: folders, files. */
#ifndef TALLY_BUNDLE_H
#define TALLY_BUNDLE_H

#include "protocol/meeting/meeting.h"
#include "protocol/text/catalogue.h"

#define BUNDLE_LEDGER "ledger.jsonl"
#define BUNDLE_CHECKPOINT "checkpoint"
#define BUNDLE_REPORT "report.html"
#define BUNDLE_MANIFEST "MANIFEST"

enum { BUNDLE_REPORT_MAX = 64 << 20, BUNDLE_MANIFEST_MAX = 4096 };

/* SHA-256 of the files. */
struct bundle_hashes {
	uint8_t ledger[32], checkpoint[32], report[32];
};
void bundle_manifest(struct buf *out, const struct bundle_hashes *hashes);
/* What goes beside a sealed ledger of that hash and the note of its head: the report in that
 * language, and the manifest of the three. `qr` as for report_html.
 * Errors: ERR_MEMORY and those of `qr`. */
MUST_CHECK enum err bundle_make(struct buf *report, struct buf *manifest, const struct meeting *m, enum lang lang,
				const uint8_t ledger[32], struct span note,
				enum err (*qr)(struct buf *out, const char *text, unsigned size_mm));
/* Errors: ERR_MANIFEST, ERR_MEMORY. */
MUST_CHECK enum err bundle_check_manifest(const struct bundle_hashes *hashes, struct span manifest);

/* Is it the note of the whole ledger, signed by the log and by t trustees of the key record in force? It may bear signatures of others.
 * Errors: ERR_UNSEALED, ERR_NOTE, ERR_HEAD, ERR_SIGNATURE, ERR_COSIGNATURES, ERR_MEMORY. */
MUST_CHECK enum err bundle_check_checkpoint(const struct meeting *m, const char *note, size_t len);

/* Does the report say what the record says, in either language, to the letter? `qr` as for report_html.
 * `is_compared` false: it is of a form that another version of these programs wrote, and nothing was compared.
 * Errors: ERR_REPORT, also where it names no form, and those of report_html. */
MUST_CHECK enum err bundle_check_report(bool *is_compared, const struct meeting *m, struct span report,
					enum err (*qr)(struct buf *out, const char *text, unsigned size_mm));

/* What was kept outside (P17.2): any head "SIZE:HEX20", the log's key as a vkey. Errors: ERR_HEAD, ERR_NOTE, ERR_LOG_KEY. */
MUST_CHECK enum err bundle_check_head(const struct meeting *m, const char *head);
MUST_CHECK enum err bundle_check_key(const struct meeting *m, const char *vkey);

#endif
