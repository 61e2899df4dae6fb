/* Is the sealed record handed out as one file once enough scrutineers have signed its head, and is
 * it, to the byte, what an auditor wants? */
#include <stdio.h>
#include <sys/stat.h>
#include <zip.h>

#include "protocol/crypto/hash.h"
#include "protocol/os/os.h"
#include "protocol/qr/qr.h"
#include "protocol/report/bundle.h"
#include "protocol/report/report.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/poll_hall.h"

/* A folder as a server would have left it behind the seal, or the last sitting. */
static void prepare(struct hall *h, void **state, bool is_sealed)
{
	struct sessions *sessions = NULL;
	struct store *s;

	hall_prepare_record(h, state);
	maker_sit(&h->k, 1, PERSONS);
	maker_add(&h->k, "sitting_close", NULL, maker_json("{'sitting':1}"));
	if (is_sealed)
		maker_seal(&h->k);
	s = hall_store_record(h);
	assert_int_equal(session_open(&sessions, s, &os_rng, clock_wall_seconds()), OK);
	assert_int_equal(session_start(sessions, h->session, "secretary", clock_wall_seconds()), OK);
	session_free(sessions);
	store_close(s);
}

static void begin(struct hall *h, void **state, bool is_sealed)
{
	prepare(h, state, is_sealed);
	core_door_open(&h->door, h->folder);
	core_door_connect(&h->door, LOCAL, DOOR_LOCAL, NULL);
	for (int i = 1; i <= MAKER_TRUSTEES; i++) {
		uint8_t spki[32];
		char name[20];

		snprintf(name, sizeof(name), "trustee-%d", i);
		sha256(spki, name, strlen(name));
		core_door_connect(&h->door, TRUSTEE + (uint64_t)i, DOOR_TERMINAL, spki);
	}
}

static void finish(struct hall *h)
{
	assert_int_equal(core_door_close(&h->door), EXIT_ENDED);
	maker_release(&h->k);
}

static json_t *ask_bundle(struct hall *h, const char *lang, int64_t from)
{
	return core_door_ask(&h->door, LOCAL, h->session, "bundle", json_pack("{s:s, s:I}", "lang", lang, "from", (json_int_t)from));
}

static const char *code_of(struct hall *h, const char *lang, int64_t from)
{
	return core_door_code(ask_bundle(h, lang, from));
}

static char *final_note(struct hall *h)
{
	json_t *reply = core_door_ask(&h->door, LOCAL, h->session, "checkpoint", json_pack("{s:I}", "size", (json_int_t)h->k.meeting.tree.size));
	char *note = strdup(json_string_value(json_object_get(json_object_get(reply, "ok"), "note")));

	json_decref(reply);
	return note;
}

/* The trustee's terminal signs the last head. */
static void cosign(struct hall *h, uint32_t trustee)
{
	struct buf note = { 0 };
	struct note_key key;
	struct head head;

	assert_int_equal(meeting_head(&head, &h->k.meeting, h->k.meeting.tree.size), OK);
	assert_int_equal(note_start(&note, h->k.meeting.origin, &head), OK);
	log_note_key(&key, &h->k.meeting);
	assert_int_equal(note_sign_log(&note, &key, h->k.log_seed), OK);
	trustee_note_key(&key, &h->k.meeting, h->k.meeting.key_record, trustee);
	assert_int_equal(note_cosign(&note, &key, h->k.keys.secrets[trustee - 1].cosign_seed, 1795300000), OK);
	assert_string_equal(core_door_code(core_door_ask(&h->door, TRUSTEE + trustee, NULL, "cosign", json_pack("{s:s}", "note", buf_text(&note)))), "ok");
	buf_release(&note);
}

/* ---- the file ---- */

/* The whole of it, which is less than a piece. */
static void take(struct hall *h, struct buf *file, const char *lang)
{
	json_t *reply = ask_bundle(h, lang, 0), *ok = json_object_get(reply, "ok");
	const char *data = json_string_value(json_object_get(ok, "data"));
	size_t len = (size_t)json_integer_value(json_object_get(ok, "size"));
	uint8_t *bytes = malloc(len + 1);

	assert_non_null(data);
	assert_int_equal(base64_decode(bytes, len, data), OK);
	file->len = 0;
	buf_add(file, bytes, len);
	free(bytes);
	json_decref(reply);
}

