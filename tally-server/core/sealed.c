/* sealed.c - the sealed record as one file for a browser: a ZIP of what P17.1 calls a bundle, handed out piece by piece.
 *
 * It is written into the meeting's folder, so that nobody has to hold it in memory. The process does nothing else
 * meanwhile, some seconds at most: behind the seal nothing waits to be recorded. Reads; decides nothing. */
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "protocol/qr/qr.h"
#include "protocol/report/bundle.h"
#include "tally-server/core/handlers.h"
#include "tally-server/core/load.h"

/* A browser's page keeps it whole until it is saved. */
enum { LEDGER_MAX = 512 << 20, PIECE = 256 << 10 };

static const char LEDGER_FILE[] = "bundle.jsonl", *const BUNDLE_FILES[] = { [LANG_ZH] = "bundle-zh.zip", [LANG_EN] = "bundle-en.zip" };

/* ---- the ledger ---- */

struct ledger {
	FILE *file;
	EVP_MD_CTX *hash;
	uint64_t bytes;
	int64_t at;             /* of the last entry */
	enum err err;
};

static bool take_line(void *arg, const struct store_entry *stored)
{
	struct ledger *l = arg;

	l->bytes += stored->len + 1;
	if (l->bytes > LEDGER_MAX)
		l->err = ERR_TOO_LONG;
	else if (fwrite(stored->line, 1, stored->len, l->file) != stored->len || putc('\n', l->file) == EOF)
		l->err = ERR_IO;
	else if (EVP_DigestUpdate(l->hash, stored->line, stored->len) != 1 || EVP_DigestUpdate(l->hash, "\n", 1) != 1)
		l->err = ERR_MEMORY;
	return !l->err;
}

/* When the record was sealed: so that the same record makes the same file. */
static bool take_time(void *arg, const struct store_entry *stored)
{
	struct ledger *l = arg;
	struct entry e;

	l->err = entry_read(&e, stored->line, stored->len, ENTRY_MAX_SIZE);
	if (!l->err) {
		l->at = e.at;
		entry_release(&e);
	}
	return false;
}

static enum err write_ledger(struct ledger *l, uint8_t hash[32], const struct core *c, const char *path)
{
	enum err err = ERR_IO;

	l->hash = EVP_MD_CTX_new();
	l->file = fopen(path, "w");
	if (l->hash && l->file && EVP_DigestInit_ex(l->hash, EVP_sha256(), NULL) == 1)
		err = store_read(c->store, 0, take_line, l);
	if (!err && !l->err)
		err = store_read(c->store, c->meeting.tree.size - 1, take_time, l);
	if (!err)
		err = l->err;
	if (!err && EVP_DigestFinal_ex(l->hash, hash, NULL) != 1)
		err = ERR_MEMORY;
	if (l->file && fclose(l->file) && !err)
		err = ERR_IO;
	EVP_MD_CTX_free(l->hash);
	return err;
}

/* ---- the file ---- */

/* Takes over `content`, also where it is NULL. The ledger is mostly hashes: packing it would take long and save little. */
static bool add_file(zip_t *zip, const char *name, zip_source_t *content, int64_t at)
{
	zip_int64_t i = content ? zip_file_add(zip, name, content, ZIP_FL_ENC_UTF_8) : -1;

	if (i < 0 && content)
		zip_source_free(content);
	return i >= 0 && !zip_set_file_compression(zip, (zip_uint64_t)i, strcmp(name, BUNDLE_LEDGER) ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0) &&
	       !zip_file_set_mtime(zip, (zip_uint64_t)i, at, 0);
}

static zip_source_t *bytes_of(zip_t *zip, const struct buf *b)
{
	return zip_source_buffer(zip, b->at, b->len, 0);
}