static void unpack(const struct buf *file, const char *name, struct buf *out)
{
	zip_source_t *source = zip_source_buffer_create(file->at, file->len, 0, NULL);
	zip_t *zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
	zip_file_t *f;
	char bytes[4096];
	zip_int64_t n;

	assert_non_null(zip);
	assert_int_equal(zip_get_num_entries(zip, 0), 4);
	f = zip_fopen(zip, name, 0);
	assert_non_null(f);
	out->len = 0;
	while ((n = zip_fread(f, bytes, sizeof(bytes))) > 0)
		buf_add(out, bytes, (size_t)n);
	assert_int_equal(n, 0);
	zip_fclose(f);
	zip_discard(zip);
}

static void holds(const struct buf *file, const char *name, const void *bytes, size_t len)
{
	struct buf out = { 0 };

	unpack(file, name, &out);
	assert_int_equal(out.len, len);
	assert_memory_equal(out.at, bytes, len);
	buf_release(&out);
}

static void what_is_not_sealed_is_not_handed_out(void **state)
{
	struct hall h;

	begin(&h, state, false);
	assert_string_equal(code_of(&h, "zh", 0), "unsealed");
	finish(&h);
}

static void it_waits_for_enough_signatures_and_takes_later_ones_in(void **state)
{
	struct buf early = { 0 }, late = { 0 };
	struct hall h;
	char *note;

	begin(&h, state, true);
	assert_string_equal(code_of(&h, "zh", 0), "cosignatures");
	cosign(&h, 1);
	assert_string_equal(code_of(&h, "zh", 0), "cosignatures");
	cosign(&h, 2);
	take(&h, &early, "zh");
	take(&h, &late, "zh");
	assert_int_equal(early.len, late.len);
	assert_memory_equal(early.at, late.at, early.len);
	cosign(&h, 3);
	/* who has begun ends with the file that was begun */
	assert_string_equal(code_of(&h, "zh", (int64_t)early.len), "ok");
	assert_string_equal(code_of(&h, "zh", (int64_t)early.len + 1), "range");
	take(&h, &late, "zh");
	assert_true(late.len > early.len);
	note = final_note(&h);
	holds(&late, BUNDLE_CHECKPOINT, note, strlen(note));
	free(note);
	buf_release(&early);
	buf_release(&late);
	finish(&h);
}

static void it_is_what_an_auditor_wants_in_either_language(void **state)
{
	static const char *const langs[] = { [LANG_ZH] = "zh", [LANG_EN] = "en" };
	struct buf file = { 0 }, ledger = { 0 };
	uint8_t hash[32];
	struct hall h;
	char *note;

	begin(&h, state, true);
	cosign(&h, 1);
	cosign(&h, 3);
	note = final_note(&h);
	for (size_t i = 0; i < h.k.line_count; i++)
		buf_addf(&ledger, "%s\n", h.k.lines[i]);
	sha256(hash, ledger.at, ledger.len);
	for (int lang = LANG_ZH; lang <= LANG_EN; lang++) {
		struct buf report = { 0 }, manifest = { 0 };

		assert_int_equal(bundle_make(&report, &manifest, &h.k.meeting, (enum lang)lang, hash,
					     (struct span){ (const uint8_t *)note, strlen(note) }, qr_svg), OK);
		take(&h, &file, langs[lang]);
		holds(&file, BUNDLE_LEDGER, ledger.at, ledger.len);
		holds(&file, BUNDLE_CHECKPOINT, note, strlen(note));
		holds(&file, BUNDLE_REPORT, report.at, report.len);
		holds(&file, BUNDLE_MANIFEST, manifest.at, manifest.len);
		buf_release(&report);
		buf_release(&manifest);
	}
	assert_string_equal(code_of(&h, "fr", 0), "range");
	free(note);
	buf_release(&file);
	buf_release(&ledger);
	finish(&h);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temp_folder_make, temp_folder_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(what_is_not_sealed_is_not_handed_out),
		IN_FOLDER(it_waits_for_enough_signatures_and_takes_later_ones_in),
		IN_FOLDER(it_is_what_an_auditor_wants_in_either_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