/* libzip writes beside the file and renames: it is whole, or not there. */
static enum err write_zip(const char *path, const char *ledger, int64_t at, const struct buf *note, const struct buf *report,
			  const struct buf *manifest)
{
	zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

	if (!zip)
		return ERR_IO;
	if (add_file(zip, BUNDLE_LEDGER, zip_source_file(zip, ledger, 0, -1), at) &&
	    add_file(zip, BUNDLE_CHECKPOINT, bytes_of(zip, note), at) &&
	    add_file(zip, BUNDLE_REPORT, bytes_of(zip, report), at) &&
	    add_file(zip, BUNDLE_MANIFEST, bytes_of(zip, manifest), at) && !zip_close(zip))
		return OK;
	zip_discard(zip);
	return ERR_IO;
}

static enum err make(const struct core *c, const char *path, enum lang lang, const struct buf *note)
{
	char *lines = load_path(c, LEDGER_FILE);
	struct buf report = { 0 }, manifest = { 0 };
	struct ledger l = { .err = OK };
	uint8_t hash[32];
	enum err err = lines ? write_ledger(&l, hash, c, lines) : ERR_MEMORY;

	if (!err)
		err = bundle_make(&report, &manifest, &c->meeting, lang, hash, (struct span){ note->at, note->len }, qr_svg);
	if (!err)
		err = write_zip(path, lines, l.at, note, &report, &manifest);
	if (lines)
		unlink(lines);
	free(lines);
	buf_release(&report);
	buf_release(&manifest);
	return err;
}

/* ---- the message ---- */

static enum err read_piece(json_t **data, int64_t *size, const char *path, int64_t from)
{
	uint8_t *piece = malloc(PIECE);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	ssize_t n = 0;
	enum err err = !piece ? ERR_MEMORY : fd < 0 || fstat(fd, &st) ? ERR_IO : from > st.st_size ? ERR_RANGE : OK;

	if (!err) {
		n = pread(fd, piece, PIECE, from);
		err = n < 0 ? ERR_IO : OK;
	}
	if (!err) {
		*size = st.st_size;
		*data = json_base64(piece, (size_t)n);
		err = *data ? OK : ERR_MEMORY;
	}
	if (fd >= 0)
		close(fd);
	free(piece);
	return err;
}

static enum err read_wish(enum lang *lang, int64_t *from, const struct request *r)
{
	const char *name;
	struct fields f;
	enum err err;

	fields_open(&f, r->body);
	name = fields_text(&f, "lang", 2, 2);
	*from = fields_int(&f, "from", 0, JSON_INTEGER_MAX);
	err = fields_close(&f);
	*lang = strcmp(name, "en") ? LANG_ZH : LANG_EN;
	return !err && *lang == LANG_ZH && strcmp(name, "zh") ? ERR_RANGE : err;
}

/* Nothing of a sealed record changes but that more scrutineers' signatures come in: made at the first
 * asking of this process, and again where somebody begins anew and there is more to sign for. */
static enum err see_to_file(struct core *c, const char *path, enum lang lang, bool begins)
{
	struct buf note = { 0 };
	enum err err = core_final_note(c, &note);

	if (!err)
		err = bundle_check_checkpoint(&c->meeting, buf_text(&note), note.len);
	if (!err && (!c->bundled[lang] || (begins && c->bundled[lang] != note.len))) {
		err = make(c, path, lang, &note);
		c->bundled[lang] = err ? 0 : note.len;
	}
	buf_release(&note);
	return err;
}

enum err handle_bundle(struct core *c, struct request *r)
{
	json_t *data = NULL;
	int64_t from, size = 0;
	char *path = NULL;
	enum lang lang;
	enum err err = read_wish(&lang, &from, r);

	if (!err) {
		path = load_path(c, BUNDLE_FILES[lang]);
		err = path ? see_to_file(c, path, lang, !from) : ERR_MEMORY;
	}
	if (!err)
		err = read_piece(&data, &size, path, from);
	free(path);
	if (err)
		return err;
	r->ok = json_pack("{s:I, s:o}", "size", (json_int_t)size, "data", data);
	return r->ok ? OK : ERR_MEMORY;
}
